"""Mails (RFC 5322, MIME): their text, what their headers tell, and each file in them.

The copy is what a mail program shows of it: subject and text. Of a text that comes twice (plain and HTML) the one that
holds the words of both stands in the copy, else both do. Whatever else is in the mail is an inner file.
"""

from __future__ import annotations

import base64
import binascii
import io
import quopri
import re
from email.generator import BytesGenerator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from pathlib import Path
from typing import Any

from ..inner import Content, Opened, once
from ..terms import MIB, Ceilings, Findings, Stop
from ..texts.bodies import readable
from ..texts.decoding import decoded, header_words, markup_charset, parameter_words, unbroken
from ..texts.headers import HeaderTale
from ..texts.htmltext import text_of
from ..texts.mailguard import require_told
from ..texts.plaintext import TEXT_LIMIT, seen

MAIL_LIMIT = 128 * MIB  # its parser takes several times as much memory
HEAD_LIMIT = 1 * MIB  # of one mail's headers
DEPTH = 40  # parts in one another, of one mail
SUBJECT = "Betreff:"
_ENDINGS = {
    "image/jpeg": "jpg", "text/plain": "txt", "text/html": "html", "text/calendar": "ics", "text/x-vcard": "vcf",
    "text/vcard": "vcf", "text/directory": "vcf", "text/x-amp-html": "html", "text/csv": "csv", "text/rtf": "rtf",
    "application/rtf": "rtf", "application/pdf": "pdf", "application/zip": "zip", "application/msword": "doc",
    "application/vnd.ms-outlook": "msg", "application/ms-tnef": "dat", "application/pkcs7-mime": "p7m",
    "application/pkcs7-signature": "p7s", "application/x-pkcs7-signature": "p7s", "application/x-pkcs7-mime": "p7m",
    "application/pgp-signature": "asc", "application/pgp-encrypted": "asc", "application/pgp-keys": "asc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx", "image/png": "png",
    "image/gif": "gif", "image/heic": "heic", "image/tiff": "tiff", "image/webp": "webp", "image/bmp": "bmp",
    "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/wav": "wav", "audio/x-wav": "wav", "audio/ogg": "ogg",
    "video/mp4": "mp4", "video/quicktime": "mov", "message/rfc822": "eml", "message/global": "eml",
    "message/delivery-status": "txt", "message/disposition-notification": "txt", "text/rfc822-headers": "txt",
}  # fmt: skip
ENCRYPTED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")


def clean(path: Path, limits: Ceilings, options: dict[str, Any]) -> tuple[dict[str, Any], Content]:
    """The text of a mail, its headers as findings, its files. Raises Stop: too-large, too-many-parts, content-lost."""
    data = _without_frame(path)
    opened, message = Opened(), _parsed(data)
    _mend_headers(message, opened.findings)
    _take_mail(message, opened)
    require_told(data, opened)
    return opened.result()


def _without_frame(path: Path) -> bytes:
    """The mail itself: without a mailbox's first line, Apple's first line with its length, blank lines before it."""
    if path.stat().st_size > MAIL_LIMIT:
        raise Stop("too-large")
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # saved by an editor
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n \t")
    if b"\n" not in data:  # lines of an old Mac
        data = data.replace(b"\r", b"\n")
    if apple := re.match(rb"(\d{1,12}) *\r?\n", data):
        data = data[apple.end() : apple.end() + int(apple[1])]
    data = re.sub(rb"\A(?:From |>From )[^\n]*\n", b"", data)
    if not re.search(rb"\r?\n\r?\n", data[:HEAD_LIMIT]) and len(data) > HEAD_LIMIT:
        raise Stop("too-large")
    return data


def _parsed(data: bytes) -> Message:
    try:
        return BytesParser(policy=compat32).parsebytes(data)
    except RecursionError as error:
        raise Stop("too-deep") from error


def _mend_headers(part: Message, findings: Findings) -> None:
    """Headers with bare bytes above ASCII, as letters: their parser would give signs of a damage for them. Mails in the
    mail are left as they are."""
    for name, value in list(part.raw_items()):
        if not str(value).isascii():
            part.replace_header(name, unbroken(str(value), findings))
    inner = part.get_payload()
    for one in inner if part.get_content_maintype() == "multipart" and isinstance(inner, list) else ():
        if isinstance(one, Message):
            _mend_headers(one, findings)


def _take_mail(message: Message, opened: Opened) -> None:
    told = HeaderTale()
    for name, value in message.items():
        told.take(str(name), value)
    told.tell(opened.findings, header_words(message.get("Subject", "")))
    subject = readable(seen(header_words(message.get("Subject", "")), opened.findings), opened.findings)
    opened.say(f"{SUBJECT} {subject or '–'}")
    _walk(message, opened, 0)


def _walk(part: Message, opened: Opened, depth: int) -> None:
    """Everything in this part, in its order."""
    if depth > DEPTH:
        raise Stop("too-deep")
    kind, payload = part.get_content_type(), part.get_payload()
    if kind in ENCRYPTED:
        opened.findings.lose("text", kind)
    if part.get_content_maintype() == "multipart" and isinstance(payload, list):
        _aside(part, opened.findings)
        if kind == "multipart/alternative":
            _choose([one for one in payload if isinstance(one, Message)], opened, depth)
            return
        for one in payload:
            if isinstance(one, Message):
                _walk(one, opened, depth + 1)
    elif _is_text(part):
        opened.say(_text(part, opened.findings))
    else:
        _attach(part, opened)


def _aside(part: Message, findings: Findings) -> None:
    """What stands before and after the parts: no program shows it, save the sentence that says why."""
    for text in (part.preamble, part.epilogue):
        if text and not re.search(r"(?i)multi-?part message|MIME|mehrteilig", text):
            findings.add("hidden-text", header_words(text[:4000]))


def _is_text(part: Message) -> bool:
    """Whether it is part of what is read, not a file beside it."""
    if part.get_content_disposition() == "attachment" or _name(part):
        return False
    return part.get_content_type() in ("text/plain", "text/html", "text/enriched", "text/richtext") or (
        part.get_content_maintype() == "multipart"  # one whose boundary is lost
    )


def _choose(ways: list[Message], opened: Opened, depth: int) -> None:
    """Of texts that say the same one; all of them where each has words of its own. Files are always taken."""
    read: list[tuple[Opened, set[str]]] = []
    for way in ways:
        alone = Opened(opened.findings, [], opened.parts)
        _walk(way, alone, depth + 1)
        read.append((alone, _words(alone.text)))
    kept = [
        one
        for n, (one, said) in enumerate(read)
        if not any(said < other or (said == other and m < n) for m, (_, other) in enumerate(read) if m != n)
    ]
    for one in kept:
        opened.text += one.text
    marks = {line for one, _ in read for line in one.text if re.fullmatch(r"\[Anlage \d+(: \w+)?\]", line)}
    opened.text += sorted(marks - set(opened.text), key=lambda mark: int(re.sub(r"\D", "", mark.partition(":")[0])))


def _words(text: list[str]) -> set[str]:
    """What a reader would miss: not addresses of pages, which are told as links."""
    return set(re.findall(r"\w+", re.sub(r"(?i)\[Anlage \d+[^]]*\]|<?https?://\S+", " ", "\n".join(text)).casefold()))


def _text(part: Message, findings: Findings) -> str:
    """What is read of a part that is text."""
    data = _bytes(part)
    if len(data) > TEXT_LIMIT:
        raise Stop("too-large")
    kind, charset = part.get_content_type(), parameter_words(part.get_param("charset", ""))
    text = decoded(data, charset or (markup_charset(data) if kind == "text/html" else ""), findings)
    if kind in ("text/enriched", "text/richtext"):
        text = re.sub(r"<[^<>]{1,200}>", "", text.replace("<<", "<"))
    if kind == "text/html" or (kind == "text/plain" and re.match(r"\s*<(?:!doctype html|html)\b", text, re.IGNORECASE)):
        text = text_of(text, findings)
    return readable(seen(text, findings), findings)


def _bytes(part: Message) -> bytes:
    """The decoded content of a part that is no container of others."""
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    whole = part.get_payload()
    return whole.encode("ascii", "surrogateescape") if isinstance(whole, str) else b""


def _attach(part: Message, opened: Opened) -> None:
    """An inner file. A mail in the mail is one as well: it has headers of its own."""
    kind = part.get_content_type()
    name = _name(part) or f"{kind.partition('/')[0]}.{_ENDINGS.get(kind, 'bin')}"
    if part.is_multipart():  # message/*: what its parser has taken apart
        data = _unparsed(part)
        if kind in ("message/rfc822", "message/global") and not name.lower().endswith(".eml"):
            name += ".eml"
    else:
        data = _bytes(part)
    if data:
        opened.take(name, once(data))
    elif name:
        opened.findings.lose("attachment", name)


def _unparsed(part: Message) -> bytes:
    """The bytes of what stands in a `message/…` part, its transfer encoding undone, which there should be none."""
    target = io.BytesIO()
    inner = part.get_payload()
    for one in inner if isinstance(inner, list) else ():
        if isinstance(one, Message):
            BytesGenerator(target, mangle_from_=False, maxheaderlen=0, policy=compat32).flatten(one)
            target.write(b"\n")
    data, way = target.getvalue()[:-1], str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if way == "quoted-printable":
        return quopri.decodestring(data)
    if way == "base64":
        try:
            return base64.b64decode(re.sub(rb"\s", b"", data), validate=True)
        except binascii.Error:
            return data
    return data


def _name(part: Message) -> str:
    """The file name of a part; empty if it has none."""
    for header, key in (("content-disposition", "filename"), ("content-type", "name")):
        if (value := part.get_param(key, None, header)) and (words := parameter_words(value)):
            return words
    return ""
