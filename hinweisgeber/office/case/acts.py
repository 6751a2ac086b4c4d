"""What is done on the case page: one form, one act."""

from __future__ import annotations

from ...usecases.officer import casework, procedure, reading
from ...usecases.officer.desk import Desk
from ...usecases.officer.errors import ClosingIncomplete
from ...web.routes import Route, Who, post
from ..acting import acts
from ..labels import TODO
from .forms import (
    AssignForm,
    CheckForm,
    CloseForm,
    FlagForm,
    NoteForm,
    ReopenForm,
    ScopeForm,
    StageForm,
    TakeOverForm,
)
from .views import case_page


@acts(TakeOverForm, case_page)
def take_over(at: Desk, form: TakeOverForm, number: str) -> None:
    """The case becomes one's own."""
    casework.take_over(at, number, form.once)


@acts(StageForm, case_page)
def stage(at: Desk, form: StageForm, number: str) -> str:
    """Another stage, or the same, which changes nothing."""
    same = reading.stage_of(at, number) == form.stage
    casework.change_stage(at, number, form.stage, form.reason, form.once)
    return "stufe-gleich" if same else "stufe"


@acts(NoteForm, case_page)
def note(at: Desk, form: NoteForm, number: str) -> None:
    """A note."""
    casework.note(at, number, form.note, form.once)


@acts(CheckForm, case_page)
def check_point(at: Desk, form: CheckForm, number: str) -> None:
    """A point of the checklist and what was found."""
    casework.check_point(at, number, form.point, form.finding, form.once)


@acts(AssignForm, case_page)
def assign(at: Desk, form: AssignForm, number: str) -> None:
    """Somebody else is responsible."""
    casework.assign(at, number, form.to, form.reason, form.once)


@acts(CloseForm, case_page)
def close(at: Desk, form: CloseForm, number: str) -> None:
    """The end of the procedure; what is missing before it is said in words."""
    try:
        casework.close(at, number, form.outcome, form.reason, form.once, form.incomplete)
    except ClosingIncomplete as incomplete:
        words = tuple(str(TODO[one]) for one in incomplete.missing)
        raise ClosingIncomplete(incomplete.missing, words) from None


@acts(ReopenForm, case_page)
def reopen(at: Desk, form: ReopenForm, number: str) -> None:
    """A closed case goes on."""
    casework.reopen(at, number, form.stage, form.reason, form.once)


@acts(ScopeForm, case_page)
def scope(at: Desk, form: ScopeForm, number: str) -> None:
    """Whether the law applies."""
    procedure.check_scope(at, number, form.scope, form.reason, form.once)


@acts(FlagForm, case_page)
def flag(at: Desk, form: FlagForm, number: str) -> None:
    """A flag to set or to take away, and why."""
    which, _, way = form.flag.partition(":")
    procedure.set_flag(at, number, which, way == "on", form.reason, form.once)


ROUTES: tuple[Route, ...] = (
    post("/faelle/<number>/uebernahme", take_over, Who.HOLDER, TakeOverForm),
    post("/faelle/<number>/stufe", stage, Who.HOLDER, StageForm),
    post("/faelle/<number>/notiz", note, Who.HOLDER, NoteForm),
    post("/faelle/<number>/pruefpunkt", check_point, Who.HOLDER, CheckForm),
    post("/faelle/<number>/zuweisung", assign, Who.HOLDER, AssignForm),
    post("/faelle/<number>/abschluss", close, Who.HOLDER, CloseForm),
    post("/faelle/<number>/wiederaufnahme", reopen, Who.HOLDER, ReopenForm),
    post("/faelle/<number>/anwendungsbereich", scope, Who.HOLDER, ScopeForm),
    post("/faelle/<number>/kennzeichen", flag, Who.HOLDER, FlagForm),
)
