"""The package of a hand-over (HinSchG §§ 8, 9, 18 Nr. 4): an officer's own words, cleaned copies, measures.

It holds never the reporter's identity or code, no original, no original's name or metadata, no time of day. The entry
that it was made comes before its first byte leaves.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import IO, Any, TypeVar, cast

from ...domain.acts import Act, FreeText
from ...domain.case.casefile import CaseFile
from ...domain.case.measures import Measure
from ...domain.dialogue.attachment import Attachment, Copy
from ...domain.dialogue.filenames import extension_of, neutral_name
from ...domain.dialogue.texts import check_text, optional_text
from ...domain.errors.case import DisclosureBlocked
from ...domain.persons import disclosure_steps, source
from ...domain.persons.disclosure import MAY_NAME, Disclosure
from ...domain.persons.disclosure_steps import DisclosureMade, Papers
from ...domain.persons.person import Person
from ...domain.persons.pseudonyms import pseudonymise
from ...domain.power import guard
from ...store.blobs import BlobStore
from ...store.cabinet import CASE
from ...store.errors import BlobGone
from ..officer import measures, reading
from ..officer.desk import Desk, open_file, read_log, was_done
from ..officer.errors import (
    CopyReplaced,
    FileNotFound,
    MeasureUnopened,
    NamesBarred,
    OnlyRedacted,
    QuotesReport,
    QuotesUnknown,
)
from ..officer.reading import FileView
from ..reporter.files import read_file
from . import disclosures, evidence
from .source_words import repeated, words_of_source

MOST_COMPARED = 10 * source.MOST_COMPARED  # a package is rare and may take some seconds
Words = TypeVar("Words", Disclosure, Measure)
SHORTEST = 3  # words of a short sentence that make it a quotation: two may be the name of an office


@dataclass(frozen=True)
class Choice:
    """A copy that may go along; `name` is the original's, for the officer's eyes only. `editable`: the document itself,
    beside its drawn pages. `bare`: there is a redacted one, so that this one needs a reason."""

    copy: Copy
    name: str
    editable: bool = False
    bare: bool = False


@dataclass(frozen=True)
class Wanted:
    """What the officer chose: their summary, copies by blob, measures by number, whether the list of names goes along,
    and why a copy goes unredacted of which there is a redacted one."""

    summary: str
    copies: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    names: bool = False
    unredacted: str = ""


@dataclass(frozen=True)
class Package:
    """What goes out, before it is written down as a document."""

    number: str
    entry: Disclosure
    day: date
    summary: str
    measures: tuple[Measure, ...]
    files: tuple[tuple[str, Attachment], ...]  # neutral name, sealed copy
    persons: tuple[Person, ...]  # empty unless the list of names goes along
    flags: tuple[str, ...]
    unredacted: str = ""
    papers: Papers | None = None  # what it was made from, where two must agree to it
    cut: tuple[tuple[str, str], ...] = ()  # neutral name, what nobody sees or hears to be gone from a redacted copy


def choices(desk: Desk, view: FileView) -> list[Choice]:
    """The copies that may go along: of each file its newest redacted one, its drawn pages, else its working copy, and
    beside drawn pages the document itself. Where there is a redacted copy, of this file or of the same one sent twice,
    the others need a reason.

    Of a case few know of there are redacted ones only.
    """
    found = [(one, copy) for one in evidence.every(desk, view.case.number) if (copy := one.for_others)]
    covered = {one.file.sha256 for one, copy in found if copy.redacted}
    every = (choice for one, copy in found for choice in _choices(one, copy, one.file.sha256 in covered))
    return [choice for choice in every if choice.copy.redacted or not view.case.small_circle]


def _choices(found: evidence.EvidenceFile, copy: Copy, covered: bool) -> Iterator[Choice]:
    pages, name = found.pages, found.file.name
    if copy.redacted:
        yield Choice(copy, name)
    if pages:
        yield Choice(pages, name, bare=covered)
    if pages and pages.drawn and found.working_copy and not found.working_copy.drawn:
        yield Choice(found.working_copy, name, editable=True, bare=covered)


def prepare(desk: Desk, blobs: BlobStore, number: str, n: int, wanted: Wanted, once: str = "") -> Package:
    """What would go out. Raises DisclosureBlocked, QuotesReport, QuotesUnknown, OnlyRedacted, CopyReplaced,
    NamesBarred, BlobGone, TextMissing, TextTooLong, FileNotFound, StoreAway."""
    again = was_done(desk, once) or _is_agreed(desk, number, n)
    view = disclosures.latest(desk, number) if again else disclosures.ready(desk, number, n)
    entry = disclosure_steps.find(view.case, n)
    if again:  # what was withdrawn, or cannot be any more, is not given again
        disclosures.require_delivered(desk, view, entry)
    if wanted.names and entry.basis not in MAY_NAME:
        raise NamesBarred()
    summary, chosen = check_text(wanted.summary), _measures(desk, view, wanted.measures)
    if view.case.small_circle:
        going: tuple[Disclosure | Measure, ...] = (entry, *chosen)
        _own_words(desk, view, [summary, *(text for one in going for _, text in _texts(one))])
    persons, files = view.case.registered, _files(desk, blobs, view, wanted, again)
    return Package(
        number=number,
        entry=_pseudonymised(entry, persons),
        day=_day(view, entry) or desk.today,
        summary=pseudonymise(summary, persons),
        measures=tuple(_pseudonymised(one, persons) for one in chosen),
        files=tuple((name, copy.file) for name, copy in files),
        persons=persons if wanted.names else (),
        flags=tuple(view.case.flags),
        unredacted=optional_text(wanted.unredacted),
        papers=_papers(wanted, summary) if guard.disclosing(view.case, entry).agree > 1 else None,
        cut=tuple(
            (name, what) for name, copy in files if copy.redacted for label, what in copy.losses if label == "sound"
        ),
    )


def to_fetch(desk: Desk, view: FileView) -> dict[int, DisclosureMade]:
    """The packages to which this officer and another have agreed, by the number of the entry: their papers are made
    again from the same choices."""
    made = ((n, act) for n, act in disclosures.made(view).items() if act.openly.confirms is not None)
    mine = ((n, act.data) for n, act in made if desk.officer_id in _signers(view.case, act))
    return {n: data for n, data in mine if isinstance(data, DisclosureMade) and data.papers}


def _is_agreed(desk: Desk, number: str, n: int) -> bool:
    return n in to_fetch(desk, reading.look(desk, number))


def _day(view: FileView, entry: Disclosure) -> date | None:
    """The day on its papers, once it was made."""
    act = disclosures.made(view).get(entry.n)
    return (act.data.on if act and isinstance(act.data, DisclosureMade) else None) or entry.made_on


def _own_words(desk: Desk, view: FileView, texts: list[str]) -> None:
    """Where few know of it nothing goes out word for word (§ 8), names or pseudonyms. Raises QuotesReport, and
    QuotesUnknown where not all of the reporter's words can be compared."""
    quotations = source.Quotations(texts, view.case.persons, SHORTEST)
    with desk.cabinet.read() as cabinet:
        opened = open_file(cabinet, desk, CASE, view.case.number)
        for found in repeated(quotations, words_of_source(cabinet, opened, read_log(cabinet, opened)), MOST_COMPARED):
            if not found:
                raise QuotesUnknown()
            raise QuotesReport(words=next(iter(found.values())))


def _measures(desk: Desk, view: FileView, chosen: tuple[str, ...]) -> tuple[Measure, ...]:
    """The measures chosen. Raises FileNotFound, MeasureUnopened: what was chosen is never left out unsaid."""
    register = measures.register(desk, view.id)
    found = {one.number: one for one in register.measures}
    if missing := set(chosen) - found.keys():
        raise MeasureUnopened() if missing & set(register.unopened) else FileNotFound()
    return tuple(found[number] for number in found if number in chosen)


#: What must reach its address and be found again; every other text that goes out has pseudonyms.
_EXACT = {Disclosure: frozenset({"recipient"}), Measure: frozenset({"number"})}


def _texts(one: Disclosure | Measure) -> Iterator[tuple[str, str]]:
    """Every text people wrote in it, by field; codes are no `str` proper."""
    values = ((field.name, getattr(one, field.name)) for field in fields(one))
    return ((name, value) for name, value in values if type(value) is str)


def _pseudonymised(one: Words, persons: tuple[Person, ...]) -> Words:
    free = ((name, text) for name, text in _texts(one) if name not in _EXACT[type(one)])
    changed: dict[str, Any] = {name: pseudonymise(text, persons) for name, text in free}
    return replace(one, **changed)


def _files(desk: Desk, blobs: BlobStore, view: FileView, wants: Wanted, again: bool) -> tuple[tuple[str, Copy], ...]:
    """Under neutral names. What went out already may go out `again`, also if there is a newer copy now."""
    chosen = wants.copies
    copies = {copy.file.blob: copy for found in evidence.every(desk, view.case.number) for copy in found.copies}
    if not set(chosen) <= set(copies):
        raise BlobGone()
    wanted = [copies[blob] for blob in dict.fromkeys(chosen)]
    if view.case.small_circle and not all(copy.redacted for copy in wanted):
        raise OnlyRedacted()
    offered = {choice.copy.file.blob for choice in choices(desk, view) if wants.unredacted.strip() or not choice.bare}
    if not again and not set(chosen) <= offered:
        raise CopyReplaced()
    for copy in wanted:
        read_file(blobs, copy.file)  # is it there? Else nothing must be entered
    return tuple((neutral_name(i, extension_of(copy.file.name)), copy) for i, copy in enumerate(wanted, start=1))


def hand_over(desk: Desk, package: Package, documents: tuple[tuple[str, bytes], ...], once: str = "") -> CaseFile:
    """Enters that this package goes out, with the SHA-256 of all that is in it. The same form sent again gives the same
    package once more, as long as its condition still holds. Raises DisclosureBlocked."""
    contents = [(name, hashlib.sha256(content).hexdigest()) for name, content in documents]
    files = (*contents, *((name, file.sha256) for name, file in package.files))
    summary = hashlib.sha256(package.summary.encode()).hexdigest()
    if package.entry.made_on:
        return _again(desk, package, files)
    data = DisclosureMade(
        package.entry.n,
        files=files,
        summary=summary,
        on=package.day,
        papers=package.papers,
        unredacted=_said(package.unredacted),
    )
    return disclosures.carry_out(desk, package.number, data, once)


def _papers(wanted: Wanted, summary: str) -> Papers:
    return Papers(FreeText(summary), wanted.copies, wanted.measures, wanted.names)


def _said(text: str) -> FreeText | None:
    return FreeText(text) if text else None


def _again(desk: Desk, package: Package, files: tuple[tuple[str, str], ...]) -> CaseFile:
    view = reading.look(desk, package.number)
    act = disclosures.made(view).get(package.entry.n)
    same = act is not None and isinstance(act.data, DisclosureMade) and act.data.files == files
    if act is None or desk.officer_id not in _signers(view.case, act) or not same:
        raise DisclosureBlocked("made")
    if why := package.entry.lacks(desk.today):
        raise DisclosureBlocked(why)
    return view.case


def _signers(case: CaseFile, act: Act) -> set[str]:
    """Who made it: one, or the two who agreed."""
    said = act.openly.confirms
    return {act.signer, *(one.by for one in case.proposals if said and one.entry == said.entry)}


def stream(blobs: BlobStore, package: Package, documents: tuple[tuple[str, bytes], ...]) -> Iterator[bytes]:
    """The package as a ZIP archive, piece by piece; it never lies on a disk in clear. What breaks off has no index at
    its end and does not open."""
    out = _Outgoing()
    sealed = ((name, file.size, read_file(blobs, file)) for name, file in package.files)
    written = ((name, len(content), (content,)) for name, content in documents)
    parts: Iterable[tuple[str, int, Iterable[bytes]]] = (*written, *sealed)
    with zipfile.ZipFile(cast(IO[bytes], out), "w", zipfile.ZIP_DEFLATED) as archive:  # it only writes
        for name, size, pieces in parts:
            info = zipfile.ZipInfo(name, (package.day.year, package.day.month, package.day.day, 0, 0, 0))
            info.compress_type, info.file_size, info.external_attr = zipfile.ZIP_DEFLATED, size, 0o600 << 16
            with archive.open(info, "w") as part:
                for piece in pieces:
                    part.write(piece)
                    yield out.taken()
    yield out.taken()


class _Outgoing:
    """What the archive writes, until it is taken."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes) -> int:
        self._written += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits below."""

    def taken(self) -> bytes:
        data = bytes(self._written)
        self._written.clear()
        return data
