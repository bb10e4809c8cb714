"""Tasks that nothing solves: no solution is shown, no form of one and no near miss, and every answer is wrong."""

import pytest

NO_SOLUTION = {
    "anagram": {"letters": "tac", "words": ["dog"]},
    "binairo": {"grid": [[1, 1, 1, -1], *[[-1] * 4] * 3]},
    "countdown": {"numbers": [1, 1], "target": 100},
    "cryptarithm": {"addends": ["AB", "AB"], "result": "AB"},
    "euler_path": {"n": 4, "edges": [[0, 1], [2, 3]]},
    "futoshiki": {"n": 2, "less": [[[0, 0], [0, 1]], [[0, 1], [0, 0]]]},
    "graph_coloring": {"n": 3, "edges": [[0, 1], [1, 2], [0, 2]], "k": 2},
    "hamilton_path": {"n": 4, "edges": [[0, 1], [0, 2], [0, 3]]},
    "hitori": {"grid": [[1, 1, 1], [1, 1, 1], [1, 1, 1]]},
    "kakurasu": {"row_sums": [1], "column_sums": [0]},
    "kakuro": {"board": [".."], "across": [[0, 0, 2, 18]], "down": [[0, 0, 1, 9], [0, 1, 1, 9]]},
    "knights_knaves": {"names": ["Al"], "statements": [["lying", 0]]},
    "light_up": {"board": [".4", ".."]},
    "magic_square": {"n": 3, "grid": [[1, 1, 0], [0, 0, 0], [0, 0, 0]]},
    "maze": {"grid": ["S#G"]},
    "n_queens": {"n": 3},
    "nonogram": {"rows": [[1]], "columns": [[]]},
    "river_crossing": {
        "items": ["wolf", "goat", "hay"],
        "forbidden": [["wolf", "goat"], ["goat", "hay"], ["wolf", "hay"]],
    },
    "shortest_path": {"edges": [["A", "B", 1], ["C", "B", 1]], "directed": True, "start": "A", "end": "C"},
    "skyscraper": {"n": 2, "top": [2, 2], "bottom": [0, 0], "left": [0, 0], "right": [0, 0]},
    "sliding_puzzle": {"grid": [[2, 1], [3, 0]]},
    "sokoban": {"board": ["@#$."]},
    "star_battle": {"regions": ["ABCD", "AAAA", "AAAA", "AAAA"]},
    "sudoku": {"size": 2, "box": [1, 2], "grid": [[1, 0], [1, 0]]},
    "tents": {"trees": [[0, 0]], "row_counts": [1, 1], "column_counts": [0, 0]},
    "water_jugs": {"capacity": [2, 4], "target": 3},
    "word_ladder": {"start": "cat", "end": "dog", "words": ["cow"]},
    "zebra": {"n": 2, "attributes": {"Pet": ["cat", "dog"]}, "clues": [["same", "Pet", "cat", "Pet", "dog"]]},
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(NO_SOLUTION))
def test_where_nothing_is_right_nothing_is_shown(name, puzzle_of, is_right):
    puzzle = puzzle_of(name)
    instance = puzzle.instance({"puzzle": name, **NO_SOLUTION[name]})
    assert puzzle.solution(instance) is None
    assert puzzle.count_solutions(instance, 2) == 0
    assert tuple(puzzle.surface_forms(instance)) == tuple(puzzle.near_misses(instance)) == ()
    assert puzzle.prompt(instance)
    for answer in ("0", "A", "1 1\n1 1", "none", "there is no solution", "[]", "A=1", "R", "0, 1, 2, 3"):
        assert not is_right(puzzle, instance, answer)


def test_a_minesweeper_whose_numbers_fit_nothing_shows_nothing(puzzle_of):
    puzzle = puzzle_of("minesweeper")
    instance = puzzle.instance({"puzzle": "minesweeper", "board": ["8?"]})
    assert puzzle.solution(instance) is None
    assert puzzle.count_solutions(instance) == 0
    assert tuple(puzzle.surface_forms(instance)) == tuple(puzzle.near_misses(instance)) == ()
