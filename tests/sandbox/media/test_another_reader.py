"""Copies beside their originals as another program sees them: it has nothing in common with the one that made them."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from hinweisgeber import sandbox
from tests.patience import PATIENT
from tests.programs import program
from tests.sandbox import samples
from tests.sandbox.media.recorded_samples import circle

TURNED = samples.pdf(pages=1).replace(b"/MediaBox", b"/Rotate 90/MediaBox")
CROPPED = samples.pdf(pages=1).replace(b"/MediaBox[0 0 595 842]", b"/MediaBox[0 0 595 842]/CropBox[0 421 595 842]")
PDFS = {
    "letter": samples.pdf(pages=3),
    "without a script": samples.pdf(pages=1, script=False),
    "plan": samples.pdf(pages=1, size=(2384, 3370)),
    "card": samples.pdf(pages=2, size=(240, 160)),
    "lying": TURNED,
    "cropped": CROPPED,
}
UNLIKE = 6  # of 255 on average: more is another picture


def drawn(data: bytes, folder: Path, name: str) -> list[Image.Image]:
    """The pages as poppler draws them."""
    path = folder / name
    path.write_bytes(data)
    command = [
        program("pdftoppm"),
        "-r",
        "40",
        "-gray",
        "-cropbox",
        "-hide-annotations",
        str(path),
        str(folder / f"{name}-page"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENT)
    pages = sorted(folder.glob(f"{name}-page*"))
    return [Image.open(io.BytesIO(page.read_bytes())) for page in pages]


def alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether they show the same, but for coding."""
    near = abs(one.width - other.width) < 3 and abs(one.height - other.height) < 3
    coarse, beside = (
        image.convert("L").resize(one.size).reduce(4) for image in (one, other)
    )  # edges are drawn otherwise
    difference = ImageChops.difference(coarse, beside)
    return near and ImageStat.Stat(difference).mean[0] < UNLIKE


@pytest.mark.parametrize("case", PDFS)
def test_copy_of_a_pdf_shows_what_its_original_shows(case: str, tmp_path: Path) -> None:
    copy = b"".join(sandbox.clean([PDFS[case]], "a.pdf").content)
    before, after = drawn(PDFS[case], tmp_path, "before"), drawn(copy, tmp_path, "after")
    assert len(before) == len(after) > 0
    assert all(page.getextrema()[0] < 200 for page in before), "there is something to see"  # type: ignore[operator, unused-ignore]
    assert all(alike(one, other) for one, other in zip(before, after, strict=True))


def test_copy_of_a_scan_shows_every_page(tmp_path: Path) -> None:
    pages = [circle(827, 1170), circle(827, 1170).rotate(180), samples.picture(827, 1170).convert("L")]
    target = io.BytesIO()
    pages[0].save(target, "TIFF", dpi=(100, 100), save_all=True, append_images=pages[1:])
    after = drawn(b"".join(sandbox.clean([target.getvalue()], "a.tif").content), tmp_path, "after")
    assert len(after) == 3
    assert alike(pages[0].resize(after[0].size), after[0])


def test_another_page_is_not_alike() -> None:
    assert not alike(circle(300, 420), samples.picture(300, 420))
