"""The formulas of the length rewards, beside exact fractions and numpy, and what must hold of them for every length."""

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rewardry import get
from rewardry.rewards.length.cosine import cosine
from rewardry.rewards.length.efficient_sigmoid import efficient_sigmoid
from rewardry.rewards.length.gaussian_target import gaussian_target
from rewardry.rewards.length.group_relative import group_relative
from rewardry.rewards.length.lcpo import lcpo_exact, lcpo_max
from rewardry.rewards.length.lead import lead
from rewardry.rewards.length.soft_overlong import soft_overlong

np = pytest.importorskip("numpy")

LENGTHS = st.integers(0, 100_000)
GROUPS = st.lists(st.tuples(LENGTHS, st.booleans()), min_size=1, max_size=12)
ALPHAS = st.sampled_from([1 / 4096, 1 / 1024, 1 / 256])  # powers of two, so that products are exact


def of(group):
    return [length for length, _ in group], [right for _, right in group]


# ---- of one completion -----------------------------------------------------------------------------------------------


@given(LENGTHS, st.integers(1, 50_000), st.integers(0, 50_000))
def test_soft_overlong_is_equation_13_of_dapo(length, longest, buffer):
    assume(buffer <= longest)
    if length <= longest - buffer:
        wanted = Fraction(0)
    elif length <= longest:
        wanted = Fraction(longest - buffer - length, buffer)
    else:
        wanted = Fraction(-1)
    assert soft_overlong(length, longest, buffer) == pytest.approx(float(wanted), abs=1e-12)


@given(st.integers(1, 1000), st.floats(-4, 4), st.floats(-4, 4))
def test_the_cosine_runs_from_one_value_to_the_other_and_never_back(steps, start, end):
    values = [cosine(step / steps, start, end) for step in range(steps + 1)]
    assert values[0] == pytest.approx(start, abs=1e-9)
    assert values[-1] == pytest.approx(end, abs=1e-9)
    rises = np.diff(values) * (1 if end >= start else -1)
    assert rises.min() >= -1e-9
    assert cosine(0.5, start, end) == pytest.approx((start + end) / 2, abs=1e-9)


@given(LENGTHS, st.integers(1, 30_000))
def test_the_cosine_reward_keeps_its_last_value_beyond_the_longest_length(length, longest):
    reward = get("length.cosine", max_length=longest)
    for correct, ends in ((True, reward.correct), (False, reward.wrong)):
        value = reward.value(length, correct)
        assert min(ends) - 1e-12 <= value <= max(ends) + 1e-12
        if length >= longest:
            assert value == pytest.approx(ends[1], abs=1e-12)


@given(LENGTHS, LENGTHS, ALPHAS)
def test_lcpo_exact_is_a_distance(length, target, alpha):
    assert lcpo_exact(length, target, alpha) == float(-Fraction(alpha) * abs(length - target))
    assert lcpo_exact(length, target, alpha) == lcpo_exact(target, length, alpha)


@given(LENGTHS, LENGTHS, ALPHAS, st.sampled_from([0.0, 0.25, 0.5, 1.0]))
def test_lcpo_max_is_clipped(length, budget, alpha, delta):
    wanted = min(Fraction(1), max(Fraction(0), Fraction(alpha) * (budget - length) + Fraction(delta)))
    assert lcpo_max(length, budget, alpha, delta) == float(wanted)


@pytest.mark.parametrize(
    ("budget", "length", "value"),
    [(1000, 1000, 0.5), (1000, 0, 0.8), (1000, 2000, 0.2), (0, 5000, 0.0), (5000, 0, 1.0)],
)
def test_lcpo_max_with_l1s_constants(budget, length, value):
    """Half of the value is for the answer, whatever of the budget is left."""
    assert lcpo_max(length, budget, 0.0003) == pytest.approx(value)
    assert get("length.lcpo_max").around(length, budget) == pytest.approx(value)
    assert get("length.lcpo_max").around(length, budget, correct=False) == 0.0


@given(LENGTHS, LENGTHS, st.floats(1, 1e6), st.floats(0, 1))
def test_the_bell_is_even_and_never_below_its_floor(length, target, sigma, floor):
    value = gaussian_target(length, target, sigma, floor)
    assert floor <= value <= 1.0
    assert value == gaussian_target(target, length, sigma, floor)
    assert value == pytest.approx(max(floor, float(np.exp(-0.5 * np.square((length - target) / sigma)))), abs=1e-12)


@pytest.mark.parametrize("unit", ["words", "chars"])
@pytest.mark.parametrize("use", ["length.lcpo_exact", "length.lcpo_max", "length.gaussian_target", "length.cosine"])
def test_only_lengths_in_tokens_have_examples_by_token_ids(use, unit):
    """An example of a thousand tokens says nothing of a thousand words."""
    assert get(use, unit=unit).examples() == []
    assert get(use).examples()


# ---- of a group ------------------------------------------------------------------------------------------------------


@given(GROUPS)
def test_group_relative_is_kimis_formula(group):
    lengths, correct = of(group)
    found = group_relative(lengths, correct)
    spread = max(lengths) - min(lengths)
    for (length, right), value in zip(group, found, strict=True):
        lam = Fraction(1, 2) - Fraction(length - min(lengths), spread) if spread else Fraction(0)
        assert value == pytest.approx(float(lam if right else min(Fraction(0), lam)), abs=1e-12)


@given(GROUPS, st.integers(1, 8), st.integers(0, 1000), st.randoms())
def test_group_relative_depends_on_neither_scale_nor_order(group, scale, shift, chance):
    mixed = [(length * scale + shift, right, i) for i, (length, right) in enumerate(group)]
    chance.shuffle(mixed)
    again = dict(zip((i for *_, i in mixed), group_relative([m[0] for m in mixed], [m[1] for m in mixed]), strict=True))
    assert [again[i] for i in range(len(group))] == pytest.approx(group_relative(*of(group)), abs=1e-9)


@given(GROUPS, st.sampled_from([0.0, 0.05, 0.4, 1.0]))
def test_efficient_sigmoid_is_the_papers_formula_over_the_right_answers(group, alpha):
    lengths, correct = of(group)
    right = np.array([length for length, is_right in group if is_right], dtype=float)
    for (length, is_right), value in zip(group, efficient_sigmoid(lengths, correct, alpha), strict=True):
        if not is_right:
            assert value == 0.0
            continue
        z = (length - right.mean()) / (right.std() + 1e-7)
        assert value == pytest.approx(1 - alpha / (1 + np.exp(-z)), abs=1e-6)


@given(st.lists(st.tuples(st.integers(5000, 100_000), st.booleans()), min_size=1, max_size=12))
def test_lead_is_the_papers_formula_over_the_right_answers(group):
    lengths, correct = of(group)
    right = np.array([length for length, is_right in group if is_right], dtype=float)
    for (length, is_right), value in zip(group, lead(lengths, correct, 0.05, 4000), strict=True):
        if not is_right:
            assert value is None
            continue
        deviation = right.std(ddof=1) if len(right) > 1 else 1.0
        z = np.clip((length - right.mean()) / (deviation + 1e-6), -10, 10)
        assert value == pytest.approx(float(np.exp(-0.05 * z)), rel=1e-6)


@pytest.mark.parametrize(
    ("lengths", "compared"),
    [
        ([4000, 4000, 4000, 9000], False),
        ([4000, 4000, 4003, 9000], True),
        ([3999, 4000, 4001, 9000], False),
        ([4001], True),
        ([4000, 4002], True),
        ([3000, 4999, 90_000], True),
    ],
)
def test_lead_compares_lengths_where_the_three_shortest_are_long(lengths, compared):
    values = lead(lengths, [True] * len(lengths), 0.05, 4000)
    assert (len(set(values)) > 1) is (compared and len(lengths) > 1)
    assert max(abs(math.log(value)) for value in values) <= 0.5


@given(GROUPS)
def test_shorter_better_pays_the_distance_from_the_shortest_right_answer(group):
    lengths, correct = of(group)
    reward = get("length.shorter_better", alpha=2.0, beta=1 / 1024, most=4.0)
    right = [Fraction(length) for length, is_right in group if is_right]
    optimal = min(right) if right else Fraction(sum(lengths), len(lengths))
    for (length, is_right), value in zip(group, reward.values(lengths, correct), strict=True):
        wanted = 2 * is_right - min(Fraction(4), abs(length - optimal) / 1024)
        assert value == pytest.approx(float(wanted), abs=1e-9)
    lowest, highest = reward.value_bounds()
    assert all(lowest <= value <= highest for value in reward.values(lengths, correct))


@given(GROUPS)
def test_among_right_answers_the_longer_never_earns_more(group):
    lengths, _ = of(group)
    right = [True] * len(lengths)
    for values in (
        group_relative(lengths, right),
        efficient_sigmoid(lengths, right, 0.4),
        lead(lengths, right, 0.05, 0.0),
        get("length.shorter_better").values(lengths, right),
    ):
        by_length = [value for _, value in sorted(zip(lengths, values, strict=True), key=lambda pair: pair[0])]
        assert all(one >= other - 1e-9 for one, other in itertools.pairwise(by_length))


def test_groups_without_anybody_have_no_values():
    assert group_relative([], []) == []
    assert efficient_sigmoid([], [], 0.4) == []
    assert lead([], [], 0.05, 4000) == []
    assert get("length.shorter_better").values([], []) == []
