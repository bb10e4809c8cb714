"""Futoshiki against all Latin squares of 3 and 4, written out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.logic.futoshiki import FutoshikiInstance


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_exactly_the_completions_are_right(puzzle_of, latin, data):
    puzzle = puzzle_of("futoshiki")
    n = data.draw(st.integers(3, 4))
    cells = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1))
    less = tuple(data.draw(st.lists(st.tuples(cells, cells), max_size=5)))
    kept = tuple((r, c, v) for (r, c), v in data.draw(st.dictionaries(cells, st.integers(1, n), max_size=3)).items())
    instance = FutoshikiInstance(n=n, less=less, given=kept)
    valid = [
        s
        for s in latin(n)
        if all(s[r][c] < s[x][y] for (r, c), (x, y) in less) and all(s[r][c] == v for r, c, v in kept)
    ]
    assert puzzle.count_solutions(instance, 1000) == len(valid)
    for square in latin(n)[:: 7 if n == 4 else 1] + valid[:20]:
        assert puzzle.judge(square, instance).valid == (square in valid)


PAIR = FutoshikiInstance(n=2, less=(((0, 0), (0, 1)),))


@pytest.mark.parametrize(
    "answer", ["1 2\n2 1", "1 < 2\n^   v\n2 > 1", "1<2\n2>1", "| 1 | 2 |\n| 2 | 1 |", "[[1, 2], [2, 1]]"]
)
def test_signs_may_be_kept(puzzle_of, is_right, answer):
    assert is_right(puzzle_of("futoshiki"), PAIR, answer)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("2 1\n1 2", "broken-rule"),
        ("1 > 2\n2 > 1", "ambiguous"),
        ("1 2\n1 2", "broken-rule"),
        ("1 _\n2 1", "incomplete"),
    ],
)
def test_the_reason_says_what_is_wrong(puzzle_of, verdict_of, answer, reason):
    assert verdict_of(puzzle_of("futoshiki"), PAIR, answer).reason == reason


def test_a_changed_given_is_named(puzzle_of, verdict_of):
    instance = FutoshikiInstance(n=2, given=((0, 0, 2),))
    assert verdict_of(puzzle_of("futoshiki"), instance, "1 2\n2 1").details["where"] == "a given is changed"
