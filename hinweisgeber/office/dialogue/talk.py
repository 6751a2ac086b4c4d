"""The minutes of what was told, and the meeting: one page beside the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from ...domain.acts import Kind
from ...domain.dialogue.channels import SOUND
from ...domain.dialogue.meetings import OUTSIDE, Slot
from ...domain.dialogue.minutes import ANSWER_DAYS, MinutesState, without_answer_from
from ...domain.errors.fields import DateMissing
from ...errors import Refused
from ...usecases.officer import oral
from ...usecases.officer.collect import refresh
from ...usecases.officer.desk import Desk
from ...usecases.officer.reading import FileView
from ...web.routes import Route, Who, get, post
from ..acting import acts
from ..auth import Page, desk
from ..forms import Failed
from ..labels import CHANNELS
from ..shared import NONE, the_office
from ..subpages import subpage
from .forms import EndMinutesForm, MeetingForm, MinutesForm
from .words import ENDS, MINUTES, RECORDS, slot_words


def talk_page(number: str, failed: Failed = NONE) -> Page:
    """How far the minutes and the meeting are; the reporter's answers are taken in first."""
    unfetched = refresh(desk(), number)  # an answer may wait in the letterbox

    def more(at: Desk, view: FileView) -> Mapping[str, Any]:
        talk = oral.talk(at, number)
        records = [(kind, label) for kind, label in RECORDS.items() if kind != SOUND or talk.recordings]
        record = view.case.minutes.record
        return {
            "talk": talk,
            "unfetched": unfetched,
            "prefilled": _prefilled(talk),
            "records": records,
            "record": record if record in dict(records) else "summary",
            "state": list(_state(view, talk)),
            "ends": [(state.value, ENDS[state]) for state in _ends(view)],
            "answer_days": ANSWER_DAYS,
            "without_answer_from": without_answer_from(view.case.minutes),
            "outside_place": the_office().institution.outside_place or "",
        }

    return subpage(number, "office/dialogue/minutes.html", more, failed)


def _prefilled(talk: oral.Talk) -> str:
    """The newest minutes, else what was written down of a call or visit."""
    if talk.minutes:
        return talk.minutes.text
    return talk.report.description if talk.report and talk.report.record else ""


def _state(view: FileView, talk: oral.Talk) -> Iterator[tuple[str, object]]:
    """How far the minutes are."""
    minutes = view.case.minutes
    yield _("Stand"), MINUTES[minutes.state]
    if view.case.channel:
        yield _("Aufgenommen als"), CHANNELS[view.case.channel]
    if minutes.record:
        yield _("Art"), RECORDS[minutes.record]
    if talk.consent:
        yield _("Einwilligung"), talk.consent
    if minutes.on:
        yield _("Seit"), minutes.on
    gone = [act.day for act in view.standing if act.kind is Kind.FILE_DESTROYED]
    if talk.recordings:
        yield _("Tonaufzeichnung"), _("noch da; sie wird gelöscht, sobald die Niederschrift endgültig ist")
    elif gone and talk.report and talk.report.record == SOUND:
        yield _("Tonaufzeichnung gelöscht am"), gone[-1]


def _ends(view: FileView) -> list[MinutesState]:
    """How the check can be ended as the case stands."""
    first_day = without_answer_from(view.case.minutes)
    waited = view.case.no_code or (first_day is not None and view.case.minutes.state.pending)
    return [MinutesState.CONFIRMED, MinutesState.NOT_CONFIRMED, *([MinutesState.NO_ANSWER] if waited else [])]


@acts(MinutesForm, talk_page)
def send_minutes(at: Desk, form: MinutesForm, number: str) -> None:
    """The minutes, to be checked."""
    oral.send_minutes(at, number, form.record, form.consent, form.minutes, form.once)


@acts(EndMinutesForm, talk_page)
def end_minutes(at: Desk, form: EndMinutesForm, number: str) -> None:
    """The check ends outside of the mailbox."""
    oral.end_minutes(at, number, form.state, form.reason, form.once)


@acts(MeetingForm, talk_page)
def offer_meeting(at: Desk, form: MeetingForm, number: str) -> None:
    """Up to five slots; lines in which nothing is typed are left out."""
    filled = [n for n in form.slots if n == 1 or any(form.values[f"{name}_{n}"] for name in ("day", "time", "where"))]
    slots = [_slot(form, n, at.today) for n in filled]
    oral.offer_meeting(at, number, slots, slot_words, form.offer, form.once)


def _slot(form: MeetingForm, n: int, today: date) -> Slot:
    """One line of the form. A place outside is the institution's, unless another is typed. Raises what it refuses."""
    day, time, how, where = (form.values[one.name] for one in form.slots[n])
    if how == OUTSIDE and not where:
        where = the_office().institution.outside_place or ""
    try:
        if day is None:
            raise DateMissing().at("day")
        return Slot(day, time, how, where).checked(today)
    except Refused as refused:
        raise refused.at(f"{refused.field or 'where'}_{n}") from None


ROUTES: tuple[Route, ...] = (
    get("/faelle/<number>/niederschrift", talk_page, Who.HOLDER),
    post("/faelle/<number>/niederschrift/senden", send_minutes, Who.HOLDER, MinutesForm),
    post("/faelle/<number>/niederschrift/ende", end_minutes, Who.HOLDER, EndMinutesForm),
    post("/faelle/<number>/niederschrift/termine", offer_meeting, Who.HOLDER, MeetingForm),
)
