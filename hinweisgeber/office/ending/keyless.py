"""The cases that nobody can open, by what is known of them without a key, and the forms by which two let one be
erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from flask import render_template

from ...domain.power import periods
from ...usecases.leaving import keyless
from ...usecases.officer.desk import Desk
from ...web.app import sentence_of
from ...web.routes import Route, Who, get, post
from ..acting import acts
from ..auth import Page, desk
from ..forms import Failed
from ..shared import NONE, outcome, people_at, the_office
from . import words
from .forms import ConfirmKeylessForm, DeclineKeylessForm, ProposeKeylessForm, WithdrawKeylessForm


class KindLine(NamedTuple):
    """How many entries of one kind there are, the first and the last day."""

    kind: str
    number: int
    first: date
    last: date


def by_kind(entries: Iterable[tuple[str, date]]) -> list[KindLine]:
    """The entries of a case, told by kinds and days alone, in the order of each kind's first."""
    days: dict[str, list[date]] = {}
    for kind, day in entries:
        days.setdefault(kind, []).append(day)
    return [KindLine(kind, len(found), min(found), max(found)) for kind, found in days.items()]


def without_key(failed: Failed = NONE) -> Page:
    """All of them that who asks may be told of."""
    at, people = desk(), people_at(desk())
    page = render_template(
        "office/ending/keyless.html",
        words=words,
        found=keyless.listing(at, _offers()),
        seconds=[people.get(one, "–") for one in keyless.seconds(at)],
        by_kind=by_kind,
        people=people,
        stands=periods.STANDS,
        until=periods.until,
        sentence_of=sentence_of,
        today=at.today,
        **outcome(failed),
    )
    return page, failed.status


def _offers() -> bool:
    return the_office().institution.archive


@acts(ProposeKeylessForm, without_key)
def propose_keyless(at: Desk, form: ProposeKeylessForm) -> None:
    """The first signature: nothing changes by it."""
    keyless.propose(at, form.case, _offers(), form.archive, form.once)


@acts(ConfirmKeylessForm, without_key)
def confirm_keyless(at: Desk, form: ConfirmKeylessForm) -> None:
    """The second signature: the next run erases it."""
    keyless.confirm(at, form.proposal, _offers(), form.once)


@acts(DeclineKeylessForm, without_key)
def decline_keyless(at: Desk, form: DeclineKeylessForm) -> None:
    """The second person does not agree."""
    keyless.decline(at, form.proposal, form.once)


@acts(WithdrawKeylessForm, without_key)
def withdraw_keyless(at: Desk, form: WithdrawKeylessForm) -> None:
    """Who proposed it takes it back."""
    keyless.withdraw(at, form.proposal, form.once)


_AT = "/loeschung/ohne-schluessel"
ROUTES: tuple[Route, ...] = (
    get(_AT, without_key, Who.OFFICER),
    post(f"{_AT}/vorschlag", propose_keyless, Who.OFFICER, ProposeKeylessForm),
    post(f"{_AT}/bestaetigung", confirm_keyless, Who.OFFICER, ConfirmKeylessForm),
    post(f"{_AT}/ablehnung", decline_keyless, Who.OFFICER, DeclineKeylessForm),
    post(f"{_AT}/ruecknahme", withdraw_keyless, Who.OWN, WithdrawKeylessForm),
)
