"""What takes minutes never holds all sandboxes: the pictures of a list need one meanwhile."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import suppress
from threading import Event, Thread

import pytest

from hinweisgeber import sandbox
from hinweisgeber.sandbox import FileKind, process
from hinweisgeber.sandbox.errors import CannotClean
from tests.patience import PATIENT
from tests.sandbox import samples

BYTES = 70_000  # more than is read ahead


@pytest.fixture
def busy() -> Generator[None]:
    """As many copies being made as can be, none of which comes to an end."""
    going, over = [Event() for _ in range(process.SANDBOXES)], Event()

    def endless(begun: Event) -> Iterator[bytes]:
        yield b"Ein Brief ohne Ende.\n" * (BYTES // 20)
        begun.set()
        over.wait(PATIENT)

    def make(begun: Event) -> None:
        with suppress(CannotClean):
            b"".join(sandbox.clean(endless(begun), "a.txt").content)

    makers = [Thread(target=make, args=(begun,)) for begun in going]
    for maker in makers:
        maker.start()
    for begun in going[: process.WORKING]:
        assert begun.wait(PATIENT)
    yield
    over.set()
    for maker in makers:
        maker.join()


def test_a_picture_is_shown_while_as_many_copies_as_can_be_are_made(
    busy: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "WAIT_SECONDS", 0.5)
    assert sandbox.preview([samples.image("JPEG")], "a.jpg", side=240).kind is FileKind.JPEG
