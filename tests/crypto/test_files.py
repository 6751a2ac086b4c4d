"""Files: sealed while they stream, opened only whole (SPEC §16)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.crypto.files import BlobKey, FileSealer, open_file
from hinweisgeber.crypto.padding import FILE_FLOOR, padme
from hinweisgeber.errors import SealBroken

BLOB = bytes(range(16))


def pieces(data: bytes, step: int) -> Iterator[bytes]:
    return (data[start : start + step] for start in range(0, len(data), step))


def sealed(content: bytes, step: int = 65536) -> tuple[BlobKey, bytes]:
    sealer = FileSealer(BLOB)
    body = b"".join(map(sealer.update, pieces(content, step)))
    return sealer.key, body + b"".join(sealer.finish())


@pytest.mark.parametrize("length", [0, 1, FILE_FLOOR - 1, FILE_FLOOR, FILE_FLOOR + 1, 200_001])
@pytest.mark.parametrize("step", [1000, 65536])
def test_a_file_comes_back_whatever_the_pieces(length: int, step: int) -> None:
    content = bytes(range(256)) * (length // 256 + 1)
    key, blob = sealed(content[:length], step)
    assert b"".join(open_file(key, BLOB, length, pieces(blob, 777))) == content[:length]


@given(st.integers(0, 2**42))
def test_padme_adds_at_most_twelve_percent_and_never_takes_away(length: int) -> None:
    size = padme(length)
    assert max(length, FILE_FLOOR) <= size <= max(length * 1.12, FILE_FLOOR)
    assert padme(size) == size


def test_padme_knows_few_sizes() -> None:
    assert len({padme(length) for length in range(10_000_000, 11_000_000, 997)}) < 10


def test_two_files_of_nearly_the_same_length_look_alike() -> None:
    assert len(sealed(b"a" * 70_001)[1]) == len(sealed(b"b" * 70_600)[1])


@given(st.integers(0, 70_000), st.data())
def test_any_flipped_bit_or_missing_end_is_found(length: int, data: st.DataObject) -> None:
    key, blob = sealed(b"x" * length)
    place = data.draw(st.integers(0, len(blob) - 1))
    flipped = blob[:place] + bytes([blob[place] ^ 1 << data.draw(st.integers(0, 7))]) + blob[place + 1 :]
    for damaged in (flipped, blob[:place], blob + b"\0"):
        with pytest.raises(SealBroken):
            list(open_file(key, BLOB, length, [damaged]))


def test_a_blob_under_another_name_does_not_open() -> None:
    key, blob = sealed(b"content")
    with pytest.raises(SealBroken):
        list(open_file(key, bytes(16), 7, [blob]))


def test_a_sealer_holds_no_more_than_a_piece() -> None:
    sealer = FileSealer(BLOB)
    for _ in range(64):
        assert len(sealer.update(bytes(65536))) <= 65536 * 2
    assert max(map(len, sealer.finish())) <= 65536 * 2
