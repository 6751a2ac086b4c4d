"""Feedback to the reporter, and what was found about retaliation. One form, one act."""

from __future__ import annotations

from ...config import gaps
from ...domain.dialogue.feedback import Feedback
from ...domain.dialogue.texts import TEXT_LIMIT
from ...domain.errors.dialogue import WayUnsaid
from ...usecases.officer import procedure
from ...usecases.officer.desk import Desk
from ...web.routes import Route, Who, post
from ..auth import Page
from ..case.on_page import insert_block, on_case_page
from ..errors import CheckMissing
from ..forms import once_of_form
from ..labels import FEEDBACK_HEADS
from ..shared import place_of, typed
from .blocks import no_gaps


def feedback(number: str) -> Page:
    """Form `feedback` (HinSchG § 17 Abs. 2); `way` is asked for where nobody reads the mailbox."""
    if typed("do") == "insert":
        return insert_block(number, "feedback")
    wrong = _feedback_field()

    def give(at: Desk) -> object:
        parts = Feedback(typed("taken"), typed("planned"), typed("reasons"), typed("message"))
        heads = {name: str(words) for name, words in FEEDBACK_HEADS.items()}
        no_gaps(parts.said(heads).text)
        if not typed("checked"):
            raise CheckMissing()
        case = procedure.give_feedback(at, number, parts, heads, once_of_form(), typed("way"))
        return "rueckmeldung-mitgeteilt" if case.no_code else "rueckmeldung"

    return on_case_page(number, "feedback", wrong, give, fields={WayUnsaid: "way"})


def _feedback_field() -> str:
    """The field a refusal of the feedback speaks of."""
    names = ("message", "taken", "planned", "reasons")
    if long := max(names, key=lambda name: len(typed(name))) if _too_long(names) else "":
        return long
    for name in names:
        if gaps(typed(name)):
            return name
    if not typed("taken").strip() and not typed("planned").strip():
        return "taken"
    return "checked" if typed("reasons").strip() else "reasons"


def _too_long(names: tuple[str, ...]) -> bool:
    """Whether the parts together are longer than one message may be."""
    return sum(len(typed(name)) for name in names) > TEXT_LIMIT - 200  # what stands above the parts


def waive_feedback(number: str) -> Page:
    """Form `feedback-waived`."""

    def waive(at: Desk) -> object:
        return procedure.waive_feedback(at, number, typed("reason"), once_of_form())

    return on_case_page(number, "feedback-waived", "reason", waive)


def retaliation(number: str) -> Page:
    """Form `retaliation`: what was found about the retaliation reported."""

    def assess(at: Desk) -> object:
        return procedure.assess_retaliation(at, number, typed("finding"), place_of("shown"), once_of_form())

    return on_case_page(number, "retaliation", "finding", assess)


ROUTES: tuple[Route, ...] = (
    post("/faelle/<number>/rueckmeldung", feedback, Who.HOLDER, "feedback"),
    post("/faelle/<number>/ohne-rueckmeldung", waive_feedback, Who.HOLDER, "feedback-waived"),
    post("/faelle/<number>/benachteiligung", retaliation, Who.HOLDER, "retaliation"),
)
