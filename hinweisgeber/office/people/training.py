"""The training register: leads enter, auditors read. For everybody else these addresses are not there."""

from __future__ import annotations

from flask import render_template

from ...domain import training
from ...domain.training import NOTICE
from ...usecases.officer import trainings
from ...usecases.officer.desk import Desk
from ...web.routes import Route, Who, get, post
from ..acting import acts
from ..auth import Page, desk
from ..forms import Failed
from ..shared import NONE, outcome, people_at
from .forms import StrikeTrainingForm, TrainingForm
from .words import SUBJECTS


def training_register(failed: Failed = NONE) -> Page:
    """Who has learned what, and until when that counts."""
    return _page(failed, may_enter=True)


def shown_trainings() -> Page:
    """The same to be read."""
    return _page(NONE, may_enter=False)


def _page(failed: Failed, may_enter: bool) -> Page:
    at = desk()
    with at.cabinet.read() as cabinet:
        found = trainings.all_of(cabinet, at.ring)
    people, there = people_at(at), [one.officer_id for one in at.ring.readers(at.today)]
    page = render_template(
        "office/people/training.html",
        may_enter=may_enter,
        trainings=sorted(found, key=lambda one: (people.get(one.officer_id, "–"), one.subject, one.until)),
        people=people,
        subjects=SUBJECTS,
        soon={one.seq for one in training.ending(found, there, at.today)},
        untrained=[people.get(one, "–") for one in training.untrained(found, there, at.today)],
        there={one: people[one] for one in there if one in people},
        today=at.today,
        days=NOTICE.days,
        **outcome(failed),
    )
    return page, failed.status


@acts(TrainingForm, training_register)
def enter_training(at: Desk, form: TrainingForm) -> None:
    """A lead enters a training."""
    trainings.enter(at, form.who, form.subject, form.day, form.until, form.once)


@acts(StrikeTrainingForm, training_register)
def strike_training(at: Desk, form: StrikeTrainingForm) -> None:
    """A lead strikes one that was entered by mistake."""
    trainings.strike(at, form.n, form.once)


ROUTES: tuple[Route, ...] = (
    get("/verwaltung/schulungen", training_register, Who.LEAD),
    post("/verwaltung/schulungen/schulung", enter_training, Who.LEAD, TrainingForm),
    post("/verwaltung/schulungen/streichung", strike_training, Who.LEAD, StrikeTrainingForm),
    get("/protokoll/schulungen", shown_trainings, Who.AUDITOR),
)
