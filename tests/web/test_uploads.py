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
from werkzeug.exceptions import BadRequest, ClientDisconnected, RequestEntityTooLarge

from hinweisgeber.errors import Refused
from hinweisgeber.store.blobs import BlobStore, blob_store
from hinweisgeber.store.errors import UploadsBusy
from hinweisgeber.usecases.reporter.files import read_file
from hinweisgeber.web.errors import FilesTooLarge, FileTooLarge, TooManyFiles
from hinweisgeber.web.wire import form_reader
from hinweisgeber.web.wire.bodies import Place, Slots
from hinweisgeber.web.wire.budget import Budget, Purse
from hinweisgeber.web.wire.form_reader import FormReader, TextLimits, Texts
from hinweisgeber.web.wire.uploads import Limits, Uploads, size_words
from tests.intake.files import BOUNDARY, Part, body
from tests.patience import wait_until

KILLED = """
import itertools, sys
from hinweisgeber.store.blobs import blob_store
from hinweisgeber.web.wire.bodies import Place, Slots
from hinweisgeber.web.wire.budget import Budget, Purse
from hinweisgeber.web.wire.form_reader import FormReader, TextLimits, Texts
from hinweisgeber.web.wire.uploads import Limits, Uploads
class Endless:
    pieces = itertools.chain([b'--B\\r\\nContent-Disposition: form-data; name="a"; filename="Zitronen"\\r\\n\\r\\n'],
                             itertools.repeat(b"Zitronenkuchen" * 1000))
    def read(self, size):
        return next(self.pieces)[:size]
uploads = Uploads(blob_store(sys.argv[1]), Limits())
FormReader("B", Texts(TextLimits(1000, 1000), Purse(Budget())), uploads, 10).read(Endless(), 0)
"""


SHORT = TextLimits(1000, 1000)


def reader(of: Uploads | None, limits: TextLimits = SHORT, purse: Purse | None = None) -> FormReader:
    """One for a form of a few fields and short texts."""
    return FormReader(BOUNDARY.decode(), Texts(limits, purse or Purse(Budget())), of, 10)


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return blob_store(f"file://{tmp_path}/blobs")


class Dripping(io.BytesIO):
    """Gives a few bytes at a time, as slow networks do."""

    def __init__(self, content: bytes, step: int) -> None:
        super().__init__(content)
        self._step = step

    def read(self, size: int | None = -1) -> bytes:
        return super().read(self._step)


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
    assert reader(of).read(Dripping(body(parts), step), 0) == [("text", "Text")]
    sent = [content for content in (one, other) if content]
    assert [b"".join(read_file(store, file)) for file in of.attachments] == sent
    assert of.empty == [name for name, content in (("1", one), ("2", other)) if not content]
    of.drop_unkept()
    assert set(store.names(time.time() + 10 * 86400)) == set()


DELIMITER = b"\r\n--" + BOUNDARY
NEARLY = st.sampled_from(
    [DELIMITER[:-1], DELIMITER[:-1] + b"x", DELIMITER[2:-1] + b"x", b"\r\n", b"\r", b"\n", b"a" * 99]
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
        patch.setattr(form_reader, "WIDE", 256)
        patch.setattr(form_reader, "HEAD", 64)
        parts: list[Part] = [("f", "1", content), ("text", None, b"Text"), ("f", "2", content)]
        assert reader(of).read(Dripping(body(parts), step), 0) == [("text", "Text")]
    arrived = [content, content] if content else []
    assert [b"".join(read_file(store, file)) for file in of.attachments] == arrived
    assert {file.sha256 for file in of.attachments} == {hashlib.sha256(one).hexdigest() for one in arrived}
    of.drop_unkept()


def test_an_end_is_found_wherever_it_lies_in_a_buffer(store: BlobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_reader, "WIDE", 256)
    monkeypatch.setattr(form_reader, "HEAD", 64)
    for size in range(300, 556):
        of = Uploads(store, Limits())
        parts: list[Part] = [("text", None, b"Text"), ("f", "1", bytes(size))]
        assert reader(of).read(io.BytesIO(body(parts)), 0) == [("text", "Text")]
        assert [file.size for file in of.attachments] == [size]
        of.drop_unkept()


def test_a_body_whose_boundary_stands_in_a_file_is_refused(store: BlobStore) -> None:
    """Browsers choose another one then."""
    with pytest.raises(BadRequest):
        reader(Uploads(store, Limits())).read(io.BytesIO(body([("f", "1", b"a" + DELIMITER + b"x")])), 0)
    assert set(store.names(time.time() + 10 * 86400)) == set()


def test_a_file_without_an_end_is_no_file(store: BlobStore) -> None:
    sent = body([("f", "1", bytes(3 * form_reader.WIDE))])[: -len(BOUNDARY) - 8]
    with pytest.raises(BadRequest):
        reader(Uploads(store, Limits())).read(io.BytesIO(sent), 0)
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
    assert reader(of).read(io.BytesIO(body(parts)), 0) == [("text", "Text")]
    assert type(of.problem) is problem
    assert len(of.attachments) == len(set(store.names(time.time() + 10 * 86400))) == arrived


@pytest.mark.parametrize("parts", [[("t", None, b"x" * 1001)], [("t", None, b"x")] * 11])
def test_texts_and_fields_are_bounded(store: BlobStore, parts: list[Part]) -> None:
    with pytest.raises(RequestEntityTooLarge):
        reader(Uploads(store, Limits())).read(io.BytesIO(body(parts)), 0)


def test_after_a_refusal_only_so_much_is_read(store: BlobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_reader, "DRAIN", 3 * form_reader.READ)
    stream = io.BytesIO(body([("f", "1", bytes(20 * form_reader.READ))]))
    reader(Uploads(store, Limits(file=10))).read(stream, 0)
    assert stream.tell() <= 3 * form_reader.READ + 2 * form_reader.WIDE


class Counting(io.BytesIO):
    """Keeps how much was asked for at once; something else may happen while it is read."""

    def __init__(self, content: bytes, meanwhile: Callable[[], object] = lambda: None) -> None:
        super().__init__(content)
        self.most, self._meanwhile = 0, meanwhile

    def read(self, size: int | None = -1) -> bytes:
        self._meanwhile()
        self.most = max(self.most, size or 0)
        return super().read(size)


def test_only_a_few_files_at_once_take_much_memory(store: BlobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken upload gives its lane back like one that arrived."""
    monkeypatch.setattr(form_reader, "LANES", Semaphore(1))
    sent, beside = body([("f", "1", bytes(2 * form_reader.WIDE))]), list[int]()

    def read(stream: Counting, length: int = 0) -> int:
        of = Uploads(store, Limits())
        with suppress(BadRequest):
            reader(of).read(stream, length)
        of.drop_unkept()
        return stream.most

    def in_the_middle() -> None:
        if form_reader.HEAD < first.tell() < 2 * form_reader.WIDE:
            beside.append(read(Counting(sent)))

    first = Counting(sent, in_the_middle)
    assert read(first) > form_reader.READ
    assert beside
    assert max(beside) <= form_reader.READ
    assert read(Counting(sent[:-20])) > form_reader.READ
    assert read(Counting(sent)) > form_reader.READ, "the lane of the broken one is free again"


def test_a_process_killed_in_a_file_leaves_nothing_readable_and_the_sweep_takes_the_rest(
    store: BlobStore, tmp_path: Path
) -> None:
    process = subprocess.Popen([sys.executable, "-c", KILLED, f"file://{tmp_path}/blobs"])
    try:
        wait_until(lambda: any(path.stat().st_size > 10**6 for path in tmp_path.rglob("*.part")))
    finally:
        process.kill()
        process.wait()
    (left,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert left.suffix == ".part"
    assert b"Zitronen" not in left.read_bytes()
    assert set(store.names(time.time() + 10 * 86400)) == set()
    assert not left.exists()


class Breaking(io.BytesIO):
    """Somebody waits no longer than until this much has come."""

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(min(size or 0, 100))
        if not data:
            raise ClientDisconnected()
        return data


def test_who_is_let_go_keeps_the_texts_and_no_file(store: BlobStore) -> None:
    slots = Slots(1)
    slots.most = 0
    of = Uploads(store, Limits(), place=Place(slots, None))
    sent = body([("a", None, b"Text"), ("b", None, b"more"), ("f", "1", b"not stored" * 10_000)])
    assert reader(of).read(Breaking(sent[:1000]), 0) == [("a", "Text"), ("b", "more")]
    assert (type(of.problem), of.attachments) == (UploadsBusy, [])
    assert set(store.names(time.time() + 10 * 86400)) == set()


def test_after_a_refusal_reading_ends_with_its_time(store: BlobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(form_reader, "monotonic", lambda: now[0])

    def wait() -> None:
        now[0] += 4

    stream = Counting(body([("f", "1", bytes(30 * form_reader.WIDE))]), wait)
    reader(Uploads(store, Limits(file=10))).read(stream, 0)
    assert stream.tell() <= (form_reader.DRAIN_TIME / 4 + 4) * form_reader.WIDE
    assert stream.tell() < form_reader.DRAIN


def test_bytes_of_a_file_without_a_name_count_as_text(store: BlobStore) -> None:
    """Browsers send such parts empty; nothing but the text's own limit would end them."""
    of = Uploads(store, Limits())
    assert reader(of).read(io.BytesIO(body([("f", "", b""), ("t", None, b"x" * 1000)])), 0) == [("t", "x" * 1000)]
    with pytest.raises(RequestEntityTooLarge):
        reader(Uploads(store, Limits())).read(io.BytesIO(body([("f", "", b"x" * 1001)])), 0)
