"""What makes a text invisible: that it vanished, its size, or a colour that is that of its ground."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from . import tree
from .ooxml_names import W

CLOSE = 12  # of 255: a colour this near to its ground is not seen


def w(name: str) -> str:
    """The full name in a text."""
    return f"{{{W}}}{name}"


@dataclass(frozen=True)
class Look:
    """What can make a text invisible."""

    gone: bool = False
    size: float = 99
    colour: str = ""
    ground: str = ""


def looks_of(root: tree.Element) -> dict[str, Look]:
    """How each style of a text writes, by its identifier."""
    found: dict[str, Look] = {}
    for style in [one for one in root.findall(w("style")) if one.get(w("styleId"))]:
        about, base = style.find(w("rPr")), style.find(w("basedOn"))
        look = look_of(about) if about is not None else Look()
        grounds = [fill for one in style.iter(w("shd")) if (fill := fill_of(one))]
        look = replace(look, ground=grounds[0] if grounds else look.ground)
        parent = found.get(base.get(w("val"), "") if base is not None else "", Look())
        found[style.get(w("styleId"), "")] = merged(parent, look)
    return found


def look_of(about: tree.Element) -> Look:
    """How these properties of a run write."""
    size, colour = about.find(w("sz")), about.find(w("color"))
    mark, shade = about.find(w("highlight")), about.find(w("shd"))
    half_points = size.get(w("val"), "") if size is not None else ""
    return Look(
        gone=any(is_on(one) for one in about.findall(w("vanish"))),
        size=int(half_points) if half_points.isdecimal() else 99,
        colour=colour.get(w("val"), "") if colour is not None else "",
        ground="?" if mark is not None else fill_of(shade),
    )


def merged(outer: Look, inner: Look) -> Look:
    """The inner one, where it says something."""
    return Look(
        outer.gone or inner.gone,
        inner.size if inner.size != 99 else outer.size,
        inner.colour or outer.colour,
        inner.ground or outer.ground,
    )


def is_on(switch: tree.Element) -> bool:
    """Whether a switch of a text is on, which it is by being there."""
    return switch.get(w("val"), "1") not in ("0", "false", "off")


def is_true(value: str | None) -> bool:
    """Whether an attribute says yes."""
    return value in ("1", "true", "on")


def fill_of(shade: tree.Element | None) -> str:
    """The colour of a shade; empty for none."""
    fill = shade.get(w("fill"), "auto") if shade is not None else "auto"
    return "" if fill == "auto" else fill


def alike(one: str, other: str) -> bool:
    """Two colours in six digits that the eye does not tell apart; of others nothing is known."""
    if not all(re.fullmatch("[0-9A-Fa-f]{6}", each) for each in (one, other)):
        return False
    pairs = zip(bytes.fromhex(one), bytes.fromhex(other), strict=True)
    return max(abs(a - b) for a, b in pairs) <= CLOSE
