"""Skyscrapers against all Latin squares of 3 and 4."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.logic.skyscraper import SkyscraperInstance


def towers(line):
    return sum(all(before < height for before in line[:i]) for i, height in enumerate(line))


def views(square):
    columns = list(zip(*square, strict=True))
    return {
        "top": tuple(towers(line) for line in columns),
        "bottom": tuple(towers(line[::-1]) for line in columns),
        "left": tuple(towers(line) for line in square),
        "right": tuple(towers(line[::-1]) for line in square),
    }


@settings(max_examples=10, deadline=None)
@given(st.sampled_from([3, 4]), st.data())
def test_exactly_the_squares_with_the_views_are_right(puzzle_of, latin, n, data):
    shown = views(data.draw(st.sampled_from(latin(n))))
    hidden = data.draw(st.sets(st.tuples(st.sampled_from(sorted(shown)), st.integers(0, n - 1))))
    clues = {side: tuple(0 if (side, i) in hidden else clue for i, clue in enumerate(shown[side])) for side in shown}
    instance = SkyscraperInstance(n=n, **clues)

    def fits(square):
        seen = views(square)
        return all(clue in (0, there) for side in clues for clue, there in zip(clues[side], seen[side], strict=True))

    puzzle = puzzle_of("skyscraper")
    valid = [square for square in latin(n) if fits(square)]
    assert puzzle.count_solutions(instance, 1000) == len(valid)
    for square in latin(n)[:: 5 if n == 4 else 1] + valid[:20]:
        assert puzzle.judge(square, instance).valid == (square in valid)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [("1 2\n2 1", "broken-rule"), ("2 1\n2 1", "broken-rule"), ("2 1", "incomplete"), ("2 3\n1 2", "unreadable")],
)
def test_the_reason_says_what_is_wrong(puzzle_of, verdict_of, answer, reason):
    instance = SkyscraperInstance(n=2, top=(1, 0), bottom=(0, 0), left=(0, 0), right=(0, 0))
    assert verdict_of(puzzle_of("skyscraper"), instance, answer).reason == reason
