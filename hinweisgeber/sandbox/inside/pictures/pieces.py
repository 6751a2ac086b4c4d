"""A very long picture is looked at and covered piece by piece: as a whole it would be a thread.

A piece is what a page is for a document. Pieces overlap a little, so that no line is cut in both.
"""

from __future__ import annotations

LONG = 4  # times as long as wide
LEAST = 1600  # pixels; what is not longer is shown as a whole
OVERLAP = 10  # of the width, one part in so many
Place = tuple[int, int, int, int]  # left, top, right, bottom


def pieces(width: int, height: int) -> list[Place]:
    """The pieces of a picture of this size, one after the other; most have one."""
    short, long = sorted((width, height))
    if long <= LONG * short or long <= LEAST:
        return [(0, 0, width, height)]
    length, over = max(2 * short, LEAST), short // OVERLAP
    starts = range(0, long - over, length - over)
    ends = [min(start + length, long) for start in starts]
    if height > width:
        return [(0, start, width, end) for start, end in zip(starts, ends, strict=True)]
    return [(start, 0, end, height) for start, end in zip(starts, ends, strict=True)]


def within(place: Place, box: list[float], size: tuple[int, int]) -> list[float]:
    """A box of a piece as one of the whole picture; both in parts of 1."""
    left, top, right, bottom = place
    across, down = right - left, bottom - top
    width, height = size
    return [
        (left + box[0] * across) / width,
        (top + box[1] * down) / height,
        (left + box[2] * across) / width,
        (top + box[3] * down) / height,
    ]
