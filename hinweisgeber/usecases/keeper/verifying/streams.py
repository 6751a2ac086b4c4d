"""The rows of each file beside its entries, one file after another; none but those of one file is held, and of what is
long only digests."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from ....crypto import commitments
from ....crypto.epochs import Epoch
from ....errors import FormatBroken
from ....store.cabinet import (
    Cabinet,
    EpochRow,
    Range,
    blob,
    copy,
    epoch,
    erased,
    file,
    file_wrap,
    mailbox_wrap,
    message,
    status,
)


class EntryRow(NamedTuple):
    """An entry as far as files go; the chain is checked apart."""

    seq: int
    day: date
    kind: str
    signer: str
    open: str | None
    has_text: bool


class FileRow(NamedTuple):
    """A file's own row, with the digest of its sheet."""

    kind: str
    year: int
    n: int
    revision: int
    sheet: str
    is_empty: bool
    erased_on: date | None
    remind_on: date | None
    epoch: int
    restored: bool


class MessageRow(NamedTuple):
    """A message of the office's copy: digests, and what else says something."""

    sealed: str
    row: str
    is_empty: bool
    n: int
    epoch: str | None
    delivered: bool


class StatusRow(NamedTuple):
    """What the mailbox is shown, or is to be."""

    revision: int
    delivered: bool
    epoch: str | None
    taken_in: int | None


class ErasedRow(NamedTuple):
    """The certificate of an erasure."""

    closed_on: date | None
    authorised_seq: int | None
    authorised_hash: bytes | None
    done: bool


@dataclass
class FileRows:
    """All that the cabinet has of one file."""

    id: bytes
    entries: list[EntryRow] = field(default_factory=list)
    file: FileRow | None = None
    epochs: list[tuple[EpochRow, str | None]] = field(default_factory=list)  # each with the digest of its link
    wraps: dict[str, tuple[bool, int]] = field(default_factory=dict)  # by officer: under their own key, and bytes
    messages: dict[tuple[str, int], MessageRow] = field(default_factory=dict)
    blobs: dict[str, str] = field(default_factory=dict)  # as entries name them
    copies: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # of what is there, by how entries name it
    status: StatusRow | None = None
    mailbox_wrap: int | None = None  # bytes
    erased: ErasedRow | None = None

    @property
    def last(self) -> int:
        """The newest entry; 1 where there is none."""
        return self.entries[-1].seq if self.entries else 1

    @property
    def newest_epoch(self) -> str | None:
        """As its row says."""
        try:
            row = self.epochs[-1][0] if self.epochs else None
            return Epoch(row.number, row.random).text if row else None
        except FormatBroken:
            return None


Put = Callable[[FileRows, Any], None]


def by_file(cab: Cabinet, within: Range | None = None) -> Iterator[FileRows]:
    """Every file of which there is an entry or a row, in the order of the ids."""
    streams = [_tagged(cab.entry_rows(within), _entry), *(_tagged(cab.rows_of(t, within), put) for t, put in _PUT)]
    for file_id, rows in groupby(heapq.merge(*streams, key=itemgetter(0)), key=itemgetter(0)):
        found = FileRows(file_id)
        for _, put, row in rows:
            put(found, row)
        found.epochs.sort(key=lambda one: one[0].number)
        yield found


def _tagged(rows: Iterator[Any], put: Put) -> Iterator[tuple[bytes, Put, Any]]:
    for row in rows:
        yield row[0], put, row


def _entry(found: FileRows, row: Any) -> None:
    found.entries.append(EntryRow(*row[1:]))


def _file(found: FileRows, row: Any) -> None:
    found.file = FileRow(
        row.kind, row.year, row.n, row.revision, commitments.digest(row.sheet), not row.sheet, row.erased_on,
        row.remind_on, row.epoch, row.restored,
    )  # fmt: skip


def _epoch(found: FileRows, row: Any) -> None:
    link = None if row.link is None else commitments.digest(row.link)
    found.epochs.append((EpochRow(row.file_id, row.number, row.random, row.seq), link))


def _wrap(found: FileRows, row: Any) -> None:
    found.wraps[row.officer_id] = (row.own, row.wrap)


def _message(found: FileRows, row: Any) -> None:
    fields = (row.author, row.place, row.n, row.written, row.tag, row.sealed, row.epoch, row.before)
    made = commitments.message_row(found.id, *fields)
    found.messages[row.author, row.place] = MessageRow(
        commitments.digest(row.sealed), made, not row.sealed, row.n, row.epoch, row.delivered
    )


def _blob(found: FileRows, row: Any) -> None:
    name = commitments.blob_name(row.name)
    found.blobs[name] = commitments.blob_row(found.id, row.name, row.digest, row.size)
    found.names[name] = row.name


def _copy(found: FileRows, row: Any) -> None:
    name = commitments.copy_name(row.source, row.n)
    found.copies[name] = commitments.copy_row(found.id, row.source, row.n, row.epoch, row.sealed)
    found.names[name] = f"{row.source}/{row.n}"


def _status(found: FileRows, row: Any) -> None:
    found.status = StatusRow(row.revision, row.delivered, row.epoch, row.taken_in)


def _mailbox_wrap(found: FileRows, row: Any) -> None:
    found.mailbox_wrap = row.wrap


def _erased(found: FileRows, row: Any) -> None:
    found.erased = ErasedRow(row.closed_on, row.authorised_seq, row.authorised_hash, row.done)


_PUT: tuple[tuple[Any, Put], ...] = (
    (file, _file), (epoch, _epoch), (file_wrap, _wrap), (message, _message), (blob, _blob), (copy, _copy),
    (status, _status), (mailbox_wrap, _mailbox_wrap), (erased, _erased),
)  # fmt: skip
