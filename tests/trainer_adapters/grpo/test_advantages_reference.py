"""Every advantage against its formula in plain Python, and what none of them may depend on."""

import math
from fractions import Fraction

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.trainer_adapters.grpo.advantages import ADVANTAGES, Rewards, deviation

NAN = float("nan")
few = settings(max_examples=25)  # of each of many functions
# Exact in binary, so that equal sums are equal: what is tested is the formula, not rounding.
values = st.none() | st.integers(-8, 8).map(lambda n: n / 4)


@st.composite
def batches(draw):
    """The size of groups, and the totals of some; None where undecided."""
    size = draw(st.integers(2, 5))
    return size, draw(st.lists(st.lists(values, min_size=size, max_size=size), min_size=1, max_size=4))


def mean(numbers):
    return sum(map(Fraction, numbers)) / len(numbers)


def spread(numbers):
    """The deviation with n - 1; 0 of fewer than two."""
    if len(numbers) < 2:
        return 0.0
    middle = mean(numbers)
    return math.sqrt(sum((Fraction(x) - middle) ** 2 for x in numbers) / (len(numbers) - 1))


def decided(group):
    return [x for x in group if x is not None]


def of_each(groups, formula):
    """The formula of each decided completion, by its reward and its group; 0 of the others."""
    return [0.0 if x is None else float(formula(x, group)) for group in groups for x in group]


def less_mean(x, group):
    return Fraction(x) - mean(decided(group))


def group_std(groups):
    return of_each(groups, lambda x, group: float(less_mean(x, group)) / (spread(decided(group)) + 1e-4))


def group_mean(groups):
    return of_each(groups, less_mean)


def batch_std(groups):
    everything = spread([x for group in groups for x in decided(group)])
    return of_each(groups, lambda x, group: float(less_mean(x, group)) / (everything + 1e-4))


def rloo(groups):
    def formula(x, group):
        others = list(decided(group))
        others.remove(x)
        return Fraction(x) - mean(others) if others else 0

    return of_each(groups, formula)


def reinforce_baseline(groups):
    centred = [less_mean(x, group) for group in groups for x in decided(group)]
    if not centred:
        return of_each(groups, less_mean)
    middle, everything = mean(centred), spread(centred)
    return of_each(groups, lambda x, group: float(less_mean(x, group) - middle) / (everything + 1e-8))


def gpg(groups):
    completions = sum(map(len, groups))
    alive = sum(len(group) for group in groups if len(set(decided(group))) > 1)
    return of_each(groups, lambda x, group: less_mean(x, group) * completions / alive if alive else 0)


REFERENCES = {
    "batch_std": batch_std,
    "gpg": gpg,
    "group_mean": group_mean,
    "group_std": group_std,
    "reinforce_baseline": reinforce_baseline,
    "rloo": rloo,
}


def rewards_of(size, groups, **more):
    totals = [NAN if x is None else x for group in groups for x in group]
    return Rewards(torch.tensor(totals, dtype=torch.float64), size, **more)


def found_by(name, size, groups):
    return ADVANTAGES[name](rewards_of(size, groups)).tolist()


def test_every_advantage_of_totals_has_a_reference():
    assert {*REFERENCES, "gdpo"} == set(ADVANTAGES)


@pytest.mark.parametrize("name", REFERENCES)
@few
@given(batch=batches())
def test_an_advantage_is_its_formula(name, batch):
    size, groups = batch
    assert found_by(name, size, groups) == pytest.approx(REFERENCES[name](groups), abs=1e-6)


@few
@given(
    batch=batches(),
    second=st.lists(values, min_size=20, max_size=20),
    weights=st.tuples(*[st.sampled_from([-1.0, 0.25, 1.0])] * 2),
)
def test_gdpo_is_its_formula(batch, second, weights):
    """s_i = sum_k w_k (r_ik - mean_k) / (std_k + 1e-4), then (s_i - mean) / (std + 1e-4); undecided rewards add 0."""
    size, groups = batch
    other = [second[at : at + size] for at in range(0, size * len(groups), size)]
    columns = [[x for group in rows for x in group] for rows in (groups, other)]
    undecided = [x is None and y is None for x, y in zip(*columns, strict=True)]
    parts = [group_std(rows) for rows in (groups, other)]
    sums = [None if no else weights[0] * a + weights[1] * b for no, a, b in zip(undecided, *parts, strict=True)]
    expected = group_std([sums])
    components = torch.tensor([[NAN if x is None else x for x in row] for row in zip(*columns, strict=True)]).double()
    totals = [[None if no else 0.0 for no in undecided]]
    given = rewards_of(size, totals, components=components, weights=torch.tensor(weights).double())
    assert ADVANTAGES["gdpo"](given).tolist() == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("name", REFERENCES)
@few
@given(batch=batches(), moved=st.integers(-64, 64))
def test_what_all_rewards_have_in_common_teaches_nothing(name, batch, moved):
    size, groups = batch
    higher = [[None if x is None else x + moved for x in group] for group in groups]
    assert found_by(name, size, higher) == pytest.approx(found_by(name, size, groups), abs=1e-9)


@pytest.mark.parametrize("name", REFERENCES)
@few
@given(batch=batches(), chance=st.randoms())
def test_neither_the_order_of_groups_nor_that_within_counts(name, batch, chance):
    size, groups = batch
    places = [(g, i) for g in chance.sample(range(len(groups)), len(groups)) for i in chance.sample(range(size), size)]
    shuffled = [groups[g][i] for g, i in places]
    found = found_by(name, size, [shuffled[at : at + size] for at in range(0, len(shuffled), size)])
    plain = found_by(name, size, groups)
    assert found == pytest.approx([plain[g * size + i] for g, i in places], abs=1e-9)


@pytest.mark.parametrize("name", sorted(ADVANTAGES))
@few
@given(batch=batches())
def test_advantages_are_finite_and_those_of_undecided_completions_nothing(name, batch):
    size, groups = batch
    given = rewards_of(size, groups)
    one = Rewards(given.totals, size, given.totals[:, None], torch.ones(1, dtype=torch.float64))
    found = ADVANTAGES[name](one)
    assert found.shape == given.totals.shape
    assert found.isfinite().all()
    assert (found[given.totals.isnan()] == 0).all()


@pytest.mark.parametrize("name", sorted(set(ADVANTAGES) - {"gpg", "batch_std", "reinforce_baseline", "gdpo"}))
def test_a_group_counts_by_itself(name):
    alone = found_by(name, 3, [[1.0, 0.5, 0.0]])
    assert found_by(name, 3, [[8.0, -8.0, None], [1.0, 0.5, 0.0]])[3:] == alone


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ([1.0, 3.0], math.sqrt(2)),
        ([1.0, NAN, 3.0], math.sqrt(2)),
        ([0.1, 0.1, 0.1], 0.0),
        ([5.0, NAN], 0.0),
        ([NAN, NAN], 0.0),
    ],
)
def test_the_deviation_is_of_what_is_decided(row, expected):
    assert deviation(torch.tensor([row], dtype=torch.float64)).tolist() == [[pytest.approx(expected)]]
