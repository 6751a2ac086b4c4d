"""The office's pages. Every post is one act; a refusal shows the page again with what was typed."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect

from ..auth import Page
from . import (
    acts,
    calendar,
    case,
    cases,
    destruction,
    disclosures,
    files,
    journal,
    oral,
    people,
    persons,
    procedure,
    register,
    retention,
    talk,
)


def start() -> Page:
    """The work begins with the list."""
    return redirect("/faelle", 303)


ROUTES: tuple[tuple[str, list[str], Callable[..., Page]], ...] = (
    ("/", ["GET"], start),
    ("/faelle", ["GET"], cases.cases),
    ("/faelle", ["POST"], cases.search),
    *calendar.ROUTES,
    *oral.ROUTES,
    ("/faelle/<number>", ["GET"], case.case),
    ("/faelle/<number>/uebernahme", ["POST"], acts.take_over),
    ("/faelle/<number>/stufe", ["POST"], acts.stage),
    ("/faelle/<number>/antwort", ["POST"], acts.reply),
    ("/faelle/<number>/notiz", ["POST"], acts.note),
    ("/faelle/<number>/pruefpunkt", ["POST"], acts.check_point),
    ("/faelle/<number>/zuweisung", ["POST"], acts.assign),
    ("/faelle/<number>/eingangsbestaetigung", ["POST"], acts.acknowledge),
    ("/faelle/<number>/abschluss", ["POST"], acts.close),
    ("/faelle/<number>/wiederaufnahme", ["POST"], acts.reopen),
    ("/faelle/<number>/massnahme", ["POST"], acts.add_measure),
    *procedure.ROUTES,
    *files.ROUTES,
    *talk.ROUTES,
    *destruction.ROUTES,
    *disclosures.ROUTES,
    *persons.ROUTES,
    *retention.ROUTES,
    *register.ROUTES,
    ("/protokoll", ["GET"], journal.journal),
    ("/protokoll/pruefung", ["POST"], journal.verify_journal),
    ("/protokoll/pruefpunkt", ["GET"], journal.checkpoint),
    *people.ROUTES,
)
