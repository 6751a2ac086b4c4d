"""Office documents with everything in them that can be seen, and everything that cannot: each unseen thing is called so.

Words that begin with `shown` are seen by whoever opens the document, words that begin with `unseen` by nobody.
"""

# ruff: noqa: E501, ISC004 -- lines of XML

from __future__ import annotations

from tests.sandbox import samples
from tests.sandbox.documents.office_samples import relations

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ML = "application/vnd.openxmlformats-officedocument"
_SPACES = " ".join(
    (
        f'xmlns:r="{R}" xmlns:a="{A}" xmlns:c="{C}"',
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"',
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"',
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"',
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
        'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"',
        'xmlns:dsp="http://schemas.microsoft.com/office/drawing/2008/diagram"',
        'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"',
        'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"',
        'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"',
        'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"',
    )
)
X = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SMART_ART = {
    "data": (
        f'<dgm:dataModel {_SPACES}><dgm:ptLst><dgm:pt modelId="1"><dgm:t><a:p><a:r><a:t>shownart</a:t></a:r></a:p></dgm:t>'
        '</dgm:pt></dgm:ptLst><dgm:extLst><a:ext uri="x"><dsp:dataModelExt relId="{0}"/></a:ext></dgm:extLst></dgm:dataModel>'
    ),
    "drawing": (
        f'<dsp:drawing {_SPACES}><dsp:spTree><dsp:nvGrpSpPr/><dsp:grpSpPr/><dsp:sp modelId="unseenmodel"><dsp:nvSpPr>'
        '<dsp:cNvPr id="0" name="unseenartname"/><dsp:cNvSpPr/></dsp:nvSpPr><dsp:spPr><a:xfrm><a:off x="0" y="0"/>'
        '<a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></dsp:spPr><dsp:txBody>'
        "<a:bodyPr/><a:lstStyle/><a:p><a:r><a:t>shownart</a:t></a:r></a:p></dsp:txBody></dsp:sp></dsp:spTree></dsp:drawing>"
    ),
}
CHART = (
    f"<c:chartSpace {_SPACES}><c:chart><c:plotArea><c:layout/><c:barChart><c:barDir val='col'/><c:grouping val='clustered'/>"
    "<c:ser><c:idx val='0'/><c:order val='0'/><c:tx><c:strRef><c:f>unseensheet!$A$1</c:f><c:strCache><c:ptCount val='1'/>"
    "<c:pt idx='0'><c:v>shownseries</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:f>unseensheet!$A$2</c:f>"
    "<c:strCache><c:ptCount val='1'/><c:pt idx='0'><c:v>showncategory</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val>"
    "<c:numRef><c:f>unseensheet!$B$2</c:f><c:numCache><c:formatCode>General</c:formatCode><c:ptCount val='1'/><c:pt idx='0'>"
    "<c:v>4711</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser><c:axId val='1'/><c:axId val='2'/></c:barChart><c:catAx>"
    "<c:axId val='1'/><c:scaling/><c:delete val='0'/><c:axPos val='b'/><c:crossAx val='2'/></c:catAx><c:valAx><c:axId val='2'/>"
    "<c:scaling/><c:delete val='0'/><c:axPos val='l'/><c:crossAx val='1'/></c:valAx></c:plotArea></c:chart>"
    '<c:externalData r:id="rId1"/></c:chartSpace>'
)
_WHO = 'w:author="unseenauthor" w:date="2031-07-09T08:07:06Z"'


def _inside(graphic: str, uri: str, name: str = "unseendrawingname") -> str:
    return (
        f'<w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="{name}" descr="unseenalt" '
        f'title="unseentitle"/><a:graphic><a:graphicData uri="{uri}">{graphic}</a:graphicData></a:graphic></wp:inline>'
        "</w:drawing>"
    )


def picture(identifier: str, cut: str = "") -> str:
    """A picture of a text."""
    return _inside(
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="unseenfilename"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="{identifier}"/>{cut}<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off '
        'x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic>",
        "http://schemas.openxmlformats.org/drawingml/2006/picture",
    )


def paragraph(text: str, about: str = "", runs: str = "") -> str:
    """A paragraph of a text; `about` is how it is written."""
    return f"<w:p><w:r><w:rPr>{about}</w:rPr><w:t>{text}</w:t></w:r>{runs}</w:p>"


_BOX = (
    '<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm>'
    f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent>{paragraph("shownbox")}'
    "</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
)
_TEXT = "".join(
    (
        paragraph(
            "shownplain", '<w:rStyle w:val="unseenstyleid"/>', '<w:bookmarkStart w:id="1" w:name="unseenbookmark"/>'
        ),
        '<w:p><w:pPr><w:pStyle w:val="H1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>'
        "shownheading</w:t></w:r></w:p>",
        f'<w:p><w:r><w:t>shownnoted</w:t></w:r><w:r><w:footnoteReference w:id="5"/></w:r><w:del {_WHO}><w:r><w:delText>'
        'unseendeleted</w:delText></w:r><w:r><w:footnoteReference w:id="6"/></w:r><w:r>'
        + picture("rIdGone")
        + "</w:r></w:del>"
        f"<w:ins {_WHO}><w:r><w:t>showninserted</w:t></w:r></w:ins></w:p>",
        '<w:sdt><w:sdtPr><w:alias w:val="unseenalias"/><w:tag w:val="unseentag"/><w:dataBinding w:xpath="unseenxpath"/>'
        f"</w:sdtPr><w:sdtContent>{paragraph('showncontrol')}</w:sdtContent></w:sdt>",
        f"<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
        f"{_inside(_BOX, 'http://schemas.microsoft.com/office/word/2010/wordprocessingShape')}</mc:Choice><mc:Fallback>"
        f"<w:pict><v:shape><v:textbox><w:txbxContent>{paragraph('shownbox')}</w:txbxContent></v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>",
        '<w:p><w:r><w:pict><v:shape id="unseenvmlid" alt="unseenvmlalt" style="width:80pt;height:20pt"><v:textbox>'
        f"<w:txbxContent>{paragraph('shownoldbox')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>",
        '<w:p><w:r><w:pict><v:shape style="width:80pt;height:20pt"><v:imagedata r:id="rIdOld" o:title="unseenvmltitle"/>'
        "</v:shape></w:pict></w:r></w:p>",
        "<w:p><w:r>" + picture("rIdCut", '<a:srcRect l="50000"/>') + "</w:r></w:p>",
        "<w:p><w:r>" + _inside('<c:chart r:id="rIdChart"/>', C) + "</w:r></w:p>",
        "<w:p><w:r>"
        + _inside(
            '<dgm:relIds r:dm="rIdData" r:lo="rIdNone" r:qs="rIdNone" r:cs="rIdNone"/>',
            "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        )
        + "</w:r></w:p>",
        paragraph("unseenvanished", "<w:vanish/>"),
        paragraph("unseenwhite", '<w:color w:val="FFFFFF"/>'),
        paragraph("shownwhite", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="000000"/>'),
        paragraph("unseentiny", '<w:sz w:val="2"/>'),
        paragraph("unseenhidden", '<w:rStyle w:val="Hidden"/>'),
        "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:tcPr/>"
        + paragraph("showncell")
        + "</w:tc></w:tr>"
        "<w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:tcPr/>"
        + paragraph("unseenrow")
        + "</w:tc></w:tr>"
        + '<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>'
        + paragraph("shownmerged")
        + "</w:tc></w:tr>"
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>" + paragraph("unseencovered") + "</w:tc></w:tr></w:tbl>",
        '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="unseenfield"/><w:ddList><w:result w:val="1"/>'
        '<w:listEntry w:val="unseenchoice"/><w:listEntry w:val="shownchoice"/></w:ddList></w:ffData></w:fldChar></w:r></w:p>',
        '<w:sectPr><w:headerReference w:type="default" r:id="rIdHead"/><w:headerReference w:type="even" r:id="rIdEven"/>'
        '<w:pgSz w:w="11906" w:h="16838"/></w:sectPr>',
    )
)


def _style(kind: str, key: str, name: str, more: str = "") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{key}"><w:name w:val="{name}"/>{more}</w:style>'


def _types(main: str, kind: str) -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/{main}" ContentType="{_ML}.{kind}.main+xml"/></Types>'
    )


_CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:creator>unseencreator</dc:creator><dc:title>unseentitle</dc:title>'
    "</cp:coreProperties>"
)
_ASIDE: dict[str, str | bytes] = {
    "docProps/core.xml": _CORE,
    "docProps/custom.xml": '<Properties xmlns="p"><property name="unseenproperty"><lpwstr>unseenvalue</lpwstr></property></Properties>',
    "customXml/item1.xml": "<x>unseenitem</x>",
}


def _package(main: str, parts: dict[str, str | bytes]) -> bytes:
    root = relations(("rId1", "officeDocument", main, ""), ("rId2", "custom-properties", "docProps/custom.xml", ""))
    return samples.archive({"_rels/.rels": root} | parts | _ASIDE)


def docx() -> bytes:
    """A text."""
    pictures = {f"word/media/{name}.jpeg": samples.image("JPEG") for name in ("cut", "gone", "old", "orphan")}
    ties = relations(
        ("rId1", "styles", "styles.xml", ""),
        ("rId2", "numbering", "numbering.xml", ""),
        ("rId3", "footnotes", "footnotes.xml", ""),
        ("rId4", "settings", "settings.xml", ""),
        ("rId5", "header", "orphan.xml", ""),
        ("rIdHead", "header", "Kopf.xml", ""),
        ("rIdEven", "header", "even.xml", ""),
        ("rIdCut", "image", "media/cut.jpeg", ""),
        ("rIdGone", "image", "media/gone.jpeg", ""),
        ("rIdOld", "image", "media/old.jpeg", ""),
        ("rIdChart", "chart", "charts/chart1.xml", ""),
        ("rIdData", "diagramData", "diagrams/data1.xml", ""),
        ("rIdDrawing", "diagramDrawing", "diagrams/drawing1.xml", ""),
    )
    note = '<w:footnote w:id="{}">' + "{}</w:footnote>"
    return _package(
        "word/document.xml",
        {
            "[Content_Types].xml": _types("word/document.xml", "wordprocessingml.document"),
            "word/document.xml": f"<w:document {_SPACES}><w:body>{_TEXT}</w:body></w:document>",
            "word/_rels/document.xml.rels": ties,
            "word/styles.xml": f"<w:styles {_SPACES}>"
            + _style("paragraph", "H1", "heading 1", "<w:rPr><w:b/></w:rPr>")
            + _style("character", "unseenstyleid", "unseenstylename", '<w:aliases w:val="unseenalias"/>')
            + _style("character", "Hidden", "unseenhiddenstyle", "<w:rPr><w:vanish/></w:rPr>")
            + "</w:styles>",
            "word/numbering.xml": f'<w:numbering {_SPACES}><w:abstractNum w:abstractNumId="1"><w:name w:val="unseenlist"/>'
            '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="shownlevel %1"/></w:lvl></w:abstractNum>'
            '<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:lvlText w:val="unseenlevel"/></w:lvl></w:abstractNum>'
            '<w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="8"><w:abstractNumId w:val="2"/></w:num>'
            "</w:numbering>",
            "word/footnotes.xml": f"<w:footnotes {_SPACES}>"
            + note.format("5", paragraph("shownnote"))
            + note.format("6", paragraph("unseennote"))
            + "</w:footnotes>",
            "word/settings.xml": f'<w:settings {_SPACES}><w:rsids><w:rsid w:val="00AB12CD"/></w:rsids><w:docVars><w:docVar '
            'w:name="unseenvariable" w:val="unseenvalue"/></w:docVars></w:settings>',
            "word/Kopf.xml": f"<w:hdr {_SPACES}>{paragraph('shownhead')}</w:hdr>",
            "word/even.xml": f"<w:hdr {_SPACES}>{paragraph('unseeneven')}</w:hdr>",
            "word/charts/chart1.xml": CHART,
            "word/charts/_rels/chart1.xml.rels": relations(("rId1", "package", "../embeddings/book.xlsx", "")),
            "word/embeddings/book.xlsx": samples.archive({"xl/unseen.xml": "<x>unseenbook</x>"}),
            "word/diagrams/data1.xml": SMART_ART["data"].replace("{0}", "rIdDrawing"),
            "word/diagrams/drawing1.xml": SMART_ART["drawing"],
            **pictures,
        },
    )


def xlsx() -> bytes:
    """A table."""
    rows = (
        '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="inlineStr"><is><t>showninline</t></is></c><c r="C1" '
        't="inlineStr"><is><t>unseencolumn</t></is></c></row><row r="2" hidden="1"><c r="A2" t="s"><v>2</v></c></row>'
        '<row r="3"><c r="A3" t="s" s="1"><v>3</v></c><c r="B3" s="2"><v>815</v></c><c r="D3" s="3"><v>12</v></c></row><row r="4"><c r="A4"><v>7</v></c><c r="B4" t="inlineStr"><is><t>unseencovered</t></is></c></row>'
    )
    strings = ("unseenorphan", "shownshared", "unseenhiddenrow", "unseenwhite")
    anchor = (
        "<xdr:twoCellAnchor><xdr:from><xdr:col>0</xdr:col></xdr:from><xdr:to><xdr:col>4</xdr:col></xdr:to>{}<xdr:clientData/>"
        "</xdr:twoCellAnchor>"
    )
    shape = (
        '<xdr:sp macro="unseenmacro" textlink="unseenlink"><xdr:nvSpPr><xdr:cNvPr id="2" name="unseenshape" descr="unseenalt"'
        "{}/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr/><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>{}</a:t></a:r></a:p></xdr:txBody>"
        "</xdr:sp>"
    )
    frame = (
        '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="3" name="unseenframe"/><xdr:cNvGraphicFramePr/>'
        f'</xdr:nvGraphicFramePr><xdr:xfrm/><a:graphic><a:graphicData uri="{C}"><c:chart r:id="rId1"/></a:graphicData>'
        "</a:graphic></xdr:graphicFrame>"
    )
    font = '<font><sz val="11"/>{}<name val="Calibri"/></font>'
    return _package(
        "xl/workbook.xml",
        {
            "[Content_Types].xml": _types("xl/workbook.xml", "spreadsheetml.sheet"),
            "xl/workbook.xml": f'<workbook xmlns="{X}" xmlns:r="{R}"><fileSharing userName="unseenuser"/><sheets><sheet '
            'name="showntab" sheetId="1" r:id="rId1"/><sheet name="unseentab" sheetId="2" state="hidden" r:id="rId2"/></sheets>'
            '<definedNames><definedName name="unseenname">1</definedName></definedNames></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                ("rId1", "worksheet", "worksheets/Kasse.xml", ""),
                ("rId2", "worksheet", "worksheets/sheet2.xml", ""),
                ("rId3", "sharedStrings", "strings.xml", ""),
                ("rId4", "styles", "looks.xml", ""),
            ),
            "xl/worksheets/Kasse.xml": f'<worksheet xmlns="{X}" xmlns:r="{R}"><sheetPr codeName="unseencode"/><cols><col '
            f'min="3" max="3" hidden="1" width="9"/></cols><sheetData>{rows}</sheetData><mergeCells count="1"><mergeCell ref="A4:B5"/></mergeCells><headerFooter><oddHeader>&amp;Lshownhead'
            '</oddHeader></headerFooter><drawing r:id="rId1"/></worksheet>',
            "xl/worksheets/_rels/Kasse.xml.rels": relations(("rId1", "drawing", "../drawings/d.xml", "")),
            "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{X}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
            "unseensheet</t></is></c></row></sheetData></worksheet>",
            "xl/worksheets/sheet3.xml": f'<worksheet xmlns="{X}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
            "unseenorphansheet</t></is></c></row></sheetData></worksheet>",
            "xl/strings.xml": f'<sst xmlns="{X}">' + "".join(f"<si><t>{one}</t></si>" for one in strings) + "</sst>",
            "xl/looks.xml": f'<styleSheet xmlns="{X}"><numFmts><numFmt numFmtId="170" formatCode="0 &quot;shownunit&quot;"/>'
            '<numFmt numFmtId="171" formatCode=";;;"/><numFmt numFmtId="172" formatCode="0 &quot;unseenunit&quot;"/></numFmts>'
            f"<fonts>{font.format('')}{font.format('<color rgb=' + chr(34) + 'FFFFFFFF' + chr(34) + '/>')}</fonts>"
            '<fills><fill><patternFill patternType="none"/></fill></fills><borders><border/></borders>'
            '<cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs><xf numFmtId="0" fontId="0" fillId="0"/>'
            '<xf numFmtId="0" fontId="1" fillId="0"/><xf numFmtId="171" fontId="0" fillId="0"/><xf numFmtId="170" fontId="0" '
            'fillId="0"/><xf numFmtId="172" fontId="0" fillId="0"/></cellXfs><cellStyles><cellStyle name="unseencellstyle" '
            'xfId="0"/></cellStyles></styleSheet>',
            "xl/drawings/d.xml": f"<xdr:wsDr {_SPACES}>"
            + anchor.format(shape.format("", "shownshape"))
            + anchor.format(shape.format(' hidden="1"', "unseenhiddenshape"))
            + anchor.format(frame)
            + "</xdr:wsDr>",
            "xl/drawings/_rels/d.xml.rels": relations(("rId1", "chart", "../charts/chart1.xml", "")),
            "xl/charts/chart1.xml": CHART,
        },
    )


def _shape(text: str, about: str = "", place: str = "", holder: str = "") -> str:
    off = place or '<a:off x="100000" y="100000"/><a:ext cx="900000" cy="900000"/>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="unseenshape" descr="unseenalt"{about}/><p:cNvSpPr/><p:nvPr>{holder}</p:nvPr>'
        f"</p:nvSpPr><p:spPr><a:xfrm>{off}</a:xfrm><a:prstGeom prst='rect'><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/>"
        f"<a:lstStyle/><a:p><a:r><a:rPr lang='de-DE'/><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def _slide(kind: str, shapes: str, about: str = "") -> str:
    tree = "<p:nvGrpSpPr><p:cNvPr id='1' name=''/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>"
    tail = "<p:clrMap bg1='lt1' tx1='dk1' bg2='lt2' tx2='dk2' accent1='accent1' accent2='accent2' accent3='accent3' "
    tail += "accent4='accent4' accent5='accent5' accent6='accent6' hlink='hlink' folHlink='folHlink'/>"
    more = {"sldMaster": tail + "<p:sldLayoutIdLst>{}</p:sldLayoutIdLst>", "notesMaster": tail}.get(kind, "")
    ids = '<p:sldLayoutId id="2147483649" r:id="rId1"/><p:sldLayoutId id="2147483650" r:id="rId2"/>'
    more = more.format(ids) if kind == "sldMaster" else more
    return f"<p:{kind} {_SPACES}{about}><p:cSld name='unseenpage'><p:spTree>{tree}{shapes}</p:spTree></p:cSld>{more}</p:{kind}>"


_COLOURS = "".join(
    f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'
    for name, value in zip(
        [
            "dk1",
            "lt1",
            "dk2",
            "lt2",
            "accent1",
            "accent2",
            "accent3",
            "accent4",
            "accent5",
            "accent6",
            "hlink",
            "folHlink",
        ],
        [
            "000000",
            "FFFFFF",
            "222222",
            "EEEEEE",
            "4472C4",
            "ED7D31",
            "A5A5A5",
            "FFC000",
            "5B9BD5",
            "70AD47",
            "0563C1",
            "954F72",
        ],
        strict=True,
    )
)
_FONT = "<a:latin typeface='Calibri'/><a:ea typeface=''/><a:cs typeface=''/>"
_FILL = "<a:solidFill><a:schemeClr val='phClr'/></a:solidFill>"
THEME = (
    f"<a:theme {_SPACES} name='unseentheme'><a:themeElements><a:clrScheme name='unseencolours'>{_COLOURS}</a:clrScheme>"
    f"<a:fontScheme name='unseenfonts'><a:majorFont>{_FONT}</a:majorFont><a:minorFont>{_FONT}</a:minorFont></a:fontScheme>"
    f"<a:fmtScheme name='unseenformat'><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst><a:lnStyleLst>"
    f"{('<a:ln>' + _FILL + '</a:ln>') * 3}</a:lnStyleLst><a:effectStyleLst>"
    f"{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst><a:bgFillStyleLst>{_FILL * 3}"
    "</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
)


def pptx() -> bytes:
    """A presentation."""
    beside = '<a:off x="99000000" y="0"/><a:ext cx="900000" cy="900000"/>'
    art = (
        "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id='9' name='unseenframe'/><p:cNvGraphicFramePr/><p:nvPr/>"
        "</p:nvGraphicFramePr><p:xfrm><a:off x='0' y='0'/><a:ext cx='900000' cy='900000'/></p:xfrm><a:graphic><a:graphicData "
        "uri='http://schemas.openxmlformats.org/drawingml/2006/diagram'><dgm:relIds r:dm='rIdData'/></a:graphicData></a:graphic>"
        "</p:graphicFrame>"
    )
    holder = '<p:ph type="title"/>'
    first = _slide(
        "sld",
        _shape("shownslide")
        + _shape("unseenhiddenshape", ' hidden="1"')
        + _shape("unseenbeside", place=beside)
        + _shape("showntitle", holder=holder)
        + art,
    )
    masters = {"sldLayout": "slideLayouts/slideLayout", "sldMaster": "slideMasters/slideMaster"}
    return _package(
        "ppt/presentation.xml",
        {
            "[Content_Types].xml": _types("ppt/presentation.xml", "presentationml.presentation"),
            "ppt/presentation.xml": f"<p:presentation {_SPACES}><p:sldMasterIdLst><p:sldMasterId id='2147483648' r:id='rId1'/>"
            "</p:sldMasterIdLst><p:notesMasterIdLst><p:notesMasterId r:id='rId5'/></p:notesMasterIdLst><p:sldIdLst>"
            "<p:sldId id='256' r:id='rId2'/><p:sldId id='257' r:id='rId3'/></p:sldIdLst><p:sldSz cx='9144000' cy='6858000'/>"
            "<p:notesSz cx='6858000' cy='9144000'/><p:custShowLst><p:custShow name='unseenshow' id='0'/></p:custShowLst>"
            "</p:presentation>",
            "ppt/_rels/presentation.xml.rels": relations(
                ("rId1", "slideMaster", "slideMasters/slideMaster1.xml", ""),
                ("rId2", "slide", "slides/first.xml", ""),
                ("rId3", "slide", "slides/slide2.xml", ""),
                ("rId4", "theme", "theme/theme1.xml", ""),
                ("rId5", "notesMaster", "notesMasters/n.xml", ""),
            ),
            "ppt/slides/first.xml": first,
            "ppt/slides/_rels/first.xml.rels": relations(
                ("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml", ""),
                ("rId2", "notesSlide", "../notesSlides/n1.xml", ""),
                ("rId3", "comments", "../comments/comment1.xml", ""),
                ("rIdData", "diagramData", "../diagrams/data1.xml", ""),
                ("rIdDrawing", "diagramDrawing", "../diagrams/drawing1.xml", ""),
            ),
            "ppt/slides/slide2.xml": _slide("sld", _shape("unseenslide"), ' show="0"'),
            "ppt/slides/_rels/slide2.xml.rels": relations(
                ("rId1", "slideLayout", "../slideLayouts/slideLayout2.xml", ""),
                ("rId2", "notesSlide", "../notesSlides/n2.xml", ""),
            ),
            "ppt/notesSlides/n1.xml": _slide("notes", _shape("shownnotes")),
            "ppt/notesSlides/_rels/n1.xml.rels": relations(
                ("rId1", "notesMaster", "../notesMasters/n.xml", ""), ("rId2", "slide", "../slides/first.xml", "")
            ),
            "ppt/notesSlides/n2.xml": _slide("notes", _shape("unseennotes")),
            "ppt/notesMasters/n.xml": _slide("notesMaster", _shape("unseenholder", holder=holder)),
            "ppt/notesMasters/_rels/n.xml.rels": relations(("rId1", "theme", "../theme/theme1.xml", "")),
            "ppt/comments/comment1.xml": f"<p:cmLst {_SPACES}><p:cm authorId='0'><p:text>unseencomment</p:text></p:cm></p:cmLst>",
            f"ppt/{masters['sldLayout']}1.xml": _slide(
                "sldLayout", _shape("shownlogo") + _shape("unseenprompt", holder=holder)
            ),
            f"ppt/{masters['sldLayout']}2.xml": _slide("sldLayout", _shape("unseenlogo")),
            f"ppt/{masters['sldMaster']}1.xml": _slide(
                "sldMaster", _shape("shownmaster") + _shape("unseenprompt", holder=holder)
            ),
            "ppt/slideLayouts/_rels/slideLayout1.xml.rels": relations(
                ("rId1", "slideMaster", "../slideMasters/slideMaster1.xml", "")
            ),
            "ppt/slideMasters/_rels/slideMaster1.xml.rels": relations(
                ("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml", ""),
                ("rId2", "slideLayout", "../slideLayouts/slideLayout2.xml", ""),
                ("rId3", "theme", "../theme/theme1.xml", ""),
            ),
            "ppt/theme/theme1.xml": THEME,
            "ppt/diagrams/data1.xml": SMART_ART["data"].replace("{0}", "rIdDrawing"),
            "ppt/diagrams/drawing1.xml": SMART_ART["drawing"],
        },
    )
