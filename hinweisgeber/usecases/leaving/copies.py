"""Copies of the files in a case: cleaned of metadata, drawn as pages, redacted.

Originals are opened only inside the sandbox. A copy is sealed like every file; what is known of it lies sealed under
the case's file key, so all who hold the case share it and nobody else learns that it exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from ... import sandbox
from ...crypto.seal import seal_text
from ...domain.acts import Act, Kind
from ...domain.case import fold
from ...domain.dialogue.attachment import Attachment, Copy
from ...domain.dialogue.texts import reason_text
from ...domain.ending.file_steps import FileRedacted
from ...domain.errors.case import NotAllowed
from ...domain.persons.naming import without_names
from ...sandbox import Box, Cleaned, Span, Watch
from ...sandbox.errors import ContentTooLarge, FileEncrypted, NestedTooDeep, PartsTooMany, WordsUnseen
from ...store.blobs import BlobStore
from ...store.cabinet import CASE, Cabinet
from ..officer.contents import Copies, files_of
from ..officer.desk import Desk, OpenFile, already_done, open_file, was_done
from ..officer.entering import enter, ready
from ..officer.errors import RedactedMeanwhile, WordsNowhere
from ..officer.log import checked_case, require_known_log
from ..officer.news import require_seen
from ..officer.take_in import named
from ..reporter.files import discard_unless_named, store_file
from .evidence import DEPTH, EvidenceFile, content, find, find_in, with_inner

# Of what can be in one file that came: so many files in all, and so many bytes in all. A file that holds itself, or
# bombs in bombs, ends here or at DEPTH.
INNER, INNER_BYTES = 5000, 4 * 1024**3
Region = Box | Span  # what is covered: a box on a page, or seconds of a recording


def make_working_copy(
    desk: Desk, blobs: BlobStore, number: str, blob: str, password: str = "", watch: Watch | None = None
) -> Copy:
    """The file without its metadata, made anew in the sandbox; made once and kept, unless the rules have changed since.
    Files that are in it become files of the case. `password` opens it where it needs one, and is not kept. `watch` is
    told how far a long recording is.

    Raises CannotClean (why not), FileNotFound, BlobGone, FileUnopened, StoreAway.
    """
    with desk.cabinet.read() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        found = find_in(cabinet, opened, blob)
        room = _room(cabinet, opened, found)
    if found.working_copy is not None:
        return found.working_copy
    cleaned = sandbox.clean(content(blobs, found.file), found.file.name, None, password, watch)
    with _stored(desk, blobs, cleaned, room=room) as made, desk.cabinet.write() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        there = find_in(cabinet, opened, blob).working_copy  # a colleague may have been quicker
        return there or _keep(cabinet, _to_write(cabinet, desk, opened), blob, made)


def _room(cabinet: Cabinet, opened: OpenFile, found: EvidenceFile) -> tuple[int, int]:
    """How many files, and bytes of them, may still be found in a file: what came with it counts as a whole."""
    if len(found.inside) >= DEPTH:
        return 0, 0
    outermost = found.inside[0].blob if found.inside else found.file.blob
    copies = Copies(cabinet, opened)
    sent = next(one for one in files_of(cabinet, opened) if one.file.blob == outermost)
    sizes = [inner.file.size for inner, inside in with_inner(copies, sent) if inside]
    return INNER - len(sizes), INNER_BYTES - sum(sizes)


def make_drawn_copy(desk: Desk, blobs: BlobStore, number: str, blob: str) -> Copy:
    """The pages of a document or text as they would be printed, drawn of its working copy: what is hidden or struck out
    is not in there any more. Made once and kept.

    Raises NotAllowed (no working copy, or one that cannot be drawn), CannotClean (why not), FileNotFound, BlobGone,
    FileUnopened, StoreAway.
    """
    found = find(desk, number, blob)
    if found.drawn_copy is not None:
        return found.drawn_copy
    if found.working_copy is None or not found.can_be_drawn:
        raise NotAllowed()
    base = found.working_copy.file
    drawn = sandbox.draw(content(blobs, base), base.name)
    with _stored(desk, blobs, drawn) as made, desk.cabinet.write() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        there = find_in(cabinet, opened, blob).drawn_copy
        return there or _keep(cabinet, _to_write(cabinet, desk, opened), blob, made)


def redact(
    desk: Desk,
    blobs: BlobStore,
    number: str,
    blob: str,
    regions: Sequence[Region],
    reason: str,
    once: str = "",
    words: str = "",
    anew: bool = False,
    no_picture: bool = False,
    watch: Watch | None = None,
) -> Copy | None:
    """A redacted copy of the working copy, of a document of its drawn pages: boxes burned in, no text layer. Of a text
    its places of `words` are black. What stands on a line of `words` is covered wherever it stands, beside the
    boxes. A recording is silent, and a film black, for its regions; `no_picture`: of a film its sound alone. What the
    newest redacted copy covers stays covered, unless it is begun `anew` or was a text before its pages were drawn.
    `watch` is told how far a long recording is.

    One journal entry; None on a second click.

    Raises NotAllowed (no working copy yet, nothing to cover, or what such a copy does not have), ReasonMissing,
    TextTooLong, WordsNowhere (which), RedactedMeanwhile, CannotClean (PagesTooMany for a box on a page that there is
    not, SecondsBeyond, WordsUnseen), FileNotFound, BlobGone, FileUnopened, StoreAway.
    """
    reason, found = reason_text(reason), find(desk, number, blob)
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    if found.pages is None or not (regions or lines or no_picture):
        raise NotAllowed()
    if was_done(desk, once):
        return None
    base = found.pages if anew else found.covered or found.pages
    if base.mimetype.startswith(("audio/", "video/")):
        covered, places = _silenced(blobs, base, regions, lines, no_picture, watch)
    else:
        covered, places = _covered(blobs, found, base, _all_of(Box, regions, no_picture), lines)
    with _stored(desk, blobs, covered, redacted=True) as made, desk.cabinet.write() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        now = find_in(cabinet, opened, blob)  # it may have been destroyed in the meantime
        if already_done(cabinet, desk, once):
            return None
        require_seen(cabinet, desk, opened)
        if not anew and (now.covered or now.pages) != base:
            raise RedactedMeanwhile()
        if base.redacted:  # it lacks what that one lacks
            made = replace(made, losses=tuple(dict.fromkeys((*base.losses, *made.losses))))
        data = FileRedacted(blob, found.file.name, places, made.file.sha256, reason)
        case, _ = checked_case(cabinet, desk, opened)
        opened = ready(cabinet, desk, opened)
        copy = _keep(cabinet, opened, blob, made)
        act = without_names(case, Act(Kind.FILE_REDACTED, desk.today, desk.officer_id, data))
        enter(cabinet, desk, opened, fold.apply(case, act), act)
        return copy


R = TypeVar("R", Box, Span)


def _all_of(kind: type[R], regions: Sequence[Region], *others: object) -> list[R]:
    """The regions, all of which are of this kind. Raises NotAllowed for others, and for what goes only with others."""
    fitting = [one for one in regions if isinstance(one, kind)]
    if any(others) or len(fitting) < len(regions):
        raise NotAllowed()
    return fitting


def _silenced(
    blobs: BlobStore,
    base: Copy,
    regions: Sequence[Region],
    words: list[str],
    no_picture: bool,
    watch: Watch | None,
) -> tuple[Cleaned, int]:
    spans, file = _all_of(Span, regions, *words), base.file
    covered = sandbox.redact_seconds(content(blobs, file), file.name, spans, no_picture, watch=watch)
    return covered, len(spans) + no_picture


def _covered(
    blobs: BlobStore, found: EvidenceFile, base: Copy, boxes: Sequence[Box], words: list[str]
) -> tuple[Cleaned, int]:
    """The copy, and in how many places it is made black."""
    file = base.file
    if base.mimetype.startswith("text/"):
        if not words:  # a text has no places that boxes could be laid on
            raise NotAllowed()
        covered, places = sandbox.redact_words(content(blobs, file), file.name, words)
        if not all(places):
            covered.drop()
            _require_found(words, places)
        return covered, sum(places)
    if words:
        boxes = [*boxes, *_places(blobs, found, words)]
    return sandbox.redact(content(blobs, file), file.name, boxes), len(boxes)


def _require_found(words: list[str], places: Sequence[object]) -> None:
    """Raises WordsNowhere with those of which there is no place: a copy without them would seem to lack them."""
    if missing := [one for one, its in zip(words, places, strict=True) if not its]:
        raise WordsNowhere(words=", ".join(missing))


def _places(blobs: BlobStore, found: EvidenceFile, words: list[str]) -> list[Box]:
    """Where words stand on the pages of a copy, which are pictures: what they were drawn from is asked."""
    copy = found.working_copy
    source = copy.file if copy and sandbox.drawable(copy.mimetype) else found.file
    try:
        places = sandbox.find(content(blobs, source), source.name, words)
    except FileEncrypted as locked:  # its password was not kept
        raise WordsUnseen() from locked
    _require_found(words, places)
    return [box for its in places for box in its]


@contextmanager
def _stored(
    desk: Desk, blobs: BlobStore, cleaned: Cleaned, redacted: bool = False, room: tuple[int, int] = (0, 0)
) -> Iterator[Copy]:
    """A copy and what was found in the file, each sealed under its own key while it streams. What nothing names in the
    end is let go. Raises NestedTooDeep, PartsTooMany, ContentTooLarge where there is no `room`, and a CannotClean."""
    stored: list[Attachment] = []
    try:
        if cleaned.container and not any(room):
            raise NestedTooDeep()
        stored.append(store_file(blobs, cleaned.content, cleaned.name, cleaned=True))
        for part in cleaned.parts if any(room) else ():
            if len(stored) > room[0]:
                raise PartsTooMany()
            left = room[1] - sum(file.size for file in stored[1:])
            stored.append(store_file(blobs, _at_most(left, part.content), part.name, cleaned=False))
        told = (tuple((one.label, one.value) for one in some) for some in (cleaned.findings, cleaned.losses))
        findings, losses = told
        file, *parts = stored
        looked = all(one.stays is not None for one in cleaned.findings)
        stays = tuple(n for n, one in enumerate(cleaned.findings) if one.stays) if looked else None
        yield Copy(
            file, cleaned.mimetype, redacted, findings, pages=cleaned.pages, rules=sandbox.RULES, losses=losses,
            parts=tuple(parts), drawn=cleaned.drawn, stays=stays,
        )  # fmt: skip
    finally:
        cleaned.drop()
        discard_unless_named(blobs, desk.cabinet, stored)


def _at_most(size: int, content: Iterable[bytes]) -> Iterator[bytes]:
    for piece in content:
        size -= len(piece)
        if size < 0:
            raise ContentTooLarge()
        yield piece


def _to_write(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> OpenFile:
    """The file, ready for what is sealed without an act. Raises NewerEntries."""
    require_known_log(cabinet, desk, opened)
    return ready(cabinet, desk, opened)


def _keep(cabinet: Cabinet, opened: OpenFile, source: str, made: Copy) -> Copy:
    """The copy, noted. What an earlier one found in the file stays what it was, with its own copies."""
    copies = Copies(cabinet, opened)
    known = {(part.name, part.sha256): part for part in copies.parts(source)}
    made = replace(made, parts=tuple(known.get((part.name, part.sha256), part) for part in made.parts))
    n = 1 + copies.last(source)
    place = opened.keys.copy(number := opened.keys.epoch.number, bytes.fromhex(source), n)
    cabinet.add_copy(opened.id, number, source, n, seal_text(*place, made.payload()))
    cabinet.name_blobs(opened.id, named((made.file, *made.parts)))
    return replace(made, n=n)
