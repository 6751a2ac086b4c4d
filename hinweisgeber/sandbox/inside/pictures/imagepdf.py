"""Writes a PDF that holds nothing but JPEG pages: no text layer, no information dictionary, no identifier, no time.

Pages are written as they come, so a book needs no more memory than its largest page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CATALOG, PAGES = 1, 2


@dataclass(frozen=True)
class Page:
    """A page: JPEG bytes with their size in pixels, and the page's size in points."""

    jpeg: bytes
    width: int
    height: int
    points: tuple[float, float]


def write(pages: Iterable[Page]) -> Iterator[bytes]:
    """The bytes of the PDF (ISO 32000-1, 7.5), piece by piece."""
    header = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    yield header
    place, places, kids = len(header), {}, []
    number = PAGES
    for page in pages:
        kids.append(number + 1)
        for body in _objects(page, number + 1):
            number += 1
            piece = b"%d 0 obj\n%b\nendobj\n" % (number, body)
            places[number] = place
            place += len(piece)
            yield piece
    for fixed, body in ((CATALOG, b"<</Type/Catalog/Pages 2 0 R>>"), (PAGES, _tree(kids))):
        piece = b"%d 0 obj\n%b\nendobj\n" % (fixed, body)
        places[fixed] = place
        place += len(piece)
        yield piece
    yield _end(places, place)


def _objects(page: Page, number: int) -> Iterator[bytes]:
    """Page, content stream and image, numbered from `number` on."""
    width, height = page.points
    drawing = b"q %.2f 0 0 %.2f 0 0 cm /I Do Q" % (width, height)
    yield b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R/Resources<</XObject<</I %d 0 R>>>>>>" % (
        width,
        height,
        number + 1,
        number + 2,
    )
    yield _stream(b"", drawing)
    about = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
    yield _stream(about % (page.width, page.height), page.jpeg)


def _stream(about: bytes, data: bytes) -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (about, len(data), data)


def _tree(kids: list[int]) -> bytes:
    return b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))


def _end(places: dict[int, int], start: int) -> bytes:
    lines = [b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)]
    lines += [b"%010d 00000 n \n" % places[number] for number in sorted(places)]
    lines.append(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start))
    return b"".join(lines)
