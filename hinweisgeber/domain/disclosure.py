"""The disclosure register (HinSchG § 9): every passing-on of an identity, or of what points to it, has an entry.

One consent is good for one disclosure. Without its condition nothing may be passed on: `obstacle`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from .acts import Act, Kind
from .dialogue import said_by_office
from .errors.case import DisclosureBlocked, NobodyReads, NotAllowed, NoticeUnread
from .flags import SECRECY
from .reasons import reason_of
from .report import OFFICE

if TYPE_CHECKING:
    from .casefile import CaseFile


class Basis(StrEnum):
    """On what ground something may be passed on."""

    NOT_IDENTIFYING = "not-identifying"  # § 8: nothing in it tells who reported, and why that is so
    PROSECUTION = "prosecution"  # § 9 Abs. 2 Nr. 1: prosecutors demand it
    ORDER = "order"  # § 9 Abs. 2 Nr. 2: order in administrative or fine proceedings
    COURT = "court"  # § 9 Abs. 2 Nr. 3: a court's decision
    CONSENT = "consent"  # § 9 Abs. 3: needed for follow-up, and the reporter consented to this one
    CONCERNED_CONSENT = "concerned-consent"  # § 9 Abs. 4: data of persons concerned, with their consent
    CONCERNED_INQUIRY = "concerned-inquiry"  # § 9 Abs. 4: needed within the internal inquiry
    CONCERNED_AUTHORITY = "concerned-authority"  # § 9 Abs. 4: to authorities


#: Grounds on which names of persons concerned may go along (§ 9 Abs. 4): to authorities and courts, by their consent,
#: or within the inquiry. In everything else they have pseudonyms.
MAY_NAME = frozenset(Basis) - {Basis.NOT_IDENTIFYING, Basis.CONSENT}

#: The reporter is told before, with reasons, unless the authority says that this endangers its inquiry (§ 9 Abs. 2).
NEEDS_NOTICE = frozenset({Basis.PROSECUTION, Basis.ORDER, Basis.COURT})
NEEDS_CONSENT = frozenset({Basis.CONSENT})


#: The ground on which something stays inside: it goes to nobody beside those who inquire.
INSIDE = frozenset({Basis.CONCERNED_INQUIRY})


class Consent(StrEnum):
    """What the reporter said to a request for consent."""

    NOT_ASKED = ""
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    VOID = "void"  # the request's text was destroyed: nobody can take back any more what it asked


# Every no counts, in whatever words it comes; only the first yes does: after a no, the office must ask anew.
_ANSWERS = {
    (Consent.ASKED, "accept"): Consent.ACCEPTED,
    (Consent.ASKED, "decline"): Consent.DECLINED,
    (Consent.ASKED, "withdraw"): Consent.DECLINED,
    (Consent.ACCEPTED, "decline"): Consent.WITHDRAWN,
    (Consent.ACCEPTED, "withdraw"): Consent.WITHDRAWN,
}


_NO_CONSENT = {Consent.DECLINED: "declined", Consent.WITHDRAWN: "withdrawn", Consent.VOID: "void"}


@dataclass(frozen=True)
class Disclosure:
    """One entry of the register."""

    n: int  # from 1
    basis: Basis
    recipient: str
    what: str  # the exact data
    why: str
    secrecy: str = ""  # the rule that allows it where secrecy is tagged (§ 6 Abs. 3)
    until: date | None = None  # last day a consent asked for is good
    place: int = -1  # the office's message that asks for consent or gives notice; -1 none
    consent: Consent = Consent.NOT_ASKED
    consent_on: date | None = None  # day of the latest answer, or on which it became void
    noticed_on: date | None = None
    no_notice: str = ""  # why the reporter was not told before
    made_on: date | None = None
    dropped: bool = False

    def obstacle(self, today: date) -> str:
        """Why this may not be passed on today, as a code; empty when it may."""
        if self.dropped or self.made_on:
            return "dropped" if self.dropped else "made"  # one consent, one disclosure
        return self.lacks(today)

    def lacks(self, today: date) -> str:
        """The condition that is not met today, as a code, whether or not it was made already."""
        if self.basis in NEEDS_CONSENT and self.consent is not Consent.ACCEPTED:
            return _NO_CONSENT.get(self.consent, "no-consent")
        if self.until and today > self.until:
            return "expired"
        if self.basis in NEEDS_NOTICE and not self.noticed_on and not self.no_notice:
            return "no-notice"
        return ""


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


def _planned(case: CaseFile, act: Act) -> CaseFile:
    data, basis = act.data, Basis(act.data["basis"])
    for name in ("recipient", "what", "why"):
        reason_of(data, name)
    if SECRECY & set(case.flags):
        reason_of(data, "secrecy")
    tells = "place" in data
    if case.no_code:
        _nobody_reads(basis, tells)
    if basis in NEEDS_CONSENT and not (tells and data.get("until")):
        raise NotAllowed()
    if basis in NEEDS_NOTICE and not tells:
        reason_of(data, "no_notice")
    until = date.fromisoformat(data["until"]) if data.get("until") else None
    if until and until < act.day:
        raise NotAllowed()
    entry = Disclosure(
        n=len(case.disclosures) + 1,
        basis=basis,
        recipient=data["recipient"],
        what=data["what"],
        why=data["why"],
        secrecy=data.get("secrecy", ""),
        until=until,
        place=data.get("place", -1),
        consent=Consent.ASKED if basis in NEEDS_CONSENT else Consent.NOT_ASKED,
        noticed_on=act.day if basis in NEEDS_NOTICE and tells else None,
        no_notice=data.get("no_notice", ""),
    )
    case = said_by_office(case, act) if tells else case
    return replace(case, disclosures=(*case.disclosures, entry))


def _nobody_reads(basis: Basis, tells: bool) -> None:
    """The person took no code along: they can neither consent in the mailbox nor be told there."""
    if basis in NEEDS_CONSENT:
        raise NobodyReads()
    if tells:
        raise NoticeUnread()


def _with(case: CaseFile, changed: Disclosure) -> CaseFile:
    return replace(case, disclosures=tuple(changed if d.n == changed.n else d for d in case.disclosures))


def _made(case: CaseFile, act: Act) -> CaseFile:
    entry = find(case, act.data["n"])
    if why := obstacle(case, entry, act.day):
        raise DisclosureBlocked(why)
    return _with(case, replace(entry, made_on=act.day))


def _dropped(case: CaseFile, act: Act) -> CaseFile:
    reason_of(act.data)
    entry = find(case, act.data["n"])
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


STEPS: dict[Kind, Callable[[CaseFile, Act], CaseFile]] = {
    Kind.DISCLOSURE_PLANNED: _planned,
    Kind.DISCLOSURE_MADE: _made,
    Kind.DISCLOSURE_DROPPED: _dropped,
}
