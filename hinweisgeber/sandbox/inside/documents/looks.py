"""What makes a text invisible: that it vanished, its size, or a colour that is that of its ground."""

from __future__ import annotations

import re
from dataclasses import dataclass

CLOSE = 12  # of 255: a colour this near to its ground is not seen


@dataclass(frozen=True)
class Look:
    """What can make a text invisible. `gone`: None where nothing is said; `ground`: `?` for one that is not known."""

    gone: bool | None = None
    size: float = 99
    colour: str = ""
    ground: str = ""


def merged(outer: Look, inner: Look) -> Look:
    """The inner one, where it says something."""
    return Look(
        outer.gone if inner.gone is None else inner.gone,
        inner.size if inner.size != 99 else outer.size,
        inner.colour or outer.colour,
        inner.ground or outer.ground,
    )


def alike(one: str, other: str) -> bool:
    """Two colours in six digits that the eye does not tell apart; of others nothing is known."""
    if not all(re.fullmatch("[0-9A-Fa-f]{6}", each) for each in (one, other)):
        return False
    pairs = zip(bytes.fromhex(one), bytes.fromhex(other), strict=True)
    return max(abs(a - b) for a, b in pairs) <= CLOSE
