"""Oral and paper channels (HinSchG §§ 11, 16 Abs. 3): a call, visit or letter written down as a report, its minutes
sent to be checked, a meeting offered. All raise FileNotFound, StoreAway; `once` is the form's token.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ...crypto.code import AccessCode
from ...domain.acts import Act, Kind
from ...domain.case.casefile import CaseFile
from ...domain.dialogue import channels, minutes
from ...domain.dialogue.attachment import Attachment
from ...domain.dialogue.meetings import Slot
from ...domain.dialogue.minutes import MinutesState
from ...domain.dialogue.questions import Report
from ...domain.dialogue.report import ANSWER, MEETING_OFFER, MINUTES, OFFICE, REPORTER, Said
from ...domain.dialogue.talk_steps import MeetingOffered, MinutesEnded, MinutesSent
from ...domain.dialogue.texts import check_text, optional_text
from ...domain.errors.dialogue import ExcludesOneself
from ...errors import Broken, FormatBroken
from ...store.cabinet import CASE, Cabinet
from ...store.errors import StoreAway
from ..reporter.box import Booth
from ..reporter.recipients import barred
from ..reporter.submit import Sent, submit
from . import casework, reading
from .collect import catch_up, collect
from .desk import Desk, OpenFile, case_of, open_file, open_row, was_done
from .errors import NewerEntries, RecordingElsewhere
from .log import Log, read_case
from .reading import Spoken
from .recordings import kept_recordings


@dataclass(frozen=True)
class Recorded:
    """What became of a report that was written down; `number` is empty while it waits in the letterbox."""

    sent: Sent
    number: str
    received: date
    feedback_by: date


def record(
    desk: Desk,
    code: AccessCode,
    report: Report,
    received: date,
    acknowledgement: str | None,
    files: tuple[Attachment, ...] = (),
) -> Recorded:
    """Writes down what was told on the phone or in person, or came by letter: a report like all others, sealed for who
    receives new reports without the excluded ones, and for this officer, who knows it already; taken in at once. Doing
    it twice with the same code makes one case. Without a code nobody would read an `acknowledgement`: then there is
    none, and the officer gives it by hand.

    `files` lie in the blob store already. Raises what `channels.wrong_with` names, RecordedAlready, NobodyThere.
    """
    for refused in channels.wrong_with(report, received, desk.today, desk.officer_id, [f.name for f in files]).values():
        raise refused
    if desk.officer_id in barred(desk.ring, report.excluded):
        raise ExcludesOneself()
    report, booth = channels.written_down(report), Booth(desk.letterbox, desk.ring, desk.today)
    answer = None if report.no_code else acknowledgement
    receipt = submit(booth, code, report, answer, files, received, adds=False, also=desk.officer_id)
    with contextlib.suppress(StoreAway):  # it is durable in the letterbox, and collected with the next list
        collect(desk)
    return Recorded(receipt.sent, _number(desk, code), receipt.received, receipt.feedback_by)


def _number(desk: Desk, code: AccessCode) -> str:
    try:
        with desk.letterbox.read() as box:
            row = box.mailbox(code.box_locator)
        with desk.cabinet.read() as cabinet:
            file = next(cabinet.files(desk.officer_id, [row.report_id]), None) if row else None
        return case_of(open_row(desk, file)).number if file else ""
    except (StoreAway, Broken):
        return ""


# -- what was said about it -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Talk:
    """What belongs to the minutes and the meeting of a case: the report, the newest minutes and what the reporter said
    to them and to the offered slots, what consent was given, and which recordings there still are."""

    report: Report | None
    minutes: Said | None
    to_minutes: tuple[Spoken, ...]
    to_meeting: tuple[Spoken, ...]
    consent: str
    recordings: tuple[Attachment, ...]


def talk(desk: Desk, number: str) -> Talk:
    """What was said. Raises SealBroken."""
    with desk.cabinet.read() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        case, log = read_case(cabinet, opened)
        dialogue = reading.spoken_in(cabinet, opened, case.follow_ups, log)
        kept = kept_recordings(cabinet, opened)
    said = {(spoken.author, spoken.place): spoken.said for spoken in dialogue}
    first = said.get((REPORTER, 0))
    report = first.report if first else None
    return Talk(
        report,
        said.get((OFFICE, case.minutes.place)),
        _answers(dialogue, case.minutes.place),
        _answers(dialogue, case.meeting.place),
        _consent(log, report),
        kept,
    )


def _answers(dialogue: Sequence[Spoken], place: int) -> tuple[Spoken, ...]:
    """The reporter's answers to the office's message at this place."""
    answers = (s for s in dialogue if s.author == REPORTER and s.said and s.said.kind == ANSWER)
    return tuple(s for s in answers if s.said and s.said.data.get("to") == place)


def _consent(log: Sequence[Act], report: Report | None) -> str:
    """The consent last recorded: with the newest minutes, else with the report."""
    sent = [act.data.consent for act in log if isinstance(act.data, MinutesSent)]
    return next((consent for consent in reversed(sent) if consent), report.consent_to_record if report else "")


class SlotWords(NamedTuple):
    """A slot as people read it: its parts for the mailbox, and all of it on one line for the file."""

    when: str
    where: str
    line: str


# -- the acts ---------------------------------------------------------------------------------------------------


def send_minutes(desk: Desk, number: str, kind: str, consent: str, text: str, once: str = "") -> CaseFile:
    """Minutes into the mailbox, to be checked, corrected and confirmed (§ 11 Abs. 4); they replace earlier ones.

    `kind`: summary | verbatim | sound. Raises TextMissing, TextTooLong, ConsentMissing (§ 11 Abs. 2), NotAllowed, and
    RecordingElsewhere: sound needs a recording that is here, else nobody would erase it (§ 11 Abs. 4).
    """
    text, consent = check_text(text), optional_text(consent)
    minutes.check_record(kind, consent)

    def erasable(cabinet: Cabinet, opened: OpenFile, before: CaseFile, log: Log) -> None:
        if kind == channels.SOUND and not kept_recordings(cabinet, opened):
            raise RecordingElsewhere()

    data, said = MinutesSent(kind, consent), Said(MINUTES, text, data={"record": kind})
    return casework.act(desk, number, Kind.MINUTES_SENT, data, once, said, provided=erasable)


def end_minutes(desk: Desk, number: str, state: str, reason: str, once: str = "") -> CaseFile:
    """The check of the minutes ends outside the mailbox: signed or refused on paper, or without an answer.

    The recording goes for good, so nothing may wait unread in the letterbox. Raises ChangedMeanwhile, ReasonMissing,
    AnswerStillOpen, NotAllowed, RecordingStays, and StoreAway for a damaged letterbox too.
    """
    if was_done(desk, once):
        return reading.look(desk, number).case
    try:
        catch_up(desk, number)
    except NewerEntries:
        raise
    except Broken as error:
        raise StoreAway() from error
    if state not in list(MinutesState):
        raise FormatBroken("not a state of minutes")
    data = MinutesEnded(MinutesState(state), optional_text(reason))
    return casework.act(desk, number, Kind.MINUTES_ENDED, data, once)


def offer_meeting(
    desk: Desk, number: str, slots: Sequence[Slot], words: Callable[[Slot], SlotWords], text: str, once: str = ""
) -> CaseFile:
    """Slots for a meeting into the mailbox (§ 16 Abs. 3); they replace earlier ones.

    Raises what `Slot.checked` raises, TextMissing, TextTooLong, NotAllowed (no slot, or too many).
    """
    told = [(slot, words(slot)) for slot in (slot.checked(desk.today) for slot in slots)]
    offered = [{**slot.data(), "when": said.when, "where": said.where} for slot, said in told]
    lines = tuple(said.line for _, said in told)
    message = Said(MEETING_OFFER, check_text(text), data={"slots": offered})
    return casework.act(desk, number, Kind.MEETING_OFFERED, MeetingOffered(lines), once, message)
