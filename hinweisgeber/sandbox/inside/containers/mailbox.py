"""Mailboxes (mbox): each mail in them is an inner file, and the copy lists their subjects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import compat32
from pathlib import Path
from typing import Any

from ..guard import require
from ..inner import Content, Opened
from ..terms import Ceilings, Stop
from ..texts.bodies import readable
from ..texts.decoding import header_words
from ..texts.headers import HeaderTale
from ..texts.plaintext import seen
from .eml import HEAD_LIMIT, MAIL_LIMIT

_DATED = re.compile(rb"\d\d:\d\d(?::\d\d)?\b.*\d{4}|\d{4} \d\d:\d\d|\d\d:\d\d:\d\d")
_HEADER = re.compile(rb"[!-9;-~]+:")
FIRST_LINE = 1000  # bytes; more is no line that begins a mail, and counts as lost


def clean(path: Path, limits: Ceilings, options: dict[str, Any]) -> tuple[dict[str, Any], Content]:
    """Each mail of a mailbox as an inner file; the copy lists their subjects. Raises Stop: too-large, too-many-parts,
    damaged, content-lost."""
    _end_lines(path)
    opened, told, size = Opened(), HeaderTale(), 0
    for number, (line, start, end) in enumerate(_mails(path), 1):
        size += min(len(line), FIRST_LINE) + end - start
        if found := re.match(rb"From (\S+) +(.*)", line):
            told.add("sender", header_words(found[1].decode("ascii", "surrogateescape")))
            told.add("time", header_words(found[2].decode("ascii", "surrogateescape")))
        subject = _subject_at(path, start, end)
        opened.take(f"{number:03d} {subject}"[:100].strip() + ".eml", _piece(path, start, end), shown=False)
        opened.say(f"[Anlage {number}: EML] {readable(seen(subject, opened.findings), opened.findings)}")
    if not opened.parts:
        raise Stop("damaged")
    require("text", path.stat().st_size, size, opened.findings, " Bytes")
    told.tell(opened.findings)
    return opened.result()


def _end_lines(path: Path) -> None:
    """An old Mac ends lines with a sign of its own. Raises Stop(too-large)."""
    with path.open("rb") as file:
        start = file.read(HEAD_LIMIT)
    if b"\r" in start and b"\n" not in start:
        if path.stat().st_size > MAIL_LIMIT:
            raise Stop("too-large")
        path.write_bytes(path.read_bytes().replace(b"\r", b"\n"))


def _mails(path: Path) -> Iterator[tuple[bytes, int, int]]:
    """The line that begins each mail, where the mail starts and where it ends."""
    with path.open("rb") as file:
        line, start, place, blank, read = b"", 0, 0, True, file.readline(1 << 16)
        while read:
            following = file.readline(1 << 16)
            if read.startswith(b"From ") and (blank if not line else _is_start(read, blank, following)):
                if line:
                    yield line, start, place
                line, start = read, place + len(read)
            blank, place, read = not read.strip(), place + len(read), following
        if line:
            yield line, start, place


def _is_start(line: bytes, blank: bool, following: bytes) -> bool:
    """A sentence may begin with From, too; a mailbox's line ends in a time or a year. It stands behind a blank line, or
    before a header; old Thunderbird wrote nothing else on it."""
    headed = _HEADER.match(following) is not None
    return bool(_DATED.search(line) and (blank or headed)) or (blank and headed and not line[5:].strip())


def _piece(path: Path, start: int, end: int) -> Iterator[bytes]:
    """One mail, without the marks that keep its lines from being taken for another one's beginning."""
    with path.open("rb") as file:
        file.seek(start)
        while start < end and (line := file.readline(min(end - start, 1 << 18))):
            start += len(line)
            yield re.sub(rb"\A>(>*From )", rb"\1", line)


def _subject_at(path: Path, start: int, end: int) -> str:
    with path.open("rb") as file:
        file.seek(start)
        head = file.read(min(end - start, 1 << 16))
    headers = BytesParser(policy=compat32).parsebytes(head, headersonly=True).raw_items()
    return header_words(next((value for name, value in headers if name.lower() == "subject"), ""))
