"""What is said before a value and behind it that denies it."""

import pytest

from rewardry.text.answers import select_answer
from rewardry.text.denials import denied, denied_before, denied_behind, denied_in_formula, is_struck, taken_back


@pytest.mark.parametrize(
    "behind",
    [
        *("", " cm", ", as expected", ". It is not 41.", " is correct", " and that is right"),
        *(" is the value, and it's not hard to see", " is the most, and it is not possible to have more"),
        *(". It is not possible for them to meet", " is the sum, and that is not the only way"),
    ],
)
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
        *(
            " is what the naive approach gives; it's wrong",
            " is the result of adding them, which is not right",
            " was my first guess. It turned out otherwise",
            " is a common wrong answer",
            " is not possible for this x",
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


@pytest.mark.parametrize(
    "behind",
    [
        "\n\nEdit: the answer above is wrong.",
        "\nWait, that is wrong.",
        "\nCorrection: that is incorrect",
        "\nActually, I made a mistake.",
        "\nMy previous answer is wrong",
    ],
)
def test_an_answer_line_is_taken_back_behind_it(behind):
    assert taken_back(f"Answer: 42{behind}", 10)
    assert select_answer(f"Answer: 42{behind}").answer != "42"


@pytest.mark.parametrize(
    "behind", ["\nA is wrong because", "\nThis is false.", "\nWait, that is it.", "\nB and C are incorrect", "", "\n"]
)
def test_what_says_that_another_option_is_wrong_takes_no_line_back(behind):
    """Nor does "this is false", for a question may ask which statement is."""
    assert not taken_back(f"Answer: 42{behind}", 10)


@pytest.mark.parametrize("behind", ["\n\n其实不对，我不知道答案。", "\n等等，我算错了。答案是41"])
def test_a_box_and_a_block_are_taken_back_in_chinese(behind):
    for marked in ("\\boxed{42}", "<answer>42</answer>"):
        assert select_answer(marked + behind).answer != "42"


@pytest.mark.parametrize(
    "text",
    ["Do not say that the answer is 42", "You cannot claim that it is 42", "不要说答案是42", "I don't say it is 42"],
)
def test_what_is_not_to_be_said_is_denied(text):
    assert denied_before(text, text.index("42"))
