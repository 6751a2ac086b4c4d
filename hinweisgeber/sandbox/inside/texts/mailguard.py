"""How much of a mail can be read in its copy: the guard against text that is lost without a word.

A second reader, and a dumb one on purpose: it knows neither parts nor types nor how they are tied together. Lines of
base64 are decoded wherever they stand, quoted-printable everywhere; headers are what follows the beginning or a line
that begins with two dashes, up to a blank one; of markup the tags go. What is left is what a person could read, so its
words must be in the copy, in an inner file, or among what was told.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from html import unescape

from ..inner import Inner, Opened, once
from ..terms import MIB, Stop, words

LIMIT = 16 * MIB  # of the text of a mail that is counted, and of one run of base64 that could be one
_HEAD = re.compile(rb"(?m)(?:\A|^--[^\n]*\n)(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_BASE64 = re.compile(rb"(?m)(?:^[A-Za-z0-9+/]{20,}={0,2}[ \t]*$\n?)+")
_BOUNDARY = re.compile(rb"(?m)^--\S+$")
_ASIDE = re.compile(r"(?is)<(style|script|head|title)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>")
_OTHER = re.compile(rb"[\w\x80-\xff]*[\x80-\xff][\w\x80-\xff]*")
_WORD = re.compile(r"[^\W\d_]{4,}")
_STANDARD = words("this multi part message mime format")  # what stands where a program knows no parts
FEW = 20  # words of so short a text say nothing of a share


def require_told(data: bytes, opened: Opened) -> None:
    """Raises Stop(content-lost) if more than half of the words are nowhere; adds a loss for one in twenty."""
    require_words(words_of(data) - _in_files(opened), opened)


def require_words(source: set[str], opened: Opened, few: int = FEW) -> None:
    """The same for words that another reader has found. Of so few as `few` nothing is said."""
    told = [*opened.text, *(value for _, value in (*opened.findings.items, *opened.findings.losses))]
    missing = source - {word.casefold() for text in told for word in _WORD.findall(text)}
    if len(source) > FEW and 2 * len(missing) > len(source):
        raise Stop("content-lost")
    if len(source) > few and 20 * len(missing) > len(source):
        opened.findings.lose("text", f"{len(missing)}/{len(source)}")


def words_of(data: bytes) -> set[str]:
    """All words of a mail's source that could be read, as far as its text is counted."""
    data = _BOUNDARY.sub(b"", _HEAD.sub(b"\n", data.replace(b"\r\n", b"\n")))
    found, rest, end = set[str](), list[bytes](), 0
    for run in _BASE64.finditer(data):
        rest.append(data[end : run.start()])
        end = run.end()
        if end - run.start() <= LIMIT:
            found |= _unpacked(run[0])
    text = b"\n".join((*rest, data[end:]))[:LIMIT]
    return (found | words_in(letters(quopri.decodestring(text)))) - _STANDARD


def _unpacked(run: bytes) -> set[str]:
    try:
        return words_in(letters(base64.b64decode(re.sub(rb"\s", b"", run), validate=True)))
    except binascii.Error:
        return set()


def words_in(text: str) -> set[str]:
    """The words of a text, which may be markup."""
    return {word.casefold() for word in _WORD.findall(unescape(_ASIDE.sub(" ", text)))}


def letters(data: bytes) -> str:
    """Text, or nothing where it is something else. Words with letters of an unknown character set are left out."""
    if b"\0" in data[:4096]:
        return ""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("ascii", "ignore")
        return _OTHER.sub(b" ", data).decode("ascii") if 4 * len(text) > 3 * len(data) else ""


def _in_files(opened: Opened) -> set[str]:
    found = set[str]()
    for place, part in enumerate(opened.parts):
        content = b"".join(part.content)
        opened.parts[place] = Inner(part.name, once(content))
        if b"\0" not in content[:4096]:
            found |= words_of(b"\n" + content) | {word.casefold() for word in _WORD.findall(letters(content[:LIMIT]))}
    return found
