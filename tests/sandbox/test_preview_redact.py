"""What officers see of a working copy, and copies in which something is covered for good."""

from __future__ import annotations

import io
import subprocess

import av
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from PIL import Image

from hinweisgeber import sandbox
from hinweisgeber.sandbox import Box, FileKind
from hinweisgeber.sandbox.errors import CannotClean, ContentTooLarge, PagesTooMany
from hinweisgeber.sandbox.inside.pdf.found import MOST
from hinweisgeber.sandbox.inside.terms import REQUEST_LIMIT
from tests.sandbox import samples
from tests.sandbox.documents import office_samples


def test_picture_preview_is_bounded() -> None:
    target = io.BytesIO()
    samples.picture(4000, 1000).save(target, "JPEG")
    shown = sandbox.preview([target.getvalue()], "a.jpg")
    assert (shown.mimetype, shown.pages) == ("image/jpeg", 1)
    with Image.open(io.BytesIO(shown.content)) as picture:
        assert picture.size == (1600, 400)


def test_pdf_preview_shows_a_page_and_tells_how_many() -> None:
    shown = sandbox.preview([samples.pdf(pages=3)], "a.pdf", page=3)
    assert (shown.mimetype, shown.pages) == ("image/png", 3)
    with Image.open(io.BytesIO(shown.content)) as picture:
        assert max(picture.size) == 1600
    with pytest.raises(PagesTooMany):
        sandbox.preview([samples.pdf(pages=3)], "a.pdf", page=4)


def test_copy_tells_how_many_pages_it_has() -> None:
    assert sandbox.clean([samples.pdf(pages=3)], "a.pdf").pages == 3
    assert sandbox.redact([samples.pdf(pages=2)], "a.pdf", [Box(1, 0, 0, 1, 1)]).pages == 2
    assert sandbox.clean([samples.image("JPEG")], "a.jpg").pages == 1


def test_text_preview_is_plain_and_bounded() -> None:
    shown = sandbox.preview([b"name;<b>value\n" * 20_000], "a.csv")
    assert shown.mimetype == "text/plain; charset=utf-8"
    assert len(shown.content) == 100_000


def test_sound_preview_is_encoded_anew_and_film_preview_is_a_picture() -> None:
    heard = sandbox.preview([samples.sound()], "a.mp3")
    with av.open(io.BytesIO(heard.content)) as sound:
        assert (heard.mimetype, sound.metadata) == ("audio/mpeg", {})
    seen = sandbox.preview([samples.film()], "a.mp4")
    with Image.open(io.BytesIO(seen.content)) as picture:
        assert (seen.kind, picture.size) == (FileKind.JPEG, (320, 240))


def test_documents_have_no_preview() -> None:
    with pytest.raises(CannotClean):
        sandbox.preview([office_samples.docx()], "a.docx")


def test_redacted_page_is_black_there_and_has_no_text_anywhere() -> None:
    original = samples.pdf(pages=2)
    assert samples.STRUCK in pdfium.PdfDocument(original)[0].get_textpage().get_text_range()
    redacted = sandbox.redact([original], "a.pdf", [Box(1, 0.05, 0.1, 0.95, 0.25)])
    data = b"".join(redacted.content)
    assert not samples.holds(data)
    document = pdfium.PdfDocument(data)
    assert [page.get_textpage().get_text_range() for page in document] == ["", ""]
    first, second = (page.render(scale=1).to_pil().convert("L") for page in document)
    area = (40, 90, 550, 200)
    assert first.crop(area).getextrema()[1] < 16  # type: ignore[operator, unused-ignore]
    assert second.crop(area).getextrema()[1] > 240  # type: ignore[operator, unused-ignore]


def test_redacted_picture_is_black_there() -> None:
    redacted = sandbox.redact([samples.image("JPEG")], "a.jpg", [Box(1, 0.1, 0.1, 0.5, 0.5)])
    with Image.open(io.BytesIO(b"".join(redacted.content))) as picture:
        assert picture.convert("L").crop((70, 50, 316, 236)).getextrema()[1] < 16  # type: ignore[operator, unused-ignore]
        assert picture.convert("L").getpixel((600, 400)) > 200  # type: ignore[operator, unused-ignore]


def test_as_many_places_as_are_looked_for_can_be_covered() -> None:
    boxes = [Box(1, n / MOST, 0.123456789, (n + 1) / MOST, 0.987654321) for n in range(MOST)]
    covered = sandbox.redact([samples.image("PNG")], "a.png", boxes)
    with Image.open(io.BytesIO(b"".join(covered.content))) as picture:
        assert picture.convert("L").crop((0, picture.height // 4, picture.width, picture.height // 2)).getextrema() == (
            0,
            0,
        )


def test_a_request_that_is_too_long_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    with pytest.raises(ContentTooLarge):
        sandbox.find([samples.pdf()], "a.pdf", ["x" * REQUEST_LIMIT])


def test_box_on_no_page_is_refused() -> None:
    for data, name in ((samples.pdf(pages=1), "a.pdf"), (samples.image("PNG"), "a.png")):
        with pytest.raises(PagesTooMany):
            b"".join(sandbox.redact([data], name, [Box(2, 0, 0, 1, 1)]).content)


@pytest.mark.parametrize("box", [(0, 0, 0, 1, 1), (1, 0.5, 0, 0.5, 1), (1, -0.1, 0, 1, 1), (1, 0, 0, 1.1, 1)])
def test_box_outside_its_page_cannot_be_made(box: tuple[int, float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="inside"):
        Box(*box)


def test_name_follows_what_the_file_has_become() -> None:
    assert sandbox.renamed("C:\\x\\photo.heic", FileKind.JPEG) == "photo.jpg"
    assert sandbox.renamed("photo", FileKind.PDF) == "photo.pdf"


def test_signs_that_nobody_sees_hide_no_name_in_a_text() -> None:
    text = "Mül\u00adler, M\u034füller, Mu\u034f\u0308ller, Mül\u200dler, Mülle, Müller\u200e Jana"
    covered, places = sandbox.redact_words([text.encode()], "a.txt", ["MÜLLER", "müller  jana"])
    assert places == [5, 1]
    assert "Mülle, ███████" in (left := b"".join(covered.content).decode())
    assert "ller" not in left.replace("Mülle,", "")


def test_what_is_filled_in_or_noted_on_a_page_is_found_too() -> None:
    drawn, noted = b"/DA(/F 12 Tf 0 g)", b"BT /F 12 Tf 2 5 Td (Anruf von Muster) Tj ET"
    box = b"<</Type/XObject/Subtype/Form/BBox[0 0 260 20]/Resources<</Font<</F 4 0 R>>>>/Length %d>>" % len(noted)
    form = samples.pdf_of({
        1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]%b/DR<</Font<</F 4 0 R>>>>>>>>" % drawn,
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Annots[5 0 R 6 0 R]>>",
        4: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        5: b"<</Type/Annot/Subtype/Widget/FT/Tx/T(n)/V(Karin Muster)/F 4/Rect[20 200 280 220]/P 3 0 R%b>>" % drawn,
        6: b"<</Type/Annot/Subtype/FreeText/F 4/Rect[20 150 280 170]/Contents(Anruf)%b/AP<</N 7 0 R>>>>" % drawn,
        7: b"%b\nstream\n%b\nendstream" % (box, noted),
    })  # fmt: skip
    field, note = sandbox.find([form], "a.pdf", ["muster"])[0]
    assert 0.26 < field.top < field.bottom < 0.34
    assert 0.43 < note.top < note.bottom < 0.5


def test_places_are_covered_however_many_there_are() -> None:
    """A frequent word has thousands; what is asked of the child must not end in its midst."""
    boxes = [
        Box(1, n % 60 / 64, n % 40 / 48, n % 60 / 64 + 0.0123456789, n % 40 / 48 + 0.0123456789) for n in range(3000)
    ]
    copy = sandbox.redact([samples.image("PNG")], "a.png", boxes)
    assert b"".join(copy.content).startswith(b"\x89PNG")


def test_a_preview_says_how_wide_and_high_its_page_is() -> None:
    for name, copy in (("a.png", samples.image("PNG")), ("a.pdf", samples.pdf())):
        shown = sandbox.preview([b"".join(sandbox.clean([copy], name).content)], name)
        with Image.open(io.BytesIO(shown.content)) as picture:
            assert shown.size == picture.size
    assert sandbox.preview([b"Ein Satz."], "a.txt").size is None
