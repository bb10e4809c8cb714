"""The smallest instances of many families: every form of a solution is right, and nothing about them raises."""

import pytest

SMALLEST = {
    "life that stays": {"puzzle": "game_of_life", "grid": [[1, 1], [1, 1]]},
    "one dead cell": {"puzzle": "game_of_life", "grid": [[0]]},
    "a rule without births": {"puzzle": "game_of_life", "grid": [[1]], "rule": "B/S"},
    "a ring of three": {"puzzle": "game_of_life", "grid": [[1, 0, 1]], "wrap": True},
    "a full magic square": {"puzzle": "magic_square", "n": 3, "grid": [[2, 7, 6], [9, 5, 1], [4, 3, 8]]},
    "an empty magic square": {"puzzle": "magic_square", "n": 3, "grid": [[0] * 3] * 3},
    "nothing filled": {"puzzle": "kakurasu", "row_sums": [0], "column_sums": [0]},
    "all filled": {"puzzle": "kakurasu", "row_sums": [3, 3], "column_sums": [3, 3]},
    "one filled cell": {"puzzle": "nonogram", "rows": [[1]], "columns": [[1]]},
    "one empty cell": {"puzzle": "nonogram", "rows": [[]], "columns": [[]]},
    "a black square": {"puzzle": "nonogram", "rows": [[2], [2]], "columns": [[2], [2]]},
    "queens all given": {"puzzle": "n_queens", "n": 4, "given": [[0, 1], [1, 3], [2, 0], [3, 2]]},
    "a full sudoku": {
        "puzzle": "sudoku",
        "size": 4,
        "box": [2, 2],
        "grid": [[1, 2, 3, 4], [3, 4, 1, 2], [2, 1, 4, 3], [4, 3, 2, 1]],
    },
    "two towers": {"puzzle": "skyscraper", "n": 2, "top": [1, 2], "bottom": [2, 1], "left": [1, 2], "right": [2, 1]},
    "nothing to shade": {"puzzle": "hitori", "grid": [[1, 2], [2, 1]]},
    "one to shade": {"puzzle": "hitori", "grid": [[1, 1], [2, 1]]},
    "one open cell": {"puzzle": "light_up", "board": ["."]},
    "only a wall": {"puzzle": "light_up", "board": ["#"]},
    "a wall and a bulb": {"puzzle": "light_up", "board": ["1."]},
    "one tree": {"puzzle": "tents", "trees": [[0, 0]], "row_counts": [1], "column_counts": [0, 1]},
    "one certain mine": {"puzzle": "minesweeper", "board": ["1?"]},
    "nothing hidden": {"puzzle": "minesweeper", "board": ["0"]},
    "nothing certain": {"puzzle": "minesweeper", "board": ["??"]},
    "one step": {"puzzle": "maze", "grid": ["SG"]},
    "the shortest walk": {"puzzle": "maze", "grid": ["S.G"], "shortest": True},
    "one push": {"puzzle": "sokoban", "board": ["#####", "#@$.#", "#####"]},
    "one disk": {"puzzle": "tower_of_hanoi", "disks": 1},
    "one edge": {"puzzle": "shortest_path", "edges": [["A", "B", 1]], "start": "A", "end": "B"},
    "a path of two": {"puzzle": "hamilton_path", "n": 2, "edges": [[0, 1]]},
    "a triangle": {"puzzle": "hamilton_path", "n": 3, "edges": [[0, 1], [1, 2], [0, 2]], "cycle": True},
    "a walk of one edge": {"puzzle": "euler_path", "n": 2, "edges": [[0, 1]]},
    "there and back": {"puzzle": "euler_path", "n": 2, "edges": [[0, 1], [0, 1]], "circuit": True},
    "one vertex": {"puzzle": "graph_coloring", "n": 1, "edges": [], "k": 1},
    "one clause": {"puzzle": "sat", "n": 1, "clauses": [[1]]},
    "a contradiction": {"puzzle": "sat", "n": 1, "clauses": [[1], [-1]]},
    "no clauses": {"puzzle": "sat", "n": 2, "clauses": []},
    "a ladder of two": {"puzzle": "word_ladder", "start": "at", "end": "it", "words": []},
    "one bracket": {"puzzle": "dyck", "prefix": "("},
    "one bracket or more": {"puzzle": "dyck", "prefix": "(", "minimal": False},
    "one number": {"puzzle": "countdown", "numbers": [1], "target": 1},
    "a black cell": {"puzzle": "kakuro", "board": ["#"], "across": [], "down": []},
    "one digit": {"puzzle": "kakuro", "board": ["."], "across": [[0, 0, 1, 5]], "down": [[0, 0, 1, 5]]},
}
by_size = pytest.mark.parametrize("reference", SMALLEST.values(), ids=list(SMALLEST))


@by_size
def test_every_form_of_a_solution_is_right(reference, puzzle_of, is_right):
    puzzle = puzzle_of(reference["puzzle"])
    instance = puzzle.instance(reference)
    forms = puzzle.surface_forms(instance)
    assert is_right(puzzle, instance, puzzle.solution(instance))
    assert forms
    for form in forms:
        assert is_right(puzzle, instance, form), form


@by_size
def test_the_task_is_told_counted_and_measured(reference, puzzle_of):
    puzzle = puzzle_of(reference["puzzle"])
    instance = puzzle.instance(reference)
    assert "<answer>" in puzzle.prompt(instance)
    assert puzzle.count_solutions(instance, 2) in (1, 2)
    hardness = puzzle.hardness(instance)
    assert hardness is None or hardness >= 0


@by_size
def test_what_is_said_beside_it_is_not_right(reference, puzzle_of, is_right):
    puzzle = puzzle_of(reference["puzzle"])
    instance = puzzle.instance(reference)
    solution = puzzle.solution(instance)
    for answer in (f"not {solution}", f"{solution} or something else", "", "I do not know", "maybe"):
        assert not is_right(puzzle, instance, answer), answer


STILL = ["life that stays", "one dead cell", "a rule without births", "a ring of three"]


@pytest.mark.parametrize("name", STILL)
def test_near_misses_of_life_are_boards_that_are_not_right(name, puzzle_of, is_right):
    puzzle = puzzle_of("game_of_life")
    instance = puzzle.instance(SMALLEST[name])
    assert not any(is_right(puzzle, instance, miss) for miss in puzzle.near_misses(instance))


@pytest.mark.parametrize("minimal", [True, False])
@pytest.mark.parametrize("prefix", ["(", "([", "<<<", "[]{"])
def test_near_misses_of_brackets_leave_some_open_or_are_too_many(prefix, minimal, puzzle_of, is_right):
    puzzle = puzzle_of("dyck")
    instance = puzzle.instance({"puzzle": "dyck", "prefix": prefix, "minimal": minimal})
    assert not any(is_right(puzzle, instance, miss) for miss in puzzle.near_misses(instance))
