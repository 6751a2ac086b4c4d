"""Documents of OpenDocument with everything in them that can be seen, and everything that cannot."""

# ruff: noqa: E501, ISC004 -- lines of XML

from __future__ import annotations

from tests.sandbox import samples

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = " ".join(
    (
        *(
            f'xmlns:{name}="{_ODF}:{name}:1.0"'
            for name in ("office", "text", "table", "style", "script", "meta", "form", "presentation", "chart")
        ),
        f'xmlns:draw="{_ODF}:drawing:1.0" xmlns:svg="{_ODF}:svg-compatible:1.0" xmlns:fo="{_ODF}:xsl-fo-compatible:1.0"',
        f'xmlns:number="{_ODF}:datastyle:1.0" xmlns:math="http://www.w3.org/1998/Math/MathML"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"',
        'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"',
    )
)
_OBJECT = "application/vnd.oasis.opendocument.chart"
_WHO = "<dc:creator>unseenauthor</dc:creator><dc:date>2031-07-09T08:07:06</dc:date>"


def _style(name: str, family: str, about: str) -> str:
    return f'<style:style style:name="{name}" style:family="{family}">{about}</style:style>'


_LOOKS = "".join(
    (
        _style("unseenstyle", "text", '<style:text-properties fo:font-weight="bold"/>'),
        _style("Gone", "text", '<style:text-properties text:display="none"/>'),
        _style("White", "text", '<style:text-properties fo:color="#ffffff"/>'),
        _style("OnBlack", "text", '<style:text-properties fo:color="#ffffff" fo:background-color="#000000"/>'),
        _style("Tiny", "text", '<style:text-properties fo:font-size="1pt"/>'),
        _style("Cut", "graphic", '<style:graphic-properties fo:clip="rect(0in, 0in, 0in, 3.3333in)"/>'),
        _style("HiddenTable", "table", '<style:table-properties table:display="false"/>'),
        _style("FlatRow", "table-row", '<style:table-row-properties style:row-height="0cm"/>'),
        _style("FlatColumn", "table-column", '<style:table-column-properties style:column-width="0in"/>'),
        _style("HiddenPage", "drawing-page", '<style:drawing-page-properties presentation:visibility="hidden"/>'),
    )
)
_MASTERS = (
    '<office:automatic-styles><style:page-layout style:name="unseenlayout"><style:page-layout-properties fo:page-width="28cm" '
    'fo:page-height="21cm"/><style:header-style/></style:page-layout></office:automatic-styles><office:master-styles>'
    '<style:master-page style:name="Standard" style:page-layout-name="unseenlayout"><style:header><text:p>shownhead</text:p>'
    "</style:header>{}</style:master-page><style:master-page style:name='unseenmaster' style:page-layout-name='unseenlayout'>"
    "<style:header><text:p>unseenhead</text:p></style:header></style:master-page><style:handout-master style:page-layout-name="
    "'unseenlayout'><draw:frame><draw:text-box><text:p>unseenhandout</text:p></draw:text-box></draw:frame></style:handout-master>"
    "</office:master-styles>"
)


def _frame(inside: str, about: str = "", place: str = "1cm") -> str:
    return (
        f'<draw:frame draw:name="unseenframe" {about} svg:x="{place}" svg:y="1cm" svg:width="3cm" svg:height="2cm">{inside}'
        "<svg:title>unseentitle</svg:title><svg:desc>unseenalt</svg:desc></draw:frame>"
    )


def _image(name: str, about: str = "") -> str:
    return _frame(f'<draw:image xlink:href="{name}"/>', about)


def _box(text: str, about: str = "", place: str = "1cm") -> str:
    return _frame(f"<draw:text-box><text:p>{text}</text:p></draw:text-box>", about, place)


def _package(kind: str, body: str, more: dict[str, str | bytes], master: str = "") -> bytes:
    content = (
        f"<office:document-content {_SPACES}><office:automatic-styles>{_LOOKS}</office:automatic-styles><office:body>{body}"
        "</office:body></office:document-content>"
    )
    parts: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": content,
        "styles.xml": f"<office:document-styles {_SPACES}>{_MASTERS.format(master)}</office:document-styles>",
        "meta.xml": f"<office:document-meta {_SPACES}><office:meta><meta:initial-creator>unseencreator</meta:initial-creator>"
        '<meta:user-defined meta:name="unseenproperty">unseenvalue</meta:user-defined></office:meta></office:document-meta>',
        "settings.xml": f"<office:document-settings {_SPACES}><x>unseensetting</x></office:document-settings>",
        "Pictures/orphan.jpg": samples.image("JPEG"),
        "unseenpart.xml": "<x>unseenother</x>",
    }
    parts |= more
    listed = {"/": f"application/vnd.oasis.opendocument.{kind}"}
    listed |= {f"{name.partition('/')[0]}/": _OBJECT for name in more if name.startswith("Object 1")}
    listed |= dict.fromkeys((name for name in parts if name != "mimetype"), "")
    entries = "".join(f'<m:file-entry m:full-path="{name}" m:media-type="{of}"/>' for name, of in listed.items())
    manifest = f'<m:manifest xmlns:m="{_ODF}:manifest:1.0" m:version="1.3">{entries}</m:manifest>'
    return samples.archive(parts | {"META-INF/manifest.xml": manifest})


_CHART = (
    f"<office:document-content {_SPACES}><office:body><office:chart><chart:chart xlink:href='..' chart:class='chart:bar'><chart:title><text:p>"
    "shownchart</text:p></chart:title><chart:plot-area table:cell-range-address='local-table.A1:.B2'><chart:series loext:label-string='&quot;showncategory&quot;'/>"
    "<chart:series loext:label-string='&quot;unseenseries&quot;'/></chart:plot-area><table:table table:name="
    "'local-table'><table:table-row><table:table-cell office:value-type='string'><text:p>showncategory</text:p></table:table-cell>"
    "</table:table-row></table:table></chart:chart></office:chart></office:body></office:document-content>"
)
_FORMULA = (
    "<!DOCTYPE math:math PUBLIC '-//OpenOffice.org//DTD Modified W3C MathML 1.01//EN' 'math.dtd'>\n"
    "<math xmlns='http://www.w3.org/1998/Math/MathML'><semantics><mi>shownformula</mi><annotation encoding='StarMath 5.0'>"
    "unseencode</annotation></semantics></math>"
)


def odt() -> bytes:
    """A text."""
    body = "".join(
        (
            "<office:text><office:forms><form:form form:name='unseenform'><form:text form:id='f1' form:name='unseenfield' "
            "form:current-value='shownfield'/></form:form></office:forms>",
            f"<text:tracked-changes><text:changed-region><text:deletion><office:change-info>{_WHO}</office:change-info><text:p>"
            f"unseendeleted{_image('Pictures/gone.jpg')}</text:p></text:deletion></text:changed-region></text:tracked-changes>",
            "<text:p>shownplain <text:bookmark text:name='unseenbookmark'/><text:span text:style-name='unseenstyle'>shownbold"
            "</text:span> <loext:content-control loext:alias='unseenalias'>showncontrol</loext:content-control> "
            f"<office:annotation>{_WHO}<text:p>unseencomment</text:p></office:annotation>"
            "<text:note text:id='unseenid' text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body>"
            "<text:p>shownnote</text:p></text:note-body></text:note></text:p>",
            *(
                f"<text:p><text:span text:style-name='{style}'>{text}</text:span></text:p>"
                for style, text in (
                    ("Gone", "unseenvanished"),
                    ("White", "unseenwhite"),
                    ("OnBlack", "shownwhite"),
                    ("Tiny", "unseentiny"),
                )
            ),
            "<text:section text:name='unseensection' text:display='none'><text:p>unseenhiddensection</text:p></text:section>",
            f"<text:p>{_box('shownbox')}{_image('Pictures/cut.jpg', 'draw:style-name=' + chr(34) + 'Cut' + chr(34))}</text:p>",
            "<text:p><draw:control draw:control='f1' svg:x='1cm' svg:y='1cm' svg:width='3cm' svg:height='1cm'/></text:p>",
            f"<text:p>{_frame('<draw:object xlink:href=' + chr(34) + './Object 1' + chr(34) + '/>')}"
            f"{_frame('<draw:object xlink:href=' + chr(34) + './Object 2' + chr(34) + '/>')}</text:p>",
            "<table:table table:name='unseentable'><table:table-row><table:table-cell><text:p>showncell</text:p></table:table-cell>"
            "</table:table-row></table:table></office:text>",
        )
    )
    return _package(
        "text",
        body,
        {
            "Pictures/cut.jpg": samples.image("JPEG"),
            "Pictures/gone.jpg": samples.image("JPEG"),
            "Object 1/content.xml": _CHART,
            "Object 1/meta.xml": "<x>unseenobjectmeta</x>",
            "Object 2/content.xml": _FORMULA,
        },
    )


def ods() -> bytes:
    """A table."""
    cell = "<table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell>"
    body = (
        "<office:spreadsheet><table:table table:name='showntab'><table:shapes>"
        f"{_box('shownshape')}{_image('Pictures/shape.jpg')}</table:shapes><table:table-column/><table:table-column table:visibility="
        "'collapse'/><table:table-column table:style-name='FlatColumn'/><table:table-column-group table:display='false'>"
        f"<table:table-column/></table:table-column-group><table:table-row>{cell.format('showncell')}{cell.format('unseencolumn')}"
        f"{cell.format('unseenflatcolumn')}{cell.format('unseenfoldedcolumn')}</table:table-row>"
        f"<table:table-row><table:table-cell table:number-columns-spanned='2' office:value-type='float' office:value='5'/>"
        "<table:covered-table-cell office:value-type='string'><text:p>unseencovered</text:p></table:covered-table-cell>"
        "</table:table-row>"
        f"<table:table-row table:visibility='filter'>{cell.format('unseenrow')}</table:table-row>"
        f"<table:table-row table:style-name='FlatRow'>{cell.format('unseenflatrow')}</table:table-row>"
        f"<table:table-row-group table:display='false'><table:table-row>{cell.format('unseenfoldedrow')}</table:table-row>"
        "</table:table-row-group></table:table>"
        f"<table:table table:name='unseentab' table:style-name='HiddenTable'><table:table-row>{cell.format('unseensheet')}"
        "</table:table-row></table:table><table:named-expressions><table:named-range table:name='unseenname' "
        "table:cell-range-address='unseentab.A1'/></table:named-expressions></office:spreadsheet>"
    )
    return _package("spreadsheet", body, {"Pictures/shape.jpg": samples.image("JPEG")})


def odp() -> bytes:
    """A presentation."""
    notes = f"<presentation:notes>{_box('shownnotes')}</presentation:notes>"
    page = "<draw:page draw:name='unseenpage' draw:master-page-name='Standard'{}>{}</draw:page>"
    body = (
        "<office:presentation>"
        + page.format("", _box("shownslide") + _box("unseenbeside", place="90cm") + notes)
        + page.format(" draw:style-name='HiddenPage'", _box("unseenslide"))
        + "<presentation:settings presentation:start-page='unseenpage'/></office:presentation>"
    )
    holder = _box("unseenprompt", "presentation:class='title' presentation:placeholder='true'")
    return _package("presentation", body, {}, holder + _box("shownlogo"))
