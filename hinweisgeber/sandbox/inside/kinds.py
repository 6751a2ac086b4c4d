"""Which kind of file this is, told by its bytes. The name is only asked whether it claims something else.

Refused: what is not known, what claims to be another family than it is, and what is two things at once.
"""

from __future__ import annotations

import re
from enum import StrEnum

from .terms import Stop

HEAD = 64 * 1024  # bytes wanted from the start of a file
TAIL = 64 * 1024 + 22  # a ZIP's directory ends at most this far before the end


class FileKind(StrEnum):
    """The kinds that can be cleaned."""

    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    WEBP = "webp"
    TIFF = "tiff"
    HEIC = "heic"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"
    ODS = "ods"
    MP4 = "mp4"
    MP3 = "mp3"
    M4A = "m4a"
    OGG = "ogg"
    WAV = "wav"
    FLAC = "flac"
    TEXT = "txt"
    CSV = "csv"


FAMILY = {
    "image": {FileKind.JPEG, FileKind.PNG, FileKind.GIF, FileKind.WEBP, FileKind.TIFF, FileKind.HEIC},
    "pdf": {FileKind.PDF},
    "document": {FileKind.DOCX, FileKind.XLSX, FileKind.ODT, FileKind.ODS},
    "film": {FileKind.MP4},
    "sound": {FileKind.MP3, FileKind.M4A, FileKind.OGG, FileKind.WAV, FileKind.FLAC},
    "text": {FileKind.TEXT, FileKind.CSV},
}
MIMETYPE = {
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileKind.MP4: "video/mp4",
    FileKind.MP3: "audio/mpeg",
    FileKind.TEXT: "text/plain; charset=utf-8",
    FileKind.CSV: "text/csv; charset=utf-8",
}
EXTENSION = {FileKind.JPEG: "jpg"} | {kind: kind.value for kind in FileKind if kind is not FileKind.JPEG}
_CLAIMS = {
    "image": "jpg jpeg jpe jfif png gif webp tif tiff heic heif hif bmp",
    "pdf": "pdf",
    "document": "docx xlsx odt ods",
    "film": "mp4 m4v mov 3gp qt",
    "sound": "mp3 m4a ogg oga opus wav flac aac m4b",
    "text": "txt csv tsv log md text",
    "program": "exe dll com scr bat cmd ps1 js vbs jar apk msi sh py php html htm xhtml svg swf hta lnk docm xlsm",
}
CLAIM = {extension: family for family, names in _CLAIMS.items() for extension in names.split()}
_IMAGES = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
)
_TIFF = (b"II*\0", b"MM\0*")
_SOUND = ((b"ID3", FileKind.MP3), (b"OggS", FileKind.OGG), (b"fLaC", FileKind.FLAC))
_HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
# Names of what is written in signs that can be read, but is no prose: the reason why it has no copy.
_STRUCTURED = dict.fromkeys(("eml", "emlx", "mbox", "mbx", "msg"), "mail")
_STRUCTURED |= dict.fromkeys(
    (
        *("vcf", "vcard", "ics", "ical", "vcs", "ldif", "xml", "gpx", "kml", "tcx", "rtf", "ps", "eps", "prn"),
        *("json", "jsonl", "geojson", "yaml", "yml", "toml", "ini", "reg", "url", "sql", "tex", "pem", "p7m", "p7s"),
    ),
    "structured",
)
_ACTIVE = re.compile(rb"<\s*(script|svg|html|iframe|!doctype\s+(html|svg))\b", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def family_of(kind: FileKind) -> str:
    """The family of a kind, such as `image`."""
    return next(family for family, kinds in FAMILY.items() if kind in kinds)


def sniff(head: bytes, name: str) -> FileKind:
    """The kind of a file that begins with `head` (up to HEAD bytes). Raises Stop: empty, unknown-type, mismatch,
    ambiguous, active-content, encrypted, mail, structured."""
    if not head:
        raise Stop("empty")
    extension = name.rsplit(".", 1)[-1].strip(". ").lower() if "." in name else ""
    kind = _image(head) or _packed(head, extension) or _recorded(head) or _text(head, extension)
    if CLAIM.get(extension, family_of(kind)) != family_of(kind):
        raise Stop("mismatch")
    _refuse_two_faced(head, kind)
    return kind


def refuse_zip_behind(tail: bytes, kind: FileKind) -> None:
    """Raise Stop(ambiguous) if a file that is no package ends as a ZIP does. `tail`: its last TAIL bytes."""
    place = tail.rfind(b"PK\x05\x06")
    if family_of(kind) == "document" or place < 0 or len(tail) < place + 22:
        return
    if place + 22 + int.from_bytes(tail[place + 20 : place + 22], "little") == len(tail):
        raise Stop("ambiguous")


def _image(head: bytes) -> FileKind | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind.WEBP
    if head[:4] in _TIFF:
        return FileKind.TIFF
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return FileKind.HEIC
    return next((kind for magic, kind in _IMAGES if head.startswith(magic)), None)


def _packed(head: bytes, extension: str) -> FileKind | None:
    """PDF and the ZIP-based documents; which of the OOXML ones it is, its parts must confirm later."""
    if head.startswith(b"%PDF-"):
        return FileKind.PDF
    if head.startswith(_OLE):  # also how a DOCX with a password looks
        raise Stop("encrypted" if "EncryptedPackage".encode("utf-16-le") in head else "unknown-type")
    if not head.startswith(b"PK\x03\x04"):
        return None
    if head[30:38] == b"mimetype":
        return next(
            (k for k in (FileKind.ODT, FileKind.ODS) if head[38:].startswith(MIMETYPE[k].encode() + b"PK")), None
        )
    for kind, parts in ((FileKind.XLSX, b"xl/"), (FileKind.DOCX, b"word/")):
        if extension == kind.value or (not extension and parts in head):
            return kind
    return None


def _recorded(head: bytes) -> FileKind | None:
    if head[4:8] == b"ftyp":
        return FileKind.M4A if head[8:12] in (b"M4A ", b"M4B ") else FileKind.MP4
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return FileKind.WAV
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 != 0xF0:  # MPEG layer III
        return FileKind.MP3
    return next((kind for magic, kind in _SOUND if head.startswith(magic)), None)


def _text(head: bytes, extension: str) -> FileKind:
    """What is left may be a text; whether it is plain prose is judged by `prose`, which reads all of it."""
    if extension in _STRUCTURED:
        raise Stop(_STRUCTURED[extension])
    if _ACTIVE.search(head[:4096]):
        raise Stop("active-content")
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    plain = head.translate(None, bytes(range(32, 256)) + b"\t\n\r\f\x0b\x1b") == b""
    if not (wide or plain) or head.startswith((b"PK", b"#!", b"{\\rtf")) or b"%PDF-" in head[:1024]:
        raise Stop("unknown-type")
    return FileKind.CSV if extension in ("csv", "tsv") else FileKind.TEXT


def _refuse_two_faced(head: bytes, kind: FileKind) -> None:
    """A second signature near the start, or a page's or script's beginning in what should be a picture."""
    if kind is not FileKind.PDF and b"%PDF-" in head[:1024]:
        raise Stop("ambiguous")
    if family_of(kind) in ("image", "pdf") and re.search(rb"(?i)<(script|html|svg)\b|<\?php", head[:4096]):
        raise Stop("ambiguous")
    if kind is FileKind.GIF and head[6:8] in (b"/*", b"//", b"=1", b"='", b'="'):
        raise Stop("ambiguous")
