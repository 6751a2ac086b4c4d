"""A folder is a room that can be overlooked: sixteen modules at most, beside what says what it is for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

CODE = Path(__file__).resolve().parents[2] / "hinweisgeber"
MOST = 16
#: Folders that hold more and still have to get rooms of their own.
CROWDED = {"crypto", "usecases/officer"}


def too_full() -> set[str]:
    """Folders of the product with more modules than that."""
    modules = (path for path in CODE.rglob("*.py") if path.name != "__init__.py")
    held = Counter(path.parent.relative_to(CODE).as_posix() for path in modules)
    return {folder for folder, count in held.items() if count > MOST}


def test_no_room_is_too_full() -> None:
    assert too_full() - CROWDED == set()


def test_a_room_that_counts_as_crowded_is() -> None:
    assert CROWDED - too_full() == set()
