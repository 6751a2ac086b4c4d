"""The register: born in Resonanz, each with a key of its own, outliving its case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.seal import seal_text
from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.codec import canonical
from hinweisgeber.domain.dialogue.texts import LINE_LIMIT
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.domain.errors.fields import DateMissing, ReasonMissing, TextMissing, TextTooLong
from hinweisgeber.store.cabinet import CASE, MEASURE, Cabinet, SealedFile
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer import casework, measures, reading
from hinweisgeber.usecases.officer.desk import Desk, OpenFile, Saw, open_file, open_row
from hinweisgeber.usecases.officer.entering import NextEpoch, create
from hinweisgeber.usecases.officer.errors import ChangedMeanwhile
from tests.agreed import agreed
from tests.closing import ready_to_close
from tests.founded import TODAY
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute

NUMBER, FIRST = "HM-2026-0001", "MN-2026-0001"


@pytest.fixture
def in_response(sent: Reporter, desk: Desks) -> Desk:
    at = desk("anna")
    casework.take_over(at, NUMBER)
    casework.change_stage(at, NUMBER, "INVESTIGATION", "")
    casework.change_stage(at, NUMBER, "RESPONSE", "")
    return at


def add(at: Desk, what: str = "Schulung", until: date = TODAY, once: str = "") -> object:
    return measures.add(at, NUMBER, what, "SG 10", until, once)


def test_measure_is_born_in_response_only(sent: Reporter, desk: Desks) -> None:
    at = desk("anna")
    steps: tuple[Callable[[], object], ...] = (
        lambda: casework.take_over(at, NUMBER),
        lambda: casework.change_stage(at, NUMBER, "INVESTIGATION", ""),
        lambda: ready_to_close(at, NUMBER),
        lambda: agreed(casework.close, at, NUMBER, "NO_EVIDENCE", "x"),
    )
    for go in steps:
        with pytest.raises(NotAllowed):
            add(at)
        go()
    with pytest.raises(NotAllowed):
        add(at)


def test_measure_goes_its_way_one_entry_each(in_response: Desk, desk: Desks) -> None:
    add(in_response)
    with pytest.raises(NotAllowed):
        measures.rate(in_response, FIRST, "yes", "zu früh")
    measures.done(desk("bernd"), FIRST)
    with pytest.raises(NotAllowed):
        measures.done(in_response, FIRST)
    with pytest.raises(ReasonMissing):
        measures.rate(in_response, FIRST, "yes", " ")
    for nonsense in ("", "maybe"):
        with pytest.raises(NotAllowed):
            measures.rate(in_response, FIRST, nonsense, "x")
    measures.rate(in_response, FIRST, "partly", "Teils.")
    [view] = measures.register(in_response).views
    assert (view.measure.state(TODAY), view.measure.effect, view.measure.effect_note) == ("rated", "partly", "Teils.")
    assert [(a.kind, a.signer) for a in view.log] == [
        (Kind.MEASURE_ADDED, in_response.officer_id),
        (Kind.MEASURE_DONE, desk("bernd").officer_id),
        (Kind.MEASURE_RATED, in_response.officer_id),
    ]


def test_measure_outlives_the_cases_closing(in_response: Desk) -> None:
    add(in_response)
    ready_to_close(in_response, NUMBER)
    agreed(casework.close, in_response, NUMBER, "INVESTIGATED", "Fertig.")
    assert measures.done(in_response, FIRST).done_on == TODAY


def test_register_shows_first_what_is_due_first(in_response: Desk) -> None:
    for n, days in enumerate((9, 5, 1, 7), start=1):
        add(in_response, f"Nummer {n}", TODAY + timedelta(days=days))
    measures.done(in_response, "MN-2026-0003")
    measures.done(in_response, "MN-2026-0004")
    measures.rate(in_response, "MN-2026-0004", "yes", "Ja.")
    assert [v.measure.what[-1] for v in measures.register(in_response).views] == ["2", "1", "3", "4"]
    case_id = reading.view(in_response, NUMBER).id
    assert measures.register(in_response, case_id) == measures.register(in_response)
    assert measures.register(in_response, bytes(16)) == measures.Register()


def test_second_click_adds_no_second_measure(in_response: Desk) -> None:
    assert add(in_response, once="t") is not None
    assert add(in_response, once="t") is None
    assert len(measures.register(in_response).views) == 1
    measures.done(in_response, FIRST, "u")
    measures.done(in_response, FIRST, "u")
    assert len(measures.register(in_response).views[0].log) == 2


@pytest.mark.parametrize(
    ("what", "refusal"), [(" ", TextMissing), ("x" * (LINE_LIMIT + 1), TextTooLong)], ids=["blank", "long"]
)
def test_measure_needs_words_within_the_limit(in_response: Desk, what: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        add(in_response, what)
    assert measures.register(in_response) == measures.Register()


def test_measure_has_a_key_of_its_own(in_response: Desk, cabinet: Store[Cabinet]) -> None:
    add(in_response)
    measures.register(in_response)
    reading.view(in_response, NUMBER)
    with cabinet.read() as cab:
        rows = list(cab.files(in_response.officer_id, cab.file_ids()))
    assert [row.own for row in rows] == [True, True]
    assert len({open_row(in_response, row).keys.newest.raw for row in rows}) == 2


def test_sealed_text_does_not_name_the_case_the_register_looks_it_up(
    in_response: Desk, cabinet: Store[Cabinet]
) -> None:
    add(in_response)
    [view] = measures.register(in_response).views
    assert view.case_number == NUMBER
    assert all(NUMBER not in str(act.data.values()) for act in view.log)
    with cabinet.read() as cab:
        opened = open_file(cab, in_response, MEASURE, FIRST)
        assert NUMBER.encode() not in opened.sheet


def test_measure_is_moved_by_any_holder_with_a_reason_once(in_response: Desk, desk: Desks) -> None:
    add(in_response)
    later, check = TODAY + timedelta(days=30), TODAY + timedelta(days=60)
    measures.move(desk("bernd"), FIRST, later, check, "SG 11", "Aus Gründen.", "t")
    again = measures.move(desk("bernd"), FIRST, later, check, "SG 11", "Aus Gründen.", "t")
    assert (again.until, again.check_by, again.who) == (later, check, "SG 11")
    [view] = measures.register(in_response).views
    assert [act.kind for act in view.log] == [Kind.MEASURE_ADDED, Kind.MEASURE_MOVED]
    with pytest.raises(ReasonMissing):
        measures.move(in_response, FIRST, TODAY, None, "SG 12", " ")
    with pytest.raises(TextMissing):
        measures.move(in_response, FIRST, TODAY, None, " ", "x")


def test_nobody_puts_back_unseen_what_a_colleague_has_changed(in_response: Desk, desk: Desks) -> None:
    add(in_response)
    later = TODAY + timedelta(days=30)
    shown = measures.register(in_response).views[0].seen
    measures.move(desk("bernd"), FIRST, later, None, "SG 10", "Verschoben.")
    with pytest.raises(ChangedMeanwhile):
        measures.move(replace(in_response, saw=Saw(FIRST, shown)), FIRST, TODAY, None, "SG 11", "Andere Stelle.")
    now = replace(in_response, saw=Saw(FIRST, measures.register(in_response).views[0].seen))
    assert measures.move(now, FIRST, later, None, "SG 11", "Andere Stelle.").until == later


def test_days_beyond_all_plans_are_refused(in_response: Desk) -> None:
    tries: tuple[Callable[[], object], ...] = (
        lambda: add(in_response, until=date(9999, 12, 31)),
        lambda: measures.add(in_response, NUMBER, "x", "y", TODAY, check_on=date(2200, 1, 1)),
    )
    for far in tries:
        with pytest.raises(DateMissing):
            far()
    with pytest.raises(NotAllowed):
        measures.add(in_response, NUMBER, "x", "y", TODAY, lesson="?")
    assert measures.register(in_response) == measures.Register()


def test_overdue_ones_are_counted_with_their_checks(in_response: Desk, desk: Desks) -> None:
    for days in (-1, 0, 1):
        add(in_response, until=TODAY + timedelta(days=days))
    assert measures.overdue(in_response) == 1
    measures.done(in_response, FIRST)
    assert measures.overdue(in_response) == 0
    assert measures.overdue(desk("anna", TODAY + timedelta(days=300))) == 3


def test_only_measures_that_may_be_late_are_opened_to_count_them(
    in_response: Desk, cabinet: Store[Cabinet], monkeypatch: pytest.MonkeyPatch, tampering: None
) -> None:
    """Whoever opens the list pays for what is due, not for all that was ever planned or is over."""
    for days in (-1, *range(200, 210)):
        add(in_response, until=TODAY + timedelta(days=days))
    measures.done(in_response, "MN-2026-0002")
    measures.rate(in_response, "MN-2026-0002", "yes", "Es hat gewirkt.")
    opened: list[SealedFile] = []

    def opening(at: Desk, row: SealedFile) -> OpenFile:
        opened.append(row)
        return open_row(at, row)

    monkeypatch.setattr(measures, "open_row", opening)
    assert (measures.overdue(in_response), len(opened)) == (1, 1)
    execute(cabinet, "UPDATE file SET remind_on = NULL")  # as of files that no act has touched since 0.2.0
    assert (measures.overdue(in_response), len(opened)) == (1, 1 + 10), "all but the one that is over"


def test_measure_whose_sheet_is_not_the_sum_of_its_acts_is_refused(
    in_response: Desk, cabinet: Store[Cabinet], tampering: None
) -> None:
    """Somebody who holds the key and SQL writes another sheet."""
    add(in_response)
    with cabinet.write() as cab:
        opened = open_file(cab, in_response, MEASURE, FIRST)
        forged = opened.sheet.replace(b"Schulung", b"Sch0lung")
        sealed = seal_text(*opened.keys.sheet(opened.row.revision), forged)
    execute(cabinet, "UPDATE file SET sheet = :s WHERE kind = 'measure'", s=sealed)
    assert measures.register(in_response) == measures.Register((), (FIRST,)), "the register names it and goes on"
    with pytest.raises(SealBroken):
        measures.done(in_response, FIRST)


@dataclass(frozen=True)
class Earlier:
    """A sheet as it was written then, when nothing reminded of it."""

    sheet: bytes
    remind_on: None = None

    def payload(self) -> bytes:
        return self.sheet


def test_measure_of_an_earlier_version_still_works(in_response: Desk, cabinet: Store[Cabinet]) -> None:
    """0.1.0 kept the case's number in the sealed text."""
    with cabinet.write() as cab:
        parent = open_file(cab, in_response, CASE, NUMBER)
        file_id = bytes(range(16))
        data = {"number": FIRST, "case_number": NUMBER, "what": "Schulung", "who": "SG 10", "until": "2026-12-01"}
        sheet = canonical({**data, "done_on": None, "effect": "", "effect_note": ""})
        act = records.made(Kind.MEASURE_ADDED, TODAY, in_response.officer_id, data)
        everybody = [officer.officer_id for officer in in_response.ring.officers(TODAY)]
        row = SealedFile(file_id, MEASURE, 2026, 1, parent.id, 1, b"", False, b"")
        create(cab, in_response, row, NextEpoch.of(in_response, file_id, None, everybody), Earlier(sheet), act)
    [view] = measures.register(in_response).views
    assert (view.case_number, view.measure.lesson, view.measure.check_by) == (NUMBER, "other", date(2027, 6, 1))
    assert not reminders(cabinet)
    measures.done(in_response, FIRST)
    assert reminders(cabinet) == [date(2027, 5, 31)], "by the first act of this version"
    measures.rate(in_response, FIRST, "yes", "Ja.")
    assert not reminders(cabinet)


def reminders(cabinet: Store[Cabinet]) -> list[date]:
    with cabinet.read() as cab:
        return [day for _, _, _, day in cab.reminders()]
