"""Where on this machine the parts of the sandbox lie: its program, and the packages of the decoders."""

from __future__ import annotations

import importlib.util
from pathlib import Path

BWRAP = "bwrap"
PACKAGES = ("PIL", "pi_heif", "_pi_heif", "pypdfium2", "pypdfium2_cfg", "pypdfium2_raw", "av")


def package_place(name: str) -> Path | None:
    """The folder of a package or the file of a module, without importing it: no decoder loads here."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent if spec.submodule_search_locations else Path(spec.origin)
