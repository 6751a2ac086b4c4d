"""However long the log of a case has become, an act and the case page open as much of it as of a short one; and what is
not opened any more is as safe as before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.seal import seal_text
from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.case.checklist import proofs
from hinweisgeber.domain.dialogue.report import OFFICE, REPORTER, RETALIATION
from hinweisgeber.store.cabinet import CASE, Cabinet
from hinweisgeber.store.errors import BlobGone
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import destruction
from hinweisgeber.usecases.officer import casework, reading
from hinweisgeber.usecases.officer import desk as desk_room
from hinweisgeber.usecases.officer import log as log_room
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk, OpenFile, open_file
from hinweisgeber.usecases.officer.errors import NewerEntries
from hinweisgeber.usecases.officer.log import PAGE, RENEWED_AT, open_log
from tests.agreed import agreed
from tests.newer import enters
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute

NUMBER = "HM-2026-0001"
SHORT, LONG = 45, 450  # entries
OLD = 3 * RENEWED_AT  # so many that the first ones are not opened any more


@pytest.fixture
def at(sent: Reporter, desk: Desks) -> Desk:
    """Anna has taken the case over; its log is short."""
    casework.take_over(desk("anna"), NUMBER)
    return desk("anna")


def lengthen(at: Desk, until: int) -> None:
    """Acts of all kinds that come again and again, until there are so many entries."""
    with at.cabinet.read() as cabinet:
        length, _ = cabinet.file_log_sizes(open_file(cabinet, at, CASE, NUMBER).id)
    points = ("conflict", "urgency")
    for n in range(length, until):
        if n % 3 == 0:
            casework.reply(at, NUMBER, f"Antwort {n}.")
        elif n % 7 == 0:
            casework.check_point(at, NUMBER, points[n % 2], f"Befund {n}.")
        else:
            casework.note(at, NUMBER, f"Vermerk {n}.")


@contextmanager
def counted(at: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int]]:
    """How many entries are opened, and how many queries asked of the cabinet."""
    counts = {"opened": 0, "queries": 0}
    real = desk_room.open_act

    def opening(*args: Any) -> Act:
        counts["opened"] += 1
        return real(*args)

    def asked(*_: Any) -> None:
        counts["queries"] += 1

    engine = at.cabinet._engine
    event.listen(engine, "before_cursor_execute", asked)
    with monkeypatch.context() as patch:
        patch.setattr(desk_room, "open_act", opening)
        patch.setattr(log_room, "open_act", opening)
        try:
            yield counts
        finally:
            event.remove(engine, "before_cursor_execute", asked)


PAGES: dict[str, Callable[[Desk], object]] = {
    "act": lambda at: casework.note(at, NUMBER, "Noch einer."),
    "case page": lambda at: reading.view(at, NUMBER),
    "an old page of both": lambda at: reading.view(at, NUMBER, reading.Window(2, entries=2)),
    "page beside it": lambda at: reading.look(at, NUMBER),
}


@pytest.mark.parametrize("what", PAGES)
def test_a_log_ten_times_as_long_costs_no_more(at: Desk, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    figures = []
    for length in (SHORT, LONG):
        lengthen(at, length)
        reading.view(at, NUMBER)  # as the officer who works on it has done
        with counted(at, monkeypatch) as counts:
            PAGES[what](at)
        figures.append(dict(counts))
    assert figures[0]["opened"] < RENEWED_AT + 2 * PAGE + 10
    assert figures[1]["opened"] <= figures[0]["opened"] + PAGE, figures
    assert figures[1]["queries"] <= figures[0]["queries"] + 2, figures


def test_what_the_reporter_writes_is_taken_in_without_reading_all(
    sent: Reporter, at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    for length in (SHORT, LONG):
        lengthen(at, length)
        sent.write(f"Nachricht bei {length}.")
        with counted(at, monkeypatch) as counts:
            collect(at)
        opened.append(counts["opened"])
    assert max(opened) <= RENEWED_AT + 10, opened


def test_a_dialogue_ten_times_as_long_costs_no_more(sent: Reporter, at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    figures, written = [], 0
    for length in (SHORT, LONG):
        for n in range(written, length):
            sent.write(f"Nachricht {n}.")
        written = length
        collect(at)
        reading.view(at, NUMBER)
        with counted(at, monkeypatch) as counts:
            reading.view(at, NUMBER, reading.Window(2))
        figures.append(dict(counts))
    assert figures[1]["opened"] <= figures[0]["opened"] + PAGE, figures
    assert figures[1]["queries"] <= figures[0]["queries"] + 2, figures


def test_a_page_shows_the_same_as_the_whole_log(sent: Reporter, at: Desk) -> None:
    sent.write("Erste.")
    collect(at)
    lengthen(at, 2 * RENEWED_AT)
    sent.suffers("Man schneidet mich.")
    collect(at)
    lengthen(at, 5 * RENEWED_AT)
    whole, view = reading.whole_log(at, NUMBER), reading.view(at, NUMBER)
    assert len(view.standing) < len(whole), "else nothing is shown here"
    assert proofs(view.standing) == proofs(whole)
    told = [act for act in whole if act.data.values().get("says") == RETALIATION]
    assert told == [act for act in view.standing if act.data.values().get("says") == RETALIATION] != []
    shown = [reading.view(at, NUMBER, reading.Window(entries=n)).entries for n in range(1, view.entries.pages + 1)]
    assert [act for page in shown for act in page.shown] == whole[::-1]
    assert [page.start for page in shown] == [len(whole) - n * PAGE for n in range(len(shown))]
    for act in (whole[0], whole[17], whole[-1]):
        assert act in reading.view(at, NUMBER, reading.Window(to_entry=act.seq)).entries.shown
    pages = [reading.view(at, NUMBER, reading.Window(n)) for n in range(1, view.pages + 1)]
    said = {spoken.id: spoken for page in pages for spoken in page.dialogue}
    assert len(said) == view.total + 1
    assert all(spoken.said and spoken.writer == at.officer_id for spoken in said.values())


def test_an_act_of_another_officer_is_read_after_ones_own_abstract(at: Desk, desk: Desks) -> None:
    lengthen(at, SHORT)
    casework.note(desk("bernd"), NUMBER, "Von Bernd.")
    assert reading.view(at, NUMBER).entries.shown[0].data.values()["text"] == "Von Bernd."
    assert casework.note(at, NUMBER, "Von Anna.") == reading.view(desk("bernd"), NUMBER).case


def test_the_abstract_is_for_its_officer_and_case_alone(at: Desk, desk: Desks, cabinet: Store[Cabinet]) -> None:
    lengthen(at, SHORT)
    lengthen(desk("bernd"), SHORT + RENEWED_AT)
    reading.view(at, NUMBER)
    [(mine,)] = execute(cabinet, "SELECT sealed FROM abstract WHERE officer_id = :o", o=at.officer_id)
    execute(cabinet, "UPDATE abstract SET sealed = :s", s=mine)
    assert reading.view(desk("bernd"), NUMBER).entries.total == SHORT + RENEWED_AT, "it is passed over"


# -- what is found today is found ---------------------------------------------------------------------------------


def test_a_sheet_that_is_not_the_sum_is_refused(at: Desk, cabinet: Store[Cabinet], tampering: None) -> None:
    lengthen(at, OLD)
    with at.cabinet.write() as gate:
        opened = open_file(gate, at, CASE, NUMBER)
        forged = opened.sheet.replace(b'"PREVENTION"', b'"INVESTIGATION"')
        assert forged != opened.sheet
        sealed = seal_text(*opened.keys.sheet(opened.row.revision), forged)
    execute(cabinet, "UPDATE file SET sheet = :s", s=sealed)
    refused(at)


def old_entry(cabinet: Store[Cabinet]) -> int:
    [(seq,)] = execute(cabinet, "SELECT seq FROM journal ORDER BY seq LIMIT 1 OFFSET 12")
    return int(seq)


def refused(at: Desk) -> None:
    for act in (lambda: reading.view(at, NUMBER), lambda: casework.note(at, NUMBER, "Trotzdem.")):
        with pytest.raises(SealBroken):
            act()


def test_an_old_text_that_was_taken_out_is_found(at: Desk, cabinet: Store[Cabinet], tampering: None) -> None:
    lengthen(at, OLD)
    execute(cabinet, "DELETE FROM journal_text WHERE seq = :s", s=old_entry(cabinet))
    refused(at)


def test_an_old_entry_that_was_taken_out_is_found(at: Desk, cabinet: Store[Cabinet], tampering: None) -> None:
    lengthen(at, OLD)
    seq = old_entry(cabinet)
    execute(cabinet, "DELETE FROM journal_text WHERE seq = :s", s=seq)
    execute(cabinet, "DELETE FROM journal WHERE seq = :s", s=seq)
    refused(at)


def test_an_old_text_that_was_bent_is_found_where_it_is_shown(
    at: Desk, cabinet: Store[Cabinet], tampering: None
) -> None:
    lengthen(at, OLD)
    seq = old_entry(cabinet)
    execute(cabinet, "UPDATE journal_text SET sealed = (SELECT sealed FROM journal_text WHERE seq = :o) WHERE seq = :s",
            s=seq, o=seq + 1)  # fmt: skip
    assert reading.view(at, NUMBER).entries.page == 1, "this page does not show it"
    with pytest.raises(SealBroken):
        reading.view(at, NUMBER, reading.Window(to_entry=seq))
    with pytest.raises(SealBroken):
        reading.whole_log(at, NUMBER)


def test_an_old_message_that_was_bent_or_is_gone_shows(
    at: Desk, cabinet: Store[Cabinet], letterbox: Store[Letterbox], tampering: None
) -> None:
    lengthen(at, OLD)
    [(total,)] = execute(cabinet, "SELECT count(*) - 1 FROM message")
    last = -(-total // PAGE)
    execute(cabinet, "UPDATE message SET sealed = (SELECT sealed FROM message WHERE author = 'office' AND place = 2) "
            "WHERE author = 'office' AND place = 1")  # fmt: skip
    execute(cabinet, "DELETE FROM message WHERE author = 'office' AND place = 5")
    shown = {one.id: one.said for one in reading.view(at, NUMBER, reading.Window(last)).dialogue}
    assert shown[f"{OFFICE}-1"] is None, "it is not what the journal says"
    assert shown[f"{OFFICE}-2"] is not None
    newest = reading.view(at, NUMBER).dialogue
    assert (newest[-1].id, newest[-1].said) == (f"{OFFICE}-5", None), "what is gone stands on the newest page"
    assert newest[0].id == f"{REPORTER}-0"


def test_an_entry_of_a_newer_version_is_known_however_long_ago(at: Desk, sent: Reporter, tampering: None) -> None:
    lengthen(at, SHORT)
    enters(at, NUMBER, ["arrest", {}])
    assert reading.view(at, NUMBER).newer
    with pytest.raises(NewerEntries):
        casework.note(at, NUMBER, "Darf nicht sein.")
    sent.write("Wartet.")
    assert collect(at).newer == (NUMBER,)


# -- what is kept ---------------------------------------------------------------------------------------------------


def kept(at: Desk) -> bytes | None:
    with at.cabinet.read() as cabinet:
        return cabinet.abstract(open_file(cabinet, at, CASE, NUMBER).id, at.officer_id)


def test_a_short_log_keeps_nothing(at: Desk) -> None:
    lengthen(at, RENEWED_AT - 1)
    reading.view(at, NUMBER)
    assert kept(at) is None


def test_an_abstract_of_another_version_is_made_anew(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    lengthen(at, OLD)
    monkeypatch.setattr(log_room, "__version__", "99.0.0")
    with counted(at, monkeypatch) as counts:
        reading.view(at, NUMBER)
    assert counts["opened"] >= OLD
    with counted(at, monkeypatch) as counts:
        reading.view(at, NUMBER)
    assert counts["opened"] < RENEWED_AT + 2 * PAGE + 10


def test_a_destroyed_note_leaves_no_text_in_any_abstract(at: Desk, desk: Desks) -> None:
    casework.note(at, NUMBER, "Das Geheimnis von Herrn Erfunden.")
    lengthen(at, SHORT)
    old = next(act for act in reading.whole_log(at, NUMBER) if "Geheimnis" in str(act.data))
    agreed(destruction.destroy_note, at, NUMBER, old.seq, "nicht nötig")
    lengthen(at, OLD)
    with at.cabinet.read() as cabinet:
        opened = open_file(cabinet, at, CASE, NUMBER)
        assert open_log(cabinet, at, opened)._before is not None
    page = reading.view(at, NUMBER, reading.Window(to_entry=old.seq)).entries
    assert [act.gone for act in page.shown if act.seq == old.seq] == [True]
    with pytest.raises(BlobGone):
        destruction.note(at, NUMBER, 10**6)
    assert Kind.NOTE_DESTROYED in {act.kind for act in reading.view(at, NUMBER).standing}


def opened_of(at: Desk) -> OpenFile:
    with at.cabinet.read() as cabinet:
        return open_file(cabinet, at, CASE, NUMBER)


def test_an_erased_case_leaves_no_abstract_and_gets_none(at: Desk, cabinet: Store[Cabinet], tampering: None) -> None:
    lengthen(at, SHORT)
    file_id = opened_of(at).id
    assert kept(at) is not None
    with at.cabinet.write() as gate:
        gate.mark_erased(file_id, at.today, None, None, (0, 0, 0))
        gate.destroy_texts(file_id)
        gate.set_abstract(file_id, at.officer_id, b"zu spaet")
    assert execute(cabinet, "SELECT count(*) FROM abstract") == [(0,)]
