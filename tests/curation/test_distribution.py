"""Distributions and correlations are the same however rows are cut, and those of a slow reference."""

import itertools
import json
import math
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.curation.distribution import QUANTILES, Correlations, Distribution
from rewardry.curation.numbers import LARGEST, finite

VALUES = st.lists(st.sampled_from([0.0, 1.0, -1.0, 0.5, 999.0, 1234.0, 12345.6, -0.001234, 7.0]), max_size=30)
SOME = settings(max_examples=50)
NUMBERS = st.none() | st.sampled_from([0.0, 1.0, -2.0, 0.25, 1e5])


def parts_of(rows, cuts):
    edges = [0, *sorted(cut % (len(rows) + 1) for cut in cuts), len(rows)]
    return [rows[a:b] for a, b in itertools.pairwise(edges)]


def told(found):
    return json.loads(json.dumps(found.to_json()))


def near(one, other):
    same = pytest.approx({name: value for name, value in other.items() if value is not None}, rel=1e-9, abs=1e-9)
    return {name: value for name, value in one.items() if value is not None} == same


@SOME
@given(VALUES, st.lists(st.integers(0, 30), max_size=3))
def test_a_distribution_is_the_same_however_its_values_are_cut(values, cuts):
    whole, merged, joined = Distribution(), Distribution(), Distribution()
    whole.add(values)
    for part in parts_of(values, cuts):
        one = Distribution()
        one.add(part)
        merged.merge(told(one))
        joined = joined.merged(one)
    expected = whole.summary()
    for found in (merged.summary(), joined.summary()):
        assert near({**found, "quantiles": 0}, {**expected, "quantiles": 0})
        assert found["quantiles"] == expected["quantiles"]


@SOME
@given(VALUES.filter(bool))
def test_quantiles_are_the_smallest_rounded_values_that_enough_do_not_exceed(values):
    found = Distribution()
    found.add(values)
    rounded = sorted(float(f"{value:.3g}") for value in values)
    for share in QUANTILES:
        expected = next(
            value for value in rounded if sum(one <= value for one in rounded) >= share * len(values) - 1e-9
        )
        assert found.quantile(share) == min(max(expected, min(values)), max(values))


@pytest.mark.parametrize("far", [0.0, 1e9, -1e12])
def test_spread_far_from_zero_loses_no_digits(far):
    values = [far + x / 8 for x in (0, 1, 5, 2, 7)]
    found = Distribution()
    found.add(values[:2])
    found.add(values[2:])
    assert found.summary()["sd"] == pytest.approx(statistics.stdev(values), rel=1e-9)
    assert found.summary()["mean"] == pytest.approx(statistics.fmean(values), rel=1e-12)


def test_adding_nothing_changes_nothing():
    found = Distribution()
    found.add([])
    found.merge(Distribution().to_json())
    assert found.summary() == Distribution().summary()
    found.add([2.0])
    assert Distribution().merged(found).summary() == found.merged(Distribution()).summary() == found.summary()


@SOME
@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=12), st.lists(st.integers(0, 12), max_size=2))
def test_correlations_are_those_of_the_rows_that_have_both(rows, cuts):
    merged = Correlations()
    for part in parts_of(rows, cuts):
        one = Correlations()
        one.add({name: [row[i] for row in part] for i, name in enumerate("abc")})
        merged.merge(told(one))
    found = {(pair["first"], pair["second"]): pair for pair in merged.summary()}
    for (i, first), (j, second) in itertools.combinations(enumerate("abc"), 2):
        both = [(row[i], row[j]) for row in rows if row[i] is not None and row[j] is not None]
        if not both:
            assert (first, second) not in found
            continue
        xs, ys = zip(*both, strict=True)
        assert found[first, second]["rows"] == len(both)
        constant = len(set(xs)) == 1 or len(set(ys)) == 1
        expected = None if constant else statistics.correlation(xs, ys)
        # one number a hundred thousand times the others costs digits where it comes first
        assert found[first, second]["correlation"] == (None if constant else pytest.approx(expected, abs=1e-4))


@pytest.mark.parametrize("size", [1.0, LARGEST, LARGEST / 3])
def test_the_largest_numbers_that_are_taken_have_finite_figures(size):
    values = [size, -size, size / 2, 0.0] * 50
    found, correlations = Distribution(), Correlations()
    found.add(values)
    correlations.add({"x": values, "y": values[1:] + values[:1]})
    assert finite(size) == size
    assert found.summary()["sd"] == pytest.approx(size * statistics.stdev([value / size for value in values]))
    [pair] = correlations.summary()
    assert pair["correlation"] == pytest.approx(
        statistics.correlation([v / size for v in values], [v / size for v in values[1:] + values[:1]])
    )


@pytest.mark.parametrize(
    "value", [None, True, False, "1", [1], math.nan, math.inf, -math.inf, 10**400, -(10**61), 1e61, -2e60]
)
def test_what_no_figure_can_be_made_of_is_no_number(value):
    assert finite(value) is None


@pytest.mark.parametrize(("value", "number"), [(0, 0.0), (-3, -3.0), (0.25, 0.25), (10**59, 1e59), (-1e60, -1e60)])
def test_numbers_are_floats(value, number):
    assert finite(value) == number
    assert type(finite(value)) is float
