"""What is sealed as JSON: a dataclass of plain values ⇄ canonical JSON, read strictly by the types of its fields.

A sheet: what a later version added is missing in an older one and takes its default; what an older version had is
dropped. The data of an act: what a field has no value for is not written, and what no field is there for is kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache, partial
from types import UnionType
from typing import Any, Literal, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from ..errors import FormatBroken

T = TypeVar("T")
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_WRONG = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


def canonical(data: object) -> bytes:
    """JSON with sorted keys and without spaces, UTF-8: one value, one spelling."""
    return _CANONICAL.encode(data).encode()


def write(value: Any) -> bytes:
    """Canonical JSON of a dataclass, UTF-8; dates as ISO days."""
    return canonical(plain(value))


def plain(value: Any) -> Any:
    """JSON values of dates, enums, tuples and dataclasses; `revive` reads those of a dataclass. Fields that make no
    difference to a value are not written."""
    if is_dataclass(value):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value) if item.compare}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def read(cls: type[T], payload: bytes, renewed: Callable[[Any], Any] = lambda data: data) -> T:
    """Reads what `write` wrote; `renewed` brings an older version's values to today's. Raises FormatBroken."""
    try:
        return revive(cls, renewed(json.loads(payload)))
    except _WRONG as error:
        raise FormatBroken(f"not a {cls.__name__}") from error


def revive(cls: type[T], data: Any) -> T:
    """A dataclass from the JSON values that `plain` gave. Raises FormatBroken."""
    try:
        made: T = _revive(cls, data)
        return made
    except _WRONG as error:
        raise FormatBroken(f"not a {cls.__name__}") from error


REST = "rest"  # the field of an act's data that keeps what no other field is there for


def stated(value: Any) -> dict[str, Any]:
    """JSON values of an act's data: without optional fields that have no value, with all that was kept in `rest`."""
    said = {_key(item.name): (item, getattr(value, item.name)) for item in fields(value) if item.name != REST}
    made = {key: plain(one) for key, (item, one) in said.items() if one is not None or item.default is not None}
    return {**value.rest, **made}


def restate(cls: Callable[..., T], values: dict[str, Any]) -> T:
    """Reads what `stated` made. Raises FormatBroken where a field is missing or not of its type."""
    hints = _hints(cls)
    names = {_key(name): name for name in hints if name != REST}
    try:
        known = {names[key]: _revive(hints[names[key]], value) for key, value in values.items() if key in names}
        made = cls(**known, rest={key: value for key, value in values.items() if key not in names})
    except _WRONG as error:
        raise FormatBroken(f"not the data of {cls}") from error
    if stated(made) != values:  # one value, one spelling
        raise FormatBroken(f"not the data of {cls}")
    return made


def _key(name: str) -> str:
    """How a field is called in JSON: what Python keeps for itself has an underscore behind it."""
    return name.rstrip("_")


def _revive(kind: Any, value: Any) -> Any:
    return _reader(kind)(value)


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """What reads values of this type: what the type is, is asked once, not for each value."""
    kind = kind.__supertype__ if isinstance(kind, NewType) else kind
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (UnionType, Union):  # `X | None`, or `X | Literal[""] | None`
        exact = [word for one in inner if get_origin(one) is Literal for word in get_args(one)]
        return lambda value: value if value is None or value in exact else _revive(inner[0], value)
    if origin is tuple:
        return partial(_several, inner)
    if origin is dict:  # JSON values by name; whoever reads them checks them
        return partial(_of_kind, dict)
    if kind is date:
        return date.fromisoformat
    if is_dataclass(kind):
        return partial(_made, kind)
    return partial(kind) if issubclass(kind, StrEnum) else partial(_of_kind, kind)


def _several(inner: tuple[Any, ...], value: Any) -> Any:
    kinds = inner[:1] * len(_of_kind(list, value)) if inner[-1] is Ellipsis else inner
    return tuple(_revive(one, item) for one, item in zip(kinds, _of_kind(list, value), strict=True))


def _made(kind: Any, value: Any) -> Any:
    hints, known = _hints(kind), _of_kind(dict, value)
    return kind(**{name: _revive(hints[name], item) for name, item in known.items() if name in hints})


def _of_kind(kind: Any, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError(f"not a {kind.__name__}")
    return value


def _hints(cls: Any) -> dict[str, Any]:
    return _type_hints(cls)


_type_hints = cache(get_type_hints)
