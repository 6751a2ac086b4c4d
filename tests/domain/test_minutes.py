"""Minutes, meetings and what may be written down at all (HinSchG §§ 11, 16 Abs. 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case import case_steps, duties, fold
from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.domain.dialogue import channels, minutes
from hinweisgeber.domain.dialogue.attachment import Attachment
from hinweisgeber.domain.dialogue.meetings import HOWS, MeetingState, Slot
from hinweisgeber.domain.dialogue.minutes import ANSWER_DAYS, MinutesState, is_recording, recordings
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import Said, first_report
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.domain.errors.dialogue import (
    AnswerStillOpen,
    ConsentMissing,
    ExcludesOneself,
    PlaceMissing,
    ReceiptDayWrong,
    RecordingMissing,
    RecordOfLetter,
    SlotPast,
)
from hinweisgeber.domain.errors.fields import ChoiceMissing, DateMissing, ReasonMissing, TextTooLong, TimeMissing
from hinweisgeber.errors import Refused
from hinweisgeber.refusals import sentence_of
from tests.domain.invented import ANNA, BERND, DAY, RECEIVED, act, receipt


def told(**more: Any) -> CaseFile:
    """A call that was written down."""
    first = receipt()
    return case_steps.opened_by(
        act(first.kind, first.day, **{**first.data.values(), "channel": "phone", "record": "summary", **more})
    )


def sent(case: CaseFile, day: date = DAY, record: str = "summary", consent: str = "") -> CaseFile:
    place = case.replies
    return fold.apply(case, act(Kind.MINUTES_SENT, day, place=place, digest="", record=record, consent=consent))


def answered(case: CaseFile, choice: str, to: int | None = None, day: date = DAY) -> CaseFile:
    answer = {"to": case.minutes.place if to is None else to, "choice": choice}
    return fold.apply(
        case, act(Kind.FOLLOW_UP, day, place=case.follow_ups + 1, digest="", says="answer", answer=answer)
    )


def ended(case: CaseFile, state: str, day: date = DAY, reason: str = "weil") -> CaseFile:
    return fold.apply(case, act(Kind.MINUTES_ENDED, day, state=state, reason=reason))


def offered(case: CaseFile, slots: list[str], day: date = DAY) -> CaseFile:
    return fold.apply(case, act(Kind.MEETING_OFFERED, day, place=case.replies, digest="", slots=slots))


# -- minutes ----------------------------------------------------------------------------------------------------


def test_what_was_told_begins_as_a_draft_and_a_letter_without_minutes() -> None:
    assert told().minutes.state is MinutesState.DRAFT
    assert told(channel="letter", record="").minutes.state is MinutesState.NONE


@pytest.mark.parametrize(
    ("choice", "state"),
    [("confirm", "confirmed"), ("correct", "corrected"), ("refuse", "not-confirmed"), ("unsinn", "to-check")],
)
def test_the_reporter_confirms_corrects_or_refuses(choice: str, state: str) -> None:
    assert answered(sent(told()), choice).minutes.state == state


def test_only_the_newest_minutes_can_be_answered_and_only_once() -> None:
    first = sent(told())
    second = sent(first)
    assert answered(second, "confirm", to=first.minutes.place).minutes.state is MinutesState.TO_CHECK
    refused = answered(second, "refuse")
    assert answered(refused, "confirm").minutes.state is MinutesState.NOT_CONFIRMED


def test_corrected_minutes_are_sent_anew() -> None:
    again = sent(answered(sent(told()), "correct"), DAY + timedelta(days=3))
    assert (again.minutes.state, again.minutes.on) == (MinutesState.TO_CHECK, DAY + timedelta(days=3))


@pytest.mark.parametrize("record", ["verbatim", "sound"])
def test_sound_and_word_for_word_need_consent_first(record: str) -> None:
    with pytest.raises(ConsentMissing):
        sent(told(), record=record, consent=" ")
    assert sent(told(), record=record, consent="mündlich").minutes.record == record
    minutes.check_record("summary", "")


@pytest.mark.parametrize("record", ["", "unsinn"])
def test_minutes_are_of_one_of_three_kinds(record: str) -> None:
    with pytest.raises(NotAllowed):
        sent(told(), record=record)


def test_no_answer_only_after_a_fair_time() -> None:
    case, last = sent(told()), DAY + timedelta(days=ANSWER_DAYS - 1)
    with pytest.raises(AnswerStillOpen) as refused:
        ended(case, "no-answer", last)
    assert "14 Tage" in sentence_of(refused.value)
    assert "17.11.2026" in sentence_of(refused.value)
    assert ended(case, "no-answer", last + timedelta(days=1)).minutes.state is MinutesState.NO_ANSWER


def test_a_new_version_begins_the_time_anew() -> None:
    again = sent(sent(told()), DAY + timedelta(days=10))
    with pytest.raises(AnswerStillOpen):
        ended(again, "no-answer", DAY + timedelta(days=ANSWER_DAYS))


def test_drafts_and_corrections_cannot_end_without_an_answer() -> None:
    for case in (told(), answered(sent(told()), "correct")):
        with pytest.raises(NotAllowed):
            ended(case, "no-answer", DAY + timedelta(days=99))


def test_without_a_code_nobody_can_answer_so_nobody_is_waited_for() -> None:
    assert ended(told(no_code="yes"), "no-answer").minutes.state is MinutesState.NO_ANSWER


@pytest.mark.parametrize("choice", ["confirm", "correct", "refuse"])
def test_without_a_code_an_answer_is_nobodys(choice: str) -> None:
    """Whoever gives one, it is not the person."""
    case = sent(told(no_code="yes"))
    assert answered(case, choice).minutes == case.minutes
    case = offered(case, ["Montag"])
    for one in ("slot-0", "none"):
        assert answered(case, one, to=case.meeting.place).meeting == case.meeting


@pytest.mark.parametrize("state", ["confirmed", "not-confirmed"])
def test_minutes_may_be_signed_or_refused_on_paper(state: str) -> None:
    for case in (told(), sent(told()), answered(sent(told()), "correct")):
        assert ended(case, state).minutes.state == state


@pytest.mark.parametrize("state", ["draft", "to-check", "corrected", ""])
def test_an_end_is_final(state: str) -> None:
    with pytest.raises(NotAllowed):
        ended(sent(told()), state)


def test_ending_needs_a_reason_and_something_to_end() -> None:
    with pytest.raises(ReasonMissing):
        ended(told(), "confirmed", reason=" ")
    for case in (ended(told(), "confirmed"), told(record="")):
        with pytest.raises(NotAllowed):
            ended(case, "confirmed")


# -- sound recordings -------------------------------------------------------------------------------------------


def files(*names: str) -> tuple[Attachment, ...]:
    return tuple(Attachment(f"{n:032x}", "0" * 64, name, 1, "") for n, name in enumerate(names))


@pytest.mark.parametrize("name", ["a.mp3", "a.M4A", "a.ogg", "a.mp4", "a.wav", "a.wma", "Anlage-01.bin", "ohne"])
def test_what_may_hold_a_voice_counts_as_recording(name: str) -> None:
    assert is_recording(name)


@pytest.mark.parametrize("name", ["a.pdf", "a.jpg", "a.docx", "a.txt", "mp3.pdf"])
def test_papers_and_pictures_are_no_recordings(name: str) -> None:
    assert not is_recording(name)


def test_only_what_the_office_recorded_goes_with_the_minutes() -> None:
    brought = files("Anlage-01.mp3", "Anlage-02.pdf")
    report = Report("x", channel="phone", record="sound")
    assert recordings(first_report(report, brought)) == brought[:1]
    for other in (replace(report, record="verbatim"), replace(report, channel="")):
        assert recordings(first_report(other, brought)) == ()
    assert recordings(Said("message", "x", files=brought)) == ()


# -- what may be written down -------------------------------------------------------------------------------------

CALL = Report("Am Telefon erzählt.", channel="phone", record="summary")


def wrong(report: Report = CALL, received: date | None = DAY, names: tuple[str, ...] = ()) -> dict[str, type[Refused]]:
    found = channels.wrong_with(report, received, DAY, ANNA, names)
    return {field: type(refused) for field, refused in found.items()}


def test_a_call_that_is_summed_up_is_fine() -> None:
    assert wrong() == {}


@pytest.mark.parametrize(("days", "refused"), [(0, None), (365, None), (366, ReceiptDayWrong), (-1, ReceiptDayWrong)])
def test_the_day_of_receipt_lies_in_the_last_year(days: int, refused: type[Refused] | None) -> None:
    found = wrong(received=DAY - timedelta(days=days))
    assert found == ({"received": refused} if refused else {})


def test_channel_day_and_kind_are_needed() -> None:
    assert wrong(replace(CALL, channel=""), None) == {"channel": ChoiceMissing, "received": DateMissing}
    assert wrong(replace(CALL, record="")) == {"record": ChoiceMissing}


@pytest.mark.parametrize("channel", ["phone", "visit"])
@pytest.mark.parametrize("record", ["verbatim", "sound"])
def test_recording_needs_consent(channel: str, record: str) -> None:
    report, names = replace(CALL, channel=channel, record=record), ("a.mp3",)
    assert wrong(report, names=names) == {"consent_to_record": ConsentMissing}
    assert wrong(replace(report, consent_to_record="mündlich"), names=names) == {}


def test_a_recording_lies_here_or_nobody_could_erase_it() -> None:
    report = replace(CALL, record="sound", consent_to_record="mündlich")
    assert wrong(report, names=("brief.pdf",)) == {"attachments": RecordingMissing}
    assert wrong(report, names=("brief.pdf", "band.mp3")) == {}


def test_a_letter_is_no_talk() -> None:
    letter = replace(CALL, channel="letter")
    assert wrong(letter) == {}
    assert wrong(replace(letter, record="sound")) == {"record": RecordOfLetter}
    kept = channels.written_down(replace(letter, consent_to_record="x"))
    assert (kept.record, kept.consent_to_record) == ("", "")
    assert channels.written_down(CALL) == CALL


def test_nobody_writes_down_a_report_that_excludes_them() -> None:
    assert wrong(replace(CALL, excluded=(BERND, ANNA))) == {"excluded": ExcludesOneself}
    assert wrong(replace(CALL, excluded=(BERND,))) == {}


# -- meetings -----------------------------------------------------------------------------------------------------


def meeting_due(case: CaseFile) -> list[date]:
    return [duty.day for duty in duties.duties(case) if duty.what == duties.MEETING]


def test_a_wished_meeting_is_to_be_offered_within_fourteen_days() -> None:
    assert meeting_due(told()) == []
    wished = told(meeting="yes")
    assert meeting_due(wished) == [RECEIVED + timedelta(days=14)]
    assert meeting_due(offered(wished, ["morgen"])) == []
    asked = act(Kind.FOLLOW_UP, DAY, place=1, digest="", says="meeting-request")
    assert meeting_due(fold.apply(told(), asked)) == [DAY + timedelta(days=14)]


def test_when_no_slot_fits_the_office_offers_again() -> None:
    case = offered(told(meeting="yes"), ["morgen"])
    later = DAY + timedelta(days=2)
    none = answered(case, "none", case.meeting.place, later)
    assert none.meeting.state is MeetingState.NO_SLOT
    assert meeting_due(none) == [later + timedelta(days=14)]


def test_an_answer_to_slots_nobody_offered_changes_nothing() -> None:
    wished = told(meeting="yes")
    for case in (told(), wished):
        assert answered(case, "none", case.meeting.place).meeting == case.meeting


def test_the_reporter_agrees_to_a_slot_and_may_change_it() -> None:
    case = offered(told(meeting="yes"), ["morgen", "am Montag"])
    assert case.meeting.slot == ""
    agreed = answered(case, "slot-1", case.meeting.place)
    assert (agreed.meeting.state, agreed.meeting.slot) == (MeetingState.AGREED, "am Montag")
    assert answered(agreed, "slot-0", case.meeting.place).meeting.slot == "morgen"
    assert answered(agreed, "slot-2", case.meeting.place) == replace(agreed, follow_ups=2)


@pytest.mark.parametrize("count", [0, 6])
def test_one_to_five_slots_are_offered(count: int) -> None:
    with pytest.raises(NotAllowed):
        offered(told(), ["morgen"] * count)
    assert len(offered(told(), ["morgen"] * 5).meeting.slots) == 5


SLOT = Slot(DAY, "14:30", "office", " Zimmer 3 ")


def test_a_slot_is_cleaned_and_written_as_data() -> None:
    assert SLOT.checked(DAY).data() == {"day": "2026-11-03", "time": "14:30", "how": "office", "where": "Zimmer 3"}


@pytest.mark.parametrize(
    ("slot", "refused"),
    [
        (replace(SLOT, day=DAY - timedelta(days=1)), SlotPast),
        (replace(SLOT, day=DAY + timedelta(days=366)), SlotPast),
        (replace(SLOT, time="24:00"), TimeMissing),
        (replace(SLOT, time=""), TimeMissing),
        (replace(SLOT, how="brieftaube"), ChoiceMissing),
        (replace(SLOT, how="outside", where=" "), PlaceMissing),
        (replace(SLOT, where="x" * 301), TextTooLong),
    ],
)
def test_a_slot_that_cannot_be(slot: Slot, refused: type[Refused]) -> None:
    with pytest.raises(refused):
        slot.checked(DAY)


@pytest.mark.parametrize("how", HOWS)
def test_every_way_of_meeting_can_be_offered(how: str) -> None:
    assert replace(SLOT, how=how).checked(DAY).how == how


def test_acts_of_minutes_and_meetings_are_sealed_in_the_journal() -> None:
    for kind in (Kind.MINUTES_SENT, Kind.MINUTES_ENDED, Kind.MEETING_OFFERED):
        assert records.public(kind) == "case-act"
