"""Files: sealed while they stream, opened only whole (SPEC §16)."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.crypto import files
from hinweisgeber.crypto.errors import Exchanged, SealBroken
from hinweisgeber.crypto.files import BlobKey, FileSealer, open_file
from hinweisgeber.crypto.padding import FILE_FLOOR, padme
from tests.patience import PATIENT

BLOB = bytes(range(16))


def pieces(data: bytes, step: int) -> Iterator[bytes]:
    return (data[start : start + step] for start in range(0, len(data), step))


def sealed(content: bytes, step: int = 65536) -> tuple[BlobKey, bytes]:
    body = bytearray()
    sealer = FileSealer(BLOB, body.extend)
    for piece in pieces(content, step):
        sealer.update(piece)
    sealer.finish()
    assert sealer.sealed_sha384 == hashlib.sha384(body).hexdigest(), "what its word says of it"
    return sealer.key, bytes(body)


@pytest.mark.parametrize("length", [0, 1, FILE_FLOOR - 1, FILE_FLOOR, FILE_FLOOR + 1, 1_200_001])
@pytest.mark.parametrize("step", [1000, 65536, 2_000_000])
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


def test_a_sealer_gives_on_small_pieces_whatever_it_gets() -> None:
    sizes: list[int] = []
    sealer = FileSealer(BLOB, lambda piece: sizes.append(len(piece)))
    sealer.update(bytes(5_000_000))
    sealer.update(bytes(65536))
    sealer.finish()
    assert max(sizes) <= 2 * files.STEP


def ignore(sealed: memoryview) -> None:
    pass


class Late:
    """Hashes as late as it may: when the result is asked for."""

    def __init__(self, act: Callable[[object], None], data: object) -> None:
        self._act, self._data, self._open = act, data, True

    def result(self) -> None:
        if self._open:
            self._act(self._data)
        self._open = False


def test_the_hash_is_right_when_two_buffers_serve_by_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A piece is hashed before the next one is taken, in order, and the last one before the hash is told."""
    monkeypatch.setattr(files._Hashers, "pool", SimpleNamespace(submit=Late))
    monkeypatch.setattr(files, "ALONE", 1)
    content, buffers, sealer = bytes(range(250)) * 10, (bytearray(500), bytearray(500)), FileSealer(BLOB, ignore)
    for number, piece in enumerate(pieces(content, 500)):
        buffers[number % 2][:] = piece
        sealer.update(memoryview(buffers[number % 2]))
    assert sealer.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("lengths", [[500] * 6, [500, 300, 500, 500, 300, 300, 500, 20], [300] * 5, [1700, 500, 1]])
def test_the_hash_of_what_was_sealed_is_right_however_late_it_is_made(
    lengths: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No room is used again before what lies in it was hashed, and each piece is hashed after the one before it."""
    monkeypatch.setattr(files._Hashers, "pool", SimpleNamespace(submit=Late))
    monkeypatch.setattr(files, "ALONE", 100)
    monkeypatch.setattr(files, "STEP", 500)
    body, key = bytearray(), BlobKey.generate()
    sealer = FileSealer(BLOB, body.extend, key)
    content = [bytes([number]) * length for number, length in enumerate(lengths)]
    for piece in content:
        sealer.update(piece)
    sealer.finish()
    assert sealer.sealed_sha384 == hashlib.sha384(body).hexdigest()
    assert b"".join(open_file(key, BLOB, sum(lengths), [bytes(body)])) == b"".join(content)


def test_small_files_are_handed_over_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else all threads that bring some stand in one line: most of their time under a flood."""
    handed: list[object] = []
    monkeypatch.setattr(files._Hashers, "pool", SimpleNamespace(submit=lambda *given: handed.append(given)))
    sealer = FileSealer(BLOB, ignore)
    sealer.update(b"x" * (files.ALONE - 1))
    assert (sealer.sha256, handed) == (hashlib.sha256(b"x" * (files.ALONE - 1)).hexdigest(), [])


FORKED = """
import os
from hinweisgeber.crypto import files
from hinweisgeber.crypto.files import FileSealer
def hash_one():
    sealer = FileSealer(bytes(16), len)
    sealer.update(b"x" * files.ALONE)
    return sealer.sha256
before = hash_one()
child = os.fork()
if child == 0:
    os._exit(0 if hash_one() == before else 1)
raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_files_are_sealed_in_a_process_that_was_forked() -> None:
    subprocess.run([sys.executable, "-c", FORKED], check=True, timeout=PATIENT)


@pytest.mark.parametrize("size", [1000, 3 * files.ALONE])
def test_pieces_that_are_not_those_signed_for_are_named_at_the_end(size: int) -> None:
    pieces = [bytes(size), b"x" * size, b"end"]
    signed = hashlib.sha384(b"".join(pieces)).hexdigest()
    assert list(files.as_signed(pieces, signed)) == pieces
    with pytest.raises(Exchanged):
        list(files.as_signed([bytes(size), b"y" * size, b"end"], signed))
    with pytest.raises(Exchanged):
        list(files.as_signed(pieces[:2], signed))
