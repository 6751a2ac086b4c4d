"""Files as reporters send them: a form's parts in any order, and what must be nowhere afterwards."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from pathlib import Path

from werkzeug.test import Client, TestResponse

from tests.browser.planted import SHORTEST
from tests.pages import Reporter

BOUNDARY = b"----WebKitFormBoundaryZitrone"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY.decode()}"
Part = tuple[str, str | None, bytes]  # field, file name or None, content


def upload(content: bytes, name: str) -> tuple[bytes, str]:
    """A file for `Sender`."""
    return content, name


def head(field: str, name: str | None) -> bytes:
    """Where a part begins."""
    file = "" if name is None else f'; filename="{name}"'
    return b"--" + BOUNDARY + f'\r\nContent-Disposition: form-data; name="{field}"{file}\r\n\r\n'.encode()


def body(parts: Iterable[Part]) -> bytes:
    """A form as a browser sends it."""
    return b"".join(head(f, name) + content + b"\r\n" for f, name, content in parts) + b"--" + BOUNDARY + b"--\r\n"


def post(
    client: Client,
    url: str,
    sent: bytes | Generated,
    length: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> TestResponse:
    """Sends a body as it is; `length` is what the head announces. (The client's own encoder would spool it.) Goes where
    the answer leads."""
    stream = io.BytesIO(sent) if isinstance(sent, bytes) else sent
    announced = len(sent) if isinstance(sent, bytes) and length is None else length
    environ = {"wsgi.input": stream, "CONTENT_LENGTH": str(announced), "CONTENT_TYPE": MULTIPART}
    return client.post(url, environ_overrides=environ, headers=headers, follow_redirects=True)


class Sender(Reporter):
    """A reporter whose files are sent as a browser does."""

    def send(self, description: str = "Es fehlt Geld.", **others: object) -> TestResponse:
        """Sends the form with the code noted; `attachments`: from `upload`."""
        if not self.code:
            self.form()
        fields = {"description": description, "code": self.code, "code_noted": "1", "to": "send", **others}
        return self.post("/melden", fields)

    def post(self, url: str, fields: dict[str, object]) -> TestResponse:
        """Any form."""
        files = fields.pop("attachments", [])
        parts: list[Part] = [(name, None, str(value).encode()) for name, value in fields.items()]
        assert isinstance(files, list)
        return post(self.client, url, body([*parts, *(("attachments", name, content) for content, name in files)]))


class Generated(io.RawIOBase):
    """A body made while it is read, so that a test holds none of it."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        self._left = self._left or next(self._pieces, b"")
        piece, self._left = self._left[: len(view)], self._left[len(view) :]
        view[: len(piece)] = piece
        return len(piece)


def staged(answer: TestResponse) -> str:
    """The hidden field with the files that wait; empty when there is none."""
    found = re.search(r'name="state" value="([^"]*)"', answer.text)
    return unescape(found[1]) if found else ""


def offered(answer: TestResponse) -> list[tuple[str, str]]:
    """What a mailbox offers for download: blob, and name with size."""
    found = re.findall(r'name="download" value="(\w+)".*?<span class="kern-label">(.*?)</span>', answer.text)
    return [(blob, unescape(re.sub(r"<[^>]*>", "", name))) for blob, name in found]


def blobs_in(home: Path) -> list[Path]:
    """All that lies in the blob store."""
    folder = home / "blobs"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def holding(words: Iterable[bytes], *folders: Path) -> list[Path]:
    """Files under these folders with any of the words in them or in their names."""
    wanted = list(words)
    assert min(map(len, wanted)) >= SHORTEST
    return [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and any(word in path.name.encode() or word in path.read_bytes() for word in wanted)
    ]
