"""What clients send, byte by byte."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from html import unescape
from urllib.parse import urlencode

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.dialogue.texts import TEXT_LIMIT
from tests.questions import LONG_FIELDS

BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW1"  # as long as those of browsers
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
URLENCODED = "application/x-www-form-urlencoded"
FILE = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="attachments"; filename="%s"\r\n\r\n'
END = f"--{BOUNDARY}--\r\n".encode()
LOST = 9_500_000  # bytes of one text: nginx still keeps such a body until all is here
WORDS = "Erfundener Text einer ehrlichen Person. " * 12


def head(path: str, length: int, kind: str, *more: str) -> bytes:
    """The head of a POST as a browser sends it from a page of ours."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", "Sec-Fetch-Site: same-origin"]
    lines += [f"Content-Type: {kind}", f"Content-Length: {length}", *more, "", ""]
    return "\r\n".join(lines).encode()


def get(path: str, *more: str) -> bytes:
    """A GET."""
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *more, "", ""]).encode()


def post(path: str, fields: dict[str, str], *more: str) -> bytes:
    """A form without files."""
    body = urlencode(fields).encode()
    return head(path, len(body), URLENCODED, *more) + body


def multipart(path: str, fields: dict[str, str], files: Iterable[bytes] = ()) -> bytes:
    """A form with files."""
    body = bytearray()
    for name, text in fields.items():
        body += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
    for content in files:
        body += (FILE % "a.bin").encode() + content + b"\r\n"
    body += END
    return head(path, len(body), MULTIPART) + bytes(body)


def sending(text: str = WORDS) -> dict[str, str]:
    """The last page's form, filled in."""
    return {"description": text, "code": str(AccessCode.generate()), "code_noted": "1", "to": "send"}


@cache
def maximal() -> dict[str, str]:
    """Each text as long as it may be, in signs of four bytes."""
    return dict.fromkeys(LONG_FIELDS, "\N{OPEN BOOK}" * TEXT_LIMIT)


@cache
def quotes() -> bytes:
    """One text of nothing but signs that are five bytes each on a page."""
    return multipart("/melden", {"description": '"' * LOST})


@cache
def escaped() -> bytes:
    """As long a form as there is room for while it comes."""
    return post("/melden", {"description": '"' * 800_000})


def status(answer: bytes) -> str:
    """The three digits of an answer."""
    return answer[9:12].decode("ascii", "replace") if answer else "geschlossen"


def cookies(answer: bytes) -> str:
    """What a browser sends back."""
    lines = answer.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    return "; ".join(line[12:].split(";")[0] for line in lines if line.lower().startswith("set-cookie: "))


def value(page: bytes, name: str) -> str:
    """Of a field on a page."""
    text = page.decode("utf-8", "replace")
    found = re.search(rf'name="{name}" value="([^"]+)"', text)
    assert found, f"no field {name} on this page: {text[:500]}"
    return unescape(found[1])
