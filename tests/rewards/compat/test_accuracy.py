"""Accuracy as other projects compute it, where the golden rows do not look."""

import time

import pytest

import rewardry
from rewardry.rewards.compat import pure
from rewardry.rewards.compat.dapo import last_box, normalized
from rewardry.rewards.compat.open_r1 import codeforces_score
from rewardry.rewards.compat.prime import batch_norm, implicit

GAME = {"target": 24, "numbers": [3, 8]}
ROLES = "(1) Zoey is a knight\n(2) Oliver is a knave"


def score_of(use, completion, reference, **parameters):
    recipe = {"rewards": [{"use": f"compat.{use}", "name": "it", **parameters}]}
    [scored] = rewardry.score(recipe, [{"completion": completion, "reference": reference}])
    return scored.components["it"]


def value_of(use, completion, reference, **parameters):
    return score_of(use, completion, reference, **parameters).value


@pytest.mark.parametrize("use", ["tinyzero.accuracy.countdown", "mini_r1.accuracy.countdown"])
def test_what_eval_would_hang_on_earns_nothing_and_says_so(use):
    game = {"target": 1, "numbers": [9, 9, 9]}
    score = score_of(use, "<answer>9**9**9</answer>", game)
    assert (score.value, score.details["reason"]) == (0.0, "compat-refused")
    assert "eval" in score.details["why"]


def test_tinyzero_reads_the_last_line_and_mini_r1_the_first_block():
    texts = "<answer>3*8</answer>\nso <answer>3+8</answer>", "<answer>3+8</answer>\n<answer>3*8</answer>"
    assert [value_of("tinyzero.accuracy.countdown", text, GAME) for text in texts] == [0.1, 1.0]
    assert [value_of("mini_r1.accuracy.countdown", text, GAME) for text in texts] == [1.0, 0.0]
    assert value_of("tinyzero.accuracy.countdown", "<answer>3*8</answer>\ndone", GAME) == 0.0
    assert value_of("tinyzero.accuracy.countdown", "x", GAME, format_score=0.5) == 0.0
    assert value_of("tinyzero.accuracy.countdown", "<answer>hi</answer>", GAME, format_score=0.5) == 0.5


@pytest.mark.parametrize("use", ["tinyzero.accuracy.countdown", "logic_rl.accuracy.knights_knaves"])
@pytest.mark.parametrize(
    "reference",
    [
        *(None, {}, {"target": "x", "numbers": [1]}, {"target": 1, "numbers": 5}, {"target": 1, "numbers": [1e999]}),
        {"solution_text_format": "nobody is anything"},
    ],
)
def test_a_reference_that_is_none_of_the_originals_decides_nothing(use, reference):
    score = score_of(use, "<answer>1</answer>", reference)
    assert (score.value, score.reported_status) == (None, "abstain")


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("Zoey is a knight\nOliver is a knave", 3.0),
        ("Oliver is a  knave, zoey IS A knight", 3.0),
        ("Zoey is a knave. Oliver is a knave", -0.5),
        ("Zoey is a knight", -1.0),
        ("Zoey is a knight and Oliver is the knave", -1.0),
        ("", -1.0),
    ],
)
def test_logic_rl_reads_one_role_a_name(answer, value):
    text = f"<think>a</think><answer>{answer}</answer>"
    assert value_of("logic_rl.accuracy.knights_knaves", text, ROLES) == value
    assert value_of("logic_rl.accuracy.knights_knaves", text + "<answer>", {"solution_text_format": ROLES}) == -3.0


def test_dapo_normalises_but_knows_no_algebra():
    said = {"4.": -1.0, "$4$": 1.0, "\\text{4}": 1.0, "\\frac12": -1.0, "a 4": 1.0, "04": -1.0}
    found = {text: value_of("dapo.accuracy.minerva_answer_line", f"Answer: {text}", "4") for text in said}
    assert found == said
    assert normalized("x=1,234") == "1234"
    assert normalized("\\sqrt2 cm") == "\\sqrt{2}"
    assert value_of("dapo.accuracy.minerva_answer_line", "Answer: 4", "4", correct=2, incorrect=0) == 2.0
    assert value_of("dapo.accuracy.minerva_answer_line", "Answer: 4" + "x" * 300, "4") == -1.0


@pytest.mark.parametrize(
    ("text", "inside"),
    [("\\boxed{4}", "4"), ("\\boxed{\\frac{1}{2}} and", "\\frac{1}{2}"), ("\\boxed{4", None), ("none", None)],
)
def test_the_last_box_closes(text, inside):
    assert last_box(text) == inside


@pytest.mark.parametrize(
    ("text", "strict", "flexible"),
    [("#### -7", 1.0, 1.0), ("it is -7", 0.0, 1.0), ("-7.", 0.0, 0.0), ("#### -7\nand 3", 1.0, 0.0), (" . ", 0.0, 0.0)],
)
def test_gsm8k_is_read_strictly_or_not(text, strict, flexible):
    assert value_of("verl.accuracy.gsm8k_hash", text, "-7") == strict
    assert value_of("verl.accuracy.gsm8k_hash", text, "-7", method="flexible") == flexible


def test_search_r1_takes_a_text_a_list_or_a_target():
    text = "<answer>the  Rome!</answer>"
    for reference in ("rome", ["Paris", "Rome"], {"target": ["A Rome"]}, {"target": "Rome"}):
        assert value_of("search_r1.accuracy.exact_match", text, reference) == 1.0
    assert value_of("search_r1.accuracy.exact_match", text, {"other": 1}) is None
    assert value_of("search_r1.accuracy.exact_match", text, []) is None
    assert value_of("search_r1.accuracy.sub_exact_match", "<answer>Roman</answer>", "rom") == 1.0
    spam = "<answer>x</answer>" * 11 + text
    assert value_of("search_r1.accuracy.exact_match", spam, "rome") == 0.25
    assert value_of("search_r1.accuracy.sub_exact_match", spam, "rome") == 1.0
    assert score_of("search_r1.accuracy.exact_match", spam, "rome").reported_status == "correct"


@pytest.mark.parametrize("format_score", [-1.0, 0.0, 0.2, 0.25, 0.3, 2.0])
@pytest.mark.parametrize("use", ["exact_match", "sub_exact_match"])
def test_a_wrong_answer_is_incorrect_whatever_its_form_is_worth(use, format_score):
    score = score_of(f"search_r1.accuracy.{use}", "<answer>Milan</answer>", "rome", format_score=format_score)
    assert (score.value, score.reported_status) == (format_score, "incorrect")
    right = score_of(f"search_r1.accuracy.{use}", "<answer>Rome</answer>", "rome", format_score=format_score)
    assert (right.value, right.reported_status) == (1.0, "correct")


def test_deepscaler_reads_the_last_box_between_the_first_two_closing_tags():
    right = "<think>\\boxed{5}</think> \\boxed{3} or \\boxed{4}"
    assert value_of("deepscaler.accuracy", right, "4") == 1.0
    assert value_of("deepscaler.accuracy", right, "4", correct=3) == 3.0
    assert value_of("deepscaler.accuracy", "\\boxed{4}", "4", incorrect=0) == 0.0
    assert value_of("deepscaler.accuracy", right, None) is None
    assert value_of("deepscaler.accuracy", "\\boxed{4}", None) is None


def test_open_r1_and_trl_give_nothing_for_a_reference_that_cannot_be_read():
    for use in ("open_r1.accuracy", "trl.accuracy", "trl.accuracy.after_think"):
        assert value_of(use, "</think>\\boxed{4}", "") is None
    assert value_of("trl.accuracy.after_think", "a|\\boxed{5}|\\boxed{4}", "$4$", delimiters=["#", "|"]) == 1.0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("<think>\na\n</think>\n<answer>\nso\n```python\n1\n```\nok\n</answer>\nmore", 1.0),
        ("<think>\na\n</think>\n<answer>\n```python\n1\n</answer>", 0.0),
        ("<think>\na\n</think>\n<answer>\n```python\n1\n```\n</answer> more", 0.0),
        ("x<think>\na\n</think>\n<answer>\n```python\n1\n```\n</answer>", 0.0),
    ],
)
def test_the_form_of_code_is_that_of_open_r1s_pattern(text, value):
    assert rewardry.get("compat.open_r1.format.code").value(text) == value


def test_codeforces_scores():
    assert codeforces_score(None, 10) == -1.0
    assert codeforces_score(0, 10, compiled=False) == -0.1
    assert codeforces_score(10, 10) == pytest.approx(1.1)
    assert codeforces_score(0, 0, "partial") == 0.0
    with pytest.raises(ValueError, match="no scoring mode 'all'; there are pass_fail"):
        codeforces_score(1, 1, "all")


def test_credit_of_steps():
    assert pure.min_form_credit([])["outcome"] == 0.0
    assert pure.min_form_credit([900.0, -900.0])["outcome"] == -900.0
    with pytest.raises(ValueError, match="above 0"):
        pure.min_form_credit([1.0], temperature=0)
    assert implicit([-1e9], [0.0])["p_correct"] == pytest.approx(0.0)
    with pytest.raises(ValueError, match="shorter"):
        implicit([1.0], [])
    assert batch_norm([]) == []


@pytest.mark.parametrize(
    "use", ["tinyzero.accuracy.countdown", "mini_r1.accuracy.countdown", "logic_rl.accuracy.knights_knaves"]
)
@pytest.mark.parametrize("piece", ["<answer>", "Zoey is a ", "<answer>\n", "9**"])
def test_time_is_linear_in_the_text(use, piece):
    reference = ROLES if use.startswith("logic") else GAME
    text = f"<think>a</think><answer>{piece * 60_000}</answer>"
    start = time.thread_time()
    value_of(use, text, reference)
    assert time.thread_time() - start < 10


@pytest.mark.parametrize(
    ("table", "values"), [("simplerl_mix", [1.0, -0.5, -1.0, -1.0]), ("simplerl_independent", [1.0, -0.5, 0.5, -1.0])]
)
def test_simplerl_scores_form_and_answer_by_a_table(table, values):
    texts = ("\\boxed{4}", "\\boxed{5}", "<answer>4</answer>", "<answer>5</answer>")
    assert [value_of("simplerl.accuracy", text, "4", verifier="text.exact", table=table) for text in texts] == values


def test_what_the_hardened_rules_add_is_not_in_the_originals():
    """RLCR pays a wrong answer of which nothing is believed, L1 has half the slope, SWE-RL and TRL have no floor."""
    doubt = "<think>a</think>\n<answer>5</answer>\n<confidence>0</confidence>"
    assert value_of("rlcr.calibration.brier", doubt, "4", verifier="text.exact") == 1.0
    l1 = rewardry.get("compat.l1.length.lcpo_max")
    assert (l1.around(500, 1000), l1.around(500, 1000, False)) == (0.625, 0.0)
    assert rewardry.get("compat.swe_rl.code.patch_similarity").floor == 0.0
    assert rewardry.get("compat.trl.repetition.ngram").value(0.5) == -0.5
    group = rewardry.get("compat.open_r1.length.group_relative")
    assert (group.unit, group.min_think_chars) == ("chars", 0)
    assert rewardry.get("compat.grpo_lead.length.lead").values([100, 200], [True, False]) == [1.0, -1.0]
    assert rewardry.get("compat.orz.accuracy").value("length", True) == 0.0
