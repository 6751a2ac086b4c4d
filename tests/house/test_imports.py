"""Modules do not import one another in circles, nor packages their own parts and these the package.

import-linter sees to the directions between the packages; here are the circles inside them. Imports for the type
checker alone and those inside of functions count too: whoever reads one module of a circle must read them all.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Set
from importlib.util import resolve_name
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Graph = Mapping[str, Set[str]]


def module_of(path: Path) -> str:
    """The dotted name of the module in this file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(source: str, package: str, modules: Set[str]) -> Iterator[str]:
    """Those of `modules` that this source in `package` imports, anywhere in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from modules & {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = resolve_name("." * node.level + (node.module or ""), package)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield from modules & {inner if inner in modules else base}


def on_circles(graph: Graph) -> dict[str, set[str]]:
    """Those imports that lie on a circle: from whose target a way leads back."""
    found = {module: {to for to in graph[module] if module in reachable(graph, to)} for module in graph}
    return {module: to for module, to in found.items() if to}


def reachable(graph: Graph, start: str) -> set[str]:
    """The modules that this one leads to, itself included."""
    seen, new = {start}, [start]
    while new:
        more = graph[new.pop()] - seen
        seen |= more
        new += more
    return seen


def house() -> Graph:
    """Which modules of ours each module of ours imports."""
    files = {module_of(path): path for path in (ROOT / "hinweisgeber").rglob("*.py")}
    found = dict[str, Set[str]]()
    for module, path in files.items():
        package = module if path.name == "__init__.py" else module.rpartition(".")[0]
        found[module] = {*imported(path.read_text(encoding="utf-8"), package, files.keys())} - {module}
    return found


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert on_circles(house()) == {}


def test_circles_are_found_and_nothing_else() -> None:
    graph = {"a": {"b", "x"}, "b": {"c"}, "c": {"a"}, "x": {"y"}, "y": set[str]()}
    assert on_circles(graph) == {"a": {"b"}, "b": {"c"}, "c": {"a"}}


def test_every_way_to_import_a_module_is_seen() -> None:
    source = """
from typing import TYPE_CHECKING
import h.p.one
from . import two, something
if TYPE_CHECKING:
    from .three import Kind
def later():
    from ..q import four
"""
    modules = {"h", "h.p", "h.p.one", "h.p.two", "h.p.three", "h.q", "h.q.four", "h.r"}
    assert {*imported(source, "h.p", modules)} == {"h.p", "h.p.one", "h.p.two", "h.p.three", "h.q.four"}
