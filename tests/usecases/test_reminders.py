"""Who is told what, when: new things once, due things daily, and never so that a mail's time tells a report's."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select

from hinweisgeber.domain.case import deadlines
from hinweisgeber.domain.case.deadlines import BERLIN, is_working_day
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.store.cabinet import Cabinet, outbox
from hinweisgeber.store.cabinet.mails import QUIET, WAITING, Mail
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import reminders
from hinweisgeber.usecases.keeper.reminders import MailHour, current_slot, decide, told_until
from hinweisgeber.usecases.leaving import retention
from hinweisgeber.usecases.officer import casework, measures
from hinweisgeber.usecases.officer.collect import Collected, collect
from tests.agreed import agreed
from tests.closing import ready_to_close
from tests.founded import TODAY, Founded
from tests.usecases.conftest import Desks, Reporter

HOURS = (8, 13)
MONDAY = date(2026, 11, 23)
LATER = date(2026, 12, 18)  # a Friday, when nothing is due soon in a case of MONDAY


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN)


@dataclass
class Office:
    """The outbox of this test, by user name."""

    letterbox: Store[Letterbox]
    cabinet: Store[Cabinet]
    founded: Founded
    active: set[str]

    def id(self, name: str) -> str:
        return self.founded.people[name].officer_id

    def decide(self, day: date, hour: int, minute: int = 2) -> set[str]:
        """User names of those for whom a mail is new in the slot."""
        before = {one.id for one in self.rows()}
        decide(self.letterbox, self.cabinet, self.active, HOURS, at(day, hour, minute))
        names = {person.officer_id: name for name, person in self.founded.people.items()}
        return {names[one.officer_id] for one in self.rows() if one.id not in before and one.state == WAITING}

    def rows(self) -> list[Mail]:
        """The outbox."""
        with self.cabinet.read() as cab:
            return [Mail(*row) for row in cab._db.execute(select(outbox))]

    def sent(self) -> None:
        """All that waits has gone out."""
        with self.cabinet.write() as cab:
            cab._db.exec_driver_sql("UPDATE outbox SET state = 'sent', next_try = 0 WHERE state = 'waiting'")

    def address(self, name: str, address: str | None) -> None:
        with self.cabinet.write() as cab:
            cab.set_mail_address(self.id(name), address)


@pytest.fixture
def office(letterbox: Store[Letterbox], cabinet: Store[Cabinet], founded: Founded) -> Office:
    """Anna and Bernd want mails, the lead does not."""
    made = Office(letterbox, cabinet, founded, {person.officer_id for person in founded.people.values()})
    for name in ("anna", "bernd"):
        made.address(name, f"{name}@example.org")
    return made


# -- slots --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "hour", "minute", "slot"),
    [
        (MONDAY, 7, 59, None),
        (MONDAY, 8, 0, 8),
        (MONDAY, 12, 59, 8),
        (MONDAY, 13, 0, 13),
        (MONDAY, 23, 59, 13),
        (date(2026, 11, 21), 9, 0, None),  # Saturday
        (date(2026, 11, 18), 9, 0, None),  # Buß- und Bettag
    ],
)
def test_a_slot_begins_at_a_fixed_hour_of_a_working_day(day: date, hour: int, minute: int, slot: int | None) -> None:
    assert current_slot(at(day, hour, minute), HOURS) == (MailHour(day, slot) if slot is not None else None)


def test_hours_are_those_of_berlin() -> None:
    summer = datetime.fromisoformat("2026-07-01T06:00:00+00:00")
    assert current_slot(summer, HOURS) == MailHour(date(2026, 7, 1), 8)
    assert current_slot(summer.replace(month=12), HOURS) is None


def test_every_due_day_is_told_of_on_a_working_day_before_it_or_on_it() -> None:
    """Over ten years: weekends, Easter, Christmas. On a day off one is told before."""
    day = date(2026, 1, 1)
    working = [day + timedelta(days=n) for n in range(3660) if is_working_day(day + timedelta(days=n))]
    for one, following in pairwise(working):
        assert told_until(one) >= one + timedelta(days=3)
        assert told_until(one) >= following, "and so what falls between two working days"
    assert told_until(date(2027, 3, 24)) == date(2027, 3, 27)
    assert told_until(date(2027, 3, 25)) == date(2027, 3, 30), "Maundy Thursday looks beyond Easter"


# -- new things ---------------------------------------------------------------------------------------------------


def test_a_new_report_is_told_to_whom_it_was_sealed_for(office: Office, reporter: Callable[[], Reporter]) -> None:
    reporter().send(Report("Erfunden.", excluded=(office.id("bernd"),)))
    assert office.decide(MONDAY, 8) == {"anna"}


def test_nothing_new_is_told_to_nobody(office: Office) -> None:
    assert office.decide(MONDAY, 8) == set()


def test_what_has_been_told_is_no_news_at_the_next_slot(office: Office, reporter: Callable[[], Reporter]) -> None:
    one = reporter()
    one.send()
    assert office.decide(MONDAY, 8) == {"anna", "bernd"}
    office.sent()
    assert office.decide(MONDAY, 13) == set()
    one.write("Noch etwas.", MONDAY)
    assert office.decide(MONDAY + timedelta(days=1), 8) == {"anna", "bernd"}, "a message is news again"


def test_what_one_has_collected_is_no_news_for_oneself(
    office: Office, reporter: Callable[[], Reporter], desk: Desks
) -> None:
    reporter().send(today=LATER)
    assert collect(desk("anna", LATER)) == Collected()
    assert office.decide(LATER, 13) == {"bernd"}


def test_follow_up_of_a_case_is_told_to_its_holders_alone(
    office: Office, reporter: Callable[[], Reporter], desk: Desks
) -> None:
    one = reporter()
    one.send(Report("Erfunden.", excluded=(office.id("bernd"),)), LATER)
    for name in ("anna", "bernd"):
        collect(desk(name, LATER))
    casework.take_over(desk("anna", LATER), "HM-2026-0001")
    assert office.decide(LATER, 8) == set()
    one.write("Noch etwas.", LATER)
    assert office.decide(LATER, 13) == {"anna"}


def test_follow_up_collected_by_a_colleague_is_not_told_to_who_lost_the_key(
    office: Office, reporter: Callable[[], Reporter], desk: Desks, tampering: None
) -> None:
    """The letterbox still holds bernd's wrap; who holds a case is said by the cabinet."""
    one = reporter()
    one.send(today=LATER)
    collect(desk("anna", LATER))
    with office.cabinet.write() as cab:
        cab._db.exec_driver_sql("DELETE FROM file_wrap WHERE officer_id = ?", (office.id("bernd"),))
    one.write("Noch etwas.", LATER)
    assert office.decide(LATER, 13) == {"anna"}


def test_nobody_without_address_and_nobody_outside_the_ring_is_told(
    office: Office, reporter: Callable[[], Reporter]
) -> None:
    reporter().send()
    office.active.remove(office.id("bernd"))
    assert office.decide(MONDAY, 8) == {"anna"}
    assert {one.officer_id for one in office.rows()} == {office.id(name) for name in ("lead", "anna", "bernd")}


def test_a_new_address_is_told_of_what_is_there(office: Office, reporter: Callable[[], Reporter]) -> None:
    reporter().send()
    assert office.decide(MONDAY, 8) == {"anna", "bernd"}
    office.sent()
    office.address("anna", "anna@neu.example.org")
    office.address("lead", "lead@example.org")
    assert office.decide(MONDAY, 13) == {"anna", "lead"}


# -- due things ---------------------------------------------------------------------------------------------------


def test_due_things_are_told_each_working_day_in_the_first_slot_to_holders(
    office: Office, reporter: Callable[[], Reporter], desk: Desks
) -> None:
    one = reporter()
    one.send(Report("Erfunden.", excluded=(office.id("bernd"),)), LATER)
    for name in ("anna", "bernd"):
        collect(desk(name, LATER))
    casework.take_over(desk("anna", LATER), "HM-2026-0001")
    until = deadlines.feedback_by(LATER, LATER)
    assert until == date(2027, 3, 18)  # a Thursday
    told = {}
    for day in (until + timedelta(days=n) for n in range(-7, 6)):
        early = office.decide(day, 8)
        office.sent()
        told[day] = (early, office.decide(day, 13))
    first = date(2027, 3, 15)
    assert {day for day, (early, _) in told.items() if early} == {
        day for day in told if day >= first and is_working_day(day)
    }
    assert all(early <= {"anna"} and not late for early, late in told.values())


def test_due_on_a_day_off_is_told_before_it(office: Office, reporter: Callable[[], Reporter], desk: Desks) -> None:
    received = date(2027, 3, 22)  # acknowledge by Easter Monday, 29 March
    reporter().send(today=received, acknowledgement=None)
    for name in ("anna", "bernd"):
        collect(desk(name, received))
    casework.take_over(desk("anna", received), "HM-2027-0001")
    assert office.decide(date(2027, 3, 24), 8) == set()
    assert office.decide(date(2027, 3, 25), 8) == {"anna", "bernd"}, "Maundy Thursday, the last working day"


def test_a_measures_check_is_told_once_a_week_from_its_week_until_it_is_rated(
    office: Office, reporter: Callable[[], Reporter], desk: Desks
) -> None:
    """A year after the case nobody looks into the register by chance."""
    reporter().send(Report("Erfunden.", excluded=(office.id("bernd"),)))
    at, number, check = desk("anna"), "HM-2026-0001", date(2028, 3, 2)
    collect(at)
    casework.take_over(at, number)
    casework.change_stage(at, number, "INVESTIGATION", "")
    casework.change_stage(at, number, "RESPONSE", "")
    measures.add(at, number, "Schulung", "SG 10", TODAY, check_on=check)
    measures.done(at, "MN-2026-0001")
    ready_to_close(at, number)
    agreed(casework.close, at, number, "NO_EVIDENCE", "x")
    for name in ("anna", "bernd"):
        collect(desk(name, check))
    assert check.weekday() == 3
    told = [day for n in range(-14, 28) for day in (check + timedelta(days=n),) if told_at_all(office, day)]
    assert told == [date(2028, 2, 28), date(2028, 3, 6), date(2028, 3, 13), date(2028, 3, 20), date(2028, 3, 27)]
    measures.rate(desk("anna", told[-1]), "MN-2026-0001", "yes", "Ja.")
    assert not any(told_at_all(office, told[-1] + timedelta(days=n)) for n in range(1, 15))


def told_at_all(office: Office, day: date) -> set[str]:
    """To whom a mail goes on this day; bernd, who may not open the measure, never gets one."""
    told = office.decide(day, 8)
    office.sent()
    told |= office.decide(day, 13)
    office.sent()
    assert told <= {"anna"}
    return told


def test_a_week_that_begins_with_days_off_is_told_of_on_its_first_working_day(
    office: Office, reporter: Callable[[], Reporter], desk: Desks
) -> None:
    reporter().send()
    at, number = desk("anna"), "HM-2026-0001"
    for name in ("anna", "bernd"):
        collect(desk(name))
    easter_monday = date(2028, 4, 17)
    casework.take_over(at, number)
    ready_to_close(at, number)
    agreed(casework.close, at, number, "NO_EVIDENCE", "x")
    agreed(retention.propose_hold, at, number, "Klage", "§ 11 Abs. 5", easter_monday + timedelta(days=3))
    assert not is_working_day(easter_monday)
    assert [day for n in range(5) for day in (easter_monday + timedelta(days=n),) if office.decide(day, 8)] == [
        easter_monday + timedelta(days=1)
    ]


def test_a_missed_first_slot_is_made_up_for_at_the_next(
    office: Office, reporter: Callable[[], Reporter], desk: Desks
) -> None:
    reporter().send(today=MONDAY, acknowledgement=None)
    for name in ("anna", "bernd"):
        collect(desk(name, MONDAY))
    assert office.decide(MONDAY + timedelta(days=30), 14) == {"anna", "bernd"}


# -- once, and telling nothing by the time ------------------------------------------------------------------------


def test_a_slot_is_decided_once_so_what_comes_later_waits_for_the_next(
    office: Office, reporter: Callable[[], Reporter]
) -> None:
    """Else a mail a few minutes after a report would tell when it came."""
    assert office.decide(MONDAY, 8, 2) == set()
    reporter().send(today=MONDAY)
    for minute in range(5, 60, 5):
        assert office.decide(MONDAY, 8, minute) == set()
    office.address("lead", "lead@example.org")
    assert office.decide(MONDAY, 12, 59) == set(), "nor for somebody who wants mails only now"
    assert office.decide(MONDAY, 13) == {"anna", "bernd", "lead"}


def test_a_tick_that_was_quicker_has_decided(
    office: Office, reporter: Callable[[], Reporter], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking and entering another tick enters the slot."""
    reporter().send()
    look = reminders._with_news

    def slowly(*what: Any) -> tuple[int, set[str]]:
        monkeypatch.setattr(reminders, "_with_news", look)
        assert office.decide(MONDAY, 8) == {"anna", "bernd"}
        return look(*what)

    monkeypatch.setattr(reminders, "_with_news", slowly)
    decide(office.letterbox, office.cabinet, office.active, HOURS, at(MONDAY, 8, 3))
    assert len(office.rows()) == 3


def test_each_mail_has_a_minute_of_its_own_within_three_quarters_of_an_hour(
    office: Office, reporter: Callable[[], Reporter], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []

    def highest(below: int) -> int:
        drawn.append(below)
        return below - 1 if len(drawn) == 1 else 0

    monkeypatch.setattr(secrets, "randbelow", highest)
    reporter().send()
    office.decide(MONDAY, 8, 2)
    begun = int(at(MONDAY, 8, 2).timestamp())
    waiting = sorted(one.next_try - begun for one in office.rows() if one.state == WAITING)
    assert (drawn, waiting) == ([2701, 2701], [0, 2700])


def test_rows_that_tell_nobody_hold_no_time(office: Office, reporter: Callable[[], Reporter]) -> None:
    office.decide(MONDAY, 8)
    assert {(one.state, one.next_try) for one in office.rows()} == {(QUIET, 0)}


def test_a_mail_that_still_waits_tells_the_new_things_too(office: Office, reporter: Callable[[], Reporter]) -> None:
    reporter().send()
    assert office.decide(MONDAY, 8) == {"anna", "bernd"}
    reporter().send()
    assert office.decide(MONDAY, 13) == set(), "the words are the same: one is enough"
    office.sent()
    assert office.decide(MONDAY + timedelta(days=1), 13) == set()


def test_old_rows_are_forgotten_but_not_what_is_still_to_be_sent(
    office: Office, reporter: Callable[[], Reporter]
) -> None:
    reporter().send()
    office.decide(MONDAY, 8)
    office.active.remove(office.id("bernd"))
    office.decide(MONDAY + timedelta(days=30), 8)
    assert len([one for one in office.rows() if one.day == MONDAY]) == 3
    office.decide(MONDAY + timedelta(days=31), 8)
    assert [one.officer_id for one in office.rows() if one.day == MONDAY] == [office.id("anna")]


def test_when_a_key_ends_soon_everybody_is_told_once_a_week(office: Office) -> None:
    def told(day: date, keys_end: bool) -> set[str]:
        before = {one.id for one in office.rows()}
        decide(office.letterbox, office.cabinet, office.active, HOURS, at(day, 8), keys_end)
        fresh = {one.officer_id for one in office.rows() if one.id not in before and one.state == WAITING}
        office.sent()
        return {name for name in office.founded.people if office.id(name) in fresh}

    tuesday, next_monday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=7)
    assert told(MONDAY, True) == {"anna", "bernd"}
    assert told(tuesday, True) == set()
    assert told(next_monday, False) == set()


def test_who_was_given_a_case_is_told_once_a_day_until_they_open_it(
    office: Office, sent: Reporter, desk: Desks, cabinet: Store[Cabinet]
) -> None:
    casework.take_over(desk("lead"), "HM-2026-0001")
    collect(desk("bernd"))
    for name in ("anna", "bernd"):
        with cabinet.write() as cab:
            cab.set_told(office.id(name), 100)
    assert office.decide(MONDAY, 8) == set()
    casework.assign(desk("lead"), "HM-2026-0001", office.id("bernd"), "Urlaub")
    assert office.decide(MONDAY, 13) == set(), "with the first mails of a day"
    for day in (1, 2):
        assert office.decide(MONDAY + timedelta(days=day), 8) == {"bernd"}
        office.sent()
    with cabinet.write() as cab:
        (file_id,) = cab.file_ids()
        cab.set_seen(file_id, office.id("bernd"), 0)
    assert office.decide(MONDAY + timedelta(days=3), 8) == set()
