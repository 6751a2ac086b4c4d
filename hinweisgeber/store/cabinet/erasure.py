"""Erasing a case: what is readable of its end, its destruction piece by piece, and what remains of it.

An erased file keeps its row (number, revision, no sheet), its journal entries and a certificate. From the mark on
nobody opens it any more, whatever rows are still there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, delete, func, insert, select, update

from ...domain.acts import Kind
from ...domain.dialogue.report import REPORTER
from ...domain.journal import Entry
from ...domain.power import keyless
from .tables import (
    CASE,
    NO_FILE,
    abstract,
    blob,
    copy,
    draft,
    epoch,
    erased,
    file,
    file_wrap,
    journal,
    journal_text,
    line,
    mailbox_wrap,
    message,
    pulled_message,
    pulled_wrap,
    removed,
    seen,
    status,
    uncollected,
)

# The links first: without them the newest key leads to none before.
KEYS = (epoch, file_wrap, mailbox_wrap, pulled_wrap)
SAID = (message, pulled_message, status, copy, draft, seen, abstract, line, removed)


@dataclass(frozen=True)
class CaseEntries:
    """A case that is there, and those of its journal entries that were asked for: (seq, kind, day), in order."""

    file_id: bytes
    year: int
    n: int
    entries: tuple[tuple[int, str, date], ...]


@dataclass(frozen=True)
class Certificate:
    """What remains of an erased case. No content: number, days, the authorisation's entry, how much was destroyed.
    `keyless`: nobody could open it, and two have agreed without a key."""

    year: int
    n: int
    erased_on: date
    closed_on: date | None
    authorised_seq: int | None
    authorised_hash: bytes | None
    texts: int
    files: int
    wraps: int
    done: bool
    keyless: bool = False


@cache
def _first(columns: tuple[str, ...]) -> Select[Any]:
    """With each status that is made: built once."""
    query = select(*(journal.c[name] for name in columns)).where(journal.c.file_id == bindparam("f"))
    return query.order_by(journal.c.seq).limit(1)


class Erasure:
    """Ends of cases, and their erasure."""

    _db: Connection
    _entry = tuple(Entry.__dataclass_fields__)  # columns of the journal

    def as_before(self, columns: Collection[str]) -> None:
        """The journal has only these columns yet: what is put back has not been migrated."""
        self._entry = tuple(name for name in self._entry if name in columns)

    # -- readable without a key --------------------------------------------------------------------------------

    def readable(
        self,
        kinds: Collection[str] | None = None,
        officer_id: str | None = None,
        file_id: bytes | None = None,
        but: Collection[str] = (),
        having: Collection[str] | None = None,
    ) -> list[CaseEntries]:
        """Cases that are not erased (all, those this officer can open, or one; those `having` an entry of one of these
        kinds) with their entries of these kinds (by default of every kind), `but` not of those."""
        cases = select(file.c.year, file.c.n, file.c.id).where(file.c.kind == CASE, file.c.erased_on.is_(None))
        if officer_id is not None:
            cases = cases.join(file_wrap, (file_wrap.c.file_id == file.c.id) & (file_wrap.c.officer_id == officer_id))
        entries = select(journal.c.file_id, journal.c.seq, journal.c.kind, journal.c.day)
        if but:
            entries = entries.where(journal.c.kind.not_in(list(but)))
        if kinds is not None:
            entries = entries.where(journal.c.kind.in_(list(kinds)))
        if having is not None:  # found by an index: most cases are open
            ended = select(journal.c.file_id).where(journal.c.kind.in_(list(having)))
            cases, entries = cases.where(file.c.id.in_(ended)), entries.where(journal.c.file_id.in_(ended))
        if file_id is not None:
            cases, entries = cases.where(file.c.id == file_id), entries.where(journal.c.file_id == file_id)
        found: dict[bytes, list[tuple[int, str, date]]] = {}
        for row in self._db.execute(entries):
            found.setdefault(row[0], []).append((row[1], row[2], row[3]))
        rows = sorted(tuple(row) for row in self._db.execute(cases))
        return [CaseEntries(id_, year, n, tuple(sorted(found.get(id_, ())))) for year, n, id_ in rows]

    def entries_of(self, file_id: bytes, kinds: Collection[str] | None = None) -> list[Entry]:
        """The journal's entries about one file, in order: of these kinds, by default all."""
        query = select(*(journal.c[name] for name in self._entry)).where(journal.c.file_id == file_id)
        if kinds is not None:
            query = query.where(journal.c.kind.in_(list(kinds)))
        return [Entry(*row) for row in self._db.execute(query.order_by(journal.c.seq))]

    def first_entry(self, file_id: bytes) -> Entry | None:
        """The entry with which a file began."""
        row = self._db.execute(_first(self._entry), {"f": file_id}).first()
        return Entry(*row) if row else None

    def keyless(self) -> list[Entry]:
        """The entries by which two let a case be erased that nobody can open, in order."""
        query = select(*(journal.c[name] for name in self._entry)).where(journal.c.file_id == NO_FILE)
        query = query.where(journal.c.kind.in_(keyless.KINDS))
        return sorted((Entry(*row) for row in self._db.execute(query)), key=lambda one: one.seq)

    def first_written(self, file_id: bytes) -> date | None:
        """The day of the report; None where its row is missing."""
        first = (message.c.file_id == file_id, message.c.author == REPORTER, message.c.place == 0)
        return self._db.execute(select(message.c.written).where(*first)).scalar()

    def content_counts(self, file_id: bytes) -> tuple[int, int]:
        """How many sealed texts (the sheet and the journal's among them) and wrapped keys of this file are here."""
        entries = select(journal.c.seq).where(journal.c.file_id == file_id)
        log = select(func.count()).select_from(journal_text).where(journal_text.c.seq.in_(entries))
        texts = sum(self._count(table, file_id) for table in (message, status, copy, draft))
        return 1 + texts + int(self._db.execute(log).scalar_one()), sum(self._count(table, file_id) for table in KEYS)

    def _count(self, table: Table, file_id: bytes) -> int:
        query = select(func.count()).select_from(table).where(table.c.file_id == file_id)
        return int(self._db.execute(query).scalar_one())

    # -- what remains --------------------------------------------------------------------------------------------

    def erased_files(self) -> dict[bytes, date]:
        """Files that are erased, or about to be, and since when."""
        query = select(file.c.id, file.c.erased_on).where(file.c.erased_on.is_not(None))
        return {row[0]: row[1] for row in self._db.execute(query)}

    def unfinished_erasures(self) -> dict[bytes, date]:
        """Those of them whose destruction has not come to its end."""
        query = select(file.c.id, file.c.erased_on).outerjoin(erased, erased.c.file_id == file.c.id)
        query = query.where(file.c.erased_on.is_not(None), erased.c.done.is_not(True))
        return {row[0]: row[1] for row in self._db.execute(query.order_by(file.c.year, file.c.n))}

    def numbers(self, file_ids: Collection[bytes]) -> dict[bytes, tuple[str, int, int]]:
        """Kind, year and number of these files, whatever became of them."""
        wanted, found = list(file_ids), dict[bytes, tuple[str, int, int]]()
        query = select(file.c.id, file.c.kind, file.c.year, file.c.n)
        for start in range(0, len(wanted), 500):
            rows = self._db.execute(query.where(file.c.id.in_(wanted[start : start + 500])))
            found |= {row[0]: (row[1], row[2], row[3]) for row in rows}
        return found

    def certificates(self, file_ids: Collection[bytes] | None = None) -> list[Certificate]:
        """The certificates, all or those of these files, newest first."""
        columns = [
            (file if name in ("year", "n", "erased_on") else erased).c[name]
            for name in Certificate.__dataclass_fields__
            if name != "keyless"
        ]
        query = select(*columns, journal.c.kind).join(file, file.c.id == erased.c.file_id)
        query = query.outerjoin(journal, journal.c.seq == erased.c.authorised_seq)
        if file_ids is not None:
            query = query.where(file.c.id.in_(list(file_ids)))
        rows = self._db.execute(query.order_by(file.c.erased_on.desc(), file.c.year.desc(), file.c.n.desc()))
        return [_certificate(row) for row in rows]

    def erased_after_acts_of(self, officer_id: str) -> set[bytes]:
        """Ids of the erased cases in whose journal this officer signed."""
        query = select(file.c.id).join(journal, journal.c.file_id == file.c.id)
        query = query.where(file.c.kind == CASE, file.c.erased_on.is_not(None), journal.c.signer == officer_id)
        return {row[0] for row in self._db.execute(query.distinct())}

    # -- destruction, in this order; but for the mark only of files that are marked -----------------------------

    def mark_erased(
        self,
        file_id: bytes,
        day: date,
        closed_on: date | None,
        authorised: tuple[int, bytes] | None,
        counts: tuple[int, int, int],
    ) -> None:
        """The point of no return: nobody opens this file from now on.

        `authorised`: the entry and its hash; `counts`: texts, files, wraps that are about to be destroyed.
        """
        self._db.execute(update(file).where(file.c.id == file_id).values(erased_on=day, remind_on=None))
        seq, entry_hash = authorised or (None, None)
        values = {"file_id": file_id, "closed_on": closed_on, "authorised_seq": seq, "authorised_hash": entry_hash}
        self._db.execute(
            insert(erased), values | dict(zip(("texts", "files", "wraps"), counts, strict=True)) | {"done": False}
        )

    def destroy_keys(self, file_id: bytes) -> int:
        """Deletes all links and wraps. Returns how many rows went."""
        marked = _marked(file_id)
        return sum(self._db.execute(delete(table).where(table.c.file_id.in_(marked))).rowcount for table in KEYS)

    def destroy_texts(self, file_id: bytes) -> int:
        """Deletes the dialogue, drafts, copies' descriptions, the sheet and the journal's texts; what was born from the
        file forgets where. Officers' own summaries go too. Returns how many rows went."""
        marked = _marked(file_id)
        gone = sum(self._db.execute(delete(table).where(table.c.file_id.in_(marked))).rowcount for table in SAID)
        entries = select(journal.c.seq).where(journal.c.file_id.in_(marked))
        gone += self._db.execute(delete(journal_text).where(journal_text.c.seq.in_(entries))).rowcount
        self._db.execute(delete(uncollected).where(uncollected.c.report_id.in_(marked)))
        self._db.execute(update(file).where(file.c.id == file_id, file.c.erased_on.is_not(None)).values(sheet=b""))
        self._db.execute(update(file).where(file.c.parent.in_(marked)).values(parent=None))
        return gone

    def forget_blobs_of(self, file_id: bytes) -> int:
        """Says that no blob belongs to the file any more. Returns how many did."""
        return self._db.execute(delete(blob).where(blob.c.file_id.in_(_marked(file_id)))).rowcount

    def finish_erasures(self, file_ids: Collection[bytes]) -> None:
        """Nothing of these is left."""
        self._db.execute(update(erased).where(erased.c.file_id.in_(list(file_ids))).values(done=True))


def _certificate(row: Any) -> Certificate:
    *values, kind = row
    return replace(Certificate(*values), keyless=kind == Kind.KEYLESS_ERASURE)


def _marked(file_id: bytes) -> Select[tuple[bytes]]:
    return select(file.c.id).where(file.c.id == file_id, file.c.erased_on.is_not(None))
