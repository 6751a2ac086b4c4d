"""What a file is, is told by its structure: no brand, no blank line and no order of parts makes it something else."""

from __future__ import annotations

import io
import zipfile

import pytest

from hinweisgeber import sandbox
from hinweisgeber.domain.dialogue.filenames import safe_name
from hinweisgeber.refusals import sentence_of
from hinweisgeber.sandbox import FileKind
from hinweisgeber.sandbox.errors import CannotClean, TypeAmbiguous, TypeMismatched, TypeUnknown
from hinweisgeber.sandbox.inside.sniffing import sniff
from tests.sandbox import samples
from tests.sandbox.documents import office_samples
from tests.sandbox.media import recorded_samples

BRANDS = [b"M4A ", b"mp42", b"isom", b"3gp4", b"3gp5", b"qt  ", b"dash"]


@pytest.mark.parametrize("name", ["a.m4a", "a.mp4", "a.mov", "a.3gp"])
@pytest.mark.parametrize("brand", BRANDS)
def test_recording_without_pictures_is_sound_whatever_its_brand(brand: bytes, name: str) -> None:
    data = recorded_samples.sound("ipod", "aac")
    copy = sandbox.clean([data[:8] + brand + data[12:]], name)
    assert copy.kind is FileKind.MP3
    assert recorded_samples.seconds_of(b"".join(copy.content)) == pytest.approx(3, abs=0.2)


def test_recording_that_begins_with_its_sound_is_known() -> None:
    """QuickTime of before there were brands."""
    data = recorded_samples.sound("mov", "aac")
    copy = sandbox.clean([data[:4] + b"wide" + data[8:]], "alt.mov")
    assert copy.kind is FileKind.MP3
    b"".join(copy.content)


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\n", b"\r\n\r\n", b"\xef\xbb\xbf\n", b"\0\0", b" " * 900])
def test_pdf_after_a_mark_or_blank_lines_has_a_copy(before: bytes) -> None:
    copy = sandbox.clean([before + samples.pdf()], "a.pdf")
    assert copy.pages == 2
    b"".join(copy.content)


def test_pdf_after_anything_else_is_none() -> None:
    with pytest.raises(TypeUnknown):
        sandbox.clean([b"Guten Tag\n" + samples.pdf()], "a.pdf")


def zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def parts_of(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as model:
        return {name: model.read(name) for name in model.namelist()}


@pytest.mark.parametrize("name", ["a.odt", "a", "a.docx"])
def test_odf_is_told_by_what_it_says_wherever_it_says_it(name: str) -> None:
    parts = parts_of(office_samples.odt())
    mimetype = parts.pop("mimetype")
    assert sniff(zipped(parts | {"mimetype": mimetype})[:65536], name) is FileKind.ODT
    assert sniff(office_samples.odt()[:65536], name) is FileKind.ODT


def test_document_is_told_by_its_folders_however_their_names_are_written() -> None:
    for make, kind in ((office_samples.docx, FileKind.DOCX), (office_samples.xlsx, FileKind.XLSX)):
        for write in (str.lower, str.upper, lambda name: name.replace("/", "\\")):
            data = zipped({write(name): content for name, content in parts_of(make()).items()})
            assert sniff(data[:65536], "a") is kind
            assert sniff(data[:65536], f"a.{kind.value}") is kind
        assert sniff(make()[:65536], "a.xlsx") is kind


@pytest.mark.parametrize(
    ("name", "form", "kind"),
    [
        ("a.avif", "AVIF", FileKind.JPEG),
        ("a.bmp", "BMP", FileKind.PNG),
        ("a.jfif", "JPEG", FileKind.JPEG),
        ("a.dib", "BMP", FileKind.PNG),
    ],
)
def test_picture_of_another_kind_has_a_copy(name: str, form: str, kind: FileKind) -> None:
    target = io.BytesIO()
    samples.picture().save(target, form)
    copy = sandbox.clean([target.getvalue()], name)
    assert copy.kind is kind
    b"".join(copy.content)


@pytest.mark.parametrize("name", ["Foto.jfif", "Kasse.xlsm", "Bild.avif", "Brief.docm", "Stimme.weba", "Ton.aiff"])
def test_harmless_name_stays_honest(name: str) -> None:
    assert safe_name(name) == name


def test_program_is_no_harmless_name() -> None:
    assert safe_name("Rechnung.pdf.exe") == "Rechnung.pdf.exe.bin"


@pytest.mark.parametrize("error", [TypeMismatched, TypeAmbiguous, TypeUnknown])
def test_refusal_of_a_kind_is_calm(error: type[CannotClean]) -> None:
    sentence = sentence_of(error())
    assert "Arbeitskopie" in sentence
    assert not any(word in sentence for word in ("Angriff", "gibt sich", "verdächtig"))


@pytest.mark.parametrize(
    "text", ["I'm free, und zwar am Montag.", "Sie moove: mdat, wide, skip.", "BM ist das Bauamt."]
)
def test_text_that_begins_like_a_box_is_text(text: str) -> None:
    assert sniff(text.encode(), "a.txt") is FileKind.TEXT
