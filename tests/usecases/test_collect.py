"""From the letterbox into the cabinet and back: one case each, in order, and nothing broken stops the rest."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hinweisgeber.crypto import contexts
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.keys import Recipient
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.crypto.seal import seal_text
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import MESSAGE, REPORTER, Said, first_report
from hinweisgeber.errors import FormatBroken
from hinweisgeber.store.cabinet import Cabinet, SealedFile
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import Letterbox, SealedMessage
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import casework, entering, overview, reading, take_in
from hinweisgeber.usecases.officer.bound import Bound
from hinweisgeber.usecases.officer.collect import Collected, collect, deliver
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import DialogueIncomplete, FileNotFound
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.recipients import recipients_for
from tests.agreed import agreed
from tests.closing import FEEDBACK, feedback, ready_to_close
from tests.founded import TODAY, Founded
from tests.sealed_1 import NewCase
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute
from tests.version_1 import sealed_1, submit_1

NUMBER = "HM-2026-0001"
Reporters = Callable[[], Reporter]


def numbers(desk: Desks, username: str) -> list[str]:
    return sorted(row.number for row in overview.every_row(desk(username)).rows)


def kinds(desk: Desks, username: str, number: str = NUMBER) -> list[Kind]:
    return [act.kind for act in reading.view(desk(username), number).standing]


def test_each_report_becomes_one_numbered_case(reporter: Reporters, desk: Desks) -> None:
    for year in (2026, 2026, 2027):
        reporter().send(today=date(year, 1, 5) if year > 2026 else TODAY)
    assert collect(desk("anna", date(2027, 1, 6))) == Collected()
    assert sorted(numbers(desk, "anna")) == ["HM-2026-0001", "HM-2026-0002", "HM-2027-0001"]


def test_two_desks_collecting_at_once_make_one_case(reporter: Reporters, desk: Desks) -> None:
    for _ in range(3):
        one = reporter()
        one.send()
        one.write("Nachtrag.")
    ready = threading.Barrier(3)

    def work(username: str) -> None:
        ready.wait()
        collect(desk(username))

    threads = [threading.Thread(target=work, args=(name,)) for name in ("anna", "bernd", "lead")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers(desk, "anna")) == 3
    for number in numbers(desk, "anna"):
        assert kinds(desk, "lead", number) == [Kind.CASE_RECEIVED, Kind.FOLLOW_UP]


def test_excluded_officer_collects_nothing(reporter: Reporters, desk: Desks, founded: Founded) -> None:
    reporter().send(Report("Erfunden.", excluded=(founded.people["lead"].officer_id,)))
    collect(desk("lead"))
    assert numbers(desk, "lead") == []
    collect(desk("anna"))
    assert (numbers(desk, "anna"), numbers(desk, "lead")) == ([NUMBER], [])
    with pytest.raises(FileNotFound):
        reading.view(desk("lead"), NUMBER)


def test_follow_ups_are_taken_in_in_their_order_and_once(sent: Reporter, desk: Desks) -> None:
    for n in range(1, 4):
        sent.write(f"Nachtrag {n}.")
    for name in ("bernd", "anna", "bernd"):
        assert collect(desk(name)) == Collected()
    view = reading.view(desk("anna"), NUMBER)
    said = [spoken.said.text for spoken in view.dialogue if spoken.said]
    assert said == ["Erfunden.", "Eingegangen.", "Nachtrag 1.", "Nachtrag 2.", "Nachtrag 3."]
    assert [act.kind for act in view.standing] == [Kind.CASE_RECEIVED, *3 * [Kind.FOLLOW_UP]]


def test_wraps_for_ids_outside_the_ring_are_dropped(
    reporter: Reporters, desk: Desks, letterbox: Store[Letterbox], cabinet: Store[Cabinet], founded: Founded
) -> None:
    reporter().send()
    execute(letterbox, "INSERT INTO report_wrap SELECT report_id, 'deadbeefdeadbeef', wrap FROM report_wrap LIMIT 1")
    collect(desk("anna"))
    with cabinet.read() as cab:
        [file_id] = cab.file_ids()
        assert cab.holders(file_id) == {person.officer_id for person in founded.people.values()}


def test_who_got_access_later_sees_all_follow_ups(reporter: Reporters, desk: Desks, founded: Founded) -> None:
    """Bernd's cursor has long passed these messages when he gets his key."""
    one, bernd = reporter(), founded.people["bernd"].officer_id
    with pytest.MonkeyPatch.context() as patch:  # he is on leave of absence when the report comes in
        patch.setattr("hinweisgeber.usecases.reporter.speaking.recipients_for", _all_but(bernd))
        one.send()
    one.write("Eins.")
    collect(desk("bernd"))
    collect(desk("anna"))
    one.write("Zwei.")
    collect(desk("bernd"))
    agreed(casework.assign, desk("anna"), NUMBER, bernd, "Vertretung")
    assert collect(desk("bernd")) == Collected()
    assert [s.said.text for s in reading.view(desk("bernd"), NUMBER).dialogue if s.said][2:] == ["Eins.", "Zwei."]


def _all_but(officer_id: str) -> Callable[..., list[Recipient]]:
    return lambda *asked: [one for one in recipients_for(*asked) if one.officer_id != officer_id]


# -- what is broken in the letterbox ------------------------------------------------------------------------------

GARBAGE = "zeroblob(1714)"


def test_broken_wrap_stops_no_other_report_and_is_tried_again(
    reporter: Reporters, desk: Desks, letterbox: Store[Letterbox], founded: Founded
) -> None:
    broken, anna = reporter(), founded.people["anna"].officer_id
    broken.send(Report("Beschädigt."))
    [(wrap,)] = execute(letterbox, "SELECT wrap FROM report_wrap WHERE officer_id = :o", o=anna)
    execute(letterbox, f"UPDATE report_wrap SET wrap = {GARBAGE} WHERE officer_id = :o", o=anna)
    broken.write("Nachtrag zur beschädigten.")
    reporter().send(Report("Heil."))
    assert [collect(desk("anna")), collect(desk("anna"))] == [Collected(unreadable=1)] * 2, "reported each time"
    [row] = overview.every_row(desk("anna")).rows
    assert row.title == "Heil."
    execute(
        letterbox, "UPDATE report_wrap SET wrap = :w WHERE officer_id = :o AND wrap = zeroblob(1714)", w=wrap, o=anna
    )
    assert collect(desk("anna")) == Collected()
    rows = {row.title: row for row in overview.every_row(desk("anna")).rows}
    assert set(rows) == {"Heil.", "Beschädigt."}
    assert rows["Beschädigt."].unread == 1, "its follow-up came along"


def test_colleagues_broken_wrap_leaves_their_list_and_other_cases_alone(
    reporter: Reporters, desk: Desks, letterbox: Store[Letterbox], founded: Founded, tampering: None
) -> None:
    """Anna's wrap is good, so she takes the case in; Bernd's is garbage, and stays where it is: the office makes the
    key of the file, and a wrap for him."""
    one, bernd = reporter(), founded.people["bernd"].officer_id
    one.send(Report("Beschädigt."))
    execute(letterbox, f"UPDATE report_wrap SET wrap = {GARBAGE} WHERE officer_id = :o", o=bernd)
    assert collect(desk("anna")) == Collected()
    one.write("Nachtrag.")
    reporter().send(Report("Heil."))
    assert [collect(desk("bernd")), collect(desk("bernd"))] == [Collected()] * 2
    assert numbers(desk, "bernd") == [NUMBER, "HM-2026-0002"]
    assert not overview.listing(desk("bernd"), overview.ListFilter()).unopened
    assert reading.view(desk("bernd"), NUMBER).title
    assert kinds(desk, "anna") == [Kind.CASE_RECEIVED, Kind.FOLLOW_UP]


def test_broken_text_stops_no_other_report(reporter: Reporters, desk: Desks, letterbox: Store[Letterbox]) -> None:
    reporter().send(Report("Beschädigt."))
    execute(letterbox, "UPDATE message SET sealed = zeroblob(4161) WHERE author = 'reporter'")
    reporter().send(Report("Heil."))
    assert collect(desk("anna")) == Collected(unreadable=1)
    assert [row.title for row in overview.every_row(desk("anna")).rows] == ["Heil."]


@pytest.mark.parametrize(
    "payload",
    [
        first_report(Report("x")).payload().replace(b'"description":"x"', b'"description":5'),
        b'{"kind":"message","text":"no report"}',
        b'{"kind":"report","text":"\\ud800"}',
        b"[" * 3000,
        b"",
    ],
    ids=lambda b: repr(b[:30]),
)
def test_rightly_sealed_nonsense_stops_no_other_report(
    reporter: Reporters, desk: Desks, letterbox: Store[Letterbox], founded: Founded, payload: bytes
) -> None:
    """Who has taken over the intake can seal whatever they like."""
    case = NewCase(b"n" * 16)
    sealed = seal_text(case.dialogue, contexts.message(case.case_id, "reporter", 0), payload)
    with letterbox.write() as box:
        box.add_report(case.case_id, TODAY, {o.officer_id: case.wrap_for(o.recipient()) for o in founded.ring.everyone})
        box.add_message(case.case_id, SealedMessage("reporter", 0, TODAY, b"t" * 16, sealed))
    reporter().send(Report("Heil."))
    assert collect(desk("anna")) == Collected(unreadable=1)
    assert [row.title for row in overview.every_row(desk("anna")).rows] == ["Heil."]


def test_forged_follow_up_is_shown_as_unreadable_and_closes_nothing(
    sent: Reporter, desk: Desks, letterbox: Store[Letterbox]
) -> None:
    with letterbox.write() as box:
        [(report_id, _)] = box.received_dates()
        box.add_message(report_id, SealedMessage("reporter", 1, TODAY, b"t" * 16, b"\x01" + bytes(99)))
    assert collect(desk("bernd")) == Collected()
    view = reading.view(desk("bernd"), NUMBER)
    assert view.dialogue[-1].said is None
    casework.note(desk("bernd"), NUMBER, "Es geht weiter.")


def lose(letterbox: Store[Letterbox], place: int) -> list[tuple[object, ...]]:
    """Somebody with SQL deletes a message of the reporter."""
    lost = execute(letterbox, "SELECT * FROM message WHERE author = 'reporter' AND place = :p", p=place)
    execute(letterbox, "DELETE FROM message WHERE author = 'reporter' AND place = :p", p=place)
    return lost


def test_a_lost_message_of_version_1_is_told_each_time_to_everybody_and_stops_no_other(
    booth: Booth, reporter: Reporters, desk: Desks, letterbox: Store[Letterbox]
) -> None:
    report_id, key = submit_1(booth, AccessCode.generate(), Report("Erfunden."), "Eingegangen.")
    with letterbox.write() as box:
        for place, text in enumerate(("Eins.", "Zwei."), start=1):
            box.add_message(report_id, sealed_1(key, report_id, REPORTER, place, booth, Said(MESSAGE, text)))
    [row] = lose(letterbox, 1)
    reporter().send(Report("Heil."))
    for name in ("anna", "bernd", "anna"):
        assert collect(desk(name)) == Collected(incomplete=(NUMBER,))
    assert numbers(desk, "anna") == [NUMBER, "HM-2026-0002"]
    assert reading.view(desk("anna"), NUMBER).incomplete
    places = ", ".join(f":c{n}" for n in range(len(row)))
    execute(letterbox, f"INSERT INTO message VALUES ({places})", **{f"c{n}": value for n, value in enumerate(row)})
    assert collect(desk("anna")) == Collected()
    view = reading.view(desk("anna"), NUMBER)
    assert (view.incomplete, [s.said.text for s in view.dialogue if s.said][2:]) == (False, ["Eins.", "Zwei."])


def test_a_case_is_not_closed_over_a_lost_message_unless_it_is_said_to_be_lost_for_good(
    sent: Reporter, desk: Desks, letterbox: Store[Letterbox]
) -> None:
    at = desk("anna")
    casework.take_over(at, NUMBER)
    ready_to_close(at, NUMBER)
    sent.write("Eins.")
    sent.write("Zwei.")
    lose(letterbox, 1)
    with pytest.raises(DialogueIncomplete):
        agreed(casework.close, at, NUMBER, "NO_EVIDENCE", "Nichts.")
    assert agreed(casework.close, at, NUMBER, "NO_EVIDENCE", "Nichts.", incomplete=True).closed_on == TODAY


def test_a_letterbox_that_was_put_back_swallows_no_new_report(
    reporter: Reporters, desk: Desks, letterbox: Store[Letterbox]
) -> None:
    """It gives the same numbers once more, below those everybody has collected."""
    first = reporter()
    first.send(Report("Vor der Kopie."))
    collect(desk("anna"))
    for n in range(3):
        reporter().send(Report(f"Nach der Kopie {n}."))
    for name in ("anna", "bernd"):
        collect(desk(name))
    for table, kept in {"report": 1, "message": 2}.items():
        execute(letterbox, f"DELETE FROM {table} WHERE seq > :n", n=kept)
        execute(letterbox, f"UPDATE sqlite_sequence SET seq = (SELECT max(seq) FROM {table}) WHERE name = '{table}'")
    first.write("Nachtrag.")
    reporter().send(Report("Neu."))
    for name in ("anna", "bernd"):
        assert collect(desk(name)) == Collected()
        assert sorted(row.title or "" for row in overview.every_row(desk(name)).rows) == [
            "Nach der Kopie 0.", "Nach der Kopie 1.", "Nach der Kopie 2.", "Neu.", "Vor der Kopie.",
        ]  # fmt: skip
    assert reading.view(desk("anna"), NUMBER).case.follow_ups == 1


# -- within a bound ------------------------------------------------------------------------------------------------


def test_within_a_bound_all_comes_in_batches_and_what_waits_is_counted(reporter: Reporters, desk: Desks) -> None:
    for n in range(7):
        one = reporter()
        one.send(Report(f"Hinweis {n}"))
        one.write("Nachtrag.")
    waiting = [collect(desk("anna"), Bound(number=3)).waiting for _ in range(4)]
    assert waiting == [4, 1, 0, 0]
    assert [row.follow_ups for row in overview.every_row(desk("anna")).rows] == [1] * 7
    assert collect(desk("bernd"), Bound(number=3)) == Collected(), "what a colleague has done costs nothing"


def test_when_time_is_over_ten_more_come_in_at_most(reporter: Reporters, desk: Desks) -> None:
    """Each page comes on by some, and by so few that it answers at once while strangers have the machine busy."""
    for n in range(12):
        reporter().send(Report(f"Hinweis {n}"))
    waiting = [collect(desk("anna"), Bound(seconds=0)).waiting for _ in range(2)]
    assert waiting == [2, 0]


def test_known_cases_are_written_to_before_new_reports_come_in(
    sent: Reporter, reporter: Reporters, desk: Desks
) -> None:
    """A flood that came first does not stand before a message in a known case."""
    for n in range(5):
        reporter().send(Report(f"Flut {n}"))
    sent.write("Wichtig.")
    assert collect(desk("bernd"), Bound(number=1)).waiting == 4
    assert sorted(row.follow_ups for row in overview.every_row(desk("bernd")).rows) == [0, 1]


def test_many_messages_in_one_case_come_in_batches_too(
    sent: Reporter, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hinweisgeber.usecases.officer.collect.BATCH", 2)
    for n in range(5):
        sent.write(f"Nachtrag {n}.")
    taken = []
    for _ in range(4):
        collect(desk("anna"), Bound(number=1))
        taken.append(overview.every_row(desk("anna")).rows[0].follow_ups)
    assert taken == [2, 4, 5, 5]


def test_nobody_who_writes_much_keeps_a_message_in_another_case_waiting(
    reporter: Reporters, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And it is told that more is to come."""
    monkeypatch.setattr("hinweisgeber.usecases.officer.collect.BATCH", 2)
    chatty, calm = reporter(), reporter()
    for one in (chatty, calm):
        one.send(Report("Erfunden.", excluded=(desk("bernd").officer_id,) if one is chatty else ()))
    collect(desk("anna"))
    for n in range(9):
        chatty.write(f"Nachtrag {n}.")
    calm.write("Wichtig.")
    assert collect(desk("anna"), Bound(number=2)).written == 8
    assert collect(desk("bernd"), Bound(number=0)).written == 1, "without what is kept from him"
    assert sorted(row.follow_ups for row in overview.every_row(desk("anna")).rows) == [1, 2]
    assert collect(desk("anna")) == Collected()
    assert sorted(row.follow_ups for row in overview.every_row(desk("anna")).rows) == [1, 9]


def test_a_report_that_cannot_become_a_case_stops_no_other(
    reporter: Reporters, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rightly sealed, and its sheet would be too large: whoever can write rows of the letterbox can make one."""
    for n in range(3):
        reporter().send(Report(f"Hinweis {n}"))
    real, bad = entering.create, list[bytes]()

    def create(cabinet: Cabinet, at: Desk, row: SealedFile, *rest: Any) -> None:
        bad.extend([row.id] if not bad else [])
        if row.id in bad:
            raise FormatBroken("too many bytes")
        real(cabinet, at, row, *rest)

    monkeypatch.setattr(take_in, "create", create)
    assert collect(desk("anna")).unreadable == 1
    assert len(numbers(desk, "anna")) == 2


def test_what_a_colleague_took_in_is_not_opened_again(
    reporter: Reporters, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        reporter().send()
    unwrapped: list[str] = []

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def unwrap(self: Identity, officer_id: str, *rest: Any) -> Any:
            unwrapped.append(officer_id)
            return real(self, officer_id, *rest)

        return unwrap

    for name in ("unwrap", "unwrap_report", "unwrap_epoch"):
        monkeypatch.setattr(Identity, name, counted(getattr(Identity, name)))
    collect(desk("anna"))
    overview.every_row(desk("anna"))
    assert unwrapped == [desk("anna").officer_id] * 3, "once each"
    collect(desk("bernd"))
    assert unwrapped == [desk("anna").officer_id] * 3, "whatever is the office's has wraps of its own"
    overview.every_row(desk("bernd"))
    assert unwrapped[3:] == [desk("bernd").officer_id] * 3, "once each, when they are listed"


def test_what_a_colleague_did_not_come_to_the_end_with_is_finished(
    reporter: Reporters, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(Exception):
        pass

    def crash(*_: object) -> None:
        raise Crash

    one = reporter()
    one.send()
    one.write("Nachtrag.")
    with monkeypatch.context() as patch:
        patch.setattr("hinweisgeber.usecases.officer.collect.collect_follow_ups", crash)
        with pytest.raises(Crash):
            collect(desk("anna"))
    collect(desk("bernd"))
    assert overview.every_row(desk("bernd")).rows[0].follow_ups == 1


# -- what could not be taken in ------------------------------------------------------------------------------------


def test_an_unreadable_report_holds_up_nothing_and_is_not_opened_again(
    reporter: Reporters,
    desk: Desks,
    letterbox: Store[Letterbox],
    cabinet: Store[Cabinet],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reporter().send(Report("Beschädigt."))
    execute(letterbox, "UPDATE message SET sealed = zeroblob(4161) WHERE author = 'reporter'")
    for n in range(3):
        reporter().send(Report(f"Heil {n}."))
    assert collect(desk("anna")) == Collected(unreadable=1)
    with cabinet.read() as cab, letterbox.read() as box:
        me = cab.officer(officer_id=desk("anna").officer_id)
        assert me
        assert (me.report_seq, me.message_seq) == box.newest(), "it pins neither mark"

    def costly(*_: object) -> object:
        raise AssertionError("something was opened although nothing changed")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Identity, "unwrap", costly)
        patch.setattr(Identity, "unwrap_own", costly)
        assert collect(desk("anna")) == Collected(unreadable=1), "it is told all the same"


def test_a_report_that_did_not_open_is_tried_anew_the_next_day(reporter: Reporters, desk: Desks) -> None:
    """Its day may be right by then."""
    reporter().send(today=TODAY + timedelta(days=2))
    assert collect(desk("anna")) == Collected(unreadable=1)
    assert collect(desk("anna", TODAY + timedelta(days=2))) == Collected()
    assert numbers(desk, "anna") == [NUMBER]


def test_all_that_could_not_be_taken_in_gets_its_turn(
    reporter: Reporters, desk: Desks, letterbox: Store[Letterbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hinweisgeber.usecases.officer.collect.AGAIN", 2)
    for n in range(5):
        reporter().send(Report(f"Beschädigt {n}."))
    kept = execute(letterbox, "SELECT seq, sealed FROM message WHERE author = 'reporter'")
    execute(letterbox, "UPDATE message SET sealed = zeroblob(4161) WHERE author = 'reporter'")
    assert collect(desk("anna")) == Collected(unreadable=5)
    for seq, sealed in kept:
        execute(letterbox, "UPDATE message SET sealed = :s WHERE seq = :n", s=sealed, n=seq)
    assert [collect(desk("anna")).unreadable for _ in range(4)] == [3, 1, 0, 0]
    assert len(numbers(desk, "anna")) == 5


# -- what goes out ------------------------------------------------------------------------------------------------


def away(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> object:
        raise StoreAway()

    for name in ("has_report", "messages", "reports_since"):
        monkeypatch.setattr(Letterbox, name, fails)


def test_reply_waits_while_the_letterbox_is_away_and_arrives_once(
    sent: Reporter, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    away(monkeypatch)
    casework.take_over(desk("anna"), NUMBER)
    casework.reply(desk("anna"), NUMBER, "Danke.")
    view = reading.view(desk("anna"), NUMBER)
    assert [(s.said.text, s.delivered) for s in view.dialogue if s.said][-1] == ("Danke.", False)
    with pytest.raises(StoreAway):
        collect(desk("anna"))
    monkeypatch.undo()
    assert sent.texts() == ["Erfunden.", "Eingegangen."]
    for name in ("anna", "bernd"):
        deliver(desk(name).cabinet, desk(name).letterbox, TODAY)
    assert sent.texts() == ["Erfunden.", "Eingegangen.", "Danke."]
    assert reading.view(desk("anna"), NUMBER).dialogue[-1].delivered
    assert sent.read().state.stage == "PREVENTION"


def test_crash_between_the_stores_delivers_nothing_twice(
    sent: Reporter, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The letterbox has it, and the cabinet never came to note that."""
    monkeypatch.setattr(Cabinet, "status_delivered", lambda *_: None)
    casework.reply(desk("anna"), NUMBER, "Danke.")
    monkeypatch.undo()
    casework.note(desk("anna"), NUMBER, "Der nächste Akt liefert aus.")
    assert sent.texts().count("Danke.") == 1
    assert all(spoken.delivered for spoken in reading.view(desk("anna"), NUMBER).dialogue)


def test_foreign_message_in_our_place_holds_up_only_itself(
    sent: Reporter, reporter: Reporters, desk: Desks, letterbox: Store[Letterbox]
) -> None:
    other = reporter()
    other.send()
    collect(desk("anna"))
    report_id = reading.view(desk("anna"), NUMBER).id
    with letterbox.write() as box:
        box.add_message(report_id, SealedMessage("office", 0, TODAY, b"f" * 16, b"\x01" + bytes(99)))
    casework.reply(desk("anna"), NUMBER, "Kommt dahinter.")
    casework.reply(desk("anna"), "HM-2026-0002", "Kommt an.")
    assert other.texts()[-1] == "Kommt an."
    spoken = reading.view(desk("anna"), NUMBER).dialogue[-1]
    assert (spoken.place, spoken.delivered) == (1, True), "behind what somebody has put there"


def test_public_state_never_goes_back(sent: Reporter, desk: Desks, letterbox: Store[Letterbox]) -> None:
    casework.take_over(desk("anna"), NUMBER)
    report_id = reading.view(desk("anna"), NUMBER).id
    with letterbox.read() as box:
        early = box.status(report_id)
    casework.change_stage(desk("bernd"), NUMBER, "INVESTIGATION", "")
    assert early
    with letterbox.write() as box:
        box.post_status(report_id, *early)  # a delivery that was held up
    assert sent.read().state.stage == "INVESTIGATION"


def test_erased_in_the_letterbox_is_not_delivered_again(
    sent: Reporter, desk: Desks, letterbox: Store[Letterbox], cabinet: Store[Cabinet]
) -> None:
    execute(letterbox, "DELETE FROM report")
    casework.reply(desk("anna"), NUMBER, "Zu spät.")
    with cabinet.read() as cab:
        assert cab.undelivered() == []
    with letterbox.read() as box:
        assert box.received_dates() == []


def test_said_kinds_of_the_office_reach_the_reporter(sent: Reporter, desk: Desks) -> None:
    feedback(desk("anna"), NUMBER)
    line = sent.read().lines[-1]
    assert (line.author, line.said) == ("office", replace(FEEDBACK.said(), day=TODAY))
