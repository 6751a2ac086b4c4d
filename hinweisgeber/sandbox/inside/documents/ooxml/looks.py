"""How texts (WordprocessingML) are written, by their styles and their runs, and on what ground."""

from __future__ import annotations

from dataclasses import replace

from .. import tree
from ..looks import Look, merged
from .names import W

CLEAR = "auto"  # what is around shows


def w(name: str) -> str:
    """The full name in a text."""
    return f"{{{W}}}{name}"


class Looks:
    """How the styles of a text write, with those they are based on."""

    def __init__(self, root: tree.Element | None = None) -> None:
        styles = root.findall(w("style")) if root is not None else []
        usual = (one for one in styles if one.get(w("type")) == "paragraph" and is_true(one.get(w("default"))))
        before = root.find(w("docDefaults")) if root is not None else None
        self._before = _said(before) if before is not None else Look()
        self._usual = next((one.get(w("styleId"), "") for one in usual), "")
        self._styles = {name: one for one in styles if (name := one.get(w("styleId")))}  # no other can be asked for
        self._known: dict[str, Look] = {}

    def of_paragraph(self, mark: tree.Element | None) -> Look:
        """How a paragraph with this mark of a style is written."""
        named = mark.get(w("val"), "") if mark is not None else ""
        return merged(self._before, self._of(named if named in self._styles else self._usual))

    def of(self, mark: tree.Element | None) -> Look:
        """What the style says that is named by this mark of a run or a table."""
        return self._of(mark.get(w("val"), "")) if mark is not None else Look()

    def _of(self, name: str) -> Look:
        if name in self._known:
            return self._known[name]
        line: list[tree.Element] = []
        base, look = name, Look()
        while (style := self._styles.get(base)) is not None and style not in line:
            line.append(style)
            mark = style.find(w("basedOn"))
            base = mark.get(w("val"), "") if mark is not None else ""
        for style in reversed(line):
            look = merged(look, _said(style))
        return self._known.setdefault(name, look)


def _said(style: tree.Element) -> Look:
    """What a style says, or the defaults; a ground also where it is that of a part, as a first row."""
    about = next((one for path in ("rPr", "rPrDefault/rPr") for one in style.findall(_path(path))), None)
    look = look_of(about) if about is not None else Look()
    grounds = {fill for one in style.iter(w("shd")) if (fill := fill_of(one))}
    return replace(look, ground="?" if len(grounds) > 1 else "".join(grounds) or look.ground)


def _path(names: str) -> str:
    return "/".join(map(w, names.split("/")))


def look_of(about: tree.Element) -> Look:
    """How these properties of a run write."""
    size, colour = about.find(w("sz")), about.find(w("color"))
    mark, shade = about.find(w("highlight")), about.find(w("shd"))
    half_points = size.get(w("val"), "") if size is not None else ""
    switches = [is_on(one) for one in about.findall(w("vanish"))]
    return Look(
        gone=switches[-1] if switches else None,
        size=int(half_points) if half_points.isdecimal() else 99,
        colour=colour.get(w("val"), "") if colour is not None else "",
        ground="?" if mark is not None else fill_of(shade),
    )


def is_on(switch: tree.Element) -> bool:
    """Whether a switch of a text is on, which it is by being there."""
    return switch.get(w("val"), "1") not in ("0", "false", "off")


def is_true(value: str | None) -> bool:
    """Whether an attribute says yes."""
    return value in ("1", "true", "on")


def fill_of(shade: tree.Element | None) -> str:
    """The colour of a shade: `?` for one that is not known, CLEAR for none; empty where nothing is said."""
    if shade is None:
        return ""
    pattern = shade.get(w("val"), "clear")
    if pattern not in ("clear", "nil", "solid"):
        return "?"
    key, themed = ("color", "themeColor") if pattern == "solid" else ("fill", "themeFill")
    colour = "?" if shade.get(w(themed)) else shade.get(w(key), CLEAR)
    return "000000" if pattern == "solid" and colour == CLEAR else colour


def ground_of(shade: str, around: str) -> str:
    """The colour behind, where there is this shade."""
    return around if shade in ("", CLEAR) else shade
