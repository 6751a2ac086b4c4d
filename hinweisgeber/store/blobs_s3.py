"""Blobs in an S3-compatible object store, by multipart upload and ranged download (library: obstore).

Credentials come from the environment or the machine's role, as S3 clients know them (AWS_ACCESS_KEY_ID …). Unfinished
multipart uploads are invisible; a lifecycle rule of the bucket (AbortIncompleteMultipartUpload) clears them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import parse_qsl

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from ..errors import BlobGone, SettingsWrong, StoreAway
from .blobs import STEP, checked

PART = 8 * 1024 * 1024  # one part of an upload; at most two are under way
TOGETHER = 2


@contextmanager
def _told() -> Iterator[None]:
    """Errors of the library, as ours; its texts name addresses and are not passed on."""
    try:
        yield
    except (NotFoundError, FileNotFoundError) as error:
        raise BlobGone() from error
    except (BaseError, OSError) as error:
        raise StoreAway() from error


class S3Blobs:
    """Blobs as objects under a prefix."""

    def __init__(self, bucket: str, prefix: str, query: str) -> None:
        options = dict(parse_qsl(query, strict_parsing=True)) if query else {}
        if unknown := set(options) - {"endpoint", "region"}:
            raise SettingsWrong("HINWEISGEBER_BLOBS_URL", f"unbekannte Angabe {sorted(unknown)[0]}")
        self._bucket, self._prefix, self._options = bucket, prefix, options
        self._lock = threading.Lock()
        self._made: S3Store | None = None

    @property
    def _store(self) -> S3Store:
        """Made when first used: the library starts threads, and a fork would lose them."""
        with self._lock:
            if self._made is None:
                endpoint = self._options.get("endpoint")
                config: dict[str, Any] = {"endpoint": endpoint} if endpoint else {}
                self._made = S3Store(
                    self._bucket,
                    prefix=self._prefix or None,
                    region=self._options.get("region", "eu-central-1"),
                    client_options={"allow_http": bool(endpoint and endpoint.startswith("http:"))},
                    retry_config={"max_retries": 2},
                    **config,
                )
            return self._made

    def create(self, name: str) -> S3Writer:
        """See BlobStore."""
        with _told():
            return S3Writer(obstore.open_writer(self._store, checked(name), buffer_size=PART, max_concurrency=TOGETHER))

    def read(self, name: str) -> Iterator[bytes]:
        """See BlobStore."""
        with _told():
            for piece in obstore.get(self._store, checked(name)).stream(min_chunk_size=STEP):
                yield bytes(piece)

    def delete(self, name: str) -> None:
        """See BlobStore."""
        with suppress(BlobGone), _told():
            obstore.delete(self._store, checked(name))

    def names(self, older_than: float) -> Iterator[str]:
        """See BlobStore."""
        with _told():
            for batch in obstore.list(self._store):
                for meta in batch:
                    if meta["last_modified"].timestamp() < older_than:
                        yield meta["path"].rsplit("/", 1)[-1]


class S3Writer:
    """A multipart upload; it exists once its end is acknowledged."""

    def __init__(self, writer: Any) -> None:
        self._writer: Any = writer

    def write(self, data: bytes | memoryview) -> None:
        """See BlobWriter."""
        with _told():
            self._writer.write(bytes(data))  # the library keeps what it is given

    def finish(self) -> None:
        """See BlobWriter."""
        with _told():
            self._writer.close()

    def abort(self) -> None:
        """See BlobWriter. Dropped unfinished, the upload never becomes an object."""
        self._writer = None
