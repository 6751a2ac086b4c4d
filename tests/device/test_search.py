"""The search finds a word in every spelling and packing that it says it looks into."""

from __future__ import annotations

import gzip
import struct
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import brotli
import pytest

from tests.device.search import CHROMIUM_ENTRY, MOZILLA_LZ4, Needles, Profile, code_forms, lz4_block

CODE = "7K2MP-QX4TN-8VHRD-3WZGB-5JYCF"


def lz4(literals: bytes) -> bytes:
    """A block of literals only, as Mozilla's files begin."""
    long = len(literals) - 15
    length = bytes([0xF0, *[255] * (long // 255), long % 255])
    return MOZILLA_LZ4 + struct.pack("<I", len(literals)) + length + literals


def cached(body: bytes) -> bytes:
    """An entry of Chromium's cache: the address, the body, the headers."""
    address = b"1/0/_dk_http://127.0.0.1 http://127.0.0.1/melden"
    return CHROMIUM_ENTRY + struct.pack("<III", 5, len(address), 0) + bytes(4) + address + body + b"HTTP/1.1 200 OK\0"


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda raw: b"\0\x01" + raw,
    "gzip": lambda raw: b"before" + gzip.compress(raw * 20) + b"after",
    "zlib": lambda raw: b"before" + zlib.compress(raw * 20),
    "cut": lambda raw: gzip.compress(raw + bytes(range(256)) * 9)[:-90],
    "brotli": lambda raw: brotli.compress(raw * 20),
    "cached brotli": lambda raw: cached(brotli.compress(raw * 20)),
    "lz4": lambda raw: lz4(b"{" * 300 + raw),
}
SPELLINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-16LE": lambda word: word.encode("utf-16-le"),
    "UTF-16BE": lambda word: word.encode("utf-16-be"),
    "percent": lambda word: quote(word).encode(),
    **{f"base64+{n}": lambda word, n=n: b64encode(bytes(n) + word.encode() + b"..") for n in range(3)},  # type: ignore[misc]
    "base64url": lambda word: urlsafe_b64encode(b"?" + word.encode() + b".."),
}


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_word_is_found_however_it_is_spelled_and_packed(tmp_path: Path, spelling: str, packing: str) -> None:
    needles = Needles()
    word = needles.word("description")
    path = tmp_path / "file"
    path.write_bytes(PACKINGS[packing](SPELLINGS[spelling](word)))
    assert {found.label for found in needles.in_files([path])} == {"description"}


@pytest.mark.parametrize("text", [CODE, CODE.replace("-", ""), CODE.lower(), CODE[:11], CODE.replace("-", "")[-13:]])
def test_a_code_is_found_whole_and_in_its_halves_with_and_without_hyphens(tmp_path: Path, text: str) -> None:
    needles = Needles()
    needles.add("code", *code_forms(CODE))
    path = tmp_path / "file"
    path.write_bytes(b"code=" + text.encode() + b"&to=send")
    assert {found.label for found in needles.in_files([path])} == {"code"}
    assert needles.in_text(f"<p>{text}</p>") == {"code"}


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    needles = Needles()
    needles.word("description")
    path = tmp_path / "file"
    path.write_bytes(Needles().word("description").encode())
    assert needles.in_files([path, tmp_path / "gone"]) == []


def test_a_file_name_is_searched_too(tmp_path: Path) -> None:
    needles = Needles()
    path = tmp_path / needles.word("file name")
    path.touch()
    assert [found.label for found in needles.in_files([path])] == ["file name"]


def test_lz4_repeats_what_came_before() -> None:
    block = b"\x35abc\x03\x00" + b"\x10!"  # "abc", then nine signs from three back, then "!"
    assert lz4_block(block) == b"abc" * 4 + b"!"
    with pytest.raises(ValueError, match="LZ4"):
        lz4_block(b"\x10a\x09\x00")


def test_a_profile_tells_what_changed_since_it_was_last_asked(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "folder/new"
    old.touch()
    profile = Profile(tmp_path)
    assert profile.changed() == profile.all() == []
    new.parent.mkdir()
    new.write_text("1", encoding="utf-8")
    assert profile.changed() == [new]
    assert profile.changed() == []
    assert profile.all() == [new]
