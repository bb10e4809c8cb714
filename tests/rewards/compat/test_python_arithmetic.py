"""What Python makes of arithmetic, without giving a text to Python."""

import pytest

from rewardry.rewards.compat.python_arithmetic import TooLargeError, allowed, evaluate, near


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3*8", 24),
        ("1+2*3-4", 3),
        ("(1+2)*3", 9),
        ("7//2", 3),
        ("-7//2", -4),
        ("2**3**2", 512),
        ("-2**2", -4),
        ("2**-1", 0.5),
        ("2**-1*3", 1.5),
        ("2**-3**2", 2**-9),
        ("10-4-3", 3),
        ("16/4/2", 2.0),
        ("+-+3", -3),
        ("1.5+.5", 2.0),
        ("3.", 3.0),
        ("00", 0),
        (" 3 * 8 ", 24),
        ("(3\n*8)", 24),
        ("0**0", 1),
        ("(-8)**(1/3)", (-8) ** (1 / 3)),
        ("1**99999999", 1),
    ],
)
def test_an_expression_has_the_value_that_python_gives(text, value):
    found = evaluate(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3 8",
        "3(8)",
        "()",
        "(",
        ")",
        "1+",
        "*3",
        "3**",
        "1..5",
        "1.5.5",
        "07",
        "3\n*8",
        "٣*٨",
        "(" * 201 + "1" + ")" * 201,
    ],
)
def test_what_python_does_not_read_is_a_syntax_error(text):
    with pytest.raises(SyntaxError):
        evaluate(text)


@pytest.mark.parametrize("text", ["9**9**9", "9" * 5000, "+".join(["1"] * 3000), "99**999*99**999*99**999"])
def test_what_would_hang_is_refused(text):
    with pytest.raises(TooLargeError):
        evaluate(text)


@pytest.mark.parametrize("text", ["1/0", "0**-1", "2.0**9999"])
def test_arithmetic_that_has_no_value_is_an_arithmetic_error(text):
    with pytest.raises(ArithmeticError):
        evaluate(text)


def test_only_digits_and_operators_are_allowed():
    assert allowed("3*(8-2)/1.5 \n")
    assert not allowed("3*x")
    assert not allowed("")
    assert not allowed("3=3")


def test_no_number_is_near_to_nothing():
    assert near(24.000001, 24)
    assert not near(24.1, 24)
    assert not near(float("nan"), 24)
    assert near(2 + 1e-9j, 2)
