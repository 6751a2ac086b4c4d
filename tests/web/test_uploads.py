"""The reader of forms with files, alone: pieces of any size, limits, and a process killed in the middle."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Semaphore

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.exceptions import RequestEntityTooLarge

from hinweisgeber.errors import FilesTooLarge, FileTooLarge, Refused, TooManyFiles, UploadsBusy
from hinweisgeber.store.blobs import BlobStore, blob_store
from hinweisgeber.usecases.files import read_file
from hinweisgeber.web import uploads
from hinweisgeber.web.uploads import Limits, UploadReader, Uploads, size_words
from tests.intake.files import BOUNDARY, Part, body

KILLED = """
import itertools, sys
from hinweisgeber.store.blobs import blob_store
from hinweisgeber.web.uploads import Limits, UploadReader, Uploads
class Endless:
    pieces = itertools.chain([b'--B\\r\\nContent-Disposition: form-data; name="a"; filename="Zitronen"\\r\\n\\r\\n'],
                             itertools.repeat(b"Zitronenkuchen" * 1000))
    def readinto(self, buffer):
        piece = next(self.pieces)[:len(buffer)]
        buffer[:len(piece)] = piece
        return len(piece)
UploadReader(Uploads(blob_store(sys.argv[1]), Limits()), b"B", 1000, 10).read(Endless(), 0)
"""


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return blob_store(f"file://{tmp_path}/blobs")


class Dripping(io.BytesIO):
    """Gives a few bytes at a time, as slow networks do."""

    def __init__(self, content: bytes, step: int) -> None:
        super().__init__(content)
        self._step = step

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        return super().readinto(buffer[: self._step])


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 Byte"), (999, "999 Byte"), (1000, "1 kB"), (3_200_000, "3,2 MB"), (2 * 1024**3, "2,1 GB")],
)
def test_sizes_are_german(size: int, words: str) -> None:
    assert size_words(size) == words


@settings(deadline=None)  # disks are not always quick
@given(st.binary(max_size=300), st.binary(max_size=300), st.integers(1, 100))
def test_files_and_texts_arrive_whatever_the_pieces(tmp_path_factory: pytest.TempPathFactory, one: bytes, other: bytes,
                                                    step: int) -> None:  # fmt: skip
    store = blob_store(f"file://{tmp_path_factory.getbasetemp()}/pieces")
    of = Uploads(store, Limits())
    parts: list[Part] = [("f", "1", one), ("text", None, b"Text"), ("f", "2", other)]
    assert UploadReader(of, BOUNDARY, 1000, 10).read(Dripping(body(parts), step), 0) == [("text", "Text")]
    assert [b"".join(read_file(store, file)) for file in of.attachments] == [
        content for content in (one, other) if content
    ]
    assert of.empty == [name for name, content in (("1", one), ("2", other)) if not content]
    of.drop_unkept()
    assert set(store.names(time.time() + 10 * 86400)) == set()


DELIMITER = b"\r\n--" + BOUNDARY
NEARLY = st.sampled_from(
    [DELIMITER + b"x", DELIMITER + b"-x", DELIMITER[:-1], DELIMITER[2:] + b"x", b"\r\n", b"\r", b"\n", b"a" * 99]
)


@settings(deadline=None)  # disks are not always quick
@given(st.lists(NEARLY, max_size=12), st.integers(0, 300), st.integers(1, 400))
def test_what_only_looks_like_an_end_belongs_to_the_file(
    tmp_path_factory: pytest.TempPathFactory, nearly: list[bytes], before: int, step: int
) -> None:
    """With small buffers, so that everything lies across their ends too."""
    store, content = blob_store(f"file://{tmp_path_factory.getbasetemp()}/nearly"), bytes(before) + b"".join(nearly)
    of = Uploads(store, Limits())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uploads, "WIDE", 256)
        patch.setattr(uploads, "HEAD", 64)
        parts: list[Part] = [("f", "1", content), ("text", None, b"Text"), ("f", "2", content)]
        assert UploadReader(of, BOUNDARY, 1000, 10).read(Dripping(body(parts), step), 0) == [("text", "Text")]
    arrived = [content, content] if content else []
    assert [b"".join(read_file(store, file)) for file in of.attachments] == arrived
    assert {file.sha256 for file in of.attachments} == {hashlib.sha256(one).hexdigest() for one in arrived}
    of.drop_unkept()


def test_an_end_is_found_wherever_it_lies_in_a_buffer(store: BlobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "WIDE", 256)
    monkeypatch.setattr(uploads, "HEAD", 64)
    for size in range(300, 556):
        of = Uploads(store, Limits())
        parts: list[Part] = [("text", None, b"Text"), ("f", "1", bytes(size))]
        assert UploadReader(of, BOUNDARY, 1000, 10).read(io.BytesIO(body(parts)), 0) == [("text", "Text")]
        assert [file.size for file in of.attachments] == [size]
        of.drop_unkept()


def test_a_file_without_an_end_is_no_file(store: BlobStore) -> None:
    sent = body([("f", "1", bytes(3 * uploads.WIDE))])[: -len(BOUNDARY) - 8]
    with pytest.raises(ValueError, match="without an end"):
        UploadReader(Uploads(store, Limits()), BOUNDARY, 1000, 10).read(io.BytesIO(sent), 0)
    assert set(store.names(time.time() + 10 * 86400)) == set()


@pytest.mark.parametrize(
    ("limits", "problem", "arrived"),
    [(Limits(file=99), FileTooLarge, 0), (Limits(message=150), FilesTooLarge, 1), (Limits(files=1), TooManyFiles, 1)],
)
def test_limits_stop_files_and_never_texts(
    store: BlobStore, limits: Limits, problem: type[Refused], arrived: int
) -> None:
    of = Uploads(store, limits)
    parts: list[Part] = [("f", "1", bytes(100)), ("f", "2", bytes(100)), ("text", None, b"Text")]
    assert UploadReader(of, BOUNDARY, 1000, 10).read(io.BytesIO(body(parts)), 0) == [("text", "Text")]
    assert type(of.problem) is problem
    assert len(of.attachments) == len(set(store.names(time.time() + 10 * 86400))) == arrived


@pytest.mark.parametrize("parts", [[("t", None, b"x" * 1001)], [("t", None, b"x")] * 11])
def test_texts_and_fields_are_bounded(store: BlobStore, parts: list[Part]) -> None:
    with pytest.raises(RequestEntityTooLarge):
        UploadReader(Uploads(store, Limits()), BOUNDARY, 1000, 10).read(io.BytesIO(body(parts)), 0)


def test_after_a_refusal_only_so_much_is_read(store: BlobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "DRAIN", 3 * uploads.READ)
    stream = io.BytesIO(body([("f", "1", bytes(20 * uploads.READ))]))
    UploadReader(Uploads(store, Limits(file=10)), BOUNDARY, 1000, 10).read(stream, 0)
    assert stream.tell() <= 3 * uploads.READ + 2 * uploads.WIDE


class Counting(io.BytesIO):
    """Keeps how much was asked for at once; something else may happen while it is read."""

    def __init__(self, content: bytes, meanwhile: Callable[[], object] = lambda: None) -> None:
        super().__init__(content)
        self.most, self._meanwhile = 0, meanwhile

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._meanwhile()
        self.most = max(self.most, len(buffer))
        return super().readinto(buffer)


def test_only_a_few_files_at_once_take_much_memory(store: BlobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken upload gives its lane back like one that arrived."""
    monkeypatch.setattr(uploads, "LANES", Semaphore(1))
    sent, beside = body([("f", "1", bytes(2 * uploads.WIDE))]), list[int]()

    def read(stream: Counting, length: int = 0) -> int:
        of = Uploads(store, Limits())
        with suppress(ValueError):
            UploadReader(of, BOUNDARY, 1000, 10).read(stream, length)
        of.drop_unkept()
        return stream.most

    def in_the_middle() -> None:
        if uploads.WIDE < first.tell() < 2 * uploads.WIDE:
            beside.append(read(Counting(sent)))

    first = Counting(sent, in_the_middle)
    assert read(first) > uploads.READ
    assert beside
    assert max(beside) <= uploads.READ
    assert read(Counting(sent[:-20])) > uploads.READ
    assert read(Counting(sent)) > uploads.READ, "the lane of the broken one is free again"


def test_a_small_message_takes_little_memory(store: BlobStore) -> None:
    sent = body([("f", "1", bytes(3 * uploads.HEAD))])
    stream = Counting(sent)
    UploadReader(Uploads(store, Limits()), BOUNDARY, 1000, 10).read(stream, len(sent))
    assert stream.most <= len(sent)


def test_a_process_killed_in_a_file_leaves_nothing_readable_and_the_sweep_takes_the_rest(
    store: BlobStore, tmp_path: Path
) -> None:
    process = subprocess.Popen([sys.executable, "-c", KILLED, f"file://{tmp_path}/blobs"])
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end and not any(path.stat().st_size > 10**6 for path in tmp_path.rglob("*.part")):
            time.sleep(0.02)
    finally:
        process.kill()
        process.wait()
    (left,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert left.suffix == ".part"
    assert b"Zitronen" not in left.read_bytes()
    assert set(store.names(time.time() + 10 * 86400)) == set()
    assert not left.exists()


def test_without_a_slot_there_is_time_for_a_text_and_for_no_file(store: BlobStore) -> None:
    of = Uploads(store, Limits(), hurried=True)
    sent = body([("a", None, b"Text"), ("f", "1", b"not stored"), ("b", None, b"more")])
    assert UploadReader(of, BOUNDARY, 1000, 10).read(io.BytesIO(sent), 0) == [("a", "Text"), ("b", "more")]
    assert (type(of.problem), of.attachments) == (UploadsBusy, [])


def test_after_a_refusal_reading_ends_with_its_time(store: BlobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(uploads, "monotonic", lambda: now[0])

    def wait() -> None:
        now[0] += 4

    stream = Counting(body([("f", "1", bytes(30 * uploads.WIDE))]), wait)
    UploadReader(Uploads(store, Limits(file=10)), BOUNDARY, 1000, 10).read(stream, 0)
    assert stream.tell() <= (uploads.DRAIN_TIME / 4 + 4) * uploads.WIDE
    assert stream.tell() < uploads.DRAIN


def test_bytes_of_a_file_without_a_name_count_as_text(store: BlobStore) -> None:
    """Browsers send such parts empty; nothing but the text's own limit would end them."""
    reader = UploadReader(Uploads(store, Limits()), BOUNDARY, 1000, 10)
    assert reader.read(io.BytesIO(body([("f", "", b""), ("t", None, b"x" * 1000)])), 0) == [("t", "x" * 1000)]
    with pytest.raises(RequestEntityTooLarge):
        UploadReader(Uploads(store, Limits()), BOUNDARY, 1000, 10).read(io.BytesIO(body([("f", "", b"x" * 1001)])), 0)
