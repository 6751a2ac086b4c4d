"""What a picture's metadata says: Exif with GPS and thumbnail, XMP, IPTC, comments, PNG texts."""

from __future__ import annotations

import io
from typing import Any

from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

from ..dates import moment
from ..terms import Ceilings, Findings, Stop
from .pixels import open_picture
from .xmp import look_at_xmp

Base, Ifd, Gps = ExifTags.Base, ExifTags.IFD, ExifTags.GPS
TAGS = {
    "author": (Base.Artist, Base.XPAuthor, Base.CameraOwnerName, Base.Copyright),
    "camera": (Base.Make, Base.Model, Base.LensMake, Base.LensModel),
    "serial": (Base.BodySerialNumber, Base.LensSerialNumber, Base.ImageUniqueID),
    "software": (Base.Software, Base.HostComputer, Base.ProcessingSoftware),
    "time": (Base.DateTime, Base.DateTimeOriginal, Base.DateTimeDigitized),
    "title": (Base.ImageDescription, Base.XPTitle, Base.XPSubject, Base.XPKeywords, Base.DocumentName),
    "comment": (Base.UserComment, Base.XPComment),
}
_CHARSETS = {b"ASCII\0\0\0": "utf-8", b"UNICODE\0": "", b"JIS\0\0\0\0\0": "iso2022_jp", bytes(8): "utf-8"}
IPTC = {(2, 80): "author", (2, 110): "author", (2, 116): "author", (2, 90): "place", (2, 101): "place"}
IPTC |= {(2, 5): "title", (2, 105): "title", (2, 120): "title", (2, 55): "time", (2, 60): "time", (2, 65): "software"}
PNG_TEXTS = {"author": "author", "copyright": "author", "software": "software", "source": "camera", "title": "title"}
PNG_TEXTS |= {"creation time": "time", "date:create": "time", "date:modify": "time"}
_DATA_KEYS = frozenset(("exif", "icc_profile", "xmp", "XML:com.adobe.xmp", "photoshop", "Raw profile type exif", "mp"))


def look(picture: Image.Image, findings: Findings, limits: Ceilings) -> None:
    """Add what the metadata of this picture says. That a block cannot be read is told: it is dropped all the same."""
    for name, part in (("Exif", _exif), ("XMP", _xmp), ("IPTC", _iptc), ("Text", _texts)):
        try:
            part(picture, findings, limits)
        except Stop:
            raise
        except Exception:  # parsers of hostile blocks raise anything
            findings.add("dropped-part", f"{name}: nicht lesbar")


def _exif(picture: Image.Image, findings: Findings, limits: Ceilings) -> None:
    exif = picture.getexif()
    inner = exif.get_ifd(Ifd.Exif)
    for label, tags in TAGS.items():
        for tag in tags:
            value = _text(inner.get(tag, exif.get(tag)))
            findings.add(label, moment(value) if label == "time" else value)
    if note := inner.get(Base.MakerNote):
        findings.add("dropped-part", f"Angaben des Herstellers (MakerNote), {len(note)} Byte")
    _place(exif.get_ifd(Ifd.GPSInfo), findings)
    data = exif.get_ifd(Ifd.IFD1)
    if Base.JpegIFOffset in data or Base.JpegIFByteCount in data:
        findings.add("thumbnail", _thumbnail(picture.info.get("exif", b""), data, limits))


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        start = next((start for start in _CHARSETS if value.startswith(start)), b"")
        plain = value.removeprefix(start)
        return plain.decode(_CHARSETS.get(start) or _width(plain), "replace").replace("\0", " ")
    return "" if value is None else str(value)


def _width(value: bytes) -> str:
    """How letters are written that may take two bytes: where the zeros stand tells which of them comes first."""
    first, second = value[::2].count(0), value[1::2].count(0)
    if max(first, second) <= len(value) // 4:
        return "utf-8"
    return "utf-16-le" if second >= first else "utf-16-be"


def _place(gps: dict[int, Any], findings: Findings) -> None:
    north, east = _degrees(gps.get(Gps.GPSLatitude)), _degrees(gps.get(Gps.GPSLongitude))
    if north is not None and east is not None:
        north = -north if str(gps.get(Gps.GPSLatitudeRef, "N")).startswith("S") else north
        east = -east if str(gps.get(Gps.GPSLongitudeRef, "E")).startswith("W") else east
        findings.add("place", f"{north:.5f}, {east:.5f}")
    findings.add("place", _text(gps.get(Gps.GPSAreaInformation)))
    findings.add("time", moment(_text(gps.get(Gps.GPSDateStamp))))


def _degrees(parts: Any) -> float | None:
    if not parts:
        return None
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


def _thumbnail(raw: bytes, data: dict[int, Any], limits: Ceilings) -> str:
    """Its size in pixels if it can be had: a thumbnail may show what was cut away."""
    start, length = int(data.get(Base.JpegIFOffset, 0)), int(data.get(Base.JpegIFByteCount, 0))
    raw = raw.removeprefix(b"Exif\0\0")
    try:
        with open_picture(io.BytesIO(raw[start : start + length]), limits) as small:
            return f"{small.width} × {small.height}"
    except Stop:
        return f"{length} B"


def _xmp(picture: Image.Image, findings: Findings, limits: Ceilings) -> None:
    for key in ("xmp", "XML:com.adobe.xmp"):
        value = picture.info.get(key)
        if value:
            look_at_xmp(value if isinstance(value, bytes) else str(value).encode(), findings)


def _iptc(picture: Image.Image, findings: Findings, limits: Ceilings) -> None:
    for key, value in _iptc_fields(picture).items():
        if key in IPTC:
            for one in value if isinstance(value, list) else [value]:
                findings.add(IPTC[key], one)


def _iptc_fields(picture: Image.Image) -> dict[Any, Any]:
    return (IptcImagePlugin.getiptcinfo(picture) if isinstance(picture, ImageFile.ImageFile) else None) or {}


def _texts(picture: Image.Image, findings: Findings, limits: Ceilings) -> None:
    texts = dict(getattr(picture, "text", {})) | {k: v for k, v in picture.info.items() if k == "comment"}
    for key, value in texts.items():
        if key not in _DATA_KEYS:
            findings.add(PNG_TEXTS.get(str(key).lower(), "comment"), value)
