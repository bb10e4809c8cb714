"""Tents against all sets of cells on boards of 3 and 4."""

import itertools
import random

import pytest

from rewardry.verifiers.logic.tents import TentsInstance


def can_be_given(tents, trees):
    return any(
        all(abs(t[0] - x[0]) + abs(t[1] - x[1]) == 1 for t, x in zip(order, trees, strict=True))
        for order in itertools.permutations(tents)
    )


@pytest.mark.parametrize("seed", range(8))
def test_exactly_the_placements_are_right(puzzle_of, seed):
    puzzle = puzzle_of("tents")
    instance = puzzle.generate(seed, 1 + seed % 2)
    side, trees = len(instance.row_counts), instance.trees
    cells = [(r, c) for r in range(side) for c in range(side)]
    count = 0
    for tents in itertools.combinations(cells, len(trees)):
        valid = (
            not set(tents) & set(trees)
            and all(sum(r == i for r, _ in tents) == n for i, n in enumerate(instance.row_counts))
            and all(sum(c == i for _, c in tents) == n for i, n in enumerate(instance.column_counts))
            and all(max(abs(a - c), abs(b - d)) > 1 for (a, b), (c, d) in itertools.combinations(tents, 2))
            and can_be_given(tents, trees)
        )
        count += valid
        assert puzzle.judge(frozenset(tents), instance).valid == valid
    assert puzzle.count_solutions(instance, 1000) == count >= 1


SITE = TentsInstance(trees=((0, 0), (2, 2)), row_counts=(1, 1, 0), column_counts=(0, 1, 1))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("TA.\n...\n..T", "broken-rule"),
        ("T..\nA..\n.AT", "broken-rule"),
        ("A..\n..A\n..T", "unreadable"),
        ("(0,1), (0,1)", "ambiguous"),
        ("TA.\n..A", "incomplete"),
        ("TA.\n..A\n..T", "broken-rule"),
    ],
)
def test_the_reason_says_what_is_wrong(puzzle_of, verdict_of, answer, reason):
    assert verdict_of(puzzle_of("tents"), SITE, answer).reason == reason


def test_a_tree_that_shares_its_tent_is_not_served(puzzle_of, is_right):
    site = TentsInstance(trees=((0, 0), (0, 2), (2, 0)), row_counts=(1, 0, 0), column_counts=(0, 1, 0))
    assert not is_right(puzzle_of("tents"), site, "(0, 1)")


@pytest.mark.parametrize("seed", range(12))
def test_all_placements_are_found_where_there_are_several(seed, puzzle_of):
    dice, side = random.Random(seed), 4
    cells = list(itertools.product(range(side), repeat=2))
    trees = tuple(dice.sample(cells, 3))
    apart = [
        tents
        for tents in itertools.combinations([cell for cell in cells if cell not in trees], len(trees))
        if all(max(abs(a - c), abs(b - d)) > 1 for (a, b), (c, d) in itertools.combinations(tents, 2))
        and can_be_given(tents, trees)
    ]

    def counts(tents):
        return tuple(tuple(sum(cell[axis] == i for cell in tents) for i in range(side)) for axis in (0, 1))

    by_counts = {}
    for tents in apart:
        by_counts.setdefault(counts(tents), []).append(tents)
    for (rows, columns), fitting in by_counts.items():
        site = TentsInstance(trees=trees, row_counts=rows, column_counts=columns)
        assert puzzle_of("tents").count_solutions(site, 1000) == len(fitting)
        assert all(puzzle_of("tents").judge(frozenset(tents), site).valid for tents in fitting)
    assert by_counts
