"""Templates show what views give them: no line that nobody reads to its end, no program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FILES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file())
LONGEST = 160

#: What makes a program of a template: it changes what it was given, or keeps count.
PROGRAM = re.compile(
    r"\.(append|extend|insert|pop|update|setdefault|remove|clear|add)\(|\bnamespace\(|\{%-?\s*do\b|\b_x\b"
)


def long_lines(text: str) -> list[int]:
    """The numbers of lines that are too long."""
    return [n for n, line in enumerate(text.splitlines(), 1) if len(line) > LONGEST]


@pytest.mark.parametrize("name", FILES)
def test_no_line_of_a_template_is_too_long(name: str) -> None:
    assert long_lines((TEMPLATES / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", FILES)
def test_no_template_is_a_program(name: str) -> None:
    assert PROGRAM.findall((TEMPLATES / name).read_text(encoding="utf-8")) == []


def test_what_is_forbidden_is_found() -> None:
    assert long_lines(f"{'x' * 160}\n{'x' * 161}") == [2]
    found = ["{% set _x = rows.append(1) %}", "{% set ns = namespace(n=0) %}", "{%- do rows.pop() %}"]
    assert all(PROGRAM.search(one) for one in found)
    assert not PROGRAM.search("{{ parts.address(institution) }} {% set rows = [] %}")
