"""Files written past the page cache are the same as others, and whatever the disk says of them is told."""

from __future__ import annotations

import errno
import fcntl
import gc
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from threading import Semaphore
from types import SimpleNamespace
from typing import Any

import pytest

from hinweisgeber.errors import StoreAway, StoreFull
from hinweisgeber.store import direct
from hinweisgeber.store.blobs import FolderBlobs, FolderWriter

WAVE = 64 * 1024
CONTENT = secrets.token_bytes(5 * WAVE + 4_321)


@pytest.fixture(autouse=True)
def lanes(monkeypatch: pytest.MonkeyPatch) -> Semaphore:
    """Two of them, none in use, with small waves."""
    free = Semaphore(2)
    monkeypatch.setattr(direct, "LANES", free)
    monkeypatch.setattr(direct, "WAVE", WAVE)
    return free


@pytest.fixture
def folder(tmp_path: Path) -> FolderBlobs:
    with (tmp_path / "probe").open("wb") as probe:
        if not direct.direct_file(probe.fileno()):
            pytest.skip("the file system of the tests' folder knows no O_DIRECT")
    return FolderBlobs(tmp_path / "blobs")


def free(lanes: Semaphore) -> int:
    return lanes._value


def begin(folder: FolderBlobs) -> tuple[str, FolderWriter]:
    name = secrets.token_hex(16)
    return name, folder.create(name)


def is_direct(writer: FolderWriter) -> bool:
    return bool(fcntl.fcntl(writer._file.fileno(), fcntl.F_GETFL) & os.O_DIRECT)


def write_all(writer: FolderWriter) -> None:
    for start in range(0, len(CONTENT), 10_000):
        writer.write(CONTENT[start : start + 10_000])
    writer.finish()


@pytest.mark.parametrize("size", [0, 1, 4096, WAVE - 1, WAVE, WAVE + 1, 2 * WAVE, len(CONTENT)])
@pytest.mark.parametrize("piece", [1_000, WAVE, 3 * WAVE + 7])
def test_what_is_written_is_read_back(folder: FolderBlobs, lanes: Semaphore, size: int, piece: int) -> None:
    name, writer = begin(folder)
    assert is_direct(writer)
    lent = bytearray(piece)
    for start in range(0, size, piece):
        count = min(piece, size - start)
        lent[:count] = CONTENT[start : start + count]
        writer.write(memoryview(lent)[:count])
    writer.finish()
    assert b"".join(folder.read(name)) == CONTENT[:size]
    assert free(lanes) == 2


@pytest.mark.parametrize(("number", "told"), [(errno.ENOSPC, StoreFull), (errno.EIO, StoreAway)])
@pytest.mark.parametrize("failing", [0, 4, 5])
def test_no_failure_of_the_disk_is_lost(
    folder: FolderBlobs, lanes: Semaphore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    number: int, told: type[Exception], failing: int,
) -> None:  # fmt: skip
    """The first wave, the last one that fills a buffer, or the rest."""
    real, count = os.pwrite, iter(range(100))

    def pwrite(descriptor: int, data: Any, offset: int) -> int:
        if next(count) == failing:
            raise OSError(number, "the disk says so")
        return real(descriptor, data, offset)

    monkeypatch.setattr(os, "pwrite", pwrite)
    _, writer = begin(folder)
    with pytest.raises(told):
        write_all(writer)
    writer.abort()
    assert list((tmp_path / "blobs").iterdir()) == []
    assert free(lanes) == 2


def test_what_the_disk_takes_in_part_is_written_on(folder: FolderBlobs, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda descriptor, data, offset: real(descriptor, data[:4096], offset))
    name, writer = begin(folder)
    writer.write(CONTENT)
    writer.finish()
    assert b"".join(folder.read(name)) == CONTENT


class Late:
    """A write that the disk does as late as it can."""

    def __init__(self, act: Callable[..., None], *args: object) -> None:
        self._act, self._args, self._open = act, args, True

    def result(self) -> None:
        if self._open:
            self._open = False
            self._act(*self._args)


def test_no_buffer_is_filled_that_the_disk_has_not_read(folder: FolderBlobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(direct, "_WRITERS", SimpleNamespace(submit=Late))
    name, writer = begin(folder)
    write_all(writer)
    assert b"".join(folder.read(name)) == CONTENT


def test_who_gets_no_lane_writes_as_usual(folder: FolderBlobs, lanes: Semaphore) -> None:
    begun = [begin(folder) for _ in range(4)]
    assert [is_direct(writer) for _, writer in begun] == [True, True, False, False]
    for _, writer in begun:
        writer.write(CONTENT)
    for name, writer in begun:
        writer.finish()
        assert b"".join(folder.read(name)) == CONTENT
    assert free(lanes) == 2


def test_where_the_file_system_cannot_files_are_written_as_usual(
    folder: FolderBlobs, lanes: Semaphore, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = fcntl.fcntl

    def refused(descriptor: int, command: int, flags: int = 0) -> int:
        if flags & os.O_DIRECT:
            raise OSError(errno.EINVAL, "not on this file system")
        return real(descriptor, command, flags)

    monkeypatch.setattr(fcntl, "fcntl", refused)
    name, writer = begin(folder)
    assert (writer._direct, free(lanes)) == (None, 2)
    writer.write(CONTENT)
    writer.finish()
    assert b"".join(folder.read(name)) == CONTENT


@pytest.mark.parametrize("ending", [FolderWriter.abort, FolderWriter.finish], ids=["aborted", "finished"])
def test_a_lane_comes_back_once(folder: FolderBlobs, lanes: Semaphore, ending: Callable[[FolderWriter], None]) -> None:
    _, writer = begin(folder)
    writer.write(CONTENT)
    assert free(lanes) == 1
    ending(writer)
    assert free(lanes) == 2
    del writer
    gc.collect()
    assert free(lanes) == 2


def test_the_lane_of_a_file_that_was_forgotten_comes_back(lanes: Semaphore, tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb", buffering=0) as file:
        forgotten = direct.direct_file(file.fileno())
        assert forgotten is not None
        forgotten.write(CONTENT)
        del forgotten
        gc.collect()
        assert free(lanes) == 2
