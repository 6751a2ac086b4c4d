"""What should never have been there is really destroyed, in both stores (Directive (EU) 2019/1937 Art. 17).

That a message, a note or a file was there, by whom and when it went and why, stays in the journal; what it said does
not.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ...crypto import contexts, heads
from ...domain.acts import Act, Data, Kind
from ...domain.case.case_steps import Note
from ...domain.case.casefile import CaseFile
from ...domain.dialogue.minutes import BECAUSE
from ...domain.dialogue.report import DESTRUCTION, REPORTER, Said
from ...domain.dialogue.texts import check_text, reason_text
from ...domain.ending import destroying
from ...domain.ending.file_steps import MessageDestroyed, NoteDestroyed
from ...domain.errors.case import NotAllowed
from ...domain.errors.ending import InsideAnother
from ...domain.power.grounds import Sooner
from ...domain.power.periods import not_before
from ...store.blobs import BlobStore
from ...store.cabinet import CASE, Cabinet
from ...store.errors import BlobGone, StoreAway
from ...store.letterbox import SealedMessage
from ..officer.agreeing import Agreed, Proposing
from ..officer.casework import act
from ..officer.contents import destruction_of, opened_said, release
from ..officer.desk import Desk, OpenFile, open_file
from ..officer.entering import enter
from ..officer.errors import TextGone
from ..officer.log import Log, open_log
from ..officer.power_words import GERMAN_POWER, PowerWords
from .evidence import find_in


@dataclass(frozen=True)
class Doomed:
    """What would be destroyed, for the page that asks once more."""

    day: date
    text: str
    files: int
    note: bool


def message(desk: Desk, number: str, author: str, place: int) -> Doomed:
    """A message that could be destroyed. Raises FileNotFound, BlobGone (no such message), TextGone, StoreAway."""
    with desk.cabinet.read() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        found, said = _message(cabinet, opened, author, place)
        return Doomed(found.written, said.text, len(said.files), note=False)


def note(desk: Desk, number: str, seq: int) -> Doomed:
    """A note that could be destroyed. Raises FileNotFound, BlobGone (no such note), TextGone, StoreAway."""
    with desk.cabinet.read() as cabinet:
        day, text = _note(open_log(cabinet, desk, open_file(cabinet, desk, CASE, number)), seq)
    return Doomed(day, text, 0, note=True)


def destroy_message(
    desk: Desk, blobs: BlobStore, number: str, author: str, place: int, reason: str, once: str = "",
    words: PowerWords = GERMAN_POWER, agreed: Agreed | None = None,
) -> CaseFile:  # fmt: skip
    """Destroys a message's text and its files, here and in the mailbox; its place stays, empty. Two must agree, and the
    reporter may object before.

    Nothing is entered as destroyed that is still there: everything goes before the entry is committed, and if that
    fails, doing it again ends it. Raises ReasonMissing, TextTooLong, DestroyingTooEarly, NotResponsible, HoldStands,
    RetaliationOpen, FileNotFound, BlobGone (no such message), TextGone, StoreAway.
    """
    reason = reason_text(reason)

    def what(cabinet: Cabinet, opened: OpenFile, case: CaseFile, log: Log) -> Data:
        destroying.require(case, case.assigned_to if agreed else desk.officer_id)
        _, said = _message(cabinet, opened, author, place)
        return MessageDestroyed(author, place, len(said.files), reason)

    def goes(cabinet: Cabinet, opened: OpenFile, case: CaseFile, act: Act) -> Proposing:
        found = cabinet.message(opened.id, author, place)
        return Proposing(_notice(desk, words, _called(words, author, place, found), act))

    def effect(
        cabinet: Cabinet, desk: Desk, opened: OpenFile, sheet: CaseFile, act: Act, joins: str | None
    ) -> OpenFile:
        found, said = _message(cabinet, opened, author, place)
        names = release(cabinet, opened, said.files)
        cabinet.empty_message(opened.id, author, place, _no_tag())
        if place == 0:  # the report's first words stand in everybody's list
            cabinet.drop_lines(opened.id)
        opened = enter(cabinet, desk, opened, sheet, act)
        for name in names:  # before the mailbox is told: where they cannot go, nothing has changed
            blobs.delete(name)
        with desk.letterbox.write() as box:
            if (there := box.message(opened.id, author, place)) is not None:
                box.empty_message(opened.id, author, place, _no_tag(), _remains(there))
            elif box.has_report(opened.id):
                # not delivered yet: somebody may be carrying it there, so its place is taken before
                box.add_message(opened.id, replace(found, tag=_no_tag(), sealed=_remains(found)))
            box.forget_blobs(names)
        return opened

    case = act(desk, number, Kind.MESSAGE_DESTROYED, what, once, entering=effect, agreed=agreed, proposing=goes)
    _scrub(desk)
    return case


def destroy_note(
    desk: Desk, number: str, seq: int, reason: str, once: str = "", agreed: Agreed | None = None
) -> CaseFile:
    """Destroys the text of the note that is the journal's entry `seq`. Two must agree; nobody else has read it.

    Raises ReasonMissing, TextTooLong, DestroyingTooEarly, NotResponsible, HoldStands, RetaliationOpen, FileNotFound,
    BlobGone (no such note in this case), TextGone, StoreAway.
    """
    reason = reason_text(reason)

    def what(cabinet: Cabinet, opened: OpenFile, case: CaseFile, log: Log) -> Data:
        destroying.require(case, case.assigned_to if agreed else desk.officer_id)
        _note(log, seq)
        return NoteDestroyed(seq, reason)

    def goes(cabinet: Cabinet, opened: OpenFile, case: CaseFile, act: Act) -> Proposing:
        return Proposing(sooner=Sooner.INTERNAL)

    def effect(
        cabinet: Cabinet, desk: Desk, opened: OpenFile, sheet: CaseFile, act: Act, joins: str | None
    ) -> OpenFile:
        cabinet.drop_text(opened.id, seq)
        return enter(cabinet, desk, opened, sheet, act)

    case = act(desk, number, Kind.NOTE_DESTROYED, what, once, entering=effect, agreed=agreed, proposing=goes)
    _scrub(desk)
    return case


def destroy_file(
    desk: Desk, blobs: BlobStore, number: str, blob: str, reason: str, once: str = "",
    words: PowerWords = GERMAN_POWER, agreed: Agreed | None = None,
) -> CaseFile:  # fmt: skip
    """Destroys a file with its copies and all that was found in it, for good (Directive (EU) 2019/1937 Art. 17); the
    journal keeps that it was. Two must agree, and the reporter may object before, unless the office took it on file
    itself: that counts like a note, and they are not told of it.

    Nothing is entered as destroyed that is still there: the bytes go before the entry is committed, and if that fails,
    doing it again ends it. Raises ReasonMissing, TextTooLong, DestroyingTooEarly, NotResponsible, HoldStands,
    RetaliationOpen, InsideAnother (as long as the file is there that it is in), FileNotFound, BlobGone, StoreAway.
    """
    if (reason := reason_text(reason)) == BECAUSE:  # that is the machine's: nothing stands against it
        raise NotAllowed()

    def what(cabinet: Cabinet, opened: OpenFile, case: CaseFile, log: Log) -> Data:
        found = find_in(cabinet, opened, blob)
        if found.inside:
            raise InsideAnother()
        if (found.filed is None) is (blob in case.evidence):  # who was told a file is theirs is asked before it goes
            raise NotAllowed()
        destroying.require(case, case.assigned_to if agreed else desk.officer_id)
        return destruction_of(found.file, reason)

    def goes(cabinet: Cabinet, opened: OpenFile, case: CaseFile, act: Act) -> Proposing:
        found = find_in(cabinet, opened, blob)
        if found.filed is not None:
            return Proposing(sooner=Sooner.INTERNAL)
        return Proposing(_notice(desk, words, words.file.format(name=found.file.name), act))

    def effect(
        cabinet: Cabinet, desk: Desk, opened: OpenFile, sheet: CaseFile, act: Act, joins: str | None
    ) -> OpenFile:
        found = find_in(cabinet, opened, blob)
        names = release(cabinet, opened, [found.file])
        opened = enter(cabinet, desk, opened, sheet, act)
        for name in names:
            blobs.delete(name)
        if found.filed is not None:  # the letterbox has never heard of it
            return opened
        with desk.letterbox.write() as box:  # the mailbox says so from now on
            box.forget_blobs(names)
        return opened

    return act(desk, number, Kind.FILE_DESTROYED, what, once, entering=effect, agreed=agreed, proposing=goes)


def _notice(desk: Desk, words: PowerWords, what: str, entry: Act) -> Said:
    """What the reporter reads before: what, why, and until when they can object."""
    last = not_before(desk.today, desk.objection_days) - timedelta(days=1)
    text = words.destruction(what, getattr(entry.data, "reason", None) or "", last)
    return Said(DESTRUCTION, check_text(text), data={"until": last.isoformat()})


def _called(words: PowerWords, author: str, place: int, found: SealedMessage | None) -> str:
    """How the reporter knows a message."""
    day = words.day(found.written) if found else ""
    if author == REPORTER:
        return words.your_message.format(day=day) if place else words.your_report
    return words.our_message.format(day=day)


def _scrub(desk: Desk) -> None:
    """Leaves nothing of the text in the database files. Somebody may be reading for long: then the next one does it."""
    with suppress(StoreAway):
        desk.cabinet.scrub()
        desk.letterbox.scrub()


def _message(cabinet: Cabinet, opened: OpenFile, author: str, place: int) -> tuple[SealedMessage, Said]:
    """The message and what it says; one that does not open has nothing left to destroy but bytes."""
    found = cabinet.message(opened.id, author, place)
    if found is None:
        raise BlobGone()
    if not found.sealed:
        raise TextGone()
    return found, opened_said(opened, found) or Said("message", "")


def _note(log: Log, seq: int) -> tuple[date, str]:
    for one in log.page(1, seq).shown:
        if one.seq == seq and isinstance(one.data, Note):
            if one.gone:
                raise TextGone()
            return one.day, one.data.text or ""
    raise BlobGone()


def _remains(message: SealedMessage) -> bytes:
    """What stays of a text in the letterbox: of version 2 its hash, which running hashes go on from (SPEC §35)."""
    return heads.digest(message.sealed) if message.epoch is not None else b""


def _no_tag() -> bytes:
    """In the place of the tag, which tells who holds the key whether a text is the one they guess."""
    return secrets.token_bytes(contexts.ID)
