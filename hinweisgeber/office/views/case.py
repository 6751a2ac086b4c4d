"""The case page."""

from __future__ import annotations

from datetime import date

from flask import render_template, request

from ...crypto.ring import Officer
from ...domain import deadlines
from ...domain.acts import Act, Kind
from ...domain.casefile import CaseFile
from ...domain.checklist import Point, points_of
from ...domain.report import LINE_LIMIT, TEXT_LIMIT
from ...domain.stages import Stage, needs_reason, successors
from ...usecases import casework, measures
from ...usecases.desk import Desk
from ...web.staging import FormFiles
from ..auth import Page, desk
from ..forms import Failed, once
from .shared import NONE, people_at, the_office, topics


def case(number: str) -> Page:
    """The case page."""
    return case_page(number)


def case_page(number: str, failed: Failed = NONE, files: FormFiles | None = None, notice: str = "") -> Page:
    """The case page; after a refusal with the form's error and what was typed in it."""
    at = desk()
    view = casework.view(at, number)
    state = view.case
    page = render_template(
        "office/case.html",
        view=view,
        case=state,
        people=people_at(at),
        today=at.today,
        topics=topics(),
        stages=list(Stage),
        next_stages=[s for s in successors(state.stage) if s is not Stage.CLOSED],
        back=[s for s in successors(state.stage) if s is not Stage.CLOSED and needs_reason(state.stage, s)],
        forms_shown=_forms_shown(state),
        points=_points(state),
        checked=_checked(view.log),
        measures=measures.register(at, view.id),
        assignable=_assignable(at, state),
        acknowledgement=_acknowledgement(at.today),
        failed=failed,
        files=files or FormFiles(),
        limits=the_office().limits,
        destroyed=_destroyed(view.log),
        errors=failed.errors,
        notice=notice or request.args.get("erledigt", ""),
        once=once(),
        text_limit=TEXT_LIMIT,
        line_limit=LINE_LIMIT,
    )
    return page, failed.status


def _forms_shown(state: CaseFile) -> list[str]:
    """The forms that are possible as the case stands."""
    shown = ["reply", "note"]
    if the_office().manual and not state.acknowledged:
        shown.append("acknowledge")
    if state.stage is Stage.CLOSED:
        return [*shown, "check", "reopen"]
    if state.stage is Stage.RECEIVED:
        return [*shown, "take-over", "assign"]
    if state.stage is Stage.RESPONSE:
        shown.append("measure")
    return [*shown, "stage", "check", "assign", "close"]


def _points(state: CaseFile) -> list[tuple[Stage, tuple[Point, ...]]]:
    """The checklists up to the stage the case is in, that one first, then the earlier ones in order."""
    here = list(Stage).index(state.stage)
    return [(s, points_of(s)) for s in (state.stage, *list(Stage)[:here])]


def _checked(log: tuple[Act, ...]) -> dict[str, Act]:
    """Who found what on a point, the latest."""
    return {str(act.data["point"]): act for act in log if act.kind is Kind.CHECKED}


def _destroyed(log: tuple[Act, ...]) -> dict[str, Act]:
    """The destruction of files, by blob."""
    return {str(act.data["source"]): act for act in log if act.kind is Kind.FILE_DESTROYED}


def _assignable(at: Desk, state: CaseFile) -> list[Officer]:
    barred = (*state.excluded, state.assigned_to)
    return [officer for officer in at.ring.officers(at.today) if officer.officer_id not in barred]


def _acknowledgement(day: date) -> str:
    until = deadlines.feedback_by(day, day)
    text: str = the_office().institution.acknowledgement_text(f"{day:%d.%m.%Y}", f"{until:%d.%m.%Y}")
    return text
