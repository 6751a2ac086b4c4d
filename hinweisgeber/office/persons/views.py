"""Persons named in a case, whether they are informed (DSGVO Art. 14), and what is told to who asks (Art. 15)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import render_template

from ...domain.case.deadlines import add_months
from ...domain.case.flags import Flag
from ...domain.errors.fields import ChoiceMissing, DateMissing
from ...domain.errors.persons import DeferralWrong, InformedDayWrong, KnownDayWrong
from ...domain.persons.person import Role
from ...domain.persons.person_steps import DEFER_MONTHS, AccessAnswered, spelling_of
from ...usecases.leaving import access, persons
from ...usecases.officer import casework, measures
from ...usecases.officer.casework import FileView, look
from ...usecases.officer.desk import Desk
from ...web.routes import Route, Who, get, post
from ..auth import Page
from ..dialogue.blocks import no_gaps
from ..forms import Failed, once_of_form
from ..shared import NONE, day_of, people_at, place_of, the_office, told_at, typed
from ..subpages import carry_out, subpage
from . import words


def persons_page(number: str) -> Page:
    """Everybody named in the case, and the form for another one."""
    return _persons(number)


def _persons(number: str, failed: Failed = NONE) -> Page:
    return subpage(number, "office/persons/page.html", _more, failed)


def _more(at: Desk, view: FileView) -> Mapping[str, Any]:
    register, registered = measures.register(at, view.id), view.case.registered
    log = casework.whole_log(at, view.case.number) if registered else []
    return {
        "unopened": register.unopened,
        "words": words,
        "roles": [(role.value, words.ROLES[role]) for role in Role],
        "named": {person.n: persons.where_named(log, register.measures, person) for person in registered},
        "latest": add_months(at.today, DEFER_MONTHS),
    }


def add_person(number: str) -> Page:
    """Form `person`."""

    def add(at: Desk) -> object:
        since = day_of("since")
        known = persons.Known(typed("name"), typed("role"), typed("also"), bool(typed("surname")), since)
        return persons.add(at, number, known, once_of_form())

    fields = {ChoiceMissing: "role", KnownDayWrong: "since", DateMissing: "since"}
    return carry_out(number, add, _again_at_name, "person", told_at("person", "name", fields=fields))


def _again_at_name(number: str, failed: Failed) -> Page:
    """A refusal speaks of the name, or of one of the other spellings: it says which."""
    of_name = f"„{spelling_of(typed('name'))}“" in failed.sentence
    if failed.field == "name" and "„" in failed.sentence and not of_name:
        failed = replace(failed, field="also")
    return _persons(number, failed)


def spell_person(number: str) -> Page:
    """Form `spell-<n>`."""

    def spell(at: Desk) -> object:
        return persons.spell(at, number, place_of("n"), typed("also"), once_of_form())

    return carry_out(number, spell, _persons, "person-schreibweise", told_at(f"spell-{place_of('n')}", "also"))


def inform_person(number: str) -> Page:
    """Form `inform-<n>`."""

    def inform(at: Desk) -> object:
        return persons.inform(at, number, place_of("n"), day_of("informed_on"), once_of_form())

    fields = {DateMissing: "informed_on", InformedDayWrong: "informed_on"}
    return carry_out(number, inform, _persons, "person-unterrichtet", told_at(f"inform-{place_of('n')}", fields=fields))


def defer_person(number: str) -> Page:
    """Form `defer-<n>`."""

    def defer(at: Desk) -> object:
        return persons.defer(at, number, place_of("n"), day_of("deferred_until"), typed("because"), once_of_form())

    fields = {DateMissing: "deferred_until", DeferralWrong: "deferred_until"}
    return carry_out(
        number, defer, _persons, "person-aufgeschoben", told_at(f"defer-{place_of('n')}", "because", fields=fields)
    )


def withdraw_person(number: str) -> Page:
    """Form `withdraw-<n>`."""

    def withdraw(at: Desk) -> object:
        return persons.withdraw(at, number, place_of("n"), typed("reason"), once_of_form())

    return carry_out(
        number, withdraw, _persons, "person-zurueckgenommen", told_at(f"withdraw-{place_of('n')}", "reason")
    )


def access_page(number: str, n: int) -> Page:
    """What the file says about a person, what of it can be told, and the draft of an answer."""
    return _access(number, n)


def _access(number: str, n: int, failed: Failed = NONE) -> Page:
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
        people=people_at(at),
        privacy=the_office().institution.privacy,
        environment=Flag.ENVIRONMENT in view.case.flags,
    )
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def answer_access(number: str, n: int) -> Page:
    """Form `answer`: keeps what was answered."""

    def keep(at: Desk) -> object:
        proposed = _draft(at, look(at, number), access.collect(at, number, n, str(words.MARK)))
        return access.answer(at, number, n, no_gaps(typed("answer")), proposed, once_of_form())

    return carry_out(
        number, keep, lambda _, failed: _access(number, n, failed), "auskunft", told_at("answer", "answer")
    )


_AT = "/faelle/<number>/personen"
ROUTES: tuple[Route, ...] = (
    get(_AT, persons_page, Who.HOLDER),
    post(f"{_AT}/eintrag", add_person, Who.HOLDER, "person"),
    post(f"{_AT}/schreibweise", spell_person, Who.HOLDER, "spell-<n>"),
    post(f"{_AT}/unterrichtung", inform_person, Who.HOLDER, "inform-<n>"),
    post(f"{_AT}/aufschub", defer_person, Who.HOLDER, "defer-<n>"),
    post(f"{_AT}/ruecknahme", withdraw_person, Who.HOLDER, "withdraw-<n>"),
    get("/faelle/<number>/auskunft/<int:n>", access_page, Who.HOLDER),
    post("/faelle/<number>/auskunft/<int:n>/festhalten", answer_access, Who.HOLDER, "answer"),
)
