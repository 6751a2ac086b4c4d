"""Office documents as pages: drawn as their own program shows them, without what nobody sees, or clearly refused."""

from __future__ import annotations

import http.server
import io
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from PIL import ImageChops, ImageStat

from hinweisgeber import sandbox
from hinweisgeber.sandbox import Ceilings, FileKind, drawing, places, process
from hinweisgeber.sandbox.errors import (
    CannotClean,
    CleaningBusy,
    CleaningTooLong,
    ContentLost,
    ContentTooLarge,
    DrawingUnavailable,
    EncryptedOtherwise,
    FileDamaged,
    PagesTooMany,
    TypeMismatched,
    TypeUnknown,
)
from hinweisgeber.sandbox.inside.kinds import MIMETYPE
from hinweisgeber.sandbox.inside.terms import MIB
from tests.in_a_thread import in_a_thread
from tests.patience import PATIENT
from tests.programs import program
from tests.sandbox import samples
from tests.sandbox.documents import office_samples
from tests.sandbox.documents.test_office_program import SAMPLES, Convert, cleaned, convert, flat, shown

__all__ = ["convert"]  # the fixture
OLDER = {"doc": "odt", "rtf": "odt", "xls": "ods"}
NEAR = 2.0  # of 255 steps of grey, on the average: pages drawn twice, the second time as JPEG


def made(convert: Convert, folder: Path, ending: str, kind: str, content: str) -> Path:
    """A document as the office program writes it."""
    source = folder / "original.xml"
    source.write_text(flat(kind, content), encoding="utf-8")
    convert(ending, source)
    return folder / f"original.{ending}"


def older(convert: Convert, folder: Path, ending: str) -> bytes:
    kind, content = SAMPLES[OLDER[ending]]
    return made(convert, folder, ending, kind, content).read_bytes()


def pages(copy: sandbox.Cleaned) -> pdfium.PdfDocument:
    content = b"".join(copy.content)
    assert not samples.holds(content)
    return pdfium.PdfDocument(content)


def assert_alike(before: pdfium.PdfDocument, after: pdfium.PdfDocument) -> None:
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        drawn = [page.render(scale=1).to_pil().convert("L") for page in (old, new)]
        assert ImageStat.Stat(ImageChops.difference(*drawn)).mean[0] < NEAR
        assert min(drawn[1].getextrema()) < 128, "there is something on the page"


@pytest.mark.parametrize("ending", SAMPLES)
def test_pages_of_a_copy_look_like_those_of_the_original(convert: Convert, tmp_path: Path, ending: str) -> None:
    original = made(convert, tmp_path, ending, *SAMPLES[ending])
    copy = drawing.draw([cleaned(original.read_bytes(), original.name)], original.name)
    convert("pdf", original)
    assert_alike(shown(original), pages(copy))
    assert (copy.kind, copy.mimetype, copy.name) == (FileKind.PDF, "application/pdf", "original.pdf")
    assert (copy.drawn, list(copy.losses), copy.findings) == (True, [], ())


@pytest.mark.parametrize("ending", OLDER)
def test_the_copy_of_an_older_document_is_its_pages(convert: Convert, tmp_path: Path, ending: str) -> None:
    original = older(convert, tmp_path, ending)
    copy = sandbox.clean([original], f"Schreiben.{ending}")
    assert (copy.kind, copy.name, copy.drawn) == (FileKind.PDF, "Schreiben.pdf", True)
    convert("pdf", tmp_path / f"original.{ending}")
    assert_alike(shown(tmp_path / f"original.{ending}"), pages(copy))
    assert ("author", samples.AUTHOR) in {(one.label, one.value) for one in copy.findings}
    assert list(copy.losses) == []


def test_pages_have_no_text_to_mark(convert: Convert, tmp_path: Path) -> None:
    drawn = pages(drawing.draw([cleaned(office_samples.docx(), "a.docx")], "a.docx"))
    assert [page.get_textpage().get_text_range() for page in drawn] == [""] * len(drawn)
    assert drawn.get_metadata_dict(skip_empty=True) == {}


def test_content_tells_an_older_document_from_its_name(convert: Convert, tmp_path: Path) -> None:
    """Word saves RTF under the name of a DOC, and a table may be called a text."""
    letter, table = older(convert, tmp_path, "rtf"), older(convert, tmp_path, "xls")
    for original, name in ((letter, "a.doc"), (table, "a.doc"), (letter, "ohne Namen")):
        assert pages(sandbox.clean([original], name))


@pytest.mark.parametrize("original", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), b"{\\rtf1 abgebrochen"])
def test_what_is_no_document_inside_is_refused(original: bytes) -> None:
    with pytest.raises((TypeMismatched, TypeUnknown, FileDamaged, ContentLost)):
        b"".join(sandbox.clean([original], "a.doc").content)


def test_document_with_a_password_is_told(convert: Convert, tmp_path: Path) -> None:
    locked = bytearray(older(convert, tmp_path, "doc"))
    head = next(at for at in range(512, len(locked), 512) if locked[at : at + 2] == b"\xec\xa5")
    locked[head + 11] |= 1  # fEncrypted (MS-DOC, 2.5.2)
    with pytest.raises(EncryptedOtherwise):
        b"".join(sandbox.clean([bytes(locked)], "a.doc").content)


def test_only_copies_of_documents_and_texts_are_drawn() -> None:
    for content, name in ((samples.pdf(), "a.pdf"), (samples.image("JPEG"), "a.jpg")):
        with pytest.raises(TypeUnknown):
            drawing.draw([content], name)
    for mimetype in ("application/vnd.oasis.opendocument.text", MIMETYPE[FileKind.TEXT], MIMETYPE[FileKind.CSV]):
        assert sandbox.drawable(mimetype)
    assert not any(map(sandbox.drawable, ("application/pdf", "image/png", "")))


LINES = "Betreff: Rechnung\n\nBitte zahlen Sie für Größe und Maß 5 €.\n"


@pytest.mark.parametrize("start", ["<html><script>kein Programm</script>\n", "From: a\nTo: b\n"])
def test_pages_of_a_text_show_it_whatever_it_looks_like(convert: Convert, start: str) -> None:
    """A mail may quote what another program would take for its own; it is drawn letter by letter, and found there."""
    source = [(start + LINES).encode()]
    drawn = drawing.draw(source, "a.txt")
    assert len(pages(drawn)) == 1
    assert (drawn.drawn, list(drawn.losses)) == (True, [])
    words = ["Größe und Maß", start.splitlines()[0]]
    assert [len(places) for places in sandbox.find(source, "a.txt", words)] == [1, 1]
    covered, places = sandbox.redact_words(source, "a.txt", ["zahlen"])
    assert places == [1]
    assert b"zahlen" not in b"".join(covered.content)


def test_table_in_letters_is_drawn_as_it_is_written(convert: Convert) -> None:
    drawn = drawing.draw([b"Konto;Betrag\n4711;=1+1\n"], "a.csv")
    assert len(pages(drawn)) == 1
    assert [len(its) for its in sandbox.find([b"Konto;Betrag\n4711;=1+1\n"], "a.csv", ["=1+1", "Konto;"])] == [1, 1]


def test_without_the_program_the_refusal_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "OFFICE", "soffice-that-is-not-there")
    (missing,) = [one for one in sandbox.available() if one.tool == sandbox.OFFICE]
    assert {"doc", "docx", "xls", "ods", "rtf", "ppt"} <= missing.kinds
    assert not sandbox.draws()
    with pytest.raises(DrawingUnavailable):
        sandbox.clean([b"{\\rtf1 Text}"], "a.rtf")
    with pytest.raises(DrawingUnavailable):
        drawing.draw([cleaned(office_samples.docx(), "a.docx")], "a.docx")
    assert cleaned(office_samples.docx(), "a.docx"), "cleaning needs no office program"


def test_pages_that_show_much_less_are_no_copy(
    convert: Convert, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program draws another document than it was given."""
    other = made(
        convert, tmp_path, "odt", "text", "<office:body><office:text><text:p>Leer</text:p></office:text></office:body>"
    )
    convert("pdf", other)
    drawn = other.with_suffix(".pdf").read_bytes()
    true = drawing._by_office_program

    def cheating(*given: object) -> object:
        said, _ = true(*given)  # type: ignore[arg-type]
        return said, (piece for piece in [drawn])

    monkeypatch.setattr(drawing, "_by_office_program", cheating)
    with pytest.raises(ContentLost):
        drawing.draw([cleaned(office_samples.docx(), "a.docx")], "a.docx")


def test_what_is_not_on_the_pages_is_told(convert: Convert, tmp_path: Path) -> None:
    rows = "".join(
        f"<table:table-row{hide}><table:table-cell><text:p>Zeile {word}</text:p></table:table-cell></table:table-row>"
        for word, hide in (("eins sichtbar", ""), ("zwei sichtbar", ""), ("drei", ' table:visibility="collapse"'))
    )
    body = f'<office:body><office:spreadsheet><table:table table:name="T">{rows}</table:table></office:spreadsheet>'
    original = made(convert, tmp_path, "ods", "spreadsheet", f"{body}</office:body>").read_bytes()
    copy = drawing.draw([original], "a.ods")
    b"".join(copy.content)
    assert [loss.label for loss in copy.losses] == ["text"]


def test_document_of_many_pages_is_refused(convert: Convert, tmp_path: Path) -> None:
    style = (
        '<office:automatic-styles><style:style style:name="B" style:family="paragraph"><style:paragraph-properties '
        'fo:break-before="page"/></style:style></office:automatic-styles>'
    )
    content = '<text:p text:style-name="B">Seite</text:p>' * (Ceilings().pages + 20)
    body = f"{style}<office:body><office:text>{content}</office:text></office:body>"
    original = made(convert, tmp_path, "odt", "text", body).read_bytes()
    with pytest.raises(PagesTooMany):
        drawing.draw([original], "a.odt")


def test_table_without_end_is_ended(convert: Convert, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cell = '<table:table-cell table:number-columns-repeated="1000" office:value-type="string"><text:p>voll</text:p>'
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-cell></table:table-row>'
    body = f'<office:body><office:spreadsheet><table:table table:name="T">{row}</table:table></office:spreadsheet>'
    endless = packed("spreadsheet", f"{body}</office:body>")
    few = Ceilings(file=4 * MIB, output=8 * MIB, memory=1024 * MIB, cpu=5, wall=round(PATIENT))
    monkeypatch.setattr(drawing, "LIMITS", few)
    with pytest.raises((CleaningTooLong, ContentTooLarge)):  # whichever bound this machine meets first
        drawing.draw([endless], "a.ods")
    monkeypatch.setattr(drawing, "LIMITS", replace(few, memory=8192 * MIB, cpu=2))
    with pytest.raises(CleaningTooLong):
        drawing.draw([endless], "a.ods")


def packed(kind: str, body: str, spaces: str = "") -> bytes:
    """A document that no program wrote: it may hold what none would write."""
    content = flat(kind, body).replace("<office:document ", f"<office:document-content {spaces} ")
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.{kind}"/><manifest:file-entry '
        'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": content.replace("</office:document>", "</office:document-content>"),
        "META-INF/manifest.xml": manifest,
    }
    return samples.archive(parts)


def test_nothing_is_fetched_and_no_program_runs(convert: Convert, tmp_path: Path) -> None:
    """Not even of an original, which is never drawn, with a picture from afar, a linked section and a macro."""
    asked: list[str] = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server, in_a_thread(server):
        far = f"http://127.0.0.1:{server.server_port}"
        body = (
            "<office:scripts><office:event-listeners><script:event-listener script:language='ooo:script' "
            "script:event-name='dom:load' xlink:href='vnd.sun.star.script:Standard.M.Main?language=Basic"
            "&amp;location=document'/></office:event-listeners></office:scripts><office:body><office:text>"
            f"<text:p>Brief<draw:frame svg:width='2cm' svg:height='2cm'><draw:image xlink:href='{far}/bild.png'/>"
            f"</draw:frame></text:p><text:p>{'Ein langer Brief. ' * 20}</text:p><text:section text:name='S'>"
            f"<text:section-source xlink:href='{far}/text.odt'/><text:p>Teil</text:p></text:section></office:text>"
            "</office:body>"
        )
        script = "urn:oasis:names:tc:opendocument:xmlns:script:1.0"
        original = packed("text", body, f"xmlns:xlink='http://www.w3.org/1999/xlink' xmlns:script='{script}'")
        drawn = drawing.draw([original], "a.odt")
        assert len(pages(drawn)) == 1
    assert asked == []


def test_places_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    program("soffice")
    assert drawing.DRAWINGS <= process.WORKING < process.SANDBOXES, "each may hold one sandbox and wait for another"
    assert drawing.LIMITS.memory + drawing.LIMITS.file + drawing.LIMITS.output <= Ceilings().memory + Ceilings().file
    monkeypatch.setattr(process, "WAIT_SECONDS", 0.01)
    taken = [drawing._places.acquire(blocking=False) for _ in range(drawing.DRAWINGS)]
    try:
        with pytest.raises(CleaningBusy):
            drawing.draw([cleaned(office_samples.docx(), "a.docx")], "a.docx")
    finally:
        for _ in taken:
            drawing._places.release()


def test_a_place_is_free_again_whatever_happened(convert: Convert, tmp_path: Path) -> None:
    copy = cleaned(office_samples.docx(), "a.docx")
    for _ in range(drawing.DRAWINGS + 1):
        begun = drawing.draw([copy], "a.docx")
        begun.content.close()  # type: ignore[attr-defined]
        with pytest.raises(CannotClean):
            drawing.draw([copy[: len(copy) // 2]], "a.docx")
    assert io.BytesIO(b"".join(drawing.draw([copy], "a.docx").content)).read(5) == b"%PDF-"
