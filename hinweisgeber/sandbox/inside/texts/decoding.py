"""Letters out of bytes: the character set that was named, or the likeliest one, which is told; and words of headers."""

from __future__ import annotations

import codecs
import re
from email.header import decode_header
from email.utils import decode_rfc2231, unquote

from ..terms import Findings, words

# As browsers do: the smaller set's name is used where the larger one is meant.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949"}
_NAMED = {"iso-8859-8-i": "iso8859-8", "x-sjis": "cp932", "shift_jis": "cp932", "unicode-1-1-utf-7": "utf-7"}
_NAMED |= {"windows-874": "cp874", "x-mac-roman": "mac-roman", "macintosh": "mac-roman", "x-unknown": ""}
_NO_CHARSETS = words("idna punycode unicode_escape raw_unicode_escape undefined mbcs oem")
_ENCODED_WORD = re.compile(r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=")


def decoded(data: bytes, charset: str, findings: Findings) -> str:
    """The text; what had to be guessed is told as a loss."""
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            charset = codec
    named = codec_of(charset)
    if named and (text := _tried(data, named)) is not None:
        return text
    if (text := _tried(data, "utf-8")) is None:
        text = data.decode("cp1252", "replace")
        findings.lose("charset", "cp1252")
    elif named and named != "cp1252":
        findings.lose("charset", "utf-8")
    return text


def _tried(data: bytes, codec: str) -> str | None:
    if codec == "cp1252" and (text := _tried(data, "utf-8")) is not None:
        return text  # what is valid UTF-8 is nothing else, whatever its label says
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def markup_charset(data: bytes) -> str:
    """The character set that a page of HTML says it is in; empty if it says none."""
    found = re.search(rb"(?i)<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{2,40})", data[:4096])
    return found[1].decode("ascii", "ignore") if found else ""


def codec_of(charset: str) -> str:
    """The codec for what a file calls its character set; empty if there is none that gives letters."""
    name = charset.strip().strip("\"'").lower()
    try:
        found = codecs.lookup(_NAMED.get(name, name)) if name else None
    except (LookupError, ValueError, UnicodeError):
        return ""
    if found is None or not getattr(found, "_is_text_encoding", True) or found.name.replace("-", "_") in _NO_CHARSETS:
        return ""
    return _MEANT.get(found.name, found.name)


def header_words(value: object) -> str:
    """The text of a header, on one line: encoded words (RFC 2047) decoded, bytes above ASCII taken as UTF-8."""
    text = unbroken(str(value))
    if "=?" in text:
        text = re.sub(r"(\?=)\s+(=\?)", r"\1\2", text)
        text = _ENCODED_WORD.sub(lambda found: _word(found[0]), text)
    return " ".join(text.split())


def unbroken(text: str, findings: Findings | None = None) -> str:
    """Bytes that a parser of ASCII kept as surrogates, as letters; what had to be guessed is told as a loss."""
    try:
        raw = text.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return decoded(raw, "", findings or Findings())


def _word(word: str) -> str:
    try:
        ((data, charset),) = decode_header(word)
    except (ValueError, TypeError, LookupError):
        return word
    return decoded(data, charset or "", Findings()) if isinstance(data, bytes) else data


def parameter_words(value: object) -> str:
    """The text of a header's parameter, such as a file name: RFC 2231, RFC 2047 or plain."""
    if isinstance(value, tuple):
        charset, _, text = value
        return decoded(unquote(text).encode("latin-1", "replace"), charset or "utf-8", Findings())
    text = str(value)
    if re.match(r"[\w-]{2,20}'[\w-]*'.*%[0-9A-Fa-f]{2}", text):  # written without its asterisk
        charset, _, text = decode_rfc2231(text)
        return decoded(text.encode("latin-1", "replace"), charset or "utf-8", Findings())
    return header_words(text)
