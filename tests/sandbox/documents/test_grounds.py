"""What can be seen is in the copy, whatever colour it has: text is called hidden by its colour only on a ground that is
sure, and what is judged by its looks counts as missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from hinweisgeber.sandbox.inside.documents import looks
from hinweisgeber.sandbox.inside.documents.odf import hidden as odf_hidden
from hinweisgeber.sandbox.inside.documents.ooxml import sheet_formats
from hinweisgeber.sandbox.inside.documents.ooxml import unseen as ooxml_unseen
from hinweisgeber.sandbox.inside.terms import Stop
from tests.sandbox import samples
from tests.sandbox.documents import office_samples
from tests.sandbox.documents.lossy_samples import changed, docx_with, with_parts
from tests.sandbox.documents.office_samples import relations
from tests.sandbox.documents.test_office_unseen import RICH, cleaned, words_of

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = " ".join(
    f'xmlns:{name}="{_ODF}:{of}:1.0"'
    for name, of in (
        *((name, name) for name in ("office", "text", "table", "style")),
        *(("draw", "drawing"), ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible")),
    )
)
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def style(name: str, family: str, about: str, inside: str = "", kind: str = "style") -> str:
    """A style of OpenDocument with these properties, as `text fo:color="#ffffff"`."""
    of, _, said = about.partition(" ")
    return (
        f'<style:{kind} style:name="{name}" style:family="{family}"><style:{of}-properties {said}>{inside}'
        f"</style:{of}-properties></style:{kind}>"
    )


WHITE = style("W", "paragraph", 'text fo:color="#ffffff"')
LINE = '<text:p text:style-name="W">shownwhite</text:p>'
BLUE = 'fo:background-color="#004586"'


def odt(body: str, styles: str = "", layout: str = "", edge: str = "", mimetype: str = "text") -> bytes:
    """A text with these styles; `layout`: of its pages, `edge`: what stands on each."""
    parts: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{mimetype}",
        "content.xml": f"<office:document-content {_SPACES}><office:automatic-styles>{WHITE}{styles}"
        f"</office:automatic-styles><office:body><office:{mimetype}>{body}</office:{mimetype}></office:body>"
        "</office:document-content>",
        "styles.xml": f"<office:document-styles {_SPACES}><office:automatic-styles>{WHITE}{styles}"
        f'<style:page-layout style:name="L">{layout}</style:page-layout></office:automatic-styles>'
        '<office:master-styles><style:master-page style:name="Standard" '
        f'style:page-layout-name="L">{edge}</style:master-page></office:master-styles>'
        "</office:document-styles>",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_ODF}:manifest:1.0"/>',
    }
    return samples.archive(parts)


def table(about: str = "", row: str = "") -> str:
    return (
        f'<table:table table:name="T" {about}><table:table-row {row}><table:table-cell office:value-type="string">'
        f"{LINE}</table:table-cell></table:table-row></table:table>"
    )


def run(about: str, paragraph: str = "", text: str = "shownwhite") -> str:
    return f"<w:p><w:pPr>{paragraph}</w:pPr><w:r><w:rPr>{about}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, styles: str = "") -> bytes:
    tied = relations(("rId1", "styles", "styles.xml", ""))
    more: dict[str, str | bytes] = {
        "word/styles.xml": f'<w:styles xmlns:w="{_MAIN}">{styles}</w:styles>',
        "word/_rels/document.xml.rels": tied,
    }
    return with_parts(docx_with(body), more)


def word_table(about: str, cell: str = "") -> str:
    return f"<w:tbl><w:tblPr>{about}</w:tblPr><w:tr><w:tc><w:tcPr>{cell}</w:tcPr>{run(PALE)}</w:tc></w:tr></w:tbl>"


def sheet(colour: str, more: str = "", theme: str = "FFFFFF", colours: str = "") -> bytes:
    """A table with a cell that this colour writes on, white where none is given."""
    colour = colour or '<color rgb="FFFFFFFF"/>'
    x = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    light = f'<a:lt1><a:srgbClr val="{theme}"/></a:lt1>'
    looks = (
        f'<styleSheet xmlns="{x}"><fonts><font>{colour}</font></fonts><fills><fill><patternFill '
        f'patternType="none"/></fill></fills><cellXfs><xf fontId="0" fillId="0"/></cellXfs>{colours}</styleSheet>'
    )
    parts: dict[str, str | bytes] = {
        "xl/styles.xml": looks,
        "xl/theme.xml": f'<a:theme xmlns:a="{a}"><a:clrScheme>{light}</a:clrScheme></a:theme>',
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml", ""),
            ("rId2", "styles", "styles.xml", ""),
            ("rId3", "theme", "theme.xml", ""),
        ),
    }
    plain = changed(
        office_samples.xlsx(),
        "xl/worksheets/sheet1.xml",
        (samples.SEEN, "shownwhite"),
        ('<legacyDrawing r:id="rId7"/>', more),
    )
    return with_parts(plain, parts)


PALE = '<w:color w:val="FFFFFF"/>'
DARK = '<w:shd w:val="clear" w:color="auto" w:fill="000080"/>'
VANISHED = '<w:style w:type="{0}" w:styleId="{1}"><w:rPr><w:vanish/></w:rPr></w:style>'
SHAPE = "<w:p><w:r>{}</w:r></w:p>"
SEEN: dict[str, bytes] = {
    "page.odt": odt(LINE, layout=f"<style:page-layout-properties {BLUE}/>"),
    "head.odt": odt(
        "<text:p>more</text:p>",
        layout=f"<style:header-style><style:header-footer-properties {BLUE}/></style:header-style>",
        edge=f"<style:header>{LINE}</style:header>",
    ),
    "row.odt": odt(table(row='table:style-name="R"'), style("R", "table-row", f"table-row {BLUE}")),
    "table.odt": odt(table('table:style-name="T"'), style("T", "table", f"table {BLUE}")),
    "model.odt": odt(table('table:template-name="Blau"')),
    "section.odt": odt(
        f'<text:section text:name="S" text:style-name="S">{LINE}</text:section>',
        style("S", "section", f"section {BLUE}"),
    ),
    "default.odt": odt(LINE, style("", "paragraph", f"paragraph {BLUE}", kind="default-style")),
    "gradient.odt": odt(
        '<text:p text:style-name="G">shownwhite</text:p>',
        '<style:style style:name="G" style:family="paragraph"><style:paragraph-properties draw:fill="gradient" '
        'fo:background-color="#ffffff"/><style:text-properties fo:color="#ffffff"/></style:style>',
    ),
    "behind.odt": odt(
        f'{LINE}<text:p><draw:rect text:anchor-type="page" draw:style-name="B"/></text:p>',
        style("B", "graphic", 'graphic style:wrap="run-through" style:run-through="background"'),
    ),
    "by-itself.odt": odt(  # black or white, by the ground
        '<text:p text:style-name="A">shownwhite</text:p>',
        '<style:style style:name="A" style:family="paragraph">'
        '<style:paragraph-properties fo:background-color="#000000"/>'
        '<style:text-properties style:use-window-font-color="true" fo:color="#000000"/></style:style>',
    ),
    "shown-again.odt": odt(
        '<text:p text:style-name="H"><text:span text:style-name="V">shownwhite</text:span></text:p>',
        style("H", "paragraph", 'text text:display="none"') + style("V", "text", 'text text:display="true"'),
    ),
    "note.odt": odt(  # black on the page, whatever is behind the text it belongs to
        '<text:p text:style-name="D"><text:span text:style-name="B">shown</text:span><text:note><text:note-body>'
        '<text:p text:style-name="B">shownnote</text:p></text:note-body></text:note></text:p>',
        style("D", "paragraph", 'paragraph fo:background-color="#000000"')
        + style("B", "paragraph", 'text fo:color="#000000"')
        + style("B", "text", 'text fo:color="#ffffff"'),
    ),
    "solid.docx": docx(word_table("", '<w:shd w:val="solid" w:color="000080" w:fill="FFFFFF"/>')),
    "black.docx": docx(run(PALE, '<w:shd w:val="solid" w:color="auto" w:fill="auto"/>')),
    "striped.docx": docx(run(PALE, '<w:shd w:val="pct60" w:color="000000" w:fill="FFFFFF"/>')),
    "theme.docx": docx(run(PALE, '<w:shd w:val="clear" w:fill="auto" w:themeFill="accent1"/>')),
    "table.docx": docx(word_table(DARK)),
    "style.docx": docx(
        run(PALE, '<w:pStyle w:val="K"/>'),
        f'<w:style w:type="paragraph" w:styleId="K"><w:basedOn w:val="L"/></w:style>'
        f'<w:style w:type="paragraph" w:styleId="L"><w:pPr>{DARK}</w:pPr></w:style>',
    ),
    "own-first.docx": docx(
        run(PALE, f'<w:pStyle w:val="L"/>{DARK}'),
        '<w:style w:type="paragraph" w:styleId="L"><w:pPr><w:shd w:val="clear" w:fill="FFFFFF"/></w:pPr></w:style>',
    ),
    "usual.docx": docx(
        run(PALE),
        f'<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:pPr>{DARK}</w:pPr></w:style>',
    ),
    "nameless.docx": docx(  # a style that nothing can ask for
        run(""),
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"/>'
        '<w:style w:type="paragraph"><w:rPr><w:sz w:val="2"/></w:rPr></w:style>',
    ),
    "behind.docx": docx(SHAPE.format('<w:drawing><wp:anchor behindDoc="1"/></w:drawing>') + run(PALE)),
    "older.docx": docx(
        SHAPE.format(
            '<w:pict><v:rect xmlns:v="urn:schemas-microsoft-com:vml" style="width:9pt;z-index:-2" fillcolor="navy">'
            "<v:textbox><w:txbxContent><w:p/></w:txbxContent></v:textbox></v:rect></w:pict>"
        )
        + run(PALE)
    ),
    "shown-again.docx": docx(run('<w:rStyle w:val="V"/><w:vanish w:val="0"/>'), VANISHED.format("character", "V")),
    "shown-twice.docx": docx(  # two of such switches turn each other off
        run('<w:rStyle w:val="V"/>', '<w:pStyle w:val="P"/>'),
        VANISHED.format("character", "V") + VANISHED.format("paragraph", "P"),
    ),
    "picture.xlsx": sheet("", "<picture/>"),
    "theme.xlsx": sheet('<color theme="0"/>', theme="000000"),
    "palette.xlsx": sheet(
        '<color indexed="9"/>', colours='<colors><indexedColors><rgbColor rgb="FF112233"/></indexedColors></colors>'
    ),
}


@pytest.mark.parametrize("name", SEEN)
def test_text_on_a_ground_that_is_not_sure_stays(name: str, tmp_path: Path) -> None:
    copy, findings, losses = cleaned(name.rpartition(".")[2], SEEN[name], tmp_path)
    assert words_of(SEEN[name], "shown") - words_of(copy, "shown") == set()
    assert not [value for label, value in findings if label == "hidden-text" and "shown" in value]
    assert not [value for label, value in losses if label == "text"]


@pytest.mark.parametrize(
    ("way", "kind"), [("colour", "docx"), ("colour", "odt"), ("size", "docx"), ("size", "odt"), ("size", "xlsx")]
)
def test_copy_cannot_lose_by_its_looks_what_its_source_holds(
    kind: str, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the reader of hidden things took all colours for one, or all sizes for tiny."""
    for module in (odf_hidden, ooxml_unseen, sheet_formats):
        if way == "size":
            monkeypatch.setattr(module, "SMALLEST", 100)
        else:
            monkeypatch.setattr(module, "alike", lambda *_: True)
    try:
        copy, _, losses = cleaned(kind, RICH[kind](), tmp_path)
    except Stop:  # it is refused
        return
    told = " ".join(value for label, value in losses if label == "text")
    lost = words_of(RICH[kind](), "shown") - words_of(copy, "shown")
    assert lost
    assert [word for word in lost if word not in told] == []


def test_colours_are_alike_only_where_they_are_known() -> None:
    assert looks.alike("FFFFFF", "fffffe")
    assert not looks.alike("?", "?")
    assert not looks.alike("auto", "auto")


def test_copy_of_white_text_alone_is_none(tmp_path: Path) -> None:
    for kind, data in (("docx", docx(run(PALE))), ("odt", odt(LINE))):
        with pytest.raises(Stop, match="content-lost"):
            cleaned(kind, data, tmp_path)
