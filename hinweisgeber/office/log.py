"""What the pages say of an act and of a duty: the opened log in words, the deadlines in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _

from ..domain import deadlines
from ..domain.acts import Act, Kind
from ..domain.casefile import CaseFile
from .file_labels import file_name
from .labels import EFFECTS, KINDS, OUTCOMES, POINTS, STAGES, due, working_day_hint

ICONS = {
    Kind.CASE_RECEIVED: "mail",
    Kind.FOLLOW_UP: "mail",
    Kind.ACKNOWLEDGED: "check",
    Kind.TAKEN_OVER: "account-circle",
    Kind.ASSIGNED: "account-circle",
    Kind.STAGE: "arrow-forward",
    Kind.REPLY: "visibility",
    Kind.FEEDBACK: "visibility",
    Kind.CHECKED: "checklist",
    Kind.FILE_REDACTED: "draft",
    Kind.FILE_DESTROYED: "close",
    Kind.CLOSED: "lock",
    Kind.REOPENED: "autorenew",
    Kind.MEASURE_ADDED: "add",
    Kind.MEASURE_DONE: "check",
    Kind.MEASURE_RATED: "check",
}


@dataclass(frozen=True)
class Line:
    """One line of a log: what happened and why; `place` leads to the message it speaks of."""

    what: str
    why: str
    icon: str
    place: str = ""


def line(act: Act, people: Mapping[str, str]) -> Line:
    """The act in words."""
    what, why, data = str(KINDS[act.kind]), str(act.data.get("reason", "")), act.data
    place = ""
    match act.kind:
        case Kind.STAGE:
            what = f"{what}: {STAGES[data['from']]} → {STAGES[data['to']]}"
        case Kind.REOPENED:
            what = f"{what}: {STAGES[data['to']]}"
        case Kind.ASSIGNED:
            what = f"{what}: {people.get(data['to'], '–')}"
        case Kind.NOTE:
            why = data["text"]
        case Kind.CHECKED:
            what = f"{what}: {POINTS[data['point']]}"
        case Kind.CLOSED:
            what = f"{what}: {OUTCOMES[data['outcome']]}"
        case Kind.FILE_REDACTED | Kind.FILE_DESTROYED:
            what = f"{what}: {file_name(data['name'])}"
        case Kind.FOLLOW_UP:
            place = f"reporter-{data['place']}"
        case Kind.REPLY | Kind.FEEDBACK | Kind.ACKNOWLEDGED:
            place = f"office-{data['place']}"
        case Kind.MEASURE_RATED:
            what = f"{what}: {EFFECTS[data['effect']]}"
    return Line(what, why, ICONS.get(act.kind, "edit"), place)


@dataclass(frozen=True)
class Duty:
    """One deadline of a case: its state for the icon, its words, its day, and a hint on working days."""

    state: str
    words: str
    on: date | None
    hint: str = ""


def duties(case: CaseFile, today: date) -> list[Duty]:
    """The two deadlines of § 17 HinSchG as they stand; what was late stays late."""
    acknowledge_by = deadlines.acknowledge_by(case.received)
    return [
        _duty(case.acknowledged, acknowledge_by, today, case.closed_on is not None, "acknowledge"),
        _duty(case.feedback_on, case.feedback_by, today, case.closed_on is not None, "feedback"),
    ]


def _duty(done: date | None, until: date, today: date, closed: bool, what: str) -> Duty:
    if done is not None:
        return _done(done, until, what)
    if closed:
        words = _("Keine Eingangsbestätigung") if what == "acknowledge" else _("Keine Rückmeldung gegeben")
        return Duty("none", words, None)
    state, words = due(until, today, what)
    workday = working_day_hint(until)
    if workday is None:
        return Duty(state, words, until)
    hint = _(
        "Der Tag ist in Sachsen kein Arbeitstag; der nächste ist der %(day)s. Die Frist verschiebt sich dadurch nicht.",
        day=format_date(workday, "long", get_locale()),
    )
    return Duty(state, words, until, hint)


def _done(done: date, until: date, what: str) -> Duty:
    if done <= until:
        words = _("Eingang bestätigt") if what == "acknowledge" else _("Rückmeldung gegeben")
        return Duty("done", words, done)
    late = _("Eingang verspätet bestätigt") if what == "acknowledge" else _("Rückmeldung verspätet gegeben")
    return Duty("late", late, done)
