"""An unlocked officer at work: opening files and reading their logs. What is entered passes through `entering`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Protocol, TypeVar

from ...crypto.errors import SealBroken
from ...crypto.keystore import Identity
from ...crypto.power import read_openly
from ...crypto.ring import Ring
from ...crypto.unseal import open_text
from ...domain import records
from ...domain.acts import Act, Kind, kind_of
from ...domain.case.casefile import CaseFile
from ...domain.case.measures import Measure
from ...domain.deputising import over
from ...domain.ending.file_steps import NoteDestroyed
from ...domain.journal import Entry
from ...domain.power.periods import OBJECTION
from ...errors import Broken, FormatBroken
from ...store.blobs import BlobStore
from ...store.cabinet import CASE, MEASURE, Cabinet, SealedFile
from ...store.letterbox import Letterbox
from ...store.unit import Store
from .dialogues import Dialogues
from .errors import CaseUnopened, FileNotFound, FormUnknown, MeasureUnopened, NewerEntries
from .file_keys import FileKeys, holders_of, keys_of

T = TypeVar("T")
S = TypeVar("S", CaseFile, Measure)
PREFIX = {CASE: "HM", MEASURE: "MN"}
_NUMBER = {kind: re.compile(rf"{prefix}-([0-9]{{4}})-([0-9]{{4,9}})") for kind, prefix in PREFIX.items()}


class Sheet(Protocol):
    """What a file says in short: a case or a measure."""

    @property
    def remind_on(self) -> date | None:
        """When to remind of it by mail; stands readable."""

    def payload(self) -> bytes:
        """What is sealed."""


@dataclass
class OwnLines:
    """What an officer's list has opened already, by file id (`own_lines`); and what it has made of that, as long as
    nothing changes (`overview`)."""

    known: dict[bytes, Any] = field(default_factory=dict, repr=False)
    told: Any = field(default=None, repr=False)  # and of what, in one: two pages of a session mix nothing up
    ordered: Any = field(default=None, repr=False)
    left: date | None = field(
        default=None, repr=False
    )  # on which day it was last looked whose deputy this officer is no more (`deputising`)


def _nothing() -> None:
    """Where there is no list."""


@dataclass(frozen=True)
class Saw:
    """What the page had shown from which somebody acts: the file of this number, up to this entry of the journal; 0:
    nothing of it."""

    number: str
    entry: int


@dataclass(frozen=True)
class Desk:
    """Who acts, with which keys, on which stores, on which day. Without `blobs` no recording can be erased.

    `saw`: what they had seen of the file they act on; None where no page was sent. `acknowledges`: what is answered by
    itself to a report of one day on another (None: nothing is). Without it, what a report says was answered is
    believed. `lines` stay as long as the session. `lists`: copies into the list of erasures who is out of a file since,
    after it was entered. `objection_days`: for the reporter, before something is destroyed."""

    cabinet: Store[Cabinet]
    letterbox: Store[Letterbox]
    ring: Ring
    officer_id: str
    identity: Identity = field(repr=False)
    today: date
    blobs: BlobStore | None = field(default=None, repr=False)
    acknowledges: Callable[[date, date], str | None] | None = field(default=None, repr=False)
    lines: OwnLines = field(default_factory=OwnLines, repr=False, compare=False)
    lists: Callable[[], None] = field(default=_nothing, repr=False, compare=False)
    saw: Saw | None = None
    objection_days: int = OBJECTION


@dataclass(frozen=True)
class OpenFile:
    """A file with its keys, for the length of one request."""

    row: SealedFile
    keys: FileKeys
    sheet: bytes = field(repr=False)

    @property
    def id(self) -> bytes:
        """The file's id."""
        return self.row.id

    @property
    def holders(self) -> frozenset[str]:
        """Who holds its key, as a signed entry says; nobody while the file is of version 1."""
        return holders_of(self.row.said)

    @cached_property
    def case(self) -> CaseFile:
        """What the sheet of a case says, unchecked. Raises FormatBroken."""
        return CaseFile.from_payload(self.sheet)

    @cached_property
    def dialogues(self) -> Dialogues:
        """The keys of its dialogue. Raises FormatBroken."""
        talk = self.case.talk
        return Dialogues(self.id, self.keys, is_born=talk is not None and talk.is_born)


def moved_on(opened: OpenFile, row: SealedFile, keys: FileKeys, sheet: bytes) -> OpenFile:
    """The same file in its next revision; what was read of a sheet that has not changed is not read again."""
    new = OpenFile(row, keys, sheet)
    if sheet == opened.sheet and "case" in vars(opened):
        vars(new)["case"] = opened.case
    return new


def number_of(kind: str, year: int, n: int) -> str:
    """The number people write: HM-2026-48213 for a case, MN-2026-70415 for a measure. Up to version 0.2.0 they ran from
    0001."""
    return f"{PREFIX.get(kind, kind)}-{year}-{n:04d}"


def open_file(cabinet: Cabinet, desk: Desk, kind: str, number: str, ended: bool = False) -> OpenFile:
    """The file with this number. Raises FileNotFound, also for one to which the officer holds no key, or held it, or
    that of the case it was born in, as a deputy whose days are over (unless they may be `ended`), and Unopened."""
    match = _NUMBER[kind].fullmatch(number)
    year, n = (int(match[1]), int(match[2])) if match else (0, 0)
    row = cabinet.file_by_number(kind, year, n, desk.officer_id) if number_of(kind, year, n) == number else None
    if row is None:
        raise FileNotFound()
    opened = open_row(desk, row)
    if not ended and _is_over(cabinet, desk, opened):
        raise FileNotFound()
    return opened


def _is_over(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> bool:
    """Whether who asks has the key as a deputy alone, whose days are over; of a measure its case says it."""
    if opened.row.kind == CASE:
        return ended_as_deputy(desk, opened)
    cases = cabinet.files(desk.officer_id, [opened.row.parent] if opened.row.parent else [])
    return any(ended_as_deputy(desk, case) for case in each(cases, lambda row: open_row(desk, row))[0])


def ended_as_deputy(desk: Desk, case: OpenFile) -> bool:
    """Whether who asks was in this case as a deputy alone, whose days are over."""
    with suppress(FormatBroken):  # who reads the sheet says so
        return desk.officer_id in over(case.case, desk.today)
    return False


def open_row(desk: Desk, row: SealedFile) -> OpenFile:
    """A file's row, opened with the officer's own wrap or, the first time, with the HPKE wrap.

    Raises Unopened: the wrap may be junk or hold a wrong key, an epoch may be missing or another than the entries say,
    or the sheet is broken. A key that is passed on comes from here.
    """
    try:
        keys = keys_of(desk.officer_id, desk.identity, row)
        return OpenFile(row, keys, open_text(*keys.sheet(row.revision), row.sheet))
    except (Broken, ValueError) as error:  # ValueError: an id or revision that nothing can be sealed for
        raise (CaseUnopened if row.kind == CASE else MeasureUnopened)() from error


def case_of(opened: OpenFile) -> CaseFile:
    """What the sheet of a case says. Raises FormUnknown, SealBroken."""
    return _sheet_of(opened, lambda sheet: opened.case)


def measure_of(opened: OpenFile) -> Measure:
    """What the sheet of a measure says. Raises FormUnknown, SealBroken."""
    return _sheet_of(opened, Measure.from_payload)


def _sheet_of(opened: OpenFile, read: Callable[[bytes], S]) -> S:
    """Raises FormUnknown: it was sealed rightly, by another version; and SealBroken for another file's number, under
    which somebody would hand on what they did not mean."""
    try:
        sheet = read(opened.sheet)
    except FormatBroken as error:
        raise FormUnknown() from error
    if sheet.number != number_of(opened.row.kind, opened.row.year, opened.row.n):
        raise SealBroken("a file under another one's number")
    return sheet


def each(rows: Iterable[SealedFile], make: Callable[[SealedFile], T]) -> tuple[list[T], tuple[str, ...]]:
    """What `make` made of each row, and the numbers of those of which nothing could be made: one bad row stops no list,
    and is named in it."""
    made, unopened = [], []
    for row in rows:
        try:
            made.append(make(row))
        except Broken:
            unopened.append(number_of(row.kind, row.year, row.n))
    return made, tuple(sorted(unopened))


def read_log(cabinet: Cabinet, opened: OpenFile) -> list[Act]:
    """All acts on this file, opened, in order. Raises SealBroken for a text that is missing and was not destroyed.

    What a newer version entered is in it as UNKNOWN: the log can be read, and nothing can be reckoned from it.
    """
    return [act for _, act in read_entries(cabinet, opened)]


def read_entries(cabinet: Cabinet, opened: OpenFile) -> list[tuple[Entry, Act]]:
    """The same beside the entries of the journal."""
    log = [
        (entry, open_act(opened, place, entry, sealed))
        for place, (entry, sealed) in enumerate(cabinet.file_log(opened.id), start=1)
    ]
    destroyed = {act.data.seq for _, act in log if isinstance(act.data, NoteDestroyed)}
    if {act.seq for _, act in log if act.gone} - destroyed:
        raise SealBroken("a text of the log is missing")
    return log


def known_acts(cabinet: Cabinet, opened: OpenFile) -> list[Act]:
    """The acts on this file as far as they open: for what must not wait because one text is damaged."""
    acts = []
    for place, (entry, sealed) in enumerate(cabinet.file_log(opened.id), start=1):
        with suppress(Broken):
            acts.append(open_act(opened, place, entry, sealed))
    return acts


def open_act(opened: OpenFile, place: int, entry: Entry, sealed: bytes) -> Act:
    """An entry's act, as the `place`-th of its file, from 1. Raises SealBroken, FormatBroken."""
    openly = read_openly(entry.open)
    if not sealed:
        gone = records.made(kind_of(entry.kind), entry.day, entry.signer, {}, entry.seq, gone=True)
        return replace(gone, openly=openly)
    text = open_text(*opened.keys.entry(entry.seq, place), sealed)
    return replace(records.read(entry.kind, entry.day, entry.signer, text, entry.seq), openly=openly)


def has_newer(log: Iterable[Act]) -> bool:
    """Whether a newer version of this program has entered something that this one does not have."""
    return any(act.kind is Kind.UNKNOWN for act in log)


def require_known(log: Iterable[Act]) -> None:
    """Before anything is entered. Raises NewerEntries: what a newer version has made of a file would be overwritten."""
    if has_newer(log):
        raise NewerEntries()


def remember_own(cabinet: Cabinet, desk: Desk, opened: Iterable[OpenFile]) -> None:
    """Keeps the keys of files opened for the first time under the officer's own key: the next opening is cheap."""
    fresh = ((f.id, f.row.epoch, f.keys.wrapped_own(desk.identity)) for f in opened if not f.row.own)
    cabinet.set_own_wraps(desk.officer_id, fresh)


def already_done(cabinet: Cabinet, desk: Desk, once: str) -> bool:
    """Whether the form with this token was carried out before (a second click)."""
    return bool(once) and not cabinet.first_time(_token(once), desk.today)


def was_done(desk: Desk, once: str) -> bool:
    """The same without taking the token: to spare the work that comes before the act. Raises StoreAway."""
    with desk.cabinet.read() as cabinet:
        return bool(once) and cabinet.carried_out(_token(once))


def _token(once: str) -> bytes:
    return hashlib.sha384(once.encode()).digest()
