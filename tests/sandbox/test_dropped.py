"""A copy that nobody wants leaves its place in the sandbox at once, whether it was begun or not."""

from __future__ import annotations

import threading

import pytest

from hinweisgeber import sandbox
from hinweisgeber.sandbox import process, work
from hinweisgeber.sandbox.errors import FileDamaged
from tests.sandbox import samples

TEXT = b"Ein Brief ohne Absender.\n"


@pytest.fixture(autouse=True)
def one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_slots", threading.BoundedSemaphore(1))
    monkeypatch.setattr(process, "WAIT_SECONDS", 0.01)


def is_free() -> bool:
    return b"".join(sandbox.clean([TEXT], "a.txt").content) == TEXT


@pytest.mark.parametrize("begun", [False, True])
def test_a_dropped_copy_takes_no_place(begun: bool) -> None:
    copy = sandbox.clean([samples.archive({"a.txt": "Ein Brief"})], "a.zip")
    if begun:
        next(iter(copy.content))
    copy.drop()
    assert is_free()
    assert copy.container


def test_what_a_child_says_wrongly_takes_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even while somebody still holds the error."""
    with monkeypatch.context() as patch:
        patch.setattr(work, "told_of", lambda *_: int("nonsense"))
        with pytest.raises(FileDamaged) as held:
            sandbox.clean([TEXT], "a.txt")
    assert is_free()
    assert held.value is not None
