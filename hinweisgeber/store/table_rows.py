"""A table's rows as a stream of bytes, as a backup holds them (SPEC §18).

Written is the second form: a JSON array of the values, its length in front, bytes only by their length; then these
bytes as they are. The first form, a line for each row and bytes as base64, is a third longer, and only read.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Column, Date, LargeBinary, Table

from ..errors import FormatBroken

LINES, FRAMES = 1, 2
AT_ONCE, LARGE_AT_ONCE = 20, 4  # rows held at a time; a sealed text has up to 16 MiB
HELD = 4 * 1024 * 1024  # bytes in them, but for the last one
LONGEST = 64 * 1024 * 1024
_LENGTH = 4  # bytes in front of the JSON


def framed(values: Iterable[Any]) -> tuple[bytes, ...]:
    """A row, in pieces: the values, and then the bytes among them."""
    row = list(values)
    blobs = [bytes(value) for value in row if isinstance(value, (bytes, memoryview))]
    text = json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":")).encode()
    return len(text).to_bytes(_LENGTH, "big") + text, *blobs


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return len(value)
    return value.isoformat() if isinstance(value, date) else value


def rows(table: Table, pieces: Iterable[bytes], form: int = FRAMES) -> Iterator[list[dict[str, Any]]]:
    """The rows in these pieces, a few at a time. Raises FormatBroken for those of another table."""
    read = _framed_rows if form == FRAMES else _line_rows
    try:
        yield from _some(read(table, pieces))
    except (ValueError, TypeError) as error:
        raise FormatBroken(f"rows that are none of the table {table.name}") from error


def _some(found: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch, held = [], 0
    for row in found:
        batch.append(row)
        held += sum(len(value) for value in row.values() if isinstance(value, bytes))
        if len(batch) == AT_ONCE or held > HELD:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def at_once(table: Table) -> int:
    """How many rows of this table are read at a time."""
    return LARGE_AT_ONCE if "sealed" in table.columns else AT_ONCE


def _framed_rows(table: Table, pieces: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    stream = _Stream(pieces)
    columns = _columns(stream.values(), table)
    while stream.goes_on():
        values = stream.values()
        row = {}
        for column, value in zip(columns, values, strict=True):
            if isinstance(column.type, LargeBinary):
                row[column.name] = None if value is None else stream.take(value)
            else:
                row[column.name] = _read(column)(value)
        yield row


class _Stream:
    """Pieces, taken in the sizes wanted. Raises ValueError when they end too soon."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._held = iter(pieces), bytearray()

    def goes_on(self) -> bool:
        """Whether anything is left."""
        while not self._held and (piece := next(self._pieces, None)) is not None:
            self._held += piece
        return bool(self._held)

    def values(self) -> Any:
        """The next JSON array."""
        return json.loads(self.take(int.from_bytes(self.take(_LENGTH), "big")))

    def take(self, count: object) -> bytes:
        """So many bytes."""
        if type(count) is not int or not 0 <= count <= LONGEST:
            raise ValueError("an impossible length")
        while len(self._held) < count:
            if (piece := next(self._pieces, None)) is None:
                raise ValueError("ends too soon")
            self._held += piece
        taken = bytes(self._held[:count])
        del self._held[:count]
        return taken


def _line_rows(table: Table, pieces: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    found = lines(pieces)
    columns = _columns(json.loads(next(found, b"")), table)
    for line in found:
        values = zip(columns, json.loads(line), strict=True)
        yield {column.name: _read(column)(value) for column, value in values}


def lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The lines in a stream of bytes. Raises ValueError for one that is too long or has no end."""
    held = bytearray()
    for piece in pieces:
        start = len(held)
        held += piece
        while (end := held.find(b"\n", start)) >= 0:
            yield bytes(held[:end])
            del held[: end + 1]
            start = 0
        if len(held) > LONGEST:
            raise ValueError("a line is too long")
    if held:
        raise ValueError("the last line has no end")


def _columns(names: Any, table: Table) -> list[Column[Any]]:
    if type(names) is not list or {*names} != {column.name for column in table.columns} or len({*names}) < len(names):
        raise ValueError(f"other columns than those of {table.name}")
    return [table.columns[name] for name in names]


def _read(column: Column[Any]) -> Callable[[Any], Any]:
    """From JSON to what the column takes."""
    if isinstance(column.type, LargeBinary):
        return lambda value: None if value is None else base64.b64decode(value, validate=True)
    if isinstance(column.type, Date):
        return lambda value: None if value is None else date.fromisoformat(value)
    return lambda value: value
