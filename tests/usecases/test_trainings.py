"""The training register (HinSchG § 15 Abs. 2): signed by leads, checked without a key, reminded of before it ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hinweisgeber.crypto import chain
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain import training
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.training import LONGEST, NOTICE, Subject, Training
from hinweisgeber.errors import Refused
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.officer import suspension, trainings
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import DaysWrong, FileNotFound, OnlyALead, Suspended
from tests.founded import TODAY, Founded
from tests.usecases.conftest import Desks

UNTIL = TODAY + timedelta(days=365)


def register(at: Desk) -> list[Training]:
    with at.cabinet.read() as cabinet:
        return trainings.all_of(cabinet, at.ring)


def whys(cabinet: Store[Cabinet], ring: Ring) -> list[str]:
    return [one.why for one in verifying.examine(verifying.Office(cabinet), ring, today=TODAY).findings]


def signed(at: Desk, kind: Kind, said: dict[str, Any], day: date = TODAY) -> None:
    """As a program of their own enters it."""
    with at.cabinet.write() as cabinet:
        sign, what = at.identity.sign, chain.open_text(said)
        suspension.enter_openly(cabinet, at.ring, kind, day, at.officer_id, sign, what)


def test_a_lead_enters_and_strikes_and_both_stay_in_the_journal(desk: Desks, founded: Founded) -> None:
    anna, lead = founded.people["anna"].officer_id, desk("lead")
    trainings.enter(lead, anna, "basics", TODAY, UNTIL)
    [one] = register(lead)
    assert (one.officer_id, one.subject, one.day, one.until, one.by) == (
        anna, Subject.BASICS, TODAY, UNTIL, lead.officer_id,
    )  # fmt: skip
    trainings.strike(lead, one.seq)
    assert register(lead) == []
    with lead.cabinet.read() as cabinet:
        assert [entry.kind for entry in cabinet.training()] == [Kind.TRAINED, Kind.TRAINING_STRUCK]


def test_a_form_sent_twice_is_one_entry(desk: Desks, founded: Founded) -> None:
    for _ in range(2):
        trainings.enter(desk("lead"), founded.people["anna"].officer_id, "talks", TODAY, UNTIL, "once")
    assert len(register(desk("lead"))) == 1


@pytest.mark.parametrize(
    ("who", "whom", "subject", "day", "until", "error"),
    [
        ("anna", "anna", "basics", TODAY, UNTIL, OnlyALead),
        ("lead", "nobody", "basics", TODAY, UNTIL, FileNotFound),
        ("lead", "anna", "juggling", TODAY, UNTIL, FileNotFound),
        ("lead", "anna", "basics", TODAY, TODAY - timedelta(days=1), DaysWrong),
        ("lead", "anna", "basics", TODAY, TODAY + LONGEST + timedelta(days=1), DaysWrong),
        ("lead", "anna", "basics", TODAY + timedelta(days=1), UNTIL, DaysWrong),
    ],
)
def test_what_cannot_be_is_refused(
    who: str, whom: str, subject: str, day: date, until: date, error: type[Refused], desk: Desks, founded: Founded
) -> None:
    officer_id = founded.people[whom].officer_id if whom in founded.people else "f" * 16
    with pytest.raises(error):
        trainings.enter(desk(who), officer_id, subject, day, until)
    assert register(desk("lead")) == []


def test_only_what_stands_is_struck_and_only_by_a_lead_who_is_there(desk: Desks, founded: Founded) -> None:
    lead, anna = desk("lead"), founded.people["anna"].officer_id
    trainings.enter(lead, anna, "basics", TODAY, UNTIL)
    [one] = register(lead)
    with pytest.raises(FileNotFound):
        trainings.strike(lead, one.seq - 1)
    with pytest.raises(OnlyALead):
        trainings.strike(desk("bernd"), one.seq)
    suspension.suspend_by_root(lead.cabinet, lead.ring, lead.officer_id, TODAY, founded.root().sign)
    with pytest.raises(Suspended):
        trainings.strike(lead, one.seq)
    assert register(lead) == [one]


SAYS = {"day": TODAY.isoformat(), "subject": "basics", "until": UNTIL.isoformat()}
FORGED = {
    "by somebody who is no lead": ("anna", Kind.TRAINED, {}, "training entered by somebody who may not"),
    "of nobody in the ring": ("lead", Kind.TRAINED, {"officer": "f" * 16}, "training of somebody or for days"),
    "for ten years": ("lead", Kind.TRAINED, {"until": "2036-11-21"}, "training of somebody or for days"),
    "of a day to come": ("lead", Kind.TRAINED, {"day": "2026-11-22"}, "training of somebody or for days"),
    "of another subject": ("lead", Kind.TRAINED, {"subject": "juggling"}, "what it says of a training has no form"),
    "with a word more": ("lead", Kind.TRAINED, {"note": "sehr gut"}, "what it says of a training has no form"),
    "struck out of nothing": ("lead", Kind.TRAINING_STRUCK, {}, "strikes a training that is not there"),
}


@pytest.mark.parametrize("what", FORGED)
def test_what_may_not_stand_counts_for_nothing_and_is_named_without_a_key(
    what: str, desk: Desks, founded: Founded, cabinet: Store[Cabinet], tampering: None
) -> None:
    who, kind, changed, why = FORGED[what]
    said = {"training": {"officer": founded.people["bernd"].officer_id, **SAYS, **changed}}
    signed(desk(who), kind, said if kind is Kind.TRAINED else {"training-struck": {"entry": 1}})
    assert [one.startswith(why) for one in whys(cabinet, desk("lead").ring)] == [True]
    assert register(desk("lead")) == []


def test_what_was_rightly_signed_is_not_named(desk: Desks, founded: Founded, cabinet: Store[Cabinet]) -> None:
    signed(desk("lead"), Kind.TRAINED, {"training": {"officer": founded.people["bernd"].officer_id, **SAYS}})
    assert whys(cabinet, desk("lead").ring) == []
    assert len(register(desk("lead"))) == 1


def training_of(who: str, subject: Subject, until: date) -> Training:
    return Training(who, subject, until - timedelta(days=365), until)


def test_one_is_reminded_from_sixty_days_before_the_end_until_it_is_done_again() -> None:
    one = training_of("a", Subject.TALKS, UNTIL)
    first = UNTIL - NOTICE
    assert [training.ending([one], {"a"}, day) for day in (first - timedelta(days=1), first)] == [[], [one]]
    assert training.ending([one], {"a"}, UNTIL + timedelta(days=400)) == [one], "also when it is over"
    again = training_of("a", Subject.TALKS, UNTIL + timedelta(days=365))
    assert training.ending([one, again], {"a"}, UNTIL) == []
    assert training.ending([one], {"b"}, UNTIL) == [], "nobody who has left"


def test_a_refresher_is_as_good_as_new_basics() -> None:
    basics, again = training_of("a", Subject.BASICS, UNTIL), training_of("a", Subject.REFRESHER, UNTIL + 2 * NOTICE)
    assert training.ending([basics], {"a"}, UNTIL) == [basics]
    assert training.ending([basics, again], {"a"}, UNTIL) == []
    after = UNTIL + timedelta(days=1)
    assert training.untrained([basics], ["a", "b"], UNTIL) == ["b"]
    assert training.untrained([basics, again], ["a"], after) == []
    assert training.untrained([training_of("a", Subject.PRIVACY, UNTIL)], ["a"], TODAY) == ["a"]
