"""The office's pages. Every post is one act; a refusal shows the page again with what was typed."""

from __future__ import annotations

from flask import redirect

from ...web.routes import Route, Who, get, post
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


ROUTES: tuple[Route, ...] = (
    get("/", start, Who.OFFICER),
    get("/faelle", cases.cases, Who.OFFICER),
    post("/faelle", cases.search, Who.OFFICER, "filter"),
    *calendar.ROUTES,
    *oral.ROUTES,
    get("/faelle/<number>", case.case, Who.HOLDER),
    post("/faelle/<number>/uebernahme", acts.take_over, Who.HOLDER, "take-over"),
    post("/faelle/<number>/stufe", acts.stage, Who.HOLDER, "stage"),
    post("/faelle/<number>/antwort", acts.reply, Who.HOLDER, "reply"),
    post("/faelle/<number>/notiz", acts.note, Who.HOLDER, "note"),
    post("/faelle/<number>/pruefpunkt", acts.check_point, Who.HOLDER, "check"),
    post("/faelle/<number>/zuweisung", acts.assign, Who.HOLDER, "assign"),
    post("/faelle/<number>/eingangsbestaetigung", acts.acknowledge, Who.HOLDER, "acknowledge"),
    post("/faelle/<number>/abschluss", acts.close, Who.HOLDER, "close"),
    post("/faelle/<number>/wiederaufnahme", acts.reopen, Who.HOLDER, "reopen"),
    post("/faelle/<number>/massnahme", acts.add_measure, Who.HOLDER, "measure"),
    *procedure.ROUTES,
    *files.ROUTES,
    *talk.ROUTES,
    *destruction.ROUTES,
    *disclosures.ROUTES,
    *persons.ROUTES,
    *retention.ROUTES,
    *register.ROUTES,
    get("/protokoll", journal.journal, Who.OFFICER),
    post("/protokoll/pruefung", journal.verify_journal, Who.OFFICER, "verify"),
    get("/protokoll/pruefpunkt", journal.checkpoint, Who.OFFICER),
    *people.ROUTES,
)
