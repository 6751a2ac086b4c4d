"""The end of a file: hold, archive and authorisation on a page of the case; the list of all of them."""

from __future__ import annotations

from typing import Any

from flask import render_template

from ...usecases.leaving import retention
from ...usecases.officer.desk import Desk, number_of
from ...usecases.officer.reading import FileView
from ...web.routes import Route, Who, get, post
from ..acting import acts
from ..auth import Page, desk
from ..forms import Failed
from ..shared import NONE, the_office, topics
from ..subpages import subpage
from . import words
from .forms import ArchiveForm, AuthoriseForm, HoldForm, LiftHoldForm, OfferForm, RecallForm


def end_of_case(number: str, failed: Failed = NONE) -> Page:
    """The page of one case."""
    return subpage(number, "office/ending/page.html", _more, failed)


def _more(at: Desk, view: FileView) -> dict[str, Any]:
    return {
        "words": words,
        "holds": view.case.active_holds,
        "lifted": [hold for hold in view.case.holds if hold.lifted_on],
        "archive": the_office().institution.archive,
    }


@acts(HoldForm, end_of_case)
def propose_hold(at: Desk, form: HoldForm, number: str) -> None:
    """A hold, to which two must agree."""
    retention.propose_hold(at, number, form.reason, form.norm, form.review, form.once)


@acts(LiftHoldForm, end_of_case)
def lift_hold(at: Desk, form: LiftHoldForm, number: str) -> None:
    """The hold ends."""
    retention.lift_hold(at, number, form.n, form.reason, form.once)


@acts(OfferForm, end_of_case)
def offer(at: Desk, form: OfferForm, number: str) -> None:
    """The case is offered to the archive."""
    retention.offer(at, number, form.once)


@acts(ArchiveForm, end_of_case)
def archive_answered(at: Desk, form: ArchiveForm, number: str) -> None:
    """What the archive said."""
    retention.answered(at, number, form.archive, form.reason, form.once)


@acts(AuthoriseForm, end_of_case)
def authorise(at: Desk, form: AuthoriseForm, number: str) -> None:
    """The erasure is allowed."""
    retention.authorise(at, number, the_office().institution.archive, form.once)


@acts(RecallForm, end_of_case)
def recall(at: Desk, form: RecallForm, number: str) -> None:
    """It is not allowed any more."""
    retention.recall(at, number, form.reason, form.once)


# -- all cases ---------------------------------------------------------------------------------------------------


def all_endings() -> Page:
    """What may be erased when, what stands against it, and what remains of what was erased."""
    at = desk()
    return render_template(
        "office/ending/erasure_list.html",
        words=words,
        endings=retention.endings(at),
        certificates=retention.certificates(at),
        archive=the_office().institution.archive,
        number_of=number_of,
        today=at.today,
    )


def archive_list() -> Page:
    """What is offered to the archive, to print: no content."""
    at = desk()
    offers, unopened = retention.offers(at)
    return render_template(
        "office/ending/archive_list.html", offers=offers, unopened=unopened, topics=topics(), today=at.today
    )


ROUTES: tuple[Route, ...] = (
    get("/faelle/<number>/loeschung", end_of_case, Who.HOLDER),
    post("/faelle/<number>/loeschung/sperre", propose_hold, Who.HOLDER, HoldForm),
    post("/faelle/<number>/loeschung/aufhebung", lift_hold, Who.HOLDER, LiftHoldForm),
    post("/faelle/<number>/loeschung/angebot", offer, Who.HOLDER, OfferForm),
    post("/faelle/<number>/loeschung/archiv", archive_answered, Who.HOLDER, ArchiveForm),
    post("/faelle/<number>/loeschung/freigabe", authorise, Who.HOLDER, AuthoriseForm),
    post("/faelle/<number>/loeschung/ruecknahme", recall, Who.HOLDER, RecallForm),
    get("/loeschung", all_endings, Who.OFFICER),
    get("/loeschung/anbietung", archive_list, Who.OFFICER),
)
