"""PDF: every page is drawn and becomes an image. So scripts, attachments, layers and hidden text end here."""

from __future__ import annotations

import json
import mmap
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]
from PIL import Image

from ..guard import require
from ..inner import NAME_LIMIT, PARTS, Content, Inner
from ..kinds import FileKind
from ..pictures import imagepdf
from ..pictures.ground import burn
from ..pictures.images import PREVIEW_SIDE, Result, head
from ..pictures.pixels import encode, shrink
from ..terms import Ceilings, Findings, Stop
from ..texts import signs
from . import found
from .look import embedded, look
from .objects import Objects

DPI = 150
SCANNED_DPI = 200  # what a page that is nothing but pictures may have, if they do
OWN_DPI = 1200  # a copy made here is drawn again as it is
LOOKED_AT_DPI = 120  # of a plan, so that it can be read
LOOKED_AT_PIXELS = 24_000_000
EXACT_PIXELS = 4_000_000  # as PNG, a larger preview would be too much for a thin line
OBJECTS = 50  # of a page, that are asked whether they are pictures
PAPER = 595, 842


def clean(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> tuple[dict[str, Any], Content]:
    """An image-only PDF with pages of the same size, what the file told about itself, and the files in it.

    Raises Stop: content-lost, and those of opening and drawing.
    """
    document, findings = _open(path, limits, str(options.get("password", ""))), Findings()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        objects = Objects(data)
        look(document, data, objects, findings)
        parts = [Inner(name[-NAME_LIMIT:], _bytes_of(file)) for name, file in islice(embedded(document), PARTS)]
    about = head(FileKind.PDF, findings) | {"pages": len(document), "parts": bool(parts)}
    return about, chain(_whole(document, max(objects.pages, len(document)), findings, limits), parts)


def _bytes_of(file: pdfium.PdfAttachment) -> Iterator[bytes]:
    """Unpacked when it is its turn, one after the other."""
    yield bytes(file.get_data())


def drawn(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """Pages that an office program drew, as images, compared with what there is to be seen of their document.

    Raises Stop(content-lost) if less than half of its letters or of its cells is on them.
    """
    document, findings = _open(path, limits), Findings()
    letters, pieces = _read(document)
    there, cells = Counter(options["letters"]), int(options["cells"])
    require("text", there.total(), signs.held(there, letters), findings, " Zeichen")
    require("cells", cells, min(pieces, cells), findings)
    return head(FileKind.PDF, findings) | {"pages": len(document)}, _whole(document, len(document), findings, limits)


def _read(document: pdfium.PdfDocument) -> tuple[Counter[str], int]:
    """The letters on all pages, and how many pieces of text there are."""
    letters, pieces = Counter[str](), 0
    for page in document:
        text = page.get_textpage().get_text_range()
        letters += signs.of_text(text)
        pieces += len(text.split())
        page.close()
    return letters, pieces


def preview(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """Page `page` (from 1) as a picture, of a plan a larger one, no longer than `side` for a list; and how many there
    are."""
    document = _open(path, limits)
    number = int(options["page"])
    if not 1 <= number <= len(document):
        raise Stop("too-many-pages")
    page = document[number - 1]
    width, height = _size(page)
    large = min(LOOKED_AT_DPI / 72, (LOOKED_AT_PIXELS / (width * height)) ** 0.5, _scale(page, OWN_DPI))
    scale = max(PREVIEW_SIDE / max(width, height), large)
    side, exact = max(PREVIEW_SIDE, round(max(width, height) * large)), "side" not in options
    if not exact:
        side = int(options["side"])
        scale = side / max(width, height)
    picture = shrink(_drawn(page, scale), side)
    exact = exact and picture.width * picture.height <= EXACT_PIXELS
    target = FileKind.PNG if exact else FileKind.JPEG
    about = head(target, Findings()) | {"pages": len(document), "size": picture.size}
    return about, iter([encode(picture, target.name)])


def find(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """Where each of some words stands on its pages, as JSON. Raises Stop: no-text, too-large."""
    document = _open(path, limits, str(options.get("password", "")))
    found.flatten(document)
    if not found.letters(document):
        raise Stop("no-text")
    places = found.places(document, [str(one) for one in options["words"]])
    return head(FileKind.PDF, Findings()), iter([json.dumps(places).encode()])


def redact(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """The whole document as images, with black boxes on the pages that have some."""
    document = _open(path, limits)
    boxes = {int(page): places for page, places in options["boxes"].items()}
    if any(not 1 <= page <= len(document) for page in boxes):
        raise Stop("too-many-pages")
    findings = Findings()
    about = head(FileKind.PDF, findings) | {"pages": len(document)}
    return about, imagepdf.write(_Pages(document, findings, limits, OWN_DPI, boxes))


def _open(path: Path, limits: Ceilings, password: str = "") -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(path, password=password or None)
    except pdfium.PdfiumError as error:
        locked = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "assword" in str(error)
        if locked:
            raise Stop("password-wrong" if password else "encrypted") from error
        scheme = raw.FPDF_GetLastError() == raw.FPDF_ERR_SECURITY  # for certificates, or of somebody's own
        raise Stop("encrypted-otherwise" if scheme else "damaged") from error
    if len(document) == 0:
        raise Stop("damaged")
    if len(document) > limits.pages:
        raise Stop("too-many-pages")
    document.init_forms()  # what was filled in is part of what is seen
    return document


def _whole(document: pdfium.PdfDocument, source: int, findings: Findings, limits: Ceilings) -> Iterator[bytes]:
    """The pages, and at the end: are they as many as the file has, and is there something where it has letters?"""
    pages = _Pages(document, findings, limits, SCANNED_DPI, {})
    yield from imagepdf.write(pages)
    require("pages", source, pages.drawn, findings)
    require("text", pages.letters, pages.letters_drawn, findings, " Zeichen")


class _Pages:
    """The pages of a document, drawn one after the other. `drawn` is how many could be; `letters` is how many letters
    stand in its text, `letters_drawn` how many of them on pages that are not blank."""

    def __init__(
        self,
        document: pdfium.PdfDocument,
        findings: Findings,
        limits: Ceilings,
        most: int,
        boxes: dict[int, list[list[float]]],
    ) -> None:
        self._document, self._findings, self._limits = document, findings, limits
        self._most, self._boxes = most, boxes
        self.drawn = self.letters = self.letters_drawn = 0

    def __iter__(self) -> Iterator[imagepdf.Page]:
        for number in range(1, len(self._document) + 1):
            try:
                page = self._document[number - 1]
            except pdfium.PdfiumError:
                self._findings.lose("pages", f"Seite {number} lässt sich nicht lesen")
                yield _page(Image.new("RGB", PAPER, "white"), PAPER)
                continue
            picture = self._picture(page, number)
            self.drawn += 1
            self._count(page, picture)
            yield _page(burn(picture, self._boxes[number]) if number in self._boxes else picture, page.get_size())
            page.close()

    def _picture(self, page: pdfium.PdfPage, number: int) -> Image.Image:
        width, height = _size(page)
        wanted = _scale(page, self._most)
        scale = min(wanted, (self._limits.page_pixels / (width * height)) ** 0.5)
        if scale < 0.98 * wanted:
            told = f"Seite {number}: {scale * 72:.0f} statt {wanted * 72:.0f} Bildpunkte je Zoll"
            self._findings.lose("size", told)
        return _drawn(page, scale)

    def _count(self, page: pdfium.PdfPage, picture: Image.Image) -> None:
        letters = 0
        with suppress(pdfium.PdfiumError):
            letters = len("".join(page.get_textpage().get_text_range().split()))
        blank = all(least == most for least, most in picture.getextrema())  # type: ignore[misc]
        self.letters += letters
        self.letters_drawn += 0 if blank else letters


def _page(picture: Image.Image, points: tuple[float, float]) -> imagepdf.Page:
    return imagepdf.Page(encode(picture, "JPEG"), picture.width, picture.height, points)


def _size(page: pdfium.PdfPage) -> tuple[float, float]:
    width, height = page.get_size()
    if not (width >= 1 and height >= 1):
        raise Stop("damaged")
    return width, height


def _scale(page: pdfium.PdfPage, most: int) -> float:
    """How many dots to a point: those of the pictures if there is nothing else, within reason."""
    width, height = page.get_size()
    parts = list(islice(page.get_objects(max_depth=1), OBJECTS))
    if parts and all(part.type == raw.FPDF_PAGEOBJ_IMAGE for part in parts):
        widest = max(_dots(part) for part in parts)
        if widest > 0:
            return min(widest, most / 72) if max(width, height) * widest >= PREVIEW_SIDE else DPI / 72
    return DPI / 72


def _dots(part: Any) -> float:
    """Dots of a picture to each point of the page."""
    left, bottom, right, top = part.get_bounds()
    across, down = part.get_px_size()
    return float(max(across / max(right - left, 1), down / max(top - bottom, 1)))


def _drawn(page: pdfium.PdfPage, scale: float) -> Image.Image:
    if min(page.get_size()) * scale < 1:
        raise Stop("damaged")
    picture: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    return picture
