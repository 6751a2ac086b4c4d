"""What a PDF holds beside its pages is told: forms that only a program draws, files in it, and whose it is."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from PIL import Image

from hinweisgeber import sandbox
from hinweisgeber.sandbox import Box, Ceilings, FileKind
from hinweisgeber.sandbox.inside.inner import Content
from hinweisgeber.sandbox.inside.pdf import look as pdf_look
from hinweisgeber.sandbox.inside.pdf import pages as pdf
from hinweisgeber.sandbox.inside.pdf.objects import Objects
from hinweisgeber.sandbox.inside.terms import Stop
from tests.sandbox import samples
from tests.sandbox.samples import pdf_of

Told = list[tuple[str, str]]
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def stream(content: bytes, about: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (about, len(content), content)


def one_page(
    catalog: bytes = b"", page: bytes = b"", text: str = "Zu sehen", size: tuple[int, int] = (595, 842), **more: bytes
) -> bytes:
    """A page with this text. `more`: objects from 6 on, as `_6=…`."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R%b>>" % catalog,
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R%b>>"
        % (*size, page),
        4: stream(f"BT /F 5 Tf 20 20 Td ({text}) Tj ET".encode()),
        5: FONT,
    }
    return pdf_of(objects | {int(name[1:]): body for name, body in more.items()})


def told(data: bytes) -> tuple[Told, Told, bytes]:
    """Findings, losses, and the copy."""
    work = sandbox.clean([data], "a.pdf")
    copy = b"".join(work.content)
    return [(f.label, f.value) for f in work.findings], [(f.label, f.value) for f in work.losses], copy


def xmp(inner: str) -> bytes:
    start, end = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description>',
        "</rdf:Description></rdf:RDF></x:xmpmeta>",
    )
    return f"{start}{inner}{end}".encode()


FIELDS = (
    "<xmp:CreatorTool>Schreibprogramm 7</xmp:CreatorTool><xmp:ModifyDate>2026-03-02T10:00:00Z</xmp:ModifyDate>"
    "<dc:creator><rdf:Seq><rdf:li>Erika Beispiel</rdf:li></rdf:Seq></dc:creator>"
)
WIDGET = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(Feld_0)/V(x)/F 4/Rect[50 10 90 15]/DA(/F 6 Tf 0 g)/P 3 0 R>>"


@pytest.mark.parametrize("packed", [False, True])
def test_author_is_who_wrote_it_and_no_field_of_a_form(packed: bool) -> None:
    packet = xmp(FIELDS)
    about = b"/Type/Metadata/Subtype/XML" + (b"/Filter/FlateDecode" if packed else b"")
    data = one_page(
        b"/Metadata 6 0 R/AcroForm<</Fields[7 0 R]/DA(/F 12 Tf 0 g)/DR<</Font<</F 5 0 R>>>>>>",
        b"/Annots[7 0 R]",
        _6=stream(zlib.compress(packet) if packed else packet, about),
        _7=WIDGET,
    )
    findings, losses, _ = told(data)
    assert findings == [
        ("author", "Erika Beispiel"),
        ("time", "2026-03-02T10:00:00Z"),
        ("software", "Schreibprogramm 7"),
    ]
    assert losses == []


def test_author_and_place_come_before_the_hundredth_field() -> None:
    notes = b" ".join(b"<</Type/Annot/Subtype/Text/Rect[9 9 30 30]/Contents(Notiz %d)>>" % n for n in range(300))
    packet = xmp(FIELDS + "<photoshop:City>Beispielstadt</photoshop:City>")
    data = one_page(b"/Metadata 6 0 R", b"/Annots[%b]" % notes, _6=stream(packet, b"/Type/Metadata/Subtype/XML"))
    findings, _, _ = told(data)
    assert findings[:2] == [("author", "Erika Beispiel"), ("place", "Beispielstadt")]
    assert (len(findings), findings[-1]) == (101, ("comment", "… (+204)"))


def test_properties_of_ones_own_and_dates_are_told_as_they_are() -> None:
    data = one_page(_6=b"<</Author(Max Muster)/Aktenzeichen(12/26)/CreationDate(D:20310709080706+02'00')>>")
    data = data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Info 6 0 R")
    assert told(data)[0] == [
        ("author", "Max Muster"),
        ("time", "2031-07-09T08:07:06+02:00"),
        ("comment", "Aktenzeichen: 12/26"),
    ]


XFA = (
    b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><template><field><text>Vorlage</text></field></template>"
    b"<xfa:datasets xmlns:xfa='http://www.xfa.org/schema/xfa-data/1.0/'><xfa:data><form1><Name>BAULEITER</Name>"
    b"<Ort><Strasse>Am Markt</Strasse></Ort></form1></xfa:data></xfa:datasets></xdp:xdp>"
)


@pytest.mark.parametrize("packed", [False, True])
def test_form_that_only_a_program_draws_is_told_with_its_values(packed: bool) -> None:
    body = stream(zlib.compress(XFA), b"/Filter/FlateDecode") if packed else stream(XFA)
    _, losses, _ = told(one_page(b"/NeedsRendering true/AcroForm<</Fields[]/XFA 6 0 R>>", _6=body))
    assert losses[0] == ("form", "XFA: Zu sehen ist nur, was ohne das Programm des Formulars gezeichnet wird")
    assert losses[1:] == [("form", "Name: BAULEITER"), ("form", "Strasse: Am Markt")]


@pytest.mark.parametrize(
    "content", [b"", b"<a", b"<!DOCTYPE a [<!ENTITY b 'c'>]><data>&b;</data>", XFA * 3, b"\xff" * 99]
)
def test_form_that_cannot_be_read_is_told_all_the_same(content: bytes) -> None:
    _, losses, _ = told(one_page(b"/NeedsRendering true/AcroForm<</Fields[]/XFA 6 0 R>>", _6=stream(content)))
    assert losses[0][1].startswith("XFA")


def test_value_that_a_field_on_the_page_shows_is_not_lost() -> None:
    shown = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(Name)/V(BAULEITER)/F 4/Rect[50 10 90 15]/DA(/F 6 Tf 0 g)/P 3 0 R>>"
    form = b"/AcroForm<</Fields[7 0 R]/XFA[(datasets)6 0 R]/DA(/F 12 Tf 0 g)/DR<</Font<</F 5 0 R>>>>>>"
    datasets = b"<datasets><data><Name>BAULEITER</Name></data></datasets>"
    assert told(one_page(form, b"/Annots[7 0 R]", _6=stream(datasets), _7=shown))[1] == []


CLIPPED = (
    b"<</Type/Annot/Subtype/FileAttachment/Rect[50 600 70 620]/FS<</Type/Filespec/F(Kasse.xlsx)/EF<</F 7 0 R>>>>>>"
)
LISTED = b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(Liste.csv)/EF<</F 7 0 R>>>>]>>>>"
FILE = stream(b"PK-inhalt", b"/Type/EmbeddedFile")


def test_file_in_a_pdf_is_told_and_can_be_reached(tmp_path: Path) -> None:
    data = one_page(LISTED, b"/Annots[6 0 R]", _6=CLIPPED, _7=FILE)
    names = [("attachment", "Liste.csv"), ("attachment", "Kasse.xlsx")]
    findings, losses, _ = told(data)
    assert (findings, losses) == (names, names)
    document = pdfium.PdfDocument(data)
    found = {name: bytes(file.get_data()) for name, file in pdf_look.embedded(document)}
    assert found == {"Liste.csv": b"PK-inhalt", "Kasse.xlsx": b"PK-inhalt"}


def test_files_in_a_pdf_come_behind_its_copy() -> None:
    cleaned = sandbox.clean([one_page(LISTED, b"/Annots[6 0 R]", _6=CLIPPED, _7=FILE)], "a.pdf")
    assert len(pdfium.PdfDocument(b"".join(cleaned.content))) == 1
    parts = [(part.name, b"".join(part.content)) for part in cleaned.parts]
    assert parts == [("Liste.csv", b"PK-inhalt"), ("Kasse.xlsx", b"PK-inhalt")]
    assert not cleaned.container, "its pages are a copy of their own"


def test_clipped_file_that_is_not_there_is_told() -> None:
    data = one_page(b"", b"/Annots[6 0 R]", _6=b"<</Type/Annot/Subtype/FileAttachment/Rect[5 6 7 8]>>")
    assert told(data)[1] == [("attachment", "auf Seite 1, nicht lesbar")]


def test_film_in_a_pdf_is_told() -> None:
    data = one_page(b"", b"/Annots[6 0 R]", _6=b"<</Type/Annot/Subtype/RichMedia/Rect[5 6 70 80]>>")
    assert told(data)[1] == [("part", "Film oder Ton auf Seite 1")]


def test_plan_is_drawn_so_that_it_can_be_read_and_a_larger_one_told() -> None:
    _, losses, copy = told(one_page(size=(3370, 2384)))
    page = pdfium.PdfDocument(copy)[0]
    (image,) = page.get_objects()
    assert (page.get_size(), losses) == ((3370, 2384), [])
    assert image.get_px_size()[0] == pytest.approx(3370 / 72 * 150, abs=2)
    _, losses, _ = told(one_page(size=(9000, 9000)))
    assert [label for label, _ in losses] == ["size"]
    assert "statt 150 Bildpunkte je Zoll" in losses[0][1]


def test_preview_of_a_plan_can_be_read() -> None:
    shown = sandbox.preview([told(one_page(size=(3370, 2384)))[2]], "a.pdf")
    with Image.open(io.BytesIO(shown.content)) as picture:
        assert picture.width > 3370 / 72 * 100


def test_redaction_keeps_the_dots_of_a_scan() -> None:
    target = io.BytesIO()
    samples.picture(2480, 3508).save(target, "TIFF", dpi=(300, 300), save_all=True, append_images=[samples.picture()])
    copy = b"".join(sandbox.clean([target.getvalue()], "a.tif").content)
    redacted = b"".join(sandbox.redact([copy], "a.pdf", [Box(1, 0, 0, 0.1, 0.1)]).content)
    for one in (copy, redacted):
        (image,) = pdfium.PdfDocument(one)[0].get_objects()
        assert image.get_px_size() == pytest.approx((2480, 3508), abs=2)


def pages(content: Content) -> Iterator[bytes]:
    """The copy, without the files behind it."""
    return (piece for piece in content if isinstance(piece, bytes))


def pages_of(data: bytes) -> int:
    return Objects(data).pages


def test_pages_are_counted_a_second_way() -> None:
    assert pages_of(samples.pdf(pages=7)) == 7
    newer = b"\n2 0 obj\n<</Type/Pages/Count 3/Kids[10 0 R]>>\nendobj\n"
    assert pages_of(samples.pdf(pages=7) + newer) == 3, "what is written later counts"
    packed = zlib.compress(b"1 0 2 34 <</Type/Catalog/Pages 2 0 R>>    \n<</Type/Pages/Count 9/Kids[3 0 R]>>")
    body = b"5 0 obj\n<</Type/ObjStm/N 2/First 9/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream\nendobj\n"
    assert pages_of(b"%PDF-1.5\n" + body % (len(packed), packed)) == 9
    for hostile in (b"1 0 obj" * 200_000, b"1 0 obj<</Type/ObjStm/First 9>>stream\n" * 50_000, bytes(1 << 20), b""):
        assert pages_of(hostile) == 0


@pytest.mark.parametrize("left", [3, 8])
def test_copy_without_pages_of_its_source_is_told_or_none(
    left: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "in"
    path.write_bytes(samples.pdf(pages=10))
    monkeypatch.setattr(pdfium.PdfDocument, "__len__", lambda _: left)
    about, content = pdf.clean(path, FileKind.PDF, Ceilings(), {})
    if left < 5:
        with pytest.raises(Stop, match="content-lost"):
            b"".join(pages(content))
    else:
        b"".join(pages(content))
        assert ("pages", "8 von 10") in about["losses"]


def test_pages_that_come_out_blank_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "in"
    path.write_bytes(samples.pdf(pages=3))
    monkeypatch.setattr(pdf, "_drawn", lambda page, scale: Image.new("RGB", (100, 100), "white"))
    _, content = pdf.clean(path, FileKind.PDF, Ceilings(), {})
    with pytest.raises(Stop, match="content-lost"):
        b"".join(pages(content))


def test_page_that_cannot_be_read_is_told_and_the_others_stay() -> None:
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 3/Kids[3 0 R 9 0 R 3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
    }
    _, losses, copy = told(pdf_of(objects))
    assert len(pdfium.PdfDocument(copy)) == 3
    assert losses == [("pages", "Seite 2 lässt sich nicht lesen"), ("pages", "2 von 3")]


LAYER = b"<</Type/OCG/Name(Entwurf)>>"


@pytest.mark.parametrize(
    ("layers", "off"),
    [
        (b"/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>", True),
        (b"/OCProperties<</OCGs[6 0 R]/D<</BaseState/OFF/Order[6 0 R]>>>>", True),
        (b"/OCProperties<</OCGs[6 0 R]/D<</ON[6 0 R]/OFF[]>>>>", False),
        (b"", False),
    ],
)
def test_layers_that_are_switched_off_are_told(layers: bytes, off: bool) -> None:
    """What stands on them is in no drawn page, and who opens the original may switch them on."""
    _, losses, _ = told(one_page(layers, _6=LAYER))
    assert [label for label, _ in losses] == (["part"] if off else [])


def test_what_no_list_of_a_pdf_names_is_told_too() -> None:
    """A file that hangs on a page, a field that is not shown, and an author in two bytes for each letter."""
    packet = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description><dc:creator>'
        f"{samples.AUTHOR}</dc:creator></rdf:Description></rdf:RDF>"
    )
    found, lost, _ = told(
        one_page(
            b"/Metadata 9 0 R",
            b"/AF[6 0 R]/Annots[8 0 R]",
            _6=b"<</Type/Filespec/F(Kassenbuch.txt)/EF<</F 7 0 R>>>>",
            _7=stream(b"Kasse"),
            _8=b"<</Type/Annot/Subtype/Widget/F 2/FT/Tx/T(a)/V(Geheimwort)/Rect[9 9 99 30]>>",
            _9=stream(packet.encode("utf-16"), b"/Type/Metadata/Subtype/XML"),
        )
    )
    assert ("attachment", "Kassenbuch.txt") in lost
    assert ("author", samples.AUTHOR) in found
    assert ("hidden-text", "Feld, das nicht gezeigt wird: Geheimwort") in found
