"""Length rewards with a target or a limit: L1's, ThinkPrune's, ToolRL's."""

import math

import pytest

import rewardry
from rewardry.rewards.length.target import target_of
from rewardry.types import Sample

TEXT = "<think>Two and two make four, as everybody knows.</think><answer>4</answer>"
RULE = {"verifier": "text.exact", "reference": "4"}


@pytest.mark.parametrize(
    ("prompt", "meta", "target"),
    [
        ("", {"num_tokens": 500}, 500),
        ("", {"num_tokens": -500}, 500),
        ("", {"num_tokens": 512.0}, 512),
        ("Think for 1000 tokens.", {"num_tokens": 500}, 500),
        ("What is 2+2? Think for 1000 tokens.", {}, 1000),
        ("Think for maximum 1000 tokens.", {}, 1000),
        ("Think for a maximum of 1,024 tokens.", {}, 1024),
        ("Please think for at most 300 tokens before you answer.", {}, 300),
        ("Answer in about 50 words.", {}, 50),
        ("Think for approximately 700 tokens.", {}, 700),
        ("Think for no more than 700 tokens.", {}, 700),
        ("Respond in under 100 words.", {}, 100),
        ("Answer within 100 words.", {}, 100),
        ("Answer in fewer than 100 words.", {}, 100),
        ("Answer in less than roughly 100 words.", {}, 100),
        ("Think for no fewer than 100 tokens.", {}, None),  # no limit from above
        ("Think for not less than 100 tokens.", {}, None),
        ("Think for at least 100 tokens.", {}, None),
        ("I think of 12 apples", {}, None),
        ("Think for 12345678 tokens.", {}, None),  # more digits than any budget has
        ("Think for 1000,000 tokens.", {}, None),
        ("Think for 0 tokens.", {}, None),
        ("Think hard. For 300 tokens.", {}, None),  # of another sentence
        ("THINK FOR 300 TOKENS", {}, 300),
        ("Write an essay with exactly 300 words", {}, 300),
        ("Think for 200 tokens, then think for 300 tokens.", {}, 200),
        ("Think for 1000 tokens.", {"num_tokens": 0.5}, None),  # the column is asked first, and says nothing
        ("Think for 1000 tokens.", {"num_tokens": "500"}, 1000),
        ("", {"num_tokens": 1e12}, None),
        ("", {}, None),
        ("", {"num_tokens": None}, None),
        ("", {"num_tokens": 0}, None),
        ("", {"num_tokens": True}, None),
        ("", {"num_tokens": float("nan")}, None),
        ("", {"num_tokens": "many"}, None),
    ],
)
def test_where_a_target_stands(prompt, meta, target):
    assert target_of(Sample(completion="x", prompt=prompt, meta=meta)) == target


@pytest.mark.parametrize(
    ("length", "value"), [(1000, 0.0), (500, -0.15), (1500, -0.15), (0, -0.3), (4000, -0.9), (9000, -1.0)]
)
def test_lcpo_exact(score_one, length, value):
    ids = [0] * length
    assert score_one("length.lcpo_exact", TEXT, completion_ids=ids, meta={"num_tokens": 1000}).value == pytest.approx(
        value
    )


@pytest.mark.parametrize(("length", "value"), [(0, 0.8), (500, 0.65), (1000, 0.5), (2000, 0.2), (9000, 0.0)])
def test_lcpo_max(score_one, length, value):
    given = {"completion_ids": [0] * length, "prompt": "Think for at most 1000 tokens."}
    assert score_one("length.lcpo_max", TEXT, **given, **RULE).value == pytest.approx(value)
    assert score_one("length.lcpo_max", TEXT, **given, verifier="text.exact", reference="5").value == 0.0


def test_gaussian_target(score_one):
    given = {"meta": {"num_tokens": 1000}, **RULE}
    found = [
        score_one("length.gaussian_target", TEXT, completion_ids=[0] * n, **given).value
        for n in (1000, 1500, 500, 2000, 2072, 2073, 9000)
    ]
    # sigma 500: half a square of 1, 1 and 2 deviations; the floor of 0.1 is reached at sqrt(2 ln 10) * 500 = 1073.0
    assert found == pytest.approx([1.0, *[math.exp(-0.5)] * 2, math.exp(-2), 0.100423, 0.1, 0.1], abs=1e-6)
    wrong = {**given, "reference": "5"}
    assert score_one("length.gaussian_target", TEXT, completion_ids=[0] * 1000, **wrong).value == 0.0


@pytest.mark.parametrize(("sigma", "floor", "value"), [(1e-200, 0.0, 0.0), (1e-200, 0.1, 0.1), (1e200, 0.1, 1.0)])
def test_a_bell_may_be_as_narrow_or_wide_as_a_number(score_one, sigma, floor, value):
    given = {"completion_ids": [0] * 1500, "meta": {"num_tokens": 1000}, "sigma": sigma, "floor": floor, **RULE}
    assert score_one("length.gaussian_target", TEXT, **given).value == value


@pytest.mark.parametrize("use", ["length.lcpo_exact", "length.lcpo_max", "length.gaussian_target"])
def test_without_a_target_or_a_length_it_abstains(score_one, use):
    rule = {} if use == "length.lcpo_exact" else RULE
    no_target = score_one(use, TEXT, completion_ids=[0] * 9, **rule)
    no_length = score_one(use, TEXT, meta={"num_tokens": 9}, **rule)
    assert (no_target.value, no_target.details["reason"]) == (None, "no-target-length")
    assert (no_length.value, no_length.details["reason"]) == (None, "no-completion-ids")


def test_a_target_in_words(score_one):
    found = score_one("length.lcpo_exact", "one two three", unit="words", alpha=0.1, column="n", meta={"n": 5})
    assert (found.value, found.details) == (pytest.approx(-0.2), {"length": 3, "target": 5})


@pytest.mark.parametrize(("length", "value"), [(10, 1.0), (100, 1.0), (101, 0.0), (5000, 0.0)])
def test_an_answer_behind_the_limit_does_not_count(score_one, length, value):
    assert score_one("length.think_prune", TEXT, completion_ids=[0] * length, max_length=100, **RULE).value == value


def test_an_answer_within_the_limit_counts_whatever_follows(score_one):
    text = "<think>r</think><answer>4</answer>" + " " * 500
    assert score_one("length.think_prune", text, unit="chars", max_length=40, **RULE).value == 1.0
    assert score_one("length.think_prune", text, unit="chars", max_length=20, **RULE).value == 0.0


def test_pruned_and_whole_completions_in_one_batch():
    recipe = {"rewards": [{"use": "length.think_prune", "verifier": "text.exact", "unit": "chars", "max_length": 80}]}
    rows = [{"completion": TEXT, "reference": r} for r in ("4", "5", None)]
    rows += [{"completion": TEXT.replace("Two", "Two " * 9), "reference": "4"}]
    assert [row.total for row in rewardry.score(recipe, rows)] == [1.0, 0.0, None, 0.0]


def test_words_of_thought(score_one):
    assert score_one("length.think_words", TEXT, **RULE).value == pytest.approx(8 / 512)
    assert score_one("length.think_words", TEXT, max_words=4, **RULE).value == 1.0
    assert score_one("length.think_words", TEXT, verifier="text.exact", reference="5").value == 0.0
    chinese = "<think>二加二等于四，这是人人都知道的。</think><answer>4</answer>"
    assert score_one("length.think_words", chinese, max_words=14, **RULE).value == 1.0


def test_words_in_a_loop_earn_nothing(score_one):
    assert score_one("length.think_words", TEXT.replace("Two", "wait " * 600), **RULE).value == 0.0
    assert score_one("length.think_words", "<answer>4</answer>", **RULE).value == 0.0
