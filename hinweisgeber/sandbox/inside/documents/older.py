"""DOC, XLS, PPT and RTF: what their bytes say without a program that knows them.

The first three are small file systems (MS-CFB); their streams are told by name, and looked for, not followed.
"""

from __future__ import annotations

import re
from pathlib import Path

from ..guard import require
from ..kinds import FileKind
from ..sniffing_packed import OLE, older_kinds, stream_names
from ..terms import Findings, Stop
from . import persisted, records

LEAST = 4  # text that shrinks below one part in so many is not what it was; blanks and fields are counted there, too
UNCOUNTED = (
    "Wir haben nicht geprüft, ob alles darin steht: Wie viel Text oder Zellen das Original hat, ließ sich nicht zählen"
)
SLIDES = "PowerPoint Document"
_SECTOR = 512
_WORD = b"\xec\xa5"  # the head of a DOC's text (MS-DOC, 2.5): flags, and how many signs there are
_FLAGS, _LOCKED, _SIGNS = 0x0A, 0x0100, 0x4C
_SHEETS = b"\x09\x08\x10\x00\x00\x06\x05\x00"  # the head of an XLS (MS-XLS, 2.4.21); with a password one record follows
_PASSWORD = b"\x2f\x00"
_LOCKED_SLIDES = b"\xdf\xc4\xd1\xf3"  # of a PPT (MS-PPT, 2.3.2)
_RTF = re.compile(rb"\\'[0-9a-f]{2}|\\u-?\d+ ?|\\([a-z]+)-?\d* ?|\\(\*)|\\[^a-z]|[{}]|[^\\{}]+", re.IGNORECASE)
_NO_TEXT = frozenset(b"fonttbl colortbl stylesheet info pict object listtable themedata nonshppict".split())


def told(data: bytes, claimed: FileKind) -> FileKind:
    """Which of them it is, whatever its name claims. Raises Stop: mismatch, encrypted-otherwise."""
    if not data.startswith(OLE):
        return FileKind.RTF
    names = stream_names(data)
    there = older_kinds(names)
    if not there:
        raise Stop("mismatch")
    kind = claimed if claimed in there else there[0]  # one may hold another
    if _locked(data, kind):
        raise Stop("encrypted-otherwise")
    return kind


def require_still_there(path: Path, kind: FileKind, made: Path, text: str, findings: Findings) -> None:
    """What was made of it, with this text, holds what it held: less of its cells is told, and so is what nothing here
    can count. Raises Stop(content-lost) if it is next to nothing of its own."""
    if kind is FileKind.XLS:
        source = records.cells_of_xls(records.stream_of(path, "Workbook", "Book"))
        require("cells", source, records.cells_of_ods(made), findings)
    elif kind is FileKind.PPT and (shown := _on_slides(path)):
        source = sum(map(len, shown))
        _require_pieces(shown, persisted.without_blanks(text), source, findings)
    else:
        source = signs(path, kind)
        if len("".join(text.split())) * LEAST < source:
            raise Stop("content-lost")
    if not source:
        findings.lose("part", UNCOUNTED)


def _on_slides(path: Path) -> dict[str, str] | None:
    streams = (records.stream_of(path, name) for name in ("Current User", SLIDES))
    return persisted.pieces(*streams)


def _require_pieces(shown: dict[str, str], text: str, source: int, findings: Findings) -> None:
    missing = {plain: piece for plain, piece in shown.items() if plain not in text}
    if 2 * sum(map(len, missing)) > source:
        raise Stop("content-lost")
    if missing:
        findings.lose("text", f"{len(missing)} Stellen auf Folien: {'; '.join(missing.values())}")


def signs(path: Path, kind: FileKind) -> int:
    """How many signs its text has; 0 where nothing says it."""
    if kind is FileKind.PPT:
        return records.letters_of_ppt(records.stream_of(path, SLIDES))
    data = path.read_bytes()
    if kind is FileKind.DOC:
        return max((int.from_bytes(data[at + _SIGNS : at + _SIGNS + 4], "little") for at in _heads(data)), default=0)
    return _signs_of_rtf(data)


def _heads(data: bytes) -> list[int]:
    return [at for at in range(_SECTOR, len(data), _SECTOR) if data.startswith(_WORD, at)][:1]


def _locked(data: bytes, kind: FileKind) -> bool:
    if kind is FileKind.DOC:
        return any(int.from_bytes(data[at + _FLAGS : at + _FLAGS + 2], "little") & _LOCKED for at in _heads(data))
    if kind is FileKind.XLS:
        at = data.find(_SHEETS)
        return at >= 0 and data.startswith(_PASSWORD, at + 20)
    return _LOCKED_SLIDES in data


def _signs_of_rtf(data: bytes) -> int:
    """Outside of the groups that hold fonts, styles, pictures and what only some programs read."""
    found, silent = 0, [False]
    for one in _RTF.finditer(data):
        token = one[0]
        if token == b"{":
            silent.append(silent[-1])
        elif token == b"}":
            silent = silent[:-1] or [False]
        elif one[1] in _NO_TEXT or one[2]:
            silent[-1] = True
        elif not silent[-1] and not one[1]:
            found += 1 if token.startswith(b"\\") else len(b"".join(token.split()))
    return found
