"""ZIP archives: each file in one as an item of its own. Names are claims, never paths; sizes are checked by unpacking.

Before the first piece leaves, everything is unpacked once to nowhere: what is damaged is told and left out, and a bomb
ends here. A chat that was exported with its pictures has its text in the copy.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from ..inner import PARTS, Content, Opened
from ..terms import MIB, Ceilings, Findings, Stop
from ..texts.decoding import decoded
from ..texts.plaintext import TEXT_LIMIT, seen

PIECE = 1 << 18
RATIO = 200  # what is unpacked may be this many times as long as the archive, or …
FREE = 64 * MIB  # … as long as this
ENTRIES = 20 * PARTS  # of its directory, folders included
ENCRYPTED, UTF8 = 0x1, 0x800  # flags of an entry
DAYS = 20
CHARSETS = ("utf-8", "cp850", "cp437", "cp1252")  # of passwords: programs of Windows take its old ones
_CHAT = re.compile(r"(?i)(?:.*/)?(?:_chat|whatsapp[ -]chat\b.*)\.txt")
_BESIDE = re.compile(r"(?:.*/)?(?:__MACOSX/.*|\.DS_Store|Thumbs\.db|desktop\.ini)")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


def clean(path: Path, limits: Ceilings, options: dict[str, Any]) -> tuple[dict[str, Any], Content]:
    """The files of an archive. Raises Stop: damaged, empty, too-large, too-many-parts, encrypted, password-wrong,
    encrypted-otherwise."""
    archive = _opened(path, limits)
    password = _as_typed(archive, str(options.get("password", "")))
    opened = Opened()
    _look(archive, opened.findings)
    listed = [info for info in archive.infolist() if not info.is_dir()]
    beside = [info for info in listed if _BESIDE.fullmatch(info.filename)]
    if beside:
        opened.findings.add("dropped-part", f"{beside[0].filename} ({len(beside)})")
    for info in listed:
        if info not in beside:
            _take(archive, info, password, opened)
    if not opened.parts:
        raise Stop("damaged" if opened.findings.losses else "empty")
    return opened.result()


def _opened(path: Path, limits: Ceilings) -> zipfile.ZipFile:
    """Raises Stop: damaged, too-large, too-many-parts."""
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise Stop("damaged") from error
    listed = archive.infolist()
    if len(listed) > ENTRIES or sum(not info.is_dir() for info in listed) > PARTS:
        raise Stop("too-many-parts")
    most = min(limits.output - MIB, max(FREE, RATIO * path.stat().st_size))
    if sum(info.file_size for info in listed) > most:
        raise Stop("too-large")
    return archive


def _look(archive: zipfile.ZipFile, findings: Findings) -> None:
    """What the archive says beside its files."""
    findings.add("comment", archive.comment)
    days: dict[str, None] = {}
    for info in archive.infolist():
        findings.add("comment", info.comment)
        if info.date_time > (1981,):
            days["{:04}-{:02}-{:02}".format(*info.date_time[:3])] = None
    for day in list(days)[:DAYS]:
        findings.add("time", day)


def _take(archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: bytes | None, opened: Opened) -> None:
    name = _name(info)
    if info.flag_bits & ENCRYPTED:
        _unlock(archive, info, password)
    elif not _is_whole(archive, info):
        opened.findings.lose("part", name)
        return
    chat = bool(_CHAT.fullmatch(name)) and info.file_size <= TEXT_LIMIT
    if chat:
        said = decoded(b"".join(_pieces(archive, info, password)), "", opened.findings)
        opened.say(seen(said, opened.findings))
    opened.take(name, _pieces(archive, info, password), shown=not chat)


def _as_typed(archive: zipfile.ZipFile, password: str) -> bytes | None:
    """The bytes of a password in the character set of whoever locked the archive, which nothing in it tells; None
    without one."""
    ways = list(dict.fromkeys(filter(None, (_bytes(password, charset) for charset in CHARSETS))))
    locked = [info for info in archive.infolist() if info.flag_bits & ENCRYPTED and not info.is_dir()]
    if len(ways) > 1 and locked:
        least = min(locked, key=lambda info: info.file_size)
        ways = [way for way in ways if _is_whole(archive, least, way)] or ways
    return ways[0] if ways else None


def _bytes(password: str, charset: str) -> bytes:
    try:
        return unicodedata.normalize("NFC", password).encode(charset)
    except UnicodeError:
        return b""


def _unlock(archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: bytes | None) -> None:
    """Raises Stop: encrypted (no password), password-wrong, encrypted-otherwise (not the old cipher of ZIP)."""
    if info.compress_type == 99 or info.flag_bits & 0x40:  # AES (APPNOTE 7.2), strong encryption
        raise Stop("encrypted-otherwise")
    if password is None:
        raise Stop("encrypted")
    try:
        with _entry(archive, info, password) as part:
            part.read(1)
    except _BROKEN as error:
        raise Stop("password-wrong") from error


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: bytes | None) -> IO[bytes]:
    """Raises those of _BROKEN. Some programs of Windows write a name's strokes one way before the file, and the other
    way in the directory."""
    try:
        return archive.open(info, pwd=password)
    except zipfile.BadZipFile:
        name = info.orig_filename
        info.orig_filename = name.replace("\\", "/") if "\\" in name else name.replace("/", "\\")
        if name == info.orig_filename:
            raise
        return archive.open(info, pwd=password)


def _is_whole(archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: bytes | None = None) -> bool:
    """Whether it unpacks to the length and the check sum that were said."""
    try:
        return sum(map(len, _unpacked(archive, info, password))) == info.file_size
    except _BROKEN:
        return False


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: bytes | None) -> Iterator[bytes]:
    with _entry(archive, info, password) as part:
        while piece := part.read(PIECE):
            yield piece


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: bytes | None) -> Iterator[bytes]:
    try:
        yield from _unpacked(archive, info, password)
    except _BROKEN as error:  # a password that fits by chance only
        raise Stop("password-wrong" if password else "damaged") from error


def _name(info: zipfile.ZipInfo) -> str:
    """The name in letters: programs often write UTF-8 without saying so."""
    if info.flag_bits & UTF8:
        return info.filename
    try:
        return info.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename
