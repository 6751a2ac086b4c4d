"""Who needs both stores for writing takes the cabinet first: two who take them otherwise wait for each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "hinweisgeber"
STORES = ("cabinet", "letterbox")


def taken(block: ast.With) -> list[str]:
    """The stores that a block takes for writing, in order."""
    words = [ast.unparse(item.context_expr) for item in block.items]
    return [store for word in words for store in STORES if word.endswith(f"{store}.write()")]


def wrong(tree: ast.AST, held: str = "") -> Iterator[int]:
    """Lines at which the cabinet is taken after the letterbox, in one block or in one inside another."""
    for node in ast.iter_child_nodes(tree):
        stores = [held, *taken(node)] if isinstance(node, ast.With) else [held]
        if "cabinet" in stores[stores.index("letterbox") :] if "letterbox" in stores else False:
            yield getattr(node, "lineno", 0)
        yield from wrong(node, "letterbox" if "letterbox" in stores else held)


def test_nobody_takes_the_cabinet_while_holding_the_letterbox() -> None:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in ROOT.rglob("*.py")}
    assert [f"{path.name}:{line}" for path, tree in trees.items() for line in wrong(tree)] == []
