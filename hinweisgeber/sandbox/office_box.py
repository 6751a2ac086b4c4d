"""The second walls: the bubblewrap command line for the office program, which does not start behind the first ones.

Inside there are, besides what the first walls hold: an empty device, an /etc of our own with four files, the index of
the fonts, and the office program's own settings. There are not: any network, /home, the system's /etc, /proc, other
processes, capabilities, or anything that can be written to outside of memory.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .box import PRELUDE, decoders, walls
from .inside.terms import Ceilings

Walls = Callable[[str, Ceilings], list[str]]
ENTRY = PRELUDE + "from hinweisgeber.sandbox.inside.drawing import main; main()"
ETC = Path(__file__).parent / "etc"
DEVICES = ("/dev/null", "/dev/urandom")
THEIRS = ("/etc/libreoffice", "/var/cache/fontconfig")  # no word of this machine's people stands there


def command(code: str = ENTRY, limits: Ceilings | None = None) -> list[str]:
    """The command that runs `code` behind the second walls. The work folder takes a document and what is made of it."""
    limits = limits or Ceilings()
    more = [part for file in sorted(ETC.iterdir()) for part in ("--ro-bind", str(file), f"/etc/{file.name}")]
    more += [part for place in THEIRS for part in ("--ro-bind-try", place, place)]
    more += [part for place in DEVICES for part in ("--dev-bind", place, place)]
    more += decoders("olefile")  # counts what is in a document before the program has it
    return walls(code, limits.file + limits.output, [*more, "--symlink", "/scratch", "/tmp"])  # noqa: S108 -- in there
