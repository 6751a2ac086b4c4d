"""What is done on the case page: one form, one act."""

from __future__ import annotations

from ...usecases.officer import casework, procedure
from ...usecases.officer.desk import Desk
from ...usecases.officer.errors import ClosingIncomplete, DialogueIncomplete
from ...web.routes import Route, Who, post
from ..auth import Page
from ..forms import once_of_form
from ..labels import TODO
from ..shared import chosen, typed
from .on_page import on_case_page


def take_over(number: str) -> Page:
    """Form `take-over`."""
    return on_case_page(number, "take-over", "", lambda at: casework.take_over(at, number, once_of_form()))


def stage(number: str) -> Page:
    """Form `stage`."""

    def change(at: Desk) -> str:
        to = chosen("stage")
        same = casework.stage_of(at, number) == to
        casework.change_stage(at, number, to, typed("reason"), once_of_form())
        return "stufe-gleich" if same else "stufe"

    return on_case_page(number, "stage", "reason", change, "stage")


def note(number: str) -> Page:
    """Form `note`."""
    return on_case_page(number, "note", "note", lambda at: casework.note(at, number, typed("note"), once_of_form()))


def check_point(number: str) -> Page:
    """Form `check`: a point of the checklist and what was found."""

    def check(at: Desk) -> object:
        return casework.check_point(at, number, chosen("point"), typed("finding"), once_of_form())

    return on_case_page(number, "check", "finding", check, "point")


def assign(number: str) -> Page:
    """Form `assign`."""

    def give(at: Desk) -> object:
        return casework.assign(at, number, chosen("to"), typed("reason"), once_of_form())

    return on_case_page(number, "assign", "reason", give, "to")


def close(number: str) -> Page:
    """Form `close`."""

    def end(at: Desk) -> object:
        lost = bool(typed("incomplete"))
        try:
            return casework.close(at, number, chosen("outcome"), typed("reason"), once_of_form(), lost)
        except ClosingIncomplete as incomplete:
            words = tuple(str(TODO[one]) for one in incomplete.missing)
            raise ClosingIncomplete(incomplete.missing, words) from None

    return on_case_page(number, "close", "reason", end, "outcome", fields={DialogueIncomplete: "incomplete"})


def reopen(number: str) -> Page:
    """Form `reopen`."""

    def go_on(at: Desk) -> object:
        return casework.reopen(at, number, chosen("stage"), typed("reason"), once_of_form())

    return on_case_page(number, "reopen", "reason", go_on, "stage")


def scope(number: str) -> Page:
    """Form `scope`."""

    def check(at: Desk) -> object:
        return procedure.check_scope(at, number, chosen("scope"), typed("reason"), once_of_form())

    return on_case_page(number, "scope", "reason", check, "scope")


def flag(number: str) -> Page:
    """Form `flag`: a flag to set or to take away, and why."""

    def change(at: Desk) -> object:
        which, _, way = chosen("flag").partition(":")
        return procedure.set_flag(at, number, which, way == "on", typed("reason"), once_of_form())

    return on_case_page(number, "flag", "reason", change, "flag")


ROUTES: tuple[Route, ...] = (
    post("/faelle/<number>/uebernahme", take_over, Who.HOLDER, "take-over"),
    post("/faelle/<number>/stufe", stage, Who.HOLDER, "stage"),
    post("/faelle/<number>/notiz", note, Who.HOLDER, "note"),
    post("/faelle/<number>/pruefpunkt", check_point, Who.HOLDER, "check"),
    post("/faelle/<number>/zuweisung", assign, Who.HOLDER, "assign"),
    post("/faelle/<number>/abschluss", close, Who.HOLDER, "close"),
    post("/faelle/<number>/wiederaufnahme", reopen, Who.HOLDER, "reopen"),
    post("/faelle/<number>/anwendungsbereich", scope, Who.HOLDER, "scope"),
    post("/faelle/<number>/kennzeichen", flag, Who.HOLDER, "flag"),
)
