"""Agreement with what is known, beside the same worked out by hand, by numpy and by scipy."""

from types import SimpleNamespace

import pytest

from rewardry.curation.tuning.evidence import Evidence, Pair
from rewardry.curation.tuning.objective import Objective, intervals
from rewardry.statistics.intervals import wilson, wilson_of_mean, wilson_of_ratio

np = pytest.importorskip("numpy")


@pytest.fixture
def objective():
    """Makes an objective over groups of four rows, whose totals are the weights themselves."""

    def make(groups, pairs, hacks=(), labels=None, price=1.0):
        totals = SimpleNamespace(of=np.asarray, decided=np.ones(4 * groups, dtype=bool))
        logged = SimpleNamespace(groups=[tuple(range(4 * g, 4 * g + 4)) for g in range(groups)])
        return Objective(totals, logged, Evidence(pairs, frozenset(hacks), labels), range(groups), price)

    return make


def test_agreement_is_the_mean_over_groups_and_a_tie_is_worth_half(objective):
    pairs = [Pair(0, 1, 0), Pair(0, 2, 0), Pair(4, 5, 1), Pair(6, 7, 1)]
    found = objective(2, pairs)([1.0, 0.0, 1.0, 9.0, 0.0, 1.0, 2.0, 2.0])
    assert (found.agreement, found.hacks_paid) == ((1.5 / 2 + 0.5 / 2) / 2, None)
    assert found.score == found.agreement


def test_a_hack_is_paid_where_its_advantage_is_positive_and_costs_its_price(objective):
    totals = [0.0, 0.0, 0.0, 1.0, 2.0, 2.0, 2.0, 2.0]
    found = objective(2, [Pair(3, 0, 0)], hacks=(3, 0, 4), price=0.5)(totals)
    assert (found.agreement, found.hacks_paid) == (1.0, pytest.approx(1 / 3))
    assert found.score == pytest.approx(1.0 - 0.5 / 3)


def test_likeness_has_the_scale_of_the_least_absolute_deviations(objective):
    optimize = pytest.importorskip("scipy.optimize")
    chance = np.random.default_rng(0)
    labels = chance.random(40)
    pairs = [
        Pair(*((a, b) if labels[a] > labels[b] else (b, a)), a // 4)
        for a in range(40)
        for b in range(a)
        if b // 4 == a // 4
    ]
    totals = 3 * labels + chance.normal(0, 0.2, 40)
    gaps = np.array([labels[p.better] - labels[p.worse] for p in pairs])
    found = np.array([totals[p.better] - totals[p.worse] for p in pairs])
    best = optimize.minimize_scalar(lambda slope: np.abs(gaps - slope * found).sum(), bounds=(0, 2), method="bounded")
    one = objective(10, pairs, labels=list(labels))
    assert one.graded
    assert one.likeness(totals) == pytest.approx(1 - best.fun / gaps.sum(), abs=1e-4)
    assert one.likeness(labels) == pytest.approx(1.0)
    assert one.likeness(np.zeros(40)) == 0.0


def test_intervals_are_over_groups_and_those_of_the_change_are_paired(objective):
    groups = 30
    pairs = [Pair(4 * g, 4 * g + i, g) for g in range(groups) for i in (1, 2, 3)]
    hacks = [4 * g + 1 for g in range(groups)]
    one = objective(groups, pairs, hacks)
    chance = np.random.default_rng(1)
    before, after = chance.random(4 * groups), chance.random(4 * groups)
    after[::4] += 0.5
    found = intervals(one, before, after, seed=0)
    shares = one.by_group(before)
    assert found["before"].value == pytest.approx(shares.mean())
    assert found["before"].interval == wilson_of_mean(shares.mean(), shares.var(), groups, len(pairs))
    paid, there = one.hacks(after)
    assert found["hacks_after"].interval == wilson_of_ratio(paid, there) == wilson(paid.sum(), groups)
    change = found["change"]
    assert change.value == pytest.approx(found["after"].value - found["before"].value)
    assert change.interval.low < change.value < change.interval.high
    deviation = (one.by_group(after) - shares).std() / groups**0.5
    assert change.interval.high - change.interval.low == pytest.approx(2 * 1.96 * deviation, rel=0.15)
    assert intervals(one, before, after, seed=0) == found


def test_what_is_the_same_everywhere_is_as_sure_as_there_are_groups(objective):
    one = objective(3, [Pair(4 * g, 4 * g + 1, g) for g in range(3)], hacks=[0, 4, 8])
    found = intervals(one, np.arange(12)[::-1], np.arange(12)[::-1], seed=0)
    assert (found["after"].value, found["after"].interval) == (1.0, wilson(3, 3))
    assert (found["hacks_after"].value, found["hacks_after"].interval) == (1.0, wilson(3, 3))
    assert found["change"].interval == (0.0, 0.0)
