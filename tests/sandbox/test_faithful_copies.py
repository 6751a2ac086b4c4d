"""A copy of an office document that holds much less than the document is none; smaller losses are told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hinweisgeber import sandbox
from hinweisgeber.refusals import sentence_of
from hinweisgeber.sandbox import Ceilings, FileKind
from hinweisgeber.sandbox.errors import ContentLost
from hinweisgeber.sandbox.inside import documents, odf, ooxml_content, tree
from hinweisgeber.sandbox.inside.amount import amount
from hinweisgeber.sandbox.inside.terms import Stop
from tests.sandbox import office_samples, samples
from tests.sandbox.lossy_samples import LOSSY, changed, docx_with, with_parts
from tests.sandbox.samples import SEEN


def copied(original: bytes, name: str) -> tuple[bytes, list[tuple[str, str]]]:
    """The copy, and what was told."""
    work = sandbox.clean([original], name)
    return b"".join(work.content), [(one.label, one.value) for one in work.findings]


@pytest.mark.parametrize("case", LOSSY)
def test_copy_that_lost_more_than_half_is_refused_before_its_first_byte(case: str) -> None:
    name, make = LOSSY[case]
    with pytest.raises(ContentLost) as refused:
        sandbox.clean([make()], name)
    sentence = " ".join(sentence_of(refused.value).split())
    assert "Mehr als die Hälfte ihres Inhalts würde darin fehlen" in sentence
    assert "als PDF" in sentence


@pytest.mark.parametrize(
    ("kind", "part", "dropped"),
    [
        *(("docx", "word/document.xml", name) for name in ("t", "body")),
        *(("xlsx", "xl/worksheets/sheet1.xml", name) for name in ("c", "is", "sheetData")),
        *(("odt", "content.xml", name) for name in ("p", "text")),
    ],
)
def test_cleaner_that_drops_what_it_should_keep_is_noticed(
    kind: str, part: str, dropped: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The counting does not go through the cleaner, so a mistake in that one cannot hide itself."""
    path = tmp_path / "in"
    path.write_bytes(getattr(office_samples, kind)())
    with zipfile.ZipFile(path) as package:
        assert dropped in {tree.local(one.tag) for one in tree.parse(package.read(part)).iter()}
    documents.clean(path, FileKind(kind), Ceilings(), {})
    monkeypatch.setattr(ooxml_content, "DROP", ooxml_content.DROP | {dropped})
    monkeypatch.setattr(odf, "DROP", odf.DROP | {dropped})
    with pytest.raises(Stop) as stopped:
        documents.clean(path, FileKind(kind), Ceilings(), {})
    assert stopped.value.code == "content-lost"


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
    content, told = copied(make(), name)
    assert zipfile.is_zipfile(io.BytesIO(content))
    assert not [value for _, value in told if value.startswith("Text: ")]


def test_smaller_loss_is_told_before_all_else() -> None:
    more = f"<w:body>{paragraph(f'<w:t>{SEEN * 9}</w:t>')}"
    content, told = copied(changed(LOSSY["text box"][1](), "word/document.xml", ("<w:body>", more)), "a.docx")
    assert samples.holds(content, SEEN)
    assert told[0] == ("dropped-part", "Text: In der Kopie stehen etwa 52 von 100 Zeichen.")


def test_picture_that_is_left_out_is_told() -> None:
    for name, make, picture in (
        ("a.docx", office_samples.docx, "word/media/image1.jpeg"),
        ("a.odt", office_samples.odt, "Pictures/a.jpg"),
    ):
        with zipfile.ZipFile(io.BytesIO(make())) as model:
            parts: dict[str, str | bytes] = {one: model.read(one) for one in model.namelist()}
        _, told = copied(samples.archive(parts | {picture: b"\xff\xd8\xff cut"}), name)
        assert ("dropped-part", picture) in told


def test_counting_expands_nothing_and_never_ends_in_an_error() -> None:
    laughing = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><x>&b;</x>"
    for content in (laughing, "<a><b>not closed", "<" * 1000, "\ufeff<a>wide</a>".encode("utf-16")):
        package = with_parts(office_samples.docx(), {"word/more.xml": content})
        assert amount(package, Ceilings()).letters >= amount(office_samples.docx(), Ceilings()).letters
