"""Every kind of error there is, found by importing every module; and every place that makes one."""

from __future__ import annotations

import ast
import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import hinweisgeber
from hinweisgeber.errors import HinweisgeberError, Refused

ROOT = Path(hinweisgeber.__file__).parent
NOT_IMPORTED = ("hinweisgeber.assets", "hinweisgeber.store.migrations", "hinweisgeber.cli.__main__")


def all_modules() -> list[str]:
    """Every module of the program but those that do something when they are imported."""
    names = (found.name for found in pkgutil.walk_packages([str(ROOT)], "hinweisgeber."))
    return [name for name in names if not name.startswith(NOT_IMPORTED)]


def kinds(family: type[HinweisgeberError]) -> list[type[HinweisgeberError]]:
    """All classes of a family, without the family itself and what tests make up."""
    for name in all_modules():
        import_module(name)
    found, open_ = dict[type[HinweisgeberError], None](), [family]
    while open_:
        below = [one for one in open_.pop().__subclasses__() if one.__module__.startswith("hinweisgeber.")]
        found.update(dict.fromkeys(below))
        open_ += below
    return list(found)


def refusals() -> list[type[HinweisgeberError]]:
    """All kinds of refusals."""
    return kinds(Refused)


def builds_itself(kind: type[HinweisgeberError]) -> bool:
    """Whether this class has a constructor of its own, which knows the values."""
    return "values" not in inspect.signature(kind).parameters


def calls(names: set[str]) -> Iterator[tuple[str, str, ast.Call]]:
    """Where in the program a class of one of these names is called: place, name, call."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.func.id, node
