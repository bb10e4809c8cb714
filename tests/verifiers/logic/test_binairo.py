"""Binairo against all boards of 4, written out."""

import functools
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.logic.binairo import BinairoInstance


def fine(lines):
    texts = ["".join(map(str, line)) for line in lines]
    return len(set(texts)) == 4 and all(t.count("1") == 2 and "000" not in t and "111" not in t for t in texts)


@functools.cache
def boards():
    lines = list(itertools.product((0, 1), repeat=4))
    halves = [line for line in lines if sum(line) == 2]
    return [b for b in itertools.product(halves, repeat=4) if fine(b) and fine(zip(*b, strict=True))]


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_exactly_the_completions_are_right(puzzle_of, data):
    board = data.draw(st.sampled_from(boards()))
    kept = data.draw(st.sets(st.integers(0, 15), max_size=6))
    grid = tuple(tuple(v if 4 * r + c in kept else -1 for c, v in enumerate(row)) for r, row in enumerate(board))
    puzzle, instance = puzzle_of("binairo"), BinairoInstance(grid=grid)
    valid = [b for b in boards() if all(g in (-1, v) for g, v in zip(sum(grid, ()), sum(b, ()), strict=True))]
    assert puzzle.count_solutions(instance, 1000) == len(valid)
    for other in itertools.product(list(itertools.product((0, 1), repeat=4))[3:13:3], repeat=4):
        assert puzzle.judge(other, instance).valid == (other in valid)
    for other in boards():
        assert puzzle.judge(other, instance).valid == (other in valid)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("1100\n0011\n1100\n0011", "broken-rule"),
        ("1110\n0001\n1010\n0101", "broken-rule"),
        ("110.\n0011\n1010\n0101", "incomplete"),
        ("1100\n0011\n1010", "incomplete"),
    ],
)
def test_the_reason_says_what_is_wrong(puzzle_of, verdict_of, answer, reason):
    instance = BinairoInstance(grid=((-1,) * 4,) * 4)
    assert verdict_of(puzzle_of("binairo"), instance, answer).reason == reason
