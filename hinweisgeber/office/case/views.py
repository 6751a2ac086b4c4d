"""The case page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from ...config import is_assault
from ...crypto.ring import Officer
from ...domain.acts import Act
from ...domain.case.casefile import CaseFile
from ...domain.case.checklist import Proofs, proofs
from ...domain.case.points import POINTS, Point
from ...domain.case.stages import Stage, needs_reason, successors
from ...domain.ending import destroying
from ...domain.ending.file_steps import FileDestroyed
from ...usecases.officer import measures, reading
from ...usecases.officer.desk import Desk
from ...web.routes import Route, Who, get
from ...web.wire.staging import FormFiles
from ..auth import Page, desk
from ..forms import Failed, once
from ..labels import POINTS as LABELS
from ..labels import STAGES
from ..shared import NONE, guarded, people_at, seconds_at, the_office, topics
from . import steps
from .blocks import FORMS, blocks_for


def case(number: str) -> Page:
    """The case page."""
    return case_page(number)


def case_page(number: str, failed: Failed = NONE, files: FormFiles | None = None, notice: str = "") -> Page:
    """The case page; after a refusal with the form's error and what was typed in it."""
    at = desk()
    view = reading.view(at, number, _window())
    state, register, people = view.case, measures.register(at, view.id), people_at(at)
    done = proofs([*view.standing, *(act for item in register.views for act in item.log)])
    page = render_template(
        "office/case/page.html",
        view=view,
        case=state,
        seen=view.seen,
        people=people,
        seconds=seconds_at(at, number, people),
        today=at.today,
        topics=topics(),
        stages=list(Stage),
        next_stages=_next_stages(state),
        back=[STAGES[s] for s in _onward(state) if needs_reason(state.stage, s)],
        forms_shown=_forms_shown(state),
        **_procedure(at, state, done, people),
        measures=register.views,
        unopened=register.unopened,
        blocks={form: [(one.id, one.label) for one in blocks_for(form, state)] for form in FORMS},
        opened=failed.form or request.args.get("offen", ""),
        point=request.args.get("punkt", ""),
        **guarded(state),
        assault=is_assault(state.topic),
        institution=the_office().institution,
        assignable=[(one.officer_id, people[one.officer_id]) for one in _assignable(at, view)],
        acknowledgement=the_office().acknowledgement_text(state.received, at.today),
        failed=failed,
        files=files or FormFiles(),
        limits=the_office().limits,
        destroyed=_destroyed(view.standing),
        may_destroy=not destroying.against(state, at.officer_id),
        errors=failed.errors,
        notice=notice or request.args.get("erledigt", ""),
        entries=view.entries,
        once=once(),
    )
    return page, failed.status


def _window() -> reading.Window:
    """The pages of the dialogue and the log that were asked for, by number or by a message or an entry on them
    (`zu=nachricht-office-3`, `zu=eintrag-12`)."""
    to = request.args.get("zu", "")
    message, entry = _MESSAGE.fullmatch(to), _ENTRY.fullmatch(to)
    return reading.Window(
        request.args.get("nachrichten", 1, type=int) or 1,
        (message[1], int(message[2])) if message else None,
        request.args.get("eintraege", 1, type=int) or 1,
        int(entry[1]) if entry else None,
    )


_MESSAGE = re.compile(r"nachricht-(reporter|intake|office)-([0-9]{1,9})")
_ENTRY = re.compile(r"eintrag-([0-9]{1,18})")


def _forms_shown(state: CaseFile) -> list[str]:
    """The forms that are possible as the case stands."""
    shown = ["reply", "note", "feedback", "flag"]
    if not state.acknowledged:
        shown.append("acknowledge")
    if not state.feedback_on and not state.feedback_waived:
        shown.append("feedback-waived")
    if state.open_retaliations > 0:
        shown.append("retaliation")
    if state.stage is Stage.CLOSED:
        return [*shown, "check", "reopen"]
    if state.stage is Stage.RECEIVED:
        return [*shown, "take-over", "assign"]
    if state.stage is Stage.RESPONSE:
        shown.append("measure")
    return [*shown, "scope", "stage", "check", "assign", "close"]


def _procedure(at: Desk, state: CaseFile, done: Proofs, people: Mapping[str, str]) -> dict[str, Any]:
    """The checklist, what is missing and what to do next."""
    to, here, today = steps.onward(state), list(Stage).index(state.stage), at.today
    return {
        "head": steps.head(state, done, people),
        "further": steps.further(state, state.stage, done, people),
        "earlier": [(stage, steps.further(state, stage, done, people)) for stage in list(Stage)[:here]],
        "recordable": _recordable(state, done),
        "onward": to,
        "before_onward": steps.before(state, to, done, today) if to else [],
        "before_closing": steps.before(state, Stage.CLOSED, done, today),
        "before_handing_over": steps.before_handing_over(state, done, today),
        "next_steps": steps.next_steps(state, done, today, at.officer_id),
        "flag_choices": steps.flag_choices(state),
    }


def _onward(state: CaseFile) -> list[Stage]:
    return [stage for stage in successors(state.stage) if stage is not Stage.CLOSED]


def _next_stages(state: CaseFile) -> list[tuple[str, str]]:
    """The stages to choose from; of an open case the first is its own."""
    own = _("%(stage)s (jetzt)", stage=STAGES[state.stage])
    here = [] if state.stage is Stage.CLOSED else [(state.stage.value, own)]
    return [*here, *((stage.value, str(STAGES[stage])) for stage in _onward(state))]


def _recordable(state: CaseFile, done: Proofs) -> list[tuple[str, str]]:
    """The points for which a finding can be recorded now: what the end needs on any way to it, the rest after it. Open
    ones come first, and of these the stage's own."""
    closed = state.stage is Stage.CLOSED
    possible = [point for point in POINTS.values() if point.recorded and (closed or point.stage is not Stage.CLOSED)]
    ordered = sorted(possible, key=lambda point: (point.id in done, point.stage is not state.stage))
    return [(point.id, _of_stage(point, state)) for point in ordered]


def _of_stage(point: Point, state: CaseFile) -> str:
    words = str(LABELS[point.id])
    return words if point.stage is state.stage else f"{words} ({STAGES[point.stage]})"


def _destroyed(log: tuple[Act, ...]) -> dict[str, Act]:
    """The destruction of files, by blob."""
    return {str(act.data.source): act for act in log if isinstance(act.data, FileDestroyed)}


def _assignable(at: Desk, view: reading.CaseView) -> list[Officer]:
    barred = (*view.case.kept_out, *(() if view.keyless else (view.case.assigned_to,)))
    return [officer for officer in at.ring.readers(at.today) if officer.officer_id not in barred]


ROUTES: tuple[Route, ...] = (get("/faelle/<number>", case, Who.HOLDER),)
