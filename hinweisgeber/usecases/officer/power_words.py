"""What the reporter is told of acts that two must agree to, in words (LAW § 9, last column)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from ...marks import N_


@dataclass(frozen=True)
class PowerWords:
    """The sentences, with their holes in braces, and how days are written."""

    destroys: str = N_("Wir haben vor, etwas aus Ihrer Meldung endgültig zu vernichten, und sagen Ihnen das vorher.")
    your_message: str = N_("Was: Ihre Nachricht vom {day}")
    your_report: str = N_("Was: der Text Ihrer Meldung")
    our_message: str = N_("Was: unsere Nachricht vom {day}")
    file: str = N_("Was: die Datei „{name}“")
    why: str = N_("Warum: {text}")
    objection: str = N_(
        "Sie können bis einschließlich {day} widersprechen. Bis dahin wird nichts vernichtet. Wenn Sie widersprechen, "
        "antworten wir Ihnen zuerst. Eine zweite Person muss auf jeden Fall zustimmen."
    )
    withheld: str = N_(
        "Zu Ihrer Meldung können wir Ihnen heute noch keine inhaltliche Rückmeldung geben (§ 17 Abs. 2 Satz 3 "
        "HinSchG). Eine Rückmeldung ist nur so weit möglich, wie sie Ermittlungen und die Rechte anderer nicht "
        "berührt. Das sagt nichts darüber, was aus Ihrer Meldung wird."
    )
    again: str = N_("Spätestens am {day} hören Sie wieder von uns.")
    disclosed: str = N_("Wir haben heute Angaben über Sie weitergegeben.")
    recipient: str = N_("An wen: {text}")
    what: str = N_("Was genau: {text}")
    withdrawal: str = N_(
        "Ihre Einwilligung können Sie in diesem Postfach jederzeit für die Zukunft widerrufen. Was weitergegeben ist, "
        "lässt sich damit nicht zurückholen."
    )
    day: Callable[[date], str] = "{:%d.%m.%Y}".format

    def translated(self, translate: Callable[[str], str]) -> PowerWords:
        """The same with its sentences in another language."""
        names = [one.name for one in fields(self) if isinstance(one.default, str)]
        sentences: dict[str, Any] = {name: translate(getattr(self, name)) for name in names}
        return replace(self, **sentences)

    def destruction(self, what: str, reason: str, last: date) -> str:
        """What is to be destroyed, why, and until when one may object."""
        return "\n\n".join(
            [self.destroys, what, self.why.format(text=reason), self.objection.format(day=self.day(last))]
        )

    def no_feedback(self, again: date) -> str:
        """That there is none now, in neutral words, and when they hear again (§ 17 Abs. 2 S. 3)."""
        return "\n\n".join([self.withheld, self.again.format(day=self.day(again))])

    def after_disclosure(self, recipient: str, what: str, by_consent: bool) -> str:
        """That it was done, to whom, what, and how to withdraw for the future."""
        said = [self.disclosed, self.recipient.format(text=recipient), self.what.format(text=what)]
        return "\n\n".join([*said, *([self.withdrawal] if by_consent else [])])


GERMAN_POWER = PowerWords()
