"""What pictures tell of themselves: maker notes, comments in every spelling, days as days, and what cannot be read."""

from __future__ import annotations

import io

import pytest
from PIL import Image, TiffImagePlugin

from hinweisgeber import sandbox
from hinweisgeber.sandbox.inside.dates import moment
from tests.sandbox import samples

Told = list[tuple[str, str]]


def told(exif: Image.Exif | bytes, form: str = "JPEG") -> Told:
    target = io.BytesIO()
    samples.picture().save(target, form, exif=exif)
    work = sandbox.clean([target.getvalue()], f"a.{form.lower()}")
    b"".join(work.content)
    return [(one.label, one.value) for one in work.findings]


def inner(tag: int, value: object) -> Image.Exif:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[tag] = value
    return exif


def test_maker_notes_are_told() -> None:
    found = told(inner(0x927C, bytes(range(200)) * 3))
    assert found == [("dropped-part", "Angaben des Herstellers (MakerNote), 600 Byte")]


@pytest.mark.parametrize(
    "comment",
    [
        b"ASCII\0\0\0Besuch im Amt",
        b"UNICODE\0" + "Besuch im Amt".encode("utf-16-le"),
        b"UNICODE\0" + "Besuch im Amt".encode("utf-16-be"),
        bytes(8) + b"Besuch im Amt",
        b"Besuch im Amt",
    ],
)
def test_comment_is_read_however_it_is_written(comment: bytes) -> None:
    assert told(inner(0x9286, comment)) == [("comment", "Besuch im Amt")]


def test_block_that_cannot_be_read_is_told_and_not_called_nothing() -> None:
    exif = inner(0x927C, b"x")
    exif.get_ifd(0x8825)[2] = (TiffImagePlugin.IFDRational(1, 0),) * 2
    exif.get_ifd(0x8825)[4] = (TiffImagePlugin.IFDRational(1, 0),) * 2
    assert ("dropped-part", "Exif: nicht lesbar") in told(exif)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2031:07:09 08:07:06", "2031-07-09T08:07:06"),
        ("2031:07:09", "2031-07-09"),
        ("D:20310709080706Z", "2031-07-09T08:07:06Z"),
        ("D:20310709080706+01'00'", "2031-07-09T08:07:06+01:00"),
        ("D:20310709080706-0530", "2031-07-09T08:07:06-05:30"),
        ("D:203107090807", "2031-07-09T08:07:00"),
        ("D:2031", "2031"),
        ("2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z"),
        ("2026-03-02T10:00:00.123+02:00", "2026-03-02T10:00:00+02:00"),
        ("0000:00:00 00:00:00", "0000:00:00 00:00:00"),
        ("2031:99:09", "2031:99:09"),
        ("im Sommer", "im Sommer"),
        ("", ""),
    ],
)
def test_days_are_told_as_days(written: str, meant: str) -> None:
    assert moment(written) == meant
