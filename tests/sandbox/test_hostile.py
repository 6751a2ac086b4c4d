"""Hostile and broken files: each ends in a clear state, in bounded time, with nothing left running."""

from __future__ import annotations

import io
import os
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from hinweisgeber import sandbox
from hinweisgeber.refusals import sentence_of
from hinweisgeber.sandbox import Ceilings
from hinweisgeber.sandbox.errors import BY_CODE, CannotClean, CleaningTooLong, FileEncrypted
from hinweisgeber.sandbox.inside.terms import MIB
from tests.patience import PATIENT
from tests.sandbox import samples
from tests.sandbox.documents import office_samples


def zip_bomb(honest: bool = True) -> bytes:
    """A DOCX whose text unpacks to 300 MiB; the dishonest one says it is 1 KiB."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(office_samples.docx())) as model,
        zipfile.ZipFile(target, "w", 8, compresslevel=1) as bomb,
    ):
        for name in model.namelist():
            if name != "word/document.xml":
                bomb.writestr(name, model.read(name))
        with bomb.open("word/document.xml", "w") as part:
            for _ in range(300):
                part.write(b"<" * MIB)
    data = target.getvalue()
    return data if honest else data.replace(struct.pack("<I", 300 * MIB), struct.pack("<I", 1024))


def laughing(name: str = "word/document.xml") -> bytes:
    """Entities that would grow without end."""
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return _docx_with(name, f'<!DOCTYPE x [<!ENTITY a0 "ha">{lines}]><x>&a9;</x>'.encode())


def nested() -> bytes:
    """Elements a hundred thousand deep."""
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    inner = b"<w:p>" * 100_000 + b"</w:p>" * 100_000
    return _docx_with("word/document.xml", b'<w:document xmlns:w="%b">%b</w:document>' % (space, inner))


def _docx_with(name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(office_samples.docx())) as model:
        return samples.archive({one: content if one == name else model.read(one) for one in model.namelist()})


def pixel_bomb() -> bytes:
    """A PNG of 50,000 × 50,000 in a few hundred bytes."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1 << 16))), (b"IEND", b""))
    body = b"".join(struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


def compressed(block: bytes, times: int) -> bytes:
    """So many of the block, compressed as zlib does: one is compressed, and stands there so many times."""
    packer, (low, high) = zlib.compressobj(9, wbits=-15), (1, 0)
    piece = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    sum_ = zlib.adler32(block)
    for _ in range(times):
        high = (high + (sum_ >> 16) + len(block) * (low - 1)) % 65521
        low = (low + (sum_ & 0xFFFF) - 1) % 65521
    return b"\x78\xda" + piece * times + b"\x03\0" + struct.pack(">HH", high, low)


def test_the_bombs_are_what_zlib_would_make() -> None:
    assert zlib.decompress(compressed(b"0 0 m 9 9 l S\n", 999)) == b"0 0 m 9 9 l S\n" * 999


def pdf_stream_bomb() -> bytes:
    """Content that unpacks to 2 GiB: twice compressed drawing commands."""
    data = zlib.compress(compressed(b"0 0 m 9 9 l S\n" * (4 * MIB // 14), 512), 9)
    about = b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>\nstream\n%b\nendstream" % (len(data), data)
    return _pdf_page(b"/MediaBox[0 0 595 842]/Contents 4 0 R", about)


def pdf_recursion() -> bytes:
    """A form that draws itself, in a page tree that contains itself."""
    about = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 4 0 R>>>>/Length 5>>"
    form = about + b"\nstream\n/F Do\nendstream"
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 2/Kids[3 0 R 2 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</XObject<</F 4 0 R>>>>>>",
        4: form,
    }
    return samples.pdf_of(objects)


def _pdf_page(page: bytes, content: bytes = b"<</Length 0>>\nstream\n\nendstream") -> bytes:
    tree = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>"}
    return samples.pdf_of(tree | {3: b"<</Type/Page/Parent 2 0 R%b>>" % page, 4: content})


def pdf_with_a_bomb_in_it() -> bytes:
    """A file clipped to a page that unpacks to 2 GiB."""
    data = zlib.compress(compressed(bytes(4 * MIB), 512), 9)
    about = b"<</Type/EmbeddedFile/Filter[/FlateDecode/FlateDecode]/Length %d>>\nstream\n%b\nendstream" % (
        len(data),
        data,
    )
    clipped = (
        b"/Annots[<</Type/Annot/Subtype/FileAttachment/Rect[9 9 30 30]/FS<</Type/Filespec/F(a.bin)/EF<</F 4 0 R>>>>>>]"
    )
    return _pdf_page(b"/MediaBox[0 0 99 99]" + clipped, about)


def form_bomb() -> bytes:
    """An XFA form of two million values, deep in one another."""
    packer = zlib.compressobj(9)
    inner = packer.compress(b"<data>" + b"<a>x" * 500_000) + packer.flush()
    tree = {2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>", 3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>"}
    form = {1: b"<</Type/Catalog/Pages 2 0 R/NeedsRendering true/AcroForm<</Fields[]/XFA 4 0 R>>>>"}
    return samples.pdf_of(
        tree | form | {4: b"<</Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(inner), inner)}
    )


def moving_bomb() -> bytes:
    """A GIF of 20,000 pictures of 4000 x 4000, of one dot each."""
    screen = struct.pack("<6sHHBBB", b"GIF89a", 4000, 4000, 0x80, 0, 0) + bytes(6)
    return screen + (b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0") * 20_000 + b";"


def many_beginnings() -> bytes:
    """A PDF whose second reader would find a million objects in it."""
    return samples.pdf(pages=1) + b"\n" + b"1 0 obj<</Type/ObjStm/First 9>>stream\n" * 800_000


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REFUSED: list[tuple[str, str, Callable[[], bytes], set[str]]] = [
    ("zip bomb", "a.docx", zip_bomb, {"too-large"}),
    ("zip bomb that lies", "a.docx", lambda: zip_bomb(honest=False), {"too-large", "damaged"}),
    ("xml bomb", "a.docx", laughing, {"damaged"}),
    ("deep xml", "a.docx", nested, {"damaged"}),
    ("relationships without end", "a.docx", lambda: _docx_with("_rels/.rels", b"<a>" * 100_000), {"damaged"}),
    ("pixel bomb", "a.png", pixel_bomb, {"too-many-pixels"}),
    ("gif with 20,000 pictures", "a.gif", moving_bomb, {"too-many-pages"}),
    ("pdf with 600 pages", "a.pdf", lambda: samples.pdf(pages=600), {"too-many-pages"}),
    ("pdf and zip", "a.pdf", lambda: samples.pdf() + office_samples.docx()[:-40] + zip_end(), {"ambiguous"}),
    ("picture and zip", "a.jpg", lambda: samples.image("JPEG") + zip_end(), {"ambiguous"}),
    ("gif and script", "a.gif", lambda: b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", {"ambiguous"}),
    ("picture and page", "a.jpg", lambda: samples.image("JPEG")[:20] + b"<script>alert(1)</script>", {"ambiguous"}),
    ("svg with script", "a.svg", lambda: SVG, {"active-content"}),
    ("html as text", "a.txt", lambda: b"<html><script>alert(1)</script>", {"active-content"}),
    ("program", "a.exe", lambda: b"MZ" + bytes(100), {"unknown-type"}),
    ("program called picture", "a.jpg", lambda: b"\x7fELF" + bytes(100), {"unknown-type"}),
    ("picture called program", "a.exe", lambda: samples.image("JPEG"), {"mismatch"}),
    ("pdf called text", "a.txt", samples.pdf, {"mismatch"}),
    ("drawing called document", "a.docx", lambda: _docx_with("word/document.xml", b"<svg/>"), {"mismatch"}),
    ("book", "a.epub", lambda: samples.archive({"mimetype": "application/epub+zip"}), {"unknown-type"}),
    ("program", "a.jar", lambda: samples.archive({"a": "b"}), {"unknown-type"}),
    ("document with password", "a.docx", lambda: samples_ole(), {"encrypted-otherwise"}),
    ("zero bytes", "a.pdf", lambda: b"", {"empty"}),
    ("cut jpeg", "a.jpg", lambda: samples.image("JPEG")[:4000], {"damaged"}),
    ("cut png", "a.png", lambda: samples.image("PNG")[:900], {"damaged"}),
    ("cut heic", "a.heic", lambda: samples.image("HEIF")[:700], {"damaged"}),
    ("cut pdf", "a.pdf", lambda: samples.pdf()[:60], {"damaged"}),
    ("cut docx", "a.docx", lambda: office_samples.docx()[:3000], {"damaged"}),
    ("cut mp4", "a.mp4", lambda: samples.film()[:3000], {"damaged"}),
    ("cut mp3", "a.mp3", lambda: samples.sound()[:30], {"damaged"}),
    ("playlist in disguise", "a.mp4", lambda: b"\0\0\0\x18ftypmp42" + b"#EXTM3U\nfile:///etc/passwd\n", {"damaged"}),
]


def zip_end() -> bytes:
    return b"PK\x05\x06" + bytes(18)


def samples_ole() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")


def children() -> set[str]:
    """The processes this one has started; servers of other tests may be among them."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


@pytest.mark.parametrize(("name", "make", "codes"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_refused_with_a_reason(name: str, make: Callable[[], bytes], codes: set[str]) -> None:
    start, before = time.monotonic(), children()
    data = make()
    made = time.monotonic()
    with pytest.raises(CannotClean) as refused:
        b"".join(sandbox.clean([data], name).content)
    assert type(refused.value) in {BY_CODE[code] for code in codes}
    assert "Arbeitskopie" in sentence_of(refused.value)
    assert time.monotonic() - made < PATIENT / 3, f"making it took {made - start}"
    assert children() <= before, "nothing of the sandbox stays behind"


def test_pdf_with_password_is_told_as_encrypted() -> None:
    crypt = b"/Encrypt<</Filter/Standard/V 1/R 2/O(%b)/U(%b)/P -4>>/ID[(a)(a)]" % (b"o" * 32, b"u" * 32)
    tree = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>"}
    data = samples.pdf_of(tree | {3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"}, crypt)
    with pytest.raises(FileEncrypted):
        sandbox.clean([data], "a.pdf")


@pytest.mark.parametrize(
    "make",
    [
        lambda: _pdf_page(b"/MediaBox[0 0 14400 14400]"),
        lambda: _pdf_page(b"/MediaBox[0 0 9e9 9e9]"),
        pdf_recursion,
        pdf_stream_bomb,
        pdf_with_a_bomb_in_it,
        form_bomb,
        many_beginnings,
    ],
    ids=["wide", "wider", "recursion", "stream", "file", "form", "beginnings"],
)
def test_pdf_bomb_ends_as_a_small_copy_or_is_refused(make: Callable[[], bytes]) -> None:
    """Made when its test begins: all processes of tests read this module."""
    limits = Ceilings(cpu=4, wall=6, memory=1024 * MIB)
    try:
        cleaned = sandbox.clean([make()], "a.pdf", limits)
        copy = b"".join(cleaned.content)
        for part in cleaned.parts:
            assert sum(map(len, part.content)) < limits.memory
    except CannotClean as refused:
        assert type(refused) in {BY_CODE[one] for one in ("damaged", "too-long", "too-large", "too-many-pages")}  # noqa: PT017 -- either is right
    else:
        assert len(copy) < 4 * MIB


def test_many_pages_take_no_more_than_allowed() -> None:
    with pytest.raises(CleaningTooLong):
        b"".join(sandbox.clean([samples.pdf(pages=300)], "a.pdf", Ceilings(wall=1)).content)


def test_damaged_picture_in_a_document_is_left_out() -> None:
    with zipfile.ZipFile(io.BytesIO(office_samples.docx())) as model:
        parts = {n: b"\xff\xd8\xff cut" if n.endswith("image1.jpeg") else model.read(n) for n in model.namelist()}
    copy = b"".join(sandbox.clean([samples.archive(parts)], "a.docx").content)
    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        assert not [name for name in package.namelist() if "media" in name]
        assert "rId1" not in package.read("word/document.xml").decode()


def test_png_with_hidden_tail_loses_it() -> None:
    copy = b"".join(sandbox.clean([samples.image("PNG") + samples.WORD.encode()], "a.png").content)
    assert not samples.holds(copy)
    with Image.open(io.BytesIO(copy)) as picture:
        assert picture.size == (640, 480)
