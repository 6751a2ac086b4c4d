"""Office documents are read by their structure: both dialects of Open XML, any names of parts, templates and macros."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from hinweisgeber import sandbox
from hinweisgeber.sandbox import Cleaned, FileKind
from hinweisgeber.sandbox.errors import ContentTooLarge, TypeMismatched
from tests.sandbox import samples
from tests.sandbox.documents import office_samples, rich_odf, rich_office
from tests.sandbox.documents.lossy_samples import changed, with_parts
from tests.sandbox.documents.office_samples import relations
from tests.sandbox.samples import SEEN

CASES = Path(__file__).parent / "office_cases"


def made(data: bytes, name: str) -> tuple[Cleaned, str]:
    """The copy, and all that is in its parts."""
    copy = sandbox.clean([data], name)
    with zipfile.ZipFile(io.BytesIO(b"".join(copy.content))) as package:
        return copy, "\n".join(package.read(one).decode("utf-8", "replace") for one in package.namelist())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("strict.docx", "Zweite Zeile streng"),
        ("document2.docx", "Text in document2"),
        ("textfeld.docx", "IM TEXTFELD: Konto 4711"),
        ("bild-unlesbar.docx", "Danach"),
        ("blatt-ohne-nummer.xlsx", "4711"),
        ("steuerelement.odt", "Vor IM STEUERELEMENT nach"),
    ],
)
def test_text_is_in_the_copy_once(name: str, text: str) -> None:
    _, content = made((CASES / name).read_bytes(), name)
    assert content.count(text) == 1


def test_table_in_the_strict_dialect_stays_a_table() -> None:
    strict = "http://purl.oclc.org/ooxml"
    package = office_samples.xlsx()
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"):
        package = changed(package, part, ("http://schemas.openxmlformats.org", strict))
        package = (
            changed(package, part, (f"{strict}/package/2006", "http://schemas.openxmlformats.org/package/2006"))
            if (part.endswith(".rels"))
            else package
        )
        package = package if part.endswith(".rels") else changed(package, part, ("/2006/", "/"))
    copy, content = made(package, "a.xlsx")
    assert copy.kind is FileKind.XLSX
    assert SEEN in content
    assert strict not in content


@pytest.mark.parametrize(
    ("name", "make", "kind"),
    [
        ("a.docm", office_samples.docx, FileKind.DOCX),
        ("a.dotx", rich_office.docx, FileKind.DOCX),
        ("a.xlsm", office_samples.xlsx, FileKind.XLSX),
        ("a.pptm", rich_office.pptx, FileKind.PPTX),
        ("a.potx", rich_office.pptx, FileKind.PPTX),
        ("a.ott", rich_odf.odt, FileKind.ODT),
        ("a.xlsx", rich_office.docx, FileKind.DOCX),  # told by its structure
    ],
)
def test_copy_is_a_plain_document_of_its_kind_and_says_so(name, make, kind) -> None:  # type: ignore[no-untyped-def]
    data = make()
    if name.endswith("m"):
        part = {"d": "word", "x": "xl", "p": "ppt"}[name[2]]
        data = with_parts(data, {f"{part}/vbaProject.bin": b"unseenprogram"})
    if name == "a.ott":
        data = with_parts(data, {"mimetype": "application/vnd.oasis.opendocument.text-template"})
    copy, content = made(data, name)
    assert (copy.kind, copy.name) == (kind, f"a.{kind.value}")
    assert "unseenprogram" not in content
    assert "macro" not in content


def test_names_of_parts_are_found_whatever_they_look_like() -> None:
    with zipfile.ZipFile(io.BytesIO(rich_office.docx())) as package:
        parts = {name.replace("/", "\\").lower(): package.read(name) for name in package.namelist()}
    _, content = made(samples.archive(dict(sorted(parts.items()))), "a.docx")
    assert "shownnote" in content


def test_drawing_of_another_program_is_no_document() -> None:
    package = changed(office_samples.docx(), "word/document.xml", ("w:document", "w:canvas"))
    with pytest.raises(TypeMismatched):
        sandbox.clean([package], "a.docx")


def test_relationships_may_go_in_circles_and_outwards() -> None:
    package = rich_office.docx()
    package = with_parts(
        package,
        {
            "word/_rels/Kopf.xml.rels": relations(
                ("rId1", "header", "Kopf.xml", ""), ("rId2", "officeDocument", "document.xml", "")
            )
        },
    )
    outside = (
        "</Relationships>",
        (
            '<Relationship Id="rIdOut" Type="x/image" Target="file:///etc/hostname" TargetMode="External"/>'
            "</Relationships>"
        ),
    )
    package = changed(package, "word/_rels/document.xml.rels", outside)
    package = changed(
        package, "word/document.xml", ("<w:sectPr>", f"<w:p><w:r>{rich_office.picture('rIdOut')}</w:r></w:p><w:sectPr>")
    )
    copy, content = made(package, "a.docx")
    assert "hostname" not in content
    assert ("link", "file:///etc/hostname") in {(one.label, one.value) for one in copy.findings}


def test_ten_thousand_parts_are_refused() -> None:
    with pytest.raises(ContentTooLarge):
        sandbox.clean([with_parts(rich_office.docx(), {f"word/x{n}.xml": "<x/>" for n in range(10_000)})], "a.docx")


def test_properties_are_told_wherever_they_lie() -> None:
    package = changed(rich_office.docx(), "_rels/.rels", ('Id="rId2"', 'Id="rId3"'))
    tied = '<Relationship Id="rId9" Type="x/core-properties" Target="package/a.psmdcp"/></Relationships>'
    package = changed(package, "_rels/.rels", ("</Relationships>", tied))
    core = "<p><creator>unseenwriter</creator></p>"
    copy, content = made(with_parts(package, {"package/a.psmdcp": core}), "a.docx")
    assert ("author", "unseenwriter") in {(one.label, one.value) for one in copy.findings}
    assert "unseenwriter" not in content
