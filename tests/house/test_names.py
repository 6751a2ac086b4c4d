"""One vocabulary: one name for one thing, in code and in `docs/GLOSSARY.md`."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "hinweisgeber"

#: Public classes that share their name, and why that is right: a name and a reason.
SHARED: dict[str, str] = {
    "Finding": "what a check found, of the settings and the machine or of what is stored: neither room knows the other",
    "Office": "the face, and for who verifies what of it is looked at",
}


@cache
def classes() -> dict[str, list[str]]:
    """Every public class of the program, and the files it stands in."""
    found = defaultdict(list)
    for path in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(path.relative_to(ROOT).as_posix())
    return dict(found)


def glossary() -> list[tuple[str, str, str]]:
    """The lines of the glossary: the thing, its name in code, its German word."""
    text = (ROOT / "docs/GLOSSARY.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")
    ]
    return [(thing, code.strip("`"), german) for thing, code, german, _ in rows[1:]]


@cache
def pages() -> str:
    """The words of all templates, on one line."""
    files = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt"))
    return re.sub(r"\s+", " ", " ".join(path.read_text(encoding="utf-8") for path in files))


def test_no_two_public_classes_have_the_same_name() -> None:
    assert {name: files for name, files in classes().items() if len(files) > 1 and name not in SHARED} == {}


def test_a_name_that_may_be_shared_is() -> None:
    assert [name for name in SHARED if len(classes().get(name, ())) < 2 or not SHARED[name]] == []


@pytest.mark.parametrize("line", glossary(), ids=lambda line: line[0])
def test_a_thing_of_the_glossary_has_its_class_or_module_and_its_word_on_a_page(line: tuple[str, str, str]) -> None:
    _, code, german = line
    assert (CODE / code).is_file() if code.endswith(".py") else code in classes()
    assert re.search(rf"\b{re.escape(german)}", pages())


def test_the_glossary_has_each_thing_each_class_and_each_word_once() -> None:
    lines = glossary()
    assert len(lines) >= 40
    for column in zip(*lines, strict=True):
        assert [name for name in column if column.count(name) > 1 and not name.endswith(".py")] == []
