"""Queens against all boards of 4 to 6, written out."""

import itertools

import pytest

from rewardry.verifiers.logic.n_queens import NQueensInstance


def attack(queens):
    return any(r == s or c == d or abs(r - s) == abs(c - d) for (r, c), (s, d) in itertools.combinations(queens, 2))


@pytest.mark.parametrize(
    ("n", "given"), [(4, ()), (4, ((0, 1),)), (5, ((2, 2),)), (6, ((0, 2),)), (6, ((0, 0),)), (3, ())]
)
def test_exactly_the_placements_are_right(puzzle_of, n, given):
    puzzle, instance = puzzle_of("n_queens"), NQueensInstance(n=n, given=given)
    found = 0
    for columns in itertools.product(range(n), repeat=n):
        queens = frozenset(enumerate(columns))
        valid = not attack(queens) and queens.issuperset(given)
        found += valid
        assert puzzle.judge(queens, instance).valid == valid
    assert puzzle.count_solutions(instance, 1000) == found
    assert (puzzle.solution(instance) is None) == (found == 0)


@pytest.mark.parametrize(
    "answer",
    [
        "[1, 3, 0, 2]",
        "2 4 1 3",
        "(0,1),(1,3),(2,0),(3,2)",
        "_Q__\n___Q\nQ___\n__Q_",
        "♛".join(["_", "__\n___", "\n", "___\n__", "_"]),
    ],
)
def test_a_placement_is_read_in_every_form(puzzle_of, is_right, answer):
    assert is_right(puzzle_of("n_queens"), NQueensInstance(n=4), answer)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("[0, 1, 2, 3]", "broken-rule"),
        ("[1, 3, 0]", "unreadable"),
        ("(0,1),(1,3),(2,0)", "incomplete"),
        ("(0,1),(1,3),(2,0),(3,2),(3,3)", "broken-rule"),
        ("(0,1),(0,1),(1,3),(2,0),(3,2)", "ambiguous"),
        ("(1,2),(2,4),(3,1),(4,3)", "unreadable"),
        ("QQQQ\nQQQQ\nQQQQ\nQQQQ", "broken-rule"),
        ("_Q__\n___Q\nQ___", "incomplete"),
    ],
)
def test_the_reason_says_what_is_wrong(puzzle_of, verdict_of, answer, reason):
    verdict = verdict_of(puzzle_of("n_queens"), NQueensInstance(n=4), answer)
    assert (verdict.status, verdict.reason) == ("incorrect", reason)


def test_a_given_queen_stays(puzzle_of, verdict_of):
    verdict = verdict_of(puzzle_of("n_queens"), NQueensInstance(n=4, given=((0, 2),)), "[1, 3, 0, 2]")
    assert verdict.details["where"] == "a given queen was moved"


def test_a_given_queen_outside_the_board_is_refused(puzzle_of, verdict_of):
    verdict = verdict_of(puzzle_of("n_queens"), {"puzzle": "n_queens", "n": 4, "given": [[4, 0]]}, "1")
    assert verdict.status == "abstain"
