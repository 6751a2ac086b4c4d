"""Suspended (LAW § 9): at once, by one lead or the operator's command, for three working days; it ends by itself."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from hinweisgeber.crypto import chain
from hinweisgeber.crypto.keystore import RootKey
from hinweisgeber.crypto.ring import ROOT, Ring
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.codec import canonical
from hinweisgeber.domain.suspension import last_day
from hinweisgeber.errors import Refused
from hinweisgeber.store.cabinet import NO_FILE, Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import founding, verifying
from hinweisgeber.usecases.officer import casework, overview, suspension, unlock
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import (
    ColleagueSuspended,
    FileNotFound,
    NobodyLeftToReceive,
    OnlyALead,
    SessionExpired,
    Suspended,
    SuspendedAgain,
    SuspendedAlready,
    SuspendsOneself,
)
from tests.founded import MEMORY, TODAY, Founded
from tests.usecases.conftest import Desks, Reporter

NUMBER = "HM-2026-0001"
LAST = date(2026, 11, 25)  # the founding day is a Saturday
AFTER = LAST + timedelta(days=1)


@pytest.fixture
def out(desk: Desks, founded: Founded) -> str:
    """The id of anna, whom the lead has suspended."""
    anna = founded.people["anna"].officer_id
    suspension.suspend(desk("lead"), anna)
    return anna


def numbers(desk: Desk) -> list[str]:
    collect(desk)
    return sorted(row.number for row in overview.every_row(desk).rows)


@pytest.mark.parametrize(("begun", "until"), [
    (date(2026, 11, 21), LAST), (date(2026, 11, 23), date(2026, 11, 26)),
    (date(2026, 11, 13), date(2026, 11, 19)),  # Buß- und Bettag is no working day in Saxony
    (date(2026, 12, 23), date(2026, 12, 29)),
])  # fmt: skip
def test_it_lasts_three_saxon_working_days_after_the_day_itself(begun: date, until: date) -> None:
    assert last_day(begun) == until


def test_a_session_ends_at_once_and_nobody_logs_in_until_it_is_over(
    founded: Founded, cabinet: Store[Cabinet], ring: Ring, desk: Desks
) -> None:
    anna = founded.people["anna"]

    def login(today: date) -> str:
        return unlock.login(cabinet, ring, MEMORY, "anna", anna.passphrase, "10.0.0.1", today, 1)

    cookie = login(TODAY)
    suspension.suspend(desk("lead"), anna.officer_id)
    with pytest.raises(SessionExpired):
        unlock.resume(cabinet, ring, MEMORY, cookie, TODAY, 2)
    for day in (TODAY, LAST):
        with pytest.raises(Suspended, match=r"25\.11\.2026"):
            login(day)
    assert login(AFTER)


def test_who_is_suspended_signs_nothing_even_with_a_page_still_open(sent: Reporter, desk: Desks, out: str) -> None:
    with pytest.raises(Suspended):
        casework.take_over(desk("anna"), NUMBER)
    casework.take_over(desk("anna", AFTER), NUMBER)


def test_a_lead_who_is_suspended_suspends_nobody(
    desk: Desks, cabinet: Store[Cabinet], ring: Ring, founded: Founded
) -> None:
    suspension.suspend_by_root(cabinet, ring, founded.people["lead"].officer_id, TODAY, founded.root().sign)
    with pytest.raises(Suspended):
        suspension.suspend(desk("lead"), founded.people["bernd"].officer_id)


def test_new_reports_are_not_for_who_is_suspended_neither_then_nor_later(
    reporter: Callable[[], Reporter], desk: Desks, out: str, letterbox: Store[Letterbox]
) -> None:
    reporter().send()
    assert numbers(desk("bernd")) == [NUMBER]
    assert numbers(desk("anna", AFTER)) == []
    with letterbox.read() as box:
        (report_id, _), *_ = box.received_dates()
        assert out not in box.wraps(report_id), "the key that the intake made for them is gone, too"


def test_a_report_nobody_took_in_meanwhile_is_still_not_for_them(
    reporter: Callable[[], Reporter], desk: Desks, out: str
) -> None:
    reporter().send()
    assert numbers(desk("anna", AFTER)) == []
    assert numbers(desk("bernd", AFTER)) == [NUMBER]


def test_where_nobody_else_may_read_a_report_it_waits_and_is_not_lost(
    reporter: Callable[[], Reporter], desk: Desks, out: str, founded: Founded
) -> None:
    from hinweisgeber.domain.dialogue.questions import Report

    others = tuple(founded.people[name].officer_id for name in ("lead", "bernd"))
    reporter().send(Report("Erfunden.", excluded=others))
    assert numbers(desk("bernd")) == []
    assert numbers(desk("anna", AFTER)) == [NUMBER]


def test_cases_they_have_stay_theirs(sent: Reporter, desk: Desks, out: str) -> None:
    casework.take_over(desk("lead"), NUMBER)
    assert numbers(desk("anna", AFTER)) == [NUMBER]


def test_nobody_hands_them_anything_meanwhile(sent: Reporter, desk: Desks, out: str) -> None:
    casework.take_over(desk("lead"), NUMBER)
    with pytest.raises(ColleagueSuspended):
        casework.assign(desk("lead"), NUMBER, out, "Urlaub")
    casework.assign(desk("lead", AFTER), NUMBER, out, "Urlaub")


@pytest.mark.parametrize(("who", "whom", "refusal"), [
    ("bernd", "anna", OnlyALead), ("lead", "lead", SuspendsOneself), ("lead", "nobody", FileNotFound),
])  # fmt: skip
def test_one_lead_and_nobody_else_suspends_and_not_themselves(
    desk: Desks, founded: Founded, who: str, whom: str, refusal: type[Refused], cabinet: Store[Cabinet]
) -> None:
    person = founded.people.get(whom)
    with pytest.raises(refusal):
        suspension.suspend(desk(who), person.officer_id if person else "f" * 16)
    with cabinet.read() as cab:
        assert not cab.suspending()


def test_one_alone_cannot_go_on_with_it(
    desk: Desks, out: str, cabinet: Store[Cabinet], ring: Ring, founded: Founded
) -> None:
    """Else three working days would be for ever, which needs two."""
    with pytest.raises(SuspendedAlready):
        suspension.suspend(desk("lead", LAST), out)
    with pytest.raises(SuspendedAgain):
        suspension.suspend(desk("lead", AFTER), out)
    suspension.suspend_by_root(cabinet, ring, out, AFTER, founded.root().sign)
    later = AFTER + timedelta(days=30)
    suspension.suspend(desk("lead", later), out)


def test_somebody_stays_for_new_reports(desk: Desks, out: str, founded: Founded, cabinet: Store[Cabinet]) -> None:
    suspension.suspend(desk("lead"), founded.people["bernd"].officer_id)
    with pytest.raises(NobodyLeftToReceive):
        suspension.suspend_by_root(cabinet, founded.ring, founded.people["lead"].officer_id, TODAY, founded.root().sign)


def test_a_second_click_suspends_once(desk: Desks, founded: Founded, cabinet: Store[Cabinet]) -> None:
    for _ in range(2):
        suspension.suspend(desk("lead"), founded.people["anna"].officer_id, "once")
    with cabinet.read() as cab:
        assert len(cab.suspending()) == 1


def test_the_operator_signs_with_the_root_also_with_one_that_succeeded(
    cabinet: Store[Cabinet], founded: Founded, ring: Ring, tampering: None
) -> None:
    """`tampering`: the desks' ring is the one of before."""
    new = RootKey.generate()
    longer = ring.succeed(founded.root(), new)
    suspension.suspend_by_root(cabinet, longer, founded.people["anna"].officer_id, TODAY, new.sign)
    text = verifying.checkpoint(cabinet, longer)  # its last entry is signed by that root
    assert verifying.verify(cabinet, longer, text, today=TODAY).entries == 2


def test_a_row_that_nobody_entitled_signed_suspends_nobody_and_is_named(
    desk: Desks, cabinet: Store[Cabinet], ring: Ring, founded: Founded, tampering: None
) -> None:
    anna, bernd = founded.people["anna"], desk("bernd")

    def forge(signer: str, sign: Callable[[bytes], bytes], whom: str, until: date) -> None:
        text, salt = canonical({}), secrets.token_bytes(chain.SALT)
        with cabinet.write() as cab:
            entry = chain.make_entry(
                ring.installation, cab.head(), TODAY, NO_FILE, Kind.SUSPENDED, signer, sign, chain.commit(salt, text),
                suspension.said(whom, until),
            )  # fmt: skip
            cab.append(entry, salt, text)

    forge(bernd.officer_id, bernd.identity.sign, anna.officer_id, LAST)  # an officer, no lead
    forge(ROOT, bernd.identity.sign, anna.officer_id, LAST)  # not the root's signature
    lead = desk("lead")
    forge(lead.officer_id, lead.identity.sign, anna.officer_id, date(2036, 1, 1))  # for ten years
    forge(lead.officer_id, lead.identity.sign, lead.officer_id, LAST)  # oneself
    with cabinet.read() as cab:
        assert suspension.all_of(cab, ring) == []
    found = verifying.examine(verifying.Office(cabinet), ring, today=TODAY).findings
    assert [one.why for one in found] == [
        "suspended by somebody who may not", "signature does not hold", "suspended for another time",
        "suspended by somebody who may not",
    ]  # fmt: skip


def test_verify_names_what_somebody_suspended_has_signed(
    sent: Reporter, desk: Desks, out: str, cabinet: Store[Cabinet], ring: Ring, monkeypatch: pytest.MonkeyPatch,
    tampering: None,
) -> None:  # fmt: skip
    with monkeypatch.context() as turned:
        turned.setattr("hinweisgeber.usecases.officer.entering.require_free", lambda *_: None)
        casework.take_over(desk("anna"), NUMBER)
    found = verifying.examine(verifying.Office(cabinet), ring, today=TODAY).findings
    assert [one.why for one in found] == ["signed by somebody suspended"]


def test_who_is_suspended_while_logging_in_gets_no_session(
    founded: Founded, cabinet: Store[Cabinet], ring: Ring, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, begin = founded.people["anna"], unlock._begin

    def meanwhile(*given: object) -> str | None:
        suspension.suspend(desk("lead"), anna.officer_id)
        return begin(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(unlock, "_begin", meanwhile)
    with pytest.raises(Suspended):
        unlock.login(cabinet, ring, MEMORY, "anna", anna.passphrase, "10.0.0.1", TODAY, 1)


def test_a_suspension_of_before_a_revocation_keeps_verifying(
    desk: Desks, out: str, cabinet: Store[Cabinet], letterbox: Store[Letterbox], ring: Ring, founded: Founded
) -> None:
    longer = founding.revoke(cabinet, letterbox, ring, founded.root(), "anna", TODAY, TODAY)
    assert verifying.verify(cabinet, longer, today=TODAY).entries == 2
