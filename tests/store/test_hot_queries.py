"""No query of a page that is opened often reads a whole table or sorts what it found, however much is there.

SQLite says how it would answer (EXPLAIN QUERY PLAN).
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from hinweisgeber.store.cabinet import CASE, MEASURE, Cabinet, Uncollected, cabinet_store
from hinweisgeber.store.letterbox import Letterbox, SealedMessage, letterbox_store
from hinweisgeber.store.unit import Store

DAY, ID, ANNA = date(2026, 11, 21), b"1" * 16, "a" * 16
MESSAGE = SealedMessage("reporter", 1, DAY, b"t" * 16, b"sealed")

CABINET: dict[str, Callable[[Cabinet], Any]] = {
    "officer": lambda c: c.officer(officer_id=ANNA),
    "taken_in": lambda c: c.taken_in([ID]),
    "newest_places": lambda c: c.newest_places([ID], "reporter"),
    "uncollected": lambda c: c.uncollected(ANNA, 20),
    "uncollected_ids": lambda c: c.uncollected_ids(ANNA, ["lost"], 20),
    "count_uncollected": lambda c: c.count_uncollected(ANNA),
    "set_uncollected": lambda c: c.set_uncollected(ANNA, [Uncollected(ID, "lost")]),
    "revisions": lambda c: c.revisions(ANNA, CASE),
    "listed": lambda c: c.listed(ANNA, CASE),
    "revisions of measures": lambda c: c.revisions(ANNA, MEASURE),
    "lines": lambda c: c.lines(ANNA, {ID}),
    "first_entries": lambda c: c.first_entries([ID]),
    "set_lines": lambda c: c.set_lines(ANNA, [(ID, 1, b"sealed")]),
    "drop_lines": lambda c: c.drop_lines(ID),
    "live_sessions": lambda c: c.live_sessions([b"h"]),
    "files": lambda c: list(c.files(ANNA, [ID])),
    "file_by_number": lambda c: c.file_by_number(CASE, 2026, 1, ANNA),
    "free_number": lambda c: c.free_number(CASE, 2026),
    "has_file": lambda c: c.has_file(ID),
    "perhaps_late": lambda c: c.perhaps_late(ANNA, MEASURE, "measure-rated", DAY),
    "readable of what has ended": lambda c: c.readable(officer_id=ANNA, having=["closed"]),
    "children": lambda c: c.children(ID, ANNA),
    "holders": lambda c: c.holders(ID),
    "head": lambda c: c.head(),
    "keyless": lambda c: c.keyless(),
    "file_log": lambda c: c.file_log(ID),
    "file_log since": lambda c: c.file_log(ID, 40),
    "file_log_page": lambda c: c.file_log_page(ID, 20, 20),
    "file_log_at": lambda c: c.file_log_at(ID, [3, 4]),
    "file_log_sizes": lambda c: c.file_log_sizes(ID),
    "newer_in_file": lambda c: c.newer_in_file(ID, 3),
    "abstract": lambda c: c.abstract(ID, ANNA),
    "places_of": lambda c: c.places_of(ID),
    "message": lambda c: c.message(ID, "reporter", 0),
    "messages_at": lambda c: c.messages_at([ID], "reporter", 0),
    "messages": lambda c: list(c.messages(ID)),
    "newest_messages": lambda c: list(c.newest_messages(ID, 20, 20)),
    "count_messages": lambda c: c.count_messages(ID),
    "count_messages since": lambda c: c.count_messages(ID, ("reporter", 1)),
    "message_places": lambda c: c.message_places(ID),
    "add_message": lambda c: c.add_message(ID, MESSAGE, delivered=True),
    "undelivered": lambda c: c.undelivered(),
    "undelivered_states": lambda c: c.undelivered_states(),
    "waits": lambda c: c.waits(ID),
    "seen": lambda c: c.seen(ID, ANNA),
    "has_looked": lambda c: c.has_looked(ID, ANNA),
    "draft": lambda c: c.draft(ID, ANNA),
}
LETTERBOX: dict[str, Callable[[Letterbox], Any]] = {
    "newest": lambda b: b.newest(),
    "reports_since": lambda b: b.reports_since(5, ANNA, 500),
    "waiting_since": lambda b: b.waiting_since(5, ANNA),
    "passed_by": lambda b: b.passed_by(5, 5, 9),
    "follow_ups_since": lambda b: b.follow_ups_since(5, 500),
    "newest_places": lambda b: b.newest_places([ID], "reporter"),
    "received_on": lambda b: b.received_on(ID),
    "wraps": lambda b: b.wraps(ID),
    "message": lambda b: b.message(ID, "reporter", 0),
    "messages_from": lambda b: b.messages_from(ID, "reporter", 1, 50),
    "newest_messages": lambda b: b.newest_messages(ID, 0, 20),
    "count_since": lambda b: b.count_since(ID, "office", 1),
    "has_report": lambda b: b.has_report(ID),
    "has_tag": lambda b: b.has_tag(ID, b"t" * 16),
    "mailbox": lambda b: b.mailbox(b"l" * 32),
    "status": lambda b: b.status(ID),
    "next_place": lambda b: b.next_place(ID, "reporter"),
}
#: Queries that may look at every row of something, and why.
WHOLE = {
    "newest": "the highest number is the end of the primary key",
    "head": "in the order of the primary key, one row",
}


@contextmanager
def plans(store: Store[Any]) -> Iterator[tuple[Any, list[str]]]:
    """The store's gate, and how SQLite answers what goes through it."""
    said: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if re.match(r"\s*(SELECT|UPDATE|DELETE)", statement):
            one = parameters[0] if isinstance(parameters, list) else parameters
            said.extend(row[3] for row in cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", one))

    with store.write() as gate:
        gate._db.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        event.listen(gate._db, "before_cursor_execute", explain)
        yield gate, said
        raise Undone


class Undone(Exception):
    """Nothing of it is kept."""


def slow(said: list[str]) -> list[str]:
    """Steps that look at every row, or sort."""
    return [step for step in said if step.startswith("SCAN") or "TEMP B-TREE" in step]


@pytest.mark.parametrize("name", CABINET)
def test_no_hot_query_of_the_cabinet_looks_at_every_row_or_sorts(sqlite: dict[str, Store[Any]], name: str) -> None:
    said = plan(sqlite["cabinet"], CABINET[name])
    assert said
    assert slow(said) == [] or name in WHOLE


@pytest.mark.parametrize("name", LETTERBOX)
def test_no_hot_query_of_the_letterbox_looks_at_every_row_or_sorts(sqlite: dict[str, Store[Any]], name: str) -> None:
    said = plan(sqlite["letterbox"], LETTERBOX[name])
    assert said
    assert slow(said) == [] or name in WHOLE


def test_what_was_written_after_a_report_is_found_by_an_index_of_its_own(sqlite: dict[str, Store[Any]]) -> None:
    """By the primary key one would read every report that came in between."""
    [step] = plan(sqlite["letterbox"], LETTERBOX["follow_ups_since"])
    assert "INDEX message_follow_up" in step


def test_the_children_of_a_case_are_found_by_an_index_of_their_own(sqlite: dict[str, Store[Any]]) -> None:
    """A plain index on the parent is not used: it is NULL in nearly every row."""
    assert any("INDEX file_parent" in step for step in plan(sqlite["cabinet"], CABINET["children"]))


def plan(store: Store[Any], ask: Callable[[Any], Any]) -> list[str]:
    steps: list[str] = []
    with contextlib.suppress(Undone), plans(store) as (gate, said):
        ask(gate)
        steps = said
    return steps


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Store[Any]]]:
    """Both stores, empty: the plan comes from the schema."""
    folder = tmp_path_factory.mktemp("plans")
    stores: dict[str, Store[Any]] = {
        "cabinet": cabinet_store(f"sqlite:///{folder}/cabinet.sqlite"),
        "letterbox": letterbox_store(f"sqlite:///{folder}/letterbox.sqlite"),
    }
    for store in stores.values():
        store.migrate()
    yield stores
    for store in stores.values():
        store.dispose()
