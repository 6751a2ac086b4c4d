"""The minutes of what was told, and the meeting: one page beside the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...domain.dialogue.channels import SOUND
from ...domain.dialogue.meetings import HOWS, MOST_SLOTS, OUTSIDE, Slot
from ...domain.dialogue.minutes import ANSWER_DAYS, MinutesState, without_answer_from
from ...domain.errors.dialogue import AnswerStillOpen, ConsentMissing, PlaceMissing
from ...domain.errors.fields import ChoiceMissing, TextTooLong, TimeMissing
from ...errors import Refused
from ...usecases.officer import oral
from ...usecases.officer.casework import FileView
from ...usecases.officer.collect import refresh
from ...usecases.officer.desk import Desk
from ...usecases.officer.errors import RecordingElsewhere
from ...web.routes import Route, Who, get, post
from ..auth import Page, desk
from ..forms import Failed, once_of_form
from ..shared import NONE, chosen, day_of, place_of, the_office, told_at, typed
from ..subpages import carry_out, subpage
from .words import RECORDS, slot_words


def talk_page(number: str) -> Page:
    """How far the minutes and the meeting are; the reporter's answers are taken in first."""
    return _page(number)


def _page(number: str, failed: Failed = NONE) -> Page:
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
            "ends": _ends(view),
            "answer_days": ANSWER_DAYS,
            "without_answer_from": without_answer_from(view.case.minutes),
            "hows": HOWS,
            "slots": range(1, MOST_SLOTS + 1),
            "outside_place": the_office().institution.outside_place or "",
        }

    return subpage(number, "office/dialogue/minutes.html", more, failed)


def _prefilled(talk: oral.Talk) -> str:
    """The newest minutes, else what was written down of a call or visit."""
    if talk.minutes:
        return talk.minutes.text
    return talk.report.description if talk.report and talk.report.record else ""


def _ends(view: FileView) -> list[MinutesState]:
    """How the check can be ended as the case stands."""
    first_day = without_answer_from(view.case.minutes)
    waited = view.case.no_code or (first_day is not None and view.case.minutes.state.pending)
    return [MinutesState.CONFIRMED, MinutesState.NOT_CONFIRMED, *([MinutesState.NO_ANSWER] if waited else [])]


def send_minutes(number: str) -> Page:
    """Form `minutes`."""

    def send(at: Desk) -> object:
        return oral.send_minutes(at, number, chosen("record"), typed("consent"), typed("minutes"), once_of_form())

    fields: dict[type[Refused], str] = {ConsentMissing: "consent", RecordingElsewhere: "record"}
    return carry_out(number, send, _page, "niederschrift", told_at("minutes", "minutes", "record", fields))


def end_minutes(number: str) -> Page:
    """Form `minutes-end`."""

    def end(at: Desk) -> object:
        return oral.end_minutes(at, number, chosen("state"), typed("reason"), place_of("shown"), once_of_form())

    fields: dict[type[Refused], str] = {AnswerStillOpen: "state"}
    return carry_out(number, end, _page, "niederschrift-ende", told_at("minutes-end", "reason", "state", fields))


def offer_meeting(number: str) -> Page:
    """Form `meeting`: up to five slots; lines in which nothing is typed are left out."""
    today, slots = desk().today, []
    for n in range(1, MOST_SLOTS + 1):
        if n == 1 or any(typed(f"{name}_{n}").strip() for name in ("day", "time", "where")):
            try:
                slots.append(_slot(n).checked(today))
            except Refused as refused:
                field = _FIELDS.get(type(refused), "day")
                return _page(number, Failed.of("meeting", f"{field}_{n}", refused))

    def offer(at: Desk) -> object:
        return oral.offer_meeting(at, number, slots, slot_words, typed("offer"), once_of_form())

    return carry_out(number, offer, _page, "termine", told_at("meeting", "offer"))


_FIELDS: dict[type[Refused], str] = {
    TimeMissing: "time",
    ChoiceMissing: "how",
    PlaceMissing: "where",
    TextTooLong: "where",
}


def _slot(n: int) -> Slot:
    """One line of the form. A place outside is the institution's, unless another is typed. Raises DateMissing."""
    how, where = typed(f"how_{n}"), typed(f"where_{n}")
    if how == OUTSIDE and not where.strip():
        where = the_office().institution.outside_place or ""
    return Slot(day_of(f"day_{n}"), typed(f"time_{n}").strip(), how, where)


ROUTES: tuple[Route, ...] = (
    get("/faelle/<number>/niederschrift", talk_page, Who.HOLDER),
    post("/faelle/<number>/niederschrift/senden", send_minutes, Who.HOLDER, "minutes"),
    post("/faelle/<number>/niederschrift/ende", end_minutes, Who.HOLDER, "minutes-end"),
    post("/faelle/<number>/niederschrift/termine", offer_meeting, Who.HOLDER, "meeting"),
)
