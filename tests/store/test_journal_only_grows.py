"""The journal can only grow: the database itself refuses every change and every gap, also to raw SQL (promise 8)."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.unit import Store
from tests.store.rows import ANNA, DAY, append, case, entry, ident, message

ROW = "'2026-11-21', {id}, 'note', 'a', {id}, {id}, {id}"
TAMPERING = {
    "change an entry": "UPDATE journal SET kind = 'other' WHERE seq = 2",
    "change all entries": "UPDATE journal SET signer = 'b'",
    "change nothing of an entry": "UPDATE journal SET kind = kind WHERE seq = 1",
    "renumber": "UPDATE journal SET seq = 4 WHERE seq = 3",
    "drop the last entry": "DELETE FROM journal WHERE seq = 3",
    "drop everything": "DELETE FROM journal",
    "leave a gap": f"INSERT INTO journal VALUES (5, {ROW})",
    "add before the first": f"INSERT INTO journal VALUES (0, {ROW})",
    "add an entry twice": f"INSERT INTO journal VALUES (3, {ROW})",
    "change a text": "UPDATE journal_text SET sealed = salt WHERE seq = 2",
    "move a text": "UPDATE journal_text SET seq = 1 WHERE seq = 2",
    "keep a text without its entry": "INSERT INTO journal_text VALUES (4, {id}, {id})",
}
ONLY_SQLITE = {
    "replace an entry": f"INSERT OR REPLACE INTO journal VALUES (2, {ROW})",
    "replace by the other word": f"REPLACE INTO journal VALUES (3, {ROW})",
    "update or replace": "UPDATE OR REPLACE journal SET seq = 2 WHERE seq = 3",
    "upsert": f"INSERT INTO journal VALUES (3, {ROW}) ON CONFLICT (seq) DO UPDATE SET kind = 'other'",
    "replace a text": "INSERT OR REPLACE INTO journal_text VALUES (2, {id}, {id})",
}
ONLY_POSTGRES = {
    "truncate": "TRUNCATE journal CASCADE",
    "upsert": f"INSERT INTO journal VALUES (3, {ROW}) ON CONFLICT (seq) DO UPDATE SET kind = 'other'",
    "delete by join": "DELETE FROM journal USING journal_text WHERE journal.seq = journal_text.seq",
    "merge": "MERGE INTO journal USING journal_text ON journal.seq = journal_text.seq WHEN MATCHED THEN DELETE",
}


@pytest.fixture
def journal(cabinet: Store[Cabinet]) -> Store[Cabinet]:
    """Three entries."""
    with cabinet.write() as cab:
        case(cab, 1)
        append(cab, 1)
        append(cab, 2, ident(1))
        append(cab, 3, ident(1))
    return cabinet


def raw(store: Store[Cabinet], statement: str) -> None:
    """Runs any SQL as the database's owner would."""
    with store.write() as cab:
        connection: Connection = cab._db
        connection.execute(text(statement.format(id="x'00'" if store.sqlite else "'\\x00'::bytea")))


@pytest.mark.parametrize("tampering", TAMPERING.values(), ids=TAMPERING)
def test_refused_on_both_databases(journal: Store[Cabinet], tampering: str) -> None:
    unchanged_after(journal, tampering)


@pytest.mark.parametrize("tampering", ONLY_SQLITE.values(), ids=ONLY_SQLITE)
def test_refused_by_sqlite(journal: Store[Cabinet], tampering: str) -> None:
    if journal.sqlite:
        unchanged_after(journal, tampering)


@pytest.mark.parametrize("tampering", ONLY_POSTGRES.values(), ids=ONLY_POSTGRES)
def test_refused_by_postgresql(journal: Store[Cabinet], tampering: str) -> None:
    if not journal.sqlite:
        unchanged_after(journal, tampering)


def unchanged_after(journal: Store[Cabinet], tampering: str) -> None:
    with journal.read() as cab:
        before = list(cab.entries()), list(cab.texts())
    with pytest.raises(DBAPIError):
        raw(journal, tampering)
    with journal.read() as cab:
        assert (list(cab.entries()), list(cab.texts())) == before


def test_replacing_is_refused_without_our_pragma_too(journal: Store[Cabinet]) -> None:
    """`recursive_triggers` belongs to a connection: another program on the same file has it off."""
    if not journal.sqlite:
        return
    with sqlite3.connect(str(journal.url.database)) as foreign, pytest.raises(sqlite3.DatabaseError):
        foreign.execute(ONLY_SQLITE["replace an entry"].format(id="x'00'"))


def test_a_text_can_be_erased_and_its_entry_stays(journal: Store[Cabinet]) -> None:
    raw(journal, "DELETE FROM journal_text WHERE seq = 2")
    with journal.read() as cab:
        assert [seq for seq, _, _ in cab.texts()] == [1, 3]
        assert [(e.seq, sealed) for e, sealed in cab.file_log(ident(1))] == [(2, b""), (3, b"text 3")]


def test_entries_come_back_as_they_went_in(journal: Store[Cabinet]) -> None:
    with journal.read() as cab:
        assert list(cab.entries()) == [entry(1), entry(2, ident(1)), entry(3, ident(1))]
        assert cab.head() == cab.entry(3) == entry(3, ident(1))
        assert cab.entry(4) is None
        assert [e.seq for e in cab.entries(after=1)] == [2, 3]
        assert [e.seq for e in cab.entries(newest_first=True, limit=2)] == [3, 2]
        assert [e.seq for e in cab.entries_for(ANNA, 3, 5)] == [2, 1]
        assert list(cab.texts(after=2)) == [(3, bytes(32), b"text 3")]


def test_days_and_kinds_of_acts_are_readable_without_a_key(journal: Store[Cabinet]) -> None:
    with journal.write() as cab:
        cab.add_message(ident(1), message("reporter", 0), delivered=True)
        cab.add_message(ident(1), message("intake", 0), delivered=True)
    with journal.read() as cab:
        assert cab.case_dates() == [((2026, 1), DAY, DAY, None, [("note", DAY), ("note", DAY)])]
        assert cab.file_ids() == {ident(1)}


def test_an_empty_journal_has_no_head(cabinet: Store[Cabinet]) -> None:
    with cabinet.read() as cab:
        assert cab.head() is None
        assert list(cab.entries()) == []
