"""Blobs in an S3-compatible object store (library: botocore).

A blob is one object. A small one is put at once, a larger one by multipart upload: nothing of it can be read before it
is completed, and what broke off is aborted, at the latest by the sweep. Reading asks for one range after the other, so
each request is short, however slow the reader is.

Credentials come from the environment or the machine's role, as S3 clients know them (AWS_ACCESS_KEY_ID …).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.utils import is_valid_endpoint_url, is_valid_ipv6_endpoint_url

from ...errors import SettingsWrong
from ..errors import BlobGone, StoreAway
from .names import NAME, checked

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef, MultipartUploadTypeDef

PART = 5 * 1024 * 1024  # bytes each upload holds; S3 takes no smaller part but the last, and 10,000 of them
RANGE = 1024 * 1024  # bytes each download holds
FEW = 20  # objects are asked for one by one
CONNECTIONS = 100  # kept open in each process
_NOT_THERE = {"404", "NoSuchKey", "NoSuchUpload"}


@contextmanager
def _told(gone: type[BlobGone | StoreAway] = BlobGone) -> Iterator[None]:
    """Errors of the library, as ours; its texts name addresses and are not passed on. What is not there is `gone`."""
    try:
        yield
    except ClientError as error:
        raise (gone if error.response["Error"]["Code"] in _NOT_THERE else StoreAway)() from error
    except (BotoCoreError, OSError) as error:
        raise StoreAway() from error


def _is_endpoint(given: str) -> bool:
    """Whether the library will take it, too."""
    with suppress(ValueError):  # of the parser of addresses
        ours = re.fullmatch(r"https?://[^/?#@\s]+/?", given)
        return bool(ours and (is_valid_endpoint_url(given) or is_valid_ipv6_endpoint_url(given)))
    return False


class S3Blobs:
    """Blobs as objects under a prefix."""

    def __init__(self, bucket: str, prefix: str, query: str) -> None:
        options = dict(parse_qsl(query, strict_parsing=True)) if query else {}
        if unknown := set(options) - {"endpoint", "region"}:
            raise SettingsWrong("HINWEISGEBER_BLOBS_URL", f"unbekannte Angabe {sorted(unknown)[0]}")
        if "endpoint" in options and not _is_endpoint(options["endpoint"]):
            raise SettingsWrong("HINWEISGEBER_BLOBS_URL", "endpoint ist eine Adresse wie https://s3.example.org")
        self._bucket, self._prefix, self._options = bucket, f"{prefix}/" if prefix else "", options
        self._lock = threading.Lock()
        self._made: S3Client | None = None

    @property
    def _client(self) -> S3Client:
        """Made when first used, if it was not before. Any thread may use it."""
        with self._lock:
            if self._made is None:
                self._made = self._make(botocore.session.Session())
            return self._made

    def _make(self, session: botocore.session.Session) -> S3Client:
        endpoint = self._options.get("endpoint")
        config = Config(
            # Somebody waits before a page, and its proxy for 60 seconds: both tries end well before.
            connect_timeout=5,
            read_timeout=15,
            retries={"mode": "standard", "total_max_attempts": 2},
            max_pool_connections=CONNECTIONS,
            s3={"addressing_style": "path" if endpoint else "auto"},
            # Every store knows the signature; not every one the checksums beside it. The blob has its own seal.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        made = session.create_client(
            "s3", self._options.get("region", "eu-central-1"), endpoint_url=endpoint, config=config
        )
        return cast("S3Client", made)

    def prepare(self) -> None:
        """See BlobStore. Twelve megabytes of tables, read in a third of a second; a client that has sent nothing has
        no connection that a fork would share. Without credentials it is not kept: they may be there when it is used."""
        session = botocore.session.Session()
        with suppress(BotoCoreError, OSError):
            if session.get_credentials() is not None:
                self._made = self._make(session)

    def create(self, name: str) -> S3Writer:
        """See BlobStore."""
        key = self._prefix + checked(name)
        with _told():
            return S3Writer(self._client, self._bucket, key)

    def read(self, name: str) -> Iterator[bytes]:
        """See BlobStore."""
        key = self._prefix + checked(name)
        with _told():
            size = self._client.head_object(Bucket=self._bucket, Key=key)["ContentLength"]
            for start in range(0, size, RANGE):
                part = f"bytes={start}-{min(start + RANGE, size) - 1}"
                yield self._client.get_object(Bucket=self._bucket, Key=key, Range=part)["Body"].read()

    def has(self, name: str) -> bool:
        """See BlobStore."""
        with suppress(BlobGone):
            return self.size(name) >= 0
        return False

    def size(self, name: str) -> int:
        """See BlobStore."""
        key = self._prefix + checked(name)
        with _told():
            return self._client.head_object(Bucket=self._bucket, Key=key)["ContentLength"]

    def sizes(self, names: Collection[str]) -> dict[str, int]:
        """See BlobStore. Of many a list is asked for, a thousand objects at a time."""
        found, wanted = dict[str, int](), set(names)
        if len(wanted) <= FEW:
            for name in wanted:
                with suppress(BlobGone):
                    found[name] = self.size(name)
            return found
        with _told(gone=StoreAway):
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix):
                listed = ((one["Key"].removeprefix(self._prefix), one["Size"]) for one in page.get("Contents", []))
                found |= {name: size for name, size in listed if name in wanted}
        return found

    def delete(self, name: str) -> None:
        """See BlobStore."""
        with suppress(BlobGone), _told():
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + checked(name))

    def names(self, older_than: float) -> Iterator[str]:
        """See BlobStore. Also aborts uploads that broke off."""
        with _told():
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix):
                for found in page.get("Contents", []):
                    name = found["Key"].removeprefix(self._prefix)
                    if NAME.fullmatch(name) and found["LastModified"].timestamp() < older_than:
                        yield name
            uploads = self._client.get_paginator("list_multipart_uploads")
            for listed in uploads.paginate(Bucket=self._bucket, Prefix=self._prefix):
                for upload in listed.get("Uploads", []):
                    if NAME.fullmatch(upload["Key"].removeprefix(self._prefix)):
                        self._abort_if_old(upload, older_than)

    def _abort_if_old(self, upload: MultipartUploadTypeDef, older_than: float) -> None:
        """Old is what got no part since: who sends slowly is not cut off."""
        key, upload_id, last = upload["Key"], upload["UploadId"], upload["Initiated"].timestamp()
        pages = self._client.get_paginator("list_parts")
        with suppress(BlobGone), _told():  # completed or aborted since it was listed
            for page in pages.paginate(Bucket=self._bucket, Key=key, UploadId=upload_id):
                last = max([last, *(part["LastModified"].timestamp() for part in page.get("Parts", []))])
            if last < older_than:
                self._client.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=upload_id)


class S3Writer:
    """Holds one part and sends it when it is full; the blob exists once the upload is completed."""

    def __init__(self, client: S3Client, bucket: str, key: str) -> None:
        self._client, self._bucket, self._key = client, bucket, key
        self._held: Any = bytearray()  # botocore sends it as it is; its stubs do not know
        self._upload: str | None = None
        self._parts: list[CompletedPartTypeDef] = []

    def write(self, data: bytes | memoryview) -> None:
        """See BlobWriter."""
        left = memoryview(data)
        while left:
            taken = left[: PART - len(self._held)]
            self._held += taken
            left = left[len(taken) :]
            if len(self._held) == PART:
                with _told(gone=StoreAway):
                    self._send()

    def _send(self) -> None:
        if self._upload is None:
            self._upload = self._client.create_multipart_upload(Bucket=self._bucket, Key=self._key)["UploadId"]
        number = len(self._parts) + 1
        sent = self._client.upload_part(
            Bucket=self._bucket, Key=self._key, UploadId=self._upload, PartNumber=number, Body=self._held
        )
        self._parts.append({"PartNumber": number, "ETag": sent["ETag"]})
        self._held.clear()

    def finish(self) -> None:
        """See BlobWriter."""
        with _told(gone=StoreAway):
            if self._upload is None:
                self._client.put_object(Bucket=self._bucket, Key=self._key, Body=self._held)
                return
            if self._held:
                self._send()
            self._client.complete_multipart_upload(
                Bucket=self._bucket, Key=self._key, UploadId=self._upload, MultipartUpload={"Parts": self._parts}
            )

    def abort(self) -> None:
        """See BlobWriter. What cannot be aborted now is found by the sweep."""
        if self._upload is not None:
            with suppress(StoreAway), _told(gone=StoreAway):
                self._client.abort_multipart_upload(Bucket=self._bucket, Key=self._key, UploadId=self._upload)
