"""Light up against all sets of cells of small rooms."""

import itertools

import pytest

from rewardry.verifiers.logic.light_up import LightUpInstance


def light(board, bulb):
    """The cells in the same row or column with no wall between."""
    r, c = bulb
    cells = [(x, y) for x, row in enumerate(board) for y, sign in enumerate(row) if sign == "." and (x, y) != bulb]
    return {
        (x, y)
        for x, y in cells
        if (x == r and all(board[r][j] == "." for j in range(min(y, c), max(y, c))))
        or (y == c and all(board[i][c] == "." for i in range(min(x, r), max(x, r))))
    }


@pytest.mark.parametrize("seed", range(10))
def test_exactly_the_placements_are_right(puzzle_of, seed):
    puzzle = puzzle_of("light_up")
    instance = puzzle.generate(seed, seed % 2)
    board = instance.board
    cells = [(r, c) for r, row in enumerate(board) for c, sign in enumerate(row) if sign == "."]
    walls = {(r, c): int(sign) for r, row in enumerate(board) for c, sign in enumerate(row) if sign.isdecimal()}
    lights = {cell: light(board, cell) for cell in cells}
    count = 0
    for bits in itertools.product((0, 1), repeat=len(cells)):
        bulbs = {cell for cell, bit in zip(cells, bits, strict=True) if bit}
        valid = (
            all(sum(abs(r - x) + abs(c - y) == 1 for x, y in bulbs) == n for (r, c), n in walls.items())
            and not any(lights[bulb] & bulbs for bulb in bulbs)
            and bulbs.union(*(lights[bulb] for bulb in bulbs)) == set(cells)
        )
        count += valid
        assert puzzle.judge(frozenset(bulbs), instance).valid == valid
    assert puzzle.count_solutions(instance, 1000) == count >= 1


ROOM = LightUpInstance(board=("..#", "#2.", "..."))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("B.#\n#2.\n...", "broken-rule"),
        (".B#\n#2.\n.B.", "incomplete"),
        ("BB#\n#2.\n.B.", "broken-rule"),
        ("..#\n#BB\n...", "broken-rule"),
        ("..#\n#3.\n...", "unreadable"),
        ("(0,2)", "broken-rule"),
        ("(0,1), (0,1)", "ambiguous"),
        (".B#\n#2.", "incomplete"),
    ],
)
def test_the_reason_says_what_is_wrong(puzzle_of, verdict_of, answer, reason):
    assert verdict_of(puzzle_of("light_up"), ROOM, answer).reason == reason


@pytest.mark.parametrize(
    "answer", [".B#\n#2B\nB..", "| . | * | # |\n| # | 2 | * |\n| * | . | . |", "(0,1), (1,2), (2,0)"]
)
def test_a_placement_is_read_in_every_form(puzzle_of, is_right, answer):
    assert is_right(puzzle_of("light_up"), ROOM, answer)
