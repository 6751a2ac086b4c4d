"""The kinds of files that can be cleaned: their families, types and extensions."""

from __future__ import annotations

from enum import StrEnum


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
    FileKind.M4A: "audio/mp4",
    FileKind.TEXT: "text/plain; charset=utf-8",
    FileKind.CSV: "text/csv; charset=utf-8",
}
TEXTS = {kind.value: kind for kind in FAMILY["text"]}  # by the ending of a copy's name
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


def family_of(kind: FileKind) -> str:
    """The family of a kind, such as `image`."""
    return next(family for family, kinds in FAMILY.items() if kind in kinds)
