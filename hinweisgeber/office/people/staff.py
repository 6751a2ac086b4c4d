"""What a lead may do about colleagues. For everybody else these addresses are not there."""

from __future__ import annotations

from flask import render_template

from ...domain.power import periods
from ...domain.suspension import last_day
from ...usecases.leaving import revoking
from ...usecases.officer import overview, plans, revocation, suspension
from ...usecases.officer.desk import Desk
from ...web.app import sentence_of
from ...web.routes import Route, Who, get, post
from ..acting import acts
from ..auth import Page, desk
from ..forms import Failed
from ..shared import NONE, outcome, people_at
from .forms import (
    ConfirmRevocationForm,
    DeclineRevocationForm,
    DeputyForm,
    RevokeForm,
    SuspendForm,
    WithdrawRevocationForm,
)


def staff(failed: Failed = NONE) -> Page:
    """Who is there, who is suspended until when, and the forms."""
    at = desk()
    with at.cabinet.read() as cabinet:
        out = suspension.until(cabinet, at.ring, at.today)
        still = revocation.unfollowed(cabinet, at.ring, at.today)
        planned = [one for one in plans.all_plans(cabinet, at.ring) if one.last >= at.today]
    people, load = people_at(at), overview.workload(at)
    active = [one.officer_id for one in at.ring.officers(at.today)]
    page = render_template(
        "office/people/staff.html",
        people=people,
        suspended=sorted((people.get(one, one), day) for one, day in out.items()),
        others={one: people[one] for one in active if one not in out and one != at.officer_id},
        until=last_day(at.today),
        colleagues={one: people[one] for one in active if one != at.officer_id},
        revoking=revoking.waiting(at),
        seconds=[people.get(one.officer_id, "–") for one in revoking.seconds(at)],
        unfollowed=[people.get(one.officer_id, "–") for one in still],
        stands=periods.STANDS,
        sentence_of=sentence_of,
        planned=sorted(planned, key=lambda one: (one.first, one.last)),
        readers={one.officer_id: people[one.officer_id] for one in at.ring.readers(at.today)},
        workload=sorted((people.get(one, ""), *counts) for one, counts in load.items()),
        cases_of={one: counts[0] for one, counts in load.items()},
        **outcome(failed),
    )
    return page, failed.status


@acts(SuspendForm, staff)
def suspend(at: Desk, form: SuspendForm) -> None:
    """At once, for three working days."""
    suspension.suspend(at, form.who, form.once)


@acts(RevokeForm, staff)
def revoke(at: Desk, form: RevokeForm) -> None:
    """Proposed only: it takes two leads."""
    revoking.propose(at, form.who, form.once)


@acts(ConfirmRevocationForm, staff)
def confirm_revocation(at: Desk, form: ConfirmRevocationForm) -> None:
    """The second signature; the person is out."""
    revoking.confirm(at, form.proposal, form.once)


@acts(DeclineRevocationForm, staff)
def decline_revocation(at: Desk, form: DeclineRevocationForm) -> None:
    """The second lead does not agree."""
    revoking.decline(at, form.proposal, form.once)


@acts(WithdrawRevocationForm, staff)
def withdraw_revocation(at: Desk, form: WithdrawRevocationForm) -> None:
    """Who proposed it takes it back."""
    revoking.withdraw(at, form.proposal, form.once)


@acts(DeputyForm, staff)
def deputise(at: Desk, form: DeputyForm) -> None:
    """From the first day to the last; it begins and ends by itself."""
    plans.plan(at, form.absent, form.deputy, form.first, form.last, form.once)


ROUTES: tuple[Route, ...] = (
    get("/verwaltung/personen", staff, Who.LEAD),
    post("/verwaltung/personen/vertretung", deputise, Who.LEAD, DeputyForm),
    post("/verwaltung/personen/entfernung", revoke, Who.LEAD, RevokeForm),
    post("/verwaltung/personen/entfernung-bestaetigung", confirm_revocation, Who.LEAD, ConfirmRevocationForm),
    post("/verwaltung/personen/entfernung-ablehnung", decline_revocation, Who.LEAD, DeclineRevocationForm),
    post("/verwaltung/personen/entfernung-ruecknahme", withdraw_revocation, Who.LEAD, WithdrawRevocationForm),
    post("/verwaltung/personen/suspendierung", suspend, Who.LEAD, SuspendForm),
)
