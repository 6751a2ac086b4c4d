"""Makes mutants: a module with one small fault each, of the kinds that people make: another comparison, a constant one
off, a condition turned round, a line left out."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

Place = tuple[ast.AST, str, int]  # a node, one of its fields, which of the nodes in it

_NO_CODE = {"annotation", "returns", "type_params"}
_OTHERS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitXor: (ast.BitOr,),
}


@dataclass(frozen=True)
class Mutant:
    """A module with one fault: the function it is in, the place before and after, and the code."""

    scope: str
    was: str
    becomes: str
    line: int
    code: CodeType

    @property
    def name(self) -> tuple[str, str, str]:
        return self.scope, self.was, self.becomes


def variants(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in the place of this node, one fault each."""
    yield from _other_operators(node)
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield from (ast.Constant(node.value + 1), ast.Constant(node.value - 1))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.comprehension):
        for n, test in enumerate(node.ifs):
            yield _with(node, ifs=[*node.ifs[:n], ast.UnaryOp(ast.Not(), test), *node.ifs[n + 1 :]])
    elif isinstance(node, ast.Raise):
        yield ast.Pass()
    elif isinstance(node, ast.Return) and node.value is not None:
        yield ast.Return(ast.Constant(None))


def _other_operators(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for n, op in enumerate(node.ops):
            yield from (_with(node, ops=[*node.ops[:n], new(), *node.ops[n + 1 :]]) for new in _OTHERS[type(op)])
    elif isinstance(node, ast.BoolOp | ast.BinOp | ast.AugAssign):
        yield from (_with(node, op=new()) for new in _OTHERS.get(type(node.op), ()))


def _with(node: ast.AST, **fields: object) -> ast.AST:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def mutants(source: str, file: str = "<source>") -> list[Mutant]:
    """All mutants of this source."""
    tree = ast.parse(source)
    return list(_below(tree, tree, "", tree, file))


def _below(tree: ast.Module, node: ast.AST, scope: str, shown: ast.AST, file: str) -> Iterator[Mutant]:
    """The mutants below a node. Constants say little: `shown` is what stands around them."""
    for field, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        for n, child in enumerate(children if field not in _NO_CODE else ()):
            if not isinstance(child, ast.AST):
                continue
            inner = f"{scope}.{child.name}".lstrip(".") if isinstance(child, ast.FunctionDef | ast.ClassDef) else scope
            for other in variants(child):
                yield _mutant(tree, (node, field, n), (child, other), inner, shown, file)
            yield from _below(tree, child, inner, child, file)


def _mutant(
    tree: ast.Module,
    at: tuple[ast.AST, str, int],
    change: tuple[ast.AST, ast.AST],
    scope: str,
    shown: ast.AST,
    file: str,
) -> Mutant:
    child, other = change
    alone = not isinstance(child, ast.Constant)
    before = ast.unparse(child if alone else shown)
    _put(at, other)
    after = ast.unparse(other if alone else shown)
    code = compile(ast.fix_missing_locations(copy.deepcopy(tree)), file, "exec")
    _put(at, child)
    line = getattr(child, "lineno", getattr(shown, "lineno", 0))
    return Mutant(scope, before.partition("\n")[0], after.partition("\n")[0], line, code)


def _put(at: Place, node: ast.AST) -> None:
    parent, field, n = at
    if isinstance(value := getattr(parent, field), list):
        value[n] = node
    else:
        setattr(parent, field, node)
