"""Where words stand on the pages of a PDF that has a text, so that they can be covered on its drawn copy."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from ..terms import Stop

MOST = 5000  # places in one document
FINE = 1_000_000  # steps of a page's width and height
MARGIN = 0.002  # of the page, around each: no edge of a letter may be left


def places(document: pdfium.PdfDocument, words: list[str]) -> list[list[list[float]]]:
    """Of each of the words: page (from 1), left, top, right, bottom in parts of its size, of each place, upper or lower
    case alike. Raises Stop(too-large) for more than MOST."""
    found: list[list[list[float]]] = [[] for _ in words]
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        text = page.get_textpage()
        for one, its in zip(words, found, strict=True):
            its += ([number, *_parts_of(page, rectangle)] for rectangle in islice(_rectangles(text, one), MOST + 1))
        if sum(map(len, found)) > MOST:
            raise Stop("too-large")
        page.close()
    return found


def flatten(document: pdfium.PdfDocument) -> None:
    """What is filled in or noted on a page and seen there becomes part of its text: else it is drawn, and not found."""
    for page in document:
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()  # its text is read anew when it is opened again


def letters(document: pdfium.PdfDocument) -> int:
    """How many letters its pages have as text: none, if they are pictures."""
    return sum(page.get_textpage().count_chars() for page in document)


def _rectangles(text: Any, words: str) -> Iterator[tuple[float, float, float, float]]:
    search = text.search(words, match_case=False)
    while place := search.get_next():
        yield from (text.get_rect(n) for n in range(text.count_rects(*place)))


def _parts_of(page: Any, rectangle: tuple[float, float, float, float]) -> list[float]:
    """As the page is shown: turned, and cut to what is seen of it."""
    left, bottom, right, top = rectangle
    (x1, y1), (x2, y2) = _shown(page, left, top), _shown(page, right, bottom)
    edges = [min(x1, x2) - MARGIN, min(y1, y2) - MARGIN, max(x1, x2) + MARGIN, max(y1, y2) + MARGIN]
    return [min(max(edge, 0.0), 1.0) for edge in edges]


def _shown(page: Any, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, FINE, FINE, 0, x, y, across, down)
    return across.value / FINE, down.value / FINE
