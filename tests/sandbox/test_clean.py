"""Working copies: what may expose the reporter is told to the officer and is not in the copy any more."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import av
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from PIL import Image

from hinweisgeber import sandbox
from hinweisgeber.sandbox import FileKind
from tests.sandbox import samples
from tests.sandbox.documents import office_samples
from tests.sandbox.samples import AUTHOR, CAMERA, DEVICE, EDITOR, NOTE, SEEN, SOFTWARE, STRUCK, TITLE

Sample = tuple[str, Callable[[], bytes], FileKind, set[tuple[str, str]]]
EXIF = {
    ("author", AUTHOR),
    ("camera", CAMERA),
    ("software", SOFTWARE),
    ("time", samples.MOMENT),
    ("place", "50.92413, 13.34271"),
}
SAMPLES: list[Sample] = [
    ("photo.jpg", lambda: samples.image("JPEG"), FileKind.JPEG, EXIF | {("thumbnail", "64 × 48"), ("comment", NOTE)}),
    ("photo.png", lambda: samples.image("PNG"), FileKind.PNG, EXIF | {("comment", NOTE)}),
    ("photo.heic", lambda: samples.image("HEIF"), FileKind.JPEG, EXIF),
    ("photo.webp", lambda: samples.image("WEBP"), FileKind.JPEG, EXIF),
    ("moving.gif", lambda: samples.image("GIF"), FileKind.PDF, {("comment", NOTE)}),
    ("fax.tiff", lambda: samples.image("TIFF"), FileKind.PDF, {("author", AUTHOR)}),
    (
        "letter.pdf",
        samples.pdf,
        FileKind.PDF,
        {("author", AUTHOR), ("author", EDITOR), ("software", SOFTWARE), ("title", TITLE), ("comment", NOTE)}
        | {("attachment", f"{DEVICE}.txt"), ("script", "JavaScript"), ("time", samples.MOMENT)},
    ),
    (
        "letter.docx",
        office_samples.docx,
        FileKind.DOCX,
        {
            ("author", AUTHOR),
            ("last-editor", EDITOR),
            ("organisation", DEVICE),
            ("comment", NOTE),
            ("time", "2031-07-09"),
        }
        | {("tracked-change", f"{EDITOR} 2031-07-09T08:07:06Z {STRUCK}"), ("link", f"file:///home/{DEVICE}/a.txt")}
        | {("place", "50.92413, 13.34271"), ("dropped-part", "word/vbaProject.bin")},
    ),
    (
        "table.xlsx",
        office_samples.xlsx,
        FileKind.XLSX,
        {("author", AUTHOR), ("author", EDITOR), ("software", SOFTWARE), ("hidden-text", f"Blatt „Other“: {SEEN}")},
    ),
    (
        "letter.odt",
        office_samples.odt,
        FileKind.ODT,
        {("author", AUTHOR), ("last-editor", EDITOR), ("software", SOFTWARE), ("link", f"file:///home/{DEVICE}")}
        | {("thumbnail", "Thumbnails/thumbnail.png"), ("place", "50.92413, 13.34271")},
    ),
    ("voice.mp3", samples.sound, FileKind.MP3, {("author", AUTHOR), ("title", TITLE), ("comment", NOTE)}),
    ("voice.m4a", lambda: samples.sound("ipod"), FileKind.MP3, {("author", AUTHOR)}),
    ("voice.ogg", lambda: samples.sound("ogg"), FileKind.MP3, {("author", AUTHOR)}),
    ("voice.wav", lambda: samples.sound("wav"), FileKind.MP3, {("author", AUTHOR)}),
    ("voice.flac", lambda: samples.sound("flac"), FileKind.MP3, {("author", AUTHOR)}),
    (
        "film.mp4",
        samples.film,
        FileKind.MP4,
        {("author", AUTHOR), ("place", "+50.9241+013.3427/"), ("camera", CAMERA), ("comment", DEVICE)},
    ),
    ("film of a newer phone.mp4", lambda: samples.film(codec="libx265"), FileKind.MP4, {("camera", CAMERA)}),
    ("film of a browser.mp4", lambda: samples.film(codec="libvpx-vp9"), FileKind.MP4, {("camera", CAMERA)}),
    ("chat.txt", lambda: f"\ufeff{SEEN}\r\n\u200b\u202e".encode(), FileKind.TEXT, {("hidden-signs", "U+200B, U+202E")}),
    ("table.csv", lambda: f"name;{SEEN}\r\n=HYPERLINK(1);2\n".encode("utf-16"), FileKind.CSV, {("formula", "=H")}),
]


@pytest.mark.parametrize(("name", "make", "kind", "told"), SAMPLES, ids=[one[0] for one in SAMPLES])
def test_working_copy_holds_no_planted_word_and_tells_them(
    name: str, make: Callable[[], bytes], kind: FileKind, told: set[tuple[str, str]]
) -> None:
    original = make()
    cleaned = sandbox.clean([original], name)
    copy = b"".join(cleaned.content)
    found = {(one.label, one.value) for one in cleaned.findings}
    assert cleaned.kind is kind
    assert told <= found
    assert not samples.holds(copy)
    assert "Lavf" not in str(copy)
    again = sandbox.clean([copy], cleaned.name)  # what this program says about its own copy
    assert {one.label for one in again.findings} <= {"hidden-text", "hidden-signs", "formula"}  # what is seen stays
    b"".join(again.content)


@pytest.mark.parametrize("name", ["photo.jpg", "photo.png", "photo.heic", "photo.webp"])
def test_picture_looks_the_same_and_pillow_finds_nothing_in_it(name: str) -> None:
    make = next(one[1] for one in SAMPLES if one[0] == name)
    with Image.open(io.BytesIO(b"".join(sandbox.clean([make()], name).content))) as copy:
        assert copy.size == (640, 480)
        assert dict(copy.getexif()) == {}
        assert set(copy.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        red = copy.convert("RGB").getpixel((200, 150))
        assert isinstance(red, tuple)
        assert all(abs(a - b) < 12 for a, b in zip(red, (0xAA, 0x33, 0x33), strict=True))


def test_turned_picture_stays_upright() -> None:
    turned, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    samples.picture().save(turned, "JPEG", exif=exif)
    with Image.open(io.BytesIO(b"".join(sandbox.clean([turned.getvalue()], "a.jpg").content))) as copy:
        assert copy.size == (480, 640)


def test_pdf_copy_has_the_pages_as_images_and_no_text() -> None:
    copy = pdfium.PdfDocument(b"".join(sandbox.clean([samples.pdf(pages=3)], "a.pdf").content))
    assert len(copy) == 3
    assert copy[0].get_size() == (595, 842)
    assert copy[0].get_textpage().get_text_range() == ""
    assert copy.get_metadata_dict(skip_empty=True) == {}
    assert copy[0].render(scale=1).to_pil().convert("L").getextrema()[0] < 80  # something is drawn


def told_of(original: bytes, name: str) -> set[tuple[str, str]]:
    work = sandbox.clean([original], name)
    b"".join(work.content)
    return {(one.label, one.value) for one in work.findings}


def test_file_clipped_to_a_page_and_form_that_needs_a_program_are_told() -> None:
    page = {
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Annots[4 0 R]>>",
        4: b"<</Type/Annot/Subtype/FileAttachment/Rect[9 9 30 30]/FS<</Type/Filespec/F(Kasse.xlsx)/EF<</F 5 0 R>>>>>>",
        5: b"<</Type/EmbeddedFile/Length 2>>\nstream\nPK\nendstream",
    }
    clipped = samples.pdf_of({1: b"<</Type/Catalog/Pages 2 0 R>>", **page})
    assert told_of(clipped, "a.pdf") == {("attachment", "Kasse.xlsx")}
    form = {
        1: b"<</Type/Catalog/Pages 2 0 R/NeedsRendering true/AcroForm<</Fields[]/XFA 6 0 R>>>>",
        6: b"<</Length 19>>\nstream\n<xdp:xdp></xdp:xdp>\nendstream",
    }
    work = sandbox.clean([samples.pdf_of({**page, **form, 4: b"null"})], "a.pdf")
    b"".join(work.content)
    assert [(one.label, one.value.partition(":")[0]) for one in work.losses] == [("form", "XFA")]


def test_documents_keep_what_is_seen_and_can_be_tied_together() -> None:
    for name, make, part in (
        ("a.docx", office_samples.docx, "word/document.xml"),
        ("a.xlsx", office_samples.xlsx, "xl/worksheets/sheet1.xml"),
        ("a.odt", office_samples.odt, "content.xml"),
    ):
        with zipfile.ZipFile(io.BytesIO(b"".join(sandbox.clean([make()], name).content))) as copy:
            content = copy.read(part).decode()
            assert SEEN in content
            assert {info.date_time for info in copy.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert not {one for one in copy.namelist() if "docProps" in one or "vba" in one or "meta.xml" in one}
            if name == "a.docx":
                assert " added " in content
                assert "a link" in content
                assert "rId1" in copy.read("word/_rels/document.xml.rels").decode()
                assert "rId9" not in content
                assert "Ignorable" not in content


@pytest.mark.parametrize("codec", ["libx264", "libx265", "libvpx-vp9", "libsvtav1"])
def test_film_plays_on(codec: str) -> None:
    copy = b"".join(sandbox.clean([samples.film(codec=codec)], "a.mp4").content)
    with av.open(io.BytesIO(copy), "r") as film:
        assert len(list(film.decode(video=0))) == 25
    with av.open(io.BytesIO(copy), "r") as film:
        assert len(list(film.decode(audio=0))) > 40
        assert film.metadata.get("title") is None


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_film_sample_has_a_note_between_its_pictures(codec: str) -> None:
    with av.open(io.BytesIO(samples.film(codec=codec)), "r") as film:
        pictures = film.streams.video[0]
        data = [bytes(packet) for packet in film.demux(pictures)] + [pictures.codec_context.extradata or b""]
    assert samples.WORD.encode() in b"".join(data)


@pytest.mark.parametrize("codec", ["mpeg4", "h263"])
def test_film_whose_notes_cannot_be_taken_out_is_drawn_anew(codec: str) -> None:
    copy = b"".join(sandbox.clean([samples.film(codec=codec)], "a.3gp").content)
    assert not samples.holds(copy)
    assert not samples.SIGNATURE.search(copy)
    with av.open(io.BytesIO(copy), "r") as film:
        assert film.streams.video[0].codec_context.name == "h264"
        assert len(list(film.decode(video=0))) == 25


def test_sound_plays_on() -> None:
    with av.open(io.BytesIO(b"".join(sandbox.clean([samples.sound()], "a.mp3").content)), "r") as sound:
        assert sound.metadata == {}
        assert len(list(sound.decode(audio=0))) > 35


def test_text_is_unified() -> None:
    assert b"".join(sandbox.clean(["ä\r\nb\x1b".encode("cp1252")], "a.txt").content) == "ä\nb".encode()
