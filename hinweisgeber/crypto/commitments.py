"""What an entry commits to beside its own text (SPEC §40): digests of the rows of its file that are new or otherwise
with it. Whoever has the rows checks them without a key; whoever has the digests alone learns nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from hinweisgeber.crypto import chain, contexts, primitives, strict
from hinweisgeber.domain.journal import joined
from hinweisgeber.errors import FormatBroken

LABEL_MESSAGE = b"hinweisgeber/v2/row/message"
LABEL_BLOB = b"hinweisgeber/v2/row/blob"
LABEL_COPY = b"hinweisgeber/v2/row/copy"
UNKNOWN = ""  # in the place of the letterbox's digest: the text was destroyed, or an older file is new to this
_AUTHORS = ("intake", "office", "reporter")
_NAMES = frozenset({"blobs", "copies", "link", "messages", "notes", "number", "older", "remind_on"})


Place = tuple[str, int]  # a message's author and place


def digest(sealed: bytes) -> str:
    """SHA-384 of sealed bytes, hex."""
    return primitives.sha384(sealed).hex()


def message_row(
    file_id: bytes, author: str, place: int, n: int, written: date, tag: bytes, sealed: bytes, epoch: str | None,
    before: bytes | None,
) -> str:  # fmt: skip
    """Of a message as the office keeps it, hex."""
    fields = (author.encode(), _number(place), _number(n), written.isoformat().encode(), tag, sealed)
    return _row(
        LABEL_MESSAGE, file_id, *fields, *_maybe(epoch.encode() if epoch is not None else None), *_maybe(before)
    )


def blob_row(file_id: bytes, name: str, sealed: bytes | None, size: int | None) -> str:
    """Of a file's name, with digest and number of its sealed bytes as far as they are known, hex."""
    return _row(LABEL_BLOB, file_id, name.encode(), *_maybe(sealed), *_maybe(None if size is None else _number(size)))


def copy_row(file_id: bytes, source: str, n: int, epoch: int, sealed: bytes) -> str:
    """Of what is known of a copy, hex."""
    return _row(LABEL_COPY, file_id, source.encode(), _number(n), _number(epoch), sealed)


def blob_name(name: str) -> str:
    """How an entry names a blob: by 32 hex digits, so that no name of a file is left once it is erased."""
    return primitives.sha384(LABEL_BLOB + b"/" + name.encode())[: contexts.ID].hex()


def copy_name(source: str, n: int) -> str:
    """The same of a copy."""
    return primitives.sha384(LABEL_COPY + b"/" + f"{source}/{n}".encode())[: contexts.ID].hex()


def _row(label: bytes, *fields: bytes) -> str:
    return primitives.sha384(joined((label, *fields))).hex()


def _number(value: int) -> bytes:
    return value.to_bytes(8, "big", signed=True)


def _maybe(value: bytes | None) -> tuple[bytes, ...]:
    """NULL is not the same as empty."""
    return (b"\0", b"") if value is None else (b"\1", value)


@dataclass(frozen=True)
class Committed:
    """What one entry commits to. Of messages the digest of what lies in the letterbox, and of the office's row; of
    blobs and copies, by `blob_name` and `copy_name`, that of the row, None where the act let go of it."""

    sheet: str
    remind_on: date | None = None
    number: str | None = None
    link: str | None = None  # of the epoch that the entry begins
    messages: Mapping[Place, tuple[str, str]] = field(default_factory=dict)
    blobs: Mapping[str, str | None] = field(default_factory=dict)
    copies: Mapping[str, str | None] = field(default_factory=dict)
    notes: tuple[int, ...] = ()  # entries whose text the act destroyed
    older: int = 0  # messages of before that nobody commits to

    def data(self) -> dict[str, Any]:
        """JSON values, as they stand in the entry; what is empty is left out."""
        said = {
            "number": self.number,
            "link": self.link,
            "messages": [[*at, *self.messages[at]] for at in sorted(self.messages)],
            "blobs": dict(self.blobs),
            "copies": dict(self.copies),
            "notes": list(self.notes),
            "older": self.older,
        }
        reminder = self.remind_on.isoformat() if self.remind_on else None
        return {"sheet": self.sheet, "remind_on": reminder, **{name: value for name, value in said.items() if value}}

    @classmethod
    def read(cls, text: str | None) -> Self | None:
        """Reads what an entry says; None for one that commits to nothing, as before there was this. Raises
        `FormatBroken`."""
        if text is None or text == chain.NOTHING_OPEN:
            return None
        said = chain.read_open(text)
        if "sheet" not in said:
            if said.keys() & _NAMES:
                raise FormatBroken("commits to something, and to no sheet")
            return None
        return cls(
            _hash(said["sheet"]), _reminder(said), _text(said.get("number")), _hash_or_none(said.get("link")),
            _messages(said.get("messages", [])), _rows(said.get("blobs", {})), _rows(said.get("copies", {})),
            _notes(said.get("notes", [])), strict.count(said.get("older", 0), 0),
        )  # fmt: skip


def _hash(value: object) -> str:
    strict.decode16(value, primitives.HASH)
    return str(value)


def _hash_or_none(value: object) -> str | None:
    return None if value is None else _hash(value)


def _reminder(said: Mapping[str, Any]) -> date | None:
    if "remind_on" not in said or type(said["remind_on"]) not in (str, type(None)):
        raise FormatBroken("a sheet with its day to be reminded")
    return None if said["remind_on"] is None else strict.day(said["remind_on"])


def _text(value: object) -> str | None:
    if value is not None and (type(value) is not str or not 0 < len(value) <= 32):
        raise FormatBroken("not a number of a file")
    return value


def _messages(value: object) -> dict[Place, tuple[str, str]]:
    if type(value) is not list or not all(type(one) is list and len(one) == 4 for one in value):
        raise FormatBroken("messages with author, place and two digests")
    found: dict[Place, tuple[str, str]] = {}
    for author, place, sealed, row in value:
        if author not in _AUTHORS:
            raise FormatBroken("not an author")
        found[author, strict.count(place, 0)] = (sealed if sealed == UNKNOWN else _hash(sealed), _hash(row))
    if len(found) != len(value) or list(found) != sorted(found):
        raise FormatBroken("messages stand in order, each once")
    return found


def _rows(value: object) -> dict[str, str | None]:
    if type(value) is not dict:
        raise FormatBroken("rows by name")
    for name in value:
        strict.decode16(name, contexts.ID)
    return {name: _hash_or_none(row) for name, row in value.items()}


def _notes(value: object) -> tuple[int, ...]:
    if type(value) is not list or not all(type(one) is int and 0 < one < chain.MOST for one in value):
        raise FormatBroken("not entries")
    if value != sorted(set(value)):
        raise FormatBroken("entries stand in order, each once")
    return tuple(value)
