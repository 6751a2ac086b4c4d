"""What code and documents cite is there: files, functions in them, sections, numbered promises, make targets, links.

Cited is what stands in docstrings, comments and documents. A place in a file is written
with its path, a colon and the name.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC, DESIGN, LAW = (ROOT / name for name in ("hinweisgeber/crypto/SPEC.md", "docs/DESIGN.md", "docs/LAW.md"))
DOCUMENTS = {"SPEC": SPEC, "DESIGN": DESIGN, "LAW": LAW}
CITING = {".py", ".html", ".js", ".mjs", ".scss", ".sql", ".conf", ".service", ".timer", ".toml", ".md", ".json", ""}

SILENT = ("tests/fixtures/v", "tests/vectors/", "package", ".git", "LICENSE")  # data, and what others wrote

#: Not in the tree: what an installation, its operator, a build or another program has.
ELSEWHERE = {
    "hinweisgeber.toml": "what the institution says about itself, in an installation's home",
    "ring.json": "the key ring, likewise",
    "rounds.json": "the days of the last backup and rehearsal, likewise",
    "erasures.jsonl": "the list of erasures",
    "known.json": "lies in the packed installation of an earlier release",
    "manifest.json": "built into hinweisgeber/static",
    "namensliste.html": "a file of a package that is handed over",
    "pg_hba.conf": "PostgreSQL's own",
    "global.scss": "of the design system",
    "lz4_Block_format.md": "of the project that made the format",
}

FILE = re.compile(
    r"(?<![\w./*<{…-])((?:[\w-]+/)*[\w-]+\.(?:py|md|html|js|mjs|scss|toml|sql|conf|json|jsonl))(?![\w/*-]|\.\w)"
    r"(?:::?([A-Za-z_]\w*))?"
)
SECTION = re.compile(
    r"\b(SPEC|DESIGN|LAW)(?:\.md)?,?\s*§§?\s*(\d+(?:\.\d+)?(?:\s*[-–,]\s*\d+)*|[A-Z]\w*)(?:\s+no\.\s*(\d+))?"
)
PROMISE = re.compile(r"\bpromises? (\d+(?:, \d+)*)\b", re.IGNORECASE)
INSIDE = re.compile(r"(?<!RFC \d\d\d\d )§(\d+)(?![.\d])")  # of the SPEC, in itself
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
TARGET = re.compile(r"`make ([a-z-]+)`")
PROOF = re.compile(r"`\.venv/bin/python -P -m pytest -q ([^`]+)`")


@cache
def kept() -> tuple[str, ...]:
    """Every file that git keeps or would keep, as a path from the top."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, capture_output=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    return tuple(name for name in listing.stdout.decode().split("\0") if name and (ROOT / name).is_file())


@cache
def citing() -> tuple[tuple[str, str], ...]:
    """Every file that may cite, and its words on one line: a citation may break."""
    names = [name for name in sorted(kept()) if Path(name).suffix in CITING and not name.startswith(SILENT)]
    return tuple((name, re.sub(r"\s*\n[\s#]*", " ", prose(ROOT / name))) for name in names)


def prose(path: Path) -> str:
    """Docstrings and comments of Python, all of everything else; without addresses of the web."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        text = "\n".join([*comments(text), *docstrings(text)])
    return re.sub(r"https?://\S+", "", text)


def comments(source: str) -> Iterator[str]:
    """The comments of a Python file."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def docstrings(source: str) -> Iterator[str]:
    """The docstrings of a Python file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


@cache
def found(name: str) -> list[str]:
    """The files of the tree that a citation can mean: by path, or by the end of one."""
    return [path for path in kept() if path == name or path.endswith(f"/{name}")]


@cache
def defined(path: str) -> set[str]:
    """What a Python file of the tree defines, at any depth."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in ast.walk(ast.parse((ROOT / path).read_text())) if isinstance(node, kinds)}


@cache
def headed(path: Path) -> dict[str, str]:
    """The numbered sections of a document and their text."""
    parts = re.split(r"^## (\d+)\. ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def numbered(section: str) -> set[str]:
    """The numbers of a section's list."""
    return set(re.findall(r"^(\d+)\. ", section, re.MULTILINE))


def wrong_sections(words: str) -> Iterator[str]:
    """Citations of a section that its document has not."""
    for match in SECTION.finditer(words):
        sections = headed(DOCUMENTS[match[1]])
        for number in re.findall(r"\d+(?:\.\d+)?|[A-Z]\w*", match[2]):
            section, _, part = number.partition(".")
            item = part or match[3]
            if section not in sections or (item and item not in numbered(sections[section])):
                yield match[0]


def wrong_files(words: str) -> Iterator[str]:
    """Citations of a file, or of something in one, that is not there."""
    for match in FILE.finditer(words):
        name, inside = match[1], match[2]
        files = found(name)
        away = not files and Path(name).name not in ELSEWHERE
        if away or (inside and name.endswith(".py") and not any(inside in defined(path) for path in files)):
            yield match[0]


def test_every_cited_file_is_there() -> None:
    assert not [f"{name}: {cited}" for name, words in citing() for cited in wrong_files(words)]


def test_what_is_listed_as_lying_elsewhere_is_cited() -> None:
    cited = {Path(match[1]).name for _, words in citing() for match in FILE.finditer(words)}
    assert cited >= set(ELSEWHERE)


def test_every_cited_section_is_there() -> None:
    assert not [f"{name}: {cited}" for name, words in citing() for cited in wrong_sections(words)]


def test_the_specification_cites_its_own_sections() -> None:
    assert set(INSIDE.findall(SPEC.read_text())) <= set(headed(SPEC))


def test_promises_are_numbered_alike_and_cited_by_number() -> None:
    ours = numbered(headed(DESIGN)["2"])
    rows = re.findall(r"^\| (\d+) \|", (ROOT / "THREAT_MODEL.md").read_text(), re.MULTILINE)
    assert ours == set(rows) == {str(n) for n in range(1, 13)}
    cited = {
        number for _, words in citing() for match in PROMISE.finditer(words) for number in re.findall(r"\d+", match[1])
    }
    assert cited <= ours


@pytest.mark.parametrize("document", ["ARCHITECTURE.md", "DESIGN.md", "LAW.md", "GLOSSARY.md"])
def test_the_documents_the_code_cites_are_there_and_others_lead_to_them(document: str) -> None:
    assert (ROOT / "docs" / document).is_file()
    assert any(f"docs/{document}" in (ROOT / name).read_text() for name in ("README.md", "CONTRIBUTING.md"))


def test_every_link_of_a_document_leads_to_something() -> None:
    dead = [
        f"{name}: {link}"
        for name in kept()
        if name.endswith(".md")
        for link in LINK.findall((ROOT / name).read_text())
        if "://" not in link
        and not link.startswith(("#", "mailto:"))
        and not (ROOT / name).parent.joinpath(link.split("#")[0]).exists()
    ]
    assert not dead


def test_every_make_target_that_is_cited_is_one() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert not [
        f"{name}: make {one}" for name, words in citing() for one in TARGET.findall(words) if one not in targets
    ]


def test_every_recipe_has_a_proof_and_every_proof_can_be_run() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    recipes = re.split(r"^## Add an? ", text, flags=re.MULTILINE)[1:]
    assert [one.split("\n")[0] for one in recipes] == ["question", "act", "deadline", "kind of file", "language"]
    for recipe in recipes:
        commands = PROOF.findall(recipe)
        assert commands, f"no command proves it: {recipe.splitlines()[0]}"
        for argument in " ".join(commands).split():
            assert (ROOT / argument).exists(), argument


@pytest.mark.parametrize(
    "words",
    [
        "see domain/nothing.py",
        "usecases/officer/desk.py:nothing",
        "tests/house/test_citations.py::test_nothing",
        "NOTHING.md",
    ],
)
def test_a_file_that_is_not_there_is_found(words: str) -> None:
    assert list(wrong_files(words))


@pytest.mark.parametrize(
    "words", ["LAW § 10", "DESIGN § 2.13", "LAW § 3 no. 8", "SPEC §§ 6, 99", "SPEC § Receipt", "DESIGN.md § 0"]
)
def test_a_section_that_is_not_there_is_found(words: str) -> None:
    assert list(wrong_sections(words))


@pytest.mark.parametrize(
    "words",
    ["(LAW § 3 no. 6)", "DESIGN § 2.2", "SPEC §§ 13-14", "usecases/officer/entering.py:enter", "domain/case/fold.py"],
)
def test_what_is_there_is_taken(words: str) -> None:
    assert not [*wrong_files(words), *wrong_sections(words)]
