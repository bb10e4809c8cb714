"""Nonograms against all pictures of 3x3."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.logic.boards import written
from rewardry.verifiers.logic.nonogram import NonogramInstance

PICTURES = [tuple(bits[i : i + 3] for i in (0, 3, 6)) for bits in itertools.product((0, 1), repeat=9)]


def clue(line):
    return tuple(len(run) for run in "".join(map(str, line)).split("0") if run)


def clues(picture):
    return tuple(map(clue, picture)), tuple(map(clue, zip(*picture, strict=True)))


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(PICTURES))
def test_exactly_the_pictures_with_the_clues_are_right(puzzle_of, picture):
    puzzle = puzzle_of("nonogram")
    rows, columns = clues(picture)
    instance = NonogramInstance(rows=rows, columns=columns)
    valid = [other for other in PICTURES if clues(other) == (rows, columns)]
    assert puzzle.count_solutions(instance, 100) == len(valid)
    for other in PICTURES:
        assert puzzle.judge(other, instance).valid == (other in valid)


def test_a_picture_of_two_solutions_takes_both(puzzle_of, is_right):
    puzzle, instance = puzzle_of("nonogram"), NonogramInstance(rows=((1,), (1,)), columns=((1,), (1,)))
    assert is_right(puzzle, instance, "#.\n.#")
    assert is_right(puzzle, instance, ".#\n#.")
    assert puzzle.count_solutions(instance) == 2


def test_empty_lines_are_said_in_two_ways(puzzle_of, is_right):
    puzzle = puzzle_of("nonogram")
    reference = {"puzzle": "nonogram", "rows": [[0], [2]], "columns": [[1], [1]]}
    assert is_right(puzzle, reference, "..\n##")
    assert puzzle.instance(reference) == NonogramInstance(rows=((), (2,)), columns=((1,), (1,)))


@pytest.mark.parametrize(
    ("answer", "reason"), [("##\n..", "broken-rule"), ("#.", "incomplete"), ("#?\n.#", "unreadable")]
)
def test_the_reason_says_what_is_wrong(puzzle_of, verdict_of, answer, reason):
    instance = NonogramInstance(rows=((1,), (1,)), columns=((1,), (1,)))
    assert verdict_of(puzzle_of("nonogram"), instance, answer).reason == reason


def test_right_rows_with_wrong_columns_are_wrong(puzzle_of, is_right):
    puzzle = puzzle_of("nonogram")
    instance = puzzle.generate(1, 6)
    rows = [row.split() for row in puzzle.solution(instance).split("\n")]
    pushed = [["#"] * row.count("#") + ["."] * row.count(".") for row in rows]
    assert not is_right(puzzle, instance, written(pushed))


def test_runs_longer_than_a_line_are_refused(puzzle_of, verdict_of):
    reference = {"puzzle": "nonogram", "rows": [[3]], "columns": [[1], [1]]}
    assert verdict_of(puzzle_of("nonogram"), reference, "##").status == "abstain"
