"""Feedback to the reporter, and what was found about retaliation. One form, one act."""

from __future__ import annotations

from ...domain.dialogue.feedback import Feedback
from ...usecases.officer import procedure
from ...usecases.officer.desk import Desk
from ...web.routes import Route, Who, post
from ..acting import acts
from ..case.views import case_page
from ..labels import FEEDBACK_HEADS
from .blocks import takes_blocks
from .forms import FeedbackForm, RetaliationForm, WaiveFeedbackForm


@takes_blocks(FeedbackForm)
@acts(FeedbackForm, case_page)
def feedback(at: Desk, form: FeedbackForm, number: str) -> str:
    """The feedback (HinSchG § 17 Abs. 2); `way` is asked for where nobody reads the mailbox."""
    parts = Feedback(form.taken, form.planned, form.reasons, form.message)
    heads = {name: str(words) for name, words in FEEDBACK_HEADS.items()}
    case = procedure.give_feedback(at, number, parts, heads, form.once, form.way)
    return "rueckmeldung-mitgeteilt" if case.no_code else "rueckmeldung"


@acts(WaiveFeedbackForm, case_page)
def waive_feedback(at: Desk, form: WaiveFeedbackForm, number: str) -> None:
    """Why there is none."""
    procedure.waive_feedback(at, number, form.reason, form.once)


@acts(RetaliationForm, case_page)
def retaliation(at: Desk, form: RetaliationForm, number: str) -> None:
    """What was found about the retaliation reported."""
    procedure.assess_retaliation(at, number, form.finding, form.once)


ROUTES: tuple[Route, ...] = (
    post("/faelle/<number>/rueckmeldung", feedback, Who.HOLDER, FeedbackForm),
    post("/faelle/<number>/ohne-rueckmeldung", waive_feedback, Who.HOLDER, WaiveFeedbackForm),
    post("/faelle/<number>/benachteiligung", retaliation, Who.HOLDER, RetaliationForm),
)
