"""Places in a table (SpreadsheetML) that are not seen: hidden columns, and cells under merged ones."""

from __future__ import annotations

import re

from .. import tree
from .sheet_formats import x

PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")


class Merged:
    """Cells that are merged into another one, and covered by it. Rows are asked for from above."""

    def __init__(self, root: tree.Element) -> None:
        found = (_RANGE.fullmatch(one.get("ref", "")) for one in root.iter(x("mergeCell")))
        ranges = [(int(one[2]), column(one[1]), int(one[4]), column(one[3])) for one in found if one]
        self._waiting = sorted(ranges, reverse=True)
        self._open: list[tuple[int, int, int, int]] = []
        self._row = 0

    def covers(self, cell: tree.Element) -> bool:
        """Whether this cell is not the first of its range."""
        place = PLACE.fullmatch(cell.get("r", ""))
        if place is None:
            return False
        row, at = int(place[2]), column(place[1])
        if row > self._row:
            self._row = row
            self._open = [one for one in self._open if one[2] >= row]
            while self._waiting and self._waiting[-1][0] <= row:
                self._open.append(self._waiting.pop())
        inside = (one for one in self._open if one[0] <= row <= one[2] and one[1] <= at <= one[3])
        return any((row, at) != one[:2] for one in inside)


def column(letters: str) -> int:
    """The number of a column, from 1."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def hidden_columns(root: tree.Element) -> list[tuple[int, int]]:
    """First and last of each run of them."""
    found = []
    for one in root.iter(x("col")):
        if one.get("hidden") in ("1", "true") or one.get("width") in ("0", "0.0"):
            first, last = one.get("min", "0"), one.get("max", "0")
            if first.isdecimal() and last.isdecimal():
                found.append((int(first), int(last)))
    return found
