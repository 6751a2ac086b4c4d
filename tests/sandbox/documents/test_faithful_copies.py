"""A copy of an office document that holds much less than the document is none; smaller losses are told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from hinweisgeber import sandbox
from hinweisgeber.refusals import sentence_of
from hinweisgeber.sandbox import Ceilings, FileKind
from hinweisgeber.sandbox.errors import ContentLost
from hinweisgeber.sandbox.inside.documents import tree
from hinweisgeber.sandbox.inside.documents import worker as documents
from hinweisgeber.sandbox.inside.documents.amount import read
from hinweisgeber.sandbox.inside.documents.odf import content as odf_content
from hinweisgeber.sandbox.inside.documents.ooxml import content as ooxml_content
from hinweisgeber.sandbox.inside.terms import Stop
from tests.sandbox import samples
from tests.sandbox.documents import office_samples
from tests.sandbox.documents.lossy_samples import LOSSY, WHOLE, changed, docx_of_a_drawing, docx_with, with_parts
from tests.sandbox.documents.test_office_unseen import RICH, words_of
from tests.sandbox.samples import SEEN


def copied(original: bytes, name: str) -> tuple[bytes, list[tuple[str, str]]]:
    """The copy, and what is told as lost."""
    path = Path(name)
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(original)
        head, content = documents.clean(path, FileKind(path.suffix[1:]), Ceilings(), {})
    return b"".join(content), [(label, value) for label, value in head["losses"]]


@pytest.mark.parametrize("case", LOSSY)
def test_copy_that_lost_more_than_half_is_refused_before_its_first_byte(case: str) -> None:
    name, make = LOSSY[case]
    with pytest.raises(ContentLost) as refused:
        sandbox.clean([make()], name)
    sentence = " ".join(sentence_of(refused.value).split())
    assert "Mehr als die Hälfte ihres Inhalts würde darin fehlen" in sentence
    assert "als PDF" in sentence


@pytest.mark.parametrize("case", WHOLE)
def test_copy_lost_nothing(case: str) -> None:
    name, make = WHOLE[case]
    content, lost = copied(make(), name)
    assert lost == []
    assert samples.holds(content, SEEN) or "picture" in case


def classes(kind: str) -> list[str]:
    """The local names of all elements in the document's parts."""
    found = set()
    with zipfile.ZipFile(io.BytesIO(RICH[kind]())) as package:
        for name in package.namelist():
            if name.endswith(".xml"):
                found |= {tree.local(element.tag) for element in tree.parse(package.read(name)).iter()}
    return sorted(found)


@pytest.mark.parametrize("kind", RICH)
def test_cleaner_that_drops_any_class_of_elements_is_noticed(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reading does not go through the cleaner, so a mistake in that one cannot hide itself."""
    path = tmp_path / f"in.{kind}"
    path.write_bytes(RICH[kind]())
    head, content = documents.clean(path, FileKind(kind), Ceilings(), {})
    whole = b"".join(content)
    shown, told = words_of(whole, "shown"), str(head["losses"]) + str(head["findings"])
    pictures, silent = read(whole, Ceilings()).pictures, []
    for dropped in classes(kind):
        with monkeypatch.context() as patch:
            patch.setattr(ooxml_content, "DROP", ooxml_content.DROP | {dropped})
            patch.setattr(ooxml_content, "UNWRAP", ooxml_content.UNWRAP - {dropped})
            patch.setattr(odf_content, "DROP", odf_content.DROP | {dropped})
            patch.setattr(odf_content, "FIELDS", odf_content.FIELDS - {dropped})
            try:
                head, content = documents.clean(path, FileKind(kind), Ceilings(), {})
            except Stop:
                continue
        copy = b"".join(content)
        missing = shown - words_of(copy, "shown")
        if read(copy, Ceilings()).pictures < pictures and "picture" not in dict(head["losses"]):
            silent.append((dropped, "picture"))
        now = str(head["losses"]) + str(head["findings"])
        silent += [(dropped, word) for word in missing if word not in now.replace(told, "")]
    assert [one for one in silent if one[1] not in ("shownlevel", "shownunit")] == []  # codes of lists and numbers


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(f'<w:r>{run}</w:r>' for run in runs)}</w:p>"


FORMULA = f"<row><c><f>{'SUM(B1:B9)+' * 99}1</f><v>7</v></c></row></sheetData>"
CHART = f"<c xmlns='c'><numRef><f>Tabelle1!$A$1</f><numCache><v>{SEEN * 9}</v></numCache></numRef></c>"
SIGNED = {"_xmlsignatures/sig1.xml": f"<s>{SEEN * 99}</s>"}
STRUCK = f"<w:p><w:del><w:r><w:delText>{SEEN * 9}</w:delText></w:r></w:del></w:p>"
TEXT = f"<w:t>{SEEN}</w:t>"
Make = Callable[[], bytes]
DOCX, XLSX, SHEET = office_samples.docx, office_samples.xlsx, "xl/worksheets/sheet1.xml"
KEPT: dict[str, tuple[str, Make]] = {
    "long formula": ("a.xlsx", lambda: changed(XLSX(), SHEET, ("</sheetData>", FORMULA))),
    "long properties": (
        "a.docx",
        lambda: changed(DOCX(), "docProps/app.xml", ("</Company>", f"{SEEN * 99}</Company>")),
    ),
    "long comment": ("a.docx", lambda: changed(DOCX(), "word/comments.xml", ("</w:t>", f"{SEEN * 99}</w:t>"))),
    "more struck out than left": ("a.docx", lambda: docx_with(STRUCK + paragraph(TEXT))),
    "long code of a field": ("a.docx", lambda: docx_with(paragraph(f"<w:instrText>{SEEN * 9}</w:instrText>", TEXT))),
    "chart of a table": ("a.xlsx", lambda: with_parts(XLSX(), {"xl/charts/chart1.xml": CHART})),
    "signature": ("a.docx", lambda: with_parts(DOCX(), {**SIGNED})),
    "nothing in it": ("a.ods", office_samples.ods),
}


@pytest.mark.parametrize("case", KEPT)
def test_what_nobody_reads_as_its_text_does_not_count(case: str) -> None:
    name, make = KEPT[case]
    content, lost = copied(make(), name)
    assert zipfile.is_zipfile(io.BytesIO(content))
    assert not {label for label, _ in lost} & {"text", "cells"}


def test_smaller_loss_is_told_with_its_words() -> None:
    more = f"<w:body>{paragraph(f'<w:t>{SEEN * 9}</w:t>')}"
    content, lost = copied(changed(LOSSY["web page inside"][1](), "word/document.xml", ("<w:body>", more)), "a.docx")
    assert samples.holds(content, SEEN)
    assert lost == [("attachment", "Eingefügtes Dokument"), ("text", "2 Wörter: Visible evidence")]


@pytest.mark.parametrize("ending", ["emf", "wmf"])
def test_drawing_of_windows_that_nothing_here_draws_is_told(ending: str) -> None:
    content, lost = copied(docx_of_a_drawing(ending), "a.docx")
    assert lost == [("picture", f"image1.{ending}")]
    assert samples.holds(content, SEEN)


def test_picture_that_is_left_out_is_told() -> None:
    for name, make, picture in (
        ("a.docx", office_samples.docx, "word/media/image1.jpeg"),
        ("a.odt", office_samples.odt, "Pictures/a.jpg"),
    ):
        _, lost = copied(with_parts(make(), {picture: b"\xff\xd8\xff cut"}), name)
        assert ("picture", picture.rpartition("/")[2]) in lost


def test_picture_is_told_by_its_bytes_and_not_by_its_ending() -> None:
    package = with_parts(office_samples.docx(), {"word/media/Bild.JPG": samples.image("JPEG")})
    content, lost = copied(changed(package, "word/_rels/document.xml.rels", ("image1.jpeg", "Bild.JPG")), "a.docx")
    assert "picture" not in dict(lost)
    with zipfile.ZipFile(io.BytesIO(content)) as package_of_copy:
        assert "word/media/image1.jpeg" in package_of_copy.namelist()


def test_counting_expands_nothing_and_never_ends_in_an_error() -> None:
    laughing = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><x>&b;</x>"
    for content in (laughing, "<a><b>not closed", "<" * 1000, "\ufeff<a>wide</a>".encode("utf-16")):
        package = with_parts(office_samples.docx(), {"word/more.xml": content})
        assert read(package, Ceilings()).words >= read(office_samples.docx(), Ceilings()).words


@pytest.mark.parametrize(
    "declared",
    ["[<!ENTITY a 'ha'>]", "SYSTEM 'a.dtd' [<!ENTITY a SYSTEM 'file:///etc/passwd'>]", "x [\n]", "<!ENTITY a 'ha'>"],
)
def test_a_doctype_that_declares_anything_is_refused(declared: str) -> None:
    with pytest.raises(Stop, match="damaged"):
        tree.parse(f"<!DOCTYPE x {declared}><x>&a;</x>".encode())
    assert tree.parse(b"<?xml version='1.0'?><!DOCTYPE x PUBLIC '-//a//b' 'math.dtd'><x>word</x>").text == "word"
