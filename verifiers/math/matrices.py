r"""Sums, products and multiples of matrices, transposes and determinants, worked out entry by entry.

``\frac12\begin{pmatrix}1\\2\end{pmatrix}`` is a matrix as much as its entries written out. Entries stay expressions;
nothing is evaluated here but their sums and products.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from .brackets import closing, split
from .expressions import MINUS_ONE, ONE, ZERO, Expression, negative, product, total
from .limits import BeyondError, OverLimitError, UnreadableError
from .parser import parse
from .values import Matrix, Scalar, Value

Rows: TypeAlias = tuple[tuple[Expression, ...], ...]
Operand: TypeAlias = "Expression | Matrix"

_LARGEST_DETERMINANT = 5  # rows; the terms grow like a factorial
_MOST_PRODUCTS = 2_000  # of two entries in one product of matrices
_SIGNS = frozenset(("+", "-"))
MATRICES = frozenset(("matrix", "pmatrix", "bmatrix", "Bmatrix", "array", "smallmatrix", "vmatrix"))
_NORM = "Vmatrix"
TRANSPOSED = (["^", "T"], ["^", "{", "T", "}"], ["^", "\\top"], ["^", "{", "\\top", "}"])
Read: TypeAlias = Callable[[list[str]], Value]


def environment_name(tokens: Sequence[str]) -> str:
    r"""The name of the environment that tokens begin with, as ``pmatrix``; empty where they begin none."""
    if list(tokens[:2]) != ["\\begin", "{"] or "}" not in tokens:
        return ""
    return "".join(tokens[2 : list(tokens).index("}")]).lstrip('"').rstrip("*")


def has_matrix(tokens: Sequence[str]) -> bool:
    """Whether a matrix or determinant occurs among some tokens."""
    names = (environment_name(tokens[i : i + 20]) for i, token in enumerate(tokens) if token == "\\begin")
    return any(name in MATRICES or name == _NORM for name in names)


def matrix_value(tokens: list[str], read: Read) -> Value:
    """The value of tokens in which matrices are added, multiplied and scaled.

    Args:
        tokens: without a relation sign.
        read: reads one environment, or something in brackets.

    Raises:
        UnreadableError: they make no matrix; BeyondError where they are math all the same.
        OverLimitError: too much would have to be worked out.
    """
    parts, signs = split(tokens, _SIGNS)
    if not parts[0]:
        parts = parts[1:]
    else:
        signs = ["+", *signs]
    terms = [_signed(_term(part, read), sign) for part, sign in zip(parts, signs, strict=True)]
    found = terms[0]
    for term in terms[1:]:
        found = _sum(found, term)
    return found if isinstance(found, Matrix) else Scalar(found)


def _signed(operand: Operand, sign: str) -> Operand:
    if sign == "+":
        return operand
    return _scaled(MINUS_ONE, operand) if isinstance(operand, Matrix) else negative(operand)


def _term(tokens: list[str], read: Read) -> Operand:
    """A product of matrices and expressions."""
    found: Operand | None = None
    rest = [token for token in tokens if token not in ("\\cdot", "\\times", "*")]
    while rest:
        operand, rest = _operand(rest, read)
        found = operand if found is None else _times(found, operand)
    if found is None:
        raise UnreadableError("a sign without a matrix")
    return found


def _operand(tokens: list[str], read: Read) -> tuple[Operand, list[str]]:
    is_determinant = tokens[0] == "\\det"
    tokens = tokens[1:] if is_determinant else tokens
    if not tokens:
        raise UnreadableError("a determinant of nothing")
    if tokens[0] != "\\begin" and not (tokens[0] in ("(", "[") and has_matrix(tokens[: closing(tokens) + 1])):
        end = next((i for i, token in enumerate(tokens) if token in ("\\begin", "\\det")), len(tokens))
        if end and tokens[end - 1] in ("(", "["):
            end -= 1
        return parse(tokens[:end]), tokens[end:]
    end = _end(tokens)
    inside = tokens[:end] if tokens[0] == "\\begin" else tokens[1 : end - 1]
    value = read(inside)
    rest = tokens[end:]
    if not isinstance(value, (Matrix, Scalar)):
        raise BeyondError("something else than a matrix in brackets")
    if isinstance(value, Matrix) and len(set(_shape(value))) != 1:
        raise UnreadableError("rows of different lengths")
    operand: Operand = value if isinstance(value, Matrix) else value.expression
    for marks in TRANSPOSED:
        if rest[: len(marks)] == marks and isinstance(operand, Matrix):
            operand, rest = Matrix(tuple(zip(*operand.rows, strict=True))), rest[len(marks) :]
    if rest[:1] == ["^"]:
        raise BeyondError("a power of a matrix")
    if isinstance(operand, Matrix) and is_determinant:
        operand = determinant(operand.rows)
    return operand, rest


def _end(tokens: list[str]) -> int:
    """Behind the bracket or environment that tokens begin with."""
    end = closing(tokens)
    if end < 0:
        raise UnreadableError("a bracket that does not close")
    if tokens[0] == "\\begin":
        end = tokens.index("}", end) if "}" in tokens[end:] else end
    return end + 1


def _sum(a: Operand, b: Operand) -> Operand:
    if not isinstance(a, Matrix) and not isinstance(b, Matrix):
        return total([a, b])
    if not isinstance(a, Matrix) or not isinstance(b, Matrix) or _shape(a) != _shape(b):
        raise BeyondError("a sum of matrices of different shapes")
    return Matrix(
        tuple(tuple(total([x, y]) for x, y in zip(r, s, strict=True)) for r, s in zip(a.rows, b.rows, strict=True))
    )


def _times(a: Operand, b: Operand) -> Operand:
    if not isinstance(a, Matrix):
        return _scaled(a, b) if isinstance(b, Matrix) else product([a, b])
    if not isinstance(b, Matrix):
        return _scaled(b, a)
    columns = list(zip(*b.rows, strict=True))
    if len(a.rows[0]) != len(b.rows):
        raise BeyondError("a product of matrices whose shapes do not fit")
    if len(a.rows) * len(columns) * len(b.rows) > _MOST_PRODUCTS:
        raise OverLimitError("a product of large matrices")
    return Matrix(
        tuple(
            tuple(total([product([x, y]) for x, y in zip(row, column, strict=True)]) for column in columns)
            for row in a.rows
        )
    )


def _scaled(factor: Expression, matrix: Matrix) -> Matrix:
    return Matrix(tuple(tuple(product([factor, entry]) for entry in row) for row in matrix.rows))


def _shape(matrix: Matrix) -> list[int]:
    return [len(row) for row in matrix.rows]


def spelled_out(value: Value, beside: Value) -> Value:
    """A zero or identity matrix that is named by its letter, by rows, in the shape of the matrix that it is beside.

    Args:
        value: ``0``, ``O``, ``I``, ``I_3``; anything else is returned as it is.
        beside: a matrix; for all others the value is returned as it is.
    """
    if not isinstance(value, Scalar) or value.unit is not None or not isinstance(beside, Matrix):
        return value
    size = len(beside.rows)
    zero = value.expression in (ZERO, ("v", "O"))
    one = value.expression in (("v", "I"), ("v", f"I_{size}")) and set(_shape(beside)) == {size}
    if not zero and not one:
        return value
    return Matrix(
        tuple(
            tuple(ONE if one and row == column else ZERO for column in range(length))
            for row, length in enumerate(_shape(beside))
        )
    )


def determinant(rows: Rows) -> Expression:
    """The determinant of a square matrix, by its first row.

    Raises:
        OverLimitError: it has more than five rows.
        UnreadableError: it is not square.
    """
    if any(len(row) != len(rows) for row in rows) or not rows:
        raise UnreadableError("a determinant that is not square")
    if len(rows) > _LARGEST_DETERMINANT:
        raise OverLimitError("a large determinant")
    if len(rows) == 1:
        return rows[0][0]
    terms = []
    for place, entry in enumerate(rows[0]):
        minor = tuple(row[:place] + row[place + 1 :] for row in rows[1:])
        term = product([entry, determinant(minor)])
        terms.append(negative(term) if place % 2 else term)
    return total(terms)
