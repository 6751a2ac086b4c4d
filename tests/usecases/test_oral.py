"""Calls, visits and letters become cases like all others; their minutes are checked, and recordings go with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.dialogue.attachment import Attachment
from hinweisgeber.domain.dialogue.meetings import MeetingState, Slot
from hinweisgeber.domain.dialogue.minutes import BECAUSE, MinutesState
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.errors.dialogue import (
    ConsentMissing,
    ExcludesOneself,
    NotOpenAnyMore,
    ReceiptDayWrong,
    RecordingMissing,
    VideoConsentMissing,
    WayUnsaid,
)
from hinweisgeber.domain.errors.fields import TextMissing
from hinweisgeber.errors import FormatBroken
from hinweisgeber.sandbox import Cleaned, FileKind
from hinweisgeber.store.blobs import BlobStore, blob_store
from hinweisgeber.store.cabinet import MEASURE
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import copies, persons
from hinweisgeber.usecases.officer import casework, measures, oral, procedure, reading
from hinweisgeber.usecases.officer.collect import Collected, Unfetched, collect, refresh
from hinweisgeber.usecases.officer.desk import Desk, Saw, open_file
from hinweisgeber.usecases.officer.errors import ChangedMeanwhile, FileNotFound, RecordingElsewhere, RecordingStays
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.errors import RecordedAlready
from hinweisgeber.usecases.reporter.files import store_file
from hinweisgeber.usecases.reporter.submit import Sent
from tests.answering import acknowledged
from tests.closing import FEEDBACK
from tests.founded import TODAY, Founded
from tests.usecases.conftest import Desks

CASE = "HM-2026-0001"
CALL = Report("Am Telefon erzählt.", topic="geld", channel="phone", record="summary")
TAPED = replace(CALL, record="sound", consent_to_record="mündlich zu Beginn, auf dem Band")
WORDS = oral.SlotWords("am Montag", "in der Meldestelle", "am Montag, in der Meldestelle")


@pytest.fixture
def blobs(settings: config.Settings) -> BlobStore:
    return blob_store(settings.blobs_url)


@pytest.fixture
def folder(settings: config.Settings) -> Path:
    return Path(settings.blobs_url.removeprefix("file://"))


@pytest.fixture
def at(desk: Desks, blobs: BlobStore) -> Callable[..., Desk]:
    """`at("anna")`: a desk from which recordings can be erased."""
    return lambda name="anna", **more: replace(desk(name), **{"blobs": blobs, **more})


@pytest.fixture
def code() -> AccessCode:
    return AccessCode.generate()


@pytest.fixture
def answer(booth: Booth, code: AccessCode) -> Callable[..., bool]:
    """The reporter answers the office's message at a place, counted from behind an automatic acknowledgement."""

    def give(place: int, choice: str, **more: Any) -> bool:
        opened = mailbox.open_mailbox(booth, code)
        return mailbox.answer(booth, opened, place + acknowledged(booth, opened), choice, f"{place} {choice}", **more)

    return give


@pytest.fixture
def taped(at: Callable[..., Desk], blobs: BlobStore, code: AccessCode) -> tuple[Attachment, ...]:
    """A call on tape, with a paper, as case 1; anna has made a working copy of the paper and the minutes are sent."""
    files = tuple(store_file(blobs, [b"Zeuge"], name, cleaned=False) for name in ("a.mp3", "b.txt", "c.m4a"))
    assert oral.record(at(), code, TAPED, TODAY, "Eingegangen.", files).number == CASE
    oral.send_minutes(at(), CASE, "sound", "wie zuvor", "Die Niederschrift.")
    return files


def there(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def log_of(desk: Desk) -> tuple[Act, ...]:
    return tuple(reading.whole_log(desk, CASE))


def erased(desk: Desk) -> list[str]:
    return [act.data.values()["source"] for act in log_of(desk) if act.kind is Kind.FILE_DESTROYED]


# -- writing it down ----------------------------------------------------------------------------------------------


def test_what_was_told_becomes_a_case_like_all_others(at: Callable[..., Desk], code: AccessCode, booth: Booth) -> None:
    done = oral.record(at(), code, CALL, TODAY, "Eingegangen.")
    assert (done.sent, done.number, done.received) == (Sent.NEW, CASE, TODAY)
    case = reading.view(at("lead"), CASE).case
    assert (case.channel, case.topic, case.minutes.state) == ("phone", "geld", MinutesState.DRAFT)
    heard = mailbox.read(booth, mailbox.open_mailbox(booth, code))
    assert [line.said.text for line in heard.lines if line.said] == ["Am Telefon erzählt.", "Eingegangen."]


def test_the_deadlines_begin_with_the_day_of_receipt_and_a_late_acknowledgement_stays_late(
    at: Callable[..., Desk], code: AccessCode
) -> None:
    arrived = TODAY - timedelta(days=20)
    oral.record(at(), code, replace(CALL, channel="letter"), arrived, "Eingegangen.")
    case = reading.view(at(), CASE).case
    assert (case.received, case.acknowledged) == (arrived, TODAY)
    assert case.late == ("acknowledge",)


def test_acknowledged_by_hand_where_that_is_set(at: Callable[..., Desk], code: AccessCode) -> None:
    oral.record(at(), code, CALL, TODAY, None)
    assert reading.view(at(), CASE).case.acknowledged is None


def test_without_a_code_nobody_is_acknowledged_into_a_mailbox_nobody_reads(
    at: Callable[..., Desk], code: AccessCode
) -> None:
    done = oral.record(at(), code, replace(CALL, no_code="yes"), TODAY, "Eingegangen.")
    view = reading.view(at(), CASE)
    assert (done.number, view.case.acknowledged, len(view.dialogue)) == (CASE, None, 1)


@pytest.mark.parametrize("kind", [Kind.ACKNOWLEDGED, Kind.FEEDBACK])
def test_without_a_code_it_must_be_said_on_which_way_the_person_was_told(
    at: Callable[..., Desk], code: AccessCode, kind: Kind
) -> None:
    acts: dict[Kind, Callable[[str], object]] = {
        Kind.ACKNOWLEDGED: lambda how: casework.acknowledge(at(), CASE, "Eingegangen.", how=how),
        Kind.FEEDBACK: lambda how: procedure.give_feedback(at(), CASE, FEEDBACK, how=how),
    }
    oral.record(at(), code, replace(CALL, no_code="yes"), TODAY, None)
    before = log_of(at())
    for unsaid in ("", " \n", "x" * 2001):
        with pytest.raises(WayUnsaid):
            acts[kind](unsaid)
    assert log_of(at()) == before
    acts[kind](" Am Telefon, heute. ")
    assert (log_of(at())[-1].kind, log_of(at())[-1].data.values()["how"]) == (kind, "Am Telefon, heute.")


def test_names_in_the_way_are_pseudonyms(at: Callable[..., Desk], code: AccessCode) -> None:
    oral.record(at(), code, replace(CALL, no_code="yes"), TODAY, None)
    persons.add(at(), CASE, persons.Known("Karin Müller", "concerned"))
    casework.acknowledge(at(), CASE, "Eingegangen.", how="Am Telefon, ohne Karin Müller.")
    assert log_of(at())[-1].data.values()["how"] == "Am Telefon, ohne Person A."


def test_with_a_code_nobody_asks_for_the_way(at: Callable[..., Desk], code: AccessCode) -> None:
    oral.record(at(), code, CALL, TODAY, None)
    casework.acknowledge(at(), CASE, "Eingegangen.")
    procedure.give_feedback(at(), CASE, FEEDBACK)
    assert [act.data.values().get("how") for act in log_of(at())[-2:]] == [None, None]


def test_number_and_case_belong_to_the_year_of_receipt(at: Callable[..., Desk], code: AccessCode) -> None:
    arrived = TODAY.replace(year=TODAY.year - 1) + timedelta(days=9)
    assert oral.record(at(), code, CALL, arrived, None).number == f"HM-{arrived.year}-0001"


def test_excluded_officers_hold_no_key(at: Callable[..., Desk], code: AccessCode, founded: Founded) -> None:
    oral.record(at(), code, replace(CALL, excluded=(founded.people["bernd"].officer_id,)), TODAY, None)
    assert collect(at("bernd")) == Collected()
    with pytest.raises(FileNotFound):
        reading.view(at("bernd"), CASE)
    assert reading.view(at("lead"), CASE).case.number == CASE


def test_who_is_excluded_cannot_write_it_down(at: Callable[..., Desk], code: AccessCode, founded: Founded) -> None:
    with pytest.raises(ExcludesOneself):
        oral.record(at(), code, replace(CALL, excluded=(founded.people["anna"].officer_id,)), TODAY, None)
    assert collect(at("lead")) == Collected()
    assert casework_cases(at("lead")) == 0


def test_who_is_excluded_under_an_earlier_id_gets_no_key_and_cannot_write_it_down(
    at: Callable[..., Desk], code: AccessCode, letterbox: Store[Letterbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form opened before the same person was admitted anew excludes the id they had then."""
    bernd, everyone = at("bernd").officer_id, at().ring.everyone
    former = replace(next(o for o in everyone if o.officer_id == bernd), officer_id="f" * 16)
    monkeypatch.setattr(Ring, "everyone", property(lambda ring: (former, *ring._officers.values())))
    kept_from_bernd = replace(CALL, excluded=("f" * 16,))
    with pytest.raises(ExcludesOneself):
        oral.record(at("bernd"), code, kept_from_bernd, TODAY, None)
    oral.record(at(), code, kept_from_bernd, TODAY, None)
    with letterbox.read() as box:
        [(report_id, _)] = box.received_dates()
        assert box.wraps(report_id).keys() == {o.officer_id for o in everyone} - {bernd}


def casework_cases(desk: Desk) -> int:
    with desk.cabinet.read() as cabinet:
        return len(cabinet.file_ids())


@pytest.mark.parametrize(
    ("report", "days", "refused"),
    [
        (replace(TAPED, consent_to_record=""), 0, ConsentMissing),
        (replace(CALL, record="verbatim"), 0, ConsentMissing),
        (TAPED, 0, RecordingMissing),
        (CALL, 400, ReceiptDayWrong),
        (CALL, -1, ReceiptDayWrong),
    ],
)
def test_nothing_is_kept_that_must_not_be(
    at: Callable[..., Desk], code: AccessCode, report: Report, days: int, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        oral.record(at(), code, report, TODAY - timedelta(days=days), None)
    assert collect(at()) == Collected()
    assert casework_cases(at()) == 0


def test_a_second_click_makes_no_second_case(at: Callable[..., Desk], code: AccessCode) -> None:
    sent = [oral.record(at(), code, CALL, TODAY, "Eingegangen.") for _ in range(2)]
    assert [(done.sent, done.number) for done in sent] == [(Sent.NEW, CASE), (Sent.SAME, CASE)]
    assert casework_cases(at()) == 1
    assert len(reading.view(at(), CASE).dialogue) == 2


def test_a_form_that_was_changed_afterwards_changes_nothing(
    at: Callable[..., Desk], code: AccessCode, founded: Founded
) -> None:
    """It would stand there as the reporter's word, and who is excluded only now holds a key already."""
    oral.record(at(), code, CALL, TODAY, None)
    for more in ({"description": "Anders."}, {"excluded": (founded.people["bernd"].officer_id,)}):
        with pytest.raises(RecordedAlready):
            oral.record(at(), code, replace(CALL, **more), TODAY, None)
    assert len(reading.view(at(), CASE).dialogue) == casework_cases(at()) == 1


def test_a_cabinet_that_is_away_loses_nothing(
    at: Callable[..., Desk], code: AccessCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(desk: Desk) -> int:
        raise StoreAway()

    with monkeypatch.context() as patched:
        patched.setattr(oral, "collect", away)
        assert oral.record(at(), code, CALL, TODAY, None).number == ""
    assert collect(at()) == Collected()
    assert reading.view(at(), CASE).case.number == CASE


def test_a_case_received_before_an_officer_came_is_open_to_them_with_its_measures(
    at: Callable[..., Desk], code: AccessCode
) -> None:
    """Sealed for today's ring, so today's ring is who is entitled, not that of the day of receipt."""
    oral.record(at(), code, CALL, TODAY - timedelta(days=30), None)
    casework.take_over(at(), CASE)
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(at(), CASE, stage, "")
    made = measures.add(at(), CASE, "Vier Augen", "Kämmerei", TODAY)
    assert made is not None
    with at().cabinet.read() as cabinet:
        assert open_file(cabinet, at("bernd"), MEASURE, made.number).row.kind == MEASURE


# -- minutes ------------------------------------------------------------------------------------------------------


def test_minutes_go_to_be_checked_and_come_back(
    at: Callable[..., Desk], code: AccessCode, answer: Callable[..., bool]
) -> None:
    oral.record(at(), code, CALL, TODAY, None)
    oral.send_minutes(at(), CASE, "summary", "", "Erste Fassung.")
    answer(0, "correct", text="Es war im April.")
    assert refresh(at(), CASE) is Unfetched.NOTHING
    assert reading.look(at(), CASE).case.minutes.state is MinutesState.CORRECTED
    talk = oral.talk(at(), CASE)
    assert talk.minutes is not None
    assert (talk.minutes.text, [s.said.text for s in talk.to_minutes if s.said]) == (
        "Erste Fassung.",
        ["Es war im April."],
    )
    oral.send_minutes(at(), CASE, "summary", "", "Zweite Fassung.")
    answer(1, "confirm")
    assert refresh(at(), CASE) is Unfetched.NOTHING
    assert reading.look(at(), CASE).case.minutes.state is MinutesState.CONFIRMED
    assert oral.talk(at(), CASE).to_minutes[0].place == 2


def test_minutes_need_text_and_consent(at: Callable[..., Desk], code: AccessCode) -> None:
    oral.record(at(), code, CALL, TODAY, None)
    with pytest.raises(TextMissing):
        oral.send_minutes(at(), CASE, "summary", "", " ")
    with pytest.raises(ConsentMissing):
        oral.send_minutes(at(), CASE, "verbatim", " ", "Wort für Wort.")
    assert reading.look(at(), CASE).case.replies == 0


def test_a_second_click_sends_minutes_once(at: Callable[..., Desk], code: AccessCode) -> None:
    oral.record(at(), code, CALL, TODAY, None)
    for _ in range(2):
        oral.send_minutes(at(), CASE, "summary", "", "Fassung.", once="form")
    assert reading.look(at(), CASE).case.replies == 1


# -- the recording goes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", ["confirm", "refuse"])
@pytest.mark.parametrize("way", ["list", "case", "page"])
def test_the_request_that_takes_in_the_answer_erases_the_recording(
    at: Callable[..., Desk],
    taped: tuple[Attachment, ...],
    folder: Path,
    answer: Callable[..., bool],
    choice: str,
    way: str,
) -> None:
    answer(0, choice)
    ways: dict[str, Callable[[], object]] = {
        "list": lambda: collect(at("lead")),
        "case": lambda: reading.view(at("lead"), CASE),
        "page": lambda: refresh(at("lead"), CASE),
    }
    ways[way]()
    assert there(folder) == {taped[1].blob}
    with at().letterbox.read() as box:
        assert box.named_blobs([file.blob for file in taped]) == {taped[1].blob}, "the mailbox says so"
    assert erased(at()) == [taped[0].blob, taped[2].blob]
    *_, answered, first, second = log_of(at())
    assert answered.kind is Kind.FOLLOW_UP
    assert {first.signer, second.signer} == {at("lead").officer_id}
    assert first.data.values()["reason"] == BECAUSE
    assert "§ 11 Abs. 4" in BECAUSE
    assert oral.talk(at(), CASE).recordings == ()


def test_its_copies_go_too(
    at: Callable[..., Desk], taped: tuple[Attachment, ...], folder: Path, blobs: BlobStore, answer: Callable[..., bool],
    copied: None,
) -> None:  # fmt: skip
    copy = copies.make_working_copy(at(), blobs, CASE, taped[0].blob)
    assert copy.file.blob in there(folder)
    answer(0, "confirm")
    collect(at())
    assert there(folder) == {taped[1].blob}
    with at().cabinet.read() as cabinet:
        assert cabinet.named_blobs([copy.file.blob, taped[0].blob]) == set()


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies as the sandbox would make them."""
    cleaned = Cleaned(FileKind.TEXT, "audio/mpeg", "a.mp3", iter([b"Ton"]), ())
    monkeypatch.setattr("hinweisgeber.sandbox.clean", lambda *given: cleaned)


def test_corrected_minutes_are_not_final_so_the_recording_stays(
    at: Callable[..., Desk], taped: tuple[Attachment, ...], folder: Path, answer: Callable[..., bool]
) -> None:
    answer(0, "correct", text="Anders.")
    collect(at())
    assert there(folder) == {file.blob for file in taped}
    oral.send_minutes(at(), CASE, "summary", "", "Zweite Fassung.")
    answer(1, "confirm")
    collect(at())
    assert there(folder) == {taped[1].blob}


def test_ending_without_answer_erases_it_too(
    at: Callable[..., Desk], taped: tuple[Attachment, ...], folder: Path
) -> None:
    oral.end_minutes(at(today=TODAY + timedelta(days=14)), CASE, "no-answer", "zweimal erinnert")
    assert there(folder) == {taped[1].blob}
    assert erased(at()) == [taped[0].blob, taped[2].blob]


@pytest.mark.parametrize("state", ["no-answer", "confirmed", "not-confirmed"])
def test_minutes_are_not_ended_over_a_word_nobody_has_read(
    at: Callable[..., Desk], taped: tuple[Attachment, ...], folder: Path, answer: Callable[..., bool], state: str
) -> None:
    """It may wait in the letterbox, or a colleague has taken it in since the page was shown."""
    before = Saw(CASE, reading.newest_act(at(), CASE))
    answer(0, "correct", text="Es war im April.")
    for _ in range(2):
        late = replace(at(today=TODAY + timedelta(days=14)), saw=before)
        with pytest.raises(ChangedMeanwhile):
            oral.end_minutes(late, CASE, state, "zweimal erinnert")
        assert there(folder) == {file.blob for file in taped}
    assert reading.look(at(), CASE).case.minutes.state is MinutesState.CORRECTED
    if state != "no-answer":
        read = replace(at(), saw=Saw(CASE, reading.newest_act(at(), CASE)))
        oral.end_minutes(read, CASE, state, "am Tisch unterschrieben", "once")
        assert oral.end_minutes(read, CASE, state, "am Tisch unterschrieben", "once").minutes.state == state


@pytest.mark.parametrize("trouble", [StoreAway(), FormatBroken("a message is missing")], ids=["away", "damaged"])
def test_minutes_are_not_ended_while_the_letterbox_cannot_tell_what_waits(
    at: Callable[..., Desk],
    taped: tuple[Attachment, ...],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception,
) -> None:
    def fails(*_: object) -> object:
        raise trouble

    monkeypatch.setattr(Letterbox, "messages_from", fails)
    with pytest.raises(StoreAway):
        oral.end_minutes(at(today=TODAY + timedelta(days=14)), CASE, "no-answer", "zweimal erinnert")
    assert there(folder) == {file.blob for file in taped}


def test_ended_minutes_ask_for_no_answer_any_more_and_new_ones_do(
    at: Callable[..., Desk], code: AccessCode, answer: Callable[..., bool], booth: Booth
) -> None:
    oral.record(at(), code, CALL, TODAY, None)
    oral.send_minutes(at(), CASE, "summary", "", "Erste Fassung.")
    oral.end_minutes(at(today=TODAY + timedelta(days=14)), CASE, "no-answer", "zweimal erinnert")
    asked = mailbox.read(booth, mailbox.open_mailbox(booth, code)).questions(TODAY)[0]
    assert (asked.choices, asked.expired) == ((), True)
    with pytest.raises(NotOpenAnyMore):
        answer(0, "correct", text="Zu spät.")
    oral.send_minutes(at(), CASE, "summary", "", "Zweite Fassung.")
    answer(1, "confirm")


class Stubborn:
    """A blob store that deletes nothing for a while."""

    def __init__(self, blobs: BlobStore) -> None:
        self.blobs, self.away = blobs, True

    def __getattr__(self, name: str) -> Any:
        return getattr(self.blobs, name)

    def delete(self, name: str) -> None:
        if self.away:
            raise StoreAway()
        self.blobs.delete(name)


def test_no_final_minutes_ever_stand_beside_a_recording(
    at: Callable[..., Desk], taped: tuple[Attachment, ...], folder: Path, blobs: BlobStore,
    answer: Callable[..., bool], booth: Booth,
) -> None:  # fmt: skip
    """While the blob store is away the answer waits, others are taken in, and the next list does it all."""
    stubborn: Any = Stubborn(blobs)
    desk, other = at(blobs=stubborn), AccessCode.generate()
    oral.record(desk, other, CALL, TODAY, None)
    answer(0, "confirm")
    mailbox.write_on(booth, mailbox.open_mailbox(booth, other), "Noch etwas.", "p")
    assert collect(desk) == Collected()
    assert reading.look(desk, CASE).case.minutes.state is MinutesState.TO_CHECK
    assert reading.look(desk, "HM-2026-0002").case.follow_ups == 1
    assert refresh(desk, CASE) is Unfetched.RECORDING
    assert reading.view(desk, CASE).case.minutes.state is MinutesState.TO_CHECK
    with pytest.raises(RecordingStays):
        oral.end_minutes(replace(desk, today=TODAY + timedelta(days=14)), CASE, "no-answer", "weil")
    assert there(folder) == {file.blob for file in taped}
    stubborn.away = False
    assert collect(desk) == Collected()
    assert reading.look(desk, CASE).case.minutes.state is MinutesState.CONFIRMED
    assert there(folder) == {taped[1].blob}
    assert len(erased(desk)) == 2


def test_a_desk_that_reaches_no_blobs_takes_in_no_such_answer(
    desk: Desks, taped: tuple[Attachment, ...], answer: Callable[..., bool]
) -> None:
    answer(0, "confirm")
    assert collect(desk("anna")) == Collected()
    assert reading.look(desk("anna"), CASE).case.minutes.state is MinutesState.TO_CHECK


def test_killed_between_bytes_and_entry_the_next_request_ends_it(
    at: Callable[..., Desk], taped: tuple[Attachment, ...], folder: Path, answer: Callable[..., bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The process dies when the first blob is gone and nothing is committed."""
    answer(0, "confirm")

    class Killed(BaseException):
        """Nobody catches it."""

    real = at().blobs
    assert real is not None

    def die(name: str) -> None:
        real.delete(name)
        raise Killed()

    dying: Any = Stubborn(real)
    dying.delete = die
    with pytest.raises(Killed):
        collect(at(blobs=dying))
    assert there(folder) == {taped[1].blob, taped[2].blob}
    assert reading.look(at(), CASE).case.minutes.state is MinutesState.TO_CHECK
    collect(at())
    assert there(folder) == {taped[1].blob}
    assert erased(at()) == [taped[0].blob, taped[2].blob]


def test_minutes_of_sound_need_a_recording_that_can_be_erased_here(
    at: Callable[..., Desk], blobs: BlobStore, code: AccessCode
) -> None:
    """A tape that lies elsewhere, or only evidence in sound: nobody would erase it."""
    oral.record(at(), code, CALL, TODAY, None, (store_file(blobs, [b"Beweis"], "a.mp3", cleaned=False),))
    with pytest.raises(RecordingElsewhere):
        oral.send_minutes(at(), CASE, "sound", "mündlich", "Die Niederschrift.")
    assert reading.look(at(), CASE).case.replies == 0
    assert oral.send_minutes(at(), CASE, "verbatim", "mündlich", "Die Niederschrift.").replies == 1


def test_corrected_minutes_of_sound_are_sent_again_until_they_are_final(
    at: Callable[..., Desk], taped: tuple[Attachment, ...], answer: Callable[..., bool]
) -> None:
    answer(0, "correct", text="Anders.")
    collect(at())
    for _ in range(2):  # a second click too
        assert oral.send_minutes(at(), CASE, "sound", "wie zuvor", "Zweite Fassung.", once="form").replies == 3
    answer(1, "confirm")
    collect(at())
    assert oral.send_minutes(at(), CASE, "sound", "wie zuvor", "Zweite Fassung.", once="form").replies == 3
    with pytest.raises(RecordingElsewhere):
        oral.send_minutes(at(), CASE, "sound", "wie zuvor", "Dritte Fassung.")


def test_what_a_reporter_sends_is_no_recording_of_ours(
    at: Callable[..., Desk], blobs: BlobStore, folder: Path, code: AccessCode, answer: Callable[..., bool]
) -> None:
    """Evidence in sound stays when the call itself was only summed up."""
    file = store_file(blobs, [b"Beweis"], "a.mp3", cleaned=False)
    oral.record(at(), code, CALL, TODAY, None, (file,))
    oral.send_minutes(at(), CASE, "summary", "", "Fassung.")
    answer(0, "confirm")
    collect(at())
    assert there(folder) == {file.blob}


# -- meetings -------------------------------------------------------------------------------------------------------


def test_slots_are_offered_and_one_is_agreed(
    at: Callable[..., Desk], code: AccessCode, answer: Callable[..., bool]
) -> None:
    oral.record(at(), code, replace(CALL, meeting="yes"), TODAY, None)
    assert reading.look(at(), CASE).case.meeting.state is MeetingState.WISHED
    slots = [Slot(TODAY, "14:00", "office"), Slot(TODAY, "15:00", "video")]
    oral.offer_meeting(at(), CASE, slots, lambda slot: WORDS, "Bitte wählen Sie.")
    with pytest.raises(VideoConsentMissing):
        answer(0, "slot-1")
    answer(0, "slot-0")
    refresh(at(), CASE)
    meeting = reading.look(at(), CASE).case.meeting
    assert (meeting.state, meeting.slot) == (MeetingState.AGREED, WORDS.line)
    assert [s.said.data["choice"] for s in oral.talk(at(), CASE).to_meeting if s.said] == ["slot-0"]
