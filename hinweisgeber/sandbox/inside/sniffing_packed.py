"""Kinds that are packed: PDF, documents in a ZIP, older ones in a compound file. Told by the names of their parts."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress

from .kinds import MIMETYPE, FileKind
from .terms import Stop

# Which of them it is, its root says; the copy's name follows that.
_ENDINGS = {
    FileKind.DOCX: ("docx", "docm", "dotx", "dotm"),
    FileKind.XLSX: ("xlsx", "xlsm", "xltx", "xltm"),
    FileKind.PPTX: ("pptx", "pptm", "potx", "potm", "ppsx", "ppsm"),
    FileKind.ODT: ("odt", "ott"),
    FileKind.ODS: ("ods", "ots"),
    FileKind.ODP: ("odp", "otp"),
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # a small file system: names of streams tell what it is (see `older`)
_STREAMS = {"__properties_version1.0": FileKind.MSG, "worddocument": FileKind.DOC, "powerpoint document": FileKind.PPT}
_STREAMS |= {"workbook": FileKind.XLS, "book": FileKind.XLS}
_ENTRY, _NAME, _TYPES = 128, 64, b"\1\2\5"  # of its directory (MS-CFB, 2.6.1)
_PDF = re.compile(rb"(?:\xef\xbb\xbf)?[\0\t\n\f\r ]{0,1000}%PDF-")
_OFFICE = (b"[content_types].xml", b"_rels/", b"mimetype", b"word/", b"xl/", b"ppt/", b"docprops/")
_ODF = (FileKind.ODT, FileKind.ODS, FileKind.ODP)
_OOXML = {b"xl/": FileKind.XLSX, b"word/": FileKind.DOCX, b"ppt/": FileKind.PPTX}


def packed(head: bytes, extension: str) -> FileKind | None:
    """PDF and the ZIP-based documents; which of the OOXML ones it is, its parts must confirm later."""
    if _PDF.match(head):
        return FileKind.PDF
    if head.startswith((OLE, b"{\\rtf")):
        return _older(head, extension)
    if head.startswith(b"PK\x05\x06"):
        raise Stop("empty" if extension == FileKind.ZIP else "unknown-type")
    if not head.startswith(b"PK\x03\x04"):
        return None
    return _zipped(head, extension)


def _zipped(head: bytes, extension: str) -> FileKind | None:
    """By what ODF says of itself, wherever it says so, or by the folders of OOXML; else, by its name."""
    first, parts = next(_parts(head), (b"", b""))[0], dict(_parts(head))
    if extension == FileKind.ZIP and not first.startswith(_OFFICE):  # what is in it may be a document, not compressed
        return FileKind.ZIP
    if told := parts.get(b"mimetype"):
        told = told.removesuffix(b"-template")
        return next((kind for kind in _ODF if told == MIMETYPE[kind].encode()), None)
    found = [kind for folder, kind in _OOXML.items() if any(name.startswith(folder) for name in parts)]
    named = [kind for kind in (*_OOXML.values(), *_ODF) if extension in _ENDINGS[kind]]
    if found:
        return named[0] if named and named[0] in found else found[0]
    if named:
        return named[0]
    return FileKind.ZIP if not extension and b"[content_types].xml" not in parts else None


def _parts(head: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts that begin in the head of a ZIP, their names as they should be; and the first bytes of `mimetype`."""
    place = head.find(b"PK\x03\x04")
    while place >= 0 and len(head) >= place + 30:
        method, length, more = (int.from_bytes(head[place + at : place + at + 2], "little") for at in (8, 26, 28))
        name = head[place + 30 : place + 30 + length].replace(b"\\", b"/").lower()
        size, data = int.from_bytes(head[place + 18 : place + 22], "little"), b""
        if name == b"mimetype":
            data = head[place + 30 + length + more :][: size or 200]
            with suppress(zlib.error):
                data = zlib.decompressobj(-15).decompress(data, 200) if method == 8 else data.split(b"PK", 1)[0]
        yield name, data.strip()
        place = head.find(b"PK\x03\x04", place + 4)


def _older(head: bytes, extension: str) -> FileKind:
    """Its streams may be named behind the head: then its name is taken at its word, and `older` looks."""
    if not head.startswith(OLE):
        return FileKind.RTF
    names = stream_names(head)
    if extension == FileKind.MSG:  # what is attached to it has streams of its own
        return FileKind.MSG
    if "EncryptedPackage".encode("utf-16-le") in head:  # how a DOCX with a password looks
        raise Stop("encrypted-otherwise")
    claimed = {"dot": "doc", "pps": "ppt", "pot": "ppt", "xlt": "xls"}.get(extension, extension)
    there = older_kinds(names) or [kind for kind in _STREAMS.values() if kind.value == claimed]
    if not there:
        raise Stop("unknown-type")
    return next((kind for kind in there if kind.value == claimed), there[0])


def older_kinds(names: set[str]) -> list[FileKind]:
    """What streams of these names make of a file; one document may hold another."""
    return [kind for name, kind in _STREAMS.items() if name in names]


def stream_names(data: bytes) -> set[str]:
    """Names in the directory of such a file system, in small letters: entries are looked for, not followed."""
    names = set()
    for at in range(4 * _ENTRY, len(data) - _ENTRY + 1, _ENTRY):
        length = data[at + _NAME]
        if 2 < length <= _NAME and data[at + _NAME + 2] in _TYPES and not data[at + length - 2]:
            names.add(data[at : at + length - 2].decode("utf-16-le", "replace").lower())
    return names
