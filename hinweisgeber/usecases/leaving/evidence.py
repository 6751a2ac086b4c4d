"""Files in a case: those that were sent or taken on file, those that were found in them, and what can be shown of their
copies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ... import sandbox
from ...crypto.errors import Exchanged, SealBroken
from ...domain.acts import Act
from ...domain.case.casefile import CaseFile
from ...domain.dialogue.attachment import Attachment, Copy
from ...domain.dialogue.report import REPORTER
from ...sandbox import Preview, Scanner, ScanResult
from ...store.blobs import BlobStore
from ...store.cabinet import CASE, Cabinet
from ...store.errors import BlobGone
from ..officer.contents import Copies, SentFile, files_of
from ..officer.desk import Desk, OpenFile, open_file
from ..officer.errors import FileExchanged, FileUnopened
from ..reporter.files import read_file

TEXT_SHOWN = 100_000  # bytes
DEPTH = 8  # of files in files


@dataclass(frozen=True)
class Inside:
    """Where a file was found: it is the `n`-th (from 1) in the file `blob`."""

    blob: str
    name: str
    n: int


@dataclass(frozen=True)
class EvidenceFile:
    """One file of a case: who sent it when, and the copies made of it that are still good. `place` is that of the
    message it came with, `n` which of its files (from 1) it is; `filed`: the act by which the office took it on file
    itself, then `place` is the document's number; `inside`: the files it was found in, outermost first; none for what
    came itself."""

    case_id: bytes
    case: CaseFile
    file: Attachment
    from_reporter: bool
    written: date
    place: int
    n: int
    copies: tuple[Copy, ...]
    filed: Act | None = None
    outdated: bool = False  # whether there is one by earlier rules, which is neither shown nor given any more
    inside: tuple[Inside, ...] = ()
    parts: tuple[Attachment, ...] = ()  # the files that were found in it

    @property
    def working_copy(self) -> Copy | None:
        """The cleaned copy, once it is made; of a document that cannot be cleaned its drawn pages."""
        return _newest(self.copies, redacted=False, drawn=False) or self.drawn_copy

    @property
    def drawn_copy(self) -> Copy | None:
        """The pages of an office document, once they are drawn."""
        return _newest(self.copies, redacted=False, drawn=True)

    @property
    def pages(self) -> Copy | None:
        """What is looked at and covered: drawn pages, where there are some, else the working copy."""
        return self.drawn_copy or self.working_copy

    @property
    def can_be_drawn(self) -> bool:
        """Whether there is a working copy of a document or text whose pages are not drawn yet."""
        copy = self.working_copy
        return copy is not None and self.drawn_copy is None and sandbox.drawable(copy.mimetype)

    @property
    def for_others(self) -> Copy | None:
        """The one copy that is handed on unless somebody wants another on purpose: the newest redacted one, else the
        pages as they would be printed, else the working copy."""
        return _newest(self.copies, redacted=True, drawn=False) or self.pages

    @property
    def covered(self) -> Copy | None:
        """The newest redacted copy, where what it lacks can be kept: black words of a text have no place on pages that
        were drawn since."""
        newest = _newest(self.copies, redacted=True, drawn=False)
        of_text = [one is not None and one.mimetype.startswith("text/") for one in (newest, self.pages)]
        return newest if of_text[0] == of_text[1] else None

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
        return find_in(cabinet, open_file(cabinet, desk, CASE, number), blob)


def find_part(desk: Desk, number: str, blob: str, n: int) -> EvidenceFile:
    """The `n`-th file (from 1) that was found in a file of this case. Raises like `find`."""
    with desk.cabinet.read() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        found = find_in(cabinet, opened, blob)
        if not 1 <= n <= len(found.parts):
            raise BlobGone()
        return find_in(cabinet, opened, found.parts[n - 1].blob)


def find_in(cabinet: Cabinet, opened: OpenFile, blob: str) -> EvidenceFile:
    """The same in a file that is open. Raises BlobGone."""
    copies = Copies(cabinet, opened)
    for sent, inside in _all(cabinet, opened, copies):
        if sent.file.blob == blob:
            return _evidence(opened, copies, sent, inside)
    raise BlobGone()


_Place = tuple[SentFile, tuple[Inside, ...]]


def _all(cabinet: Cabinet, opened: OpenFile, copies: Copies) -> Iterator[_Place]:
    """All files of a case, what was found in one right behind it."""
    for sent in files_of(cabinet, opened):
        yield from with_inner(copies, sent)


def with_inner(copies: Copies, sent: SentFile, above: tuple[Inside, ...] = ()) -> Iterator[_Place]:
    """A file found in another one came with the same message, and has its outermost one's number there."""
    yield sent, above
    if len(above) < DEPTH:
        for n, part in enumerate(copies.parts(sent.file.blob), 1):
            yield from with_inner(copies, sent._replace(file=part), (*above, Inside(sent.file.blob, sent.file.name, n)))


def _evidence(opened: OpenFile, copies: Copies, sent: SentFile, inside: tuple[Inside, ...]) -> EvidenceFile:
    file = sent.file
    every = copies.of(file.blob)
    good = tuple(copy for copy in every if not sandbox.outdated(copy.mimetype, copy.rules, copy.drawn))
    return EvidenceFile(
        opened.id,
        CaseFile.from_payload(opened.sheet),
        file,
        sent.author == REPORTER,
        sent.written,
        sent.place,
        sent.n,
        good,
        filed=sent.filed,
        outdated=good != every,
        inside=inside,
        parts=copies.parts(file.blob) if len(inside) < DEPTH else (),
    )


def _newest(copies: tuple[Copy, ...], *, redacted: bool, drawn: bool) -> Copy | None:
    wanted = (copy for copy in copies if (copy.redacted, copy.drawn) == (redacted, drawn))
    return max(wanted, key=lambda copy: copy.n, default=None)


def every(desk: Desk, number: str) -> list[EvidenceFile]:
    """All files of this case that are still there, in order, each followed by what was found in it. Raises
    FileNotFound, StoreAway."""
    with desk.cabinet.read() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        copies = Copies(cabinet, opened)
        return [_evidence(opened, copies, *place) for place in _all(cabinet, opened, copies)]


def same_content(files: Iterable[EvidenceFile]) -> dict[str, EvidenceFile]:
    """By the blob of each file whose content another one before it has: the first of these."""
    first, found = dict[str, EvidenceFile](), dict[str, EvidenceFile]()
    for one in files:
        if (other := first.setdefault(one.file.sha256, one)) is not one:
            found[one.file.blob] = other
    return found


def among(desk: Desk, number: str, blob: str) -> tuple[EvidenceFile, EvidenceFile | None, EvidenceFile | None]:
    """A file, the one before it and the one behind it in the case. Raises like `find`."""
    files = every(desk, number)
    for n, one in enumerate(files):
        if one.file.blob == blob:
            return one, files[n - 1] if n else None, next(iter(files[n + 1 :]), None)
    raise BlobGone()


def content(blobs: BlobStore, file: Attachment) -> Iterator[bytes]:
    """A file's bytes, piece by piece, to be worked on. Raises BlobGone and StoreAway at once, FileUnopened at the
    latest at the end."""
    try:
        return _told(read_file(blobs, file))
    except SealBroken as broken:
        raise _refusal(broken) from broken


def _told(pieces: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from pieces
    except SealBroken as broken:
        raise _refusal(broken) from broken


def _refusal(broken: SealBroken) -> FileUnopened:
    return FileExchanged() if isinstance(broken, Exchanged) else FileUnopened()


def show(blobs: BlobStore, copy: Copy, page: int = 1, side: int | None = None) -> Preview:
    """What can be shown of a copy, never of an original; `side`: a picture of at most so many dots in width and height.
    Raises CannotClean, BlobGone, FileUnopened, StoreAway."""
    return sandbox.preview(content(blobs, copy.file), copy.file.name, page, side=side)


def show_text(blobs: BlobStore, copy: Copy) -> str:
    """The beginning of a copy that is text. No decoder is needed for it: the sandbox wrote it as plain UTF-8.

    Raises BlobGone, FileUnopened, StoreAway.
    """
    start = bytearray()
    for piece in content(blobs, copy.file):
        start += piece
        if len(start) >= TEXT_SHOWN:
            break
    return bytes(start[:TEXT_SHOWN]).decode("utf-8", "ignore")  # the cut may go through a character


def scan(desk: Desk, blobs: BlobStore, scanner: Scanner, number: str, blob: str) -> ScanResult:
    """What the virus scanner says of the original. Nothing of it is kept: tomorrow it may know more.

    Raises CannotScan (why not), FileNotFound, BlobGone, StoreAway.
    """
    return scanner.scan(content(blobs, find(desk, number, blob).file))
