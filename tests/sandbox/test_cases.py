"""Small files that once failed, each with what must come of it. They lie in `cases/` and were made for this project."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import av
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from PIL import Image, ImageStat

from hinweisgeber import sandbox
from hinweisgeber.sandbox import Box, FileKind
from hinweisgeber.sandbox.errors import FileEmpty
from tests.sandbox import samples
from tests.sandbox.media.recorded_samples import extent

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Came:
    """What came of a file: its copy, what was told and lost, and the files in it."""

    kind: FileKind
    content: bytes
    findings: dict[str, list[str]]
    losses: list[tuple[str, str]]
    parts: dict[str, bytes]

    @property
    def text(self) -> str:
        """What can be read in the copy, with its markup."""
        if not self.content.startswith(b"PK"):
            return self.content.decode()
        return " ".join(part.decode("utf-8", "replace") for part in samples._layers(self.content))


@cache
def came(name: str) -> Came:
    work = sandbox.clean([(CASES / name).read_bytes()], name)
    content = b"".join(work.content)
    parts = {one.name: b"".join(one.content) for one in work.parts}
    findings: dict[str, list[str]] = {}
    for one in work.findings:
        findings.setdefault(one.label, []).append(one.value)
    return Came(work.kind, content, findings, [(one.label, one.value) for one in work.losses], parts)


def seconds(data: bytes) -> float:
    with av.open(io.BytesIO(data), "r") as source:
        return float((source.duration or 0) / av.time_base)


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def first_page(data: bytes, scale: float = 1) -> Image.Image:
    page: Image.Image = pdfium.PdfDocument(data)[0].render(scale=scale).to_pil()
    return page


def mail_with_a_photo() -> None:
    found = came("mail-mit-foto.eml")
    told = json.dumps(found.findings)
    for word in ("erika.beispiel", "192.0.2.77", "LAPTOP-ERIKA", "dsl-192-0-2-77"):
        assert word.lower() not in found.text.lower()
        assert word in told
    (name,) = found.parts
    photo = sandbox.clean([found.parts[name]], name)
    assert {"Erika Beispiel", "Musterhandy 9"} <= {one.value for one in photo.findings}
    content = b"".join(photo.content)
    assert not [word for word in ("Erika", "Musterhandy") if samples.holds(content, word)]


def mail_in_html() -> None:
    assert "Bitte zahlen." in came("mail-html.eml").text


def card_with_a_picture() -> None:
    found = came("foto.vcf")
    assert "Name: Erika Beispiel" in found.text
    assert found.findings["time"] == ["2026-01-01T10:00:00Z"]
    assert list(found.parts.values()) == [b"\xff\xd8\xff\xe0\x00\x10"], "an item of its own, not part of the copy"


def document(name: str, *words: str) -> Callable[[], None]:
    """These words are in its copy, and nothing of them is lost."""

    def is_right() -> None:
        found = came(name)
        text = " ".join(re.sub(r"<[^<>]*>", " ", found.text).split())
        assert [one for one in words if one not in text] == []
        assert found.losses == []

    return is_right


def picture_that_cannot_be_read() -> None:
    assert [label for label, _ in came("bild-unlesbar.docx").losses] == ["picture"]


def form_of_xfa() -> None:
    found = came("xfa-huelle.pdf")
    assert "form" in {label for label, _ in found.losses}


def file_clipped_to_a_page() -> None:
    found = came("anhang-als-anmerkung.pdf")
    assert ("attachment", "Kassenbuch.xlsx") in found.losses
    assert list(found.parts) == ["Kassenbuch.xlsx"]


def xmp_by_fields() -> None:
    found = came("xmp-ein-feld.pdf").findings
    assert found["author"] == ["Erika Beispiel"]
    assert found["time"] == ["2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z"]  # made, changed
    assert found["software"] == ["Schreibprogramm 7"]


def mark_before_a_pdf() -> None:
    assert len(pdfium.PdfDocument(came("pdf-mit-bom.pdf").content)) > 0


def voice_of_another_brand() -> None:
    assert came("sprach-mp42.m4a").kind is FileKind.MP3


def sound_alone_in_a_film() -> None:
    assert came("nur-ton.mp4").kind is FileKind.MP3


def gap_in_sound() -> None:
    assert seconds(came("luecke.m4a").content) == pytest.approx(10, abs=0.2)


def empty_file() -> None:
    with pytest.raises(FileEmpty):
        came("leer.jpg")


def letters_of_dos() -> None:
    found = came("dos-cp850.txt")
    assert found.text.strip() == "Müller ändert Öfen für Straße"
    assert [label for label, _ in found.losses] == ["charset"]


def chat_with_emoji() -> None:
    found = came("whatsapp.txt")
    assert "hidden-signs" not in found.findings
    assert all(emoji in found.text for emoji in ("🫨", "🩷", "👨‍👩‍👧", "❤️"))


def page_of_a_fax() -> None:
    page = pdfium.PdfDocument(came("fax-204x98.tif").content)[0]
    assert page.get_size() == pytest.approx((595, 842), rel=0.03)
    drawn = page.render(scale=2).to_pil()
    across, down = extent(drawn.crop((0, drawn.height // 5, *drawn.size)))
    assert across == pytest.approx(down, rel=0.03)


def dark_picture() -> None:
    source, copy = picture((CASES / "dunkel-16bit.png").read_bytes()), picture(came("dunkel-16bit.png").content)
    brightest = float(source.getextrema()[1])  # type: ignore[arg-type]
    assert float(copy.convert("L").getextrema()[1]) == pytest.approx(brightest / 257, abs=2)  # type: ignore[arg-type]


def photo_of_many_pixels() -> None:
    found = came("handy-108mp.jpg")
    assert "size" in {label for label, _ in found.losses}
    assert picture(found.content).width > 4000


def long_screenshot() -> None:
    found = came("langes-bildschirmfoto.png")
    shown = sandbox.preview([found.content], "a.png")
    assert shown.pages > 1
    assert picture(shown.content).width > 500


def white_on_clear() -> None:
    copy = came("weiss-auf-durchsichtig.png").content
    covered = b"".join(sandbox.redact([copy], "a.png", [Box(1, 0.9, 0.9, 1, 1)]).content)
    for data in (sandbox.preview([copy], "a.png").content, sandbox.preview([covered], "a.png").content):
        grey = picture(data).convert("L")
        assert ImageStat.Stat(grey.crop((0, 0, grey.width // 2, grey.height // 2))).stddev[0] > 5


def plan_on_large_paper() -> None:
    found = came("bauplan-a0.pdf")
    dots = picture(sandbox.preview([found.content], "a.pdf").content)
    assert max(dots.size) > 4000 or "size" in {label for label, _ in found.losses}


RIGHT: dict[str, Callable[[], None]] = {
    "mail-mit-foto.eml": mail_with_a_photo,
    "mail-html.eml": mail_in_html,
    "foto.vcf": card_with_a_picture,
    "strict.docx": document("strict.docx", "Erste Zeile streng", "Zweite Zeile streng"),
    "document2.docx": document("document2.docx", "Text in document2"),
    "textfeld.docx": document("textfeld.docx", "Vor dem Feld", "IM TEXTFELD: Konto 4711", "Nach dem Feld"),
    "bild-unlesbar.docx": picture_that_cannot_be_read,
    "blatt-ohne-nummer.xlsx": document("blatt-ohne-nummer.xlsx", "Konto", "4711"),
    "steuerelement.odt": document("steuerelement.odt", "IM STEUERELEMENT"),
    "xfa-huelle.pdf": form_of_xfa,
    "anhang-als-anmerkung.pdf": file_clipped_to_a_page,
    "xmp-ein-feld.pdf": xmp_by_fields,
    "pdf-mit-bom.pdf": mark_before_a_pdf,
    "sprach-mp42.m4a": voice_of_another_brand,
    "nur-ton.mp4": sound_alone_in_a_film,
    "luecke.m4a": gap_in_sound,
    "leer.jpg": empty_file,
    "dos-cp850.txt": letters_of_dos,
    "whatsapp.txt": chat_with_emoji,
    "fax-204x98.tif": page_of_a_fax,
    "dunkel-16bit.png": dark_picture,
    "handy-108mp.jpg": photo_of_many_pixels,
    "langes-bildschirmfoto.png": long_screenshot,
    "weiss-auf-durchsichtig.png": white_on_clear,
    "bauplan-a0.pdf": plan_on_large_paper,
}


def test_every_case_is_looked_at() -> None:
    assert set(RIGHT) == {path.name for path in CASES.iterdir()}


@pytest.mark.parametrize("name", RIGHT)
def test_the_right_thing_comes_of_it(name: str) -> None:
    RIGHT[name]()
