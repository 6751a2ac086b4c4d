"""Nobody leaves the ring as the last one who can open something; and what nobody can open is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from unittest import mock

import pytest

from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain import records
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.domain.errors.fields import ReasonMissing
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import founding
from hinweisgeber.usecases.keeper.errors import LastHolder
from hinweisgeber.usecases.keeper.holders import examine
from hinweisgeber.usecases.officer import casework, measures, unlock
from hinweisgeber.usecases.officer.collect import collect
from tests.agreed import agreed
from tests.founded import MEMORY, TODAY, Founded
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.recheck import recheck
from tests.usecases.sql import execute

ONE, TWO = "HM-2026-0001", "HM-2026-0002"
Reporters = Callable[[], Reporter]
Revoke = Callable[..., Ring]


@pytest.fixture
def revoke(founded: Founded, cabinet: Store[Cabinet], letterbox: Store[Letterbox]) -> Revoke:
    """`revoke("anna")`: the ring without her from today on."""
    root = founded.root()

    def out(name: str, ring: Ring = founded.ring, days: int = 0) -> Ring:
        return founding.revoke(cabinet, letterbox, ring, root, name, TODAY + timedelta(days=days), TODAY)

    return out


@pytest.fixture
def annas(reporter: Reporters, desk: Desks) -> None:
    """Case 1 is everybody's. Case 2 only Anna can open: the reporter excluded the others."""
    others = (desk("lead").officer_id, desk("bernd").officer_id)
    reporter().send()
    reporter().send(Report("Erfunden.", excluded=others))
    collect(desk("anna"))


def named(refused: pytest.ExceptionInfo[LastHolder]) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    one = refused.value
    return one.cases, one.measures, len(one.waiting)


def test_the_last_holder_stays_and_the_cases_are_named(
    annas: None, revoke: Revoke, founded: Founded, cabinet: Store[Cabinet]
) -> None:
    unlock.login(cabinet, founded.ring, MEMORY, "anna", founded.people["anna"].passphrase, "", TODAY, 1)
    with pytest.raises(LastHolder) as refused:
        revoke("anna")
    assert named(refused) == ((TWO,), (), 0)
    assert execute(cabinet, "SELECT count(*) FROM session") == [(1,)], "nothing has changed"
    revoke("bernd")


def test_who_has_handed_everything_on_may_go(reporter: Reporters, desk: Desks, revoke: Revoke) -> None:
    anna = desk("anna")
    with mock.patch.object(Ring, "receivers", return_value=(anna.ring.get(anna.officer_id),)):
        reporter().send()
    collect(anna)
    with pytest.raises(LastHolder):
        revoke("anna")
    agreed(casework.assign, desk("anna"), ONE, desk("bernd").officer_id, "Ich gehe")
    revoke("anna")


def test_where_the_reporter_excluded_all_others_somebody_new_is_admitted_first(
    annas: None, desk: Desks, revoke: Revoke, founded: Founded, cabinet: Store[Cabinet], tampering: None
) -> None:
    """Checked here with the ring that knows her."""
    with pytest.raises(NotAllowed):
        agreed(casework.assign, desk("anna"), TWO, desk("bernd").officer_id, "Ich gehe")
    clara = founding.NewOfficer("clara", "Fallbearbeitung 3", "officer", "clara-und-nur-fuer-tests")
    ring = founding.admit(cabinet, founded.ring, founded.root(), clara, TODAY)
    anna = replace(desk("anna"), ring=ring)
    agreed(casework.assign, anna, TWO, ring.everyone[-1].officer_id, "Ich gehe")
    revoke("anna", ring)
    recheck([replace(desk("lead"), ring=ring)])


def test_the_ring_is_published_only_when_nothing_is_left_behind(
    annas: None, founded: Founded, cabinet: Store[Cabinet], letterbox: Store[Letterbox]
) -> None:
    published: list[Ring] = []
    root = founded.root()
    with pytest.raises(LastHolder):
        founding.revoke(cabinet, letterbox, founded.ring, root, "anna", TODAY, TODAY, published.append)
    assert published == []
    longer = founding.revoke(cabinet, letterbox, founded.ring, root, "bernd", TODAY, TODAY, published.append)
    assert published == [longer]


@pytest.mark.parametrize("junk", [b"junk", bytes(61), bytes(1714)])
def test_who_holds_junk_is_no_heir(
    reporter: Reporters, desk: Desks, revoke: Revoke, cabinet: Store[Cabinet], junk: bytes, tampering: None
) -> None:
    """As far as it shows without a key: by the size. `own` says which size a wrap has."""
    reporter().send()
    collect(desk("anna"))
    own = len(junk) != 61
    others = (desk("lead").officer_id, desk("bernd").officer_id)
    for officer_id in others:
        execute(
            cabinet, "UPDATE file_wrap SET wrap = :w, own = :own WHERE officer_id = :o", w=junk, own=own, o=officer_id
        )
    with pytest.raises(LastHolder) as refused:
        revoke("anna")
    assert named(refused) == ((ONE,), (), 0)
    revoke("bernd")  # whose own wrap is junk: nothing is lost with them


def test_who_goes_later_whose_key_has_ended_or_who_has_no_account_is_no_heir(
    reporter: Reporters, desk: Desks, revoke: Revoke, cabinet: Store[Cabinet], tampering: None
) -> None:
    reporter().send()
    collect(desk("anna"))
    leaving = revoke("bernd", days=30)
    execute(cabinet, "DELETE FROM officer WHERE username = 'lead'")
    with pytest.raises(LastHolder):
        revoke("anna", leaving)
    execute(cabinet, "INSERT INTO officer (officer_id, username, keystore, report_seq, message_seq) "
            "VALUES (:o, 'lead', '', 0, 0)", o=desk("lead").officer_id)  # fmt: skip
    with pytest.raises(LastHolder):
        revoke("anna", leaving, days=800)
    revoke("anna", leaving)


def test_a_report_nobody_has_collected_counts(reporter: Reporters, desk: Desks, revoke: Revoke) -> None:
    others = (desk("lead").officer_id, desk("bernd").officer_id)
    reporter().send(Report("Erfunden.", excluded=others), today=TODAY - timedelta(days=3))
    reporter().send(Report("Erfunden.", excluded=others))
    reporter().send()
    with pytest.raises(LastHolder) as refused:
        revoke("anna")
    assert refused.value.waiting == (TODAY - timedelta(days=3), TODAY)
    collect(desk("anna"))
    with pytest.raises(LastHolder) as refused:
        revoke("anna")
    assert named(refused) == ((ONE, TWO), (), 0), "collected, they are cases"


def test_who_has_tried_in_vain_to_open_a_report_is_no_heir(
    reporter: Reporters, desk: Desks, revoke: Revoke, letterbox: Store[Letterbox], tampering: None
) -> None:
    reporter().send()
    others = (desk("lead").officer_id, desk("bernd").officer_id)
    for one in others:
        execute(letterbox, "UPDATE report_wrap SET wrap = :w WHERE officer_id = :o", w=bytes(1714), o=one)
    for name in ("lead", "bernd"):
        collect(desk(name))
    with pytest.raises(LastHolder) as refused:
        revoke("anna")
    assert refused.value.waiting == (TODAY,)
    collect(desk("anna"))


def test_what_is_erased_holds_nobody_back(
    annas: None, revoke: Revoke, cabinet: Store[Cabinet], tampering: None
) -> None:
    execute(cabinet, "UPDATE file SET erased_on = :d WHERE n = 2", d=TODAY.isoformat())
    revoke("anna")


# -- measures have keys of their own --------------------------------------------------------------------------------


@pytest.fixture
def measure(reporter: Reporters, desk: Desks, cabinet: Store[Cabinet]) -> str:
    """A measure of case 1 that Anna alone can open, and whose case everybody can."""
    reporter().send()
    collect(desk("anna"))
    casework.take_over(desk("anna"), ONE)
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(desk("anna"), ONE, stage, "")
    made = measures.add(desk("anna"), ONE, "Schulung", "SG 10", TODAY)
    assert made is not None
    execute(
        cabinet,
        "DELETE FROM file_wrap WHERE officer_id <> :o AND file_id IN (SELECT id FROM file WHERE kind = 'measure')",
        o=desk("anna").officer_id,
    )
    return made.number


def test_a_measure_counts_and_goes_with_its_case(measure: str, desk: Desks, revoke: Revoke) -> None:
    with pytest.raises(LastHolder) as refused:
        revoke("anna")
    assert named(refused) == ((), (measure,), 0)
    agreed(casework.assign, desk("anna"), ONE, desk("bernd").officer_id, "Ich gehe")
    revoke("anna")
    assert [one.number for one in measures.register(desk("bernd")).measures] == [measure]


def test_a_measure_whose_case_is_erased_is_shared_by_itself(
    measure: str, desk: Desks, revoke: Revoke, cabinet: Store[Cabinet], tampering: None
) -> None:
    anna, bernd = desk("anna"), desk("bernd").officer_id
    with pytest.raises(NotAllowed):  # while there is a case, its keys go with the case
        measures.share(anna, measure, bernd, "Ich gehe")
    execute(cabinet, "UPDATE file SET erased_on = :d WHERE kind = 'case'", d=TODAY.isoformat())
    with pytest.raises(LastHolder):
        revoke("anna")
    with pytest.raises(ReasonMissing):
        measures.share(anna, measure, bernd, " ")
    for nobody in (anna.officer_id, "f" * 16, ""):
        with pytest.raises(NotAllowed):
            measures.share(anna, measure, nobody, "Ich gehe")
    measures.share(anna, measure, bernd, "Ich gehe", once="eins")
    measures.share(anna, measure, bernd, "Ich gehe", once="eins")
    [view] = measures.register(desk("bernd")).views
    assert [records.public(act.kind) for act in view.log] == ["measure-added", "case-act"], "one entry, and sealed"
    assert view.case_erased
    revoke("anna")


# -- what nobody can open -------------------------------------------------------------------------------------------


def test_what_nobody_can_open_today_is_named(
    annas: None, founded: Founded, cabinet: Store[Cabinet], letterbox: Store[Letterbox], tampering: None
) -> None:
    """Not before a key has ended; then by number, until it is extended."""

    def by_nobody(ring: Ring, day: date) -> tuple[str, ...]:
        return examine(cabinet, letterbox, ring, day).by_nobody

    assert by_nobody(founded.ring, TODAY) == ()
    ended = founded.ring.everyone[1].valid_until + timedelta(days=1)
    assert by_nobody(founded.ring, ended) == (ONE, TWO)
    anna = founded.people["anna"].officer_id
    assert by_nobody(founded.ring.extend(founded.root(), anna, ended), ended) == ()
    execute(cabinet, "DELETE FROM file_wrap WHERE officer_id = :o", o=anna)
    assert by_nobody(founded.ring, TODAY) == (TWO,), "after a backup without its keys"


def test_reports_that_wait_for_nobody_and_what_one_person_alone_can_open_are_counted(
    annas: None, reporter: Reporters, founded: Founded, cabinet: Store[Cabinet], letterbox: Store[Letterbox]
) -> None:
    reporter().send()
    held = examine(cabinet, letterbox, founded.ring, TODAY)
    assert (held.waiting, held.by_one) == ((), 1), "the one that the reporter kept from the others"
    ended = founded.ring.everyone[1].valid_until + timedelta(days=1)
    assert examine(cabinet, letterbox, founded.ring, ended).waiting == (TODAY,)
