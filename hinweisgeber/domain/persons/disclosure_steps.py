"""The disclosure register (HinSchG § 9), step by step: an entry is planned, its condition is met, it is made once, or
it is dropped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ..acts import Act, Data, Exact, FreeText, Kind, MessageSent
from ..case.casefile import CaseFile
from ..case.flags import SECRECY
from ..dialogue.office_steps import said_by_office, was_said
from ..dialogue.report import OFFICE
from ..errors.case import DisclosureBlocked, NobodyReads, NotAllowed, NoticeUnread
from ..reasons import reason_of
from ..record import Record
from .disclosure import NEEDS_CONSENT, NEEDS_NOTICE, Basis, Consent, Disclosure

# Every no counts, in whatever words it comes; only the first yes does: after a no, the office must ask anew.
_ANSWERS = {
    (Consent.ASKED, "accept"): Consent.ACCEPTED,
    (Consent.ASKED, "decline"): Consent.DECLINED,
    (Consent.ASKED, "withdraw"): Consent.DECLINED,
    (Consent.ACCEPTED, "decline"): Consent.WITHDRAWN,
    (Consent.ACCEPTED, "withdraw"): Consent.WITHDRAWN,
}


@dataclass(frozen=True)
class DisclosurePlanned(MessageSent):
    """A new entry; with it the reporter may be asked or told. What the law wants exact stays letter for letter."""

    basis: Basis
    recipient: Exact | None = None
    what: Exact | None = None
    why: FreeText | None = None
    secrecy: FreeText | None = None
    no_notice: FreeText | None = None
    until: date | None = None


@dataclass(frozen=True)
class Papers:
    """What a package was made from, so that it can be made again when two have agreed to it: words, copies by blob,
    measures by number, whether the list of names goes along."""

    summary: FreeText
    copies: tuple[Exact, ...]
    measures: tuple[Exact, ...]
    names: bool


@dataclass(frozen=True)
class DisclosureMade(MessageSent):
    """What went out: names in the package with their SHA-256, or how it was told. Of who reported, the message tells
    them that it did; `on`: the day that stands on its papers."""

    n: int
    how: FreeText | None = None
    files: tuple[tuple[Exact, Exact], ...] | None = None
    summary: Exact | None = None  # the SHA-256 of what was said beside
    on: date | None = None
    papers: Papers | None = None
    unredacted: FreeText | None = None  # why a copy went along of which there is a redacted one


@dataclass(frozen=True)
class DisclosureDropped(Data):
    """An entry that is given up."""

    n: int
    reason: FreeText | None = None


def obstacle(case: CaseFile, entry: Disclosure, today: date) -> str:
    """The same in the light of the case: a secrecy found later needs its rule too (§ 6 Abs. 3)."""
    if found := entry.obstacle(today):
        return found
    return "no-secrecy-rule" if SECRECY & set(case.flags) and not entry.secrecy else ""


def find(case: CaseFile, n: int) -> Disclosure:
    """The entry with this number. Raises NotAllowed."""
    for entry in case.disclosures:
        if entry.n == n:
            return entry
    raise NotAllowed()


def _planned(case: CaseFile, act: Act, data: DisclosurePlanned) -> CaseFile:
    for text in (data.recipient, data.what, data.why):
        reason_of(text)
    if SECRECY & set(case.flags):
        reason_of(data.secrecy, "secrecy")
    tells = was_said(data)
    if case.no_code:
        _nobody_reads(data.basis, tells)
    if data.basis in NEEDS_CONSENT and not (tells and data.until):
        raise NotAllowed()
    if data.basis in NEEDS_NOTICE and not tells:
        reason_of(data.no_notice, "no_notice")
    if data.until and data.until < act.day:
        raise NotAllowed()
    entry = Disclosure(
        n=len(case.disclosures) + 1,
        basis=data.basis,
        recipient=data.recipient or "",
        what=data.what or "",
        why=data.why or "",
        secrecy=data.secrecy or "",
        until=data.until,
        place=data.at if tells else -1,
        consent=Consent.ASKED if data.basis in NEEDS_CONSENT else Consent.NOT_ASKED,
        noticed_on=act.day if data.basis in NEEDS_NOTICE and tells else None,
        no_notice=data.no_notice or "",
    )
    case = said_by_office(case, act, data) if tells else case
    return replace(case, disclosures=(*case.disclosures, entry))


def _nobody_reads(basis: Basis, tells: bool) -> None:
    """The person took no code along: they can neither consent in the mailbox nor be told there."""
    if basis in NEEDS_CONSENT:
        raise NobodyReads()
    if tells:
        raise NoticeUnread()


def _with(case: CaseFile, changed: Disclosure) -> CaseFile:
    return replace(case, disclosures=tuple(changed if d.n == changed.n else d for d in case.disclosures))


def _made(case: CaseFile, act: Act, data: DisclosureMade) -> CaseFile:
    entry = find(case, data.n)
    if why := obstacle(case, entry, act.day):
        raise DisclosureBlocked(why)
    case = said_by_office(case, act, data) if was_said(data) else case
    return _with(case, replace(entry, made_on=act.day))


def _dropped(case: CaseFile, act: Act, data: DisclosureDropped) -> CaseFile:
    reason_of(data.reason)
    entry = find(case, data.n)
    if entry.made_on or entry.dropped:
        raise NotAllowed()
    return _with(case, replace(entry, dropped=True))


def answered(case: CaseFile, place: int, choice: str, day: date) -> CaseFile:
    """The case after the reporter's answer to the message at `place`; one that fits nothing changes nothing."""
    for entry in case.disclosures:
        if entry.place == place and (entry.consent, choice) in _ANSWERS:
            case = _with(case, replace(entry, consent=_ANSWERS[entry.consent, choice], consent_on=day))
    return case


def message_gone(case: CaseFile, author: str, place: int, day: date) -> CaseFile:
    """The case after this message was destroyed: a request or notice that is not there any more carries nothing. What
    was made on it was made."""
    for entry in case.disclosures:
        if author != OFFICE or entry.place != place or entry.made_on:
            continue
        entry = replace(entry, noticed_on=None)
        if entry.consent in (Consent.ASKED, Consent.ACCEPTED):
            entry = replace(entry, consent=Consent.VOID, consent_on=day)
        case = _with(case, entry)
    return case


RECORDS = (
    Record(Kind.DISCLOSURE_PLANNED, DisclosurePlanned, _planned, speaks=OFFICE, points=("contact",), when=was_said),
    Record(Kind.DISCLOSURE_MADE, DisclosureMade, _made, speaks=OFFICE),
    Record(Kind.DISCLOSURE_DROPPED, DisclosureDropped, _dropped),
)
