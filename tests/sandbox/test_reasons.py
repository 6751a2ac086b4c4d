"""Every reason that the code inside the sandbox names has its error outside, and every error its reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from hinweisgeber import errors
from hinweisgeber.sandbox.errors import (
    BY_CODE,
    CannotClean,
    CleaningBusy,
    CleaningUnavailable,
    DrawingUnavailable,
    HoldsFiles,
)

INSIDE = Path(errors.__file__).parent / "sandbox/inside"
OURS_ALONE = {CleaningBusy, CleaningUnavailable, DrawingUnavailable, HoldsFiles}


def named(source: str) -> Iterator[str]:
    """The reasons in `Stop("…")`, `Stop("…" if … else "…")` and in `{"code": "…"}`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Stop":
            (said,) = node.args
            yield from texts(said.body, said.orelse) if isinstance(said, ast.IfExp) else texts(said)
        if isinstance(node, ast.Dict):
            yield from texts(
                *(value for key, value in zip(node.keys, node.values, strict=True) if [*texts(key)] == ["code"])
            )


def texts(*nodes: ast.expr | None) -> Iterator[str]:
    """Those of the nodes that are plain text."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_reason_named_inside_has_an_error() -> None:
    found = {reason for path in INSIDE.rglob("*.py") for reason in named(path.read_text(encoding="utf-8"))}
    assert found
    assert found <= BY_CODE.keys()


def test_every_error_is_there_once() -> None:
    assert len({*BY_CODE.values()}) == len(BY_CODE)
    assert {*BY_CODE.values()} == {*CannotClean.__subclasses__()} - OURS_ALONE
