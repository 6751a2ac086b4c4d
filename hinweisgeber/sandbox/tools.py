"""What cleaning needs on this machine, and what is missing: for the operator's `check`, and to refuse in time.

There is no way around the sandbox: where it cannot be built, nothing is cleaned.
"""

from __future__ import annotations

import shutil
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

from .box import TRIAL_CODE, command
from .errors import CleaningUnavailable, DrawingUnavailable
from .inside.kinds import FAMILY, FileKind
from .places import BWRAP, office_place, package_place

_ALL = frozenset(FileKind)
_NEEDED_BY: dict[str, frozenset[FileKind]] = {
    "PIL": _ALL - FAMILY["text"] - FAMILY["container"],
    "pi_heif": frozenset((FileKind.HEIC,)),
    "pypdfium2": frozenset(FAMILY["pdf"]),
    "olefile": frozenset((FileKind.MSG,)),
    "av": frozenset(FAMILY["sound"] | FAMILY["film"]),
}
OFFICE = "LibreOffice"
_DRAWN = frozenset(FAMILY["drawn"] | FAMILY["document"])  # the latter can be cleaned without it, but not shown
_DISTRIBUTION = {"PIL": "Pillow", "pi_heif": "pi-heif", "av": "av (PyAV)"}
TRIAL_SECONDS = 10
_NOT_THERE = "nicht installiert"


@dataclass(frozen=True)
class MissingTool:
    """A tool that is missing or does not work, and the kinds of file that cannot be cleaned without it. `why` says
    so in German, for the operator."""

    tool: str
    why: str
    kinds: frozenset[FileKind]


def available() -> list[MissingTool]:
    """What is missing; empty if every kind can be cleaned. Starts the sandbox once to see that it works."""
    found = [
        MissingTool(_DISTRIBUTION.get(name, name), _NOT_THERE, kinds)
        for name, kinds in _NEEDED_BY.items()
        if package_place(name) is None
    ]
    if office_place() is None:
        found.append(MissingTool(OFFICE, _NOT_THERE, _DRAWN))
    why = sandbox_trouble()
    return [MissingTool("bubblewrap", why, _ALL), *found] if why else found


def require(kind: FileKind | None = None) -> None:
    """Raise CleaningUnavailable naming the tool if this kind (or anything at all) cannot be cleaned here."""
    if shutil.which(BWRAP) is None:
        raise CleaningUnavailable(tool="bubblewrap")
    for name, kinds in _NEEDED_BY.items():
        if kind in kinds and package_place(name) is None:
            raise CleaningUnavailable(tool=_DISTRIBUTION.get(name, name))


def draws() -> bool:
    """Whether office documents can be drawn here at all."""
    return office_place() is not None


def office_program() -> Path:
    """Where the office program lies. Raises DrawingUnavailable: there is none, and nothing else draws documents."""
    require()
    place = office_place()
    if place is None:
        raise DrawingUnavailable()
    return place


_trial = threading.Lock()


def sandbox_trouble() -> str:
    """Why no sandbox can be had on this machine; empty if one can."""
    if shutil.which(BWRAP) is None:
        return _NOT_THERE
    with _trial:
        try:
            result = subprocess.run(
                command(TRIAL_CODE), input=b"", capture_output=True, timeout=TRIAL_SECONDS, check=False, env={}
            )
        except OSError:
            return "lässt sich nicht starten"
        except subprocess.TimeoutExpired:
            return f"antwortet nicht innerhalb von {TRIAL_SECONDS} Sekunden"
    if result.returncode == 0 and result.stdout == b"locked\n":
        return ""
    last = result.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [f"Ende mit {result.returncode}"]
    return f"kann keinen geschützten Bereich aufbauen und meldet: {last[0][:200]}"
