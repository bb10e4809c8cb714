"""Values near the ends of the floats: a total is a number or undecided, never infinite, NaN or a traceback."""

import itertools
import math
import statistics
from fractions import Fraction

import pytest

from rewardry import combine, score
from rewardry.recipe import Recipe

CODE = """
import rewardry
@rewardry.reward
def first(completion, a): return a
@rewardry.reward
def second(completion, b): return b
"""
LARGE = (1.7e308, -1.7e308, 1e308, 1e200, -1e200, 1.0, 0.0)
HOW = [
    *({"combine": how} for how in ("sum", "product", "min", "lexicographic")),
    {"normalize": "sum_then_normalize"},
    {"normalize": "normalize_then_sum"},
    {"combine": "lexicographic", "normalize": "sum_then_normalize"},
    {"clip": [-1.0, 1.0]},
]


@pytest.fixture
def totals(tmp_path):
    """The totals of a group of rows with two values each."""
    file = tmp_path / "own.py"
    file.write_text(CODE)

    def make(values, weights=(1.0, 1.0), **fields):
        uses = zip(("first", "second"), weights, strict=True)
        rewards = [{"use": f"{file}:{name}", "name": name, "weight": weight} for name, weight in uses]
        rows = [{"completion": "x", "a": a, "b": b, "group": "g"} for a, b in values]
        return [row.total for row in score(Recipe.load({"name": "own", "rewards": rewards, **fields}), rows)]

    return make


@pytest.mark.parametrize("weights", [(1.0, 1.0), (10.0, -10.0), (1e300, 1e-300)], ids=str)
@pytest.mark.parametrize("how", HOW, ids=str)
def test_a_total_is_finite_or_undecided_whatever_the_values(totals, how, weights):
    rows = list(itertools.product(LARGE, repeat=2))
    found = totals(rows, weights, **how)
    assert len(found) == len(rows)
    assert all(total is None or math.isfinite(total) for total in found)


def test_one_row_beyond_the_floats_costs_only_itself(totals):
    found = totals([(1.7e308, 1.7e308), (1.0, 2.0), (0.5, 0.5)], combine="sum")
    assert found == [None, 3.0, 1.0]
    assert totals([(1.7e308, -1.7e308), (1.0, 2.0)], (10.0, 10.0), combine="lexicographic")[1] == 10.02


@pytest.mark.parametrize("size", [1.0, 1e100, 2.0**500, 1e200, 1e300])
@pytest.mark.parametrize("mode", ["sum_then_normalize", "normalize_then_sum"])
def test_advantages_do_not_depend_on_the_size_of_the_values(totals, size, mode):
    """1 and -1 are as far apart as 1e200 and -1e200, beside their spread."""
    found = totals([(size, 0.0), (-size, 0.0)], normalize=mode)
    assert found == pytest.approx([math.sqrt(0.5), -math.sqrt(0.5)], rel=1e-3)


@pytest.mark.parametrize(
    "values", [[8e307] * 3, [1.7e308, 1.7e308], [1e200, 2e200, 6e200], [1e155, -1e155, 0.0], [1e308, 9e307, 1e308]]
)
def test_large_values_are_normalised_as_exact_arithmetic_does(values):
    exact = [Fraction(value) for value in values]
    mean = sum(exact) / len(exact)
    scale = Fraction(10) ** 300
    spread = statistics.stdev([float(value / scale) for value in exact])
    wanted = [0.0 if not spread else float((value - mean) / scale) / spread for value in exact]
    assert combine.normalized(values) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([], 0.0),
        ([0.1] * 10, 1.0),
        ([1e308, 1e308, -1e308], 1e308),
        ([1e308, 1e308], math.inf),
        ([-1e308, -1e308], -math.inf),
        ([math.inf, 1.0], math.inf),
    ],
)
def test_a_sum_is_exact_and_beyond_the_floats_infinite(values, found):
    assert combine.total(values) == found


def test_a_sum_of_both_infinities_is_no_number():
    assert math.isnan(combine.total([math.inf, -math.inf]))


@pytest.mark.parametrize("scale", ["group", "batch", "none"])
@pytest.mark.parametrize("mode", ["sum_then_normalize", "normalize_then_sum"])
def test_group_advantages_of_large_values_are_computed(mode, scale):
    found = combine.group_advantage([[1e200], [-1e200], [1e300], [1e300]], [1.0], 2, mode, scale)
    assert all(math.isfinite(value) for value in found)
    assert found[2] == found[3] == pytest.approx(0.0, abs=1e-9)
    assert found[0] == -found[1]
    assert found[0] > 0


@pytest.mark.parametrize("value", [0.1, 1 / 3, 1e15 / 3, 1e25 / 7, 1.7e308, -1e200 / 3, 5e-324])
@pytest.mark.parametrize("count", [1, 2, 3, 7, 16])
def test_rewards_that_are_the_same_teach_nothing_however_large(value, count):
    """Rounding their mean away from them would be an advantage of nothing, far above what is added to a deviation."""
    assert combine.normalized([value] * count) == [0.0] * count
