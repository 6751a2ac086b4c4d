"""Persons named in a case, whether they are informed (DSGVO Art. 14), and what is told to who asks (Art. 15)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import render_template

from ...domain.case.deadlines import add_months
from ...domain.case.flags import Flag
from ...domain.persons.person_steps import DEFER_MONTHS, AccessAnswered
from ...usecases.leaving import access, persons
from ...usecases.officer import measures, reading
from ...usecases.officer.desk import Desk
from ...usecases.officer.reading import FileView, look
from ...web.routes import Route, Who, get, post
from ..acting import acts
from ..auth import Page
from ..forms import Failed
from ..shared import NONE, the_office
from ..subpages import subpage
from . import words
from .forms import AnswerForm, DeferForm, InformForm, PersonForm, SpellForm, WithdrawForm


def persons_page(number: str, failed: Failed = NONE) -> Page:
    """Everybody named in the case, and the form for another one."""
    return subpage(number, "office/persons/page.html", _more, failed)


def _more(at: Desk, view: FileView) -> Mapping[str, Any]:
    register, registered = measures.register(at, view.id), view.case.registered
    log = reading.whole_log(at, view.case.number) if registered else []
    return {
        "unopened": register.unopened,
        "words": words,
        "named": {person.n: persons.where_named(log, register.measures, person) for person in registered},
        "latest": add_months(at.today, DEFER_MONTHS),
    }


@acts(PersonForm, persons_page)
def add_person(at: Desk, form: PersonForm, number: str) -> str:
    """Another person. That it is somebody of the office stands nowhere: its holders would read it too."""
    known = persons.Known(form.name, form.role, form.also, form.surname, form.since)
    persons.add(at, number, known, form.once)
    return "person-meldestelle" if form.ours else PersonForm.done


@acts(SpellForm, persons_page)
def spell_person(at: Desk, form: SpellForm, number: str) -> None:
    """Other spellings of a name."""
    persons.spell(at, number, form.n, form.also, form.once)


@acts(InformForm, persons_page)
def inform_person(at: Desk, form: InformForm, number: str) -> None:
    """The person was informed."""
    persons.inform(at, number, form.n, form.informed_on, form.once)


@acts(DeferForm, persons_page)
def defer_person(at: Desk, form: DeferForm, number: str) -> None:
    """The person is not informed yet."""
    persons.defer(at, number, form.n, form.deferred_until, form.because, form.once)


@acts(WithdrawForm, persons_page)
def withdraw_person(at: Desk, form: WithdrawForm, number: str) -> None:
    """The entry was a mistake."""
    persons.withdraw(at, number, form.n, form.reason, form.once)


def access_page(number: str, n: int, failed: Failed = NONE) -> Page:
    """What the file says about a person, what of it can be told, and the draft of an answer."""

    def more(at: Desk, view: FileView) -> Mapping[str, Any]:
        found = access.collect(at, number, n, str(words.MARK))
        return {"words": words, "found": found, "draft": _draft(at, view, found), "answers": _answers(view, n)}

    return subpage(number, "office/persons/access.html", more, failed)


def _answers(view: FileView, n: int) -> list[Any]:
    return [act for act in view.standing if isinstance(act.data, AccessAnswered) and act.data.n == n]


def _draft(at: Desk, view: FileView, found: access.PersonAnswer) -> str:
    text = render_template(
        "office/persons/_access_draft.txt",
        found=found,
        case=view.case,
        words=words,
        privacy=the_office().institution.privacy,
        environment=Flag.ENVIRONMENT in view.case.flags,
    )
    return re.sub(r"\n{3,}", "\n\n", text).strip()


@acts(AnswerForm, access_page, to="/faelle/{number}/auskunft/{n}")
def answer_access(at: Desk, form: AnswerForm, number: str, n: int) -> None:
    """Keeps what was answered."""
    proposed = _draft(at, look(at, number), access.collect(at, number, n, str(words.MARK)))
    access.answer(at, number, n, form.answer, proposed, form.once)


_AT = "/faelle/<number>/personen"
ROUTES: tuple[Route, ...] = (
    get(_AT, persons_page, Who.HOLDER),
    post(f"{_AT}/eintrag", add_person, Who.HOLDER, PersonForm),
    post(f"{_AT}/schreibweise", spell_person, Who.HOLDER, SpellForm),
    post(f"{_AT}/unterrichtung", inform_person, Who.HOLDER, InformForm),
    post(f"{_AT}/aufschub", defer_person, Who.HOLDER, DeferForm),
    post(f"{_AT}/ruecknahme", withdraw_person, Who.HOLDER, WithdrawForm),
    get("/faelle/<number>/auskunft/<int:n>", access_page, Who.HOLDER),
    post("/faelle/<number>/auskunft/<int:n>/festhalten", answer_access, Who.HOLDER, AnswerForm),
)
