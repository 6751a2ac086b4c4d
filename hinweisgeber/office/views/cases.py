"""The list of cases."""

from __future__ import annotations

from datetime import date

from flask import render_template, request

from ...domain.report import LINE_LIMIT
from ...domain.stages import Stage
from ...errors import StoreAway
from ...usecases import measures, overview
from ...usecases.collect import collect, deliver
from ...web.app import today
from ..auth import Page, desk
from .shared import people_at, topics

FILTERS = ("stufe", "wer", "faellig", "suche")


def cases() -> Page:
    """Reported retaliation and urgent ones first, then by next deadline."""
    at, away, unreadable = desk(), False, 0
    try:
        unreadable = collect(at)
        deliver(at.cabinet, at.letterbox)
    except StoreAway:
        away = True
    wanted = _wanted()
    return render_template(
        "office/cases.html",
        listing=overview.listing(at, wanted),
        wanted=wanted,
        filters={name: request.args[name] for name in FILTERS if request.args.get(name)},
        people=people_at(at),
        stages=list(Stage),
        topics=topics(),
        today=today(),
        nothing_due=overview.NOTHING_DUE,
        from_iso=date.fromisoformat,
        letterbox_away=away,
        unreadable=unreadable,
        measures_overdue=measures.overdue(at),
    )


def _wanted() -> overview.Wanted:
    args = request.args
    stage = args.get("stufe", "")
    return overview.Wanted(
        stage=stage if stage in list(Stage) else "",
        mine=args.get("wer") == "ich",
        due_within={"heute": 0, "woche": 7, "monat": 31}.get(args.get("faellig", "")),
        search=args.get("suche", "")[:LINE_LIMIT],
        page=args.get("page", 1, type=int) or 1,
    )
