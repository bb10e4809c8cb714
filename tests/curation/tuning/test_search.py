"""The search finds the shares with the largest objective, and the middle of those that are equally good."""

import pytest

from rewardry.curation.tuning import search
from rewardry.curation.tuning.search import maximise, tied

np = pytest.importorskip("numpy")
pytest.importorskip("sklearn")


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Fewer points to choose from and fewer rounds, which two or three weights need."""
    monkeypatch.setattr(search, "_CANDIDATES", 50)
    monkeypatch.setattr(search, "_ROUNDS", 10)
    monkeypatch.setattr(search, "_DESIGN", 10)
    monkeypatch.setattr(search, "_DRAWN", 10)
    monkeypatch.setattr(search, "_SWEEPS", 2)


def near(peak):
    return lambda shares: -float(np.abs(np.asarray(shares) - peak).sum())


@pytest.mark.parametrize("peak", [(0.07, 0.93), (0.2, 0.3, 0.5)])
def test_a_single_peak_is_found(peak):
    found = maximise(near(peak), [1 / len(peak)] * len(peak), 1, seed=0)
    assert found.shares == pytest.approx(peak, abs=0.01)
    assert sum(found.shares) == pytest.approx(1.0)
    assert found.value == pytest.approx(0.0, abs=0.02)


def test_of_two_peaks_the_higher_one_is_found():
    def objective(shares):
        low, high = near((0.9, 0.1))(shares) + 0.5, 2 * near((0.1, 0.9))(shares) + 0.8
        return max(low, high)

    assert maximise(objective, [0.9, 0.1], 1, seed=0).shares == pytest.approx([0.1, 0.9], abs=0.02)


def test_of_shares_that_are_equally_good_the_middle_is_taken_or_what_is_wished_for():
    def cell(shares):
        return float(0.2 <= shares[0] <= 0.6)

    assert maximise(cell, [0.5, 0.5], 1, seed=0).shares[0] == pytest.approx(0.4, abs=0.01)
    for wish, reached in ((0.25, 0.25), (0.9, 0.6)):  # as far on the way there as nothing gets worse
        found = maximise(cell, [0.5, 0.5], 1, seed=0, among_ties=lambda shares, wish=wish: -abs(shares[0] - wish))
        assert found.shares[0] == pytest.approx(reached, abs=0.01)


def test_what_the_recipe_has_is_never_left_for_something_worse():
    found = maximise(lambda shares: float(shares[0] == 0.123), [0.123, 0.877], 1, seed=0)
    assert (found.value, found.shares[0]) == (1.0, pytest.approx(0.123))


def test_the_same_seed_looks_at_the_same_points():
    seen = []
    for _ in range(2):
        points = []
        found = maximise(
            lambda shares, points=points: points.append(tuple(shares)) or near((0.3, 0.7))(shares), [0.5] * 2, 1, 7
        )
        seen.append(points)
    assert seen[0] == seen[1]
    assert found.evaluations == len(points)


@pytest.mark.parametrize(
    ("good", "ends"),
    [
        (lambda w: 0.5 <= w <= 8, (0.25, 4.0)),
        (lambda w: w >= 0.5, (0.25, float("inf"))),
        (lambda w: w <= 8, (0.0, 4.0)),
        (lambda w: True, (0.0, float("inf"))),
        (lambda w: w == 2.0, (1.0, 1.0)),
        (lambda w: w >= 0.02, (0.01, float("inf"))),
    ],
)
def test_how_far_one_weight_can_go_while_nothing_gets_worse(good, ends):
    low, high = tied(lambda weights: float(good(weights[1])), [1.0, 2.0], 1)
    assert low == pytest.approx(ends[0], rel=0.03)
    assert high == pytest.approx(ends[1], rel=0.03)
