"""DOCX, XLSX, ODT and ODS with visible text, and planted words wherever office programs leave traces."""

from __future__ import annotations

from tests.sandbox import samples
from tests.sandbox.samples import AUTHOR, DEVICE, EDITOR, NOTE, SEEN, SOFTWARE, STRUCK, TITLE

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ML = "application/vnd.openxmlformats-officedocument"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_CORE = (
    f'{_HEAD}<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:creator>{AUTHOR}</dc:creator>'
    f"<cp:lastModifiedBy>{EDITOR}</cp:lastModifiedBy><dc:title>{TITLE}</dc:title>"
    "<dcterms:created>2031-07-09T08:07:06Z</dcterms:created></cp:coreProperties>"
)
_APP = f'{_HEAD}<Properties xmlns="p"><Application>{SOFTWARE}</Application><Company>{DEVICE}</Company></Properties>'


def relations(*lines: tuple[str, str, str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"{extra}/>'
        for key, kind, target, extra in lines
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{_HEAD}<Relationships xmlns="{space}">{listed}</Relationships>'


def _types(**parts: str) -> str:
    listed = "".join(
        f'<Override PartName="/{name.replace("__", "/")}.xml" ContentType="{_ML}.{kind}+xml"/>'
        for name, kind in parts.items()
    )
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'{_HEAD}<Types xmlns="{space}"><Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'


def docx(main_type: str = "wordprocessingml.document.main") -> bytes:
    """A letter with a picture, a comment, tracked changes, a link, a macro and revision identifiers."""
    who = f'w:author="{EDITOR}" w:date="2031-07-09T08:07:06Z"'
    document = (
        f'{_HEAD}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{_OFFICE}"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
        ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" mc:Ignorable="w14"><w:body>'
        f'<w:p w:rsidR="00AB12CD" w14:paraId="{DEVICE}"><w:pPr><w:rPr><w:ins w:id="3" {who}/></w:rPr></w:pPr>'
        f'<w:commentRangeStart w:id="0"/><w:r><w:t>{SEEN}</w:t></w:r><w:commentRangeEnd w:id="0"/>'
        f'<w:ins w:id="1" {who}><w:r><w:t xml:space="preserve"> added </w:t></w:r></w:ins>'
        f'<w:del w:id="2" {who}><w:r><w:delText>{STRUCK}</w:delText></w:r></w:del>'
        '<w:hyperlink r:id="rId2"><w:r><w:t>a link</w:t></w:r></w:hyperlink></w:p>'
        f'<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="C:\\{DEVICE}\\a.jpg" descr="{NOTE}"/><a:graphic>'
        '<a:graphicData uri="x"><a:blip r:embed="rId1"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
        "</w:r></w:p>"
        "<w:p><w:r><w:pict/><w:object/></w:r></w:p>"
        '<w:sectPr><w:headerReference w:type="default" r:id="rId9"/></w:sectPr></w:body></w:document>'
    )
    comments = (
        f'{_HEAD}<w:comments xmlns:w="w"><w:comment w:author="{EDITOR}"><w:t>{NOTE}</w:t></w:comment></w:comments>'
    )
    links = (
        ("rId1", "image", "media/image1.jpeg", ""),
        ("rId2", "hyperlink", f"file:///home/{DEVICE}/a.txt", ' TargetMode="External"'),
        ("rId3", "comments", "comments.xml", ""),
        ("rId9", "header", "header9.xml", ""),
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _types(word__document=main_type, word__comments="wordprocessingml.comments"),
        "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml", "")),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": relations(*links),
        "word/comments.xml": comments,
        "word/settings.xml": f'{_HEAD}<w:settings xmlns:w="w"><w:docVar w:val="{NOTE}"/></w:settings>',
        "word/vbaProject.bin": NOTE,
        "word/media/image1.jpeg": samples.image("JPEG"),
        "docProps/core.xml": _CORE,
        "docProps/app.xml": _APP,
        "docProps/thumbnail.jpeg": samples.image("JPEG"),
    }
    return samples.archive(parts)


def xlsx() -> bytes:
    """A table with one cell, a hidden sheet, and the path where it was saved."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    workbook = (
        f'{_HEAD}<workbook xmlns="{space}" xmlns:r="{_OFFICE}" xmlns:x15ac="http://schemas.microsoft.com/x15ac">'
        f'<fileSharing userName="{EDITOR}"/><x15ac:absPath url="C:\\Users\\{DEVICE}"/>'
        '<sheets><sheet name="Visible" sheetId="1" r:id="rId1"/>'
        '<sheet name="Other" sheetId="2" state="hidden" r:id="rId2"/>'
        "</sheets></workbook>"
    )
    sheet = (
        f'{_HEAD}<worksheet xmlns="{space}" xmlns:r="{_OFFICE}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is>'
        f'<t>{SEEN}</t></is></c></row></sheetData><legacyDrawing r:id="rId7"/></worksheet>'
    )
    types = _types(
        xl__workbook="spreadsheetml.sheet.main",
        xl__worksheets__sheet1="spreadsheetml.worksheet",
        xl__worksheets__sheet2="spreadsheetml.worksheet",
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": types,
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml", "")),
        "xl/workbook.xml": workbook,
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml", ""), ("rId2", "worksheet", "/xl/worksheets/sheet2.xml", "")
        ),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/worksheets/sheet2.xml": sheet,
        "xl/comments1.xml": f"{_HEAD}<comments><authors><author>{EDITOR}</author></authors><t>{NOTE}</t></comments>",
        "xl/persons/person.xml": f'{_HEAD}<personList><person displayName="{EDITOR}"/></personList>',
        "docProps/core.xml": _CORE,
        "docProps/app.xml": _APP,
    }
    return samples.archive(parts)


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ODF_SPACES = " ".join(
    (
        *(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "text", "table", "style", "script", "meta")),
        f'xmlns:draw="{_ODF}:drawing:1.0" xmlns:officeooo="http://openoffice.org/2009/office"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"',
    )
)
_MANIFEST = f'{_HEAD}<m:manifest xmlns:m="{_ODF}:manifest:1.0"/>'


def odt() -> bytes:
    """A text with an annotation, a deletion, a picture and a field that names its author."""
    who = f"<dc:creator>{EDITOR}</dc:creator><dc:date>2031-07-09T08:07:06</dc:date>"
    content = (
        f"{_HEAD}<office:document-content {_ODF_SPACES}><office:body><office:text>"
        "<text:tracked-changes><text:changed-region>"
        f"<text:deletion><office:change-info>{who}</office:change-info><text:p>{STRUCK}</text:p></text:deletion>"
        f"</text:changed-region></text:tracked-changes><text:p officeooo:rsid='{DEVICE}'>{SEEN}"
        f"<office:annotation>{who}<text:p>{NOTE}</text:p></office:annotation>"
        f'<text:a xlink:href="file:///home/{DEVICE}">a link</text:a> by <text:author-name>reader</text:author-name>'
        f'<draw:frame draw:name="{DEVICE}"><draw:image xlink:href="Pictures/a.jpg"/></draw:frame></text:p>'
        "</office:text></office:body></office:document-content>"
    )
    meta = (
        f"{_HEAD}<office:document-meta {_ODF_SPACES}><office:meta><meta:initial-creator>{AUTHOR}</meta:initial-creator>"
        f"<dc:creator>{EDITOR}</dc:creator><meta:generator>{SOFTWARE}</meta:generator><dc:title>{TITLE}</dc:title>"
        "</office:meta></office:document-meta>"
    )
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "meta.xml": meta,
        "settings.xml": f"{_HEAD}<settings>{DEVICE}</settings>",
        "META-INF/manifest.xml": _MANIFEST,
        "Pictures/a.jpg": samples.image("JPEG"),
        "Thumbnails/thumbnail.png": samples.image("PNG"),
    }
    return samples.archive(parts)


def ods() -> bytes:
    """A workbook without a table."""
    content = (
        f"{_HEAD}<office:document-content {_ODF_SPACES}><office:body><office:spreadsheet></office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content,
        "META-INF/manifest.xml": _MANIFEST,
    }
    return samples.archive(parts)
