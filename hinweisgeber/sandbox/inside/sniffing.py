"""Which kind of file this is, told by its bytes. The name is only asked whether it claims something else.

Refused: what is not known, what claims to be another family than it is, and what is two things at once.
"""

from __future__ import annotations

import re

from .kinds import CLAIM, FileKind, family_of
from .sniffing_packed import packed
from .sniffing_written import text, written
from .terms import Stop

HEAD = 64 * 1024  # bytes wanted from the start of a file
TAIL = 64 * 1024 + 22  # a ZIP's directory ends at most this far before the end
_RECORDED = ("film", "sound")  # one container for both: what is in it is seen when it is opened
_IMAGES = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
    (b"II*\0", FileKind.TIFF),
    (b"MM\0*", FileKind.TIFF),
)
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
_WRITTEN = (FileKind.EML, FileKind.MBOX, FileKind.VCF, FileKind.ICS)  # who saves them as text says so in the name
_BMP_HEADERS = {size.to_bytes(4, "little") for size in (12, 16, 40, 52, 56, 64, 108, 124)}


def sniff(head: bytes, name: str) -> FileKind:
    """The kind of a file that begins with `head` (up to HEAD bytes). Raises Stop: empty, unknown-type, mismatch,
    ambiguous, active-content, encrypted, structured."""
    if not head:
        raise Stop("empty")
    extension = name.rsplit(".", 1)[-1].strip(". ").lower() if "." in name else ""
    kind = (
        _image(head) or packed(head, extension) or _recorded(head) or written(head, extension)
        or text(head, extension)
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
