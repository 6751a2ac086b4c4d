"""Files that hold others, made here: mails, mailboxes, archives, Outlook's messages. And what comes out of one."""

from __future__ import annotations

import io
import json
import struct
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hinweisgeber.sandbox.inside import main
from hinweisgeber.sandbox.inside.sniffing import HEAD, TAIL, refuse_zip_behind, sniff
from hinweisgeber.sandbox.inside.terms import Ceilings, Stop


@dataclass(frozen=True)
class Taken:
    """What the sandboxed child would say of a container."""

    text: str
    findings: dict[str, list[str]]
    losses: list[tuple[str, str]]
    parts: list[tuple[str, bytes]]

    @property
    def told(self) -> str:
        """All findings and losses, as one text."""
        return "\n".join(
            (*(value for values in self.findings.values() for value in values), *(v for _, v in self.losses))
        )


def taken(data: bytes, name: str = "a.eml", password: str = "") -> Taken:
    """The frames of the job, put together. Raises Stop."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        kind = sniff(data[:HEAD], name)
        refuse_zip_behind(data[-TAIL:], kind)
        request: dict[str, object] = {"job": "clean", "options": {"password": password} if password else {}}
        return _together(list(main.work(request, Path(file.name), kind, Ceilings())))


def _together(frames: list[tuple[bytes, bytes]]) -> Taken:
    head, text, parts = json.loads(frames[0][1]), b"", list[tuple[str, bytes]]()
    for letter, payload in frames[1:]:
        if letter == b"P":
            parts.append((json.loads(payload)["name"], b""))
        elif letter == b"D" and parts:
            parts[-1] = parts[-1][0], parts[-1][1] + payload
        elif letter == b"D":
            text += payload
    losses = json.loads(frames[-1][1]) if frames[-1][0] == b"L" else head["losses"]
    findings: dict[str, list[str]] = {}
    for label, value, *_ in head["findings"]:
        findings.setdefault(label, []).append(value)
    return Taken(text.decode(), findings, [(label, value) for label, value in losses], parts)


def why(data: bytes, name: str = "a.eml", password: str = "") -> str:
    """The reason why there is no copy; empty if there is one."""
    try:
        taken(data, name, password)
    except Stop as stop:
        return stop.code
    return ""


def lines(*parts: str) -> bytes:
    """A mail's lines."""
    return "\r\n".join(parts).encode()


def zipped(parts: Mapping[str, bytes], level: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive as programs make it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", level) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2031, 7, 9, 8, 7, 6)), content, level)
    return target.getvalue()


def locked(name: str, content: bytes, password: str, charset: str = "utf-8") -> bytes:
    """An archive with one file under the old cipher of ZIP (APPNOTE 6.1), which the standard library only reads."""
    plain = zipped({name: content}, zipfile.ZIP_STORED)
    info = zipfile.ZipFile(io.BytesIO(plain)).infolist()[0]
    keys = _Keys(password.encode(charset))
    sealed = bytes(map(keys.seal, bytes(11) + bytes([info.CRC >> 24]) + content))
    start = 30 + len(name)
    whole = bytearray(plain[:start] + sealed + plain[start + len(content) :])
    directory = start + len(sealed)
    struct.pack_into("<H", whole, 6, 1)
    struct.pack_into("<I", whole, 18, len(sealed))
    struct.pack_into("<H", whole, directory + 8, 1)
    struct.pack_into("<I", whole, directory + 20, len(sealed))
    struct.pack_into("<I", whole, len(whole) - 6, directory)
    return bytes(whole)


class _Keys:
    """The three keys of the old cipher."""

    def __init__(self, password: bytes) -> None:
        self._keys = [0x12345678, 0x23456789, 0x34567890]
        for byte in password:
            self._turn(byte)

    def seal(self, byte: int) -> int:
        mask = (self._keys[2] & 0xFFFF) | 2
        self._turn(byte)
        return byte ^ ((mask * (mask ^ 1)) >> 8 & 0xFF)

    def _turn(self, byte: int) -> None:
        first, second, third = self._keys
        first = _crc(byte, first)
        second = ((second + (first & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        self._keys = [first, second, _crc(second >> 24, third)]


def _crc(byte: int, crc: int) -> int:
    crc ^= byte
    for _ in range(8):
        crc = crc >> 1 ^ (0xEDB88320 if crc & 1 else 0)
    return crc


def holding_itself() -> bytes:
    """An archive whose one file is so nearly itself that it never ends: each holds the next, fifty deep."""
    inner = b"Guten Tag"
    for n in range(50):
        inner = zipped({f"{n}.zip" if n else "a.txt": inner}, zipfile.ZIP_STORED)
    return inner


Tree = Mapping[str, "bytes | Tree"]
_LEAST = 4096  # shorter streams would lie in a stream of their own; Outlook's texts end where a zero byte begins


@dataclass
class _Entry:
    """A line of the directory of a compound file (MS-CFB 2.6.1)."""

    name: str
    kind: int
    start: int = 0
    size: int = 0
    right: int = -1
    child: int = -1

    def written(self) -> bytes:
        """128 bytes."""
        spelled = self.name.encode("utf-16-le") + b"\0\0"
        numbers = (self.kind, 1, -1, self.right, self.child, 0, self.start, self.size)
        return struct.pack("<64sHBBiii16xI16xiQ", spelled, len(spelled), *numbers)


def compound(tree: Tree) -> bytes:
    """A compound file with these storages and streams, each stream filled up to the length of long ones."""
    entries, content = [_Entry("Root Entry", 5, start=-2)], list[bytes]()
    _place(tree, 0, entries, content)
    sectors = [len(data) // 512 for data in content] + [-(-len(entries) // 4)]
    fat_sectors = -(-(sum(sectors) + 1) // 127)
    fat, at = [-3] * fat_sectors, fat_sectors
    for length in sectors:
        fat += [at + n + 1 for n in range(length - 1)] + [-2]
        at += length
    for entry in entries:
        if entry.kind == 2:
            entry.start = fat_sectors + sum(sectors[: entry.start])
    directory = _padded(b"".join(entry.written() for entry in entries), 512)
    numbers = (0x3E, 3, 0xFFFE, 9, 6, 0, fat_sectors, fat_sectors + sum(sectors[:-1]), 0, _LEAST, -2, 0, -2, 0)
    head = struct.pack("<8s16x5H6xIIiIIiIiI", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", *numbers)
    difat = list(range(fat_sectors)) + [-1] * (109 - fat_sectors)
    table = struct.pack(f"<{len(fat)}i", *fat).ljust(fat_sectors * 512, b"\xff")
    return head + struct.pack("<109i", *difat) + table + b"".join((*content, directory))


def _place(tree: Tree, parent: int, entries: list[_Entry], content: list[bytes]) -> None:
    last = -1
    for name, value in tree.items():
        number = len(entries)
        if last < 0:
            entries[parent].child = number
        else:
            entries[last].right = number
        last = number
        if isinstance(value, bytes):
            entries.append(_Entry(name, 2, start=len(content), size=max(len(value), _LEAST)))
            content.append(_padded(value.ljust(_LEAST, b"\0"), 512))
        else:
            entries.append(_Entry(name, 1))
            _place(value, number, entries, content)


def _padded(data: bytes, size: int) -> bytes:
    return data + bytes(-len(data) % size)


def outlook(subject: str, body: str, sender: str = "", more: Tree | None = None) -> bytes:
    """A message of Outlook."""
    return compound(message(subject, body, sender, more))


def message(subject: str, body: str, sender: str = "", more: Tree | None = None, inner: bool = False) -> Tree:
    """The streams of one; `inner`: of one in another."""
    texts = {"0037": subject, "1000": body, "0C1F": sender}
    streams = {f"__substg1.0_{number}001F": text.encode("utf-16-le") for number, text in texts.items() if text}
    return {"__properties_version1.0": bytes(24 if inner else 32), **streams, **(more or {})}
