"""The procedure on the case page: the checklist with day and person, what to do next, and where each thing is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from ...domain.acts import Act
from ...domain.case.case_steps import CaseReceived, ScopeChecked
from ...domain.case.casefile import CaseFile
from ...domain.case.checklist import Proofs
from ...domain.case.outcomes import Outcome
from ...domain.case.points import HEAD, Point, points_of
from ...domain.case.requirements import Missing, missing
from ...domain.case.stages import Stage, needs_reason, successors
from ...domain.dialogue.meetings import MeetingState
from ..labels import FLAG_CHOICES, FLAGS, POINTS, SCOPES, SOON_DAYS, STAGES, TODO

SHOWN_STEPS = 3

#: Where a thing is done: on the case page, or on a page beside it. All else is recorded in the form `check`.
_PLACES = {
    "acknowledge": "#acknowledge",
    "take-over": "#take-over",
    "scope": "?offen=scope#scope",
    "contact": "#reply",
    "feedback": "?offen=feedback#feedback",
    "outcome": "#close",
    "retaliation-open": "#retaliation",
    "minutes": "/niederschrift",
    "meeting": "/niederschrift",
    "disclosure": "/offenlegungen",
    "stage": "#stage",
    "close": "#close",
}


@dataclass(frozen=True)
class ChecklistRow:
    """One point of the checklist: whether it is done, and then on which day, by whom, and what was found."""

    words: str
    source: str
    href: str
    on: date | None = None
    who: str = ""
    found: str = ""


@dataclass(frozen=True)
class Step:
    """Something to do, with the way to it."""

    words: str
    href: str
    source: str = ""


def place(what: str, case: CaseFile) -> str:
    """Where this is done, seen from the case's address."""
    if what == "persons" and case.registered:  # else it is recorded that nobody is named
        return "/personen"
    return _PLACES.get(what, f"?offen=check&punkt={what}#check")


def head(case: CaseFile, proofs: Proofs, people: Mapping[str, str]) -> list[ChecklistRow]:
    """The six duties of § 17 Abs. 1 HinSchG."""
    return [_row(case, point, proofs.get(point.id), people) for point in HEAD]


def further(case: CaseFile, stage: Stage, proofs: Proofs, people: Mapping[str, str]) -> list[ChecklistRow]:
    """What one stage asks for beside them."""
    return [_row(case, point, proofs.get(point.id), people) for point in points_of(stage) if point not in HEAD]


def _row(case: CaseFile, point: Point, act: Act | None, people: Mapping[str, str]) -> ChecklistRow:
    words = str(POINTS[point.id])
    if act is None:
        return ChecklistRow(words, point.source, place(point.id, case))
    if isinstance(act.data, CaseReceived):
        return ChecklistRow(words, point.source, "", act.data.acknowledged, _("automatisch"))
    found = getattr(act.data, "reason", None) or getattr(act.data, "how", None) or ""
    if isinstance(act.data, ScopeChecked):
        found = f"{SCOPES[act.data.scope]}: {found}"
    return ChecklistRow(words, point.source, "", act.day, people.get(act.signer, "–"), found)


def before(case: CaseFile, to: Stage, proofs: Proofs, today: date) -> list[Step]:
    """What is missing before a stage, or before the end."""
    return [_step(one, case) for one in missing(case, to, proofs, today)]


def before_handing_over(case: CaseFile, proofs: Proofs, today: date) -> list[Step]:
    """What is missing beside that when the case ends by being handed over to an authority, which asks for most."""
    always = missing(case, Stage.CLOSED, proofs, today)
    handed = missing(case, Stage.CLOSED, proofs, today, Outcome.HANDED_AUTHORITY)
    return [_step(one, case) for one in handed if one not in always]


def _step(one: Missing | Point, case: CaseFile) -> Step:
    return Step(str(TODO[one.id]), place(one.id, case), one.source)


def onward(case: CaseFile) -> Stage | None:
    """The next stage; None at the end."""
    return next((to for to in successors(case.stage) if to is not Stage.CLOSED and not _back(case, to)), None)


def _back(case: CaseFile, to: Stage) -> bool:
    return needs_reason(case.stage, to)


def next_steps(case: CaseFile, proofs: Proofs, today: date, me: str) -> list[Step]:
    """What to do next, the most pressing first; at most three, because nobody does four things at once. `me`: the
    officer who asks."""
    steps = {step.href: step for step in reversed([*_pressing(case, today, me), *_in_order(case, proofs, today)])}
    return list(reversed(steps.values()))[:SHOWN_STEPS]


def _pressing(case: CaseFile, today: date, me: str) -> Iterator[Step]:
    """What cannot wait for its turn."""
    soon = today + timedelta(days=SOON_DAYS)
    if case.open_retaliations > 0:
        yield _todo("retaliation-open", case)
    if case.acknowledged is None:
        yield _todo("acknowledge", case)
    if case.feedback_on is None and case.feedback_waived is None and case.feedback_by <= soon:
        yield _todo("feedback", case)
    for one in case.proposals:
        if one.stands(today) and one.by != me:  # it needs a second person
            yield Step(str(TODO["second"]), f"/freigaben/{one.n}")
    if case.meeting.state in (MeetingState.WISHED, MeetingState.NO_SLOT):
        yield _todo("meeting", case)
    if case.minutes.state.pending:
        yield _todo("minutes", case)
    if any(person.inform_by and person.inform_by <= soon for person in case.persons):
        yield _todo("persons", case)


def _todo(what: str, case: CaseFile) -> Step:
    return Step(str(TODO[what]), place(what, case))


def _in_order(case: CaseFile, proofs: Proofs, today: date) -> Iterator[Step]:
    """What the stage asks for, then the way on."""
    if case.stage in (Stage.RECEIVED, Stage.CLOSED):  # the way on has a box of its own there
        return
    to = onward(case)
    yield from before(case, to or Stage.CLOSED, proofs, today)
    if to is None:
        yield from (_step(point, case) for point in HEAD if point.id not in proofs)
        yield _todo("close", case)
    else:
        yield Step(_("Weiter in die Stufe %(stage)s", stage=STAGES[to]), place("stage", case))


def flag_choices(case: CaseFile) -> list[tuple[str, str]]:
    """Each flag, to be set or to be taken away."""
    choices = (f"{flag}:off" if flag in case.flags else f"{flag}:on" for flag in FLAGS)
    return [(choice, str(FLAG_CHOICES[choice])) for choice in choices]
