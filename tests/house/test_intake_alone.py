"""What the intake may import: a list of what is allowed, so that nothing new comes in unseen."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = (
    "hinweisgeber.config",
    "hinweisgeber.crypto.capability",
    "hinweisgeber.crypto.code",
    "hinweisgeber.crypto.errors",
    "hinweisgeber.crypto.ring",
    "hinweisgeber.domain",
    "hinweisgeber.errors",
    "hinweisgeber.intake",
    "hinweisgeber.refusals",
    "hinweisgeber.store.blobs",
    "hinweisgeber.store.errors",
    "hinweisgeber.store.letterbox",
    "hinweisgeber.store.probing",
    "hinweisgeber.store.rate",
    "hinweisgeber.store.unit",
    "hinweisgeber.usecases.reporter",
    "hinweisgeber.web",
)


def imported(path: Path, package: str) -> Iterator[str]:
    """Every name of ours that a file imports, with the module in front."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{module}.{one.name}" for one in node.names if module.split(".")[0] == "hinweisgeber")
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name.split(".")[0] == "hinweisgeber")


def is_allowed(name: str) -> bool:
    """Whether it stands in a room of the list."""
    return any(f"{name}.".startswith(f"{room}.") for room in ALLOWED)


def test_the_intake_imports_only_what_is_listed() -> None:
    found = {
        name
        for path in (ROOT / "hinweisgeber/intake").rglob("*.py")
        for name in imported(path, ".".join(path.relative_to(ROOT).parent.parts))
    }
    assert len(found) > 60
    assert {name for name in found if not is_allowed(name)} == set()


def test_what_is_listed_is_used_and_the_rest_is_refused() -> None:
    found = {
        name
        for path in (ROOT / "hinweisgeber/intake").rglob("*.py")
        for name in imported(path, ".".join(path.relative_to(ROOT).parent.parts))
    }
    assert [room for room in ALLOWED if not any(f"{name}.".startswith(f"{room}.") for name in found)] == []
    assert not is_allowed("hinweisgeber.usecases.officer.desk.Desk")
    assert not is_allowed("hinweisgeber.crypto.keystore.Identity")
