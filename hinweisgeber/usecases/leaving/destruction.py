"""What should never have been there is really destroyed, in both stores (Directive (EU) 2019/1937 Art. 17).

That a message, a note or a file was there, by whom and when it went and why, stays in the journal; what it said does
not.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from ...crypto import contexts, heads
from ...domain.acts import Act, Kind
from ...domain.case import fold
from ...domain.case.case_steps import Note
from ...domain.dialogue.minutes import BECAUSE
from ...domain.dialogue.report import Said
from ...domain.dialogue.texts import reason_text
from ...domain.ending import destroying
from ...domain.ending.file_steps import MessageDestroyed, NoteDestroyed
from ...domain.errors.case import NotAllowed
from ...domain.errors.ending import InsideAnother
from ...domain.persons.naming import without_names
from ...store.blobs import BlobStore
from ...store.cabinet import CASE, Cabinet
from ...store.errors import BlobGone, StoreAway
from ...store.letterbox import SealedMessage
from ..officer.collect import settle
from ..officer.contents import destruction_of, opened_said, release
from ..officer.desk import Desk, OpenFile, already_done, open_file
from ..officer.entering import enter
from ..officer.errors import TextGone
from ..officer.log import Log, checked_case, open_log
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
    desk: Desk, blobs: BlobStore, number: str, author: str, place: int, reason: str, once: str = ""
) -> None:
    """Destroys a message's text and its files, here and in the mailbox; its place stays, empty.

    Nothing is entered as destroyed that is still there: everything goes before the entry is committed, and if that
    fails, doing it again ends it. Raises ReasonMissing, TextTooLong, DestroyingTooEarly, NotResponsible, HoldStands,
    RetaliationOpen, FileNotFound, BlobGone (no such message), TextGone, StoreAway.
    """
    reason = reason_text(reason)
    with desk.cabinet.write() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        if already_done(cabinet, desk, once):
            return
        case, _ = checked_case(cabinet, desk, opened)
        destroying.require(case, desk.officer_id)
        found, said = _message(cabinet, opened, author, place)
        names = release(cabinet, opened, said.files)
        data = MessageDestroyed(author, place, len(said.files), reason)
        act = without_names(case, Act(Kind.MESSAGE_DESTROYED, desk.today, desk.officer_id, data))
        cabinet.empty_message(opened.id, author, place, _no_tag())
        if place == 0:  # the report's first words stand in everybody's list
            cabinet.drop_lines(opened.id)
        enter(cabinet, desk, opened, fold.apply(case, act), act)
        for name in names:  # before the mailbox is told: where they cannot go, nothing has changed
            blobs.delete(name)
        with desk.letterbox.write() as box:
            if (there := box.message(opened.id, author, place)) is not None:
                box.empty_message(opened.id, author, place, _no_tag(), _remains(there))
            elif box.has_report(opened.id):
                # not delivered yet: somebody may be carrying it there, so its place is taken before
                box.add_message(opened.id, replace(found, tag=_no_tag(), sealed=_remains(found)))
            box.forget_blobs(names)
    settle(desk, opened.id)
    _scrub(desk)


def destroy_note(desk: Desk, number: str, seq: int, reason: str, once: str = "") -> None:
    """Destroys the text of the note that is the journal's entry `seq`.

    Raises ReasonMissing, TextTooLong, DestroyingTooEarly, NotResponsible, HoldStands, RetaliationOpen, FileNotFound,
    BlobGone (no such note in this case), TextGone, StoreAway.
    """
    reason = reason_text(reason)
    with desk.cabinet.write() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        if already_done(cabinet, desk, once):
            return
        case, log = checked_case(cabinet, desk, opened)
        destroying.require(case, desk.officer_id)
        _note(log, seq)
        data = NoteDestroyed(seq, reason)
        act = without_names(case, Act(Kind.NOTE_DESTROYED, desk.today, desk.officer_id, data))
        cabinet.drop_text(opened.id, seq)
        enter(cabinet, desk, opened, fold.apply(case, act), act)
    _scrub(desk)


def destroy_file(desk: Desk, blobs: BlobStore, number: str, blob: str, reason: str, once: str = "") -> None:
    """Destroys a file with its copies and all that was found in it, for good (Directive (EU) 2019/1937 Art. 17); the
    journal keeps that it was.

    Nothing is entered as destroyed that is still there: the bytes go before the entry is committed, and if that fails,
    doing it again ends it. Raises ReasonMissing, TextTooLong, DestroyingTooEarly, NotResponsible, HoldStands,
    RetaliationOpen, InsideAnother (as long as the file is there that it is in), FileNotFound, BlobGone, StoreAway.
    """
    if (reason := reason_text(reason)) == BECAUSE:  # that is the machine's: nothing stands against it
        raise NotAllowed()
    with desk.cabinet.write() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        if already_done(cabinet, desk, once):
            return
        found = find_in(cabinet, opened, blob)
        if found.inside:
            raise InsideAnother()
        destroying.require(found.case, desk.officer_id)
        file = found.file
        names = release(cabinet, opened, [file])
        case, _ = checked_case(cabinet, desk, opened)
        act = without_names(case, Act(Kind.FILE_DESTROYED, desk.today, desk.officer_id, destruction_of(file, reason)))
        enter(cabinet, desk, opened, fold.apply(case, act), act)
        for name in names:
            blobs.delete(name)
        with desk.letterbox.write() as box:  # the mailbox says so from now on
            box.forget_blobs(names)


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
    for act in log.page(1, seq).shown:
        if act.seq == seq and isinstance(act.data, Note):
            if act.gone:
                raise TextGone()
            return act.day, act.data.text or ""
    raise BlobGone()


def _remains(message: SealedMessage) -> bytes:
    """What stays of a text in the letterbox: of version 2 its hash, which running hashes go on from (SPEC §35)."""
    return heads.digest(message.sealed) if message.epoch is not None else b""


def _no_tag() -> bytes:
    """In the place of the tag, which tells who holds the key whether a text is the one they guess."""
    return secrets.token_bytes(contexts.ID)
