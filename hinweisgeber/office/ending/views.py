"""The end of a file: hold, archive and authorisation on a page of the case; the list of all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template

from ...domain.dialogue.texts import TEXT_LIMIT
from ...domain.errors.case import NotAllowed
from ...domain.errors.ending import ReviewTooEarly
from ...domain.errors.fields import DateMissing, ReasonMissing
from ...errors import Refused
from ...usecases.leaving import retention
from ...usecases.officer.casework import FileView
from ...usecases.officer.desk import Desk, number_of
from ...usecases.officer.errors import ArchiveCopyUnentered
from ...web.routes import Route, Who, get, post
from ..auth import Page, desk
from ..forms import Failed, once_of_form
from ..shared import NONE, chosen, day_of, place_of, the_office, topics, typed
from ..subpages import carry_out, subpage
from . import words


def end_of_case(number: str) -> Page:
    """The page of one case."""
    return _page(number)


def _page(number: str, failed: Failed = NONE) -> Page:
    return subpage(number, "office/ending/page.html", _more, failed)


def _more(at: Desk, view: FileView) -> dict[str, Any]:
    return {
        "words": words,
        "holds": view.case.active_holds,
        "lifted": [hold for hold in view.case.holds if hold.lifted_on],
        "archive": the_office().institution.archive,
    }


def propose_hold(number: str) -> Page:
    """Form `hold`."""

    def propose(at: Desk) -> object:
        reason, norm, review = typed("reason"), typed("norm"), day_of("review")
        return retention.propose_hold(at, number, reason, norm, review, once_of_form())

    return _end(number, "hold", propose, "sperre")


def confirm_hold(number: str) -> Page:
    """Form `confirm-<n>`."""

    def confirm(at: Desk) -> object:
        return retention.confirm_hold(at, number, place_of("n"), once_of_form())

    return _end(number, f"confirm-{place_of('n')}", confirm, "sperre-bestaetigt")


def lift_hold(number: str) -> Page:
    """Form `lift-<n>`."""

    def lift(at: Desk) -> object:
        return retention.lift_hold(at, number, place_of("n"), typed("reason"), once_of_form())

    return _end(number, f"lift-{place_of('n')}", lift, "sperre-aufgehoben")


def offer(number: str) -> Page:
    """Form `offer`."""
    return _end(number, "offer", lambda at: retention.offer(at, number, once_of_form()), "angeboten")


def archive_answered(number: str) -> Page:
    """Form `archive`."""

    def answer(at: Desk) -> object:
        return retention.answered(at, number, chosen("archive"), typed("reason"), once_of_form())

    return _end(number, "archive", answer, "archiv-antwort")


def authorise(number: str) -> Page:
    """Form `authorise`."""

    def allow(at: Desk) -> object:
        return retention.authorise(at, number, the_office().institution.archive, once_of_form())

    return _end(number, "authorise", allow, "loeschung-freigegeben")


def recall(number: str) -> Page:
    """Form `recall`."""

    def take_back(at: Desk) -> object:
        return retention.recall(at, number, typed("reason"), once_of_form())

    return _end(number, "recall", take_back, "loeschung-zurueckgenommen")


def _end(number: str, form: str, act: Callable[[Desk], object], notice: str) -> Page:
    return carry_out(number, act, _page, notice, lambda refused: Failed.of(form, _field(form, refused), refused))


def _field(form: str, refused: Refused) -> str:
    """The field a refusal speaks of; none for what is not possible as the case stands."""
    if isinstance(refused, DateMissing | ReviewTooEarly):
        return "review"
    if isinstance(refused, ArchiveCopyUnentered):
        return "archive"
    if isinstance(refused, ReasonMissing) or len(typed("reason")) > TEXT_LIMIT:
        return "reason"
    if form == "hold" and not isinstance(refused, NotAllowed):
        return "norm"
    return "archive" if form == "archive" and not typed("archive") else ""


# -- all cases ---------------------------------------------------------------------------------------------------


def all_endings() -> Page:
    """What may be erased when, what stands against it, and what remains of what was erased."""
    at = desk()
    return render_template(
        "office/ending/erasure_list.html",
        words=words,
        endings=retention.endings(at),
        certificates=retention.certificates(at.cabinet),
        acted_on=retention.acted_on(at),
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
    post("/faelle/<number>/loeschung/sperre", propose_hold, Who.HOLDER, "hold"),
    post("/faelle/<number>/loeschung/bestaetigung", confirm_hold, Who.SECOND, "confirm-<n>"),
    post("/faelle/<number>/loeschung/aufhebung", lift_hold, Who.HOLDER, "lift-<n>"),
    post("/faelle/<number>/loeschung/angebot", offer, Who.HOLDER, "offer"),
    post("/faelle/<number>/loeschung/archiv", archive_answered, Who.HOLDER, "archive"),
    post("/faelle/<number>/loeschung/freigabe", authorise, Who.HOLDER, "authorise"),
    post("/faelle/<number>/loeschung/ruecknahme", recall, Who.HOLDER, "recall"),
    get("/loeschung", all_endings, Who.OFFICER),
    get("/loeschung/anbietung", archive_list, Who.OFFICER),
)
