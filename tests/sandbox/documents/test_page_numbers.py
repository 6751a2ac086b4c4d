"""Pages are numbered in a copy as in its source; what else would change from page to page is told."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from hinweisgeber.sandbox.inside.documents import tree
from hinweisgeber.sandbox.inside.terms import Ceilings
from hinweisgeber.sandbox.inside.texts import signs
from tests.sandbox.documents import rich_office
from tests.sandbox.documents.lossy_samples import changed
from tests.sandbox.documents.test_office_unseen import cleaned

BEGIN, SEPARATE, END = (f"<w:fldChar w:fldCharType='{kind}'/>" for kind in ("begin", "separate", "end"))


def field(code: str, result: str = "<w:t>7</w:t>") -> str:
    """A field as Word writes it, each piece in a run of its own."""
    pieces = (BEGIN, f"<w:instrText> {code[:3]}</w:instrText>", f"<w:instrText>{code[3:]} </w:instrText>", SEPARATE)
    return "".join(f"<w:r><w:rPr><w:b/></w:rPr>{one}</w:r>" for one in (*pieces, result, END))


INNER = (
    f"<w:r>{BEGIN}</w:r><w:r><w:instrText>IF </w:instrText></w:r>{field('PAGE')}"
    f"<w:r><w:instrText> = 1</w:instrText></w:r><w:r>{SEPARATE}</w:r><w:r><w:t>7</w:t></w:r><w:r>{END}</w:r>"
)


def copied(runs: str, folder: Path, part: str = "Kopf") -> tuple[str, str, list[tuple[str, str]]]:
    """The part of the copy with these runs, its text, and what is told as lost beside what the sample loses."""
    old = "</w:hdr>" if part == "Kopf" else "<w:sectPr>"
    data = changed(rich_office.docx(), f"word/{part}.xml", (old, f"<w:p>{runs}</w:p>{old}"))
    copy, _, losses = cleaned("docx", data, folder)
    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        root = tree.parse(package.read("word/header1.xml" if part == "Kopf" else "word/document.xml"))
    codes = [value for one in root.iter() for key, value in one.attrib.items() if key.endswith("}instr")]
    return " ".join(codes), "".join(root.itertext()), [one for one in sorted(losses) if "unseenwhite" not in one[1]]


@pytest.mark.parametrize(
    ("runs", "code"),
    [
        (field("PAGE"), "PAGE"),
        (field(r"numpages \* MERGEFORMAT"), r"NUMPAGES \* MERGEFORMAT"),
        (field(r"SECTIONPAGES \* roman"), r"SECTIONPAGES \* roman"),
        ("<w:fldSimple w:instr=' page ' w:fldLock='1'><w:r><w:t>7</w:t></w:r></w:fldSimple>", "PAGE"),
        (f"<w:r>{BEGIN}<w:instrText>PAGE</w:instrText>{SEPARATE}<w:t>7</w:t>{END}</w:r>", "PAGE"),
    ],
)
def test_pages_are_counted_anew(runs: str, code: str, tmp_path: Path) -> None:
    codes, text, losses = copied(f"<w:r><w:t>Seite </w:t></w:r>{runs}<w:r><w:t> Ende</w:t></w:r>", tmp_path)
    assert codes == code
    assert text.endswith("Seite 7 Ende")
    assert losses == []


@pytest.mark.parametrize(
    ("runs", "name"),
    [
        (field(r'STYLEREF "Titel"'), "STYLEREF"),
        (field(r"PAGE \# unseencode"), "PAGE"),
        (field("SECTION"), "SECTION"),
        (INNER, "PAGE"),
    ],
)
def test_what_would_be_another_text_on_each_page_is_told(runs: str, name: str, tmp_path: Path) -> None:
    codes, text, losses = copied(runs, tmp_path)
    assert codes == ""
    assert "7" in text
    assert "unseen" not in text
    told = f"Text, der auf jeder Seite anders wäre ({name}); er steht überall, wie er zuletzt war"
    assert losses == [("part", told)]


def test_field_of_the_text_itself_keeps_its_last_result(tmp_path: Path) -> None:
    codes, text, losses = copied(field(r'STYLEREF "Titel"') + field("DATE"), tmp_path, "document")
    assert (codes, losses) == ("", [])
    assert text.endswith("77")


def test_number_of_a_page_is_no_letter_that_a_drawn_page_lacks(tmp_path: Path) -> None:
    numbered = f"<w:p>{field('PAGE', '<w:t>shownseven</w:t>')}</w:p></w:hdr>"
    data = changed(rich_office.docx(), "word/Kopf.xml", ("</w:hdr>", numbered))
    (tmp_path / "copy.docx").write_bytes(cleaned("docx", data, tmp_path)[0])
    text = signs.text_of(tmp_path / "copy.docx", Ceilings())
    assert "shownhead" in text
    assert "shownseven" not in text
