"""XML of documents: parsed without DOCTYPE, changed by rule, written anew (comments and instructions are gone)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable

from .. import markup
from ..terms import Stop

Element = ET.Element
DEPTH = 500  # no program nests so deep, and what looks through all that is in it would take for ever
Verdict = str  # "keep", "drop" (the element and all in it), "unwrap" (its children take its place)


def parse(data: bytes) -> Element:
    """The root element. Raises Stop(damaged) for anything but well-formed UTF-8 or UTF-16 without declarations."""
    data = markup.undeclared(data)
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise Stop("damaged")
        root = ET.fromstring(text.encode(), ET.XMLParser(encoding="utf-8"))  # noqa: S314 -- no DOCTYPE, in the sandbox
    except (UnicodeDecodeError, ET.ParseError) as error:
        raise Stop("damaged") from error
    level, depth = [root], 0
    while level:
        level, depth = [child for parent in level for child in parent], depth + 1
        if depth > DEPTH:
            raise Stop("damaged")
    return root


def write(root: Element) -> bytes:
    """UTF-8 with declaration. Prefixes are numbered: they told which program wrote them."""
    return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True))


def space(tag: str) -> str:
    """Namespace of `{namespace}name`."""
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def local(tag: str) -> str:
    """Name of `{namespace}name`."""
    return tag.rpartition("}")[2]


def both(tag: str) -> tuple[str, str]:
    """Namespace and name of `{namespace}name`."""
    space_, _, name = tag.rpartition("}")
    return space_[1:], name


def reshape(root: Element, judge: Callable[[Element], Verdict]) -> None:
    """Ask `judge` about every element below the root, parents first, and carry out what it says.

    An unwrapped element's children are judged in its place. Text around a dropped element stays.
    """
    todo = [root]
    while todo:
        parent = todo.pop()
        _settle(parent, judge)
        todo.extend(parent)


def _settle(parent: Element, judge: Callable[[Element], Verdict]) -> None:
    waiting, kept = list(parent)[::-1], []
    for child in list(parent):
        parent.remove(child)
    while waiting:
        child = waiting.pop()
        verdict = judge(child)
        if verdict == "keep":
            kept.append(child)
            continue
        if verdict == "unwrap":
            _add_text(parent, kept, child.text)
            if len(child):
                child[-1].tail = (child[-1].tail or "") + (child.tail or "")
                waiting.extend(list(child)[::-1])
                continue
        _add_text(parent, kept, child.tail)
    parent.extend(kept)


def _add_text(parent: Element, kept: list[Element], text: str | None) -> None:
    if not text:
        return
    if kept:
        kept[-1].tail = (kept[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def without(root: Element, doomed: set[Element]) -> None:
    """Take these elements out, with what is behind them; for formats that write nothing between elements."""
    if doomed:
        for parent in list(root.iter()):
            if any(child in doomed for child in parent):
                parent[:] = [child for child in parent if child not in doomed]


def parents(root: Element) -> dict[Element, Element]:
    """Of each element below the root, the one around it."""
    return {child: parent for parent in root.iter() for child in parent}


def outer(around: dict[Element, Element], element: Element, *names: str) -> Element:
    """The nearest element around it, or itself, that has one of these names; the root where none has."""
    while element in around and local(element.tag) not in names:
        element = around[element]
    return element


def text_of(element: Element) -> str:
    """All text in it, a blank between pieces."""
    return " ".join(piece for piece in element.itertext() if piece.strip())


def lines_of(element: Element) -> str:
    """The text of an OpenDocument element: its words run through elements and end with paragraphs and blanks."""
    pieces: list[str] = []
    waiting: list[tuple[Element | None, str]] = [(element, "")]
    while waiting:
        one, text = waiting.pop()
        pieces.append(text)
        if one is None:
            continue
        edge = " " if local(one.tag) in ("p", "h", "tab", "s", "line-break") else ""
        pieces.append(edge + (one.text or ""))
        waiting.append((None, edge))
        for child in reversed(one):
            waiting += [(None, child.tail or ""), (child, "")]
    return " ".join("".join(pieces).split())


def text_of_shapes(element: Element) -> str:
    """What is written in drawings, without the numbers that place them."""
    return " ".join(one.text for one in element.iter() if local(one.tag) in ("t", "v") and one.text)


def add(parent: Element, tag: str, about: dict[str, str] | None = None) -> Element:
    """A new last child."""
    return ET.SubElement(parent, tag, about or {})
