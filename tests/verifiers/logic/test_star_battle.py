"""Star battle against all placements on boards of 4 and 5."""

import itertools

import pytest

from rewardry.verifiers.logic.star_battle import StarBattleInstance


@pytest.mark.parametrize("seed", range(8))
def test_exactly_the_placements_are_right(puzzle_of, seed):
    puzzle = puzzle_of("star_battle")
    instance = puzzle.generate(seed, seed % 3)
    regions = instance.regions
    n, count = len(regions), 0
    for columns in itertools.product(range(n), repeat=n):
        stars = list(enumerate(columns))
        alone = len(set(columns)) == n and len({regions[r][c] for r, c in stars}) == n
        valid = alone and not any(
            abs(r - s) < 2 and abs(c - d) < 2 for (r, c), (s, d) in itertools.combinations(stars, 2)
        )
        count += valid
        board = tuple(tuple(int(c == column) for c in range(n)) for column in columns)
        assert puzzle.judge(board, instance).valid == valid
    assert puzzle.count_solutions(instance, 1000) == count >= 1


ROWS = StarBattleInstance(regions=("AAAA", "BBBB", "CCCC", "DDDD"))


@pytest.mark.parametrize(
    ("answer", "reason", "where"),
    [
        ("*...\n.*..\n..*.\n...*", "broken-rule", "two stars touch"),
        (".*..\n...*\n*...\n....", "incomplete", "3 stars for 4"),
        ("**..\n....\n..*.\n...*", "broken-rule", "two stars in a row"),
        ("(0,1),(1,3),(2,0),(2,2)", "broken-rule", "two stars in a row"),
    ],
)
def test_the_reason_says_what_is_wrong(puzzle_of, verdict_of, answer, reason, where):
    verdict = verdict_of(puzzle_of("star_battle"), ROWS, answer)
    assert (verdict.reason, verdict.details["where"]) == (reason, where)


def test_any_placement_is_right(puzzle_of, is_right):
    for answer in (".*..\n...*\n*...\n..*.", "(0,2), (1,0), (2,3), (3,1)"):
        assert is_right(puzzle_of("star_battle"), ROWS, answer)
