"""Every row of the cabinet and every sealed file: dropped, altered, swapped, put back from before, added, one by one.
`verify` names it without a key, or it stands in the table of the few that cannot be seen so, with who sees them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, create_engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.dialogue.attachment import Copy
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.refusals.broken import why_of
from hinweisgeber.store.blobs import FolderBlobs
from hinweisgeber.store.cabinet import CASE, Alarm, Cabinet, FactorRow, Uncollected, cabinet_store
from hinweisgeber.store.cabinet.mails import WAITING, Mail
from hinweisgeber.store.cabinet.tables import metadata
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.usecases.keeper import erase, pulling, verifying
from hinweisgeber.usecases.keeper.verifying import rules
from hinweisgeber.usecases.keeper.verifying.rules import ROW, RULES, HeldBy, UnseenBy
from hinweisgeber.usecases.leaving import copies, destruction, retention
from hinweisgeber.usecases.officer import casework, measures, overview, reading
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk, number_of, open_file
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.files import store_file
from hinweisgeber.usecases.reporter.submit import submit
from tests.agreed import agreed
from tests.founded import TODAY, Founded, as_of, copy_database
from tests.usecases.conftest import Reporter

LONG_AGO = date(2023, 10, 2)
LATER = TODAY + timedelta(days=15)  # when the reporter can object no more
TABLES = tuple(metadata.tables.values())
UNIQUE = {"file": {"kind", "year", "n"}, "officer": {"username"}}  # a number cannot be given twice
TOGETHER = {"own"}  # with the wrap it belongs to it is the holder's to see; alone it is seen
OF_FILES = [one for one in TABLES if one.name == "file" or "file_id" in one.c]


@dataclass
class Cabinets:
    """One office with rows of every kind, on one connection: each attempt is taken back."""

    db: Connection
    older: Connection
    blobs: FolderBlobs
    folder: Path
    ring: Ring
    case: bytes

    @contextmanager
    def read(self) -> Iterator[Cabinet]:
        """As a store does."""
        yield Cabinet(self.db)

    def found(self) -> tuple[verifying.Finding, ...]:
        office = verifying.Office(self, None, self.blobs)  # type: ignore[arg-type]
        found = verifying.examine(office, self.ring, today=LATER, files=verifying.Bytes.ALL).findings
        assert all(why_of(one.broken) != one.why for one in found), "in words, with all that stands in them"
        return found

    @contextmanager
    def attempt(self) -> Iterator[Connection]:
        """What is done in here is undone."""
        yield self.db
        self.db.rollback()

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """Some rows of the table, those of the living case first."""
        rows = [dict(row) for row in self.db.execute(select(table)).mappings()]
        key = "id" if table.name == "file" else "file_id"
        rows.sort(key=lambda row: (row.get(key) != self.case, row.get("kind") == "measure", row.get("seq", 0)))
        return rows


@pytest.fixture(scope="module")
def office(founded: Founded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cabinets]:
    folder = tmp_path_factory.mktemp("seen")
    cabinet = cabinet_store(copy_database(founded.cabinet_file, folder / "cabinet.sqlite"))
    letterbox = letterbox_store(copy_database(founded.letterbox_file, folder / "letterbox.sqlite"))
    away, blobs, ring = (
        letterbox_store(f"sqlite:///{folder}/none/x.sqlite"),
        FolderBlobs(folder / "blobs"),
        founded.ring,
    )

    def desk(name: str, day: date = TODAY, box: Any = letterbox) -> Desk:
        person = founded.people[name]
        return Desk(cabinet, box, as_of(ring, day), person.officer_id, person.identity, day)

    def number(desk: Desk, kind: str = CASE) -> str:
        with cabinet.read() as cab:
            held = cab.held_files(desk.officer_id)
            return number_of(*next(one for one in held if one[0] == kind and cab.erased_files().get(held[one]) is None))

    def close(at: Desk, which: str) -> None:
        data = records.of(Kind.CLOSED).data.of({"outcome": "INVESTIGATED", "reason": "x"})
        casework.act(at, which, Kind.CLOSED, data, "")

    def sent(name: str, day: date) -> Reporter:
        one = Reporter(letterbox, ring)
        file = store_file(blobs, [name.encode() * 30_000], f"{name}.txt", cleaned=False)
        submit(Booth(letterbox, as_of(ring, day), day), one.code, Report(f"Erfunden: {name}."), "Eingegangen.", (file,))
        return one

    sent("alt", LONG_AGO)
    then = desk("anna", LONG_AGO)
    collect(then)
    casework.take_over(then, number(then))
    close(then, number(then))
    agreed(retention.authorise, then, number(then), archive=False)
    erase.carry_out(letterbox, cabinet, blobs, lambda *_: None, TODAY, as_of(ring, LONG_AGO))
    anna = desk("anna")
    one, _ = sent("eins", TODAY), None
    collect(anna)
    case = number(anna)
    casework.take_over(anna, case)
    casework.note(anna, case, "Bleibt.")
    casework.note(anna, case, "Geht.")
    casework.reply(anna, case, "Antwort.")
    one.write("Weiteres.")
    collect(anna)
    with cabinet.read() as cab:
        case_id = open_file(cab, anna, CASE, case).id
        noted = [entry.seq for entry in cab.entries() if entry.kind == Kind.NOTE and entry.file_id == case_id]
    agreed(destruction.destroy_note, anna, case, noted[-1], "Unerheblich.")
    agreed(destruction.destroy_message, anna, blobs, case, "reporter", 1, "Unerheblich.")
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(anna, case, stage, "")
    measures.add(anna, case, "Schulung", "SG 10", TODAY)
    keep_copy(anna, blobs, case)
    casework.note(anna, case, "Mit der Kopie.")
    shutil.copy(folder / "cabinet.sqlite", folder / "older.sqlite")
    cabinet.scrub()
    shutil.copy(folder / "cabinet.sqlite", folder / "older.sqlite")
    agreed(casework.assign, anna, case, founded.people["bernd"].officer_id, "Vertretung.")
    casework.reply(desk("anna", box=away), case, "Wartet.", once="x" * 20)
    sent("zwei", TODAY)
    collect(desk("bernd"))
    casework.keep_draft(anna, case, "Entwurf.")
    overview.every_row(anna)
    reading.view(desk("bernd", box=away), case)
    Reporter(letterbox, ring).send()
    pulling.pull(letterbox, cabinet, ring, TODAY)
    with cabinet.write() as cab:
        cab.raise_alarm(Alarm(bytes(16), "report", "7-7", "missing", TODAY))
        me = anna.officer_id
        cab.set_abstract(case_id, me, b"\2" * 400)
        cab.add_session(b"s" * 48, me, b"\1" * 205, 1)
        cab.add_half(b"h" * 48, me, b"\2" * 205, 1)
        cab.set_factor(me, FactorRow(b"\2" * 49, 1, TODAY))
        cab.set_recovery(me, [b"m" * 48])
        cab.set_failures(b"b" * 48, 2, 1)
        cab.set_uncollected(me, [Uncollected(bytes(16), "away", bytes(16))])
        cab.put_out(bytes(16), me, "x")
        cab.add_mails([Mail("0" * 32, me, TODAY, 8, WAITING, 0, 0, None)])
    cabinet.scrub()
    cabinet.dispose()
    letterbox.dispose()
    engines = [create_engine(f"sqlite:///{folder}/{name}.sqlite") for name in ("cabinet", "older")]
    with engines[0].connect() as db, engines[1].connect() as before:
        for (trigger,) in db.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
            db.exec_driver_sql(f"DROP TRIGGER {trigger}")
        db.commit()
        yield Cabinets(db, before, blobs, folder / "blobs", as_of(ring, LONG_AGO), case_id)


def keep_copy(anna: Desk, blobs: FolderBlobs, case: str) -> None:
    """What the sandbox would have made."""
    with anna.cabinet.write() as cab:
        opened = open_file(cab, anna, CASE, case)
        (source,) = cab.blobs_of(opened.id)
        made = store_file(blobs, [b"Kopie"], "kopie.txt", cleaned=True)
        copies._keep(cab, opened, source, Copy(made, "text/plain", redacted=False))


def where(table: Table, row: dict[str, Any]) -> Any:
    return [one == row[one.name] for one in table.primary_key]


def altered(value: Any, column: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1_000
    if isinstance(value, date):
        return value - timedelta(days=400)
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1]) if value else b"\0"
    if isinstance(value, str):
        return value[:-1] + ("f" if value[-1:] != "f" else "e")
    kind = column.type.python_type
    return {bytes: b"x" * 48, date: TODAY, int: 1, str: "1-0000000000000000"}[kind]


def test_every_table_and_column_has_a_rule() -> None:
    assert RULES.keys() == {table.name for table in TABLES}, "a new table needs a rule"
    for table in TABLES:
        told = RULES[table.name]
        if isinstance(told, dict):
            assert told.keys() - {ROW, rules.ADDED} == {one.name for one in table.columns}, f"columns of {table.name}"


def test_the_office_has_rows_of_every_kind_and_nothing_is_found(office: Cabinets) -> None:
    assert [table.name for table in TABLES if not office.rows(table)] == []
    assert office.found() == ()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_is_altered_is_named(table: Table, office: Cabinets) -> None:
    seen, unseen = set[str](), set[str]()
    for row in office.rows(table)[:3]:
        for column in table.columns:
            with office.attempt() as db:
                change = {column.name: altered(row[column.name], column)}
                try:
                    db.execute(update(table).where(*where(table, row)).values(change))
                except IntegrityError:
                    continue
                (seen if office.found() else unseen).add(column.name)
    held = {one.name for one in table.columns if isinstance(rules.rule_of(table.name, one.name), HeldBy)}
    assert (unseen & held, seen - unseen - held) == (set(), set()), "not as the table of rules says"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_is_dropped_is_named(table: Table, office: Cabinets) -> None:
    held = isinstance(rules.rule_of(table.name, ROW), HeldBy)
    for row in office.rows(table)[:3]:
        with office.attempt() as db:
            db.execute(delete(table).where(*where(table, row)))
            found = office.found()
        assert bool(found) is held, f"{table.name}: {row}"
        if held and table.name not in ("journal", "journal_text"):
            assert verifying.Amiss.MISSING in {one.kind for one in found}
    with office.attempt() as db:
        db.execute(delete(table))
        assert bool(office.found()) is held, "all of them at once"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_is_swapped_is_named(table: Table, office: Cabinets) -> None:
    keys = {one.name for one in table.primary_key}
    for one, other in pairwise(office.rows(table)[:3]):
        parts = {name for name in one if name not in keys | UNIQUE.get(table.name, set()) and one[name] != other[name]}
        with office.attempt() as db:
            for row, values in ((one, other), (other, one)):
                change = {name: values[name] for name in parts}
                if change:
                    db.execute(update(table).where(*where(table, row)).values(change))
            found = office.found()
        held = {name for name in parts if isinstance(rules.rule_of(table.name, name), HeldBy)} - TOGETHER
        assert found or not held, f"{table.name}: {sorted(held)}"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_is_put_back_from_before_is_named(table: Table, office: Cabinets) -> None:
    before = {tuple(where_values(table, row)): dict(row) for row in office.older.execute(select(table)).mappings()}
    for row in office.rows(table):
        older = before.get(tuple(where_values(table, row)), row)
        parts = {name for name in row if older[name] != row[name]}
        held = {name for name in parts if isinstance(rules.rule_of(table.name, name), HeldBy)} - TOGETHER
        if not held:
            continue
        with office.attempt() as db:
            db.execute(update(table).where(*where(table, row)).values({name: older[name] for name in parts}))
            assert office.found(), f"{table.name}: {sorted(held)}"


def where_values(table: Table, row: Any) -> list[Any]:
    return [row[one.name] for one in table.primary_key]


@pytest.mark.parametrize("table", OF_FILES, ids=lambda table: table.name)
def test_what_nobody_entered_is_named(table: Table, office: Cabinets) -> None:
    row = office.rows(table)[0]
    key = list(table.primary_key)[-1] if table.name != "file" else table.c.id
    with office.attempt() as db:
        other = {"n": 10**9} if table.name == "file" else {}
        db.execute(insert(table), {**row, key.name: altered(row[key.name], key), **other})
        found = office.found()
    assert bool(found) is isinstance(rules.rule_of(table.name, rules.ADDED), HeldBy)


def test_sealed_files_are_held_against_their_entries(office: Cabinets) -> None:
    paths = sorted(path for path in office.folder.iterdir() if path.is_file())
    assert len(paths) >= 3
    kept = {path: path.read_bytes() for path in paths}
    attempts: dict[str, dict[Path, bytes | None]] = {
        "gone": {paths[0]: None},
        "cut": {paths[0]: kept[paths[0]][:-1]},
        "a byte": {paths[0]: kept[paths[0]][:-1] + bytes([kept[paths[0]][-1] ^ 1])},
        "swapped": {paths[0]: kept[paths[1]], paths[1]: kept[paths[0]]},
    }
    for name, change in attempts.items():
        for path, text in change.items():
            path.unlink()
            if text is not None:
                path.write_bytes(text)
        found = office.found()
        for path, text in kept.items():
            path.write_bytes(text)
        assert found, name
        assert all(one.case and one.what.startswith("blob ") for one in found), name
    assert office.found() == ()


def test_who_sees_the_few_is_said() -> None:
    told = {one for its in RULES.values() for one in (its.values() if isinstance(its, dict) else (its,))}
    assert {one for one in told if isinstance(one, UnseenBy)} == set(rules.SEEN_BY)
