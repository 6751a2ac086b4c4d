"""The facts of a case: what acts alone set (`fold.py`), and what follows from them without any rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ..dialogue.meetings import Meeting
from ..dialogue.minutes import Minutes
from ..dialogue.signed_talk import SignedTalk
from ..ending.retention import Archive, Hold
from ..persons.disclosure import Disclosure
from ..persons.person import Person
from ..power.proposals import Proposal
from . import deadlines
from .flags import Flag, Scope
from .stages import Stage


@dataclass(frozen=True)
class CaseFacts:
    """The summary sheet of a case, as it is stored."""

    number: str
    received: date
    topic: str
    excluded: tuple[str, ...]
    channel: str = ""  # "" the form, else phone | visit | letter
    no_code: bool = False  # nobody reads the mailbox: the person took no code along
    flags: tuple[Flag, ...] = ()
    stage: Stage = Stage.RECEIVED
    assigned_to: str = ""
    recused: tuple[str, ...] = ()  # who declared that they are biased
    deputies: tuple[tuple[str, date], ...] = ()  # who was given the key as a deputy, and until when
    acknowledged: date | None = None
    receipt: str = ""  # the signed proof for the reporter
    scope: Scope = Scope.OPEN
    checks: tuple[str, ...] = ()
    feedback_on: date | None = None
    feedback_waived: date | None = None
    closed_on: date | None = None
    outcome: str = ""
    follow_ups: int = 0  # messages by the reporter after the report
    replies: int = 0  # messages by the office
    minutes: Minutes = field(default_factory=Minutes)
    meeting: Meeting = field(default_factory=Meeting)
    retaliations: tuple[date, ...] = ()
    retaliations_assessed: int = 0
    persons: tuple[Person, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    holds: tuple[Hold, ...] = ()
    archive: Archive = Archive.NOT_OFFERED
    archive_on: date | None = None
    erasure_authorised: date | None = None
    feedback_again: date | None = None  # it is withheld, and the reporter was told to hear again by that day
    proposals: tuple[Proposal, ...] = ()  # what waits, or waited, for a second signature
    evidence: tuple[str, ...] = ()  # the blobs of what the office itself took on file, in order
    talk: SignedTalk | None = None  # the dialogue, where both sides sign what they say; None of version 1

    @property
    def registered(self) -> tuple[Person, ...]:
        """The persons whose entry stands; all but those whose entry was withdrawn."""
        return tuple(person for person in self.persons if not person.withdrawn_on)

    @property
    def kept_out(self) -> tuple[str, ...]:
        """Who gets no key: whom the reporter excluded, and who is biased."""
        return (*self.excluded, *self.recused)

    @property
    def small_circle(self) -> bool:
        """Whether so few know of it that details could point to the reporter."""
        return Flag.SMALL_CIRCLE in self.flags

    @property
    def open_retaliations(self) -> int:
        """Reports of retaliation nobody has assessed yet."""
        return len(self.retaliations) - self.retaliations_assessed

    @property
    def active_holds(self) -> tuple[Hold, ...]:
        """The holds that stand."""
        return tuple(hold for hold in self.holds if hold.lifted_on is None)

    @property
    def feedback_by(self) -> date:
        """Last day for the feedback."""
        return deadlines.feedback_by(self.received, self.acknowledged)

    @property
    def deletable_from(self) -> date | None:
        """First day of erasure, once closed."""
        return deadlines.deletable_from(self.closed_on) if self.closed_on else None
