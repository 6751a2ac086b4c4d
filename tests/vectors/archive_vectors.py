"""Vectors of a backup's archive (SPEC §18): damaged from outside, or sealed by who did not keep to the form."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from hinweisgeber.crypto import archive, primitives, strict
from hinweisgeber.crypto.keys import VERSION
from tests.vectors.people import seed

Vector = dict[str, Any]
Stored = Callable[[str, Callable[[str], Any], Callable[[], str]], str]
SECRET, HEAD = seed("backup secret"), archive.Head(archive.CONTENT, "2026-11-21", seed("run")[:16])
KEY = archive.ArchiveKey.from_secret(SECRET)
PARTS = {"about": "{}", "table/letterbox/report": '["seq"]\n[1]\n', "manifest": ""}


def record(letter: str, body: bytes) -> bytes:
    """One, of any length."""
    return letter.encode() + len(body).to_bytes(4, "big") + body


def ending(content: bytes) -> bytes:
    """What a part's `E` holds."""
    return len(content).to_bytes(8, "big") + hashlib.sha384(content).digest()


def part(name: str, content: bytes) -> bytes:
    """All records of a short part."""
    data = record("D", content) if content else b""
    return record("P", name.encode()) + data + record("E", ending(content))


def last(*contents: bytes) -> bytes:
    """The last record after parts with this content."""
    whole = hashlib.sha384(b"".join(map(ending, contents)))
    return record("Z", len(contents).to_bytes(8, "big") + whole.digest())


def wrong_inside() -> dict[str, tuple[bytes, str]]:
    """Records that no writer writes, and the class of failure."""
    one, two = part("about", b"{}"), part("manifest", b"12")
    longer, empty = record("E", ending(b"{} ")[:8] + ending(b"{}")[8:]), record("D", b"") + record("E", ending(b""))
    begun, end = record("P", b"about") + record("D", b"{}"), record("E", ending(b"{}"))
    cases: dict[str, tuple[bytes, str]] = {
        "a part's bytes changed": (one.replace(b"{}", b"[]", 1) + last(b"{}"), "FormatBroken"),
        "a part's length changed": (begun + longer + last(b"{}"), "FormatBroken"),
        "a part's data left out": (record("P", b"about") + end + last(b"{}"), "FormatBroken"),
        "a part left out": (one + last(b"{}", b"12"), "FormatBroken"),
        "two parts exchanged": (two + one + last(b"{}", b"12"), "FormatBroken"),
        "another number of parts": (one + last(b"{}").replace(b"\x01", b"\x02", 1), "FormatBroken"),
        "a part that does not end": (begun + last(b"{}"), "FormatBroken"),
        "a part inside a part": (begun + two + end + last(b"{}", b"12"), "FormatBroken"),
        "data without a part": (record("D", b"{}") + one + last(b"{}"), "FormatBroken"),
        "an unknown record": (record("X", b"{}") + one + last(b"{}"), "FormatBroken"),
        "an empty record": (record("P", b"about") + empty + last(b""), "FormatBroken"),
        "a record too long": (part("about", b"x" * 65537) + last(b"x" * 65537), "FormatBroken"),
        "a name in capitals": (part("About", b"{}") + last(b"{}"), "FormatBroken"),
        "a name that leads away": (part("../about", b"{}") + last(b"{}"), "FormatBroken"),
        "a name too long": (part("a" * 201, b"{}") + last(b"{}"), "FormatBroken"),
        "a record behind the last": (one + last(b"{}") + two, "FormatBroken"),
        "no last record": (one, "SealBroken"),
        "a record cut": (one + last(b"{}")[:-1], "SealBroken"),
        "nothing inside": (b"", "SealBroken"),
    }  # fmt: skip
    return cases


def build(stored: Stored) -> list[Vector]:
    """All of them."""
    sealed = stored("good", lambda s: _read(base64.b64decode(s)), _written)
    raw = base64.b64decode(sealed)
    start, size = len(HEAD.line), len(raw)
    good: Vector = {"name": "good", "secret": SECRET.hex(), "sealed": sealed, "parts": PARTS, "error": None}
    broken: dict[str, list[Any]] = {
        "last byte missing": ["cut", 1],
        "last 16 bytes missing": ["cut", 16],
        "head alone": ["cut", size - start],
        "another kind": ["set", 23, b"keys 20".hex()],
        "another day": ["flip", start - 35],
        "another run": ["set", start - 2, "30" if raw[start - 2 : start - 1] != b"0" else "31"],
        "version 2": ["set", start, "02"],
        "a byte in the middle flipped": ["flip", (start + size) // 2],
        "last byte flipped": ["flip", size - 1],
        "one byte behind": ["append", "00"],
        "another format": ["set", 21, "32"],
        "empty": ["cut", size],
    }
    format_broken = {"head alone", "another kind", "version 2", "another format", "empty"}
    return [
        good,
        *({"name": n, "of": "good", "edit": [e], "error": "FormatBroken" if n in format_broken else "SealBroken"}
          for n, e in broken.items()),
        {"name": "another secret", "of": "good", "edit": [], "secret": seed("x").hex(), "error": "SealBroken"},
        *({"name": n, "of": "good", "sealed": _otherwise(stored, n, records), "error": e}
          for n, (records, e) in wrong_inside().items()),
    ]  # fmt: skip


def _written() -> str:
    out: list[bytes] = []
    writer = archive.ArchiveWriter(KEY, HEAD, out.append)
    for name, text in PARTS.items():
        writer.part(name, [text.encode()])
    writer.finish()
    return strict.encode64(b"".join(out))


def _read(raw: bytes) -> None:
    for _ in archive.ArchiveReader(KEY, [raw]).parts():
        pass


def _otherwise(stored: Stored, name: str, records: bytes) -> str:
    def opens(text: str) -> None:
        body = base64.b64decode(text)[len(HEAD.line) + 1 :]
        if primitives.chunked_open(KEY.raw, HEAD.context, body) != records:
            raise KeyError("changed")

    def make() -> str:
        return strict.encode64(HEAD.line + VERSION + primitives.chunked_seal(KEY.raw, HEAD.context, records))

    return stored(name, opens, make)
