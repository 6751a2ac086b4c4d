"""Free text in an act: every text in its data whose type does not say that it is something else.

Names in free text become pseudonyms (HinSchG § 8). So what must stay letter for letter is typed so. A kind or a field
nobody thought of is free text: then a code may come out as a pseudonym, which is seen at once, and no name stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from .acts import LETTER_FOR_LETTER, Act, Data

_NO_TEXT = (bool, int, date, type(None), ...)


def free_texts(act: Act) -> Iterator[tuple[str, str]]:
    """Every free text of an act with the field it stands in, however deep; fields by name."""
    values = {name: getattr(act.data, name) for name in free_fields(type(act.data))} | dict(act.data.rest)
    for name, value in sorted(values.items()):
        yield from ((name, text) for text in texts_in(value))


def texts_in(value: object) -> Iterator[str]:
    """Every text in a value, however deep; names of fields are none."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        yield from texts_in([getattr(value, one.name) for one in fields(value)])
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_in(one)


def rewritten(data: Data, change: Callable[[str], str]) -> Data:
    """The data with `change` applied to each free text."""
    free = {name: _changed(getattr(data, name), change) for name in free_fields(type(data))}
    return replace(data, **free, rest=_changed(data.rest, change))


def free_fields(data: Any) -> tuple[str, ...]:
    """The fields of this class of data in which there may be free text, beside what no field is there for."""
    return _free_fields(data)


@cache
def _free_fields(data: Any) -> tuple[str, ...]:
    hints = get_type_hints(data, include_extras=True)
    return tuple(name for name, hint in hints.items() if name != "rest" and not _exact(hint))


def _exact(hint: Any) -> bool:
    """Whether nothing of this type is free text."""
    if get_origin(hint) is Annotated:
        return LETTER_FOR_LETTER in hint.__metadata__
    if get_origin(hint) is Literal or hint in _NO_TEXT or (isinstance(hint, type) and issubclass(hint, Enum)):
        return True
    inner = get_type_hints(hint, include_extras=True).values() if is_dataclass(hint) else get_args(hint)
    return bool(inner) and all(map(_exact, inner))


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _changed(getattr(value, one.name), change) for one in fields(value)})
    if isinstance(value, dict):
        return {name: _changed(one, change) for name, one in value.items()}
    return type(value)(_changed(one, change) for one in value) if isinstance(value, list | tuple) else value
