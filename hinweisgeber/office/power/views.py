"""Two signatures: what waits for one's own, one proposal with the act that was opened, and the list of who must
agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from ...domain.errors.power import ProposalEnded
from ...domain.power import guard, periods
from ...errors import Refused
from ...usecases.leaving import confirming, keyless, proposed, revoking
from ...usecases.officer.collect import refresh
from ...usecases.officer.desk import Desk
from ...usecases.officer.errors import FileNotFound
from ...usecases.officer.reading import FileView
from ...web.app import sentence_of
from ...web.routes import Route, Who, get, post
from ..acting import acts
from ..auth import Page, desk
from ..forms import Failed
from ..shared import NONE, outcome, people_at, the_office
from ..subpages import subpage
from . import acts_shown, words
from .forms import AnswerObjectionForm, ConfirmForm, DeclineForm, TakeBackForm


def approvals() -> Page:
    """What waits for a second signature in the cases of who asks."""
    at = desk()
    return render_template(
        "office/power/approvals.html",
        waiting=proposed.waiting(at),
        revoking=revoking.waiting(at),
        keyless=keyless.waiting(at),
        own_id=at.officer_id,
        people=people_at(at),
        today=at.today,
        words=words,
        **outcome(NONE),
    )


def rules() -> Page:
    """Who must agree to what: the one table, to be printed."""
    at = desk()
    return render_template(
        "office/power/rules.html",
        rows=guard.ROWS,
        words=words,
        office_name=the_office().institution.office_name,
        objection=at.objection_days,
        stands=periods.STANDS,
        today=at.today,
    )


def proposal(number: str, n: int, failed: Failed = NONE) -> Page:
    """One proposal, as it was opened. Raises FileNotFound where there is none."""

    def more(at: Desk, view: FileView) -> Mapping[str, Any]:
        try:
            shown = proposed.look(at, number, n)
        except ProposalEnded:
            raise FileNotFound() from None
        people = people_at(at)
        return {
            "shown": shown,
            "words": words,
            "here_n": f"{request.script_root}/faelle/{number}/freigaben/{n}",
            "row": list(_row(shown, people)),
            "act": acts_shown.act_of(shown.agreed),
            "details": list(acts_shown.details(shown, people)),
            "waits_for": _said(shown.against),
            "may_sign": shown.may_sign,
            **({} if shown.agreed.proposal.stands(at.today) else _without("vorgeschlagen")),
        }

    refresh(desk(), number)  # before the page says what it has shown: an objection may have come
    return subpage(number, "office/power/proposal.html", more, failed)


def _without(notice: str) -> Mapping[str, str]:
    """Of what stands no more nothing is said as if it still waited: the page says what became of it."""
    return {"notice": ""} if request.args.get("erledigt") == notice else {}


def _said(refused: Refused | None) -> str:
    return sentence_of(refused) if refused else ""


def _row(shown: proposed.ProposalPage, people: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    """Whose proposal it is, on what rule, and until when it stands."""
    one, row = shown.agreed.proposal, shown.agreed.row
    yield _("Grundlage"), _(row.source)
    yield _("Vorgeschlagen von"), people.get(one.by, "–")
    yield _("Vorgeschlagen am"), one.day
    if one.ended_on:
        day, by = words.ended(one.state)
        yield day, one.ended_on
        yield by, people.get(one.ended_by, "–")
        return
    if one.not_before > one.day:
        yield _("Bestätigen ab"), one.not_before
    yield _("Gilt bis"), one.until


@acts(ConfirmForm, proposal)
def confirm(at: Desk, form: ConfirmForm, number: str, n: int) -> None:
    """The second signature: what was opened is carried out."""
    confirming.confirm(at, the_office().blobs, number, n, form.proposal, form.once)


@acts(DeclineForm, proposal)
def decline(at: Desk, form: DeclineForm, number: str, n: int) -> None:
    """The second person does not agree."""
    confirming.decline(at, number, n, form.reason, form.once)


@acts(TakeBackForm, proposal)
def take_back(at: Desk, form: TakeBackForm, number: str, n: int) -> None:
    """Who proposed it takes it back."""
    confirming.withdraw(at, number, n, form.reason, form.once)


@acts(AnswerObjectionForm, proposal)
def answer_objection(at: Desk, form: AnswerObjectionForm, number: str, n: int) -> None:
    """The reporter is answered."""
    confirming.answer_objection(at, number, n, form.reason, form.message, form.once)


_AT = "/faelle/<number>/freigaben/<int:n>"
ROUTES: tuple[Route, ...] = (
    get("/freigaben", approvals, Who.OFFICER),
    get("/freigaben/regeln", rules, Who.OFFICER),
    get(_AT, proposal, Who.HOLDER),
    post(f"{_AT}/bestaetigung", confirm, Who.SECOND, ConfirmForm),
    post(f"{_AT}/ablehnung", decline, Who.SECOND, DeclineForm),
    post(f"{_AT}/ruecknahme", take_back, Who.FIRST, TakeBackForm),
    post(f"{_AT}/antwort", answer_objection, Who.HOLDER, AnswerObjectionForm),
)
