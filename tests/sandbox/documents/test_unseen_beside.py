"""What nobody sees goes also where something else than the text says so; what is seen and goes is told as lost."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from tests.sandbox.documents import rich_office
from tests.sandbox.documents.lossy_samples import changed, docx_with, with_parts
from tests.sandbox.documents.office_samples import relations
from tests.sandbox.documents.test_grounds import odt, style
from tests.sandbox.documents.test_office_unseen import cleaned, pieces, words_of

PALE = style("C", "table-cell", 'text fo:color="#ffffff"')
CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("column", "row"), [('table:default-cell-style-name="C"', ""), ("", 'table:default-cell-style-name="C"')]
)
def test_cells_are_written_as_their_row_or_column_says(column: str, row: str, tmp_path: Path) -> None:
    table = (
        '<table:table table:name="T"><table:table-column table:number-columns-repeated="2"/>'
        f"<table:table-column {column}/>"
        f"<table:table-row>{CELL.format('showncell') * 2}</table:table-row><table:table-row {row}>"
        f"<table:table-cell table:number-columns-repeated='2'/>{CELL.format('unseencell')}</table:table-row>"
        "</table:table>"
    )
    copy, findings, losses = cleaned("ods", odt(table, PALE, mimetype="spreadsheet"), tmp_path)
    assert words_of(copy, "shown") == {"showncell"}
    assert words_of(copy, "unseen") == set()
    assert ("hidden-text", "Schrift in der Farbe ihres Grundes: unseencell") in findings
    assert ("text", "1 Wörter: unseencell") in losses


def rich(*runs: tuple[str, str]) -> str:
    """Parts of a text, each with the colour it is written in."""
    written = (f'<r><rPr><color rgb="FF{colour}"/></rPr><t>{text}</t></r>' for colour, text in runs)
    return "".join(written)


def test_parts_of_a_cells_text_are_seen_or_not_each_by_itself(tmp_path: Path) -> None:
    sheet, strings = "xl/worksheets/Kasse.xml", "xl/strings.xml"
    cells = '<c r="F1" t="s"><v>{0}</v></c><c r="G1" t="s" s="1"><v>{1}</v></c><c r="H1" t="inlineStr"><is>{2}</is></c>'
    pale = rich(("000000", "shownpart"), ("FFFFFF", "unseenpart"))
    black = rich(("000000", "shownblack"))  # in a cell whose own colour is white
    cells = cells.format(4, 5, rich(("FFFFFF", "unseeninline"), ("112233", "showntail")))
    data = changed(rich_office.xlsx(), sheet, ('<row r="2"', f'<row r="1">{cells}</row><row r="2"'))
    data = changed(data, strings, ("</sst>", f"<si>{pale}</si><si>{black}</si></sst>"))
    copy, findings, losses = cleaned("xlsx", data, tmp_path)
    assert words_of(copy, "shown") >= {"shownpart", "shownblack", "showntail"}
    assert words_of(copy, "unseen") == set()
    for word in ("unseenpart", "unseeninline"):
        assert ("hidden-text", f"Schrift in der Farbe ihres Grundes: {word}") in findings
        assert word in str(losses)


def test_levels_of_lists_on_which_nothing_stands_say_nothing(tmp_path: Path) -> None:
    level = '<w:lvl w:ilvl="{}"><w:lvlText w:val="{} %1"/></w:lvl>'
    more = level.format(1, "shownsecond") + level.format(5, "unseenlevel")
    item = '<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr></w:pPr></w:p><w:sectPr>'
    data = changed(rich_office.docx(), "word/numbering.xml", ("</w:lvl>", f"</w:lvl>{more}"))
    copy, findings, _ = cleaned("docx", changed(data, "word/document.xml", ("<w:sectPr>", item)), tmp_path)
    assert words_of(copy, "shown") >= {"shownlevel", "shownsecond"}
    assert words_of(copy, "unseen") == set()
    assert ("hidden-text", "Ebene einer Liste, auf der nichts steht: unseenlevel") in findings
    named = '<text:list-level-style-number text:level="{}" style:num-prefix="{}"/>'
    levels = f'<text:list-style style:name="L">{named.format(1, "shownlevel")}{named.format(4, "unseenlevel")}'
    items = '<text:list text:style-name="L"><text:list-item><text:p>shownitem</text:p></text:list-item></text:list>'
    copy, findings, _ = cleaned("odt", odt(items, f"{levels}</text:list-style>"), tmp_path)
    assert words_of(copy, "shown") == {"shownlevel", "shownitem"}
    assert words_of(copy, "unseen") == set()
    assert "unseenlevel" in str(findings)


@pytest.mark.parametrize(
    ("cut", "filled", "left"),
    [
        ("", 'r="-100000"', 200),
        ("", 'l="-50000" r="-50000"', 200),
        ('r="50000"', 'l="-100000"', 100),
        ("", 'l="-100000" r="50000"', 133),  # a third of it is within the shape, another third of the shape is free
        ("", 'r="20000"', 400),
    ],
)
def test_what_a_picture_fills_beyond_its_shape_is_cut_away(cut: str, filled: str, left: int, tmp_path: Path) -> None:
    picture = rich_office.picture("rIdWide", f"<a:srcRect {cut}/>").replace("<a:fillRect/>", f"<a:fillRect {filled}/>")
    wide = io.BytesIO()
    Image.new("RGB", (400, 100), "red").save(wide, "PNG")
    spaces = 'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    data = docx_with(f"<w:p {spaces}><w:r>{picture}</w:r></w:p>")
    ties = relations(("rIdWide", "image", "media/wide.png", ""))
    data = with_parts(data, {"word/media/wide.png": wide.getvalue(), "word/_rels/document.xml.rels": ties})
    copy, _, _ = cleaned("docx", data, tmp_path)
    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        [name] = [one for one in package.namelist() if "media" in one]
        with Image.open(io.BytesIO(package.read(name))) as kept:
            assert kept.width == left
    assert not [one for one in pieces(copy) if b'="-' in one]


VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
BOX = "<v:textbox><w:txbxContent><w:p><w:r><w:t>showntext</w:t></w:r></w:p></w:txbxContent></v:textbox>"


@pytest.mark.parametrize(
    ("shapes", "lost"),
    [
        (f"<v:shape>{BOX}</v:shape>", 0),
        (f"<v:group><v:shape>{BOX}</v:shape><v:line from='0,0' to='9,9'/></v:group>", 1),
        (f"<v:shape fillcolor='#000080 [3204]'>{BOX}</v:shape>", 1),
        (f"<v:shape fillcolor='navy' filled='f'>{BOX}</v:shape>", 0),
        ("<v:rect fillcolor='red' stroked='f'/><v:oval filled='f'/>", 2),
        ("<v:rect filled='f' stroked='f'/><v:rect stroked='f'><v:fill on='f'/></v:rect>", 0),
    ],
)
def test_lines_and_areas_of_older_drawings_are_told_as_lost(shapes: str, lost: int, tmp_path: Path) -> None:
    body = f"<w:p {VML}><w:r><w:pict>{shapes}</w:pict></w:r><w:r><w:t>shownmore</w:t></w:r></w:p>"
    _, _, losses = cleaned("docx", docx_with(body), tmp_path)
    assert losses == ({("part", f"Linien oder Flächen einer älteren Zeichnung: {lost}")} if lost else set())


def test_what_newer_programs_draw_in_cells_is_told_as_lost(tmp_path: Path) -> None:
    drawn = '<x14:sparklineGroup xmlns:x14="x"><x14:sparkline/><x14:sparkline/></x14:sparklineGroup>'
    more = f'<extLst><ext uri="x">{drawn}</ext></extLst></worksheet>'
    data = changed(rich_office.xlsx(), "xl/worksheets/Kasse.xml", ("</worksheet>", more))
    assert ("chart", "Sparklines (Diagramme in Zellen)") in cleaned("xlsx", data, tmp_path)[2]
