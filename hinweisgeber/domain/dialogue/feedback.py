"""The feedback to the reporter (HinSchG § 17 Abs. 2): follow-up measures planned and taken, and their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors.case import FollowUpUnsaid
from ..errors.fields import ReasonMissing, TextTooLong
from .report import FEEDBACK, Said
from .texts import check_text, optional_text

#: How the parts are headed in the message, in its order; the office gives them in the reader's language.
HEADS = {"taken": "Was wir getan haben", "planned": "Was wir vorhaben", "reasons": "Warum"}


@dataclass(frozen=True)
class Feedback:
    """The parts as typed; `opening` stands before them, such as a text block."""

    taken: str
    planned: str
    reasons: str
    opening: str = ""

    def said(self, heads: Mapping[str, str] = HEADS) -> Said:
        """The message. Raises FollowUpUnsaid (neither taken nor planned), ReasonMissing, TextTooLong."""
        parts = {name: optional_text(getattr(self, name)) for name in HEADS}
        if not parts["taken"] and not parts["planned"]:
            raise FollowUpUnsaid()
        if not parts["reasons"]:
            raise ReasonMissing().at("reasons")
        headed = [f"{heads[name]}:\n{text}" for name, text in parts.items() if text]
        try:
            text = check_text("\n\n".join([optional_text(self.opening), *headed]))
        except TextTooLong as refused:  # all together; said of the part that is longest
            every = {"message": self.opening, **parts}
            raise refused.at(max(every, key=lambda name: len(every[name]))) from None
        return Said(FEEDBACK, text, data=parts)
