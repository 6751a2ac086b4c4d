"""One contract for every store of blobs: a folder, and two S3 servers on loopback, moto's and Ceph's gateway."""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import socket
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from hinweisgeber.config.settings import LARGEST_FILE
from hinweisgeber.crypto.padding import padme
from hinweisgeber.errors import SettingsWrong
from hinweisgeber.store import blobs
from hinweisgeber.store.blobs import BlobStore, blob_store
from hinweisgeber.store.blobs import s3 as blobs_s3
from hinweisgeber.store.errors import BlobGone, StoreAway, StoreFull
from tests.store.s3 import ACCESS, GUEST, create_bucket, running_ceph, running_moto, s3_client

if TYPE_CHECKING:
    from botocore.model import OperationModel
    from mypy_boto3_s3 import S3Client

CONTENT = secrets.token_bytes(1_000_003) * 19  # many pieces of an object store
LATER = 10 * 365 * 86400


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    yield from running_moto()


@pytest.fixture(scope="session")
def ceph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from running_ceph(tmp_path_factory.mktemp("ceph"))


@pytest.fixture(params=["folder", "moto", "ceph"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BlobStore:
    if request.param == "folder":
        return blob_store(f"file://{tmp_path}/blobs")
    return bucket_at(request.getfixturevalue(request.param), monkeypatch).store


@dataclass
class Bucket:
    """A store, and the server's own word on what is in it."""

    store: blobs_s3.S3Blobs
    name: str
    server: S3Client

    def objects(self) -> list[str]:
        return [found["Key"] for found in self.server.list_objects_v2(Bucket=self.name).get("Contents", [])]

    def uploads(self) -> list[str]:
        return [found["Key"] for found in self.server.list_multipart_uploads(Bucket=self.name).get("Uploads", [])]


def bucket_at(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """A new one."""
    for variable, value in ACCESS.items():
        monkeypatch.setenv(variable, value)
    name = f"blobs-{secrets.token_hex(6)}"
    create_bucket(endpoint, name)
    store = blob_store(f"s3://{name}/one/prefix?endpoint={endpoint}&region=us-east-1")
    return Bucket(cast(blobs_s3.S3Blobs, store), name, s3_client(endpoint))


def sockets() -> set[str]:
    """Those of this process."""
    found = set()
    for one in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            found.add(str(one.readlink()))
    return {one for one in found if one.startswith("socket:")}


def put(store: BlobStore, content: bytes = CONTENT) -> str:
    name = secrets.token_hex(16)
    writer = store.create(name)
    for start in range(0, len(content), 65536):
        writer.write(content[start : start + 65536])
    writer.finish()
    return name


def names(store: BlobStore) -> set[str]:
    return set(store.names(time.time() + LATER))


@pytest.mark.parametrize("size", [0, 1, 65_673, len(CONTENT)])
def test_what_was_finished_is_read_back_in_pieces(store: BlobStore, size: int) -> None:
    name = put(store, CONTENT[:size])
    pieces = list(store.read(name))
    assert b"".join(pieces) == CONTENT[:size]
    assert all(len(piece) <= 4 * 1024 * 1024 for piece in pieces)
    assert names(store) == {name}


def test_what_a_writer_is_given_is_only_lent(store: BlobStore) -> None:
    name, lent = secrets.token_hex(16), bytearray(1024**2)
    writer = store.create(name)
    for number in range(20):
        lent[:] = bytes([number]) * len(lent)
        writer.write(memoryview(lent))
    writer.finish()
    assert b"".join(store.read(name)) == b"".join(bytes([number]) * len(lent) for number in range(20))


def test_nothing_is_visible_before_it_is_finished(store: BlobStore) -> None:
    name = secrets.token_hex(16)
    writer = store.create(name)
    writer.write(CONTENT)
    with pytest.raises(BlobGone):
        list(store.read(name))
    writer.finish()
    assert b"".join(store.read(name)) == CONTENT


def test_an_aborted_writer_leaves_nothing(store: BlobStore) -> None:
    writer = store.create(secrets.token_hex(16))
    writer.write(CONTENT)
    writer.abort()
    assert names(store) == set()


def test_a_deleted_blob_is_gone_and_deleting_twice_is_fine(store: BlobStore) -> None:
    name, other = put(store, b"one"), put(store, b"two")
    store.delete(name)
    store.delete(name)
    with pytest.raises(BlobGone):
        list(store.read(name))
    assert names(store) == {other}


def test_whether_a_blob_is_there_is_told_without_reading_it(store: BlobStore) -> None:
    name, unfinished = put(store), secrets.token_hex(16)
    writer = store.create(unfinished)
    writer.write(CONTENT)
    assert [store.has(one) for one in (name, unfinished, "0" * 32, "../x", "")] == [True, False, False, False, False]
    writer.abort()
    store.delete(name)
    assert not store.has(name)


@pytest.mark.parametrize("few", [0, 20])
def test_the_sizes_of_many_are_told_and_nothing_else_is(
    store: BlobStore, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs_s3, "FEW", few)
    asked = {put(store, CONTENT[:size]): size for size in (0, 1, 65_673)}
    put(store, b"nobody asked")
    assert store.sizes({*asked, secrets.token_hex(16)}) == asked
    assert store.sizes(set()) == {}


def test_only_what_is_old_is_listed(store: BlobStore) -> None:
    name = put(store, b"young")
    assert set(store.names(time.time() - 3 * blobs.DAY)) == set()
    assert names(store) == {name}


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 32, "a" * 31, "a" * 32 + "/x", "a" * 31 + "\n"])
def test_a_name_never_becomes_a_path(store: BlobStore, name: str) -> None:
    with pytest.raises(BlobGone):
        store.create(name)
    with pytest.raises(BlobGone):
        list(store.read(name))
    store.delete(name)
    assert names(store) == set()


# -- the object store alone ------------------------------------------------------------------------------------------


@pytest.fixture(params=["moto", "ceph"])
def bucket(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    return bucket_at(request.getfixturevalue(request.param), monkeypatch)


def test_a_large_blob_is_one_object_that_came_in_parts(bucket: Bucket) -> None:
    name = put(bucket.store)
    assert (bucket.objects(), bucket.uploads()) == ([f"one/prefix/{name}"], [])
    told = bucket.server.head_object(Bucket=bucket.name, Key=f"one/prefix/{name}")
    parts = -(-len(CONTENT) // blobs_s3.PART)
    assert told["ETag"].strip('"').endswith(f"-{parts}"), "S3 appends the number of parts"
    bucket.store.delete(name)
    assert bucket.objects() == []


def test_a_broken_upload_leaves_nothing_on_the_server(bucket: Bucket) -> None:
    writer = bucket.store.create(secrets.token_hex(16))
    writer.write(CONTENT)
    assert (bucket.objects(), len(bucket.uploads())) == ([], 1)
    writer.abort()
    assert (bucket.objects(), bucket.uploads()) == ([], [])
    writer.abort()


def test_what_a_killed_upload_left_is_swept_when_it_is_old(bucket: Bucket) -> None:
    whole = put(bucket.store)
    other = bucket.server.create_multipart_upload(Bucket=bucket.name, Key="one/prefix/not-ours")["UploadId"]
    writer = bucket.store.create(secrets.token_hex(16))
    writer.write(CONTENT)
    assert (set(bucket.store.names(time.time() - blobs.DAY)), len(bucket.uploads())) == (set(), 2)
    assert names(bucket.store) == {whole}
    assert (bucket.objects(), bucket.uploads()) == ([f"one/prefix/{whole}"], ["one/prefix/not-ours"])
    with pytest.raises(StoreAway):
        writer.finish()
    writer.abort()
    bucket.server.abort_multipart_upload(Bucket=bucket.name, Key="one/prefix/not-ours", UploadId=other)


def test_the_sweep_goes_by_an_uploads_last_part(bucket: Bucket) -> None:
    """Who sends slowly is not cut off, however long ago the upload began."""
    writer = bucket.store.create(secrets.token_hex(16))
    writer.write(CONTENT)
    (found,) = bucket.server.list_multipart_uploads(Bucket=bucket.name)["Uploads"]
    long_ago: Any = {**found, "Initiated": datetime(2020, 1, 1, tzinfo=UTC)}
    bucket.store._abort_if_old(long_ago, time.time() - 3600)
    assert len(bucket.uploads()) == 1
    bucket.store._abort_if_old(long_ago, time.time() + 3600)
    assert bucket.uploads() == []
    bucket.store._abort_if_old(long_ago, time.time() + 3600)  # gone meanwhile


def test_more_than_one_page_of_blobs_and_of_uploads_is_listed(bucket: Bucket) -> None:
    asked: list[str] = []

    def by_twos(params: dict[str, Any], model: OperationModel, **_: object) -> Any:
        asked.append(model.name)
        return {**params, "MaxKeys" if model.name == "ListObjectsV2" else "MaxUploads": 2}

    for operation in ("ListObjectsV2", "ListMultipartUploads"):
        bucket.store._client.meta.events.register(f"provide-client-params.s3.{operation}", by_twos)
    there = {put(bucket.store, b"x") for _ in range(5)}
    for _ in range(5):
        bucket.store.create(secrets.token_hex(16)).write(CONTENT[: blobs_s3.PART])
    assert names(bucket.store) == there
    assert asked[:3] == ["ListObjectsV2"] * 3
    assert asked[3:] in (["ListMultipartUploads"] * 3, ["ListMultipartUploads"]), "moto tells all at once"
    assert bucket.uploads() == []


def test_the_sizes_of_a_thousand_are_one_question(bucket: Bucket) -> None:
    """And not a thousand: so many would wait for an hour where each takes some seconds."""
    wanted = {put(bucket.store, CONTENT[:size]): size for size in range(1, 30)}
    asked = list[str]()
    events = bucket.store._client.meta.events
    events.register("before-call.s3", lambda model, **_: asked.append(model.name))
    assert bucket.store.sizes(wanted) == wanted
    assert asked == ["ListObjectsV2"]


def test_the_rights_that_the_guide_names_are_enough_and_none_is_too_many(
    ceph: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = bucket_at(ceph, monkeypatch)
    for variable, value in GUEST.items():
        monkeypatch.setenv(variable, value)
    store = bucket.store  # has asked nothing yet, so it asks as the guest
    guide = (Path(__file__).resolve().parents[2] / "deploy/README.md").read_text(encoding="utf-8")
    rights = set(re.findall(r"`(s3:[A-Z]\w+)`", guide))
    assert len(rights) == 7

    def allow(some: set[str]) -> None:
        statement = {
            "Effect": "Allow",
            "Principal": {"AWS": ["arn:aws:iam:::user/guest"]},
            "Action": sorted(some),
            "Resource": [f"arn:aws:s3:::{bucket.name}", f"arn:aws:s3:::{bucket.name}/*"],
        }
        policy = {"Version": "2012-10-17", "Statement": [statement]}
        bucket.server.put_bucket_policy(Bucket=bucket.name, Policy=json.dumps(policy))

    def everything() -> bool:
        try:
            put(store)
            others = "0" * 32
            bucket.server.put_object(Bucket=bucket.name, Key=f"one/prefix/{others}", Body=b"of another account")
            list(store.read(others))
            assert [store.has(one) for one in (others, "1" * 32)] == [True, False]
            store.create(secrets.token_hex(16)).write(CONTENT)
            for found in names(store):
                store.delete(found)
        except (StoreAway, BlobGone):
            return False
        return (bucket.objects(), bucket.uploads()) == ([], [])

    allow(rights)
    assert everything()
    for right in sorted(rights - {"s3:ListMultipartUploadParts"}):  # Ceph asks for this one only at uploads of others
        allow(rights - {right})
        assert not everything(), right
        allow(rights)
        for name in names(store):
            store.delete(name)


def test_what_was_prepared_before_a_fork_has_no_connection_and_is_used_after_it(bucket: Bucket) -> None:
    before = sockets()
    store = blob_store(f"s3://{bucket.name}/other?endpoint={bucket.server.meta.endpoint_url}&region=us-east-1")
    store.prepare()
    made = cast(blobs_s3.S3Blobs, store)._made
    assert made is not None
    assert sockets() <= before
    put_there = put(store, b"x")
    assert names(store) == {put_there}
    assert cast(blobs_s3.S3Blobs, store)._made is made


def test_without_credentials_nothing_is_prepared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """They may be there when the first file comes."""
    for variable in ACCESS:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    store = cast(blobs_s3.S3Blobs, blob_store("s3://nowhere?endpoint=http://127.0.0.1:9"))
    store.prepare()
    assert store._made is None
    for variable, value in ACCESS.items():
        monkeypatch.setenv(variable, value)
    store.prepare()
    assert store._made is not None


def test_no_request_waits_for_a_slow_reader(bucket: Bucket) -> None:
    """Each range has come when it is given out: a download may take longer than any request."""
    name, asked = put(bucket.store, CONTENT[:3_500_000]), []
    bucket.store._client.meta.events.register("before-send.s3.GetObject", lambda request, **_: asked.append(request))
    got = b""
    for number, piece in enumerate(bucket.store.read(name), 1):
        assert (len(asked), len(piece) <= blobs_s3.RANGE) == (number, True)
        got += piece
    assert (got, len(asked)) == (CONTENT[:3_500_000], 4)


def test_an_upload_holds_one_part_in_memory(bucket: Bucket) -> None:
    writer = bucket.store.create(secrets.token_hex(16))
    tracemalloc.start()
    try:
        for _ in range(50):
            writer.write(CONTENT[: 1024**2])
        writer.finish()
        assert tracemalloc.get_traced_memory()[1] < 2 * blobs_s3.PART
    finally:
        tracemalloc.stop()
    assert blobs_s3.PART == 5 * 1024**2, "so much for each slot; deploy/README.md counts with it"


def test_the_largest_file_that_can_be_allowed_fits_into_the_parts_of_one_upload() -> None:
    assert padme(LARGEST_FILE * 1024**2) * 1.001 < 10_000 * blobs_s3.PART, "with the tags of its chunks"


# -- the folder alone -----------------------------------------------------------------------------------------------


def test_a_folder_reveals_neither_hour_nor_content_in_names_and_times(tmp_path: Path) -> None:
    name = put(blob_store(f"file://{tmp_path}"), b"x")
    found = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in found] == [name]
    assert found[0].stat().st_mtime % blobs.DAY == 0
    assert found[0].stat().st_mode & 0o777 == 0o600


def test_room_that_was_asked_for_and_not_needed_is_given_back(tmp_path: Path) -> None:
    store, content = blob_store(f"file://{tmp_path}"), bytes(1024**2)
    for pieces in (1, 2, 3, 5, 9):
        name = put(store, content * pieces + b"end")
        [kept] = (path.stat() for path in tmp_path.rglob(name))
        assert kept.st_size == pieces * len(content) + 3
        assert kept.st_blocks * 512 <= kept.st_size + 128 * 1024


def test_what_a_killed_writer_left_is_swept_when_it_is_old(tmp_path: Path) -> None:
    store = blob_store(f"file://{tmp_path}")
    writer = store.create(secrets.token_hex(16))
    writer.write(b"half")
    writer._file.close()  # type: ignore[attr-defined]  # the kernel closes it for a killed process
    assert len(list(tmp_path.rglob("*.part"))) == 1
    assert set(store.names(time.time() - blobs.DAY)) == set()
    assert len(list(tmp_path.rglob("*.part"))) == 1, "a writer at work is left alone"
    assert names(store) == set()
    assert list(tmp_path.rglob("*.part")) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_refused_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = blob_store(f"file://{tmp_path}").create(secrets.token_hex(16))
    writer._file.close()  # type: ignore[attr-defined]
    monkeypatch.setattr(blobs, "require_room", lambda descriptor: None)
    writer._file = open("/dev/full", "wb", buffering=0)  # type: ignore[attr-defined]  # noqa: PTH123, SIM115
    with pytest.raises(StoreFull):
        writer.write(b"x")
    writer.abort()


def test_an_unreachable_server_is_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "tests")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        store = blob_store(f"s3://blobs/x?endpoint=http://127.0.0.1:{closed.getsockname()[1]}")
        with pytest.raises(StoreAway):
            list(store.read("0" * 32))
        with pytest.raises(StoreAway):
            store.has("0" * 32)


def test_half_of_the_credentials_is_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "tests")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY", raising=False)
    store = blob_store("s3://blobs/x?endpoint=http://127.0.0.1:9")
    with pytest.raises(StoreAway):
        store.create("0" * 32)
    with pytest.raises(StoreAway):
        list(store.read("0" * 32))


@pytest.mark.parametrize(
    "url",
    ["", "file:", "ftp://x/y", "s3:///x", "s3://b/p?endpoint=http://x&secret=1", "s3://b/p?endpoint=x.example:9000"],
)
def test_a_wrong_address_stops_the_start_with_the_settings_name(url: str) -> None:
    with pytest.raises(SettingsWrong, match="HINWEISGEBER_BLOBS_URL"):
        blob_store(url)


def test_blobs_are_synced_before_they_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    real_fsync, real_rename = os.fsync, Path.rename

    def fsync(descriptor: int) -> None:
        order.append("fsync")
        real_fsync(descriptor)

    def rename(path: Path, to: Path) -> Path:
        order.append("rename")
        return real_rename(path, to)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "rename", rename)
    store = blob_store(f"file://{tmp_path}/blobs")
    put(store, b"x")
    assert order == ["fsync", "fsync", "rename", "fsync"], "the new folder's name, file, name, folder"
    put(store, b"y")
    assert order[4:] == ["fsync", "rename", "fsync"]


def test_the_disk_works_while_a_file_is_coming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every byte is named once, without gaps; where such hints are not taken, the file is stored all the same."""
    told: list[tuple[int, int]] = []

    def hint(descriptor: int, start: int, length: int, advice: int) -> None:
        told.append((start, length))
        raise OSError(errno.EINVAL, "no hints here")

    monkeypatch.setattr(blobs, "AHEAD", 100_000)
    monkeypatch.setattr(os, "posix_fadvise", hint)
    store = blob_store(f"file://{tmp_path}")
    assert b"".join(store.read(put(store, CONTENT[:400_000]))) == CONTENT[:400_000]
    assert told == [(0, 131072), (131072, 131072), (262144, 131072)]


@pytest.mark.parametrize(("folder", "file"), [(0o700, 0o600), (0o750, 0o640), (0o2770, 0o640)])
def test_both_faces_read_files_where_their_group_shares_the_folder(tmp_path: Path, folder: int, file: int) -> None:
    (tmp_path / "blobs").mkdir()
    (tmp_path / "blobs").chmod(folder)
    before = os.umask(0o077)
    try:
        put(blob_store(f"file://{tmp_path}/blobs"), b"x")
    finally:
        os.umask(before)
    assert [path.stat().st_mode & 0o777 for path in (tmp_path / "blobs").iterdir()] == [file]


def test_files_leave_a_reserve_for_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = blob_store(f"file://{tmp_path}")
    writer = store.create(secrets.token_hex(16))
    writer.write(b"x")
    monkeypatch.setattr(blobs, "RESERVE", 2**60)
    monkeypatch.setattr(blobs, "RESERVE_SHARE", 1.1)
    with pytest.raises(StoreFull):
        writer.write(b"y")
    writer.abort()
    with pytest.raises(StoreFull):
        store.create(secrets.token_hex(16))
    assert list(tmp_path.iterdir()) == []
