"""The faults that `make mutants` puts in are those it says, in code that runs; the harmless ones on the list exist."""

from __future__ import annotations

from typing import Any

import pytest

from tests.house.mutants import TESTS, equivalents, source_of
from tests.house.mutating import mutants

SOURCE = """
LIMIT = 3
def f(a: int | None = 0, *, on: bool = True) -> str | None:
    if not a and a <= LIMIT:
        raise LookupError
    return [x for x in [a + 1] if x is a] if on else None
"""
CHANGES = {
    ("", "LIMIT = 3", "LIMIT = 4"),
    ("", "LIMIT = 3", "LIMIT = 2"),
    ("f", "a: int | None=0, *, on: bool=True", "a: int | None=1, *, on: bool=True"),
    ("f", "a: int | None=0, *, on: bool=True", "a: int | None=-1, *, on: bool=True"),
    ("f", "a: int | None=0, *, on: bool=True", "a: int | None=0, *, on: bool=False"),
    ("f", "if not a and a <= LIMIT:", "if not (not a and a <= LIMIT):"),
    ("f", "not a and a <= LIMIT", "not a or a <= LIMIT"),
    ("f", "not a", "a"),
    ("f", "a <= LIMIT", "a < LIMIT"),
    ("f", "a <= LIMIT", "a > LIMIT"),
    ("f", "raise LookupError", "pass"),
    ("f", "return [x for x in [a + 1] if x is a] if on else None", "return None"),
    ("f", "[x for x in [a + 1] if x is a] if on else None", "[x for x in [a + 1] if x is a] if not on else None"),
    ("f", " for x in [a + 1] if x is a", " for x in [a + 1] if not x is a"),
    ("f", "x is a", "x is not a"),
    ("f", "a + 1", "a - 1"),
    ("f", "a + 1", "a + 2"),
    ("f", "a + 1", "a + 0"),
}


def test_every_kind_of_fault_is_made_once_and_none_in_annotations() -> None:
    found = mutants(SOURCE)
    assert {one.name for one in found} == CHANGES
    assert len(found) == len(CHANGES)


def test_a_mutant_runs_and_has_its_fault() -> None:
    (one,) = (one for one in mutants(SOURCE) if one.becomes == "a > LIMIT")
    right, wrong = dict[str, Any](), dict[str, Any]()
    exec(compile(SOURCE, "<source>", "exec"), right)  # noqa: S102
    exec(one.code, wrong)  # noqa: S102
    with pytest.raises(LookupError):
        right["f"](0)
    assert wrong["f"](0) == []


@pytest.mark.parametrize("module", TESTS)
def test_mutants_listed_as_harmless_can_be_made_and_have_a_reason(module: str) -> None:
    made = {one.name for one in mutants(source_of(module).read_text(encoding="utf-8"))}
    listed = equivalents().get(module, {})
    assert listed.keys() <= made
    assert all(listed.values())


def test_only_modules_with_mutants_have_harmless_ones() -> None:
    assert equivalents().keys() <= TESTS.keys()
