"""Matrices, vectors and determinants: worked out entry by entry, against sums of products written here."""

import itertools
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.math.exact import rational
from rewardry.verifiers.math.expressions import number
from rewardry.verifiers.math.limits import OverLimitError, UnreadableError
from rewardry.verifiers.math.matrices import determinant
from rewardry.verifiers.math.reading import read

ENTRIES = st.integers(-6, 6)


def matrices(rows, columns):
    return st.lists(st.lists(ENTRIES, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


def latex(rows, name="pmatrix"):
    body = "\\\\".join(" & ".join(map(str, row)) for row in rows)
    return f"\\begin{{{name}}}{body}\\end{{{name}}}"


def by_permutations(rows):
    """The determinant by Leibniz's formula."""
    n = len(rows)
    signs = {
        order: (-1) ** sum(a > b for a, b in itertools.combinations(order, 2))
        for order in itertools.permutations(range(n))
    }
    return sum(sign * prod(rows[i][order[i]] for i in range(n)) for order, sign in signs.items())


@settings(max_examples=30)
@given(rows=st.integers(1, 4).flatmap(lambda n: matrices(n, n)))
def test_a_determinant_is_the_sum_over_all_permutations(finds, rows):
    found = determinant(tuple(tuple(map(number, row)) for row in rows))
    assert rational(found) == by_permutations(rows)
    for text in (latex(rows, "vmatrix"), f"\\det {latex(rows)}", f"\\det\\left({latex(rows)}\\right)"):
        assert finds(str(by_permutations(rows)), text).equal is True, text
        assert finds(str(by_permutations(rows) + 1), text).equal is False, text


@settings(max_examples=30)
@given(a=matrices(2, 3), b=matrices(3, 2), c=matrices(2, 2), factor=ENTRIES)
def test_sums_products_and_multiples_are_worked_out(finds, a, b, c, factor):
    product = [[sum(x * y for x, y in zip(row, column, strict=True)) for column in zip(*b, strict=True)] for row in a]
    wanted = [[x + factor * y for x, y in zip(r, s, strict=True)] for r, s in zip(product, c, strict=True)]
    text = f"{latex(a)} \\cdot {latex(b)} + ({factor}){latex(c)}"
    assert finds(latex(wanted), text).equal is True
    wanted[1][1] += 1
    assert finds(latex(wanted), text).equal is False


@settings(max_examples=30)
@given(rows=matrices(2, 3))
def test_a_transpose_exchanges_rows_and_columns(finds, rows):
    turned = [list(column) for column in zip(*rows, strict=True)]
    for mark in ("^T", "^{T}", "^\\top", "^{\\top}"):
        assert finds(latex(turned), latex(rows) + mark).equal is True, mark


@pytest.mark.parametrize(
    ("reference", "answer", "right"),
    [
        ("\\begin{pmatrix}1\\\\2\\end{pmatrix}", "(1,2)", True),
        ("\\begin{pmatrix}1\\\\2\\end{pmatrix}", "\\langle 1,2\\rangle", True),
        ("\\begin{pmatrix}1\\\\2\\end{pmatrix}", "(2,1)", False),
        ("\\begin{pmatrix}1\\\\2\\end{pmatrix}", "\\begin{pmatrix}1&2\\end{pmatrix}", False),
        ("\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "[[1,2],[3,4]]", True),
        ("\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "[[1,3],[2,4]]", False),
        ("\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "(1,2,3,4)", False),
        ("\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "\\begin{array}{cc}1&2\\\\3&4\\end{array}", True),
        ("\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "\\left[\\begin{array}{cc}1&2\\\\3&4\\end{array}\\right]", True),
        ("\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "A = \\begin{bmatrix}1&2\\\\3&4\\\\\\end{bmatrix}", True),
        ("\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "\\begin{pmatrix}1&2&0\\\\3&4&0\\end{pmatrix}", False),
        ("\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "\\begin{vmatrix}1&2\\\\3&4\\end{vmatrix}", False),
        ("\\begin{pmatrix}\\frac12\\\\1\\end{pmatrix}", "\\frac12\\begin{pmatrix}1\\\\2\\end{pmatrix}", True),
        ("\\begin{pmatrix}1\\\\2\\end{pmatrix}", "-\\begin{pmatrix}-1\\\\-2\\end{pmatrix}", True),
        ("\\begin{pmatrix}x\\\\y\\end{pmatrix}", "\\begin{pmatrix}y\\\\x\\end{pmatrix}", False),
        ("(1,2,3)", "i+2j+3k", True),
        ("(1,2,3)", "i+2j-3k", False),
        ("(1,0,3)", "\\mathbf{i}+3\\mathbf{k}", True),
        ("(1,2)", "i+2j+3k", False),
        ("(0,0)", "i+j", False),
        ("(2,3)", "2+3i", False),
    ],
)
def test_matrices_and_vectors_beside_each_other(finds, reference, answer, right):
    assert (finds(reference, answer).equal is True) is right


@pytest.mark.parametrize(
    "text",
    [
        "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}\\begin{pmatrix}1&2\\end{pmatrix}",
        "\\begin{pmatrix}1&2\\end{pmatrix}+\\begin{pmatrix}1\\\\2\\end{pmatrix}",
        "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}+1",
        "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}^2",
        "\\begin{pmatrix}1&2\\\\3\\end{pmatrix}+\\begin{pmatrix}1&2\\\\3\\end{pmatrix}",
        "\\det\\begin{pmatrix}1&2\\end{pmatrix}",
        "+\\begin{pmatrix}1\\end{pmatrix}+",
    ],
)
def test_what_makes_no_matrix_is_opaque(text):
    assert type(read(text)).__name__ == "Opaque"


def test_a_large_determinant_is_refused_and_one_that_is_not_square_unreadable():
    rows = [[number(i * j) for i in range(6)] for j in range(6)]
    with pytest.raises(OverLimitError, match=r"^a large determinant$"):
        determinant(tuple(map(tuple, rows)))
    with pytest.raises(UnreadableError, match=r"^a determinant that is not square$"):
        determinant(((number(1), number(2)),))
    with pytest.raises(UnreadableError, match=r"^a determinant that is not square$"):
        determinant(())


def test_a_product_of_large_matrices_is_refused(finds):
    rows = latex([[1] * 14] * 14)
    assert finds("5", rows + rows).reason == "over-limit"
