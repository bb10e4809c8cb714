"""Values that bear names: which is which counts, wherever the names tell it."""

import pytest


@pytest.mark.parametrize(
    ("reference", "answer", "right"),
    [
        ("x=2, y=3", "2, 3", True),
        ("x=2, y=3", "3, 2", False),
        ("x=2, y=3", "(2, 3)", True),
        ("x=2, y=3", "(3, 2)", False),
        ("x=2, y=3", "y=3, x=2", True),
        ("x=2, y=3", "y=2, x=3", False),
        ("x=2, y=3", "x=2", False),
        ("y=3, x=2", "2, 3", True),  # as the alphabet has it
        ("y=3, x=2", "3, 2", True),  # as it is written
        ("x=2, y=2", "2, 2", True),
        ("x=2, y=2", "2", False),
        ("a=1, b=2, c=3", "1, 2, 3", True),
        ("a=1, b=2, c=3", "1, 3, 2", False),
        ("a=1, b=2, c=3", "3, 2, 1", False),
        ("a=1, b=2, c=3", "a=1, c=3, b=2", True),
        ("m=5, n=-5", "5, -5", True),
        ("m=5, n=-5", "-5, 5", False),
        ("x=\\frac12, y=0.25", "1/2, 1/4", True),
        ("x=\\frac12, y=0.25", "1/4, 1/2", False),
        ("\\text{mean}=5, \\text{median}=3", "5, 3", True),
        ("\\text{mean}=5, \\text{median}=3", "3, 5", False),
        ("\\text{mean}=5, \\text{median}=3", "\\text{mean}=3, \\text{median}=5", False),
        # an index only counts the values of one letter
        ("x_1=2, x_2=3", "3, 2", True),
        ("x_1=2, x_2=3", "x=3, x=2", True),
        ("x=2, x=3", "x_1=3, x_2=2", True),
        ("x=2 \\text{ or } x=3", "3, 2", True),
        # two values of one unknown are not one value each of two
        ("x=2, x=3", "x=2, y=3", False),
        ("x=2, x=3", "y=2, y=3", False),
        ("x=2, y=3", "x=2, x=3", False),
        ("x=2, x=3", "a=2, b=3", True),
        ("2, 3", "x=2, y=3", True),
        ("2, 3", "a=3, b=2", True),
        ("(x,y)=(1,2)", "1, 2", True),
        ("(x,y)=(1,2)", "2, 1", False),
        ("(1,2), (3,4)", "x=3, y=4 \\text{ or } x=1, y=2", True),
        ("(1,2), (3,4)", "x=2, y=1 \\text{ or } x=4, y=3", False),
    ],
)
def test_which_value_is_whose(finds, reference, answer, right):
    assert (finds(reference, answer).equal is True) is right


def test_boxes_in_the_wrong_order_are_wrong(verifies):
    assert verifies("$\\boxed{2}$ and $\\boxed{3}$", "x=2, y=3").status == "correct"
    assert verifies("$\\boxed{3}$ and $\\boxed{2}$", "x=2, y=3").status == "incorrect"


@pytest.mark.parametrize(
    ("reference", "answer", "right"),
    [
        ("(2,3)", "(2|3)", True),
        ("(2,3)", "P(2|3)", True),
        ("(2,3)", "(3|2)", False),
        ("(-1,\\frac12)", "(-1|\\frac12)", True),
        ("2|x|+3", "(2|x|+3)", True),
        ("7", "(2|-3|+1)", True),
        ("7", "(2|3)", False),
        ("|x-2|", "(|x-2|)", True),
    ],
)
def test_a_bar_between_coordinates(finds, reference, answer, right):
    assert (finds(reference, answer).equal is True) is right


@pytest.mark.parametrize(
    ("answer", "rows", "right"),
    [
        ("I", "1&0\\\\0&1", True),
        ("I_2", "1&0\\\\0&1", True),
        ("I_3", "1&0\\\\0&1", False),
        ("1", "1&0\\\\0&1", False),
        ("I", "1&0\\\\0&2", False),
        ("I", "1&0&0\\\\0&1&0", False),
        ("0", "0&0\\\\0&0", True),
        ("O", "0&0\\\\0&0", True),
        ("\\mathbf{0}", "0&0&0\\\\0&0&0", True),
        ("0", "0&0\\\\0&1", False),
        ("I", "0&0\\\\0&0", False),
    ],
)
def test_matrices_with_a_name(finds, answer, rows, right):
    matrix = f"\\begin{{pmatrix}}{rows}\\end{{pmatrix}}"
    assert (finds(matrix, answer).equal is True) is right
    assert (finds(answer, matrix).equal is True) is right
