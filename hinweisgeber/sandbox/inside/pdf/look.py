"""What a PDF holds beside its pages: what it says of itself, notes, files clipped to it, forms, programs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from ctypes import c_ulong, create_string_buffer
from mmap import mmap
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from .. import markup
from ..dates import moment
from ..pictures.xmp import look_at_xmp, packets
from ..terms import MIB, Findings
from .objects import SCANNED, Objects

INFORMATION = {
    "Author": "author",
    "Company": "organisation",
    "Creator": "software",
    "CreationDate": "time",
    "Keywords": "title",
    "ModDate": "time",
    "Producer": "software",
    "SourceModified": "time",
    "Subject": "title",
    "Title": "title",
}
NOT_SAID = frozenset(("Trapped",))
NOTES_LIMIT = 2000  # annotations looked at
PLAYED = {
    raw.FPDF_ANNOT_SOUND: "Ton",
    raw.FPDF_ANNOT_MOVIE: "Film",
    raw.FPDF_ANNOT_SCREEN: "Film oder Ton",
    raw.FPDF_ANNOT_RICHMEDIA: "Film oder Ton",
    raw.FPDF_ANNOT_THREED: "räumliche Zeichnung",
}
XFA = (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND)
XFA_LIMIT = 4 * MIB
VALUES = 50  # of a form that are listed
NOT_SEEN = 1 << 1 | 1 << 5  # flags of what is on no screen (ISO 32000-1, 12.5.3)
UNNAMED = "ohne Namen"


def look(document: pdfium.PdfDocument, data: mmap, objects: Objects, findings: Findings) -> None:
    """Add what is found, and as losses what can be read there but not in the drawn pages."""
    _information(document, objects, findings)
    for packet in (*packets(data[:SCANNED]), *(one for content in objects.packets for one in packets(content))):
        look_at_xmp(packet, findings)
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        findings.add("script", "JavaScript")
    shown = _notes(document, findings)
    if objects.layers_off:
        findings.lose("part", "Ebenen, die ausgeschaltet sind und nicht gezeigt werden")
    listed = [name for name, _ in embedded(document)]
    for name in (*listed, *_unlisted(objects, listed)):
        findings.add("attachment", name)
        findings.lose("attachment", name)
    if document.get_formtype() in XFA:
        _form(document, shown, findings)


def _information(document: pdfium.PdfDocument, objects: Objects, findings: Findings) -> None:
    for key in dict.fromkeys((*INFORMATION, *objects.properties)):
        value = document.get_metadata_value(key)
        if key in INFORMATION:
            findings.add(INFORMATION[key], moment(value) if INFORMATION[key] == "time" else value)
        elif value and key not in NOT_SAID:
            findings.add("comment", f"{key}: {value}")


def embedded(document: pdfium.PdfDocument) -> Iterator[tuple[str, pdfium.PdfAttachment]]:
    """The files in the document, by their names: those it lists, and those that are clipped to a page.

    `get_data()` of each gives its bytes.
    """
    for number in range(document.count_attachments()):
        file = document.get_attachment(number)
        yield file.get_name() or UNNAMED, file
    for note, _ in _each_note(document):
        if raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_FILEATTACHMENT:
            clipped = raw.FPDFAnnot_GetFileAttachment(note)
            if clipped:
                file = pdfium.PdfAttachment(clipped, document)
                yield file.get_name() or UNNAMED, file


def _unlisted(objects: Objects, listed: list[str]) -> list[str]:
    """Files that neither the document's list names nor a page shows: they hang on a page, a picture or a film."""
    beyond = len(objects.files) - len(listed)
    return [name or UNNAMED for name in objects.files.values() if name not in listed][: max(beyond, 0)]


def _each_note(document: pdfium.PdfDocument) -> Iterator[tuple[Any, int]]:
    left = NOTES_LIMIT
    for number in range(len(document)):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            continue
        for place in range(min(raw.FPDFPage_GetAnnotCount(page), left)):
            left -= 1
            note = raw.FPDFPage_GetAnnot(page, place)
            if note:
                yield note, number + 1
                raw.FPDFPage_CloseAnnot(note)
        page.close()


def _notes(document: pdfium.PdfDocument, findings: Findings) -> set[str]:
    """The values of form fields, which are seen on the pages. The name of a field is nobody's name."""
    values: set[str] = set()
    for note, page in _each_note(document):
        kind = raw.FPDFAnnot_GetSubtype(note)
        if kind == raw.FPDF_ANNOT_WIDGET:
            value = _string(note, b"V")
            if raw.FPDFAnnot_GetFlags(note) & NOT_SEEN and value:
                findings.hide("Feld, das nicht gezeigt wird", value)
            else:
                values.add(value)
            continue
        if kind not in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP):
            findings.add("author", _string(note, b"T"))
            findings.add("time", moment(_string(note, b"CreationDate") or _string(note, b"M")))
        findings.add("comment", _string(note, b"Contents"))
        if kind in PLAYED:
            findings.lose("part", f"{PLAYED[kind]} auf Seite {page}")
        if kind == raw.FPDF_ANNOT_FILEATTACHMENT and not raw.FPDFAnnot_GetFileAttachment(note):
            findings.lose("attachment", f"auf Seite {page}, nicht lesbar")
    return values


def _string(note: Any, key: bytes) -> str:
    """A text value of an annotation (UTF-16LE with a closing zero, at most 400 characters of it)."""
    size = raw.FPDFAnnot_GetStringValue(note, key, None, 0)
    if not 2 < size <= 1 << 20:
        return ""
    buffer = (raw.FPDF_WCHAR * (size // 2 + 1))()
    raw.FPDFAnnot_GetStringValue(note, key, buffer, size)
    return bytes(buffer)[: min(size - 2, 800)].decode("utf-16-le", "replace")


def _form(document: pdfium.PdfDocument, shown: set[str], findings: Findings) -> None:
    """XFA: only a program would draw it. Its values are listed, as far as no field on the pages shows them."""
    reader = _Values()
    for number in range(min(raw.FPDF_GetXFAPacketCount(document), 100)):
        reader.read(_packet(document, number))
    hidden = [f"{name}: {value}" for name, value in reader.found if value not in shown]
    if document.get_formtype() == raw.FORMTYPE_XFA_FULL or hidden:
        findings.lose("form", "XFA: Zu sehen ist nur, was ohne das Programm des Formulars gezeichnet wird")
    for value in hidden[:VALUES]:
        findings.lose("form", value)
    if len(hidden) > VALUES:
        findings.lose("form", f"und {len(hidden) - VALUES} weitere Angaben")


def _packet(document: pdfium.PdfDocument, number: int) -> bytes:
    size = c_ulong()
    raw.FPDF_GetXFAPacketContent(document, number, None, 0, size)
    if not 0 < size.value <= XFA_LIMIT:
        return b""
    buffer = create_string_buffer(size.value)
    raw.FPDF_GetXFAPacketContent(document, number, buffer, size.value, size)
    return buffer.raw


class _Values:
    """Collects what was filled in: the texts of the innermost elements under `data`."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self._open: list[list[str]] = []
        self._inside = 0

    def read(self, packet: bytes) -> None:
        self._open, self._inside = [], 0
        with suppress(*markup.WRONG):
            markup.read(packet, self._begin, self._end, self._text)

    def _begin(self, tag: str, _: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self._inside += bool(self._inside) or name == "data"
        self._open.append([name])

    def _text(self, text: str) -> None:
        if self._inside and self._open:
            self._open[-1].append(text)

    def _end(self, _: str) -> None:
        name, *texts = self._open.pop()
        if self._inside and (value := " ".join("".join(texts).split())):
            self.found.append((name, value))
        self._inside -= bool(self._inside)
