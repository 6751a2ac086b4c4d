"""PDF: every page is drawn and becomes an image. So scripts, attachments, layers and hidden text end here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]
from PIL import Image

from . import imagepdf
from .images import PREVIEW_SIDE, Result, head
from .kinds import MIMETYPE, FileKind
from .pixels import burn, encode, shrink
from .terms import MIB, Ceilings, Findings, Stop
from .xmp import look_at_xmp, packets

DPI = 150
INFORMATION = {
    "Author": "author",
    "Title": "title",
    "Subject": "title",
    "Keywords": "title",
    "Creator": "software",
    "Producer": "software",
    "CreationDate": "time",
    "ModDate": "time",
}
XFA = (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND)
XMP_LIMIT = 16 * MIB
NOTES_LIMIT = 2000  # annotations looked at


def clean(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """An image-only PDF with pages of the same size, and what the file told about itself."""
    document = _open(path, limits)
    findings = Findings()
    _look(document, path, findings)
    about = head(FileKind.PDF, findings) | {"pages": len(document)}
    return about, imagepdf.write(_pages(document, limits, {}))


def preview(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """Page `page` (from 1) as PNG, and the number of pages."""
    document = _open(path, limits)
    number = int(options["page"])
    if not 1 <= number <= len(document):
        raise Stop("too-many-pages")
    picture = shrink(_draw(document[number - 1], limits), PREVIEW_SIDE)
    about = {"kind": FileKind.PNG.value, "mimetype": MIMETYPE[FileKind.PNG], "findings": [], "pages": len(document)}
    return about, iter([encode(picture, "PNG")])


def redact(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """The whole document as images, with black boxes on the pages that have some."""
    document = _open(path, limits)
    boxes = {int(page): places for page, places in options["boxes"].items()}
    if any(not 1 <= page <= len(document) for page in boxes):
        raise Stop("too-many-pages")
    about = head(FileKind.PDF, Findings()) | {"pages": len(document)}
    return about, imagepdf.write(_pages(document, limits, boxes))


def _open(path: Path, limits: Ceilings) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        locked = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "assword" in str(error)
        raise Stop("encrypted" if locked else "damaged") from error
    if len(document) == 0:
        raise Stop("damaged")
    if len(document) > limits.pages:
        raise Stop("too-many-pages")
    document.init_forms()  # what was filled in is part of what is seen
    return document


def _pages(
    document: pdfium.PdfDocument, limits: Ceilings, boxes: dict[int, list[list[float]]]
) -> Iterator[imagepdf.Page]:
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        picture = _draw(page, limits)
        if number in boxes:
            picture = burn(picture, boxes[number])
        yield imagepdf.Page(encode(picture, "JPEG"), picture.width, picture.height, page.get_size())
        page.close()


def _draw(page: pdfium.PdfPage, limits: Ceilings) -> Image.Image:
    """The page at DPI, or with fewer dots if it is huge."""
    width, height = page.get_size()
    if not (width >= 1 and height >= 1):
        raise Stop("damaged")
    scale = min(DPI / 72, (limits.page_pixels / (width * height)) ** 0.5)
    if min(width, height) * scale < 1:
        raise Stop("damaged")
    picture: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    return picture


def _look(document: pdfium.PdfDocument, path: Path, findings: Findings) -> None:
    for key, value in document.get_metadata_dict(skip_empty=True).items():
        findings.add(INFORMATION.get(key, "title"), value)
    for number in range(document.count_attachments()):
        findings.add("attachment", document.get_attachment(number).get_name())
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        findings.add("script", "JavaScript")
    if document.get_formtype() in XFA:
        findings.add("dropped-part", "Formular (XFA): Zu sehen ist nur, was ohne sein Programm gezeichnet wird.")
    _look_at_notes(document, findings)
    with path.open("rb") as file:
        for packet in packets(file.read(XMP_LIMIT)):
            look_at_xmp(packet, findings)


def _look_at_notes(document: pdfium.PdfDocument, findings: Findings) -> None:
    left = NOTES_LIMIT
    for page in document:
        for number in range(min(raw.FPDFPage_GetAnnotCount(page), left)):
            left -= 1
            note = raw.FPDFPage_GetAnnot(page, number)
            findings.add("author", _string(note, b"T"))
            findings.add("comment", _string(note, b"Contents"))
            if raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_FILEATTACHMENT:
                findings.add("attachment", _clipped(document, note))
            raw.FPDFPage_CloseAnnot(note)
        page.close()


def _clipped(document: pdfium.PdfDocument, note: Any) -> str:
    """The name of the file that is clipped to a page."""
    file = raw.FPDFAnnot_GetFileAttachment(note)
    return str(pdfium.PdfAttachment(file, document).get_name()) if file else "ohne Namen"


def _string(note: Any, key: bytes) -> str:
    """A text value of an annotation (UTF-16LE with a closing zero, at most 400 characters of it)."""
    size = raw.FPDFAnnot_GetStringValue(note, key, None, 0)
    if not 2 < size <= 1 << 20:
        return ""
    buffer = (raw.FPDF_WCHAR * (size // 2 + 1))()
    raw.FPDFAnnot_GetStringValue(note, key, buffer, size)
    return bytes(buffer)[: min(size - 2, 800)].decode("utf-16-le", "replace")
