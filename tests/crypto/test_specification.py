"""SPEC.md says of contexts, labels and keys what the code does, and its security analysis leads to sections and vectors
that are there. That its words suffice is shown by `tests/browser/test_second_reader.py`.
"""

from __future__ import annotations

import ast
import inspect
import json
import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest

from hinweisgeber import crypto, domain
from hinweisgeber.crypto import contexts, seal

SPEC = (Path(crypto.__file__).parent / "SPEC.md").read_text(encoding="utf-8")
VECTORS = Path(__file__).resolve().parents[1] / "vectors"
OLD_SESSION = "hinweisgeber/v1/session-key"  # of sessions that no reader opens any more
NO_FORMAT = {"deadlines.json"}  # days of the law, checked by the domain's tests
VERSIONS = {prefix.decode() for prefix in (contexts.PREFIX, contexts.PREFIX_2)}
#: Arguments that a function of `contexts` takes, by name.
SAMPLES = {
    **dict.fromkeys(("report_id", "file_id", "case_id", "blob_id", "source", "run"), bytes(16)),
    **dict.fromkeys(("place", "revision", "n", "memory_kib", "passes", "lanes"), 1),
    **{
        "author": "office",
        "officer_id": "a" * 16,
        "epoch": "1-" + "a" * 16,
        "locator": bytes(32),
        "kind": "keys",
        "witness": "rechnungspruefung",
        "part": "state",
        "day": "2026-11-30",
    },
}
NO_CONTEXT = {"is_officer_id", "is_origin", "is_epoch", "is_witness", "kind_of", "version_of"}
NO_CONTEXT |= {"key_mark", "dialogue_mark"}
KEYS = {"DialogueKey": "dialogue key", "FileKey": "file key", "OwnKey": "own key", "WritingKey": "writing key"}
KEYS |= {"LetterKey": "letter key"}


def rows(*head: str) -> list[tuple[str, ...]]:
    """The cells of every table with this head."""
    found, inside = [], False
    for line in SPEC.split("\n"):
        cells = tuple(cell.strip() for cell in line.strip("| ").split(" | "))
        if inside and line.startswith("| "):
            found.append(cells)
        inside = line.startswith("|") and (inside or cells == head)
    return found


def written() -> set[str]:
    """Every label that stands in the code of formats."""
    files = [*Path(crypto.__file__).parent.rglob("*.py"), *Path(domain.__file__).parent.rglob("*.py")]
    nodes = (node for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    values = [node.value for node in nodes if isinstance(node, ast.Constant) and type(node.value) is bytes]
    return {value.decode().rstrip("\n\0") for value in values if value.startswith(b"hinweisgeber/")} - VERSIONS


def of_the_intake() -> set[str]:
    """The contexts of what the intake seals for itself, fixed in modules of their own."""
    names = [name for _, name, _ in pkgutil.iter_modules(crypto.__path__, f"{crypto.__name__}.")]
    values = [value for name in names for value in vars(import_module(name)).values() if type(value) is bytes]
    return {value.decode() for value in values if value.startswith(contexts.PREFIX) and value.endswith(b"/intake")}


def parts(context: str) -> tuple[str, int]:
    """The kind that a context names, as the table has it (those of version 2 as `v2/…`), and how many parts follow."""
    *version, kind = re.match(r"hinweisgeber/(?:(v[2-9])/|v1/)([^/]+)", context).groups()  # type: ignore[union-attr]
    rest = context.split("/")[3:]
    return "/".join([*filter(None, version), kind]), len(rest)


def made() -> dict[str, int]:
    """The kinds of contexts that the code has, and how many parts follow."""
    functions = inspect.getmembers(contexts, inspect.isfunction)
    public = [make for name, make in functions if not name.startswith("_") and name not in NO_CONTEXT]
    found = {make(*(SAMPLES[name] for name in inspect.signature(make).parameters)).decode() for make in public}
    return dict(map(parts, found | of_the_intake()))


def test_the_table_of_contexts_is_the_code_s() -> None:
    table = rows("Kind", "Rest", "Key")
    assert {kind.strip("`"): len(rest.split(" / ")) for kind, rest, _ in table} == made()
    assert len(table) == len(made())


def test_the_table_of_contexts_names_the_keys_that_seal_under_each() -> None:
    table = {kind.strip("`"): key for kind, _, key in rows("Kind", "Rest", "Key")}
    for kind, keys in seal._KEYS_OF_KIND.items():
        told = " or ".join(KEYS[key.__name__] for key in keys)
        assert {table[name] for name in (kind.decode(), f"v2/{kind.decode()}") if name in table} == {told}, kind


def test_every_label_of_the_code_is_specified_and_every_specified_one_is_the_code_s() -> None:
    told = set(re.findall(r"`(hinweisgeber/v\d/[^`<]*)`", SPEC)) - VERSIONS
    assert not written() - told
    assert {one for one in told - written() if parts(one)[0] not in made()} == {OLD_SESSION}


def test_the_security_analysis_leads_to_sections_and_vectors_that_are_there() -> None:
    sections = set(re.findall(r"^## (\d+)\. ", SPEC, re.MULTILINE))
    threats = rows("Threat", "Sections", "Vectors")
    numbers = {threat: set(re.findall(r"\d+", cited)) for threat, cited, _ in threats}
    files = {threat: set(re.findall(r"`([a-z_]+\.json)`", cited)) for threat, _, cited in threats}
    assert not [threat for threat in numbers if not numbers[threat] or not files[threat]]
    assert set().union(*numbers.values()) <= sections
    assert set().union(*files.values()) == {path.name for path in VECTORS.glob("*.json")} - NO_FORMAT


def test_the_reading_order_names_every_section_once() -> None:
    order = SPEC[SPEC.index("## Reading order") : SPEC.index("**The vectors.**")]
    read = re.findall(r"§(\d+)", order)
    assert sorted(map(int, read)) == sorted(map(int, re.findall(r"^## (\d+)\. ", SPEC, re.MULTILINE)))


@pytest.mark.parametrize("kind", ["error", "edit"])
def test_what_the_vectors_say_is_explained(kind: str) -> None:
    explained = SPEC[SPEC.index("**The vectors.**") : SPEC.index("## 1. ")]
    files = [json.loads(path.read_text())["vectors"] for path in VECTORS.glob("*.json") if path.name not in NO_FORMAT]
    words = {
        "error": {vector["error"] for vectors in files for vector in vectors if vector["error"]},
        "edit": {f'["{edit[0]}"' for vectors in files for vector in vectors for edit in vector.get("edit", [])},
    }
    assert len(words[kind]) > 1
    assert not [word for word in words[kind] if f"`{word}" not in explained]
