"""The order in which rows are drawn."""

import json

import pytest

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
