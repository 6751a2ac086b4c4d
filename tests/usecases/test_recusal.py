"""An officer who is biased leaves a case: at once, for good, signed by themselves, and what comes later stays shut."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hinweisgeber.crypto.errors import JournalBroken
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.crypto.ring import Officer
from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.domain.errors.fields import ReasonMissing
from hinweisgeber.domain.recusal_step import Recused
from hinweisgeber.store.cabinet import CASE, MEASURE, Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import founding, verifying
from hinweisgeber.usecases.leaving import persons
from hinweisgeber.usecases.officer import casework, entering, measures, overview, reading, recusal, rekey
from hinweisgeber.usecases.officer.bound import Bound
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk, OpenFile, case_of, open_file
from hinweisgeber.usecases.officer.errors import FileNotFound, NewerEntries, NobodyElse
from tests.agreed import agreed
from tests.founded import TODAY, Founded
from tests.newer import enters
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute

ONE, FIRST = "HM-2026-0001", "MN-2026-0001"
TOLD = "Eine Person ist befangen."


def opened(at: Desk, kind: str = CASE, number: str = ONE) -> OpenFile:
    with at.cabinet.read() as cabinet:
        return open_file(cabinet, at, kind, number)


@pytest.fixture
def anna(sent: Reporter, desk: Desks) -> Desk:
    """Who leads a case with a measure, a draft, an abstract and a line in their list."""
    at = desk("anna")
    casework.take_over(at, ONE)
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(at, ONE, stage, "")
    measures.add(at, ONE, "Schulung", "SG 10", TODAY)
    casework.keep_draft(at, ONE, "Angefangen.")
    reading.view(at, ONE)
    overview.listing(at, overview.ListFilter())
    return at


def test_who_leaves_finds_nothing_of_it_any_more_and_the_case_is_nobodys(
    anna: Desk, desk: Desks, cabinet: Store[Cabinet], letterbox: Store[Letterbox]
) -> None:
    recusal.recuse(anna, ONE, "Mein Bruder.", TOLD, "einmal")
    for kind, number in ((CASE, ONE), (MEASURE, FIRST)):
        with pytest.raises(FileNotFound):
            opened(anna, kind, number)
    assert overview.listing(anna, overview.ListFilter()).rows == []
    assert measures.register(anna).views == ()
    for table in ("file_wrap", "draft", "abstract", "line"):
        assert execute(cabinet, f"SELECT 1 FROM {table} WHERE officer_id = :o", o=anna.officer_id) == [], table
    assert execute(letterbox, "SELECT 1 FROM report_wrap WHERE officer_id = :o", o=anna.officer_id) == []
    case, act = reading.look(desk("bernd"), ONE).case, reading.view(desk("bernd"), ONE).entries.shown[0]
    assert (case.assigned_to, case.recused) == ("", (anna.officer_id,))
    assert isinstance(act.data, Recused)
    assert (act.kind, act.data.reason) == (Kind.RECUSED, "Mein Bruder.")
    recusal.recuse(anna, ONE, "Mein Bruder.", TOLD, "einmal")  # a second click
    collect(anna)
    with pytest.raises(FileNotFound):
        opened(anna)


def test_the_reporter_learns_that_it_was_done_and_nothing_else(anna: Desk, sent: Reporter) -> None:
    recusal.recuse(anna, ONE, "Mein Bruder.", TOLD)
    assert sent.texts()[-1] == TOLD
    assert "Bruder" not in str(sent.texts())


def test_the_reason_is_asked_for_and_names_in_it_become_pseudonyms(anna: Desk, desk: Desks) -> None:
    with pytest.raises(ReasonMissing):
        recusal.recuse(anna, ONE, " ", TOLD)
    persons.add(anna, ONE, persons.Known("Erika Muster", "concerned", since=TODAY))
    recusal.recuse(anna, ONE, "Erika Muster ist meine Tante.", TOLD)
    act = reading.view(desk("bernd"), ONE).entries.shown[0]
    assert "Muster" not in str(act.data.values())


def test_the_next_act_of_anybody_else_begins_an_epoch_the_measures_too(
    anna: Desk, desk: Desks, cabinet: Store[Cabinet]
) -> None:
    bernd = desk("bernd")
    recusal.recuse(anna, ONE, "Mein Bruder.", TOLD)
    assert opened(bernd).row.epoch == 1, "who leaves makes no key that they would know"
    assert anna.officer_id not in opened(bernd).holders | opened(bernd, MEASURE, FIRST).holders
    casework.note(bernd, ONE, "Danach.")
    assert opened(bernd).row.epoch == opened(bernd, MEASURE, FIRST).row.epoch == 2
    casework.note(bernd, ONE, "Noch einer.")
    assert opened(bernd).row.epoch == 2, "one is enough"
    verifying.verify(cabinet, bernd.ring)


def test_a_measure_begins_an_epoch_though_nobody_has_touched_its_case(anna: Desk, desk: Desks) -> None:
    recusal.recuse(anna, ONE, "Mein Bruder.", TOLD)
    measures.done(desk("bernd"), FIRST)
    assert (opened(desk("bernd")).row.epoch, opened(desk("bernd"), MEASURE, FIRST).row.epoch) == (1, 2)


def test_all_open_cases_at_once_find_it(anna: Desk, desk: Desks) -> None:
    recusal.recuse(anna, ONE, "Mein Bruder.", TOLD)
    assert rekey.renew_some(desk("bernd"), Bound()) == rekey.Renewed(1, 0)
    assert rekey.waiting(desk("bernd")) == []


def test_nobody_gives_them_the_case_again_whatever_their_id_is(
    anna: Desk, desk: Desks, letterbox: Store[Letterbox], founded: Founded
) -> None:
    recusal.recuse(anna, ONE, "Mein Bruder.", TOLD)
    with pytest.raises(NotAllowed):
        agreed(casework.assign, desk("bernd"), ONE, anna.officer_id, "Vertretung")
    before = next(one for one in anna.ring.everyone if one.officer_id == anna.officer_id)
    ring = founding.revoke(anna.cabinet, letterbox, anna.ring, founded.root(), "anna", TODAY, TODAY)
    new = Identity.generate()
    again = Officer("e" * 16, before.function, "officer", new.public, new.sign_public, TODAY, before.valid_until)
    bernd = replace(desk("bernd"), ring=ring.admit(founded.root(), again))
    with pytest.raises(NotAllowed):
        agreed(casework.assign, bernd, ONE, "e" * 16, "Vertretung")


def test_a_measure_that_outlives_its_case_is_not_given_to_them(
    anna: Desk, desk: Desks, cabinet: Store[Cabinet]
) -> None:
    recusal.recuse(anna, ONE, "Mein Bruder.", TOLD)
    execute(cabinet, "UPDATE file SET parent = NULL WHERE kind = 'measure'")
    with pytest.raises(NotAllowed):
        measures.share(desk("bernd"), FIRST, anna.officer_id, "Sie übernimmt.")


def test_the_last_who_could_open_it_is_told_what_to_do_first(anna: Desk, desk: Desks, cabinet: Store[Cabinet]) -> None:
    for name in ("bernd", "lead"):
        recusal.recuse(desk(name), ONE, "Auch ich.", TOLD)
    with pytest.raises(NobodyElse) as refused:
        recusal.recuse(anna, ONE, "Mein Bruder.", TOLD)
    assert refused.value.values["numbers"] == f"{ONE}, {FIRST}"
    assert opened(anna).holders == {anna.officer_id}
    assert opened(anna, MEASURE, FIRST).holders == {anna.officer_id}


def test_a_wrap_row_makes_nobody_somebody_else(
    anna: Desk, desk: Desks, cabinet: Store[Cabinet], tampering: None
) -> None:
    for name in ("bernd", "lead"):
        recusal.recuse(desk(name), ONE, "Auch ich.", TOLD)
    for (file_id,) in execute(cabinet, "SELECT id FROM file"):
        execute(cabinet, "INSERT INTO file_wrap (file_id, officer_id, own, wrap) VALUES (:f, :o, 0, zeroblob(1714))",
                f=file_id, o=desk("bernd").officer_id)  # fmt: skip
    with pytest.raises(NobodyElse):
        recusal.recuse(anna, ONE, "Mein Bruder.", TOLD)


def test_a_case_that_a_newer_version_worked_on_is_left_alone(anna: Desk, tampering: None) -> None:
    enters(anna, ONE, ["dreamt-of", {}])
    with pytest.raises(NewerEntries):
        recusal.recuse(anna, ONE, "Mein Bruder.", TOLD)
    assert opened(anna).row.wrap


def test_somebody_else_cannot_be_left_out_by_an_entry(
    anna: Desk, desk: Desks, cabinet: Store[Cabinet], tampering: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An officer with a changed program signs an entry that names fewer holders: `verify` sees it without a key."""
    bernd = desk("bernd")
    monkeypatch.setattr(entering, "ready", lambda cabinet, desk, file: file)
    with cabinet.write() as cab:
        file = open_file(cab, bernd, CASE, ONE)
        act = Act(Kind.NOTE, TODAY, bernd.officer_id)
        entering.enter(cab, bernd, file, case_of(file), act, leaves=True)
    with pytest.raises(JournalBroken, match="leave by themselves"):
        verifying.verify(cabinet, bernd.ring, today=date.max)
