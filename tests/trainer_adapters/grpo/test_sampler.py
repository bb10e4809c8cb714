"""The order in which rows are drawn."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.trainer_adapters.grpo.config import Curriculum
from rewardry.trainer_adapters.grpo.sampler import Sampler


def test_each_pass_has_every_row_once_in_another_order():
    sampler = Sampler(7, 0)
    first, second = sampler.draw(7), sampler.draw(7)
    assert sorted(first) == sorted(second) == list(range(7))
    assert first != second
    assert Sampler(7, 0).draw(14) == first + second
    assert Sampler(7, 1).draw(7) != first


@pytest.mark.parametrize("drawn", [0, 3, 10, 25])
def test_going_on(drawn):
    sampler = Sampler(5, 0, Curriculum())
    for row in sampler.draw(drawn):
        sampler.note(row, row / 4)
    again = Sampler(5, 0, Curriculum())
    again.restore(json.loads(json.dumps(sampler.state())))
    assert again.draw(20) == sampler.draw(20)
    assert again.draws == sampler.draws == drawn + 20


def test_a_curriculum_passes_over_what_is_solved_or_hopeless():
    sampler = Sampler(10, 0, Curriculum(low=0.1, high=0.9, revisit=0.1))
    for row in range(10):
        sampler.note(row, {0: 0.0, 1: 1.0}.get(row, 0.5))
    drawn = sampler.draw(1000)
    often = [drawn.count(row) for row in range(10)]
    assert 0 < max(often[:2]) < min(often[2:]) / 4


def test_where_all_is_solved_something_is_drawn_nevertheless():
    sampler = Sampler(3, 0, Curriculum(revisit=0.0))
    for row in range(3):
        sampler.note(row, 1.0)
    assert len(sampler.draw(5)) == 5


def test_a_pass_rate_follows_what_is_new():
    sampler = Sampler(1, 0)
    sampler.note(0, 0.0)
    for _ in range(20):
        sampler.note(0, 1.0)
    assert sampler.rates[0] == pytest.approx(1, abs=1e-2)


@pytest.mark.parametrize(
    ("rates", "expected"),
    [([0.4], 0.4), ([1.0, 0.0], 0.7), ([0.0, 1.0], 0.3), ([0.0, 1.0, 1.0], 0.51), ([0.5, 0.5, 0.5], 0.5)],
)
def test_three_tenths_of_a_pass_rate_are_the_newest(rates, expected):
    sampler = Sampler(2, 0)
    for rate in rates:
        sampler.note(1, rate)
    assert sampler.rates == {1: pytest.approx(expected)}


@pytest.mark.parametrize(("rate", "kept"), [(0.2, True), (0.8, True), (0.2 - 1e-9, False), (0.8 + 1e-9, False)])
def test_the_bounds_of_a_curriculum_are_within_it(rate, kept):
    sampler = Sampler(2, 0, Curriculum(low=0.2, high=0.8, revisit=0.0))
    sampler.note(0, rate)
    assert (0 in sampler.draw(20)) == kept
    assert sampler.draws == 20


def test_a_row_that_was_never_sampled_is_never_passed_over():
    sampler = Sampler(4, 0, Curriculum(low=0.4, high=0.6, revisit=0.0))
    for row in (0, 1, 2):
        sampler.note(row, 1.0)
    assert sampler.draw(6) == [3] * 6


def test_what_is_always_revisited_is_drawn_as_without_a_curriculum():
    sampler = Sampler(5, 3, Curriculum(revisit=1.0))
    for row in range(5):
        sampler.note(row, 0.0)
    assert sampler.draw(20) == Sampler(5, 3).draw(20)


@settings(max_examples=40)
@given(st.integers(1, 8), st.integers(0, 3), st.lists(st.integers(0, 9), max_size=6))
def test_rows_come_pass_by_pass_however_many_are_drawn_at_a_time(count, seed, sizes):
    whole = Sampler(count, seed).draw(sum(sizes))
    sampler = Sampler(count, seed)
    assert [row for size in sizes for row in sampler.draw(size)] == whole
    for start in range(0, len(whole) - count + 1, count):
        assert sorted(whole[start : start + count]) == list(range(count))
