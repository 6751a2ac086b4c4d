"""What a file's entries commit to (SPEC §40), against the rows that are there. The last word about each thing counts.
A file of which no entry commits to a sheet is older than that, and shows its rows with the next act on it alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from ....crypto.commitments import Committed, Place
from ....crypto.errors import JournalBroken
from ....errors import FormatBroken
from .findings import Amiss, Finding
from .streams import FileRows

_WHY = {
    "blob": ("blob that was let go of", "blob is missing", "blob is another", "blob nobody entered"),
    "copy": ("copy that was let go of", "copy is missing", "copy is another", ""),
}
Said = tuple[str | None, int]  # the digest of a row, None where it was let go of, and the entry that said so


@dataclass
class Commitments:
    """Of one file, entry by entry."""

    sheet: tuple[str, date | None, int] | None = None
    number: tuple[str, int] | None = None
    links: dict[int, str | None] = field(default_factory=dict)  # by the entry that began the epoch
    messages: dict[Place, tuple[str, str, int]] = field(default_factory=dict)  # in the letterbox, here, and the entry
    blobs: dict[str, Said] = field(default_factory=dict)
    copies: dict[str, Said] = field(default_factory=dict)
    notes: set[int] = field(default_factory=set)
    older: int = 0

    def read(self, seq: int, said_openly: str | None) -> None:
        """The next entry of the file. Raises JournalBroken."""
        try:
            said = Committed.read(said_openly)
        except FormatBroken as error:
            raise JournalBroken(seq, "what it commits to has no form") from error
        if said is None:
            if self.sheet is not None:
                raise JournalBroken(seq, "commits to no sheet")
            return
        first = self.sheet is None
        if first is not bool(said.number) or (said.older and not first):
            raise JournalBroken(seq, "what it commits to has no form")
        self.number = (said.number, seq) if said.number else self.number
        self.sheet, self.older = (said.sheet, said.remind_on, seq), said.older or self.older
        self.links[seq] = said.link
        self.messages |= {at: (*digests, seq) for at, digests in said.messages.items()}
        self.blobs |= {name: (row, seq) for name, row in said.blobs.items()}
        self.copies |= {at: (row, seq) for at, row in said.copies.items()}
        self.notes |= {*said.notes}


def number(said: Commitments, rows: FileRows, case: str) -> Iterator[Finding]:
    """The number under which it was entered, also once it is erased."""
    if said.number is not None and rows.file is not None and said.number[0] != case:
        values = {"case": said.number[0], "there": case}
        yield Finding(said.number[1], said.number[0], Amiss.ALTERED, "number", "under another number", values)


def differences(said: Commitments, rows: FileRows, case: str) -> Iterator[Finding]:
    """What is not as committed, of a file that is there and not erased."""
    if said.sheet is None or rows.file is None:
        return
    sheet, remind_on, seq = said.sheet
    if rows.file.sheet != sheet:
        yield Finding(seq, case, Amiss.ALTERED, "sheet", "sheet is another", {"case": case})
    if rows.file.remind_on != remind_on:
        yield Finding(seq, case, Amiss.ALTERED, "reminder", "reminded of on another day", {"case": case})
    yield from _messages(said, rows, case)
    waits = bool(rows.copies.keys() - said.copies.keys())  # copies of which the next act tells, and their files
    yield from _rows(said.blobs, rows.blobs, "blob", case, rows, waits)
    yield from _rows(said.copies, rows.copies, "copy", case, rows, may_wait=True)


def _messages(said: Commitments, rows: FileRows, case: str) -> Iterator[Finding]:
    for (author, place), (_, row, seq) in sorted(said.messages.items()):
        what, values = f"message {author}/{place}", {"case": case, "author": author, "at": place}
        there = rows.messages.get((author, place))
        if there is None:
            yield Finding(seq, case, Amiss.MISSING, what, "message is missing", values)
        elif there.row != row:
            yield Finding(seq, case, Amiss.ALTERED, what, "message is another", values)
    for (author, place), one in sorted(rows.messages.items()):
        if (author, place) not in said.messages and one.n >= said.older:
            values = {"case": case, "author": author, "at": place}
            yield Finding(rows.last, case, Amiss.FOREIGN, f"message {author}/{place}", "message nobody entered", values)


def _rows(
    said: Mapping[str, Said], there: Mapping[str, str], what: str, case: str, rows: FileRows, may_wait: bool
) -> Iterator[Finding]:
    for name, (row, seq) in sorted(said.items()):
        known = rows.names.get(name, name)
        values = {"case": case, "name": known}
        if row is None and name in there:
            yield Finding(seq, case, Amiss.FOREIGN, f"{what} {known}", _WHY[what][0], values)
        elif row is not None and name not in there:
            yield Finding(seq, case, Amiss.MISSING, f"{what} {known}", _WHY[what][1], values)
        elif row is not None and there[name] != row:
            yield Finding(seq, case, Amiss.ALTERED, f"{what} {known}", _WHY[what][2], values)
    for name in sorted(there.keys() - said.keys()) if not may_wait else ():
        known = rows.names[name]
        values = {"case": case, "name": known}
        yield Finding(rows.last, case, Amiss.FOREIGN, f"{what} {known}", _WHY[what][3], values)
