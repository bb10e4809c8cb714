"""What is said before a value and behind it that denies it."""

import pytest

from rewardry.text.denials import denied, denied_before, denied_behind, denied_in_formula, is_struck


@pytest.mark.parametrize("behind", ["", " cm", ", as expected", ". It is not 41.", " is correct", " and that is right"])
def test_what_is_said_of_other_values_denies_nothing(behind):
    assert not denied_behind("42" + behind, 2)


@pytest.mark.parametrize(
    "behind",
    [
        *(" is wrong", "$ is incorrect", "$$\n\nis not the answer", "? No", ", but that is wrong", " is not the area."),
        *(
            ".\n\nWait, that's wrong",
            "}\n\nActually, this answer is incorrect",
            ". Hmm, I made a mistake",
            "不对",
            "**是错误的",
        ),
    ],
)
def test_what_is_said_right_behind_a_value_denies_it(behind):
    assert denied_behind("42" + behind, 2)
    assert denied("42" + behind, 0, 2)


@pytest.mark.parametrize(
    "before", ["It is ", "not 41 but ", "There is no remainder, so the total is ", "not only that: "]
)
def test_what_stands_before_another_value_denies_nothing(before):
    assert not denied_before(before + "42", len(before))


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("It is not a_n = 3 \\cdot 2^n", "3", True),
        ("The answer isn't x + 42", "42", True),
        ("42 + x is wrong", "42", True),
        ("It is not hard: a_n = 3", "3", False),
        ("not x = 1 but x = 42", "42", False),
    ],
)
def test_a_value_is_denied_with_the_formula_that_it_stands_in(text, value, expected):
    start = text.index(value)
    assert denied_in_formula(text, start, start + len(value)) is expected


@pytest.mark.parametrize("text", ["\\cancel{5}", "~~5~~", "¬A", "5\u0336", "\\neg p", "\\ne A"])
def test_what_is_struck_out(text):
    assert is_struck(text)


@pytest.mark.parametrize("text", ["5~~cm", "x \\not\\in A", "x \\ne 5", "5!", "\\not= 3", "nothing"])
def test_what_only_looks_struck_out(text):
    assert not is_struck(text)
