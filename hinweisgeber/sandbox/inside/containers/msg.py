"""Messages of Outlook (MS-OXMSG): property streams in a compound file. Text, headers as findings, attached files.

A message put into another one is no file of its own there, so its text stands in the same copy and its files beside the
others. Compressed RTF is unpacked (MS-OXRTFCP) only where a message has no other text: then it is an inner file.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

import olefile  # type: ignore[import-untyped]

from ..inner import Content, Opened, once
from ..terms import MIB, Ceilings, Findings, Stop
from ..texts.bodies import readable
from ..texts.decoding import decoded, markup_charset
from ..texts.headers import HeaderTale
from ..texts.htmltext import text_of
from ..texts.mailguard import letters, require_words, words_in
from ..texts.plaintext import seen
from .eml import SUBJECT

STREAM_LIMIT = 256 * MIB
PROPERTIES = "__properties_version1.0"
ENTRIES = 100_000  # of the compound file's directory
DEPTH = 10  # messages in one another
#: Properties by their ids in hexadecimal digits (MS-OXPROPS): what they tell.
TEXTS = {
    "0C1A": "sender", "0C1F": "sender", "5D01": "sender", "0042": "sender", "0065": "sender", "5D02": "sender",
    "3FF8": "sender", "3FFA": "last-editor", "0E04": "recipient", "0E03": "recipient", "0E02": "recipient",
    "0076": "recipient", "0040": "recipient", "1035": "message-id", "1042": "message-id", "1039": "message-id",
    "0070": "title", "300B": "", "0E1D": "", "1000": "", "0037": "", "003D": "",
}  # fmt: skip
RECIPIENTS = ("3001", "3003", "39FE", "5FF6")
TIMES = {0x0039: "time", 0x0E06: "time", 0x3007: "time", 0x3008: "time"}
CLASS, BODY, HTML, RTF, HEADERS, NAME_LONG, NAME, NAME_SHOWN, DATA = (
    *("001A", "1000", "1013", "1009", "007D", "3707", "3704", "3001", "3701"),
)
_CODEPAGE_INTERNET, _CODEPAGE = 0x3FDE, 0x3FFD
_LANGUAGE = 0x3FF1
_PAGES = {  # of the languages of Windows, by their number, which are not written in code page 1252
    **dict.fromkeys((0x02, 0x19, 0x22, 0x23, 0x2F), 1251),
    **dict.fromkeys((0x05, 0x0E, 0x15, 0x18, 0x1A, 0x1B, 0x1C, 0x24), 1250),
    **{0x08: 1253, 0x1F: 1254, 0x0D: 1255, 0x01: 1256, 0x29: 1256, 0x2A: 1258, 0x1E: 874},
    **{0x25: 1257, 0x26: 1257, 0x27: 1257, 0x11: 932, 0x12: 949, 0x04: 936},
}
_NAMED = {65001: "utf-8", 20127: "ascii", 28591: "cp1252", 20866: "koi8-r", 50220: "iso2022_jp", 51932: "euc_jp"}
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


Place = tuple[str, ...]


class _File:
    """The compound file, its directory read once."""

    def __init__(self, path: Path) -> None:
        """Raises Stop(damaged)."""
        try:
            self._file = olefile.OleFileIO(path)
            self.streams = frozenset(map(tuple, self._file.listdir()))
            self.storages: list[Place] = sorted(map(tuple, self._file.listdir(streams=False, storages=True)))
        except Exception as error:  # it raises anything
            raise Stop("damaged") from error
        if len(self._file.direntries) > ENTRIES:
            raise Stop("too-large")

    def read(self, place: Place) -> bytes:
        """The bytes of a stream; nothing if there is none. Raises Stop: damaged, too-large."""
        if place not in self.streams:
            return b""
        try:
            with self._file.openstream(list(place)) as stream:
                data = bytes(stream.read(STREAM_LIMIT + 1))
        except Exception as error:
            raise Stop("damaged") from error
        if len(data) > STREAM_LIMIT:
            raise Stop("too-large")
        return data


class _Store:
    """One storage of the file: its streams by property."""

    def __init__(self, file: _File, place: Place) -> None:
        self.file, self.place = file, place
        self.fixed = _fixed(file, place)
        language = self.fixed.get(_LANGUAGE, 0)
        page = self.fixed.get(_CODEPAGE, 0) or _PAGES.get(language & 0x3FF, 1252)
        self.codec = _codec(950 if language in (0x0404, 0x0C04) else page)

    def raw(self, property_: str, kind: str = "0102") -> bytes:
        """The bytes of a stream; nothing if there is none."""
        return self.file.read((*self.place, f"__substg1.0_{property_}{kind}"))

    def text(self, property_: str, findings: Findings) -> str:
        """A text property, in either of its forms."""
        if wide := self.raw(property_, "001F"):
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return decoded(self.raw(property_, "001E"), self.codec, findings).rstrip("\0")

    def under(self, start: str) -> list[Place]:
        """The storages right below this one whose names begin like this, in order."""
        depth = len(self.place)
        right = (one for one in self.file.storages if len(one) == depth + 1 and one[:depth] == self.place)
        return [one for one in right if one[depth].startswith(start)]


def clean(path: Path, limits: Ceilings, options: dict[str, Any]) -> tuple[dict[str, Any], Content]:
    """The text of a message, its headers as findings, its files. Raises Stop: damaged, too-large, too-many-parts,
    too-deep, content-lost."""
    file = _File(path)
    if (PROPERTIES,) not in file.streams:
        raise Stop("damaged")
    opened = Opened()
    _message(_Store(file, ()), opened, 0)
    require_words(_words(file), opened)
    return opened.result()


def _words(file: _File) -> set[str]:
    """What could be read in all streams of text, of whichever message they are."""
    found = set[str]()
    for place in file.streams:
        if place[-1][:-4] in (f"__substg1.0_{BODY}", f"__substg1.0_{HTML}"):
            data = file.read(place)
            found |= words_in(
                data.decode("utf-16-le", "ignore") if place[-1].endswith("001F") else letters(data.rstrip(b"\0"))
            )
    return found


def _message(store: _Store, opened: Opened, depth: int) -> None:
    if depth > DEPTH:
        raise Stop("too-deep")
    _headers(store, opened)
    subject = readable(seen(" ".join(store.text("0037", opened.findings).split()), opened.findings), opened.findings)
    opened.say(f"{SUBJECT} {subject or '–'}")
    opened.say(_body(store, opened))
    for place in store.under("__attach_version1.0_"):
        _attached(_Store(store.file, place), opened, depth)


def _headers(store: _Store, opened: Opened) -> None:
    told, findings = HeaderTale(), opened.findings
    for name, value in HeaderParser().parsestr(store.text(HEADERS, findings)).items():
        told.take(name, value)
    for property_, label in TEXTS.items():
        if label:
            told.add(label, store.text(property_, findings))
    for place in store.under("__recip_version1.0_"):
        one = _Store(store.file, place)
        for property_ in RECIPIENTS:
            told.add("recipient", one.text(property_, findings))
    for number, label in TIMES.items():
        if moment := store.fixed.get(number):
            told.add(label, _day(moment))
    told.tell(findings, store.text("0037", findings))


def _body(store: _Store, opened: Opened) -> str:
    """Plain text and HTML say the same; the one with more words of its own is taken, both if each has some."""
    findings = opened.findings
    plain = store.text(BODY, findings)
    data = store.raw(HTML) or store.raw(HTML, "001F").decode("utf-16-le", "replace").encode()
    charset = markup_charset(data) or _codec(store.fixed.get(_CODEPAGE_INTERNET, 0) or 65001)
    html = text_of(decoded(data, charset, findings), findings) if data else ""
    words = [set(re.findall(r"\w+", re.sub(r"<?https?://\S+", " ", text).casefold())) for text in (plain, html)]
    both = [plain] if words[1] <= words[0] else [html] if words[0] <= words[1] else [plain, html]
    text = readable(seen("\n\n".join(both), findings), findings)
    if not text.strip() and (packed := store.raw(RTF)):
        opened.take("text.rtf", once(unpacked(packed)))
        findings.lose("text", "RTF")
    return text


def _attached(store: _Store, opened: Opened, depth: int) -> None:
    inner = (*store.place, f"__substg1.0_{DATA}000D")
    if inner in store.file.storages:
        if (*inner, PROPERTIES) in store.file.streams:
            _message(_Store(store.file, inner), opened, depth + 1)
        else:  # an object of another program
            opened.findings.lose("attachment", store.text(NAME_SHOWN, opened.findings) or "OLE")
        return
    names = (store.text(one, opened.findings) for one in (NAME_LONG, NAME, NAME_SHOWN))
    name = next((one for one in names if one.strip()), "file.bin")
    data = store.raw(DATA)
    if data:
        opened.take(name, once(data))
    else:
        opened.findings.lose("attachment", name)


def _fixed(file: _File, place: Place) -> dict[int, int]:
    """Properties of fixed length: number to value (MS-OXMSG 2.4)."""
    data = file.read((*place, PROPERTIES))
    head = 32 if not place else 24 if place[-1].startswith("__substg1.0_") else 8
    found = {}
    for start in range(head, len(data) - 15, 16):
        kind, number, _, value = struct.unpack_from("<HHIQ", data, start)
        if kind in (0x0003, 0x0040):
            found[number] = value & 0xFFFFFFFF if kind == 0x0003 else value
    return found


def _codec(page: int) -> str:
    return _NAMED.get(page) or (f"iso8859-{page - 28590}" if 28592 <= page <= 28606 else f"cp{page}")


def _day(ticks: int) -> str:
    try:
        return (_EPOCH + timedelta(microseconds=ticks // 10)).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:
        return ""


# -- compressed RTF --------------------------------------------------------------------------------------------------

_START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
RING = 4096


def unpacked(packed: bytes) -> bytes:
    """The RTF. Raises Stop(damaged)."""
    if len(packed) < 16:
        raise Stop("damaged")
    _, size, kind, _ = struct.unpack_from("<IIII", packed)
    if kind == 0x414C454D:  # MELA: as it is
        return packed[16 : 16 + size]
    if kind != 0x75465A4C or size > STREAM_LIMIT:
        raise Stop("damaged")
    return b"".join(_runs(packed, size))


def _runs(packed: bytes, size: int) -> Iterator[bytes]:
    ring, at = bytearray(_START.ljust(RING, b"\0")), len(_START)
    place, given = 16, 0
    while place < len(packed) and given < size:
        control = packed[place]
        place += 1
        for bit in range(8):
            if control >> bit & 1:
                if place + 2 > len(packed):
                    return
                word = packed[place] << 8 | packed[place + 1]
                place += 2
                start, length = word >> 4, (word & 15) + 2
                if start == at:
                    return
                run = bytearray()
                for step in range(length):
                    run.append(ring[(start + step) % RING])
                    ring[at] = run[-1]
                    at = (at + 1) % RING
            else:
                run = bytearray(packed[place : place + 1])
                place += 1
                ring[at : at + len(run)] = run
                at = (at + len(run)) % RING
            given += len(run)
            yield bytes(run)
