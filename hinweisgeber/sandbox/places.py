"""Where on this machine the parts of the sandbox lie: its program, and the packages of the decoders."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

BWRAP = "bwrap"
OFFICE = "soffice"
PACKAGES = ("PIL", "pi_heif", "_pi_heif", "pypdfium2", "pypdfium2_cfg", "pypdfium2_raw", "av", "olefile")


def package_place(name: str) -> Path | None:
    """The folder of a package or the file of a module, without importing it: no decoder loads here."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent if spec.submodule_search_locations else Path(spec.origin)


def office_place() -> Path | None:
    """The office program itself, without the script around it; it must lie where the walls leave a view of it."""
    found = shutil.which(OFFICE)
    program = Path(found).resolve().with_name("soffice.bin") if found else None
    return program if program and program.is_file() and program.is_relative_to("/usr") else None
