"""What a case holds: what was said in it, the files that came with that, those that the office took on file, the copies
made of them, and their end.

What does not open is nobody's word: a forged message from the letterbox must not close the whole file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from ...crypto.unseal import open_text
from ...domain.acts import Act, FreeText, Kind
from ...domain.dialogue.attachment import Attachment, Copy
from ...domain.dialogue.report import OFFICE, REPORTER, Said
from ...domain.ending.file_steps import FileDestroyed
from ...domain.filing_step import EvidenceFiled
from ...errors import Broken
from ...store.cabinet import CASE, Cabinet
from ...store.letterbox import SealedMessage
from .desk import Desk, OpenFile, known_acts, open_file, read_log

NOTHING_SAID = b"{}"  # of a word that only names another mailbox


def opened_said(opened: OpenFile, message: SealedMessage) -> Said | None:
    """What a message says, its files with what their sender has signed of them; None when it does not open, was
    destroyed, or only names another mailbox."""
    try:
        payload, hashes = opened.dialogues.said_with_files(message)
        said = Said.from_payload(payload)
    except Broken:
        return None
    return replace(said, files=tuple(replace(one, sealed=hashes.get(one.blob, "")) for one in said.files))


def opens(opened: OpenFile, message: SealedMessage) -> bool:
    """Whether a message says something that was sealed with this case's key, whatever it is."""
    try:
        return opened.dialogues.said(message) != NOTHING_SAID
    except Broken:
        return False


def first_said(cabinet: Cabinet, opened: OpenFile) -> Said | None:
    """The report, as far as it is there and opens."""
    first = cabinet.message(opened.id, REPORTER, 0)
    return opened_said(opened, first) if first else None


class SentFile(NamedTuple):
    """A file of a case and where it comes from: the message of `author` at `place`, or with `filed` the document that
    an officer took on file as the `place`-th (from 1). It is the `n`-th (from 1) of its files, whatever became of the
    others."""

    author: str
    place: int
    written: date
    n: int
    file: Attachment
    filed: Act | None = None


def files_of(cabinet: Cabinet, opened: OpenFile) -> Iterator[SentFile]:
    """The files of a case that are still there: of messages in their order, then of documents. What a message names is
    that message's, whatever names it later. Raises SealBroken."""
    log = read_log(cabinet, opened)
    gone, seen = destroyed(log), set[str]()
    for sent in (*_sent(cabinet, opened), *_filed(log)):
        if sent.file.blob not in gone | seen:
            yield sent
        if sent.filed is None:
            seen.add(sent.file.blob)


def _sent(cabinet: Cabinet, opened: OpenFile) -> Iterator[SentFile]:
    for message, _ in cabinet.messages(opened.id):
        said = opened_said(opened, message)
        for n, file in enumerate(said.files if said else (), start=1):
            yield SentFile(message.author, message.place, message.written, n, file)


def _filed(log: Iterable[Act]) -> Iterator[SentFile]:
    acts = (act for act in log if act.kind is Kind.EVIDENCE_FILED)
    for place, act in enumerate(acts, start=1):
        for n, one in enumerate(act.data.files if isinstance(act.data, EvidenceFiled) else (), start=1):
            yield SentFile(OFFICE, place, act.day, n, one.attachment, act)


def destroyed(log: Iterable[Act]) -> set[str]:
    """The blobs of the files that were destroyed, as the log tells."""
    return {str(act.data.source) for act in log if isinstance(act.data, FileDestroyed)}


def forget_destroyed(desk: Desk, opened: OpenFile) -> None:
    """Takes the names of destroyed files from the letterbox: 0.1.0 left them there, and each backup missed these files.
    Only who opens the log knows which they are. Raises StoreAway."""
    with desk.cabinet.read() as cabinet, desk.letterbox.read() as box:
        left = {*box.blobs_of(opened.id)} - {*cabinet.blobs_of(opened.id)}
        acts = known_acts(cabinet, opened) if left else []
    if gone := left & destroyed(acts):
        with desk.letterbox.write() as box:
            box.forget_blobs(sorted(gone))


class Copies:
    """What the office knows of the copies in one case: read once, and each opened when it is asked for."""

    def __init__(self, cabinet: Cabinet, opened: OpenFile) -> None:
        self._opened = opened
        self._sealed: dict[str, list[tuple[int, int, bytes]]] = {}
        for epoch, of, n, sealed in cabinet.copies(opened.id):
            self._sealed.setdefault(of, []).append((n, epoch, sealed))

    def of(self, blob: str) -> tuple[Copy, ...]:
        """The copies made of a file, in order, without those whose description does not open (`lost`)."""
        return tuple(copy for copy in self._of(blob) if copy)

    def lost(self, blob: str) -> int:
        """How many copies of a file have a description that does not open."""
        return sum(copy is None for copy in self._of(blob))

    def last(self, blob: str) -> int:
        """The number of the newest copy of a file; 0 if there is none."""
        return max((n for n, _, _ in self._sealed.get(blob, ())), default=0)

    def parts(self, blob: str) -> tuple[Attachment, ...]:
        """The files that were found in a file when its newest working copy was made, whatever became of that copy."""
        return next((copy.parts for copy in reversed(self.of(blob)) if not (copy.redacted or copy.drawn)), ())

    def _of(self, blob: str) -> Iterator[Copy | None]:
        for n, epoch, sealed in self._sealed.get(blob, ()):
            try:
                place = self._opened.keys.copy(epoch, bytes.fromhex(blob), n)
                yield Copy.from_payload(open_text(*place, sealed), n)
            except Broken:
                yield None


def lost_copies(desk: Desk, number: str, blob: str) -> int:
    """How many copies of a file there are whose description does not open: with it the copy's own key is lost, and it
    must not close the page of the file. Raises FileNotFound, Unopened, StoreAway."""
    with desk.cabinet.read() as cabinet:
        return Copies(cabinet, open_file(cabinet, desk, CASE, number)).lost(blob)


def release(cabinet: Cabinet, opened: OpenFile, files: Iterable[Attachment]) -> list[str]:
    """Lets go of files, of what was in them, and of what is known of their copies. Returns the names of all their
    blobs, which are to be deleted before this is committed: nothing is entered as destroyed that is still there."""
    copies, names, waiting = Copies(cabinet, opened), dict[str, None](), [file.blob for file in files]
    while waiting:
        blob = waiting.pop()
        made = copies.of(blob)
        waiting += {part.blob for copy in made for part in copy.parts} - names.keys()
        names |= dict.fromkeys((blob, *(copy.file.blob for copy in made)))
        cabinet.drop_copies(opened.id, blob)
    cabinet.forget_blobs(opened.id, names)
    return list(names)


def destruction_of(file: Attachment, reason: FreeText) -> FileDestroyed:
    """What the journal says of a file that was destroyed."""
    return FileDestroyed(file.blob, file.name, file.size, file.sha256, reason)
