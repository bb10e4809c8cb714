"""Programs with one small mistake: another comparison, sign, bound or constant."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE,),
    ast.LtE: (ast.Lt,),
    ast.Gt: (ast.GtE,),
    ast.GtE: (ast.Gt,),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
_OPERATIONS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}


def mutants(program: str) -> Iterator[tuple[str, str]]:
    """Every program that differs in one place, with what is different. Some of them still do the same."""
    for place in range(sum(1 for _ in ast.walk(ast.parse(program)))):
        for option in range(2):
            tree = ast.parse(program)
            node = list(ast.walk(tree))[place]
            told = _change(node, option)
            if told:
                yield ast.unparse(ast.fix_missing_locations(tree)) + "\n", f"{told}, line {getattr(node, 'lineno', 0)}"


def _change(node: ast.AST, option: int) -> str | None:
    """Change a node in place; what was changed, or None."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        node.value += 1 if option == 0 else -1
        return "constant"
    if option:
        return None
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARISONS:
        node.ops[0] = _COMPARISONS[type(node.ops[0])][0]()
        return "comparison"
    if isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in _OPERATIONS:
        node.op = _OPERATIONS[type(node.op)]()
        return "operation"
    if isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return "and, or"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _NAMES:
        node.func.id = _NAMES[node.func.id]
        return "function"
    return None
