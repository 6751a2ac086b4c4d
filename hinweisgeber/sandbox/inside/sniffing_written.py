"""Kinds that are written in letters, told by how they begin: mails, cards, calendars; what is left may be a text."""

from __future__ import annotations

import re

from .kinds import CLAIM, FileKind
from .terms import Stop, words

# Names of what is written in signs that can be read, but is no prose.
_STRUCTURED = frozenset(
    (
        *("ldif", "xml", "gpx", "kml", "tcx", "ps", "eps", "prn"),
        *("json", "jsonl", "geojson", "yaml", "yml", "toml", "ini", "reg", "url", "sql", "tex", "pem", "p7m", "p7s"),
    )
)
_BEGINNINGS = (
    (re.compile(r"BEGIN:VCARD[ \t]*\n", re.IGNORECASE), FileKind.VCF),
    (re.compile(r"BEGIN:V(?:CALENDAR|EVENT|TODO|JOURNAL|FREEBUSY)[ \t]*\n", re.IGNORECASE), FileKind.ICS),
    (re.compile(r"From \S+ [^\n]*\d\d:\d\d[^\n]*\n(?:>?From |[!-9;-~]+:)"), FileKind.MBOX),
)
_HEADER = re.compile(r"([!-9;-~]{2,60}):[^\n]*(?:\n[ \t][^\n]*)*(?:\n|\Z)")
_MAILS, _MAILBOXES = frozenset(("eml", "emlx", "mht", "mhtml")), frozenset(("mbox", "mbx"))
# Headers of mails; of the common ones a letter may have one as well.
_SURE = words("received return-path delivered-to message-id mime-version x-mailer dkim-signature envelope-to")
_COMMON = words("from to subject date cc reply-to sender")
_ACTIVE = re.compile(rb"<\s*(script|svg|html|iframe|!doctype\s+(html|svg))\b", re.IGNORECASE)


def written(head: bytes, extension: str) -> FileKind | None:
    """Mails, cards and calendars, told by how they begin; of mails the name counts as well, for some begin oddly."""
    if extension not in CLAIM and extension in _STRUCTURED:
        return None
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    start = head.decode("utf-16" if wide else "latin-1", "ignore").removeprefix("\xef\xbb\xbf").lstrip("\r\n \t")
    start = start.replace("\r\n", "\n").replace("\r", "\n")
    for beginning, kind in _BEGINNINGS:
        if beginning.match(start):
            return kind
    if extension in _MAILBOXES and start.startswith("From "):
        return FileKind.MBOX
    plain = wide or b"\0" not in head[:1024]
    return FileKind.EML if plain and (_is_mail(start) or extension in _MAILS) else None


def _is_mail(start: str) -> bool:
    """Whether it begins with a mail's headers: one that no letter has, or two that few letters begin with."""
    names, place = set(), 0
    while found := _HEADER.match(start, place):
        names.add(found[1].lower())
        place = found.end()
    return bool(names & _SURE and len(names) > 1) or len(names & _COMMON) > 1


def text(head: bytes, extension: str) -> FileKind:
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
