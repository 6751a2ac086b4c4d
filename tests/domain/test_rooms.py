"""The rooms of the domain: values ← case file ← steps ← records, in one direction (`tests/house/test_imports.py`)."""

from __future__ import annotations

from pathlib import Path

from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.case import fold, measure_steps
from hinweisgeber.domain.epoch_step import EPOCH

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = ROOT / "hinweisgeber/domain"
ROOMS = sorted(path.name for path in DOMAIN.iterdir() if path.is_dir() and path.name != "__pycache__")
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in DOMAIN.rglob("*.py") if path.stem[0] != "_"
}


def test_nothing_is_imported_for_types_alone() -> None:
    """A circle that only a type checker follows is one too."""
    assert [name for name, path in MODULES.items() if "TYPE_CHECKING" in path.read_text(encoding="utf-8")] == []


def test_rooms_hold_five_to_sixteen_files() -> None:
    sizes = {room: len(list((DOMAIN / room).glob("*.py"))) for room in (*ROOMS, ".")}
    assert {room: size for room, size in sizes.items() if not 5 <= size <= 16} == {}
    assert ROOMS == ["case", "dialogue", "ending", "errors", "persons", "power"]


def test_no_table_of_records_is_longer_than_a_screen_or_three() -> None:
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()}
    assert {name: length for name, length in lengths.items() if length > 250} == {}


def test_every_kind_has_a_record() -> None:
    assert [kind for kind in Kind if kind is not Kind.UNKNOWN and kind not in records.RECORDS] == []


def test_no_kind_has_two_records() -> None:
    listed = [record.kind for record in (records.FOUNDED, EPOCH, *fold.RECORDS, *measure_steps.RECORDS)]
    assert sorted(listed) == sorted(set(listed))
