"""Files in a case: their working copies, previews, redacted copies, and their destruction.

Originals are opened only inside the sandbox. A copy is sealed like every file; what is known of it lies sealed under
the case's file key, so all who hold the case share it and nobody else learns that it exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ... import sandbox
from ...crypto import contexts
from ...crypto.seal import seal_text
from ...domain.acts import Act, Data, FreeText, Kind
from ...domain.case import fold
from ...domain.case.casefile import CaseFile
from ...domain.dialogue.attachment import Attachment, Copy
from ...domain.dialogue.recordings import BECAUSE
from ...domain.dialogue.report import REPORTER
from ...domain.dialogue.texts import optional_text
from ...domain.ending import destroying
from ...domain.ending.file_steps import FileRedacted
from ...domain.errors.case import NotAllowed
from ...domain.errors.fields import ReasonMissing
from ...domain.persons.naming import without_names
from ...sandbox import Box, Cleaned, Preview, Scanner, ScanResult
from ...store.blobs import BlobStore
from ...store.cabinet import CASE, Cabinet
from ...store.errors import BlobGone
from ...store.letterbox import SealedMessage
from ..officer.contents import copies_of, destruction_of, files_of, release
from ..officer.desk import Desk, OpenFile, already_done, enter, open_file, was_done
from ..officer.log import checked_case
from ..reporter.files import discard_unless_named, read_file, store_file

TEXT_SHOWN = 100_000  # bytes


@dataclass(frozen=True)
class EvidenceFile:
    """One file of a case: who sent it when, and the copies made of it that are still good."""

    case_id: bytes
    case: CaseFile
    file: Attachment
    from_reporter: bool
    written: date
    copies: tuple[Copy, ...]
    outdated: bool = False  # whether there is one by earlier rules, which is neither shown nor given any more

    @property
    def working_copy(self) -> Copy | None:
        """The cleaned copy, once it is made."""
        return _newest(self.copies, redacted=False)

    @property
    def for_others(self) -> Copy | None:
        """The one copy that may be handed on: the newest redacted one, else the working copy."""
        return _newest(self.copies, redacted=True) or self.working_copy

    def copy(self, blob: str) -> Copy:
        """One of the copies, by its blob. Raises BlobGone."""
        for copy in self.copies:
            if copy.file.blob == blob:
                return copy
        raise BlobGone()


def find(desk: Desk, number: str, blob: str) -> EvidenceFile:
    """A file of this case.

    Raises FileNotFound (no such case, or no key), BlobGone (no such file in it, or destroyed), StoreAway.
    """
    with desk.cabinet.read() as cabinet:
        return _find(cabinet, open_file(cabinet, desk, CASE, number), blob)


def _find(cabinet: Cabinet, opened: OpenFile, blob: str) -> EvidenceFile:
    for message, file in files_of(cabinet, opened):
        if file.blob == blob:
            return _evidence(cabinet, opened, message, file)
    raise BlobGone()


def _evidence(cabinet: Cabinet, opened: OpenFile, message: SealedMessage, file: Attachment) -> EvidenceFile:
    every = copies_of(cabinet, opened, file.blob)
    good = tuple(copy for copy in every if not sandbox.outdated(copy.mimetype, copy.rules))
    case = CaseFile.from_payload(opened.sheet)
    from_reporter = message.author == REPORTER
    return EvidenceFile(opened.id, case, file, from_reporter, message.written, good, outdated=good != every)


def _newest(copies: tuple[Copy, ...], *, redacted: bool) -> Copy | None:
    return max((copy for copy in copies if copy.redacted is redacted), key=lambda copy: copy.n, default=None)


def every(desk: Desk, number: str) -> list[EvidenceFile]:
    """All files of this case that are still there, in order. Raises FileNotFound, StoreAway."""
    with desk.cabinet.read() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        return [_evidence(cabinet, opened, message, file) for message, file in files_of(cabinet, opened)]


def make_working_copy(desk: Desk, blobs: BlobStore, number: str, blob: str) -> Copy:
    """The file without its metadata, made anew in the sandbox; made once and kept, unless the rules have changed since.

    Raises CannotClean (why not), FileNotFound, BlobGone, StoreAway.
    """
    found = find(desk, number, blob)
    if found.working_copy is not None:
        return found.working_copy
    cleaned = sandbox.clean(read_file(blobs, found.file), found.file.name)
    made = _stored(blobs, cleaned, redacted=False)
    try:
        with desk.cabinet.write() as cabinet:
            opened = open_file(cabinet, desk, CASE, number)
            there = _find(cabinet, opened, blob).working_copy  # a colleague may have been quicker
            return there or _keep(cabinet, opened, blob, made)
    finally:
        discard_unless_named(blobs, desk.cabinet, [made.file])


def show(blobs: BlobStore, copy: Copy, page: int = 1) -> Preview:
    """What can be shown of a copy; never of an original. Raises CannotClean, BlobGone, StoreAway."""
    return sandbox.preview(read_file(blobs, copy.file), copy.file.name, page)


def show_text(blobs: BlobStore, copy: Copy) -> str:
    """The beginning of a copy that is text. No decoder is needed for it: the sandbox wrote it as plain UTF-8.

    Raises BlobGone, StoreAway.
    """
    start = bytearray()
    for piece in read_file(blobs, copy.file):
        start += piece
        if len(start) >= TEXT_SHOWN:
            break
    return bytes(start[:TEXT_SHOWN]).decode("utf-8", "ignore")  # the cut may go through a character


def scan(desk: Desk, blobs: BlobStore, scanner: Scanner, number: str, blob: str) -> ScanResult:
    """What the virus scanner says of the original. Nothing of it is kept: tomorrow it may know more.

    Raises CannotScan (why not), FileNotFound, BlobGone, StoreAway.
    """
    return scanner.scan(read_file(blobs, find(desk, number, blob).file))


def redact(
    desk: Desk, blobs: BlobStore, number: str, blob: str, boxes: Sequence[Box], reason: str, once: str = ""
) -> Copy | None:
    """A redacted copy of the working copy: boxes burned in, no text layer. One journal entry; None on a second click.

    Raises NotAllowed (no working copy yet, or no box), ReasonMissing, TextTooLong, CannotClean (PagesTooMany for a box
    on a page that there is not), FileNotFound, BlobGone, StoreAway.
    """
    reason, found = _checked_reason(reason), find(desk, number, blob)
    if found.working_copy is None or not boxes:
        raise NotAllowed()
    if was_done(desk, once):
        return None
    base = found.working_copy.file
    made = _stored(blobs, sandbox.redact(read_file(blobs, base), base.name, boxes), redacted=True)
    data = FileRedacted(blob, found.file.name, len(boxes), made.file.sha256, reason)
    try:
        with desk.cabinet.write() as cabinet:
            opened = open_file(cabinet, desk, CASE, number)
            _find(cabinet, opened, blob)  # it may have been destroyed in the meantime
            if already_done(cabinet, desk, once):
                return None
            copy = _keep(cabinet, opened, blob, made)
            _enter(cabinet, desk, opened, Kind.FILE_REDACTED, data)
            return copy
    finally:
        discard_unless_named(blobs, desk.cabinet, [made.file])


def destroy(desk: Desk, blobs: BlobStore, number: str, blob: str, reason: str, once: str = "") -> None:
    """Destroys a file and all its copies for good (Directive (EU) 2019/1937 Art. 17); the journal keeps that it was.

    Nothing is entered as destroyed that is still there: the bytes go before the entry is committed, and if that fails,
    doing it again ends it. Raises ReasonMissing, TextTooLong, DestroyingTooEarly, NotResponsible, HoldStands,
    RetaliationOpen, FileNotFound, BlobGone, StoreAway.
    """
    if (reason := _checked_reason(reason)) == BECAUSE:  # that is the machine's: nothing stands against it
        raise NotAllowed()
    with desk.cabinet.write() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        if already_done(cabinet, desk, once):
            return
        found = _find(cabinet, opened, blob)
        destroying.require(found.case, desk.officer_id)
        file = found.file
        names = release(cabinet, opened, [file])
        _enter(cabinet, desk, opened, Kind.FILE_DESTROYED, destruction_of(file, reason))
        for name in names:
            blobs.delete(name)
        with desk.letterbox.write() as box:  # the mailbox says so from now on
            box.forget_blobs(names)


def _checked_reason(reason: str) -> FreeText:
    """Before anything costly begins. Raises ReasonMissing, TextTooLong."""
    if not (text := optional_text(reason)):
        raise ReasonMissing()
    return text


def _stored(blobs: BlobStore, cleaned: Cleaned, redacted: bool) -> Copy:
    file = store_file(blobs, cleaned.content, cleaned.name, cleaned=True)
    findings = tuple((finding.label, finding.value) for finding in cleaned.findings)
    return Copy(file, cleaned.mimetype, redacted, findings, pages=cleaned.pages, rules=sandbox.RULES)


def _keep(cabinet: Cabinet, opened: OpenFile, source: str, made: Copy) -> Copy:
    n = 1 + max((n for of, n, _ in cabinet.copies(opened.id) if of == source), default=0)
    context = contexts.copy(opened.id, bytes.fromhex(source), n)
    cabinet.add_copy(opened.id, source, n, seal_text(opened.file_key, context, made.payload()))
    cabinet.name_blobs(opened.id, [made.file.blob])
    return replace(made, n=n)


def _enter(cabinet: Cabinet, desk: Desk, opened: OpenFile, kind: Kind, data: Data) -> None:
    case, _ = checked_case(cabinet, desk, opened)
    act = without_names(case, Act(kind, desk.today, desk.officer_id, data))
    enter(cabinet, desk, opened, fold.apply(case, act), act)
