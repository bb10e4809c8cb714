"""Whether an answer is right does not hang on what the parameters make right and wrong answers worth."""

import pytest

import rewardry

GAME = {"target": 24, "numbers": [3, 8]}
ROLES = "(1) Zoey is a knight\n(2) Oliver is a knave"


@pytest.fixture
def scored():
    """Scores one completion under one reward."""

    def score(use, completion, reference, **parameters):
        recipe = {"rewards": [{"use": f"compat.{use}", "name": "it", **parameters}]}
        [row] = rewardry.score(recipe, [{"completion": completion, "reference": reference}])
        return row.components["it"]

    return score


FORM = "<think>a</think><answer>Zoey is a {}, Oliver is a {}</answer>"
SPAM = "<answer>x</answer>" * 11


@pytest.mark.parametrize(
    ("use", "parameters", "completion", "reference", "value", "status"),
    [
        # a block without an equation is worth as much as a hit
        ("tinyzero.accuracy.countdown", {"format_score": 1.0}, "<answer>3*8</answer>", GAME, 1.0, "correct"),
        ("tinyzero.accuracy.countdown", {"format_score": 1.0}, "<answer>3+8</answer>", GAME, 1.0, "incorrect"),
        # a hit is worth as much as nothing at all
        ("tinyzero.accuracy.countdown", {"score_of_hit": 0.0, "format_score": -1.0}, "none", GAME, 0.0, "incorrect"),
        ("verl.accuracy.gsm8k_hash", {"score_of_match": 0.0, "format_score": -1.0}, "none", "72", 0.0, "incorrect"),
        ("verl.accuracy.gsm8k_hash", {"score_of_match": 0.0, "format_score": -1.0}, "#### 72", "72", 0.0, "correct"),
        ("verl.accuracy.gsm8k_hash", {"score_of_match": 0.0, "format_score": -1.0}, "#### 7", "72", -1.0, "incorrect"),
        # too many tags leave a right answer what a wrong one is worth
        (
            "search_r1.accuracy.exact_match",
            {"format_score": 0.25},
            f"{SPAM}<answer>Rome</answer>",
            "Rome",
            0.25,
            "correct",
        ),
        ("search_r1.accuracy.exact_match", {"format_score": 1.0}, "<answer>Rome</answer>", "Rome", 1.0, "correct"),
        ("search_r1.accuracy.exact_match", {"format_score": 1.0}, "<answer>Bonn</answer>", "Rome", 1.0, "incorrect"),
        ("search_r1.accuracy.exact_match", {"score_of_match": 0.0}, "Rome", "Rome", 0.0, "incorrect"),
        ("search_r1.accuracy.exact_match", {}, "Rome", "Rome", 0.0, "incorrect"),
        ("mini_r1.accuracy.countdown", {}, "<answer>3*8</answer>", GAME, 1.0, "correct"),
        ("mini_r1.accuracy.countdown", {}, "3*8", GAME, 0.0, "incorrect"),
        ("dapo.accuracy.boxed_exact", {}, "\\boxed{4}", "4", 1.0, "correct"),
        ("dapo.accuracy.boxed_exact", {}, "4", "4", -1.0, "incorrect"),
        # form, answer: 1 + 2, 1 - 1.5, 1 - 2 and -1 - 2
        ("logic_rl.accuracy.knights_knaves", {}, FORM.format("knight", "knave"), ROLES, 3.0, "correct"),
        ("logic_rl.accuracy.knights_knaves", {}, FORM.format("knight", "knight"), ROLES, -0.5, "incorrect"),
        ("logic_rl.accuracy.knights_knaves", {}, FORM.format("knight", "spy"), ROLES, -1.0, "incorrect"),
        ("logic_rl.accuracy.knights_knaves", {}, "Zoey is a knight, Oliver is a knave", ROLES, -3.0, "incorrect"),
        # a penalty for being right
        ("dapo.accuracy.minerva_answer_line", {"correct": -1.0, "incorrect": 1.0}, "Answer: 4", "4", -1.0, "correct"),
        ("dapo.accuracy.minerva_answer_line", {"correct": 1.0, "incorrect": 1.0}, "Answer: 5", "4", 1.0, "incorrect"),
    ],
)
def test_a_verdict_is_of_the_answer(use, parameters, completion, reference, value, status, scored):
    found = scored(use, completion, reference, **parameters)
    assert (found.value, found.verdict.status) == (value, status)


@pytest.mark.parametrize(
    ("use", "reference", "why"),
    [
        ("logic_rl.accuracy.knights_knaves", {"solution_text_format": 5}, "is no text"),
        ("logic_rl.accuracy.knights_knaves", {"solution_text_format": None}, "is no text"),
        ("logic_rl.accuracy.knights_knaves", {"solution_text_format": [ROLES]}, "is no text"),
        ("logic_rl.accuracy.knights_knaves", {"solution": ROLES}, "solution_text_format"),
        ("logic_rl.accuracy.knights_knaves", "", "no line of the solution gives a name a role"),
        ("tinyzero.accuracy.countdown", {"target": 24, "numbers": "38"}, "`numbers` is no list"),
        ("mini_r1.accuracy.countdown", {"target": 24, "numbers": ["x"]}, "invalid literal"),
        ("mini_r1.accuracy.countdown", {"target": None, "numbers": [3]}, "float()"),
        ("search_r1.accuracy.exact_match", {"target": [1, 2]}, "a text or a list of texts is wanted"),
        ("search_r1.accuracy.sub_exact_match", [], "a text or a list of texts is wanted"),
        ("dapo.accuracy.minerva_answer_line", "4" * 1001, "more than 1000 characters"),
        ("dapo.accuracy.boxed_exact", "4" * 10_001, "it is too long"),
        ("verl.accuracy.gsm8k_hash", "4" * 10_001, "it is too long"),
    ],
)
def test_a_reference_that_is_none_decides_nothing_and_says_why(use, reference, why, scored):
    text = "<think>a</think><answer>Zoey is a knight, Oliver is a knave</answer>\nAnswer: 4"
    found = scored(use, text, reference)
    assert (found.value, found.status, found.details["reason"]) == (None, "abstain", "reference-unparseable")
    assert why in found.details["why"]


@pytest.mark.parametrize(
    ("use", "longest"), [("dapo.accuracy.minerva_answer_line", 1000), ("verl.accuracy.gsm8k_hash", 10_000)]
)
def test_the_longest_reference_is_read(use, longest, scored):
    assert scored(use, "Answer: 4", "4" * longest).status == "ok"


@pytest.mark.parametrize(
    ("use", "parameters", "bounds"),
    [
        ("tinyzero.accuracy.countdown", {}, (0.0, 1.0)),
        ("tinyzero.accuracy.countdown", {"format_score": -0.5, "score_of_hit": 2.0}, (-0.5, 2.0)),
        ("tinyzero.accuracy.countdown", {"format_score": 3.0}, (0.0, 3.0)),
        ("verl.accuracy.gsm8k_hash", {}, (0.0, 1.0)),
        ("verl.accuracy.gsm8k_hash", {"format_score": -1.0, "score_of_match": -0.5}, (-1.0, 0.0)),
        ("search_r1.accuracy.exact_match", {}, (0.0, 1.0)),
        ("search_r1.accuracy.sub_exact_match", {"format_score": 2.0}, (0.0, 2.0)),
        ("dapo.accuracy.minerva_answer_line", {}, (-1.0, 1.0)),
        ("dapo.accuracy.minerva_answer_line", {"correct": 0.0, "incorrect": 3.0}, (0.0, 3.0)),
        ("dapo.accuracy.boxed_exact", {}, (-1.0, 1.0)),
        ("mini_r1.accuracy.countdown", {}, (0.0, 1.0)),
        ("mini_r1.format.think_answer", {}, (0.0, 1.0)),
        ("logic_rl.accuracy.knights_knaves", {}, (-3.0, 3.0)),
        ("deepscaler.accuracy", {"correct": -2.0, "incorrect": 1.0}, (-2.0, 1.0)),
        ("simplerl.accuracy", {}, (-1.0, 1.0)),
        ("simplerl.accuracy", {"format_penalty": 4.0}, (-0.5, 4.0)),
        ("simplerl.accuracy", {"table": "simplerl_independent", "format_penalty": 4.0}, (-1.0, 1.0)),
    ],
)
def test_the_bounds_are_those_of_all_values(use, parameters, bounds):
    assert rewardry.get(f"compat.{use}", **parameters).value_bounds() == bounds
