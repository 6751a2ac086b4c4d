"""Who adds a deadline or a kind of file and forgets a part, is told which (CONTRIBUTING). Questions, acts and forms
have tests of their own beside them."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from hinweisgeber.domain.case import duties
from hinweisgeber.office import Office
from hinweisgeber.office.files.words import file_type
from hinweisgeber.sandbox.inside.kinds import CLAIM, EXTENSION, FAMILY, FileKind, family_of
from hinweisgeber.web.duty_words import DUTIES
from tests.office.conftest import clock, make_office, office

__all__ = ["clock", "make_office", "office"]
SAMPLES = Path(__file__).resolve().parents[1] / "sandbox"
WHAT = {name: value for name, value in vars(duties).items() if name.isupper() and isinstance(value, str)}
RULES = [
    name
    for name, rule in vars(duties).items()
    if inspect.isfunction(rule) and inspect.signature(rule).return_annotation == "Iterator[Duty]"
]


@pytest.mark.parametrize("name", WHAT)
def test_a_deadline_has_words(name: str) -> None:
    assert WHAT[name] in DUTIES


@pytest.mark.parametrize("name", RULES)
def test_a_rule_of_a_deadline_is_asked(name: str) -> None:
    assert getattr(duties, name) in (*duties.READABLE, *duties.SEALED)


def test_no_words_are_left_of_a_deadline_that_is_gone() -> None:
    assert set(DUTIES) - set(WHAT.values()) == {"measure", "measure-check"}, "those two are of measures"


@pytest.mark.parametrize("kind", FileKind)
def test_a_kind_of_file_has_a_family_that_its_name_claims(kind: FileKind) -> None:
    assert [family for family, kinds in FAMILY.items() if kind in kinds] == [family_of(kind)]
    assert CLAIM[EXTENSION[kind]] == family_of(kind)


@pytest.mark.parametrize("kind", FileKind)
def test_a_kind_of_file_has_a_word(kind: FileKind, office: Office) -> None:
    with office.test_request_context():
        assert "Unbekannt" not in file_type(f"a.{EXTENSION[kind]}")


@pytest.mark.parametrize("kind", FileKind)
def test_a_kind_of_file_is_among_the_samples(kind: FileKind) -> None:
    named = re.compile(rf"FileKind\.{kind.name}\b|[\"'.]({kind.value}|{kind.name})[\"']")
    assert any(named.search(path.read_text(encoding="utf-8")) for path in SAMPLES.rglob("*.py"))
