"""Somebody revoked who steals both databases afterwards, with all their own secrets in hand, opens nothing in them.

What they copied before is another matter: `tests/test_limits.py` shows that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import product

import pytest

from hinweisgeber.crypto import contexts
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.epochs import Epoch
from hinweisgeber.crypto.errors import PassphraseWrong
from hinweisgeber.crypto.keystore import unlock_identity
from hinweisgeber.crypto.unseal import open_text
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.errors import Broken
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import departure, founding
from hinweisgeber.usecases.officer import casework, measures, overview, unlock
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.submit import submit
from tests.founded import MEMORY, TODAY, Founded, Person
from tests.usecases.sql import execute

ONE = "HM-2026-0001"
Desks = Callable[..., Desk]


def stored(at: Desk) -> Iterator[tuple[str, bytes]]:
    """Every value of both databases that could be sealed, with its table."""
    for store in (at.cabinet, at.letterbox):
        for (table,) in execute(store, "SELECT name FROM sqlite_master WHERE type = 'table'"):
            for row in execute(store, f"SELECT * FROM {table}"):
                yield from ((table, value) for value in row if isinstance(value, bytes))


def opened(at: Desk, thief: Person, cookie: bytes) -> set[str]:
    """The tables of which something opens for them."""
    with at.cabinet.read() as cab, at.letterbox.read() as box:
        ids = [*cab.file_ids(), *(report_id for report_id, _ in box.received_dates())]
    own, me = thief.identity.own, thief.officer_id
    ways: list[Callable[[bytes], object]] = [
        lambda value: MEMORY.open(value, me, cookie),
        lambda value: open_text(own, contexts.index(me), value),
    ]
    epochs = [Epoch(*row) for row in execute(at.cabinet, "SELECT DISTINCT number, random FROM epoch")]
    for one, epoch in product(ids, epochs):
        ways += [
            lambda value, one=one, epoch=epoch: thief.identity.unwrap_own_epoch(one, epoch, value),  # type: ignore[misc]
            lambda value, one=one, epoch=epoch: thief.identity.unwrap_epoch(me, one, epoch, value),  # type: ignore[misc]
        ]
    for one in ids:
        ways += [
            lambda value, one=one: thief.identity.unwrap_own(one, value),  # type: ignore[misc]
            lambda value, one=one: thief.identity.unwrap(me, one, value),  # type: ignore[misc]
            lambda value, one=one: thief.identity.unwrap_report(me, one, value),  # type: ignore[misc]
            lambda value, one=one: open_text(own, contexts.draft(one, me), value),  # type: ignore[misc]
            lambda value, one=one: open_text(own, contexts.abstract(one, me), value),  # type: ignore[misc]
            *(partial(thief.identity.open_line, me, one, revision) for revision in range(1, 9)),
        ]
    return {table for table, value in stored(at) if any(_opens(way, value) for way in ways)}


def _opens(way: Callable[[bytes], object], value: bytes) -> bool:
    try:
        way(value)
    except Broken:
        return False
    return True


def send(booth: Booth, at: Desk) -> None:
    submit(booth, AccessCode.generate(), Report("Erfunden."), None)


def test_all_secrets_of_the_revoked_open_nothing_of_what_is_stored(
    desk: Desks, letterbox: Store[Letterbox], booth: Booth, founded: Founded
) -> None:
    anna, lead, thief = desk("anna"), desk("lead"), founded.people["anna"]
    send(booth, anna)
    collect(anna)
    casework.take_over(anna, ONE)
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(anna, ONE, stage, "")
    measures.add(anna, ONE, "Schulung", "SG 10", TODAY)
    casework.keep_draft(anna, ONE, "Noch nicht fertig.")
    for at in (anna, lead):
        overview.every_row(at)
        measures.register(at)
    cookie = unlock.secret_of(unlock.login(anna.cabinet, anna.ring, MEMORY, "anna", thief.passphrase, "", TODAY, 1))
    send(booth, anna)
    assert opened(anna, thief, cookie) == {"file_wrap", "report_wrap", "line", "draft", "session"}, "until now"

    longer = founding.revoke(anna.cabinet, letterbox, anna.ring, founded.root(), "anna", TODAY, TODAY)
    assert opened(anna, thief, cookie) == set()
    send(booth, anna)  # by an intake to which nobody has brought the new ring
    with_new_ring = replace(lead, ring=longer)
    collect(with_new_ring)
    casework.note(with_new_ring, ONE, "Seit sie fort ist.")
    departure.carry_out(anna.cabinet, letterbox, longer, TODAY)
    assert opened(anna, thief, cookie) == set()
    with anna.cabinet.read() as cab:
        row = cab.officer(username="anna")
    assert row is not None
    with pytest.raises(PassphraseWrong):
        unlock_identity(row.keystore, thief.officer_id, thief.passphrase)
