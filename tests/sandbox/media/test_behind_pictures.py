"""What stands behind the end of a picture is in no copy, and is told; the film that a phone puts there is a file."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from hinweisgeber import sandbox
from hinweisgeber.sandbox import FileKind
from hinweisgeber.sandbox.inside.pictures import behind
from hinweisgeber.sandbox.inside.terms import Findings
from tests.sandbox import samples

TRAILER = b"\0\0\x01\x0a\x0e\0\0\0Image_UTC_Data1900000000000SEFHe\0\0\0" + bytes(20)


def came(data: bytes, name: str) -> tuple[sandbox.Cleaned, dict[str, bytes]]:
    work = sandbox.clean([data], name)
    content = b"".join(work.content)
    assert not samples.holds(content)
    assert not samples.holds(content, "ftyp")
    return work, {one.name: b"".join(one.content) for one in work.parts}


def progressive() -> bytes:
    target = io.BytesIO()
    samples.picture().save(target, "JPEG", progressive=True)
    return target.getvalue()


def box(name: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + name + content


MOVING = {
    "jpg": samples.image("JPEG") + samples.film(),
    "jpeg": progressive() + TRAILER + samples.film(),
    "png": samples.image("PNG") + samples.film(),
    "heic": samples.image("HEIF") + box(b"mpvd", samples.film()),
}


@pytest.mark.parametrize("ending", MOVING)
def test_film_behind_a_picture_is_a_file_of_its_own_and_its_loss_is_told(ending: str) -> None:
    work, parts = came(MOVING[ending], f"a.{ending}")
    assert [one.label for one in work.losses] == ["sound"]
    assert parts == {"film.mp4": samples.film()}
    film = sandbox.clean([parts["film.mp4"]], "film.mp4")
    assert film.kind is FileKind.MP4
    film.drop()


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_what_else_stands_behind_a_picture_is_told(form: str) -> None:
    work, parts = came(samples.image(form) + b"Wer das liest, weiss mehr als alle anderen.", f"a.{form.lower()}")
    assert ("dropped-part", "Hinter dem Bild: 43 Byte") in {(one.label, one.value) for one in work.findings}
    assert (list(work.losses), parts) == ([], {})


def test_picture_behind_a_picture_is_told() -> None:
    work, _ = came(samples.image("JPEG") + bytes(100) + progressive(), "a.jpg")
    assert "other-frames" in {one.label for one in work.findings}


@pytest.mark.parametrize("filling", [b"", bytes(4096), b"\r\n", bytes(10) + b"\n"])
def test_nothing_is_told_where_there_is_nothing(filling: bytes) -> None:
    findings = Findings()
    for data, kind in (
        (samples.image("JPEG") + filling, FileKind.JPEG),
        (progressive() + filling, FileKind.JPEG),
        (samples.image("PNG") + filling, FileKind.PNG),
        (samples.image("HEIF"), FileKind.HEIC),
    ):
        assert behind.taken(data, kind, findings) == []
    assert (findings.told(), findings.losses) == ([], [])


def test_a_picture_that_breaks_off_has_nothing_behind_it() -> None:
    whole = io.BytesIO()
    Image.effect_noise((300, 300), 90).save(whole, "JPEG")
    findings = Findings()
    for length in range(1, len(whole.getvalue()), 97):
        assert behind.taken(whole.getvalue()[:length], FileKind.JPEG, findings) == []
    assert (findings.told(), findings.losses) == ([], [])
