"""Which case a measure was born in: its first entry says it, and whoever writes rows says nothing by them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.crypto.seal import seal_text
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case import measure_steps
from hinweisgeber.domain.codec import canonical
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.store.cabinet import CASE, MEASURE, Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import casework, entering, measures, vouched
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk, OpenFile, open_file
from hinweisgeber.usecases.officer.errors import FileNotFound
from tests.agreed import agreed
from tests.founded import TODAY, Founded
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute

SECRET, HARMLESS, FIRST = "HM-2026-0001", "HM-2026-0002", "MN-2026-0001"


@pytest.fixture
def lead(reporter: Callable[[], Reporter], desk: Desks, ring: Ring, founded: Founded, cabinet: Store[Cabinet]) -> Desk:
    """Two cases that Bernd, who receives no reports, holds no key to; the first with a measure."""
    now = ring.receive(founded.root(), founded.people["bernd"].officer_id, False, TODAY)
    for title in ("Geheim (erfunden)", "Harmlos (erfunden)"):
        one = reporter()
        one.ring = now
        one.send(Report(title))
    at = replace(desk("lead"), ring=now)
    collect(at)
    for number in (SECRET, HARMLESS):
        casework.take_over(at, number)
        for stage in ("INVESTIGATION", "RESPONSE"):
            casework.change_stage(at, number, stage, "")
    measures.add(at, SECRET, "Bernd versetzen", "SG 10", TODAY)
    return at


@pytest.fixture
def bernd(lead: Desk, desk: Desks) -> Desk:
    return replace(desk("bernd"), ring=lead.ring)


def opened(at: Desk, kind: str, number: str) -> OpenFile:
    with at.cabinet.read() as cabinet:
        return open_file(cabinet, at, kind, number)


def moved(cabinet: Store[Cabinet], at: Desk, kind: str = MEASURE, n: int = 1) -> None:
    """With SQL: the harmless case is the parent."""
    execute(cabinet, "UPDATE file SET parent = :p WHERE kind = :k AND n = :n",
            p=opened(at, CASE, HARMLESS).id, k=kind, n=n)  # fmt: skip


def test_a_case_handed_on_takes_no_measure_of_another_case_along(
    lead: Desk, bernd: Desk, cabinet: Store[Cabinet], tampering: None
) -> None:
    moved(cabinet, lead)
    before = execute(cabinet, "SELECT max(seq) FROM epoch")
    agreed(casework.assign, lead, HARMLESS, bernd.officer_id, "Vertretung")
    assert measures.register(bernd) == measures.Register()
    with pytest.raises(FileNotFound):
        opened(bernd, MEASURE, FIRST)
    assert execute(cabinet, "SELECT max(seq) FROM epoch") == before, "nor gives it a new key"
    for only in (None, opened(lead, CASE, HARMLESS).id):
        assert measures.register(lead, only) == measures.Register((), (FIRST,)), "the register names it"
    with cabinet.read() as cab:
        assert casework.measure_acts(cab, lead, opened(lead, CASE, HARMLESS)) == []
    for act in (measures.done, lambda at, number: measures.share(at, number, bernd.officer_id, "x")):
        with pytest.raises(SealBroken):
            act(lead, FIRST)
    with pytest.raises(SealBroken), cabinet.write() as cab:
        entering.entitled(cab, lead, opened(lead, MEASURE, FIRST))


def test_a_case_whose_row_calls_it_a_measure_is_given_to_nobody(
    lead: Desk, bernd: Desk, cabinet: Store[Cabinet], tampering: None
) -> None:
    moved(cabinet, lead, CASE)
    execute(cabinet, "UPDATE file SET kind = 'measure', n = 9 WHERE kind = 'case' AND n = 1")
    agreed(casework.assign, lead, HARMLESS, bernd.officer_id, "Vertretung")
    assert len(execute(cabinet, "SELECT 1 FROM file_wrap WHERE officer_id = :o", o=bernd.officer_id)) == 1


def test_a_first_entry_sealed_anew_or_taken_away_frees_no_measure(
    lead: Desk, bernd: Desk, cabinet: Store[Cabinet], tampering: None
) -> None:
    """Who held the key once seals, as the first entry, one that tells of no case."""
    moved(cabinet, lead)
    file = opened(lead, MEASURE, FIRST)
    seq, said = file.row.said[0].seq, {"number": FIRST, "what": "x", "who": "y", "until": TODAY.isoformat()}
    text = seal_text(*file.keys.entry(seq, 1), canonical(said))
    execute(cabinet, "UPDATE journal_text SET sealed = :t WHERE seq = :s", s=seq, t=text)
    agreed(casework.assign, lead, HARMLESS, bernd.officer_id, "Vertretung")
    assert measures.register(bernd) == measures.Register()
    for bent in ("UPDATE journal_text SET salt = zeroblob(1)", "DELETE FROM journal_text"):
        execute(cabinet, f"{bent} WHERE seq = :s", s=seq)
        with cabinet.read() as cab, pytest.raises(SealBroken):
            vouched.born_of(cab, file)


@pytest.mark.parametrize("parent", [None, bytes(16)], ids=["forgotten", "erased"])
def test_a_parent_that_rows_forget_unlocks_no_key_while_the_case_is_there(
    parent: bytes | None, lead: Desk, bernd: Desk, cabinet: Store[Cabinet], tampering: None
) -> None:
    if parent is not None:  # another case, which is marked as erased
        parent = opened(lead, CASE, HARMLESS).id
        execute(cabinet, "UPDATE file SET erased_on = :d WHERE id = :f", d=TODAY.isoformat(), f=parent)
    execute(cabinet, "UPDATE file SET parent = :p WHERE kind = 'measure'", p=parent)
    with pytest.raises(NotAllowed):
        measures.share(lead, FIRST, bernd.officer_id, "Vertretung")
    with pytest.raises(FileNotFound):
        opened(bernd, MEASURE, FIRST)


def test_the_mark_lasts_through_new_keys_of_the_case_and_names_nothing(
    lead: Desk, bernd: Desk, cabinet: Store[Cabinet]
) -> None:
    with cabinet.write() as cab:
        before = open_file(cab, lead, CASE, SECRET)
        case = entering.renew(cab, lead, before, before.holders)
    [view] = measures.register(lead).views
    added = view.log[0].data
    assert isinstance(added, measure_steps.MeasureAdded)
    assert [act.kind for act in view.log] == [Kind.MEASURE_ADDED, Kind.EPOCH]
    assert added.born == case.keys.measure_mark(opened(lead, MEASURE, FIRST).id)
    assert added.born not in str(execute(cabinet, "SELECT open FROM journal")), "sealed"
    agreed(casework.assign, lead, SECRET, bernd.officer_id, "Vertretung")
    assert [one.case_number for one in measures.register(bernd).views] == [SECRET], "and its own case hands it on"


def test_a_measure_of_another_id_has_another_mark(lead: Desk) -> None:
    keys = opened(lead, CASE, SECRET).keys
    assert keys.measure_mark(bytes(16)) not in (
        keys.measure_mark(b"?" * 16), opened(lead, CASE, HARMLESS).keys.measure_mark(bytes(16))
    )  # fmt: skip
