"""Deputies (LAW § 9): for the days of a plan that a lead has signed, by key, beginning and ending by themselves."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from hinweisgeber.crypto import chain
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.codec import canonical
from hinweisgeber.domain.deputising import DutyPlan
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.errors import Refused
from hinweisgeber.store.cabinet import CASE, NO_FILE, Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.officer import casework, deputising, measures, overview, plans, reading
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk, open_file, read_log
from hinweisgeber.usecases.officer.errors import DaysWrong, DeputyAway, FileNotFound, OnlyALead
from tests.founded import TODAY, Founded
from tests.usecases.conftest import Desks, Reporter

NUMBER, MEASURE = "HM-2026-0001", "MN-2026-0001"
LAST = TODAY + timedelta(days=14)
AFTER = LAST + timedelta(days=1)


@pytest.fixture
def ring(founded: Founded) -> Ring:
    """In it bernd gets no new reports: so he has no key of his own."""
    return founded.ring.receive(founded.root(), founded.people["bernd"].officer_id, False, TODAY)


@pytest.fixture
def away(sent: Reporter, desk: Desks, founded: Founded) -> None:
    """Anna has case 1 and is away for two weeks; bernd stands in for her."""
    casework.take_over(desk("anna"), NUMBER)
    people = {name: one.officer_id for name, one in founded.people.items()}
    plans.plan(desk("lead"), people["anna"], people["bernd"], TODAY, LAST)


def numbers(desk: Desk) -> list[str]:
    deputising.settle(desk)
    return sorted(row.number for row in overview.every_row(desk).rows)


def acts_of(desk: Desk) -> list[Act]:
    with desk.cabinet.read() as cab:
        return read_log(cab, open_file(cab, desk, CASE, NUMBER))


def holders(cabinet: Store[Cabinet], founded: Founded) -> set[str]:
    with cabinet.read() as cab:
        (file_id,) = cab.file_ids()
        ids = cab.holders(file_id)
    return {name for name, one in founded.people.items() if one.officer_id in ids}


def test_a_deputy_gets_the_cases_of_the_absent_one_and_says_so_in_each_act(
    away: None, desk: Desks, founded: Founded
) -> None:
    assert numbers(desk("bernd")) == [], "nobody with a key has been at work yet"
    deputising.settle(desk("lead"))
    assert numbers(desk("bernd")) == [NUMBER]
    casework.note(desk("bernd"), NUMBER, "Erfunden.")
    casework.note(desk("lead"), NUMBER, "Auch erfunden.")
    acts = acts_of(desk("anna"))
    said = [(one.kind, one.data.instead) for one in acts if one.kind is Kind.NOTE]
    assert sorted(said, key=str) == sorted([(Kind.NOTE, founded.people["anna"].officer_id), (Kind.NOTE, None)], key=str)


def test_it_ends_by_itself_and_the_next_at_work_begins_a_key_without_them(
    away: None, desk: Desks, cabinet: Store[Cabinet], founded: Founded
) -> None:
    deputising.settle(desk("lead"))
    assert "bernd" in holders(cabinet, founded)
    deputising.settle(desk("lead", AFTER))
    assert holders(cabinet, founded) == {"anna", "lead"}
    kinds = [one.kind for one in acts_of(desk("anna", AFTER))]
    assert Kind.EPOCH in kinds
    before = len(kinds)
    deputising.settle(desk("lead", AFTER))
    assert len(acts_of(desk("anna", AFTER))) == before, "once"


def test_after_the_last_day_the_deputy_opens_nothing_though_nobody_was_at_work(
    away: None, desk: Desks, cabinet: Store[Cabinet], founded: Founded, ring: Ring
) -> None:
    deputising.settle(desk("lead"))
    with pytest.raises(FileNotFound):
        reading.view(desk("bernd", AFTER), NUMBER)
    assert numbers(desk("bernd", AFTER)) == []
    assert holders(cabinet, founded) == {"anna", "lead"}
    assert not verifying.examine(verifying.Office(cabinet), ring, today=AFTER).findings


def test_after_the_last_day_the_deputy_has_no_measures_either(
    away: None, desk: Desks, cabinet: Store[Cabinet], founded: Founded
) -> None:
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(desk("anna"), NUMBER, stage, "")
    measures.add(desk("anna"), NUMBER, "Schulung", "SG 10", TODAY)
    deputising.settle(desk("lead"))
    measures.done(desk("bernd", LAST), MEASURE)
    with cabinet.read() as cab:
        before = cab.head()
    late = desk("bernd", AFTER)
    acts: tuple[Callable[[], object], ...] = (
        lambda: measures.rate(late, MEASURE, "yes", "Wirkt."),
        lambda: measures.move(late, MEASURE, AFTER, None, "SG 11", "Anders."),
        lambda: measures.share(late, MEASURE, founded.people["lead"].officer_id, "Für später."),
        lambda: measures.done(late, MEASURE),
    )
    for act in acts:
        with pytest.raises(FileNotFound):
            act()
    assert measures.register(late) == measures.Register()
    with cabinet.read() as cab:
        assert cab.head() == before
    measures.rate(desk("anna", AFTER), MEASURE, "yes", "Wirkt.")


def test_a_deputys_own_keys_go_before_the_first_page_after_the_last_day(
    away: None, desk: Desks, cabinet: Store[Cabinet], founded: Founded
) -> None:
    deputising.settle(desk("lead"))
    deputising.leave(desk("bernd", LAST))
    assert "bernd" in holders(cabinet, founded)
    deputising.leave(desk("anna", AFTER))
    assert "bernd" in holders(cabinet, founded), "only one's own: what else there is to do, the next list does"
    deputising.leave(desk("bernd", AFTER))
    assert holders(cabinet, founded) == {"anna", "lead"}


def test_who_was_made_responsible_meanwhile_keeps_the_case(away: None, desk: Desks, founded: Founded) -> None:
    deputising.settle(desk("lead"))
    casework.assign(desk("lead"), NUMBER, founded.people["bernd"].officer_id, "Bleibt dabei")
    assert numbers(desk("lead", AFTER)) == [NUMBER]
    assert numbers(desk("bernd", AFTER)) == [NUMBER]


def test_a_plan_of_later_gives_nothing_before_its_first_day(
    sent: Reporter, desk: Desks, founded: Founded, cabinet: Store[Cabinet]
) -> None:
    casework.take_over(desk("anna"), NUMBER)
    people, first = {name: one.officer_id for name, one in founded.people.items()}, TODAY + timedelta(days=3)
    plans.plan(desk("lead"), people["anna"], people["bernd"], first, LAST)
    deputising.settle(desk("lead"))
    assert holders(cabinet, founded) == {"anna", "lead"}
    deputising.settle(desk("anna", first))
    assert holders(cabinet, founded) == {"anna", "lead", "bernd"}


def test_whom_the_reporter_excludes_gets_no_key_as_a_deputy_either(
    reporter: Callable[[], Reporter], desk: Desks, founded: Founded, cabinet: Store[Cabinet]
) -> None:
    people = {name: one.officer_id for name, one in founded.people.items()}
    reporter().send(Report("Erfunden.", excluded=(people["bernd"],)))
    collect(desk("anna"))
    casework.take_over(desk("anna"), NUMBER)
    plans.plan(desk("lead"), people["anna"], people["bernd"], TODAY, LAST)
    deputising.settle(desk("lead"))
    deputising.settle(desk("anna"))
    assert "bernd" not in holders(cabinet, founded)


@pytest.mark.parametrize(("who", "absent", "deputy", "first", "last", "refusal"), [
    ("bernd", "anna", "bernd", TODAY, LAST, OnlyALead),
    ("lead", "anna", "anna", TODAY, LAST, DaysWrong),
    ("lead", "anna", "bernd", LAST, TODAY, DaysWrong),
    ("lead", "anna", "bernd", TODAY, TODAY + timedelta(days=93), DaysWrong),
    ("lead", "anna", "bernd", TODAY - timedelta(days=9), TODAY - timedelta(days=1), DaysWrong),
    ("lead", "anna", "nobody", TODAY, LAST, DeputyAway),
    ("lead", "nobody", "anna", TODAY, LAST, FileNotFound),
])  # fmt: skip
def test_a_plan_that_cannot_be_is_refused(
    who: str, absent: str, deputy: str, first: date, last: date, refusal: type[Refused], desk: Desks, founded: Founded,
    cabinet: Store[Cabinet],
) -> None:  # fmt: skip
    people = {name: one.officer_id for name, one in founded.people.items()} | {"nobody": "f" * 16}
    with pytest.raises(refusal):
        plans.plan(desk(who), people[absent], people[deputy], first, last)
    with cabinet.read() as cab:
        assert not cab.planning()


def test_who_is_represented_then_represents_nobody(away: None, desk: Desks, founded: Founded) -> None:
    people = {name: one.officer_id for name, one in founded.people.items()}
    with pytest.raises(DeputyAway):
        plans.plan(desk("lead"), people["bernd"], people["anna"], LAST, LAST)


def test_a_plan_that_no_lead_signed_gives_nothing_and_is_named(
    sent: Reporter, desk: Desks, founded: Founded, cabinet: Store[Cabinet], ring: Ring, tampering: None
) -> None:
    people, at = {name: one.officer_id for name, one in founded.people.items()}, desk("bernd")
    casework.take_over(desk("anna"), NUMBER)
    forged = DutyPlan(people["bernd"], people["anna"], TODAY, LAST)
    with cabinet.write() as cab:
        text, salt = canonical({}), secrets.token_bytes(chain.SALT)
        entry = chain.make_entry(
            ring.installation, cab.head(), TODAY, NO_FILE, Kind.DEPUTY_PLANNED, at.officer_id, at.identity.sign,
            chain.commit(salt, text), plans.said(forged),
        )  # fmt: skip
        cab.append(entry, salt, text)
    deputising.settle(desk("lead"))
    assert holders(cabinet, founded) == {"anna", "lead"}
    found = verifying.examine(verifying.Office(cabinet), ring, today=TODAY).findings
    assert [one.why for one in found] == ["deputy planned by somebody who may not"]


def test_verify_names_a_key_given_as_a_deputy_without_a_plan(
    away: None, desk: Desks, cabinet: Store[Cabinet], ring: Ring, founded: Founded, tampering: None
) -> None:
    longer = DutyPlan(founded.people["bernd"].officer_id, founded.people["anna"].officer_id, TODAY, AFTER)
    deputising._join(desk("lead"), NUMBER, longer)
    found = verifying.examine(verifying.Office(cabinet), ring, today=TODAY).findings
    assert [one.why for one in found] == ["deputy without a plan"]
