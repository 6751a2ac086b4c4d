"""All rows out of one database and into another, of either kind; what opens a case apart from what it opens."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, LargeBinary, MetaData, Table, create_engine, insert, select, text

from hinweisgeber.errors import FormatBroken
from hinweisgeber.store import cabinet as cabinet_module
from hinweisgeber.store.cabinet import cabinet_store
from hinweisgeber.store.dump import SHORT_LIVED, WITH_KEYS, Dump, dump_store
from hinweisgeber.store.letterbox import SealedMessage, letterbox_store
from hinweisgeber.store.letterbox import tables as letterbox_tables
from hinweisgeber.store.table_rows import HELD, LINES, at_once, rows
from hinweisgeber.store.table_rows import lines as found
from hinweisgeber.store.unit import Store
from tests.store.conftest import Stores
from tests.store.rows import ANNA, BELA, DAY, append, case, ident, locator, message, report

METADATA = {"letterbox": letterbox_tables.metadata, "cabinet": cabinet_module.metadata}


def fill(stores: Stores) -> None:
    with stores.letterbox.write() as box:
        for number in range(1, 51):
            report(box, number, ANNA, BELA)
            box.name_blobs(ident(number), [f"{number:032x}"])
        box.post_status(ident(1), 3, b"\x00\xff state")
    with stores.cabinet.write() as cab:
        cab.add_officer(ANNA, "anna", '{"format":"ünïcode\\n"}')
        cab.add_session(bytes(48), ANNA, b"sealed identity", 5)
        cab.set_failures(bytes(48), 3, 5)
        for seq in range(1, 31):
            append(cab, seq, file_id := case(cab, seq, ANNA, BELA))
            cab.set_lines(ANNA, [(file_id, 1, b"what the case is about")])
        cab.add_message(ident(1), message("reporter", 0), delivered=True)
        cab.set_draft(ident(1), ANNA, b"draft")


Row = tuple[bytes, ...]


def dumped(store: Store[Any]) -> tuple[dict[str, list[Row]], dict[str, int]]:
    with dump_store(store).read() as dump:
        return {name: list(dump.rows(name)) for name in dump.tables()}, dump.sequences()


def stream(rows: list[Row]) -> bytes:
    return b"".join(piece for row in rows for piece in row)


def values(row: Row) -> list[Any]:
    found: list[Any] = json.loads(row[0][4:])
    return found


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Stores]:
    """Two empty databases of the other kind of life: SQLite, whatever the first ones are."""
    stores = Stores(letterbox_store(f"sqlite:///{tmp_path}/l.sqlite"), cabinet_store(f"sqlite:///{tmp_path}/c.sqlite"))
    stores.letterbox.migrate()
    stores.cabinet.migrate()
    yield stores
    stores.dispose()


def pour(source: Store[Any], target: Store[Any]) -> None:
    tables, sequences = dumped(source)
    with dump_store(target).write() as dump:
        assert dump.is_empty()
        for name, rows in tables.items():
            assert dump.load(name, [stream(rows)]) == (len(rows) - 1, 0)
        dump.continue_from(sequences)
        assert not dump.is_empty()


def test_everything_comes_back_also_from_one_kind_of_database_to_the_other(stores: Stores, fresh: Stores) -> None:
    fill(stores)
    for name in METADATA:
        source, target = getattr(stores, name), getattr(fresh, name)
        pour(source, target)
        assert dumped(target) == dumped(source)
    with fresh.letterbox.read() as box:
        assert box.wraps(ident(7)) == {ANNA: f"wrap {ANNA}".encode(), BELA: f"wrap {BELA}".encode()}
        assert box.mailbox(locator(7)) is not None


def test_everything_comes_back_into_the_same_kind_of_database(stores: Stores, backend: Any, tmp_path: Path) -> None:
    fill(stores)
    if backend.server is None:
        (tmp_path / "again").mkdir()
        backend.folder = tmp_path / "again"
    again = Stores(letterbox_store(backend.migrated("letterbox")), cabinet_store(backend.migrated("cabinet")))
    for name in METADATA:
        pour(getattr(stores, name), getattr(again, name))
        assert dumped(getattr(again, name)) == dumped(getattr(stores, name))
    with again.cabinet.write() as cab:  # the journal goes on, and its guards stand
        append(cab, 31)
    again.dispose()


def test_a_number_given_once_is_never_given_again_even_if_its_row_is_gone(stores: Stores, fresh: Stores) -> None:
    """Officers remember how far they have collected: a report under an older number would never be seen."""
    fill(stores)
    with stores.letterbox.write() as box:
        box._db.execute(text("DELETE FROM report WHERE seq > 40"))
    pour(stores.letterbox, fresh.letterbox)
    with fresh.letterbox.write() as box:
        report(box, 99)
    with fresh.letterbox.read() as box:
        assert box.reports_since(50, ANNA) == [(51, ident(99), message("reporter", 0).written)]


def test_numbers_go_on_in_postgresql_too(stores: Stores, backend: Any, tmp_path: Path) -> None:
    fill(stores)
    if backend.server is None:
        (tmp_path / "again").mkdir()
        backend.folder = tmp_path / "again"
    again = letterbox_store(backend.migrated("letterbox"))
    pour(stores.letterbox, again)
    with again.write() as box:
        report(box, 99)
        assert [seq for seq, *_ in box.reports_since(50, ANNA)] == [51]
    again.dispose()


def test_a_dump_sees_one_moment(stores: Stores) -> None:
    fill(stores)
    with dump_store(stores.letterbox).read() as dump:
        before = list(dump.rows("report"))
        with stores.letterbox.write() as box:
            report(box, 99)
        assert list(dump.rows("report")) == before
        assert dump.count("message") == 50
        assert len(dump.blobs()) == 50


def test_keys_of_files_that_are_not_there_are_left_out(stores: Stores, fresh: Stores) -> None:
    fill(stores)
    tables, _ = dumped(stores.letterbox)
    with dump_store(fresh.letterbox).write() as dump:
        assert dump.load("report", [stream(tables["report"][:3])]) == (2, 0)
        assert dump.load("report_wrap", [stream(tables["report_wrap"])]) == (4, 96)


@pytest.mark.parametrize("name", METADATA)
def test_every_table_that_holds_a_wrapped_key_goes_with_the_keys(name: str) -> None:
    """Whoever adds a table: what is sealed under anything but a case key belongs into WITH_KEYS (store/dump.py)."""
    columns = {table.name: {column.name for column in table.columns} for table in METADATA[name].sorted_tables}
    assert {table for table, names in columns.items() if {"wrap", "key", "link"} & names} == set(WITH_KEYS[name]) - {
        "draft"
    }
    assert set(SHORT_LIVED[name]) <= set(columns)


def test_an_officers_lines_are_in_no_archive_for_they_would_open_without_a_case_key() -> None:
    assert {"abstract", "line"} <= set(SHORT_LIVED["cabinet"])


@pytest.mark.parametrize(
    "lines",
    [b"", b"{}\n", b"[]\n", b'["seq","id"]\n', b'["seq","id","received","more"]\n', b'["seq","id","received"]',
     b'["seq","id","received"]\n[1,"AAAAAAAAAAAAAAAAAAAAAA==","2026-11-21","x"]\n',
     b'["seq","id","received"]\n[1,"AAAA*","2026-11-21"]\n', b'["seq","id","received"]\n[1,"AAAA","tomorrow"]\n',
     b'["seq","seq","id","received"]\n'],
)  # fmt: skip
def test_lines_that_are_none_of_a_table_are_refused(fresh: Stores, lines: bytes) -> None:
    with pytest.raises(FormatBroken, match="table report"), dump_store(fresh.letterbox).write() as dump:
        dump.load("report", [lines], form=LINES)
    with pytest.raises(FormatBroken, match="no table"), dump_store(fresh.letterbox).write() as dump:
        dump.load("sqlite_sequence", [lines], form=LINES)


def frame(text: str, more: bytes = b"") -> bytes:
    return len(text).to_bytes(4, "big") + text.encode() + more


NAMES = frame('["seq","id","received"]')


@pytest.mark.parametrize(
    "given",
    [b"", b"\0", frame("{}"), frame("[]"), frame('["seq","id"]'), frame('["seq","id","received","more"]'),
     frame('["seq","seq","id","received"]'), NAMES[:-1], NAMES + b"\0\0\0",
     NAMES + frame('[1,16,"2026-11-21"]', bytes(15)), NAMES + frame('[1,16,"2026-11-21","x"]', bytes(16)),
     NAMES + frame('[1,16,"tomorrow"]', bytes(16)), NAMES + frame('[1,-1,"2026-11-21"]', bytes(16)),
     NAMES + frame('[1,true,"2026-11-21"]', bytes(16)), NAMES + frame('[1,"AAAA","2026-11-21"]', bytes(16)),
     NAMES + frame('[1,99999999999,"2026-11-21"]', bytes(16)), NAMES + b"\xff\xff\xff\xff" + bytes(16)],
)  # fmt: skip
def test_rows_that_are_none_of_a_table_are_refused(fresh: Stores, given: bytes) -> None:
    with pytest.raises(FormatBroken, match="table report"), dump_store(fresh.letterbox).write() as dump:
        dump.load("report", [given])


def test_bytes_are_written_as_they_are(stores: Stores) -> None:
    """Nothing is spelled in letters that would make it a third longer."""
    with stores.cabinet.write() as cab:
        case(cab, 1, ANNA)
        big = SealedMessage("reporter", 0, DAY, bytes(16), bytes(range(256)) * 4096)
        cab.add_message(ident(1), big, delivered=True)
    tables, _ = dumped(stores.cabinet)
    assert big.sealed in tables["message"][1]
    assert len(stream(tables["message"])) < len(big.sealed) + 1000


def test_rows_of_the_first_form_are_still_read(stores: Stores, fresh: Stores) -> None:
    """As 0.2.0 wrote them: a line for each row, bytes as base64."""
    fill(stores)
    for name in METADATA:
        tables, _ = dumped(getattr(stores, name))
        with dump_store(getattr(fresh, name)).write() as dump:
            for table, rows in tables.items():
                lines = as_lines(METADATA[name].tables[table], rows)
                assert dump.load(table, [lines], form=LINES) == (len(rows) - 1, 0)
        assert dumped(getattr(fresh, name))[0] == tables


def as_lines(table: Table, rows: list[Row]) -> bytes:
    names = values(rows[0])
    lines = [names]
    for row in rows[1:]:
        blobs = iter(row[1:])
        said = zip(names, values(row), strict=True)
        sealed = {name for name in names if isinstance(table.columns[name].type, LargeBinary)}
        lines.append([b64encode(next(blobs)).decode() if v is not None and n in sealed else v for n, v in said])
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


@pytest.mark.parametrize("step", [1, 3, 1000])
def test_lines_are_found_whatever_the_pieces(step: int) -> None:
    stream, lines = b"one\n\nthree three three\n", [b"one", b"", b"three three three"]
    assert list(found(stream[i : i + step] for i in range(0, len(stream), step))) == lines


@pytest.mark.parametrize("step", [1, 3, 1000])
def test_rows_are_found_whatever_the_pieces(fresh: Stores, step: int) -> None:
    whole = NAMES + frame('[1,16,"2026-11-21"]', bytes(16)) + frame('[2,16,"2026-11-22"]', b"\n" * 16)
    with dump_store(fresh.letterbox).write() as dump:
        assert dump.load("report", (whole[i : i + step] for i in range(0, len(whole), step))) == (2, 0)
    with fresh.letterbox.read() as box:
        assert box.received_on(b"\n" * 16) == date(2026, 11, 22)


def test_large_rows_are_held_few_at_a_time(fresh: Stores) -> None:
    """A thousand texts of 16 MiB would fit into no memory."""
    table, big = METADATA["cabinet"].tables["status"], bytes(HELD // 2)
    names = frame('["file_id","revision","sealed","delivered","epoch","taken_in","posted"]')
    row = frame(f"[16,1,{len(big)},true,null,null,null]", bytes(16) + big)
    assert [len(batch) for batch in rows(table, [names, *5 * [row]])] == [2, 2, 1]
    small = frame("[16,1,1,true,null,null,null]", bytes(17))
    assert [len(batch) for batch in rows(table, [names, *25 * [small]])] == [20, 5]
    assert {at_once(METADATA["cabinet"].tables[name]) for name in ("message", "journal_text", "file")} == {4, 20}


def test_columns_of_other_kinds_survive_too(tmp_path: Path) -> None:
    """What a later migration may bring: NULL, true and false, empty bytes."""
    engine = create_engine(f"sqlite:///{tmp_path}/x.sqlite")
    metadata = MetaData()
    made = Table("made", metadata, Column("yes", Boolean, primary_key=True), Column("raw", LargeBinary))
    metadata.create_all(engine)
    rows = [(False, None), (True, b"")]
    with engine.begin() as connection:
        connection.execute(insert(made), [dict(zip(("yes", "raw"), row, strict=True)) for row in rows])
        pieces = [piece for row in Dump(connection).rows("made") for piece in row]
        connection.execute(text("DELETE FROM made"))
        assert Dump(connection).load("made", pieces) == (2, 0)
        assert [tuple(row) for row in connection.execute(select(made))] == rows
    engine.dispose()
