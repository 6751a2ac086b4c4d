"""One contract for every store of blobs: a folder, and a real S3 server (moto's) on loopback."""

from __future__ import annotations

import errno
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import obstore
import pytest

from hinweisgeber.errors import BlobGone, SettingsWrong, StoreAway, StoreFull
from hinweisgeber.store import blobs, blobs_s3
from hinweisgeber.store.blobs import BlobStore, blob_store
from tests.ports import free_port

Make = Callable[[], BlobStore]
CONTENT = secrets.token_bytes(1_000_003) * 19  # many pieces of an object store
LATER = 10 * 365 * 86400


@pytest.fixture(scope="session", name="s3_server")
def _s3_server() -> Iterator[str]:
    yield from running_s3()


def running_s3() -> Iterator[str]:
    """A real S3-compatible server in a process of its own; ends with the tests."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while True:
            assert server.poll() is None, "the server ended while starting"
            assert time.monotonic() < end, "the server does not answer"
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BlobStore:
    if request.param == "folder":
        return blob_store(f"file://{tmp_path}/blobs")
    endpoint = request.getfixturevalue("s3_server")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "tests")
    bucket = f"blobs-{secrets.token_hex(6)}"
    create_bucket(endpoint, bucket)
    return blob_store(f"s3://{bucket}/one/prefix?endpoint={endpoint}&region=us-east-1")


def create_bucket(endpoint: str, bucket: str) -> None:
    ask_s3(f"{endpoint}/{bucket}", "PUT")


def ask_s3(url: str, method: str = "GET") -> str:
    import urllib.request

    request = urllib.request.Request(url, method=method)
    request.add_header("Authorization", "AWS4-HMAC-SHA256 Credential=tests/20260101/us-east-1/s3/aws4_request")
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200
        return str(answer.read().decode())


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


@pytest.fixture
def bucket(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "tests")
    monkeypatch.setattr(blobs_s3, "PIECE", 100_000)
    name = f"blobs-{secrets.token_hex(6)}"
    create_bucket(s3_server, name)
    store = blob_store(f"s3://{name}/one/prefix?endpoint={s3_server}&region=us-east-1")
    return Bucket(cast(blobs_s3.S3Blobs, store), f"{s3_server}/{name}")


@dataclass
class Bucket:
    """A store, and the server's own word on what is in it."""

    store: blobs_s3.S3Blobs
    url: str

    def objects(self) -> list[str]:
        return re.findall(r"<Key>one/prefix/(.*?)</Key>", ask_s3(self.url))

    def uploads(self) -> int:
        return ask_s3(f"{self.url}?uploads").count("<UploadId>")


def test_a_broken_upload_leaves_nothing_on_the_server(bucket: Bucket) -> None:
    name = secrets.token_hex(16)
    writer = bucket.store.create(name)
    writer.write(CONTENT[:350_000])
    assert bucket.objects() == [f"pieces/{name}/0000{number}" for number in range(3)]
    writer.abort()
    assert (bucket.objects(), bucket.uploads()) == ([], 0)


def test_what_a_killed_upload_left_is_swept_when_it_is_old(bucket: Bucket) -> None:
    whole = put(bucket.store, CONTENT[:250_000])
    kept = bucket.objects()
    bucket.store.create(secrets.token_hex(16)).write(CONTENT[:350_000])
    assert (set(bucket.store.names(time.time() - blobs.DAY)), len(bucket.objects())) == (set(), len(kept) + 3)
    assert names(bucket.store) == {whole}
    assert (bucket.objects(), bucket.uploads()) == (kept, 0)
    bucket.store.delete(whole)
    assert bucket.objects() == []


def test_no_request_waits_for_a_slow_reader(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece has come when it is given out: a download may take longer than any request."""
    asked: list[int] = []
    real = obstore.get_range

    def counted(*of: Any, **part: Any) -> Any:
        asked.append(part["length"])
        return real(*of, **part)

    monkeypatch.setattr(obstore, "get_range", counted)
    monkeypatch.setattr(obstore, "get", None)
    earlier = secrets.token_hex(16)  # as versions before wrote it: one object
    obstore.put(bucket.store._store, earlier, CONTENT[:350_000])
    for name in (earlier, put(bucket.store, CONTENT[:350_000])):
        asked.clear()
        got = b""
        for number, piece in enumerate(bucket.store.read(name), 1):
            assert asked == [blobs_s3.PIECE] * number
            got += piece
        assert (got, len(asked)) == (CONTENT[:350_000], 4)
    bucket.store.delete(earlier)
    with pytest.raises(BlobGone):
        list(bucket.store.read(earlier))


def test_an_upload_holds_one_piece_in_memory(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    held: list[int] = []
    monkeypatch.setattr(bucket.store, "put", lambda path, data: held.append(len(data)))
    writer = bucket.store.create(secrets.token_hex(16))
    tracemalloc.start()
    try:
        for _ in range(50):
            writer.write(CONTENT[: 1024**2])
        assert tracemalloc.get_traced_memory()[1] < 2.5 * blobs_s3.PIECE + 1024**2
    finally:
        tracemalloc.stop()
    assert held == [blobs_s3.PIECE] * 25
    assert blobs_s3.PIECE <= 2 * 1024**2, "so much for each slot; deploy/README.md counts with it"


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
def test_a_full_disk_is_said_in_german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = blob_store(f"file://{tmp_path}").create(secrets.token_hex(16))
    writer._file.close()  # type: ignore[attr-defined]
    monkeypatch.setattr(blobs, "_require_room", lambda descriptor: None)
    writer._file = open("/dev/full", "wb", buffering=0)  # type: ignore[attr-defined]  # noqa: PTH123, SIM115
    with pytest.raises(StoreFull, match="voll"):
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


@pytest.mark.parametrize("url", ["", "file:", "ftp://x/y", "s3:///x", "s3://b/p?endpoint=http://x&secret=1"])
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
