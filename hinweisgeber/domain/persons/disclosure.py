"""The disclosure register (HinSchG § 9): every passing-on of an identity, or of what points to it, has an entry.

One consent is good for one disclosure. Without its condition nothing may be passed on: `disclosure_steps.obstacle`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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
OF_REPORTER = NEEDS_NOTICE | NEEDS_CONSENT  # who reported is told


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

    @property
    def refused(self) -> bool:
        """Whether the reporter said no to it, be it after a yes."""
        return self.consent in (Consent.DECLINED, Consent.WITHDRAWN)

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
