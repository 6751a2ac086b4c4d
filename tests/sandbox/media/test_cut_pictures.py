"""Of a picture of which its file shows a part, the copy holds that part, and the second reader asks for no more."""

from __future__ import annotations

import io
import struct

import pillow_heif
import pytest
from PIL import Image

from hinweisgeber import sandbox
from hinweisgeber.sandbox.inside.pictures import boxes
from tests.sandbox import samples

LEFT, RIGHT = (200, 30, 30), (30, 30, 200)


def halves(width: int = 160, height: int = 64) -> Image.Image:
    """A picture that is red on the left and blue on the right."""
    image = Image.new("RGB", (width, height), LEFT)
    image.paste(RIGHT, (width // 2, 0, width, height))
    return image


def cut(width: int, right: int, of: int = 1) -> bytes:
    """An AVIF of which this width is shown, whose middle lies so far right of the picture's middle."""
    target = io.BytesIO()
    halves().save(target, "AVIF", quality=90)
    data = target.getvalue()
    clap = struct.pack(">I4sIIIIiIiI", 40, b"clap", width, of, 64, of, right, of, 0, 1)
    grown = len(clap) + 1
    mdat, item = data.index(b"mdat") + 4, data.index(b"iloc")
    data = data[:item] + data[item:].replace(struct.pack(">I", mdat), struct.pack(">I", mdat + grown), 1)
    for name, more in ((b"meta", grown), (b"iprp", grown), (b"ipco", len(clap)), (b"ipma", 1)):
        at = data.index(name) - 4
        data = data[:at] + struct.pack(">I", struct.unpack_from(">I", data, at)[0] + more) + data[at + 4 :]
    ipma = data.index(b"ipma") + 4  # version and flags, entries, item, how many, which
    number = sum(1 for _ in boxes._boxes(data[data.index(b"ipco") + 4 : ipma - 8])) + 1
    many = data[ipma + 10]
    end = ipma + 11 + many
    data = data[: ipma + 10] + bytes([many + 1]) + data[ipma + 11 : end] + bytes([0x80 | number]) + data[end:]
    return data[: ipma - 8] + clap + data[ipma - 8 :]


def copied(data: bytes, name: str) -> Image.Image:
    work = sandbox.clean([data], name)
    copy = Image.open(io.BytesIO(b"".join(work.content)))
    assert work.losses == []
    return copy.convert("RGB")


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 25 for a, b in zip(one, other, strict=True))


def test_what_is_cut_off_of_an_avif_is_not_in_its_copy() -> None:
    copy = copied(cut(width=64, right=40), "a.avif")
    assert copy.size == (64, 64)
    assert all(near(copy.getpixel(place), RIGHT) for place in ((2, 2), (32, 32), (61, 61)))  # type: ignore[arg-type]


@pytest.mark.parametrize("cut_off", [cut(width=64, right=9000), cut(width=64, right=40, of=0), cut(0, 0)])
def test_a_cut_that_leaves_nothing_cuts_nothing(cut_off: bytes) -> None:
    assert boxes.shown_part(cut_off) is None
    assert copied(cut_off, "a.avif").size == (160, 64)


def test_a_heic_that_shows_less_than_its_blocks_is_whole() -> None:
    """Its coder works in blocks of 64 dots, and says how many of them are shown."""
    target = io.BytesIO()
    pillow_heif.from_pillow(samples.picture(29, 100)).save(target, quality=60)
    assert b"clap" in target.getvalue()
    assert boxes.shown_size(target.getvalue()) == (29, 100)
    assert copied(target.getvalue(), "a.heic").size == (29, 100)


@pytest.mark.parametrize("damage", range(0, 200, 7))
def test_boxes_that_say_nonsense_are_read_to_an_end(damage: int) -> None:
    data = bytearray(cut(width=64, right=40))
    at = data.index(b"iprp") + damage
    data[at : at + 2] = b"\xff\xff"
    part = boxes.shown_part(bytes(data))
    assert part is None or (part[0] < part[2] and part[1] < part[3])
