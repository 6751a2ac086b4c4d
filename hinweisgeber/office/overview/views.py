"""The list of cases."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from ...config import RING_NOTICE
from ...crypto.errors import SealBroken
from ...domain.case.stages import Stage
from ...domain.training import Training
from ...refusals.alarms import KINDS, THINGS
from ...store.errors import StoreAway
from ...usecases.leaving import keyless, proposed, revoking
from ...usecases.officer import deputising, measures, overview, plans, revocation, trainings
from ...usecases.officer.bound import Bound
from ...usecases.officer.collect import Collected, collect, deliver
from ...usecases.officer.desk import Desk
from ...usecases.officer.letterbox_alarms import letterbox_news
from ...web.app import today
from ...web.routes import Route, Who, get, post
from ..auth import Page, desk
from ..people.words import SUBJECTS
from ..shared import people_at
from .forms import FilterForm

FILTERS = ("stufe", "wer", "faellig", "suche")
SHORT = Bound(number=200, seconds=0.1)  # of each kind, before the list is shown
LONG = Bound(seconds=5)  # the same where somebody asked for it
LONGEST_SEARCH = 200  # characters


def search() -> Page:
    """Form `filter`: to the list as an address, so that the browser goes back to it. Words may be a name, so they stand
    there sealed under the officer's own key."""
    chosen, at = _chosen(request.form), desk()
    if words := chosen.pop("suche", "").replace("\0", "").strip()[:LONGEST_SEARCH]:
        chosen["suche"] = at.identity.seal_search(at.officer_id, words)
    return redirect(url_for("cases", **chosen), 303)


def cases() -> Page:
    """The list, in the order of `overview.Row.order`, and the reports nobody has looked at. What does not open is named
    above it. However much waits, it answers at once and says how much there is."""
    at, away, collected = desk(), False, Collected()
    with suppress(StoreAway):
        deputising.settle(at)
    bound = LONG if request.args.get("abholen") else SHORT
    try:
        collected = collect(at, bound)
        deliver(at.cabinet, at.letterbox, at.today)
    except StoreAway:
        away = True
    wanted = _wanted(at, request.args)
    return render_template(
        "office/overview/page.html",
        listing=overview.listing(at, wanted, bound),
        wanted=wanted,
        filters=_chosen(request.args),
        people=(people := people_at(at)),
        stands_in=(stands_in := _stands_in(at)),
        stands_in_names=sorted(people.get(one, "–") for one in stands_in),
        colleagues=[(one, name) for one, name in people.items() if one != at.officer_id],
        stages=list(Stage),
        today=today(),
        nothing_due=overview.NOTHING_DUE,
        from_iso=date.fromisoformat,
        letterbox_away=away,
        letterbox_news=letterbox_news(at),
        things_of_alarm=THINGS,
        kinds_of_alarm=KINDS,
        unreadable=collected.unreadable,
        incomplete=collected.incomplete,
        newer=collected.newer,
        waiting=collected.waiting,
        written=collected.written,
        ending=sorted(at.ring.ending(at.today, RING_NOTICE), key=lambda one: one[1]),
        trainings_ending=_trainings_ending(at),
        subjects=SUBJECTS,
        search_lost=bool(request.args.get("suche")) and not wanted.search,
        measures_overdue=measures.overdue(at),
        approvals=len(proposed.waiting(at).now) + revoking.to_sign(at) + keyless.to_sign(at),
        notice=request.args.get("erledigt", ""),
    )


def _trainings_ending(at: Desk) -> list[Training]:
    """Of all, for a lead; for everybody else their own."""
    with at.cabinet.read() as cabinet:
        found = trainings.ending(cabinet, at.ring, at.today)
        is_lead = revocation.is_lead(at.ring, at.officer_id, at.today)
    return [one for one in found if is_lead or one.officer_id == at.officer_id]


def _chosen(given: Mapping[str, str]) -> dict[str, Any]:
    return {name: given[name] for name in FILTERS if given.get(name, "").strip()}


def _wanted(at: Desk, args: MultiDict[str, str]) -> overview.ListFilter:
    stage = args.get("stufe", "")
    return overview.ListFilter(
        stage=stage if stage in list(Stage) else "",
        who=at.officer_id if (who := args.get("wer", "")) == "ich" else who if who != "alle" else "",
        also=_stands_in(at) if who == "ich" else frozenset(),
        due_within={"heute": 0, "woche": 7, "monat": 31}.get(args.get("faellig", "")),
        search=_words(at, args.get("suche", "")),
        page=args.get("page", 1, type=int) or 1,
        lane=args.get("neu", 1, type=int) or 1,
    )


def _stands_in(at: Desk) -> frozenset[str]:
    """The colleagues whose list is this officer's to work on today."""
    with at.cabinet.read() as cabinet:
        return plans.stands_in(cabinet, at.ring, at.officer_id, at.today)


def _words(at: Desk, sealed: str) -> str:
    """Nothing for an address that somebody else has made."""
    with suppress(SealBroken):
        return at.identity.open_search(at.officer_id, sealed)
    return ""


ROUTES: tuple[Route, ...] = (
    get("/faelle", cases, Who.OFFICER),
    post("/faelle", search, Who.OFFICER, FilterForm),
)
