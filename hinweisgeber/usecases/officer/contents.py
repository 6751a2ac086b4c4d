"""What a case holds: what was said in it, the files that came with that, the copies made of them, and their end.

What does not open is nobody's word: a forged message from the letterbox must not close the whole file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...crypto import contexts
from ...crypto.keys import DialogueKey
from ...crypto.unseal import open_text
from ...domain.acts import FreeText
from ...domain.dialogue.attachment import Attachment, Copy
from ...domain.dialogue.report import REPORTER, Said
from ...domain.ending.file_steps import FileDestroyed
from ...errors import Broken
from ...store.cabinet import CASE, Cabinet
from ...store.letterbox import SealedMessage
from .desk import Desk, OpenFile, open_file, read_log


def opened_said(key: DialogueKey, file_id: bytes, message: SealedMessage) -> Said | None:
    """What a message says; None when it does not open or was destroyed."""
    try:
        context = contexts.message(file_id, message.author, message.place)
        return Said.from_payload(open_text(key, context, message.sealed))
    except Broken:
        return None


def opens(opened: OpenFile, message: SealedMessage) -> bool:
    """Whether a message was sealed with this case's key, whatever it says."""
    try:
        open_text(opened.key.dialogue, contexts.message(opened.id, message.author, message.place), message.sealed)
    except Broken:
        return False
    return True


def first_said(cabinet: Cabinet, opened: OpenFile) -> Said | None:
    """The report, as far as it is there and opens."""
    first = cabinet.message(opened.id, REPORTER, 0)
    return opened_said(opened.key.dialogue, opened.id, first) if first else None


def files_of(cabinet: Cabinet, opened: OpenFile) -> Iterator[tuple[SealedMessage, Attachment]]:
    """The files of a case that are still there, in order, each with the message it came with. Raises SealBroken."""
    gone = destroyed(cabinet, opened)
    for message, _ in cabinet.messages(opened.id):
        said = opened_said(opened.key.dialogue, opened.id, message)
        yield from ((message, file) for file in (said.files if said else ()) if file.blob not in gone)


def destroyed(cabinet: Cabinet, opened: OpenFile) -> set[str]:
    """The blobs of the files that were destroyed, as the journal tells. Raises SealBroken."""
    return {str(act.data.source) for act in read_log(cabinet, opened) if isinstance(act.data, FileDestroyed)}


def copies_of(cabinet: Cabinet, opened: OpenFile, blob: str) -> tuple[Copy, ...]:
    """The copies made of a file, in order; `lost_copies` counts those whose description does not open."""
    return tuple(copy for copy in _copies(cabinet, opened, blob) if copy)


def lost_copies(desk: Desk, number: str, blob: str) -> int:
    """How many copies of a file there are whose description does not open: with it the copy's own key is lost, and it
    must not close the page of the file. Raises FileNotFound, Unopened, StoreAway."""
    with desk.cabinet.read() as cabinet:
        return sum(copy is None for copy in _copies(cabinet, open_file(cabinet, desk, CASE, number), blob))


def _copies(cabinet: Cabinet, opened: OpenFile, blob: str) -> Iterator[Copy | None]:
    for of, n, sealed in cabinet.copies(opened.id):
        if of == blob:
            try:
                context = contexts.copy(opened.id, bytes.fromhex(blob), n)
                yield Copy.from_payload(open_text(opened.file_key, context, sealed), n)
            except Broken:
                yield None


def release(cabinet: Cabinet, opened: OpenFile, files: Iterable[Attachment]) -> list[str]:
    """Lets go of files and of what is known of their copies. Returns the names of all their blobs, which are to be
    deleted before this is committed: nothing is entered as destroyed that is still there."""
    names = []
    for file in files:
        names += [file.blob, *(copy.file.blob for copy in copies_of(cabinet, opened, file.blob))]
        cabinet.drop_copies(opened.id, file.blob)
    cabinet.forget_blobs(names)
    return names


def destruction_of(file: Attachment, reason: FreeText) -> FileDestroyed:
    """What the journal says of a file that was destroyed."""
    return FileDestroyed(file.blob, file.name, file.size, file.sha256, reason)
