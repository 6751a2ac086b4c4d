"""The disclosure register (HinSchG § 9): an entry is planned, its condition is met, it is made once, or it is dropped.

All raise FileNotFound, NotAllowed, ReasonMissing, TextMissing, TextTooLong and StoreAway.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from ...domain.acts import Act, Kind
from ...domain.case.casefile import CaseFile
from ...domain.dialogue.follow_ups import FollowUp
from ...domain.dialogue.report import CONSENT_REQUEST, NOTICE, OFFICE, Said
from ...domain.dialogue.texts import LINE_LIMIT, check_text, optional_text
from ...domain.epoch_step import EpochBegun
from ...domain.errors.case import DisclosureBlocked, NotAllowed
from ...domain.errors.fields import DateMissing
from ...domain.errors.persons import NamesConcerned
from ...domain.persons import disclosure_steps
from ...domain.persons.concerned import require_unconcerned
from ...domain.persons.disclosure import NEEDS_CONSENT, NEEDS_NOTICE, OF_REPORTER, Basis, Disclosure
from ...domain.persons.disclosure_steps import DisclosureDropped, DisclosureMade, DisclosurePlanned
from ...errors import Broken, Refused
from ...store.cabinet import Cabinet
from ..officer import casework, reading
from ..officer.agreeing import Agreed, Proposing
from ..officer.collect import catch_up, deliver, digest
from ..officer.desk import Desk, OpenFile, was_done
from ..officer.errors import DayGone, NoticeUnclear
from ..officer.log import Log
from ..officer.measures import functions_of
from ..officer.power_words import GERMAN_POWER, PowerWords
from ..officer.reading import FileView
from ..officer.words_in import REFUSED
from .disclosure_words import Words

GERMAN = Words()


@dataclass(frozen=True)
class Plan:
    """A new entry, as typed."""

    basis: Basis
    recipient: str
    what: str  # the exact data
    why: str
    secrecy: str = ""
    until: date | None = None  # last day of a consent asked for
    no_notice: str = ""  # why the reporter is not told before
    notice: str = ""  # the reasons the reporter is told before


def plan(desk: Desk, number: str, wanted: Plan, once: str = "", words: Words = GERMAN) -> CaseFile:
    """A new entry; with it the reporter is asked (§ 9 Abs. 3) or told (§ 9 Abs. 2), in these words.

    Raises DateMissing and DayGone (`until`), NoticeUnclear.
    """
    data = DisclosurePlanned(
        wanted.basis,
        check_text(wanted.recipient, LINE_LIMIT),
        check_text(wanted.what),
        check_text(wanted.why),
        optional_text(wanted.secrecy, LINE_LIMIT),
        optional_text(wanted.no_notice),
    )
    if wanted.basis in NEEDS_CONSENT:
        data = replace(data, until=_last_day(desk, wanted.until))
    elif wanted.basis in NEEDS_NOTICE and bool(wanted.notice.strip()) == bool(data.no_notice):
        raise NoticeUnclear()

    def unconcerned(cabinet: Cabinet, opened: OpenFile, before: CaseFile, log: Log) -> None:
        try:
            require_unconcerned(before, wanted.recipient, functions_of(desk, before.kept_out))
        except NamesConcerned as refused:
            raise refused.at("recipient") from None

    said = _said(wanted, data, words)
    return casework.act(desk, number, Kind.DISCLOSURE_PLANNED, data, once, said, provided=unconcerned)


def _last_day(desk: Desk, until: date | None) -> date:
    if until is None:
        raise DateMissing().at("until")
    if until < desk.today:
        raise DayGone()
    return until


def _said(wanted: Plan, data: DisclosurePlanned, words: Words) -> Said | None:
    """The message that goes with an entry."""
    told = data.values()
    shown = {name: told[name] for name in ("recipient", "what", "why")}
    if wanted.basis in NEEDS_CONSENT:
        return Said(CONSENT_REQUEST, check_text(words.request(data)), data={**shown, "until": told["until"]})
    if not (reasons := optional_text(wanted.notice)):
        return None
    if wanted.basis not in NEEDS_NOTICE:
        raise NotAllowed()
    return Said(NOTICE, check_text(words.notice(data, reasons)), data={**shown, "basis": str(told["basis"])})


def drop(desk: Desk, number: str, n: int, reason: str, once: str = "") -> CaseFile:
    """Gives an entry up that was not made."""
    return casework.act(desk, number, Kind.DISCLOSURE_DROPPED, DisclosureDropped(n, optional_text(reason)), once)


def record(desk: Desk, number: str, n: int, how: str, once: str = "") -> CaseFile:
    """Enters a disclosure made otherwise than as a package: what was said or handed over, and how. Raises
    DisclosureBlocked."""
    return carry_out(desk, number, DisclosureMade(n, check_text(how), files=()), once)


def carry_out(
    desk: Desk, number: str, data: DisclosureMade, once: str, words: PowerWords = GERMAN_POWER,
    agreed: Agreed | None = None,
) -> CaseFile:  # fmt: skip
    """Enters that it is made, if it may be now. Where it tells who reported, two must agree, and the reporter reads
    that it was done; also two after somebody has said no (LAW § 9). Raises DisclosureBlocked."""
    if not was_done(desk, once):
        ready(desk, number, data.n)
    said = Said(NOTICE, agreed.told) if agreed and agreed.told else None

    def goes(cabinet: Cabinet, opened: OpenFile, case: CaseFile, entry: Act) -> Proposing:
        return Proposing(told=_told_after(case, disclosure_steps.find(case, data.n), words))

    return casework.act(desk, number, Kind.DISCLOSURE_MADE, data, once, said, agreed=agreed, proposing=goes)


def _told_after(case: CaseFile, entry: Disclosure, words: PowerWords) -> str:
    """What the reporter reads then; nothing where it does not tell who reported, the authority has said that it
    endangers its inquiry, or nobody reads the mailbox."""
    if case.no_code or entry.no_notice or entry.basis not in OF_REPORTER:
        return ""
    return words.after_disclosure(entry.recipient, entry.what, entry.basis in NEEDS_CONSENT)


def latest(desk: Desk, number: str) -> FileView:
    """The case after the reporter's latest word: a withdrawal may wait in the letterbox, so nothing is disclosed while
    that is out of reach. Raises StoreAway, and DisclosureBlocked where not all of it can be taken in."""
    try:
        catch_up(desk, number)
    except Broken as error:
        if isinstance(error, Refused):  # it has a sentence of its own
            raise
        raise DisclosureBlocked("unfetched") from error
    return reading.look(desk, number)


def ready(desk: Desk, number: str, n: int) -> FileView:
    """The case, if this entry may be disclosed now. Raises DisclosureBlocked (why not)."""
    view = latest(desk, number)
    deliver(desk.cabinet, desk.letterbox, desk.today)
    entry = disclosure_steps.find(view.case, n)
    if why := disclosure_steps.obstacle(view.case, entry, desk.today):
        raise DisclosureBlocked(why)
    if entry.basis in NEEDS_CONSENT and _lost_since(view, entry):
        raise DisclosureBlocked("unfetched")
    require_delivered(desk, view, entry)
    return view


def _lost_since(view: FileView, entry: Disclosure) -> bool:
    """Whether a word of the reporter is gone, or was refused, that came after they were last heard on this: it may have
    been the withdrawal."""
    words = [act.data for act in view.standing if isinstance(act.data, FollowUp)]
    heard = max((one.place or 0 for one in words if one.answer and one.answer.to == entry.place), default=0)
    return any((one.place or 0) > heard for one in words if REFUSED & {*(one.faults or ())})


def require_delivered(desk: Desk, view: FileView, entry: Disclosure) -> None:
    """A notice or request must lie unchanged in the reporter's mailbox, not in our tray: else they were not told, or
    cannot take their consent back. Raises DisclosureBlocked."""
    if entry.place >= 0 and not _delivered(desk, view, entry):
        raise DisclosureBlocked("not-delivered")


def _delivered(desk: Desk, view: FileView, entry: Disclosure) -> bool:
    plans = (act.data for act in view.standing if isinstance(act.data, DisclosurePlanned))
    sealed = next(one for one in plans if one.place == entry.place).digest
    for begun in (act.data for act in view.standing if isinstance(act.data, EpochBegun)):
        sealed = dict(begun.resealed or ()).get(entry.place, sealed)  # it waited while the file got a new key
    with desk.letterbox.read() as box:
        message = box.message(view.id, OFFICE, entry.place)
    return message is not None and digest(message.sealed) == sealed


def made(view: FileView) -> dict[int, Act]:
    """How entries were made, by number: what went out and its hashes."""
    return {act.data.n: act for act in view.standing if isinstance(act.data, DisclosureMade)}


class GoneOut(NamedTuple):
    """What has left the house: its entry in the register, and the one in the journal."""

    entry: Disclosure
    act: Act


def went_out(view: FileView) -> list[GoneOut]:
    """All of it, newest first."""
    done = made(view)
    gone = (GoneOut(entry, done[entry.n]) for entry in view.case.disclosures if entry.n in done)
    return sorted(gone, key=lambda one: one.act.seq, reverse=True)
