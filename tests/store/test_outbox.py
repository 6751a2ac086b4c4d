"""Each mail reaches the server once, though two ticks are at it; what the server does not take is tried again."""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hinweisgeber import mail as smtp
from hinweisgeber.domain.case.deadlines import BERLIN
from hinweisgeber.store.cabinet import Cabinet, cabinet_store
from hinweisgeber.store.cabinet import outbox as table
from hinweisgeber.store.cabinet.mails import GIVEN_UP, QUIET, SENDING, SENT, WAITING, Mail
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import outbox, reminders
from hinweisgeber.usecases.keeper.outbox import Tally, pause, send_waiting
from tests.mail.smtp import Mailbox, hang_up, smtp_server
from tests.patience import PATIENT
from tests.store.conftest import Stores

MONDAY = date(2026, 11, 23)
BEGUN = datetime(2026, 11, 23, 8, 10, tzinfo=BERLIN)
PEOPLE = tuple(f"{n:016x}" for n in range(6))


@dataclass
class Clock:
    """Tests turn it."""

    instant: datetime = BEGUN

    def __call__(self) -> datetime:
        return self.instant

    def forward(self, **parts: float) -> None:
        self.instant += timedelta(**parts)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def address(officer_id: str) -> str:
    return f"person-{int(officer_id, 16)}@example.org"


def mail_id(officer_id: str) -> str:
    return officer_id * 2


@pytest.fixture
def waiting(cabinet: Store[Cabinet]) -> Store[Cabinet]:
    """A cabinet with six officers, a mail for each that may go out."""
    with cabinet.write() as cab:
        for one in PEOPLE:
            cab.add_officer(one, f"person{one}", "{}")
            cab.set_mail_address(one, address(one))
            cab.set_told(one, 7)
        cab.add_mails(
            Mail(mail_id(one), one, MONDAY, 8, WAITING, 0, int(BEGUN.timestamp()) - 60, None) for one in PEOPLE
        )
    return cabinet


def only(cabinet: Store[Cabinet]) -> set[str]:
    """Leaves the first officer's mail alone to be sent."""
    with cabinet.write() as cab:
        cab._db.exec_driver_sql(f"UPDATE outbox SET state = 'quiet' WHERE officer_id <> '{PEOPLE[0]}'")
    return set(PEOPLE)


def row(cabinet: Store[Cabinet], officer_id: str = PEOPLE[0]) -> Mail:
    with cabinet.read() as cab:
        return Mail(*cab._db.execute(select(table).where(table.c.officer_id == officer_id)).one())


# -- sent ---------------------------------------------------------------------------------------------------------


def test_each_mail_goes_to_its_person_once(waiting: Store[Cabinet], clock: Clock) -> None:
    with smtp_server(box := Mailbox()) as server:
        assert send_waiting(waiting, server, set(PEOPLE), clock) == Tally(sent=6)
        clock.forward(days=2)
        assert send_waiting(waiting, server, set(PEOPLE), clock) == Tally()
    assert sorted(box.to()) == sorted(address(one) for one in PEOPLE)
    done = row(waiting)
    assert (done.state, done.next_try) == (SENT, 0), "nor does it say when it went out"


def test_mails_are_alike_but_for_whom_they_go_to(waiting: Store[Cabinet], clock: Clock) -> None:
    with smtp_server(box := Mailbox()) as server:
        send_waiting(waiting, server, set(PEOPLE), clock)
    plain = {re.sub(rb"person-\d|<0{15}\d0{15}\d@", b"", content) for _, content in box.mails}
    assert len(plain) == len({len(content) for _, content in box.mails}) == 1
    assert b"Date: Mon, 23 Nov 2026 08:00:00 +0100\r\n" in plain.pop()


def test_a_mail_waits_for_its_minute(waiting: Store[Cabinet], clock: Clock) -> None:
    clock.forward(seconds=-61)
    with smtp_server(box := Mailbox()) as server:
        assert send_waiting(waiting, server, set(PEOPLE), clock) == Tally()
        clock.forward(seconds=1)
        assert send_waiting(waiting, server, set(PEOPLE), clock).sent == 6
    assert len(box.mails) == 6


def test_nothing_goes_to_who_has_left_the_ring_or_wants_none_any_more(waiting: Store[Cabinet], clock: Clock) -> None:
    with waiting.write() as cab:
        cab.set_mail_address(PEOPLE[1], None)
    with smtp_server(box := Mailbox()) as server:
        assert send_waiting(waiting, server, set(PEOPLE[1:3]), clock).sent == 1
    assert box.to() == [address(PEOPLE[2])]
    assert (row(waiting, PEOPLE[1]).state, row(waiting).state) == (QUIET, WAITING)


def test_one_person_has_one_row_in_a_slot(waiting: Store[Cabinet]) -> None:
    again = replace(row(waiting), id="f" * 32)
    with pytest.raises(Exception, match=r"(?i)unique"), waiting.write() as cab:
        cab.add_mails([again])


# -- not sent -----------------------------------------------------------------------------------------------------


def test_what_was_not_taken_is_tried_again_later_and_later(waiting: Store[Cabinet], clock: Clock) -> None:
    active, pauses = only(waiting), []
    with smtp_server(box := Mailbox(data="451 not now")) as server:
        for _ in range(9):
            assert send_waiting(waiting, server, active, clock).failed == 1
            assert send_waiting(waiting, server, active, clock) == Tally(), "not before its time"
            pauses.append(row(waiting).next_try - int(clock().timestamp()))
            clock.instant = datetime.fromtimestamp(row(waiting).next_try, UTC)
        box.data = "250 OK"
        assert send_waiting(waiting, server, active, clock).sent == 1
    minutes = [seconds // 60 for seconds in pauses]
    assert minutes == [5, 10, 20, 40, 80, 160, 320, 360, 360]
    assert pause(10_000) == 6 * 3600


def test_after_a_month_without_server_the_mail_still_goes_out(waiting: Store[Cabinet], clock: Clock) -> None:
    active = only(waiting)
    with smtp_server(Mailbox(mail="451 no")) as server:
        for _ in range(40):
            send_waiting(waiting, server, active, clock)
            clock.forward(days=1)
        assert row(waiting).trouble == "Absender abgelehnt (451)"
    with smtp_server(box := Mailbox()) as server:
        assert send_waiting(waiting, server, active, clock).sent == 1
    assert box.to() == [address(PEOPLE[0])]


def test_a_server_that_is_away_is_asked_once_a_tick(waiting: Store[Cabinet], clock: Clock) -> None:
    with smtp_server(box := Mailbox(before_data=hang_up)) as server:
        tally = send_waiting(waiting, server, set(PEOPLE), clock)
    assert (tally.sent, tally.failed, box.mails) == (0, 1, [])
    assert sorted(row(waiting, one).attempts for one in PEOPLE) == [0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("reply", ["451 later", "550 unknown"])
def test_one_refused_address_stops_no_other(waiting: Store[Cabinet], clock: Clock, reply: str) -> None:
    with smtp_server(box := Mailbox(rcpt={address(PEOPLE[0]): reply})) as server:
        tally = send_waiting(waiting, server, set(PEOPLE), clock)
    assert (tally.sent, tally.failed) == (5, 1)
    assert address(PEOPLE[0]) not in box.to()
    assert row(waiting).state == WAITING


def test_an_address_refused_for_five_days_is_given_up_and_the_person_told_of_nothing(
    waiting: Store[Cabinet], clock: Clock
) -> None:
    active = only(waiting)
    with smtp_server(box := Mailbox(rcpt={address(PEOPLE[0]): "550 unknown"})) as server:
        for _ in range(5):
            send_waiting(waiting, server, active, clock)
            assert row(waiting).state == WAITING
            clock.forward(days=1)
        assert told(waiting) == 7
        send_waiting(waiting, server, active, clock)
        assert (row(waiting).state, row(waiting).trouble) == (GIVEN_UP, "Adresse abgelehnt (550)")
        assert told(waiting) == 0, "so the next slot tells it anew"
        clock.forward(days=9)
        assert send_waiting(waiting, server, active, clock) == Tally()
    assert box.mails == []
    with waiting.write() as cab:
        assert [name for name, _ in cab.troubled_mails()] == [f"person{PEOPLE[0]}"]
        cab.set_mail_address(PEOPLE[0], "neu@example.org")
        assert cab.troubled_mails() == [], "a new address has refused nothing yet"


def told(cabinet: Store[Cabinet]) -> int:
    with cabinet.read() as cab:
        return next(one.told for one in cab.mail_accounts() if one.officer_id == PEOPLE[0])


# -- the one case that can happen twice ---------------------------------------------------------------------------


def test_if_the_250_is_lost_both_mails_have_one_message_id(waiting: Store[Cabinet], clock: Clock) -> None:
    active = only(waiting)
    with smtp_server(box := Mailbox(after_data=hang_up)) as server:
        assert send_waiting(waiting, server, active, clock).failed == 1
        box.after_data = None
        clock.forward(minutes=5)
        assert send_waiting(waiting, server, active, clock).sent == 1
    first, second = (content for _, content in box.mails)
    assert first == second
    assert f"Message-ID: <{mail_id(PEOPLE[0])}@example.org>".encode() in first


def test_a_mail_whose_sender_died_is_sent_after_its_claim_has_lapsed(
    waiting: Store[Cabinet], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    active = only(waiting)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with smtp_server(box := Mailbox()) as server:
        with monkeypatch.context() as patched:
            patched.setattr(smtp, "send", killed)
            with pytest.raises(KeyboardInterrupt):
                send_waiting(waiting, server, active, clock)
        assert row(waiting).state == SENDING
        clock.forward(seconds=outbox.CLAIM_SECONDS - 1)
        assert send_waiting(waiting, server, active, clock) == Tally()
        clock.forward(seconds=1)
        assert send_waiting(waiting, server, active, clock).sent == 1
    assert len(box.mails) == 1


def test_a_claim_outlasts_a_conversation() -> None:
    assert outbox.CLAIM_SECONDS > 2 * (smtp.CONVERSATION_SECONDS + smtp.REPLY_SECONDS)


def test_who_comes_late_with_a_lapsed_claim_changes_nothing(waiting: Store[Cabinet]) -> None:
    """The first sender's claim has lapsed, a second has sent: the first one's failure must not put the mail back."""
    with waiting.write() as cab:
        mail = cab.next_mail(PEOPLE, int(BEGUN.timestamp()))
        assert mail is not None
        assert cab.claim(mail, 0)
        assert not cab.claim(mail, 0), "the very same claim is taken once"
        first = replace(mail, state=SENDING, attempts=1)
        assert cab.claim(first, 0)
        second = replace(mail, state=SENDING, attempts=2)
        assert cab.settle(second, SENT, 0)
        assert not cab.settle(first, WAITING, 0)
    assert row(waiting, mail.officer_id).state == SENT


# -- several at once ----------------------------------------------------------------------------------------------


def one_tick(urls: tuple[str, str], server: smtp.Server, gate: Any, results: Any) -> None:
    """What a process does: a whole tick, at the same moment as the others."""
    letterbox, cabinet = letterbox_store(urls[0]), cabinet_store(urls[1])
    gate.wait()
    try:
        tally = send_waiting(cabinet, server, set(PEOPLE), Clock())
        reminders.decide(letterbox, cabinet, set(PEOPLE), (8,), datetime(2026, 11, 24, 9, tzinfo=BERLIN))
        results.put((tally.sent, tally.failed))
    except BaseException as error:
        results.put(repr(error))
    letterbox.dispose()
    cabinet.dispose()


@pytest.fixture
def together(stores: Stores) -> Callable[[smtp.Server], list[Any]]:
    """Three processes that tick at once; what each reports."""
    urls = tuple(s.url.render_as_string(hide_password=False) for s in (stores.letterbox, stores.cabinet))
    spawn = multiprocessing.get_context("spawn")

    def run(server: smtp.Server) -> list[Any]:
        gate, results = spawn.Barrier(3), spawn.Queue()
        processes = [spawn.Process(target=one_tick, args=(urls, server, gate, results)) for _ in range(3)]
        for process in processes:
            process.start()
        answers = [results.get(timeout=PATIENT) for _ in processes]
        for process in processes:
            process.join(timeout=PATIENT)
        return answers

    return run


def test_three_ticks_at_once_send_each_mail_once_and_decide_each_slot_once(
    waiting: Store[Cabinet], together: Callable[[smtp.Server], list[Any]]
) -> None:
    with smtp_server(box := Mailbox()) as server:
        answers = together(server)
    assert sum(sent for sent, _ in answers) == 6, answers
    assert sorted(box.to()) == sorted(address(one) for one in PEOPLE)
    with waiting.read() as cab:
        assert cab.decided_hours(date(2026, 11, 24)) == {8}
        rows = cab._db.exec_driver_sql("SELECT count(*) FROM outbox WHERE day = '2026-11-24'").scalar()
    assert rows == len(PEOPLE)
