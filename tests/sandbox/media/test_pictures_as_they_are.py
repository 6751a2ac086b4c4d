"""Pictures keep their shape, their light and their size on paper; what is made smaller is told; all can be read."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageSequence

from hinweisgeber import sandbox
from hinweisgeber.sandbox import Box, Ceilings, FileKind
from hinweisgeber.sandbox.errors import PagesTooMany, PixelsTooMany
from hinweisgeber.sandbox.inside.pictures import images, pixels
from hinweisgeber.sandbox.inside.pictures.measure import measure
from hinweisgeber.sandbox.inside.pictures.pieces import pieces, within
from hinweisgeber.sandbox.inside.sniffing import sniff
from hinweisgeber.sandbox.inside.terms import Findings, Stop
from tests.sandbox import samples
from tests.sandbox.media.recorded_samples import circle, extent

A4 = (595.3, 841.9)


def saved(picture: Image.Image, form: str, **about: Any) -> bytes:
    target = io.BytesIO()
    picture.save(target, form, **about)
    return target.getvalue()


def copied(data: bytes, name: str, limits: Ceilings | None = None) -> tuple[sandbox.Cleaned, bytes]:
    work = sandbox.clean([data], name, limits)
    return work, b"".join(work.content)


def lost(work: sandbox.Cleaned) -> list[tuple[str, str]]:
    return [(one.label, one.value) for one in work.losses]


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("resolution", [(204, 98), (204, 196), (98, 204), (300, 300), (200, 100)])
def test_page_of_a_fax_or_scanner_stays_a_page_and_its_circle_round(resolution: tuple[int, int]) -> None:
    size = round(A4[0] / 72 * resolution[0]), round(A4[1] / 72 * resolution[1])
    data = saved(circle(*size).convert("1"), "TIFF", dpi=resolution, compression="group4")
    work, copy = copied(data, "fax.tif")
    page = pdfium.PdfDocument(copy)[0]
    assert (work.kind, work.pages, lost(work)) == (FileKind.PDF, 1, [])
    assert page.get_size() == pytest.approx(A4, abs=2)
    across, down = extent(page.render(scale=2).to_pil())
    assert across == pytest.approx(down, rel=0.02)


def test_several_pages_keep_their_size_on_paper() -> None:
    a5, a3 = (1748, 2480), (3508, 4961)
    data = saved(circle(*a5), "TIFF", dpi=(300, 300), save_all=True, append_images=[circle(*a3)])
    sizes = [page.get_size() for page in pdfium.PdfDocument(copied(data, "scan.tiff")[1])]
    assert sizes == [pytest.approx((419.5, 595.2), abs=1), pytest.approx((841.9, 1190.6), abs=1)]


def test_page_that_tells_no_size_is_no_larger_than_a4() -> None:
    data = saved(circle(2480, 3508), "TIFF", save_all=True, append_images=[circle(100, 141)])
    first, second = (page.get_size() for page in pdfium.PdfDocument(copied(data, "scan.tiff")[1]))
    assert first == pytest.approx(A4, abs=5)
    assert second == pytest.approx((48, 67.7), abs=1)


def test_single_page_keeps_its_resolution() -> None:
    _, copy = copied(saved(circle(2480, 3508, "RGB"), "TIFF", dpi=(300, 300)), "scan.tif")
    assert opened(copy).info["dpi"] == pytest.approx((300, 300), abs=1)


def test_dark_picture_of_16_bit_stays_dark() -> None:
    dark = Image.new("I;16", (200, 100))
    for x in range(200):
        for y in range(100):
            dark.putpixel((x, y), x * 20)
    for form, name in (("PNG", "a.png"), ("TIFF", "a.tif")):
        copy = opened(copied(saved(dark, form), name)[1]).convert("L")
        assert [copy.getpixel((x, 50)) for x in (0, 100, 199)] == pytest.approx([0, 2000 / 257, 3980 / 257], abs=2)


def test_picture_of_too_many_pixels_is_made_smaller_and_told() -> None:
    limits = Ceilings(pixels=1_000_000)
    for form, name in (("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("TIFF", "a.tif"), ("BMP", "a.bmp")):
        work, copy = copied(saved(samples.picture(1800, 1000), form), name, limits)
        assert opened(copy).size == (900, 500)
        assert lost(work) == [("size", "1800 × 1000 → 900 × 500")]


def test_large_jpeg_is_never_decoded_whole() -> None:
    """What would take 1200 MB whole goes through with an address space in which that has no room."""
    huge = saved(Image.new("RGB", (20_000, 15_000), "#dde"), "JPEG", quality=10)
    work, copy = copied(huge, "a.jpg", Ceilings(memory=1300 << 20))
    assert opened(copy).size == (10_000, 7_500)
    assert lost(work) == [("size", "20000 × 15000 → 10000 × 7500")]


def test_picture_that_cannot_be_made_smaller_in_its_bounds_is_refused() -> None:
    with pytest.raises(PixelsTooMany):
        sandbox.clean([saved(Image.new("RGB", (4000, 4000)), "PNG")], "a.png", Ceilings(pixels=1_000_000))


def writing(colour: str, mode: str = "RGBA") -> Image.Image:
    image = Image.new("RGBA", (300, 120), (0, 0, 0, 0))
    ImageDraw.Draw(image).text((20, 40), "SEHR WICHTIG", fill=colour, font_size=30)
    return image.convert(mode)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
@pytest.mark.parametrize("colour", ["white", "black", "#e8e8e8", "#404040", "#ffff80"])
def test_writing_on_nothing_is_seen_in_preview_and_after_redaction(colour: str, mode: str) -> None:
    picture = writing(colour, mode)
    form = "TIFF" if mode == "PA" else "PNG"
    if mode == "PA":
        picture, form = writing(colour).quantize(8), "PNG"
    _, copy = copied(saved(picture, form), "a.png")
    shown = sandbox.preview([copy], "a.png").content
    covered = b"".join(sandbox.redact([copy], "a.png", [Box(1, 0.9, 0.9, 1, 1)]).content)
    for one in (shown, covered):
        seen = opened(one).convert("L").crop((0, 0, 260, 100))
        shades = [shade for shade, count in enumerate(seen.histogram()) if count]
        assert max(shades) - min(shades) > 70, f"{colour} cannot be read"


def test_box_can_be_told_from_any_ground() -> None:
    _, copy = copied(saved(writing("white"), "PNG"), "a.png")
    covered = opened(b"".join(sandbox.redact([copy], "a.png", [Box(1, 0.0, 0.0, 0.2, 0.2)]).content)).convert("L")
    assert covered.getpixel((2, 2)) == 0
    assert covered.getpixel((290, 110)) > 40  # type: ignore[operator, unused-ignore]


def test_nothing_lies_under_what_is_transparent() -> None:
    hidden = Image.new("RGBA", (64, 64), (200, 10, 10, 0))
    hidden.paste((0, 0, 200, 255), (0, 0, 32, 64))
    copy = opened(copied(saved(hidden, "PNG"), "a.png")[1])
    assert copy.getpixel((50, 50)) == (0, 0, 0, 0)
    assert copy.getpixel((10, 10)) == (0, 0, 200, 255)


def test_long_screenshot_is_shown_piece_by_piece_so_that_it_can_be_read() -> None:
    work, copy = copied(saved(samples.picture(540, 15_000), "PNG"), "a.png")
    first = sandbox.preview([copy], "a.png")
    assert first.pages == work.pages > 5
    assert opened(first.content).width >= 500
    with pytest.raises(PagesTooMany):
        sandbox.preview([copy], "a.png", page=work.pages + 1)
    wide = sandbox.preview([saved(samples.picture(15_000, 540), "JPEG")], "a.jpg", page=2)
    assert opened(wide.content).height >= 500


def test_box_on_a_piece_covers_that_piece() -> None:
    tall = Image.new("RGB", (540, 15_000), "white")
    places = pieces(*tall.size)
    covered = opened(b"".join(sandbox.redact([saved(tall, "PNG")], "a.png", [Box(3, 0.2, 0.5, 0.8, 0.6)]).content))
    left, top, right, bottom = covered.convert("L").point(lambda value: 255 - value).getbbox() or (0, 0, 0, 0)
    height = places[2][3] - places[2][1]
    assert (left, right) == pytest.approx((108, 432), abs=17)
    assert (top, bottom) == pytest.approx((places[2][1] + height * 0.5, places[2][1] + height * 0.6), abs=17)


@given(st.integers(1, 40_000), st.integers(1, 40_000))
def test_pieces_cover_a_picture_without_a_gap(width: int, height: int) -> None:
    places = pieces(width, height)
    assert places[0][:2] == (0, 0)
    assert places[-1][2:] == (width, height)
    along = 3 if height > width else 2
    for before, after in pairwise(places):
        assert before[along - 2] < after[along - 2] <= before[along] < after[along] <= max(width, height)
    for place in places:
        box = within(place, [0, 0, 1, 1], (width, height))
        assert [round(one) for one in (box[0] * width, box[1] * height, box[2] * width, box[3] * height)] == list(place)


@pytest.mark.parametrize(("name", "form"), [("a.gif", "GIF"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.tif", "TIFF")])
def test_every_picture_of_an_animation_is_a_page(name: str, form: str) -> None:
    frames = [Image.new("RGB", (120, 90), (0, 40 * n, 200)) for n in range(6)]
    work, copy = copied(saved(frames[0], form, save_all=True, append_images=frames[1:]), name)
    assert (work.kind, work.pages, lost(work)) == (FileKind.PDF, 6, [])
    seen = [page.render(scale=1).to_pil().convert("RGB").getpixel((30, 30)) for page in pdfium.PdfDocument(copy)]
    assert [colour[1] for colour in seen] == pytest.approx([0, 40, 80, 120, 160, 200], abs=12)


FORMS = [
    ("a.jpg", "JPEG"),
    ("a.png", "PNG"),
    ("a.gif", "GIF"),
    ("a.bmp", "BMP"),
    ("a.webp", "WEBP"),
    ("a.tif", "TIFF"),
    ("a.avif", "AVIF"),
]


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_size_of_a_picture_is_read_a_second_way(name: str, form: str) -> None:
    data = saved(samples.picture(123, 77), form)
    found = measure(data, sniff(data, name))
    assert found is not None
    assert (found.width, found.height, found.count) == (123, 77, 1)
    for cut in range(1, len(data), max(len(data) // 40, 1)):
        measure(data[:cut], sniff(data, name))  # never an error


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_copy_that_was_made_smaller_in_silence_is_none(
    name: str, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, data = tmp_path / "in", saved(samples.picture(800, 600), form)
    path.write_bytes(data)
    about, _ = images.clean(path, sniff(data, name), Ceilings(), {})
    assert about["losses"] == []
    whole = pixels.dots
    monkeypatch.setattr(images, "dots", lambda *given: whole(*given).reduce(2))
    monkeypatch.setattr(Findings, "lose", lambda *_: None)
    with pytest.raises(Stop, match="content-lost"):
        images.clean(path, sniff(data, name), Ceilings(), {})


@pytest.mark.parametrize("left", [3, 7])
def test_copy_without_pages_of_its_source_is_told_or_none(
    left: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = [samples.picture(100, 80 + n) for n in range(10)]
    path = tmp_path / "in"
    path.write_bytes(saved(frames[0], "TIFF", save_all=True, append_images=frames[1:]))
    whole = ImageSequence.Iterator
    monkeypatch.setattr(ImageSequence, "Iterator", lambda picture: list(whole(picture))[:left])
    about, content = images.clean(path, FileKind.TIFF, Ceilings(), {})
    if left < 5:
        with pytest.raises(Stop, match="content-lost"):
            list(content)
    else:
        list(content)
        assert about["losses"] == [("pages", "7 von 10")]
