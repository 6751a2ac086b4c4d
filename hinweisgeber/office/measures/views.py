"""The register of measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from flask import redirect, render_template, request

from ...domain.dialogue.texts import LINE_LIMIT, check_text
from ...domain.errors.case import NotAllowed
from ...domain.errors.fields import DateMissing, ReasonMissing
from ...errors import Refused
from ...store.errors import Stale, StoreAway
from ...usecases.officer import measures
from ...usecases.officer.desk import Desk
from ...usecases.officer.errors import FileNotFound, FormUnknown, MeasureUnopened
from ...web.routes import BY_ADDRESS, Route, Who, get, post
from ..auth import Page, desk, kept_page
from ..case.on_page import on_case_page
from ..forms import Failed, once, once_of_form
from ..shared import NONE, chosen, day_of, failed_at, people_at, place_of, typed
from . import words

SHARE = "-share"  # likewise: the form that gives its key to somebody else
MOVE = "-move"  # behind a measure's number: the form that changes it


def measure_register() -> Page:
    """All measures, or those in one state; they outlive their cases."""
    return _measures_page(request.args.get("stand", ""))


def _measures_page(wanted: str = "", failed: Failed = NONE, of: str = "") -> Page:
    at = desk()
    register = measures.register(at)
    views = register.views
    if of and of not in {view.measure.number for view in views}:  # whoever cannot open it is told nothing else
        raise FileNotFound()
    groups = {view.measure.number: words.FILTER_OF[view.measure.state(at.today)] for view in views}
    wanted = wanted if wanted in words.FILTERS else ""
    page = render_template(
        "office/measures/page.html",
        views=[view for view in views if wanted in ("", groups[view.measure.number])],
        unopened=register.unopened,
        counts=Counter(groups.values()),
        wanted=wanted,
        words=words,
        people=people_at(at),
        heirs=[one.officer_id for one in at.ring.officers(at.today) if one.officer_id != at.officer_id],
        today=at.today,
        failed=failed,
        errors=failed.errors,
        notice=request.args.get("erledigt", ""),
        once=once(),
    )
    return page, failed.status


def _carry_out_measure(number: str, act: Callable[[Desk], object], failed: Callable[[Refused], Failed]) -> Page:
    try:
        act(desk())
    except (FileNotFound, MeasureUnopened, FormUnknown):
        raise
    except StoreAway as away:
        return kept_page(away)
    except Refused as refused:
        return _measures_page(failed=failed(refused), of=number)
    return redirect(f"/massnahmen?erledigt={request.path.rsplit('/', 1)[1]}#erledigt", 303)


def measure_done(number: str) -> Page:
    """The measure is carried out."""
    return _carry_out_measure(
        number, lambda at: measures.done(at, number, once_of_form()), lambda refused: Failed.of(number, "", refused)
    )


def measure_rated(number: str) -> Page:
    """Did it work?"""

    def rate(at: Desk) -> object:
        return measures.rate(at, number, chosen("effect"), typed("reason"), once_of_form())

    return _carry_out_measure(number, rate, lambda refused: failed_at(number, refused, "reason", "effect"))


def measure_moved(number: str) -> Page:
    """Other days, or somebody else sees to it."""

    def move(at: Desk) -> object:
        until, check = day_of("until"), day_of("check", optional=True)
        return measures.move(at, number, until, check, typed("who"), typed("reason"), place_of("shown"), once_of_form())

    def failed(refused: Refused) -> Failed:
        field = "reason" if isinstance(refused, ReasonMissing) else wrong_measure_field(("who",))
        return Failed.of(number + MOVE, "" if isinstance(refused, NotAllowed | Stale) else field, refused)

    return _carry_out_measure(number, move, failed)


def measure_shared(number: str) -> Page:
    """Somebody else gets the key of a measure whose case is erased."""

    def share(at: Desk) -> object:
        return measures.share(at, number, chosen("to"), typed("reason"), once_of_form())

    return _carry_out_measure(number, share, lambda refused: failed_at(number + SHARE, refused, "reason", "to"))


def add_measure(number: str) -> Page:
    """Form `measure` of the case page."""

    def add(at: Desk) -> None:
        what, who = (check_text(typed(name), LINE_LIMIT) for name in ("what", "who"))
        lesson, until, check_on = chosen("lesson"), day_of("until"), day_of("check", optional=True)
        measures.add(at, number, what, who, until, once_of_form(), lesson, check_on)

    return on_case_page(number, "measure", wrong_measure_field(), add, "lesson")


def wrong_measure_field(lines: tuple[str, ...] = ("what", "who")) -> str:
    """The field of a measure's form that was refused, told by what was typed: texts first, then days."""
    for name in lines:
        if not 0 < len(typed(name).strip()) <= LINE_LIMIT:
            return name
    try:
        return "until" if day_of("until").year > measures.LAST_YEAR else "check"
    except DateMissing:
        return "until"


ROUTES: tuple[Route, ...] = (
    get("/massnahmen", measure_register, Who.OFFICER),
    post("/faelle/<number>/massnahme", add_measure, Who.HOLDER, "measure"),
    post("/massnahmen/<number>/umgesetzt", measure_done, Who.HOLDER, BY_ADDRESS),
    post("/massnahmen/<number>/wirkung", measure_rated, Who.HOLDER, BY_ADDRESS),
    post("/massnahmen/<number>/aenderung", measure_moved, Who.HOLDER, BY_ADDRESS),
    post("/massnahmen/<number>/schluessel", measure_shared, Who.HOLDER, "<number>-share"),
)
