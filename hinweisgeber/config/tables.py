"""A strict reader from TOML tables to frozen dataclasses: every key known, every value of its type."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from hinweisgeber.errors import SettingsWrong

T = TypeVar("T")


class ValueRefused(ValueError):
    """A dataclass refuses one of its own values in __post_init__: `key` and the German `hint`."""

    def __init__(self, key: str, hint: str) -> None:
        self.key, self.hint = key, hint
        super().__init__(f"{key}: {hint}")


def build(cls: type[T], table: object, where: str = "") -> T:
    """The dataclass `cls` from a TOML table; `where` is its dotted name.

    Raises SettingsWrong with the dotted name for an unknown, missing, empty or wrongly typed key.
    """
    if not isinstance(table, Mapping):
        raise SettingsWrong(where, f"Erwartet wird ein Abschnitt [{where}].")
    declared = {item.name: item for item in fields(typing.cast(Any, cls))}
    for key in table:
        if key not in declared:
            raise SettingsWrong(_dotted(where, key), f"Unbekannt. Möglich ist hier: {', '.join(declared)}.")
    hints = typing.get_type_hints(cls)
    found: dict[str, Any] = {}
    for key, item in declared.items():
        if key in table:
            found[key] = _value(hints[key], table[key], _dotted(where, key))
        elif item.default is MISSING and item.default_factory is MISSING:
            raise SettingsWrong(_dotted(where, key), "Fehlt. Bitte eintragen.")
    try:
        return cls(**found)
    except ValueRefused as problem:
        raise SettingsWrong(_dotted(where, problem.key), problem.hint) from problem


def texts(value: object, where: str = "") -> list[tuple[str, str]]:
    """Every text inside a built dataclass with its dotted name, in order."""
    if isinstance(value, str):
        return [(where, value)]
    if isinstance(value, tuple):
        return [pair for place, part in enumerate(value, 1) for pair in texts(part, f"{where}.{place}")]
    if is_dataclass(value) and not isinstance(value, type):
        parts = ((item.name, getattr(value, item.name)) for item in fields(value))
        return [pair for name, part in parts for pair in texts(part, _dotted(where, name))]
    return []


def _value(kind: Any, raw: object, where: str) -> Any:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return _value(next(arg for arg in args if arg is not type(None)), raw, where)
    if origin is typing.Literal:
        return _one_of(args, raw, where)
    if origin is tuple:
        if not isinstance(raw, list):
            raise SettingsWrong(where, "Erwartet wird eine Liste in eckigen Klammern.")
        return tuple(_value(args[0], part, f"{where}.{place}") for place, part in enumerate(raw, 1))
    if is_dataclass(kind):
        return build(typing.cast(type[Any], kind), raw, where)
    return _plain(kind, raw, where)


def _one_of(allowed: tuple[Any, ...], raw: object, where: str) -> object:
    if raw not in allowed:
        raise SettingsWrong(where, f"Möglich ist nur: {', '.join(map(str, allowed))}.")
    return raw


def _plain(kind: type, raw: object, where: str) -> object:
    names = {
        str: "ein Text",
        bool: "true oder false",
        date: "ein Datum wie 2026-11-21 ohne Anführungszeichen",
    }
    if type(raw) is not kind or isinstance(raw, datetime):
        raise SettingsWrong(where, f"Erwartet wird {names[kind]}.")
    if isinstance(raw, str) and not raw.strip():
        raise SettingsWrong(where, "Der Text ist leer. Bitte ausfüllen oder die Zeile entfernen.")
    return raw.strip() if isinstance(raw, str) else raw


def _dotted(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key
