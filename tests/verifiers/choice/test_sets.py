"""Several right answers."""

import pytest

GASES = ["oxygen", "argon", "nitrogen", "carbon dioxide"]
SEVERAL = {"options": GASES, "answers": ["A", "C"]}


@pytest.mark.parametrize(
    "answer",
    [
        "A, C",
        "C, A",
        "A and C",
        "AC",
        "CA",
        "A C",
        "A & C",
        "A; C",
        "A,C",
        "(A), (C)",
        "(A) and (C)",
        "[A, C]",
        '["A", "C"]',
        "\\{A, C\\}",
        "\\text{A, C}",
        "$A, C$",
        "A\nC",
        "- A\n- C",
        "A. oxygen\nC. nitrogen",
        "A. oxygen, C. nitrogen",
        "oxygen and nitrogen",
        "nitrogen, oxygen",
        "A, nitrogen",
        "A and C only",
        "both A and C",
        "Options A and C",
        "The correct answers are A and C.",
        "A and C are correct",
        "A, A, C",
        "A和C",
        "选A、C",
        "答案是AC",
    ],
)
def test_a_set_of_options_is_named_in_any_order(verdict_of, answer):
    verdict = verdict_of(answer, SEVERAL)
    assert (verdict.status, verdict.reason, verdict.extracted) == ("correct", "equal.options", ["A", "C"])


@pytest.mark.parametrize(
    "answer",
    [
        "A",
        "C",
        "nitrogen",
        "A, B, C",
        "ABC",
        "ABCD",
        "AAC",
        "A, D",
        "A or C",
        "A/C",
        "A and not C",
        "A, but not C",
        "not A, C",
        "A and C or D",
        "A, C, maybe D",
        "A, C, E",
        "neither A nor C",
        "A and C are wrong",
        "A. nitrogen, C. oxygen",
        "oxygen, nitrogen, argon",
        "all of them",
        "ac",
        "",
        "A, C, " * 100,
    ],
)
def test_a_set_that_lacks_one_has_one_too_many_or_hedges_is_wrong(verdict_of, answer):
    assert verdict_of(answer, SEVERAL).status == "incorrect"


def test_an_option_may_hold_what_parts_a_list(verdict_of):
    reference = {"options": ["salt", "salt and pepper", "oil, vinegar", "bread"], "answers": ["B", "C"]}
    assert verdict_of("salt and pepper, oil, vinegar", reference).status == "correct"
    assert verdict_of("B and oil, vinegar", reference).status == "correct"
    assert verdict_of("salt, oil, vinegar", reference).status == "incorrect"


def test_a_set_of_one_is_a_set(verdict_of):
    reference = {"options": GASES, "answers": ["nitrogen"]}
    assert verdict_of("The answer is C, because it is 78 %.", reference).status == "correct"
    assert verdict_of("C, D", reference).status == "incorrect"


def test_a_set_may_be_of_numbers(verdict_of):
    reference = {"options": dict(zip("1234", GASES, strict=True)), "answers": ["1", "3"]}
    assert verdict_of("1 and 3", reference).status == "correct"
    assert verdict_of("13", reference).status == "incorrect"
