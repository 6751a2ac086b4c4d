"""What is sealed as JSON: a dataclass of plain values ⇄ canonical JSON, read strictly by the types of its fields.

What a later version added is missing in an older sheet and takes its default; what an older version had is dropped.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from ..errors import FormatBroken
from .acts import canonical

T = TypeVar("T")


def write(value: Any) -> bytes:
    """Canonical JSON of a dataclass, UTF-8; dates as ISO days."""
    return canonical(plain(value))


def plain(value: Any) -> Any:
    """JSON values of dates, enums, tuples and dataclasses; `revive` reads those of a dataclass."""
    if is_dataclass(value):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def read(cls: type[T], payload: bytes, renewed: Callable[[Any], Any] = lambda data: data) -> T:
    """Reads what `write` wrote; `renewed` brings an older version's values to today's. Raises FormatBroken."""
    try:
        return revive(cls, renewed(json.loads(payload)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FormatBroken(f"not a {cls.__name__}") from error


def revive(cls: type[T], data: Any) -> T:
    """A dataclass from the JSON values that `plain` gave. Raises FormatBroken."""
    try:
        made: T = _revive(cls, data)
        return made
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FormatBroken(f"not a {cls.__name__}") from error


def _revive(kind: Any, value: Any) -> Any:
    if isinstance(kind, UnionType):  # `date | None` is the only kind of union in a sheet
        return None if value is None else _revive(get_args(kind)[0], value)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise TypeError("not a list")
        return tuple(_revive(get_args(kind)[0], item) for item in value)
    if get_origin(kind) is dict:  # JSON values by name; whoever reads them checks them
        if not isinstance(value, dict):
            raise TypeError("not an object")
        return value
    if kind is date:
        return date.fromisoformat(value)
    if is_dataclass(kind):
        if not isinstance(value, dict):
            raise TypeError("not an object")
        hints = _hints(kind)  # type: ignore[arg-type]
        return kind(**{name: _revive(hints[name], item) for name, item in value.items() if name in hints})  # type: ignore[operator]
    if issubclass(kind, StrEnum):
        return kind(value)
    if type(value) is not kind:
        raise TypeError(f"not a {kind.__name__}")
    return value


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)
