"""Kakuro against all digits in a few cells."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.logic.kakuro import KakuroInstance, Run


def square(a, b, c, d):
    """A board of 2x2 with the sums of these digits."""
    return KakuroInstance(
        board=("..", ".."),
        across=(Run(0, 0, 2, a + b), Run(1, 0, 2, c + d)),
        down=(Run(0, 0, 2, a + c), Run(0, 1, 2, b + d)),
    )


@settings(max_examples=6, deadline=None)
@given(*[st.integers(1, 9)] * 4)
def test_exactly_the_fillings_are_right(puzzle_of, a, b, c, d):
    puzzle, instance = puzzle_of("kakuro"), square(a, b, c, d)
    sums = (a + b, c + d, a + c, b + d)
    count = 0
    for w, x, y, z in itertools.product(range(1, 10), repeat=4):
        valid = (w + x, y + z, w + y, x + z) == sums and w != x and y != z and w != y and x != z
        count += valid
        assert puzzle.judge(((w, x), (y, z)), instance).valid == valid
    assert puzzle.count_solutions(instance, 100) == count


def test_black_cells_part_runs(puzzle_of, is_right):
    board = KakuroInstance(
        board=("#..", "..."),
        across=(Run(0, 1, 2, 4), Run(1, 0, 3, 7)),
        down=(Run(1, 0, 1, 4), Run(0, 1, 2, 4), Run(0, 2, 2, 3)),
    )
    puzzle = puzzle_of("kakuro")
    assert puzzle.solution(board) is None or is_right(puzzle, board, puzzle.solution(board))
    assert not is_right(puzzle, board, "# 3 1\n4 1 2\n# # #")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [("1 2\n2 1", "broken-rule"), ("# 3\n3 1", "broken-rule"), (". 3\n3 1", "incomplete"), ("1 12\n3 1", "unreadable")],
)
def test_the_reason_says_what_is_wrong(puzzle_of, verdict_of, answer, reason):
    assert verdict_of(puzzle_of("kakuro"), square(1, 3, 3, 1), answer).reason == reason


def test_a_right_sum_with_a_digit_twice_is_wrong(puzzle_of, is_right):
    assert not is_right(puzzle_of("kakuro"), square(1, 3, 3, 1), "2 2\n2 2")


def test_runs_must_be_those_of_the_board(puzzle_of, verdict_of):
    reference = square(1, 3, 3, 1).as_reference() | {"down": []}
    verdict = verdict_of(puzzle_of("kakuro"), reference, "1 3\n3 1")
    assert verdict.status == "abstain"
    assert "runs down" in verdict.details["why"]


def lone(across, down):
    """A board of one open cell beside a black one."""
    return KakuroInstance(board=("#.",), across=(Run(0, 1, 1, across),), down=(Run(0, 1, 1, down),))


def test_a_run_of_one_cell_is_its_sum(puzzle_of, is_right):
    puzzle = puzzle_of("kakuro")
    for total in range(1, 10):
        assert puzzle.solution(lone(total, total)) == f"# {total}"
        assert puzzle.count_solutions(lone(total, total), 5) == 1
        assert not is_right(puzzle, lone(total, total), f"# {total % 9 + 1}")


@pytest.mark.parametrize(("across", "down"), [(5, 4), (0, 0), (10, 10), (-1, -1)])
def test_sums_that_no_digits_have_are_solved_by_nothing(puzzle_of, across, down):
    puzzle, instance = puzzle_of("kakuro"), lone(across, down)
    assert puzzle.solution(instance) is None
    assert puzzle.count_solutions(instance) == 0
    assert not puzzle.surface_forms(instance)
    assert not puzzle.near_misses(instance)


@pytest.mark.parametrize("cells", [9, 10, 12])
def test_a_run_has_nine_digits_at_most(puzzle_of, cells):
    columns = tuple(Run(0, c, 1, c + 1) for c in range(cells))
    instance = KakuroInstance(board=("." * cells,), across=(Run(0, 0, cells, cells * (cells + 1) // 2),), down=columns)
    assert puzzle_of("kakuro").solution(instance) == ("1 2 3 4 5 6 7 8 9" if cells == 9 else None)


@pytest.mark.parametrize("black", ["#", "x", "■", "0"])
def test_a_black_cell_may_be_written_in_several_ways(puzzle_of, is_right, black):
    assert is_right(puzzle_of("kakuro"), lone(5, 5), f"{black} 5")
    assert is_right(puzzle_of("kakuro"), lone(5, 5), f"{black}5")
    assert not is_right(puzzle_of("kakuro"), lone(5, 5), f"5 {black}")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"board": ("..", ".")}, "rows of one length"),
        ({"board": ("",)}, "rows of one length, of 1 to 12 signs"),
        ({"board": ("." * 13,)}, "rows of one length, of 1 to 12 signs"),
        ({"board": (".?", "..")}, "signs . and #"),
        ({"board": ()}, "at least 1"),
        ({"board": (".",) * 13}, "at most 12"),
        ({"board": (".#", "..")}, "the runs across are not those of the board"),
        ({"across": (Run(0, 0, 2, 4),)}, "the runs across are not those of the board"),
        ({"across": (Run(0, 0, 2, 4), Run(0, 0, 2, 4))}, "the runs across"),
        ({"down": (Run(0, 0, 2, 4), Run(0, 1, 1, 4))}, "the runs down are not those of the board"),
    ],
)
def test_what_is_no_kakuro_is_refused(change, why):
    with pytest.raises(ValueError, match=why):
        KakuroInstance(**{**square(1, 3, 3, 1).model_dump(), **change})


def test_runs_may_come_in_any_order(puzzle_of, is_right):
    given = square(1, 3, 2, 5)
    turned = KakuroInstance(board=given.board, across=given.across[::-1], down=given.down[::-1])
    for instance in (given, turned):
        assert is_right(puzzle_of("kakuro"), instance, "1 3\n2 5")
        assert not is_right(puzzle_of("kakuro"), instance, "2 5\n1 3")


def test_the_progress_of_a_wrong_filling_is_the_share_of_its_right_runs(puzzle_of):
    puzzle, instance = puzzle_of("kakuro"), square(1, 3, 2, 5)
    assert puzzle.judge(((1, 3), (2, 6)), instance).progress == 0.5
    assert puzzle.judge(((2, 4), (3, 6)), instance).progress == 0.0
    assert puzzle.judge(((1, 3), (5, 2)), instance).progress == 0.5
