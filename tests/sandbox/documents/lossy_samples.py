"""Office documents of which a copy would hold little or nothing, and some of which it once held little."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from tests.sandbox import samples
from tests.sandbox.documents import office_samples
from tests.sandbox.documents.office_samples import relations
from tests.sandbox.samples import SEEN

STRICT = "http://purl.oclc.org/ooxml"
_TRANSITIONAL = "http://schemas.openxmlformats.org"
_PLAIN = f"<w:p><w:r><w:t>{SEEN}</w:t></w:r></w:p>"
_BOX = (
    "<w:p><w:r><mc:AlternateContent xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'>"
    "<mc:Choice Requires='wps'><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>"
    f"{_PLAIN * 9}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
    "</mc:AlternateContent></w:r></w:p>"
)


def changed(package: bytes, part: str, *swaps: tuple[str, str]) -> bytes:
    """The package with a part of it changed: in each swap the first text by the second."""
    with zipfile.ZipFile(io.BytesIO(package)) as model:
        text = model.read(part).decode()
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    return with_parts(package, {part: text})


def with_parts(package: bytes, parts: dict[str, str | bytes]) -> bytes:
    """The package with more parts, or others of the same names."""
    with zipfile.ZipFile(io.BytesIO(package)) as model:
        there: dict[str, str | bytes] = {one: model.read(one) for one in model.namelist()}
    return samples.archive(there | parts)


def docx_with(body: str) -> bytes:
    """The letter with this in the place of its paragraphs."""
    with zipfile.ZipFile(io.BytesIO(office_samples.docx())) as model:
        start = model.read("word/document.xml").decode().partition("<w:body>")[0]
    return with_parts(office_samples.docx(), {"word/document.xml": f"{start}<w:body>{body}</w:body></w:document>"})


def strict_docx(body: str = _PLAIN * 2) -> bytes:
    """What Word writes as "Strict Open XML": the same names in other namespaces."""
    return changed(docx_with(body), "word/document.xml", (_TRANSITIONAL, STRICT))


def strict_xlsx() -> bytes:
    """The same of a table."""
    package = office_samples.xlsx()
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        package = changed(package, part, (_TRANSITIONAL, STRICT))
    return package


def xlsx_with_unnumbered_sheet() -> bytes:
    """A workbook whose only sheet is not called sheet1, with its strings in the part that stays."""
    with zipfile.ZipFile(io.BytesIO(office_samples.xlsx())) as model:
        parts: dict[str, str | bytes] = {one: model.read(one) for one in model.namelist() if "worksheets" not in one}
        sheet = model.read("xl/worksheets/sheet1.xml").decode()
    space = f"{_TRANSITIONAL}/spreadsheetml/2006/main"
    parts["xl/worksheets/Tabelle.xml"] = sheet.replace('t="inlineStr"><is>', 't="s"><v>0</v>').replace("</is>", "")
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{space}"><si><t>{SEEN * 9}</t></si></sst>'
    parts["xl/_rels/workbook.xml.rels"] = relations(
        ("rId1", "worksheet", "worksheets/Tabelle.xml", ""), ("rId2", "sharedStrings", "sharedStrings.xml", "")
    )
    return samples.archive(parts)


def odt_with_control() -> bytes:
    """Nearly all text stands in a content control."""
    space = "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"
    control = f"<text:p><lo:content-control xmlns:lo='{space}'>{SEEN * 9}</lo:content-control></text:p>"
    end = "</office:text>"
    return changed(office_samples.odt(), "content.xml", (end, control + end))


def docx_of_pages() -> bytes:
    """All text stands in a web page that is put in as a whole."""
    package = docx_with("<w:altChunk r:id='rId8'/>")
    tied = ("</Relationships>", "<Relationship Id='rId8' Type='x/aFChunk' Target='afchunk.htm'/></Relationships>")
    package = changed(package, "word/_rels/document.xml.rels", tied)
    return with_parts(package, {"word/afchunk.htm": f"<html><body><p>{SEEN}</p></body></html>"})


def docx_of_a_document() -> bytes:
    """All text stands in another document that is put in as a whole."""
    tied = ("</Relationships>", "<Relationship Id='rId8' Type='x/aFChunk' Target='afchunk.docx'/></Relationships>")
    package = changed(docx_with("<w:altChunk r:id='rId8'/>"), "word/_rels/document.xml.rels", tied)
    return with_parts(package, {"word/afchunk.docx": docx_with(_PLAIN)})


def docx_of_struck_words() -> bytes:
    """All that can be seen is struck out."""
    return docx_with(f"<w:p><w:del w:author='x'><w:r><w:delText>{SEEN}</w:delText></w:r></w:del></w:p>")


def docx_of_an_unreadable_picture() -> bytes:
    """All that can be seen is a picture, and it is broken."""
    return with_parts(docx_with(_PICTURE), {"word/media/image1.jpeg": b"\xff\xd8\xff cut"})


def docx_of_a_drawing(ending: str) -> bytes:
    """A text with a drawing of Windows in it, which no decoder here draws."""
    package = docx_with(f"{_PLAIN}{_PICTURE}")
    package = changed(package, "word/_rels/document.xml.rels", ("image1.jpeg", f"image1.{ending}"))
    return with_parts(package, {f"word/media/image1.{ending}": b"\x01\0\0\0\x6c\0\0\0" + bytes(300)})


_PICTURE = (
    "<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic "
    "xmlns:pic='http://schemas.openxmlformats.org/drawingml/2006/picture'><pic:blipFill><a:blip r:embed='rId1'/>"
    "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)
LOSSY: dict[str, tuple[str, Callable[[], bytes]]] = {
    "web page inside": ("a.docx", docx_of_pages),
    "document inside": ("a.docx", docx_of_a_document),
    "struck out": ("a.docx", docx_of_struck_words),
    "unreadable picture": ("a.docx", docx_of_an_unreadable_picture),
}
# What once was lost, and is not any more.
WHOLE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "strict text": ("a.docx", strict_docx),
    "strict picture": ("a.docx", lambda: strict_docx(_PICTURE)),
    "strict table": ("a.xlsx", strict_xlsx),
    "sheet under another name": ("a.xlsx", xlsx_with_unnumbered_sheet),
    "text box": ("a.docx", lambda: docx_with(_PLAIN + _BOX)),
    "content control": ("a.odt", odt_with_control),
}
