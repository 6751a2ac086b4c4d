"""What the file says about a person who asks for it (DSGVO Art. 15), without what would tell the source (§ 8 HinSchG).

Everything from the reporter is left out by rule, and so is what repeats it or speaks of it. Other persons are
blackened. The draft is a proposal: an officer edits it, and what is answered stands in the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...domain.acts import Act, Kind
from ...domain.case.casefile import CaseFile
from ...domain.case.measures import Measure
from ...domain.dialogue.report import REPORTER, Said
from ...domain.dialogue.texts import check_text
from ...domain.errors.case import NotAllowed
from ...domain.filing_step import EvidenceFiled
from ...domain.free_texts import free_texts
from ...domain.persons import naming, person_steps, source
from ...domain.persons.disclosure import Basis, Disclosure
from ...domain.persons.person import Person
from ...domain.persons.person_steps import AccessAnswered, PersonDecided
from ...domain.persons.pseudonyms import blackened, mentions
from ...domain.persons.source import LeftOut
from ...store.cabinet import CASE
from ..officer import casework, measures
from ..officer.desk import Desk, open_file, require_known
from ..officer.errors import AnswerTellsSource, FileNotFound
from ..officer.log import read_case
from ..officer.reading import Spoken, spoken_in
from .source_words import repeated, words_of_source

#: Disclosures of data of persons concerned (§ 9 Abs. 4); others count if they name the person.
_OF_PERSONS = frozenset({Basis.CONCERNED_CONSENT, Basis.CONCERNED_INQUIRY, Basis.CONCERNED_AUTHORITY})


@dataclass(frozen=True)
class ToldEntry:
    """An entry that can be told, with its text as this person may read it."""

    act: Act
    text: str


@dataclass(frozen=True)
class Withheld:
    """Something that is left out, and why."""

    why: LeftOut
    act: Act | None = None
    message: Spoken | None = None
    measure: Measure | None = None
    disclosure: Disclosure | None = None


@dataclass(frozen=True)
class PersonAnswer:
    """What the file says about a person, in two parts."""

    person: Person
    told: tuple[ToldEntry, ...]
    measures: tuple[str, ...]
    recipients: tuple[str, ...]
    withheld: tuple[Withheld, ...]
    unopened: tuple[str, ...]  # numbers of measures that do not open: whom they name nobody knows
    days: bool  # whether days may stand in the answer; of what few know of they could tell the source


def collect(desk: Desk, number: str, n: int, mark: str) -> PersonAnswer:
    """Everything about person `n`; `mark` stands where others are named. Raises FileNotFound, SealBroken, StoreAway."""
    with desk.cabinet.read() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        case, log = read_case(cabinet, opened)
        person, known = _person(case, n), naming.ever_named(case)
        dialogue = spoken_in(cabinet, opened, case.follow_ups, log)
    register = measures.register(desk, opened.id)
    about = [one for one in register.measures if _about(one, known, person)]
    parts = [
        *_of_log(log, known, person, _sent_by_reporter(dialogue)),
        *((Withheld(LeftOut.ABOUT_SOURCE, measure=one), _words(one)) for one in about),
        *_of_register(case, known, person),
    ]
    with desk.cabinet.read() as cabinet:
        told, withheld = _sorted(parts, words_of_source(cabinet, opened, log), case.persons)

    def shown(text: str) -> str:
        return blackened(text, known, person, mark)

    return PersonAnswer(
        person,
        tuple(ToldEntry(one.act, shown(text)) for one, text in told if one.act),
        tuple(shown(one.measure.what) for one, _ in told if one.measure),
        tuple(dict.fromkeys(shown(one.disclosure.recipient) for one, _ in told if one.disclosure)),
        (*withheld, *_of_dialogue(dialogue, known, person)),
        register.unopened,
        days=not case.small_circle,
    )


def _person(case: CaseFile, n: int) -> Person:
    try:
        return person_steps.find(case, n)
    except NotAllowed:
        raise FileNotFound() from None


Part = tuple[Withheld, str]  # something about the person, with the text it would be told with
Known = tuple[Person, ...]  # by whose names texts are read

#: The register of persons itself, and earlier answers, are no news.
_NOT_COLLECTED = frozenset({Kind.PERSON_ADDED, Kind.PERSON_SPELLED, Kind.PERSON_WITHDRAWN, Kind.ACCESS_ANSWERED})
_IN_REGISTER = frozenset({Kind.DISCLOSURE_PLANNED, Kind.DISCLOSURE_MADE, Kind.DISCLOSURE_DROPPED})


def _of_log(log: Iterable[Act], known: Known, person: Person, theirs: frozenset[str]) -> Iterator[Part]:
    for act in log:
        if isinstance(act.data, EvidenceFiled):
            yield _of_document(act, act.data, known, person, theirs)
            continue
        text = "\n".join(text for _, text in free_texts(act))
        of_them = isinstance(act.data, PersonDecided) and act.data.n == person.n
        if act.kind in _NOT_COLLECTED | _IN_REGISTER or not text:
            continue
        if of_them or mentions(text, known, person):
            yield Withheld(LeftOut.ABOUT_SOURCE, act=act), "" if source.by_kind(act) else text


def _sent_by_reporter(dialogue: Iterable[Spoken]) -> frozenset[str]:
    """The SHA-256 of each file that the reporter sent."""
    theirs = (spoken.said.files for spoken in dialogue if spoken.said and spoken.author == REPORTER)
    return frozenset(file.sha256 for files in theirs for file in files)


def _of_document(act: Act, data: EvidenceFiled, known: Known, person: Person, theirs: frozenset[str]) -> Part:
    """A document that the office took on file is told by what is said of it, but for where the office has it from; one
    that the reporter sent too never is. What stands in it no page reads."""
    if any(one.sha256 in theirs for one in data.files):
        return Withheld(LeftOut.FILE, act=act), ""
    if mentions(told := source.tellable(data), known, person):
        return Withheld(LeftOut.ABOUT_SOURCE, act=act), "" if source.by_kind(act) else told
    return Withheld(LeftOut.UNREAD, act=act), ""


def _about(measure: Measure, known: Known, person: Person) -> bool:
    return mentions(_words(measure), known, person)


def _words(measure: Measure) -> str:
    return f"{measure.what}\n{measure.who}"


def _of_register(case: CaseFile, known: Known, person: Person) -> Iterator[Part]:
    for entry in case.disclosures:
        names = mentions(f"{entry.recipient}\n{entry.what}\n{entry.why}", known, person)
        if entry.made_on and (names or entry.basis in _OF_PERSONS):
            yield Withheld(LeftOut.SPEAKS_OF_SOURCE, disclosure=entry), entry.recipient
        elif entry.made_on:
            yield Withheld(LeftOut.NOT_ABOUT, disclosure=entry), ""


def _sorted(parts: list[Part], said: Iterator[Said | None], known: Known) -> tuple[list[Part], list[Withheld]]:
    """What can be told and what cannot; the reporter's words pass by one message at a time."""
    why: dict[int, LeftOut] = {}
    for i, (part, text) in enumerate(parts):
        if not text:
            why[i] = part.why
        elif source.speaks_of_source(text):
            why[i] = LeftOut.SPEAKS_OF_SOURCE
    quotations = source.Quotations([text for _, text in parts], known)
    for found in repeated(quotations, said, source.MOST_COMPARED):
        for i in found or range(len(parts)):
            why.setdefault(i, LeftOut.QUOTES_SOURCE if found else LeftOut.UNCOMPARED)
    told = [part for i, part in enumerate(parts) if i not in why]
    left_out = [_because(parts[i][0], because) for i, because in sorted(why.items())]
    return told, left_out


def _because(part: Withheld, why: LeftOut) -> Withheld:
    return Withheld(why, part.act, part.message, part.measure, part.disclosure)


def _of_dialogue(dialogue: Iterable[Spoken], known: Known, person: Person) -> Iterator[Withheld]:
    for spoken in dialogue:
        if spoken.said is None:
            if not spoken.destroyed:  # nobody knows whom it names
                yield Withheld(LeftOut.UNOPENED, message=spoken)
            continue
        if spoken.author == REPORTER and spoken.said.files:
            yield Withheld(LeftOut.FILE, message=spoken)
        if mentions("\n".join(source.texts_of(spoken.said)), known, person):
            yield Withheld(LeftOut.SAID, message=spoken)


def answer(desk: Desk, number: str, n: int, text: str, draft: str, once: str = "") -> CaseFile:
    """Keeps what was answered, names as pseudonyms. Lines of the draft made here are as they may be told; all others
    must not repeat the reporter. Raises AnswerTellsSource, TextMissing, TextTooLong, FileNotFound, StoreAway."""
    text, proposed = check_text(text), {line.rstrip() for line in draft.splitlines()}
    written = "\n".join(line for line in text.splitlines() if line.rstrip() not in proposed)
    with desk.cabinet.read() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        case, log = read_case(cabinet, opened)
        require_known(log)
        _person(case, n)
        quotations = source.Quotations([written], case.persons, shortest=source.RUN)  # "Guten Tag" is everybody's
        for found in repeated(quotations, words_of_source(cabinet, opened, log), source.MOST_COMPARED):
            if found:
                raise AnswerTellsSource(words=found[0])
    return casework.act(desk, number, Kind.ACCESS_ANSWERED, AccessAnswered(n, text), once)
