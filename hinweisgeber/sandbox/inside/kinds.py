"""Which kind of file this is, told by its bytes. The name is only asked whether it claims something else.

Refused: what is not known, what claims to be another family than it is, and what is two things at once.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum

from .terms import Stop, words

HEAD = 64 * 1024  # bytes wanted from the start of a file
TAIL = 64 * 1024 + 22  # a ZIP's directory ends at most this far before the end


class FileKind(StrEnum):
    """The kinds that can be cleaned."""

    AVIF = "avif"
    BMP = "bmp"
    GIF = "gif"
    HEIC = "heic"
    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"
    WEBP = "webp"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    DOC = "doc"
    PPT = "ppt"
    RTF = "rtf"
    XLS = "xls"
    MKV = "mkv"
    MP4 = "mp4"
    AAC = "aac"
    AIFF = "aiff"
    AMR = "amr"
    FLAC = "flac"
    M4A = "m4a"
    MP3 = "mp3"
    OGG = "ogg"
    WAV = "wav"
    TEXT = "txt"
    CSV = "csv"
    EML = "eml"
    ICS = "ics"
    MBOX = "mbox"
    MSG = "msg"
    VCF = "vcf"
    ZIP = "zip"


FAMILY = {
    "image": {
        *(FileKind.AVIF, FileKind.BMP, FileKind.GIF, FileKind.HEIC),
        *(FileKind.JPEG, FileKind.PNG, FileKind.TIFF, FileKind.WEBP),
    },
    "pdf": {FileKind.PDF},
    "document": {FileKind.DOCX, FileKind.XLSX, FileKind.PPTX, FileKind.ODT, FileKind.ODS, FileKind.ODP},
    "drawn": {FileKind.DOC, FileKind.PPT, FileKind.RTF, FileKind.XLS},  # never passed on: their copy is a PDF
    "film": {FileKind.MKV, FileKind.MP4},
    "sound": {
        *(FileKind.AAC, FileKind.AIFF, FileKind.AMR, FileKind.FLAC),
        *(FileKind.M4A, FileKind.MP3, FileKind.OGG, FileKind.WAV),
    },
    "text": {FileKind.TEXT, FileKind.CSV},
    "container": {FileKind.EML, FileKind.ICS, FileKind.MBOX, FileKind.MSG, FileKind.VCF, FileKind.ZIP},
}
MIMETYPE = {
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileKind.ODP: "application/vnd.oasis.opendocument.presentation",
    FileKind.MP4: "video/mp4",
    FileKind.MP3: "audio/mpeg",
    FileKind.TEXT: "text/plain; charset=utf-8",
    FileKind.CSV: "text/csv; charset=utf-8",
}
EXTENSION = {FileKind.JPEG: "jpg"} | {kind: kind.value for kind in FileKind if kind is not FileKind.JPEG}
_CLAIMS = {
    "image": "jpg jpeg jpe jfif png apng gif webp tif tiff heic heif hif avif bmp dib",
    "pdf": "pdf",
    "document": "docx docm dotx dotm xlsx xlsm xltx xltm pptx pptm potx potm ppsx ppsm odt ott ods ots odp otp",
    "drawn": "doc dot ppt pps pot rtf xls xlt",
    "film": "mp4 m4v mov 3gp 3g2 qt mkv webm",
    "sound": "mp3 m4a m4b ogg oga opus wav flac aac amr awb aif aiff aifc mka weba 3ga",
    "text": "txt csv tsv log md text",
    "container": "eml emlx mht mhtml mbox mbx msg zip vcf vcard ics ical vcs ifb",
    "program": "exe dll com scr bat cmd ps1 js vbs jar apk msi sh py php html htm xhtml svg swf hta lnk",
}
CLAIM = {extension: family for family, names in _CLAIMS.items() for extension in names.split()}
_RECORDED = ("film", "sound")  # one container for both: what is in it is seen when it is opened
_IMAGES = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
    (b"II*\0", FileKind.TIFF),
    (b"MM\0*", FileKind.TIFF),
)
# Which of them it is, its root says; the copy's name follows that.
_ENDINGS = {
    FileKind.DOCX: ("docx", "docm", "dotx", "dotm"),
    FileKind.XLSX: ("xlsx", "xlsm", "xltx", "xltm"),
    FileKind.PPTX: ("pptx", "pptm", "potx", "potm", "ppsx", "ppsm"),
    FileKind.ODT: ("odt", "ott"),
    FileKind.ODS: ("ods", "ots"),
    FileKind.ODP: ("odp", "otp"),
}
_SOUND = (
    *((b"ID3", FileKind.MP3), (b"OggS", FileKind.OGG), (b"fLaC", FileKind.FLAC)),
    *((b"#!AMR", FileKind.AMR), (b"\x1aE\xdf\xa3", FileKind.MKV)),
)
_CHUNKED = {
    (b"RIFF", b"WEBP"): FileKind.WEBP,
    (b"RIFF", b"WAVE"): FileKind.WAV,
    (b"RF64", b"WAVE"): FileKind.WAV,
    (b"FORM", b"AIFF"): FileKind.AIFF,
    (b"FORM", b"AIFC"): FileKind.AIFF,
}
_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")  # a film of an older kind begins with any of them
_AVIF_BRANDS = frozenset((b"avif", b"avis"))
_HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
# Names of what is written in signs that can be read, but is no prose.
_STRUCTURED = frozenset(
    (
        *("ldif", "xml", "gpx", "kml", "tcx", "ps", "eps", "prn"),
        *("json", "jsonl", "geojson", "yaml", "yml", "toml", "ini", "reg", "url", "sql", "tex", "pem", "p7m", "p7s"),
    )
)
_WRITTEN = (FileKind.EML, FileKind.MBOX, FileKind.VCF, FileKind.ICS)  # who saves them as text says so in the name
_BEGINNINGS = (
    (re.compile(r"BEGIN:VCARD[ \t]*\n", re.IGNORECASE), FileKind.VCF),
    (re.compile(r"BEGIN:V(?:CALENDAR|EVENT|TODO|JOURNAL|FREEBUSY)[ \t]*\n", re.IGNORECASE), FileKind.ICS),
    (re.compile(r"From \S+ [^\n]*\d\d:\d\d[^\n]*\n(?:>?From |[!-9;-~]+:)"), FileKind.MBOX),
)
_HEADER = re.compile(r"([!-9;-~]{2,60}):[^\n]*(?:\n[ \t][^\n]*)*(?:\n|\Z)")
_MAILS = frozenset(("eml", "emlx", "mht", "mhtml"))
# Headers of mails; of the common ones a letter may have one as well.
_SURE = words("received return-path delivered-to message-id mime-version x-mailer dkim-signature envelope-to")
_COMMON = words("from to subject date cc reply-to sender")
_ACTIVE = re.compile(rb"<\s*(script|svg|html|iframe|!doctype\s+(html|svg))\b", re.IGNORECASE)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # a small file system: names of streams tell what it is (see `older`)
_STREAMS = {"__properties_version1.0": FileKind.MSG, "worddocument": FileKind.DOC, "powerpoint document": FileKind.PPT}
_STREAMS |= {"workbook": FileKind.XLS, "book": FileKind.XLS}
_ENTRY, _NAME, _TYPES = 128, 64, b"\1\2\5"  # of its directory (MS-CFB, 2.6.1)
_PDF = re.compile(rb"(?:\xef\xbb\xbf)?[\0\t\n\f\r ]{0,1000}%PDF-")
_BMP_HEADERS = {size.to_bytes(4, "little") for size in (12, 16, 40, 52, 56, 64, 108, 124)}
_OFFICE = (b"[content_types].xml", b"_rels/", b"mimetype", b"word/", b"xl/", b"ppt/", b"docprops/")
_ODF = (FileKind.ODT, FileKind.ODS, FileKind.ODP)
_OOXML = {b"xl/": FileKind.XLSX, b"word/": FileKind.DOCX, b"ppt/": FileKind.PPTX}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def family_of(kind: FileKind) -> str:
    """The family of a kind, such as `image`."""
    return next(family for family, kinds in FAMILY.items() if kind in kinds)


def sniff(head: bytes, name: str) -> FileKind:
    """The kind of a file that begins with `head` (up to HEAD bytes). Raises Stop: empty, unknown-type, mismatch,
    ambiguous, active-content, encrypted, structured."""
    if not head:
        raise Stop("empty")
    extension = name.rsplit(".", 1)[-1].strip(". ").lower() if "." in name else ""
    kind = (
        _image(head) or _packed(head, extension) or _recorded(head) or _written(head, extension)
        or _text(head, extension)
    )  # fmt: skip
    family, claimed = family_of(kind), CLAIM.get(extension, family_of(kind))
    alike = (family in _RECORDED and claimed in _RECORDED) or (claimed == "text" and kind in _WRITTEN)
    if family != claimed and not alike:
        raise Stop("mismatch")
    _refuse_two_faced(head, kind)
    return kind


def refuse_zip_behind(tail: bytes, kind: FileKind) -> None:
    """Raise Stop(ambiguous) if a file that is no package ends as a ZIP does. `tail`: its last TAIL bytes."""
    place = tail.rfind(b"PK\x05\x06")
    if kind is FileKind.ZIP or family_of(kind) == "document" or place < 0 or len(tail) < place + 22:
        return
    if place + 22 + int.from_bytes(tail[place + 20 : place + 22], "little") == len(tail):
        raise Stop("ambiguous")


def _image(head: bytes) -> FileKind | None:
    if head[:2] == b"BM" and head[6:10] == bytes(4) and head[14:18] in _BMP_HEADERS:
        return FileKind.BMP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS | _AVIF_BRANDS:
        brands = head[8 : min(int.from_bytes(head[:4], "big"), 256)]
        named = {brands[place : place + 4] for place in range(0, len(brands), 4)}
        return FileKind.AVIF if named & _AVIF_BRANDS else FileKind.HEIC
    if kind := _CHUNKED.get((head[:4], head[8:12])):
        return kind if family_of(kind) == "image" else None
    return next((kind for magic, kind in _IMAGES if head.startswith(magic)), None)


def _packed(head: bytes, extension: str) -> FileKind | None:
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


def _recorded(head: bytes) -> FileKind | None:
    if head[4:8] in _BOXES and head[0] < 0x20:  # a size, not a letter
        return FileKind.M4A if head[8:12] in (b"M4A ", b"M4B ") else FileKind.MP4
    if kind := _CHUNKED.get((head[:4], head[8:12])):
        return kind
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 != 0xF0:  # MPEG layer III
        return FileKind.MP3
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0 and head[2] & 0x3C < 0x34:  # AAC, one by one
        return FileKind.AAC
    return next((kind for magic, kind in _SOUND if head.startswith(magic)), None)


def _written(head: bytes, extension: str) -> FileKind | None:
    """Mails, cards and calendars, told by how they begin; of mails the name counts as well, for some begin oddly."""
    if extension not in CLAIM and extension in _STRUCTURED:
        return None
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    start = head.decode("utf-16" if wide else "latin-1", "ignore").removeprefix("\xef\xbb\xbf").lstrip("\r\n \t")
    start = start.replace("\r\n", "\n").replace("\r", "\n")
    for beginning, kind in _BEGINNINGS:
        if beginning.match(start):
            return kind
    plain = wide or b"\0" not in head[:1024]
    return FileKind.EML if plain and (_is_mail(start) or extension in _MAILS) else None


def _is_mail(start: str) -> bool:
    """Whether it begins with a mail's headers: one that no letter has, or two that few letters begin with."""
    names, place = set(), 0
    while found := _HEADER.match(start, place):
        names.add(found[1].lower())
        place = found.end()
    return bool(names & _SURE and len(names) > 1) or len(names & _COMMON) > 1


def _text(head: bytes, extension: str) -> FileKind:
    """What is left may be a text; whether it is plain prose is judged by `prose`, which reads all of it."""
    if extension in _STRUCTURED:
        raise Stop("structured")
    if _ACTIVE.search(head[:4096]):
        raise Stop("active-content")
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    plain = head.translate(None, bytes(range(32, 256)) + b"\t\n\r\f\x0b\x1b") == b""
    if not (wide or plain) or head.startswith((b"PK", b"#!")) or b"%PDF-" in head[:1024]:
        raise Stop("unknown-type")
    return FileKind.CSV if extension in ("csv", "tsv") else FileKind.TEXT


def _refuse_two_faced(head: bytes, kind: FileKind) -> None:
    """A second signature near the start, or a page's or script's beginning in what should be a picture."""
    if family_of(kind) == "container":  # nothing of it is passed on as it is
        return
    if kind is not FileKind.PDF and b"%PDF-" in head[:1024]:
        raise Stop("ambiguous")
    if family_of(kind) in ("image", "pdf") and re.search(rb"(?i)<(script|html|svg)\b|<\?php", head[:4096]):
        raise Stop("ambiguous")
    if kind is FileKind.GIF and head[6:8] in (b"/*", b"//", b"=1", b"='", b'="'):
        raise Stop("ambiguous")
