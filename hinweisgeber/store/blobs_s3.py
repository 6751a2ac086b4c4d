"""Blobs in an S3-compatible object store (library: obstore).

A blob is an object of its name with the last bytes, put there when all before them is stored: `pieces/<name>/00000` and
so on. Pieces without such an end are what a broken upload has left. A multipart upload would leave it where no listing
shows it, and the library cannot abort one. Each request is for one piece and short, however slow the reader is.

Credentials come from the environment or the machine's role, as S3 clients know them (AWS_ACCESS_KEY_ID …).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from ..errors import BlobGone, SettingsWrong, StoreAway
from .blobs import checked

if TYPE_CHECKING:
    from obstore import ObjectMeta

PIECE = 2 * 1024 * 1024  # bytes of an object: what each upload holds in memory, and a download at a time


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
        return S3Writer(self, checked(name))

    def put(self, path: str, data: bytearray) -> None:
        """One object. Raises StoreAway."""
        with _told():
            obstore.put(self._store, path, data, use_multipart=False)

    def read(self, name: str) -> Iterator[bytes]:
        """See BlobStore. Blobs of earlier versions are one large object."""
        with _told():
            end = obstore.head(self._store, checked(name))
            for meta in (*self._pieces(name), end):
                for start in range(0, meta["size"], PIECE):
                    yield bytes(obstore.get_range(self._store, meta["path"], start=start, length=PIECE))

    def delete(self, name: str) -> None:
        """See BlobStore."""
        with suppress(BlobGone), _told():
            obstore.delete(self._store, [checked(name), *(meta["path"] for meta in self._pieces(name))])

    def names(self, older_than: float) -> Iterator[str]:
        """See BlobStore. Also removes what broken uploads left behind."""
        ended: set[str] = set()
        newest: dict[str, float] = {}  # of each blob's pieces
        with _told():
            for meta in chain.from_iterable(obstore.list(self._store)):
                folder, _, name = meta["path"].rpartition("/")
                time = meta["last_modified"].timestamp()
                if folder:
                    owner = folder.rpartition("/")[-1]
                    newest[owner] = max(time, newest.get(owner, time))
                    continue
                ended.add(name)
                if time < older_than:
                    yield name
        for name, time in newest.items():
            if time < older_than and name not in ended:
                self.delete(name)

    def _pieces(self, name: str) -> list[ObjectMeta]:
        return sorted(chain.from_iterable(obstore.list(self._store, f"pieces/{name}")), key=itemgetter("path"))


class S3Writer:
    """Holds one piece and puts it there when it is full; the blob exists once its end is put."""

    def __init__(self, blobs: S3Blobs, name: str) -> None:
        self._blobs, self._name, self._count, self._held = blobs, name, 0, bytearray()

    def write(self, data: bytes | memoryview) -> None:
        """See BlobWriter."""
        left = memoryview(data)
        while left:
            taken = left[: PIECE - len(self._held)]
            self._held += taken
            left = left[len(taken) :]
            if len(self._held) == PIECE:
                self._blobs.put(f"pieces/{self._name}/{self._count:05d}", self._held)
                self._count, self._held = self._count + 1, bytearray()

    def finish(self) -> None:
        """See BlobWriter."""
        self._blobs.put(self._name, self._held)

    def abort(self) -> None:
        """See BlobWriter. What cannot be removed now is found by the sweep."""
        with suppress(StoreAway):
            self._blobs.delete(self._name)
