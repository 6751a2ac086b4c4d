"""Strict reading of JSON and base64 (SPEC §1): one spelling for each value, every other is refused."""

from __future__ import annotations

import base64
import json
import re
from datetime import date
from typing import Any, NoReturn

from hinweisgeber.errors import FormatBroken

GREATEST = 2**53 - 1  # up to here every reader takes a whole number for the same
MOST = 999_999_999  # of anything counted: every language has it as a whole number


def dump(value: Any) -> str:
    """The one spelling on one line: sorted keys, no spaces, text unescaped."""
    return _ONE_LINE.encode(value)


def dump_lines(value: Any) -> str:
    """The one spelling over several lines, for files people compare: sorted keys, indented by one space."""
    return json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def load(text: str, lines: bool, longest: int) -> dict[str, Any]:
    """The object this text spells. Raises `FormatBroken` unless dumping it gives the same text back.

    That one comparison refuses repeated keys, other orders, blanks, escapes and everything behind. Numbers are whole:
    of others no two programs write the same.
    """
    if len(text) > longest:
        raise FormatBroken("too long")
    try:
        value = _READER.decode(text)
        again = dump_lines(value) if lines else dump(value)
        text.encode()
    except (ValueError, RecursionError) as error:
        raise FormatBroken("not JSON") from error
    if type(value) is not dict or again != text:
        raise FormatBroken("not the canonical form of a JSON object")
    return value


def _whole(text: str) -> int:
    number = int(text)
    return number if abs(number) <= GREATEST else _no_number(text)


def _no_number(text: str) -> NoReturn:
    raise ValueError("not a whole number that every reader has")


# Made once: `json.dumps` and `json.loads` make one each time.
_ONE_LINE = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
_READER = json.JSONDecoder(parse_float=_no_number, parse_int=_whole)


def fields(value: Any, **kinds: type) -> dict[str, Any]:
    """The object itself if it has exactly these keys with exactly these types, else `FormatBroken`."""
    if type(value) is not dict or value.keys() != kinds.keys():
        raise FormatBroken(f"the keys must be exactly {', '.join(sorted(kinds))}")
    for name, kind in kinds.items():
        if type(value[name]) is not kind:  # not isinstance: True is no number here
            raise FormatBroken(f"{name} must be of type {kind.__name__}")
    return value


def encode64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def decode64(text: str, length: int) -> bytes:
    """Exactly `length` bytes. Raises `FormatBroken` for another length, alphabet, padding or stray bits."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise FormatBroken("not base64") from error
    if len(raw) != length or encode64(raw) != text:
        raise FormatBroken(f"not the base64 of {length} bytes")
    return raw


def decode16(text: object, length: int) -> bytes:
    """Exactly `length` bytes in lower-case hex. Raises `FormatBroken`."""
    if type(text) is not str or not re.fullmatch(f"[0-9a-f]{{{2 * length}}}", text):
        raise FormatBroken(f"not {length} bytes in hex")
    return bytes.fromhex(text)


def day(text: str) -> date:
    """A day as YYYY-MM-DD. Raises `FormatBroken`."""
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise FormatBroken("not a date") from error
    if found.isoformat() != text:  # Python also reads 20261121 and 2026-W47-6
        raise FormatBroken("not a date as YYYY-MM-DD")
    return found


def count(value: object, first: int) -> int:
    """A whole number from `first` to `MOST`. Raises `FormatBroken`."""
    if type(value) is not int or not first <= value <= MOST:
        raise FormatBroken(f"not a whole number from {first}")
    return value
