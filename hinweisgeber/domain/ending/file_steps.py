"""What is destroyed or redacted in a case, step by step (Directive (EU) 2019/1937 Art. 17)."""

from __future__ import annotations

from dataclasses import dataclass

from ..acts import Act, Data, Exact, FreeText, Kind
from ..case.casefile import CaseFile
from ..dialogue.minutes import BECAUSE, is_recording
from ..errors.ending import HoldStands, RetaliationOpen
from ..persons.disclosure_steps import message_gone
from ..reasons import reason_of
from ..record import Record
from .readable import harmless


@dataclass(frozen=True)
class FileRedacted(Data):
    """A redacted copy of the file `source` was made."""

    source: Exact | None = None
    name: Exact | None = None
    boxes: int | None = None
    sha256: Exact | None = None
    reason: FreeText | None = None


@dataclass(frozen=True)
class FileDestroyed(Data):
    """The file `source` and all its copies are gone."""

    source: Exact | None = None
    name: Exact | None = None
    size: int | None = None
    sha256: Exact | None = None
    reason: FreeText | None = None


@dataclass(frozen=True)
class MessageDestroyed(Data):
    """The text of a message and its files are gone."""

    author: Exact
    place: int
    files: int | None = None
    reason: FreeText | None = None


@dataclass(frozen=True)
class NoteDestroyed(Data):
    """The text of the journal's entry `seq` is gone."""

    seq: int | None = None
    reason: FreeText | None = None


def _file_redacted(case: CaseFile, act: Act, data: FileRedacted) -> CaseFile:
    reason_of(data.reason)
    return case


def _file_destroyed(case: CaseFile, act: Act, data: FileDestroyed) -> CaseFile:
    """What the law ends together with the minutes nothing may stand against (§ 11 Abs. 4 S. 4)."""
    return case if of_minutes(case, data) else _destroyed(case, data.reason)


def of_minutes(case: CaseFile, data: FileDestroyed) -> bool:
    """Whether it is a recording that ends with the minutes."""
    recorded = data.reason == BECAUSE and data.name is not None and is_recording(data.name)
    return bool(recorded and case.minutes.state.final and case.channel)


def _destroyed(case: CaseFile, reason: str | None) -> CaseFile:
    """Of what is held, or is evidence of a retaliation (§ 36), nothing is destroyed by hand."""
    reason_of(reason)
    if case.active_holds:
        raise HoldStands()
    if case.open_retaliations > 0:
        raise RetaliationOpen()
    return case


def _message_destroyed(case: CaseFile, act: Act, data: MessageDestroyed) -> CaseFile:
    return message_gone(_destroyed(case, data.reason), data.author, data.place, act.day)


def _note_destroyed(case: CaseFile, act: Act, data: NoteDestroyed) -> CaseFile:
    return _destroyed(case, data.reason)


RECORDS = (
    Record(Kind.FILE_REDACTED, FileRedacted, _file_redacted, harmless),
    Record(Kind.FILE_DESTROYED, FileDestroyed, _file_destroyed, harmless),
    Record(Kind.MESSAGE_DESTROYED, MessageDestroyed, _message_destroyed, harmless),
    Record(Kind.NOTE_DESTROYED, NoteDestroyed, _note_destroyed, harmless),
)
