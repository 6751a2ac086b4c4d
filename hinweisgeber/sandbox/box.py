"""The outer walls: the bubblewrap command line.

Inside there are: the Python that runs us, its libraries, the decoders, our folder `inside/`, all read-only, and a work
folder in memory. There are not: any network, /home, /etc, /proc, /dev, other processes, capabilities, an environment.
"""

from __future__ import annotations

import shutil
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from .inside.terms import MIB, Ceilings
from .places import BWRAP, PACKAGES, package_place

INSIDE = Path(__file__).parent / "inside"
SITE = "/sandbox/site"
OURS = "/sandbox/hinweisgeber/sandbox/inside"  # folders above have no __init__.py: namespace packages
PRELUDE = f"import sys; sys.path[:0] = ['/sandbox', '{SITE}']; "
ENTRY = PRELUDE + "from hinweisgeber.sandbox.inside.main import main; main()"
TRIAL_CODE = PRELUDE + (
    "from hinweisgeber.sandbox.inside import lockdown, terms; lockdown.lock_down(terms.Ceilings()); print('locked')"
)
NOBODY = "65534"


def command(code: str = ENTRY, limits: Ceilings | None = None) -> list[str]:
    """The command that runs `code` in a sandbox of its own."""
    return walls(code, (limits or Ceilings()).file + 16 * MIB, decoders(*PACKAGES))


def walls(code: str, room: int, more: Iterable[str]) -> list[str]:
    """The same with `room` bytes to write to, and `more` beside our own folder."""
    return [
        shutil.which(BWRAP) or BWRAP,
        *("--unshare-all", "--unshare-user", "--uid", NOBODY, "--gid", NOBODY, "--cap-drop", "ALL"),
        *("--die-with-parent", "--new-session", "--clearenv"),
        *_system(),
        *_python(),
        *more,
        *("--ro-bind", str(INSIDE), OURS),
        *("--size", str(room), "--perms", "0700", "--tmpfs", "/scratch", "--chdir", "/scratch"),
        *("--remount-ro", "/"),  # else the root, a tmpfs too, would take what /scratch does not
        *("--", _program(), "-I", "-S", "-B", "-c", code),
    ]


def _program() -> str:
    return str(Path(sys.executable).resolve())


def _system() -> list[str]:
    """Shared libraries. No /etc: libc finds them in its default places."""
    parts = ["--ro-bind", "/usr", "/usr"]
    for name in ("lib", "lib64"):
        folder = Path("/", name)
        if folder.is_symlink():
            parts += ["--symlink", str(folder.readlink()), str(folder)]
        elif folder.is_dir():
            parts += ["--ro-bind", str(folder), str(folder)]
    return parts


def _python() -> list[str]:
    """The interpreter and its standard library, where they do not lie in /usr anyway."""
    library = sysconfig.get_path("stdlib")
    shared = sysconfig.get_config_var("LIBDIR")
    places = dict.fromkeys((_program(), library, *([shared] if _is_shared() else [])))
    return [part for place in places if not place.startswith("/usr/") for part in ("--ro-bind", place, place)]


def _is_shared() -> bool:
    return bool(sysconfig.get_config_var("Py_ENABLE_SHARED"))


def decoders(*names: str) -> list[str]:
    """Each decoder's package with the folder of libraries that its wheel brought along beside it."""
    parts: list[str] = []
    for name in names:
        place = package_place(name)
        if place is None:
            continue
        libraries = "pillow.libs" if name == "PIL" else f"{name}.libs"
        for one in (place, place.parent / libraries):
            if one.exists():
                parts += ["--ro-bind", str(one), f"{SITE}/{one.name}"]
    return parts
