"""What a short answer states beside what it denies."""

import pytest

from rewardry.text.assertions import asserted
from rewardry.text.denials import may_deny

STATED = [
    ("42", "42"),
    ("42, not 41", "42"),
    ("not 41 but 42", "42"),
    ("x cannot be 3, so x = 42", "x = 42"),
    ("It isn't 36; it is 42.", "it is 42"),
    ("42 (and not 48, as one might think)", "42"),
    ("42 rather than 36", "42"),
    ("不是41，而是42", "42"),
    ("42，而不是41", "42"),
    ("36 is wrong, it's 42", "it's 42"),
    ("(3, -4), not (4, -3)", "(3, -4)"),
    ("B, not D", "B"),
    ("no real solutions", "no real solutions"),
    ("f is not differentiable at 0", "f is not differentiable at 0"),
    ("42 is not divisible by 5", "42 is not divisible by 5"),
    ("the number of integers not divisible by 3 is 42", "the number of integers not divisible by 3 is 42"),
    ("There is no doubt that it is 42", "There is no doubt that it is 42"),
    ("$x \\ne 5$", "$x \\ne 5$"),
]
DENIED = (
    *("not 42", "42 is wrong", "42 is not the answer", "it cannot be 42", "anything but 42", "42? No.", "wrong: 42"),
    *("42 can't be right", "I doubt that it is 42", "I don't think it is 42", "it is impossible that it is 42"),
    *("The wrong answer is 42", "42 is too large", "neither 42 nor 41", "~~42~~", "not B", "certainly not $x = 5$"),
    *("不是42", "42是错的", "42不对", "不可能是42", "La réponse n'est pas 42", "Die Antwort ist nicht 42", "No es 42"),
    *("x is 42. But x is not 42.", "42, but that is wrong", "42 would be a mistake", "42 is ruled out"),
)


@pytest.mark.parametrize(("text", "stated"), STATED, ids=[text for text, _ in STATED])
def test_what_a_text_states_beside_what_it_denies(text, stated):
    assert asserted(text).of(text).strip() == stated


@pytest.mark.parametrize("text", DENIED)
def test_a_text_that_only_denies_states_nothing(text):
    assert may_deny(text)
    assert asserted(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "not f(x) = x",
        "The answer isn't f(n) = n.",
        "并非f(x)=x",
        "f' is wrong",
        "a red card is incorrect",
        "False: f(x) = x",
        "It is false that f(x) = x",
        "\\cancel{f(x)}",
    ],
)
def test_a_denial_without_a_number_states_nothing(text):
    assert asserted(text) is None


@pytest.mark.parametrize(
    "text", ["The statement is false", "It is false", "not it's f(x)=x", "Not f(x)=x. It is f(x)=1/x", "neither"]
)
def test_what_looks_like_a_denial_and_states_something(text):
    assert asserted(text) is not None
