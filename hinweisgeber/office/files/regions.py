"""Regions that are covered, as people write them, one a line: boxes on pages, by page and edges in percent; of a
recording seconds, from and to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from ...sandbox import Box, Span
from ..errors import BoxWrong, SecondsWrong

_BETWEEN = re.compile(r"\s*(?:[-–]|\bbis\b)\s*|\s+")
_MOMENT = re.compile(r"(?:(?:([0-9]{1,2}):)?([0-9]{1,3}):)?([0-9]{1,6}(?:[.,][0-9]{1,3})?)")


def boxes(text: str) -> list[Box]:
    """Lines of `page left top right bottom`, the last four in percent. Raises BoxWrong with the line."""
    return [_box(line) for line in lines(text)]


def readable(text: str) -> Iterator[Box]:
    """Those that can be read: while somebody writes, a line is wrong for a while."""
    for line in lines(text):
        with suppress(BoxWrong):
            yield _box(line)


def lines(text: str) -> list[str]:
    """Those with something in them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _box(line: str) -> Box:
    try:
        page, *edges = line.replace(",", ".").split()
        left, top, right, bottom = (float(edge) / 100 for edge in edges)
        return Box(int(page), left, top, right, bottom)
    except ValueError as error:
        raise BoxWrong(line=line[:60]) from error


def percent(part: float) -> str:
    """A part of a page as people write it: `12,5`."""
    return f"{round(100 * part, 1):g}".replace(".", ",")


def line_of(box: Box) -> str:
    """The line of a box: what `boxes` reads."""
    return " ".join([str(box.page), *map(percent, (box.left, box.top, box.right, box.bottom))])


def seconds(text: str) -> list[Span]:
    """Lines of `from to`, each in seconds or as a player shows it (`1:05`). Raises SecondsWrong with the line."""
    return [_span(line) for line in lines(text)]


def _span(line: str) -> Span:
    try:
        start, end = (_moment(word) for word in _BETWEEN.split(line))
        return Span(start, end)
    except ValueError as error:
        raise SecondsWrong(line=line[:60]) from error


def _moment(text: str) -> float:
    """Raises ValueError, also for sixty seconds beside minutes."""
    found = _MOMENT.fullmatch(text)
    if not found:
        raise ValueError("not a moment")
    hours, minutes, rest = int(found[1] or 0), int(found[2] or 0), float(found[3].replace(",", "."))
    if (found[2] and rest >= 60) or (found[1] and minutes >= 60):
        raise ValueError("not a moment")
    return 3600 * hours + 60 * minutes + rest
