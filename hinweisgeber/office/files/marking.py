"""Boxes that are shown instead of written, without script: a click on the picture is one corner, a second click the
opposite one.

Nothing is kept between the two but in the form: boxes stand in their field, the first corner in a hidden one. So a
reload repeats nothing, and a second window has boxes of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil, floor

from flask import request

from ...domain.errors.case import NotAllowed
from ...sandbox import Box
from ...sandbox.errors import PagesTooMany
from ...store.blobs import BlobStore
from ...usecases.leaving import evidence
from ...usecases.leaving.evidence import EvidenceFile
from ..errors import CornersNear, PageMissing, PointUnclear
from ..forms import Failed
from . import regions
from .forms import RedactForm

# A browser tells a click in pixels of the picture as it is shown, and nothing tells how wide that is. So there is a
# control for each width, named after it, and the window has one of them (_office.scss).
WIDTHS = (216, 480, 640)
DRAWN = 500  # boxes of a page
EDGE, LEAST = 0.01, 0.005  # what is so near to an edge is the edge; a box is at least so wide and high
UNDO, TURN = "undo", "turn"


@dataclass(frozen=True)
class Corner:
    """A corner: its page from 1, and where it lies in parts of its size, 0 to 1, from top left."""

    page: int
    x: float
    y: float

    def __str__(self) -> str:
        return f"{self.page} {self.x:.4f} {self.y:.4f}"


def corner_of(text: str) -> Corner | None:
    """The corner that a form carries, if it carries one."""
    found = re.fullmatch(r"([0-9]{1,6}) ([01]\.[0-9]{4}) ([01]\.[0-9]{4})", text)
    x, y = (min(float(found[n]), 1.0) for n in (2, 3)) if found else (0, 0)
    return Corner(int(found[1]), x, y) if found else None


@dataclass(frozen=True)
class Marks:
    """What a form `redact` has so far."""

    boxes: list[Box]
    corner: Corner | None = None

    def on(self, page: int) -> list[Box]:
        """The boxes of a page."""
        return [box for box in self.boxes if box.page == page][:DRAWN]


def marks(failed: Failed) -> Marks:
    """Those of the form that is shown again; none on a fresh page."""
    boxes, corner = (failed.text(RedactForm.id, name) for name in ("boxes", "corner"))
    return Marks(list(regions.readable(boxes)), corner_of(corner))


def pressed() -> bool:
    """Whether the form was sent to change what stands in it, and nothing else."""
    return request.form.get("do") in (UNDO, TURN) or _clicked() is not None


def _clicked() -> int | None:
    return next((width for width in WIDTHS if f"at-{width}.x" in request.form), None)


def changed(blobs: BlobStore, found: EvidenceFile, page: int) -> Failed:
    """The form after a click on this page, or without its last mark; with `turn` as it was. Raises PointUnclear,
    CornersNear, PageMissing, NotAllowed (nothing to click on), CannotClean, BlobGone, StoreAway."""
    text, corner = request.form.get("boxes", ""), request.form.get("corner", "")
    if request.form.get("do") == UNDO:
        text, corner = _undone(text, corner)
    elif request.form.get("do") != TURN:
        text, corner = _marked(text, corner, _shown(blobs, found, page))
    return Failed.unsent(RedactForm, boxes=text, corner=corner)


def _undone(text: str, corner: str) -> tuple[str, str]:
    return (text, "") if corner_of(corner) else ("\n".join(regions.lines(text)[:-1]), "")


def _marked(text: str, corner: str, second: Corner) -> tuple[str, str]:
    first = corner_of(corner)
    if first is None or first.page != second.page:
        return text, str(second)
    return "\n".join([*regions.lines(text), regions.line_of(_between(first, second))]), ""


def _between(one: Corner, other: Corner) -> Box:
    """No smaller than what was shown. Raises CornersNear."""
    (left, right), (top, bottom) = sorted((one.x, other.x)), sorted((one.y, other.y))
    if right - left < LEAST or bottom - top < LEAST:
        raise CornersNear()
    low = [floor(1000 * edge) / 1000 for edge in (left, top)]
    return Box(one.page, *low, *(ceil(1000 * edge) / 1000 for edge in (right, bottom)))


def _shown(blobs: BlobStore, found: EvidenceFile, page: int) -> Corner:
    """Where the page was clicked. By the keyboard a browser says 0 and 0, which is no place."""
    width, copy = _clicked() or 0, found.pages
    said = [request.form.get(f"at-{width}.{axis}", "") for axis in "xy"]
    if not all(re.fullmatch("[0-9]{1,6}", one) for one in said) or said == ["0", "0"]:
        raise PointUnclear()
    if copy is None:
        raise NotAllowed()
    try:
        size = evidence.show(blobs, copy, page).size
    except PagesTooMany as error:
        raise PageMissing() from error
    if size is None:
        raise NotAllowed()
    x, y = (int(one) + 0.5 for one in said)
    return Corner(page, _part(x, width), _part(y, width * size[1] / size[0]))


def _part(place: float, whole: float) -> float:
    part = min(place / whole, 1.0)
    return 0.0 if part < EDGE else 1.0 if part > 1 - EDGE else part
