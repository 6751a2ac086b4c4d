"""Rows that no entry commits to, because they are made anew without one, as far as what the entries say bounds them:
epochs, officers' wraps, and what the mailbox is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ....crypto.keystore import OFFICER_WRAP, wrap_size
from ....crypto.ring import Ring
from ....store.cabinet import CASE
from ..departure import has_lapsed
from .committed import Commitments
from .findings import Amiss, Finding
from .keys import KeyHistory
from .streams import FileRows

_EPOCH = "in another epoch than its entries say"


def epochs(keys: KeyHistory, said: Commitments, rows: FileRows, case: str, keyless: bool) -> Iterator[Finding]:
    """Every file is in the epoch its entries say, and has a row for each with the link that was committed to; none only
    where the keys were not put back (`keyless`)."""
    if rows.file is None:
        return
    signed = [(one.epoch.number, one.epoch.random, seq) for one, seq in keys.epochs if one.epoch]
    there = [(row.number, row.random, row.seq) for row, _ in rows.epochs]
    yield from epoch_number(keys, rows, case)
    if there != signed and not (keyless and rows.file.restored and not there):
        kind = Amiss.MISSING if len(there) < len(signed) else Amiss.ALTERED
        yield Finding(rows.last, case, kind, "epoch", _EPOCH, {"file": rows.id.hex()})
        return
    for row, link in rows.epochs:
        if row.seq in said.links and said.links[row.seq] != link:
            values = {"case": case, "number": row.number}
            yield Finding(row.seq, case, Amiss.ALTERED, f"epoch {row.number}", "link is another", values)


def epoch_number(keys: KeyHistory, rows: FileRows, case: str) -> Iterator[Finding]:
    """The epoch its row says, also once it is erased."""
    if rows.file is not None and rows.file.epoch != len(keys.epochs):
        yield Finding(rows.last, case, Amiss.ALTERED, "file", _EPOCH, {"file": rows.id.hex()})


def wraps(keys: KeyHistory, rows: FileRows, case: str, ring: Ring, today: date) -> Iterator[Finding]:
    """Those who hold the newest key have a wrap of it, and nobody else. While somebody has one, theirs may be gone
    whose right has ended, or had ended once; after a restore nothing can be told."""
    if rows.file is None or rows.file.restored or not keys.epochs:
        return
    for officer_id in sorted(rows.wraps.keys() | keys.holders):
        what, values = f"file_wrap {officer_id}", {"case": case, "officer": officer_id}
        if officer_id not in keys.holders:
            yield Finding(rows.last, case, Amiss.FOREIGN, what, "wrap for somebody else", values)
        elif officer_id not in rows.wraps:
            is_over = keys.deputies.get(officer_id, today) < today  # it went when their days were over
            if not (rows.wraps and (is_over or _may_lack(ring, officer_id, today))):
                yield Finding(rows.last, case, Amiss.MISSING, what, "wrap is missing", values)
        elif rows.wraps[officer_id][1] != wrap_size(rows.wraps[officer_id][0]):
            yield Finding(rows.last, case, Amiss.ALTERED, what, "wrap of another size", values)


def _may_lack(ring: Ring, officer_id: str, today: date) -> bool:
    officer = ring.get(officer_id)
    return officer is None or officer.is_out(today) or has_lapsed(officer, today) or ring.was_extended(officer_id)


def status(rows: FileRows, case: str) -> Iterator[Finding]:
    """A case has what its mailbox is shown, of the newest epoch, made since the last act; and the mailbox' way to its
    key as long as it waits. What it says the mailbox checks, by an officer's signature."""
    if rows.file is None or rows.file.restored or rows.file.kind != CASE:
        return
    values, row = {"case": case}, rows.status
    if row is None:
        if all(one.epoch is None for one in rows.messages.values()):
            return  # of version 1: it was made with the first act, and there may have been none
        yield Finding(rows.last, case, Amiss.MISSING, "status", "status is missing", values)
        return
    waits = row.epoch is not None and not row.delivered
    if waits and rows.mailbox_wrap is None:
        yield Finding(rows.last, case, Amiss.MISSING, "mailbox_wrap", "way to the status is missing", values)
    elif rows.mailbox_wrap is not None and (not waits or rows.mailbox_wrap != OFFICER_WRAP):
        yield Finding(rows.last, case, Amiss.ALTERED, "mailbox_wrap", "way to the status is another", values)
    if row.epoch is not None and not _fits(rows):
        yield Finding(rows.last, case, Amiss.ALTERED, "status", "status is another", values)


def _fits(rows: FileRows) -> bool:
    row, taken_in = rows.status, 1 + max((place for author, place in rows.messages if author == "reporter"), default=-1)
    if row is None or rows.file is None:
        return False
    newest = rows.newest_epoch
    return row.epoch == newest and row.revision >= rows.file.revision and row.taken_in == taken_in
