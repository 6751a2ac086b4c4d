"""What is refused where two must agree (LAW § 9)."""

from __future__ import annotations

from ...errors import Refused


class NotAgreed(Refused):
    """What two must agree to cannot be entered like this."""


class SecondMissing(NotAgreed):
    """An act that needs two signatures and has one."""


class NeedsSecond(Refused):
    """An act that needs two signatures was proposed, and waits for the second: `n`, of the case `number`. Nothing is
    refused: whoever asked must not take it for done."""

    def __init__(self, number: str, n: int) -> None:
        self.number, self.n = number, n
        super().__init__(number=number, n=n)


class OwnProposal(NotAgreed):
    """Who proposed something cannot confirm or decline it."""


class SameFunction(Refused):
    """Who proposed it has the same function, or has it under another id."""


class RoleMissing(Refused):
    """The key ring names no role that may sign this."""


class ProposalEnded(NotAgreed):
    """A proposal was confirmed, declined or withdrawn, or its days are over."""


class NotYet(NotAgreed):
    """The reporter may still object: until before `day`."""


class ObjectionOpen(NotAgreed):
    """The reporter has objected, and nobody has answered."""


class ObjectionUnknown(NotAgreed):
    """Not all that the reporter has written can be taken in: they may have objected."""


class LetterUnread(NotAgreed):
    """The reporter has written something that is sealed for colleagues alone: they may have excluded who asks."""


class NeverTold(NotAgreed):
    """The reporter was not told so that they could object for as long as the law asks."""


class ActChanged(NotAgreed):
    """What would be done is not what was proposed: something has changed since."""


class OnlyAnother(NotAgreed):
    """This is proposed already, or only who proposed it takes it back."""
