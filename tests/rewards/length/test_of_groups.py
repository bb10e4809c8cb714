"""Length rewards that compare the completions of a prompt."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rewardry
from rewardry.errors import ParameterError
from rewardry.rewards.length.efficient_sigmoid import efficient_sigmoid
from rewardry.rewards.length.group_relative import group_relative
from rewardry.rewards.length.lead import is_endless, lead

GROUPS = ("length.group_relative", "length.efficient_sigmoid", "length.lead", "length.shorter_better")


def values(scores):
    return [score.value for score in scores]


@pytest.mark.parametrize(
    ("lengths", "correct", "expected"),
    [
        ([100, 200, 300], [1, 1, 1], [0.5, 0.0, -0.5]),
        ([100, 200, 300], [1, 0, 1], [0.5, 0.0, -0.5]),
        ([100, 200, 300], [0, 0, 0], [0.0, 0.0, -0.5]),
        ([150, 150], [1, 0], [0.0, 0.0]),
        ([100], [1], [0.0]),
        ([], [], []),
    ],
)
def test_kimis_length_reward(lengths, correct, expected):
    assert group_relative(lengths, [bool(one) for one in correct]) == pytest.approx(expected)


groups = st.lists(st.tuples(st.integers(0, 5000), st.booleans()), min_size=1, max_size=8)


@settings(deadline=None, max_examples=200)
@given(groups)
def test_values_keep_to_their_ranges_and_shorter_is_never_worse(group):
    lengths, correct = [n for n, _ in group], [right for _, right in group]
    relative = group_relative(lengths, correct)
    sigmoid = efficient_sigmoid(lengths, correct, 0.4)
    weighted = lead(lengths, correct, 0.05, 0)
    assert all(-0.5 <= value <= 0.5 for value in relative)
    assert all((value > 0) == right and 0 <= value <= 1 for value, right in zip(sigmoid, correct, strict=True))
    assert all((value is not None) == right for value, right in zip(weighted, correct, strict=True))
    ranked = sorted((n, i) for i, (n, right) in enumerate(group) if right)
    for found in (relative, sigmoid, weighted):
        in_order = [found[i] for _, i in ranked]
        assert all(one >= other - 1e-12 for one, other in itertools.pairwise(in_order))


def test_a_right_answer_is_no_loop_whatever_a_wrong_one_is_worth(score_group):
    looping = "wait, let me check that. " * 40
    scores = score_group("length.lead", [10, 20], [True, False], think=looping, wrong=1.0)
    assert values(scores) == [1.0, -2.0]


def test_a_group_is_scored_with_its_verdicts(score_group):
    scores = score_group("length.group_relative", [100, 200, 300], [True, False, True])
    assert values(scores) == [0.5, 0.0, -0.5]
    assert [score.verdict.status for score in scores] == ["correct", "incorrect", "correct"]
    assert [score.details["length"] for score in scores] == [100, 200, 300]


@pytest.mark.parametrize("use", GROUPS)
def test_a_group_without_all_its_token_ids_abstains(score_group, use):
    scores = score_group(use, [100, None], [True, True])
    assert [(score.value, score.details["reason"]) for score in scores] == [(None, "no-completion-ids")] * 2
    assert None not in values(score_group(use, [100, None], [True, True], unit="chars"))


@pytest.mark.parametrize("use", GROUPS)
def test_without_a_reference_a_group_is_undecided(score_group, use):
    scores = score_group(use, [100, 200], [True, False], reference=None)
    assert [(score.value, score.status) for score in scores] == [(None, "abstain")] * 2


@pytest.mark.parametrize("use", GROUPS)
def test_a_recipe_that_compares_needs_groups(use):
    recipe = rewardry.Recipe.load({"rewards": [{"use": use, "verifier": "text.exact", "unit": "chars"}]})
    assert recipe.per_group
    with pytest.raises(rewardry.RewardryError, match="sample 0 has no `group`"):
        recipe.score([{"completion": "<answer>4</answer>", "reference": "4"}])


def test_groups_do_not_mix():
    recipe = {"rewards": [{"use": "length.group_relative", "verifier": "text.exact", "unit": "chars"}]}
    think = "<think>" + "Let me think about it. " * 2 + "</think><answer>4</answer>"
    rows = [
        {"completion": think, "reference": "4", "group": 1},
        {"completion": think, "reference": "4", "group": 2},
        {"completion": think + " " * 50, "reference": "4", "group": 1},
        {"completion": think + " " * 90, "reference": "5", "group": 2},
    ]
    assert [row.total for row in rewardry.score(recipe, rows)] == [0.5, 0.5, -0.5, -0.5]


def test_brevity_without_reasoning_is_not_paid(score_group):
    lengths, correct = [10, 100], [True, True]
    assert values(score_group("length.group_relative", lengths, correct, think="x")) == [0.0, -0.5]
    assert values(score_group("length.group_relative", lengths, correct, think="x", min_think_chars=1)) == [0.5, -0.5]
    assert values(score_group("length.group_relative", lengths, correct, think="x", min_think_chars=0)) == [0.5, -0.5]


@pytest.mark.parametrize(
    ("lengths", "correct", "expected"),
    [
        ([100, 200, 300], [1, 1, 1], [0.909159, 0.8, 0.690841]),
        ([100, 200, 300], [1, 0, 1], [0.892423, 0.0, 0.707577]),
        ([200, 200], [1, 1], [0.8, 0.8]),
        ([200, 100], [1, 0], [0.8, 0.0]),
        ([100, 200], [0, 0], [0.0, 0.0]),
    ],
)
def test_efficient_reasoning(score_group, lengths, correct, expected):
    scores = score_group("length.efficient_sigmoid", lengths, [bool(one) for one in correct])
    assert values(scores) == pytest.approx(expected, abs=1e-6)


def test_a_completion_that_was_cut_earns_nothing_of_efficiency(score_one):
    text = "<think>r</think><answer>4</answer>"
    given_ = {"reference": "4", "completion_ids": [1, 2], "verifier": "text.exact"}
    assert score_one("length.efficient_sigmoid", text, finish_reason="length", **given_).value == 0.0
    assert score_one("length.efficient_sigmoid", text, finish_reason="stop", **given_).value == pytest.approx(0.8)


def test_lead_by_its_definition(score_group):
    lengths = [5000, 6000, 9000]
    scores = score_group("length.lead", lengths, [True, True, True])
    mean, deviation = sum(lengths) / 3, math.sqrt(sum((n - 20000 / 3) ** 2 for n in lengths) / 2)
    assert values(scores) == pytest.approx([math.exp(-0.05 * (n - mean) / (deviation + 1e-6)) for n in lengths])


@pytest.mark.parametrize(
    ("lengths", "correct", "expected"),
    [
        # two right ones around 6000, at 1000 / (1000 * sqrt(2)) deviations to either side
        ([5000, 7000], [1, 1], [math.exp(0.05 / math.sqrt(2)), math.exp(-0.05 / math.sqrt(2))]),
        ([5000, 7000, 9000], [1, 1, 0], [math.exp(0.05 / math.sqrt(2)), math.exp(-0.05 / math.sqrt(2)), -1.0]),
        ([5000, 7000], [1, 0], [1.0, -1.0]),  # one alone lies at its mean
        ([5000, 5000], [1, 1], [1.0, 1.0]),
        # the mean of the three shortest is the gate itself: nothing is compared yet
        ([4000, 4000, 4000, 9000], [1, 1, 1, 1], [1.0] * 4),
        ([3000, 4000, 5001, 9000], [1, 0, 0, 0], [1.0, -1.0, -1.0, -1.0]),
        ([5000, 7000], [0, 0], [-1.0, -1.0]),
    ],
)
def test_lead_at_its_bounds(score_group, lengths, correct, expected):
    assert values(score_group("length.lead", lengths, [bool(one) for one in correct])) == pytest.approx(expected)


def test_leads_deviations_are_held_within_ten_of_the_mean():
    """Of 200 equal ones and one far off: its distance is 14 deviations."""
    found = lead([5000] * 200 + [500_000], [True] * 201, 0.05, 4000)
    assert found[-1] == pytest.approx(math.exp(-0.5))
    assert found[0] == pytest.approx(math.exp(0.05 / math.sqrt(201)), abs=1e-4)


@pytest.mark.parametrize(
    ("use", "parameters", "bounds"),
    [
        ("length.lead", {}, (-2.0, math.exp(0.5))),
        ("length.lead", {"alpha": 0, "wrong": 3.0}, (-2.0, 3.0)),
        ("length.lead", {"looping": 0.5}, (-1.0, math.exp(0.5))),
        ("length.shorter_better", {"alpha": 3.0, "most": 0.25}, (-0.25, 3.0)),
        ("length.lcpo_exact", {"most": 2.0}, (-2.0, 0.0)),
        ("length.think_prune", {"correct": -1.0, "wrong": 1.0}, (-1.0, 1.0)),
        ("length.cosine", {"correct": [0.0, 2.0], "wrong": [-3.0, 0.5]}, (-3.0, 2.0)),
        ("repetition.max_run", {"penalty": -2.0}, (-2.0, 0.0)),
        ("repetition.dense", {"most": 4.0}, (-4.0, 0.0)),
        ("repetition.ngram", {"max_penalty": -3.0}, (-3.0, 0.0)),
        ("repetition.suffix_array", {"max_penalty": -3.0}, (-3.0, 0.0)),
        ("repetition.loop_gate", {"penalty": -3.0}, (-3.0, 0.0)),
    ],
)
def test_the_bounds_are_those_of_the_parameters(use, parameters, bounds):
    assert rewardry.get(use, **parameters).value_bounds() == pytest.approx(bounds)


def test_lead_compares_only_long_completions(score_group):
    assert values(score_group("length.lead", [100, 200, 9000], [True, True, False])) == [1.0, 1.0, -1.0]
    assert values(score_group("length.lead", [100, 200], [True, True], min_three_avg_gate=10))[0] > 1.0
    assert values(score_group("length.lead", [9000], [True])) == [1.0]


def test_lead_makes_loops_of_wrong_answers_dearer(score_group):
    loop = "wait, " * 30
    assert values(score_group("length.lead", [50, 50], [True, False], think=loop)) == [1.0, -2.0]
    assert values(score_group("length.lead", [50], [False], think="a" * 130)) == [-2.0]
    assert values(score_group("length.lead", [50], [False], think="我" * 5)) == [-1.0]


def test_a_long_sentence_in_chinese_is_no_endless_word():
    sentence = (
        "设鸡有若干只兔有若干只则头共三十五足共九十四由第一式得鸡数等于三十五减去兔数代入第二式得七十加二倍兔数等于九十四"
        * 2
    )
    assert len(sentence) > 100
    assert not is_endless(sentence)
    assert is_endless("x" * 120)


@pytest.mark.parametrize(
    ("lengths", "correct", "expected"),
    [
        ([100, 200, 1600], [1, 1, 1], [2.0, 1.9, 1.0]),
        ([100, 200], [0, 1], [-0.1, 2.0]),
        ([100, 300], [0, 0], [-0.1, -0.1]),
        ([50], [1], [2.0]),
    ],
)
def test_shorter_better(score_group, lengths, correct, expected):
    scores = score_group("length.shorter_better", lengths, [bool(one) for one in correct])
    assert values(scores) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("use", "parameters", "message"),
    [
        ("length.group_relative", {"unit": "bytes"}, "'tokens', 'words' or 'chars'"),
        ("length.efficient_sigmoid", {"alpha": 2}, "alpha = 2"),
        ("length.lead", {"alpha": -1}, "alpha = -1"),
        ("length.shorter_better", {"most": -1}, "most = -1"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(use, parameters, message):
    with pytest.raises(ParameterError) as raised:
        rewardry.get(use, **parameters)
    assert message in str(raised.value)
