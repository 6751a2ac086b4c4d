"""A backup's archive: parts in order, sealed while they stream, and worthless unless its end verifies (SPEC §18)."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.crypto import primitives
from hinweisgeber.crypto.archive import CONTENT, KEYS, STEP, ArchiveKey, ArchiveReader, ArchiveWriter, Head
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.files import FileSealer, is_sealed_size
from hinweisgeber.errors import Broken, FormatBroken

KEY = ArchiveKey(bytes(range(32)))
HEAD = Head(CONTENT, "2026-11-21", bytes(16))
PARTS = {"about": b"{}", "table/cabinet/file": b"x" * (2 * STEP + 1), "blob/00": b"", "manifest": b"end"}


def written(parts: dict[str, bytes] = PARTS, head: Head = HEAD, step: int = 1000) -> bytes:
    out: list[bytes] = []
    writer = ArchiveWriter(KEY, head, out.append)
    for name, content in parts.items():
        assert writer.part(name, pieces(content, step)) == len(content)
    writer.finish()
    return b"".join(out)


def pieces(data: bytes, step: int) -> Iterator[bytes]:
    return (data[start : start + step] for start in range(0, len(data), step))


def read(raw: bytes, key: ArchiveKey = KEY, step: int = 777) -> dict[str, bytes]:
    return {name: b"".join(part) for name, part in ArchiveReader(key, pieces(raw, step)).parts()}


@pytest.mark.parametrize("step", [1, 1000, STEP, 10**6])
def test_parts_come_back_in_order_whatever_the_pieces(step: int) -> None:
    assert list(read(written(step=max(step, 7)), step=step).items()) == list(PARTS.items())


def test_a_part_nobody_reads_is_checked_all_the_same() -> None:
    assert [name for name, _ in ArchiveReader(KEY, [written()]).parts()] == list(PARTS)


def test_the_first_line_says_which_archive_it_is_and_is_part_of_the_seal() -> None:
    raw = written()
    assert raw.startswith(b"hinweisgeber-archive/1 content 2026-11-21 " + b"0" * 32 + b"\n\x01")
    assert ArchiveReader(KEY, [raw]).head == HEAD
    for other in (Head(KEYS, "2026-11-21", bytes(16)), Head(CONTENT, "2026-11-22", bytes(16)),
                  Head(CONTENT, "2026-11-21", b"\x01" * 16)):  # fmt: skip
        with pytest.raises(SealBroken):
            read(raw.replace(HEAD.line, other.line))


def test_another_secret_opens_nothing() -> None:
    with pytest.raises(SealBroken):
        read(written(), ArchiveKey.from_secret(bytes(32)))


@given(st.data())
def test_any_flipped_bit_missing_end_or_addition_is_found(data: st.DataObject) -> None:
    raw = written()
    place = data.draw(st.integers(0, len(raw) - 1))
    flipped = raw[:place] + bytes([raw[place] ^ 1 << data.draw(st.integers(0, 7))]) + raw[place + 1 :]
    for damaged in (flipped, raw[:place], raw + b"\0"):
        with pytest.raises(Broken):
            read(damaged)


def forged(records: bytes) -> bytes:
    """An archive with these records by somebody who has the key."""
    return HEAD.line + b"\x01" + primitives.chunked_seal(KEY.raw, HEAD.context, records)


def record(kind: bytes, payload: bytes) -> bytes:
    return kind + len(payload).to_bytes(4, "big") + payload


CLOSING = bytes(8) + primitives.sha384(b"")
LAST = record(b"Z", (1).to_bytes(8, "big") + primitives.sha384(CLOSING))
ONE_PART = record(b"P", b"a") + record(b"E", CLOSING)


def test_the_records_are_those_of_the_specification() -> None:
    assert read(forged(ONE_PART + LAST)) == {"a": b""}


@pytest.mark.parametrize(
    "records",
    [
        b"",
        ONE_PART,
        ONE_PART + ONE_PART + LAST,
        LAST,
        ONE_PART + LAST + LAST,
        ONE_PART + LAST + b"\0",
        record(b"P", b"../a") + record(b"E", CLOSING) + LAST,
        record(b"P", b"A") + record(b"E", CLOSING) + LAST,
        record(b"P", b"a") + record(b"D", b"x") + record(b"E", CLOSING) + LAST,
        record(b"P", b"a") + record(b"P", b"a") + record(b"E", CLOSING) + LAST,
        record(b"D", b"x") + ONE_PART + LAST,
        b"P\xff\xff\xff\xff" + ONE_PART,
        record(b"P", b"a") + record(b"D", b"x" * (STEP + 1)) + record(b"E", CLOSING) + LAST,
        b"P\0\0\0\0" + record(b"E", CLOSING) + LAST,
    ],
)
def test_what_no_writer_writes_is_refused(records: bytes) -> None:
    with pytest.raises(Broken):
        read(forged(records))


@pytest.mark.parametrize("line", [b"", b"\n", b"hinweisgeber-archive/2 content 2026-11-21 " + b"0" * 32 + b"\n",
                                  b"x" * 5000, HEAD.line.replace(b"\n", b" \n"), HEAD.line + b"\x02"])  # fmt: skip
def test_what_is_no_archive_of_this_version_is_told_apart_from_a_damaged_one(line: bytes) -> None:
    with pytest.raises(FormatBroken):
        ArchiveReader(KEY, [line])


def test_a_part_of_any_size_is_never_held_in_whole() -> None:
    size, seen = 64 * 1024 * 1024, 0

    def count(data: bytes) -> None:
        nonlocal seen
        seen += len(data)

    tracemalloc.start()
    writer = ArchiveWriter(KEY, HEAD, count)
    writer.part("blob/00", (bytes(256 * 1024) for _ in range(size // (256 * 1024))))
    writer.finish()
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seen > size
    assert held < 4 * 1024 * 1024


def test_a_name_that_could_lead_out_of_a_folder_is_never_written() -> None:
    writer = ArchiveWriter(KEY, HEAD, lambda data: None)
    for name in ("", "/a", "a/", "a//b", "..", "a/../b", "A", "a b", "a" * 201):
        with pytest.raises(ValueError, match="part"):
            writer.part(name, [])


@pytest.mark.parametrize("length", [0, 1, 65535, 65536, 65537, 200_001, 1_000_000])
def test_a_sealed_files_size_is_one_of_few(length: int) -> None:
    sizes: list[int] = []
    sealer = FileSealer(bytes(16), lambda sealed: sizes.append(len(sealed)))
    sealer.update(bytes(length))
    sealer.finish()
    size = sum(sizes)
    assert is_sealed_size(size)
    assert not any(is_sealed_size(size + change) for change in (-1, 1, -16, 16))
    assert not any(is_sealed_size(small) for small in range(200))
