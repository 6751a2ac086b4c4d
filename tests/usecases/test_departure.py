"""Who is out stays out: what is stored for an officer goes with them, wherever somebody else can open it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event, insert, select

from hinweisgeber.crypto import ring as ring_of
from hinweisgeber.crypto.errors import PassphraseWrong
from hinweisgeber.crypto.keystore import unlock_identity
from hinweisgeber.store.cabinet import Cabinet, FactorRow, Uncollected, cabinet_store, tables
from hinweisgeber.store.cabinet.departing import RULES, Rule
from hinweisgeber.store.cabinet.pulling import REPORTS_WRAP
from hinweisgeber.store.letterbox import Letterbox, letterbox_store
from hinweisgeber.store.letterbox import tables as letterbox_tables
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import departure, founding
from hinweisgeber.usecases.officer import casework, measures, overview, reading, unlock
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.errors import FileNotFound, LoginFailed
from tests.agreed import agreed
from tests.founded import MEMORY, TODAY, Founded
from tests.usecases.conftest import Desks, Reporter
from tests.usecases.sql import execute

Ring = ring_of.Ring
Reporters = Callable[[], Reporter]
ONE = "HM-2026-0001"
LATER = TODAY + timedelta(days=5)


@pytest.fixture
def stores(cabinet: Store[Cabinet], letterbox: Store[Letterbox]) -> tuple[Store[Cabinet], Store[Letterbox]]:
    return cabinet, letterbox


@pytest.fixture
def revoke(founded: Founded, stores: tuple[Store[Cabinet], Store[Letterbox]]) -> Callable[..., Ring]:
    """`revoke("anna")`: the ring without her from today on."""
    root = founded.root()
    return lambda name, day=TODAY: founding.revoke(*stores, founded.ring, root, name, day, TODAY)


@pytest.fixture
def annas(reporter: Reporters, desk: Desks) -> str:
    """Anna's id. A case with a measure that all have opened, and a report that nobody has taken in."""
    reporter().send()
    anna = desk("anna")
    collect(anna)
    casework.take_over(anna, ONE)
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(anna, ONE, stage, "")
    assert measures.add(anna, ONE, "Schulung", "SG 10", TODAY)
    casework.keep_draft(anna, ONE, "Noch nicht fertig.")
    for name in ("anna", "bernd", "lead"):
        overview.every_row(desk(name))
        measures.register(desk(name))
    reporter().send()
    return anna.officer_id


def wraps_of(stores: tuple[Store[Cabinet], Store[Letterbox]], officer_id: str) -> tuple[int, int]:
    """How many there are in the cabinet, and in the letterbox."""
    [(here,)] = execute(stores[0], "SELECT count(*) FROM file_wrap WHERE officer_id = :o", o=officer_id)
    [(there,)] = execute(stores[1], "SELECT count(*) FROM report_wrap WHERE officer_id = :o", o=officer_id)
    return here, there


Both = tuple[Store[Cabinet], Store[Letterbox]]


def test_every_table_has_a_rule_for_who_goes() -> None:
    assert {one.name for one in RULES} == set(tables.metadata.tables), "a table without a rule, or a rule for none"
    speaking = {one.name for one in tables.metadata.sorted_tables if {"officer_id", "signer"} & set(one.c.keys())}
    assert {one.name for one, rule in RULES.items() if rule is not Rule.NOBODYS} == speaking
    theirs, nobodys = letterbox_tables.FOR_ONE_OFFICER, letterbox_tables.FOR_NO_OFFICER
    assert {one.name for one in theirs} | {one.name for one in nobodys} == set(letterbox_tables.metadata.tables)
    assert {one.name for one in letterbox_tables.metadata.sorted_tables if "officer_id" in one.c} == {
        one.name for one in theirs
    }


def test_no_row_of_either_store_is_sealed_for_who_was_revoked(
    annas: str, founded: Founded, stores: Both, revoke: Callable[..., Ring]
) -> None:
    """Every table that can name an officer is filled; afterwards only those do that say nothing secret."""
    cabinet, letterbox = stores
    with cabinet.write() as cab:
        cab.set_mail_address(annas, "anna@example.org")
        cab.add_session(b"h", annas, b"sealed", 1)
        cab.add_half(b"h", annas, b"sealed", 1)
        cab.set_factor(annas, FactorRow(b"sealed", 0, TODAY))
        cab.set_recovery(annas, [b"mark"])
        cab.set_uncollected(annas, [Uncollected(bytes(16), "damaged")])
        file_id = min(cab.file_ids())
        cab.set_seen(file_id, annas, 0)
        cab.keep_copies([], [(file_id, REPORTS_WRAP, annas, b"wrap")])
        cab.put_out(file_id, annas, "proof")
        cab.set_lines(annas, [(file_id, 1, b"sealed")])
        cab._db.execute(insert(tables.abstract), {"file_id": file_id, "officer_id": annas, "sealed": b"sealed"})
        mail = {"day": TODAY, "hour": 8, "state": "waiting", "attempts": 0, "next_try": 0, "trouble": None}
        cab._db.execute(insert(tables.outbox), {"id": "0" * 32, "officer_id": annas, **mail})
    naming = {table.name for table in tables.metadata.sorted_tables if named(cabinet, table, annas)}
    assert naming == {table.name for table, rule in RULES.items() if rule is not Rule.NOBODYS}, "all of them are filled"
    revoke("anna")
    naming = {table.name for table in tables.metadata.sorted_tables if named(cabinet, table, annas)}
    assert naming == {"officer", "journal", "seen", "removed"}
    assert not any(named(letterbox, table, annas) for table in letterbox_tables.metadata.sorted_tables)
    with cabinet.read() as cab:
        row = cab._db.execute(select(tables.officer).where(tables.officer.c.officer_id == annas)).one()
    assert row.mail is None
    with pytest.raises(PassphraseWrong):
        unlock_identity(row.keystore, annas, founded.people["anna"].passphrase)


def named(store: Store[Cabinet] | Store[Letterbox], table: object, officer_id: str) -> bool:
    rows = execute(store, f"SELECT * FROM {table}")
    return any(officer_id in row for row in rows)


def test_all_others_open_what_they_could(
    annas: str, desk: Desks, stores: Both, revoke: Callable[..., Ring], reporter: Reporters
) -> None:
    longer = revoke("anna")
    assert wraps_of(stores, annas) == (0, 0)
    with pytest.raises(FileNotFound):
        reading.stage_of(desk("anna"), ONE)
    for name in ("bernd", "lead"):
        at = replace(desk(name), ring=longer)
        collect(at)
        assert len(overview.every_row(at).rows) == 2
        assert len(measures.register(at).measures) == 1


def test_with_a_later_day_all_stays_until_the_first_daily_run_of_that_day(
    annas: str, stores: Both, revoke: Callable[..., Ring]
) -> None:
    before = wraps_of(stores, annas)
    longer = revoke("anna", LATER)
    assert departure.carry_out(*stores, longer, LATER - timedelta(days=1)) == 0
    assert wraps_of(stores, annas) == before == (2, 1)
    assert departure.carry_out(*stores, longer, LATER) > 0
    assert wraps_of(stores, annas) == (0, 1), "the report that nobody has opened waits"
    assert departure.carry_out(*stores, longer, LATER) == 0
    assert founding.finish(*stores, longer, "anna", LATER), "who calls the command again takes that too"
    assert wraps_of(stores, annas) == (0, 0)


def test_the_daily_run_takes_a_key_only_where_a_colleague_has_opened_the_file(
    reporter: Reporters, desk: Desks, founded: Founded, stores: Both
) -> None:
    """The size of a wrap is enough for who decides; what runs by itself must not take the only key that opens."""
    reporter().send()
    anna = desk("anna").officer_id
    collect(desk("anna"))
    without = founded.ring.revoke(founded.root(), anna, TODAY)
    departure.carry_out(*stores, without, TODAY)
    assert wraps_of(stores, anna) == (1, 1)
    overview.every_row(desk("bernd"))
    departure.carry_out(*stores, without, TODAY)
    assert wraps_of(stores, anna) == (0, 0)


def test_what_nobody_else_can_open_stays(reporter: Reporters, desk: Desks, founded: Founded, stores: Both) -> None:
    reporter().send()
    anna = desk("anna").officer_id
    collect(desk("anna"))
    execute(stores[0], "DELETE FROM file_wrap WHERE officer_id <> :o", o=anna)
    without = founded.ring.revoke(founded.root(), anna, TODAY)
    assert founding.finish(*stores, without, "anna", TODAY)
    departure.carry_out(*stores, without, TODAY)
    assert wraps_of(stores, anna) == (1, 1)


def test_a_key_that_ended_is_kept_for_a_month_and_then_treated_as_revoked(
    annas: str, desk: Desks, founded: Founded, stores: Both, tampering: None
) -> None:
    """The checker knows the ring of the founding alone, in which nobody signs so late."""
    root = founded.root()
    ring, ended = founded.ring, founded.ring.everyone[0].valid_until
    for name in ("bernd", "lead"):
        ring = ring.extend(root, desk(name).officer_id, ended + timedelta(days=400))
    month = ended + departure.GRACE
    assert departure.carry_out(*stores, ring, month) == 0
    departure.carry_out(*stores, ring, month + timedelta(days=1))
    assert wraps_of(stores, annas) == (0, 1)
    with stores[0].read() as cab:
        assert cab.draft(cab.file_ids().pop(), annas) is None
    back = ring.extend(root, annas, ended + timedelta(days=400))
    with pytest.raises(FileNotFound):
        reading.stage_of(replace(desk("anna"), ring=back), ONE)
    day = month + timedelta(days=2)
    bernd = replace(desk("bernd", day), ring=back)
    agreed(casework.assign, bernd, ONE, annas, "Wieder da")  # she is still responsible
    assert reading.stage_of(replace(desk("anna", day), ring=back), ONE) == "RESPONSE"


def test_an_intake_that_does_not_know_yet_gives_no_key_into_the_cabinet(
    reporter: Reporters, desk: Desks, founded: Founded, stores: Both, revoke: Callable[..., Ring]
) -> None:
    longer, anna = revoke("anna"), desk("anna").officer_id
    reporter().send()  # with the ring of before
    assert wraps_of(stores, anna) == (0, 1)
    collect(replace(desk("bernd"), ring=longer))
    assert wraps_of(stores, anna) == (0, 1)
    departure.carry_out(*stores, longer, TODAY)
    assert wraps_of(stores, anna) == (0, 0)


# -- cut off ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", ["published", "letterbox", "cabinet"])
def test_what_was_cut_off_is_ended_by_the_next_call(
    annas: str, founded: Founded, stores: Both, at: str, tampering: None
) -> None:
    """Killed after the ring is published, before the letterbox's commit, and between the two commits."""
    root, (cabinet, letterbox) = founded.root(), stores
    for store in stores:
        store.dispose()
    child = os.fork()
    if not child:
        own, published = (cabinet_store(str(cabinet.url)), letterbox_store(str(letterbox.url))), list[Ring]()
        if at != "published":
            event.listen(own[at == "letterbox"]._engine, "commit", lambda _: die() if published else None)
        publish = die if at == "published" else published.append
        founding.revoke(*own, founded.ring, root, "anna", TODAY, TODAY, publish)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    here, there = {"cabinet": (2, 0)}.get(at, (2, 1))
    assert wraps_of(stores, annas) == (here, there)
    without = founded.ring.revoke(root, annas, TODAY)
    assert founding.finish(*stores, without, "anna", TODAY)
    assert wraps_of(stores, annas) == (0, 0)


def die(_: Ring | None = None) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_one_day_is_like_another_for_who_is_in(annas: str, founded: Founded, stores: Both) -> None:
    everything = wraps_of(stores, annas)
    assert departure.carry_out(*stores, founded.ring, date(2026, 12, 1)) == 0
    assert not founding.finish(*stores, founded.ring, "anna", TODAY)
    assert wraps_of(stores, annas) == everything


def test_the_revoked_log_in_no_more_and_learn_nothing(
    annas: str, founded: Founded, stores: Both, revoke: Callable[..., Ring]
) -> None:
    longer = revoke("anna")
    with pytest.raises(LoginFailed):
        unlock.login(stores[0], longer, MEMORY, "anna", founded.people["anna"].passphrase, "", TODAY, 1)


def test_a_letter_that_was_written_to_them_alone_waits_for_them(
    annas: str, founded: Founded, stores: Both, revoke: Callable[..., Ring]
) -> None:
    """They may be extended; and no colleague's key of the case opens it."""
    (report_id,) = execute(stores[1], "SELECT id FROM report ORDER BY seq LIMIT 1")[0]
    with stores[1].write() as box:
        box.add_letter(report_id, 1, {annas: b"a"}, b"kept")
        box.add_letter(report_id, 2, {annas: b"a", founded.people["bernd"].officer_id: b"b"}, b"kept")
    revoke("anna")
    with stores[1].read() as box:
        assert box.letter_readers() == {(report_id, 1): {annas}, (report_id, 2): {founded.people["bernd"].officer_id}}
