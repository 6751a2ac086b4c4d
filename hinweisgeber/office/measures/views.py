"""The register of measures."""

from __future__ import annotations

from collections import Counter
from functools import partial

from flask import render_template, request

from ...usecases.officer import measures
from ...usecases.officer.desk import Desk
from ...usecases.officer.errors import FileNotFound, FormUnknown, MeasureUnopened
from ...web.routes import Route, Who, get, post
from ..acting import acts
from ..auth import Page, desk
from ..case.views import case_page
from ..forms import Failed
from ..shared import NONE, outcome, people_at
from . import words
from .forms import DoneForm, MeasureForm, MoveForm, RateForm, ShareForm


def measure_register() -> Page:
    """All measures, or those in one state; they outlive their cases."""
    return _measures_page(request.args.get("stand", ""))


def _measures_page(wanted: str = "", failed: Failed = NONE, of: str = "") -> Page:
    at = desk()
    register, people = measures.register(at), people_at(at)
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
        people=people,
        heirs=[(id_, people.get(id_, "–")) for id_ in _others(at)],
        today=at.today,
        **outcome(failed),
    )
    return page, failed.status


def _others(at: Desk) -> list[str]:
    return [one.officer_id for one in at.ring.readers(at.today) if one.officer_id != at.officer_id]


def _again(number: str, failed: Failed) -> Page:
    return _measures_page(failed=failed, of=number)


_acts = partial(acts, page=_again, to="/massnahmen", loud=(FileNotFound, MeasureUnopened, FormUnknown))


@acts(MeasureForm, case_page)
def add_measure(at: Desk, form: MeasureForm, number: str) -> None:
    """Form `measure` of the case page."""
    measures.add(at, number, form.what, form.who, form.until, form.once, form.lesson, form.check)


@_acts(DoneForm)
def measure_done(at: Desk, form: DoneForm, number: str) -> None:
    """The measure is carried out."""
    measures.done(at, number, form.once)


@_acts(RateForm)
def measure_rated(at: Desk, form: RateForm, number: str) -> None:
    """Did it work?"""
    measures.rate(at, number, form.effect, form.reason, form.once)


@_acts(MoveForm)
def measure_moved(at: Desk, form: MoveForm, number: str) -> None:
    """Other days, or somebody else sees to it."""
    measures.move(at, number, form.until, form.check, form.who, form.reason, form.once)


@_acts(ShareForm)
def measure_shared(at: Desk, form: ShareForm, number: str) -> None:
    """Somebody else gets the key of a measure whose case is erased."""
    measures.share(at, number, form.to, form.reason, form.once)


ROUTES: tuple[Route, ...] = (
    get("/massnahmen", measure_register, Who.OFFICER),
    post("/faelle/<number>/massnahme", add_measure, Who.HOLDER, MeasureForm),
    post("/massnahmen/<number>/umgesetzt", measure_done, Who.HOLDER, DoneForm),
    post("/massnahmen/<number>/wirkung", measure_rated, Who.HOLDER, RateForm),
    post("/massnahmen/<number>/aenderung", measure_moved, Who.HOLDER, MoveForm),
    post("/massnahmen/<number>/schluessel", measure_shared, Who.HOLDER, ShareForm),
)
