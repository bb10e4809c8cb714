"""How far a wrong board is from right: the share of its rules that it keeps, counted anew; and which one is named."""

import itertools

import pytest

from rewardry.verifiers.logic.boards import written


def columns_of(board):
    return [list(column) for column in zip(*board, strict=True)]


def different(line):
    return len(set(line)) == len(line)


def sudoku(task, board):
    (height, width), n = task["box"], task["size"]
    corners = itertools.product(range(0, n, height), range(0, n, width))
    boxes = [[board[r + i][c + j] for i in range(height) for j in range(width)] for r, c in corners]
    return list(map(different, [*board, *columns_of(board), *boxes]))


def futoshiki(task, board):
    less = [board[r][c] < board[s][d] for (r, c), (s, d) in task["less"]]
    return [*map(different, [*board, *columns_of(board)]), *less]


def skyscraper(task, board):
    def views(lines):
        return [sum(all(a < b for a in line[:i]) for i, b in enumerate(line)) for line in lines]

    columns = columns_of(board)
    sides = {"top": columns, "bottom": [c[::-1] for c in columns], "left": board, "right": [r[::-1] for r in board]}
    seen = [
        clue in (0, view) for side, lines in sides.items() for clue, view in zip(task[side], views(lines), strict=True)
    ]
    return [*map(different, [*board, *columns]), *seen]


def magic_square(task, board):
    n = task["n"]
    lines = [*board, *columns_of(board), [board[i][i] for i in range(n)], [board[i][-1 - i] for i in range(n)]]
    return [sum(line) == n * (n * n + 1) / 2 for line in lines]


def binairo(task, board):
    texts = ["".join(map(str, line)) for line in [*board, *columns_of(board)]]
    return [text.count("0") == text.count("1") and "000" not in text and "111" not in text for text in texts]


def kakurasu(task, board):
    totals = [sum(place for place, cell in enumerate(line, 1) if cell == 1) for line in [*board, *columns_of(board)]]
    return [a == b for a, b in zip(totals, [*task["row_sums"], *task["column_sums"]], strict=True)]


def nonogram(task, board):
    found = [[len(run) for run in "".join(map(str, line)).split("0") if run] for line in [*board, *columns_of(board)]]
    return [a == b for a, b in zip(found, [*task["rows"], *task["columns"]], strict=True)]


def kakuro(task, board):
    runs = [([board[r][c + i] for i in range(n)], total) for r, c, n, total in task["across"]]
    runs += [([board[r + i][c] for i in range(n)], total) for r, c, n, total in task["down"]]
    return [sum(run) == total and different(run) for run, total in runs]


def hitori(task, board):
    left = [
        [value for value, shaded in zip(line, marks, strict=True) if not shaded]
        for line, marks in zip([*task["grid"], *columns_of(task["grid"])], [*board, *columns_of(board)], strict=True)
    ]
    return list(map(different, left))


# The rules of each family in the order in which they are named, and what the first one is called.
FAMILIES = {
    sudoku: lambda n, i: f"row {i + 1} repeats a number" if i < n else None,
    futoshiki: lambda n, i: f"{'row' if i < n else 'column'} {i % n + 1} repeats a number" if i < 2 * n else None,
    skyscraper: lambda n, i: f"{'row' if i < n else 'column'} {i % n + 1} repeats a height" if i < 2 * n else None,
    magic_square: lambda n, i: None,
    binairo: lambda n, i: (
        f"{'row' if i < n else 'column'} {i % n + 1} has three of a kind side by side or more of one kind"
    ),
    kakurasu: lambda n, i: f"{'row' if i < n else 'column'} {i % n + 1} has another sum",
    nonogram: lambda n, i: f"{'row' if i < n else 'column'} {i % n + 1} has other runs",
    kakuro: lambda n, i: None,
    hitori: lambda n, i: None,
}
SHOWN = {nonogram: ".#", hitori: ".#"}


@pytest.mark.parametrize("rules", FAMILIES, ids=lambda rules: rules.__name__)
def test_progress_is_the_share_of_the_rules_that_are_kept(rules, puzzle_of):
    puzzle, judged = puzzle_of(rules.__name__), set()
    for seed in range(4):
        instance = puzzle.generate(seed + 30, seed)
        task = instance.as_reference()
        solution = [list(row) for row in puzzle.read(puzzle.solution(instance), instance)]
        n = len(solution)
        for (r, c), (s, d) in itertools.combinations(itertools.product(range(n), repeat=2), 2):
            board = [list(row) for row in solution]
            board[r][c], board[s][d] = board[s][d], board[r][c]
            text = written([[SHOWN[rules][cell] for cell in row] for row in board] if rules in SHOWN else board)
            verdict = puzzle.check(text.replace("0", "#") if rules is kakuro else text, instance, "")
            if "progress" not in verdict.details:
                continue
            kept = rules(task, board)
            assert verdict.details["progress"] == round(sum(kept) / len(kept), 6) < 1
            assert verdict.reason == "broken-rule"
            named = FAMILIES[rules](n, kept.index(False))
            assert named is None or verdict.details["where"] == named
            judged.add(verdict.details["progress"])
    assert len(judged) >= 2


@pytest.mark.parametrize(
    ("reference", "answer", "reason", "progress"),
    [
        ({"puzzle": "n_queens", "n": 4}, "[0, 1, 2, 3]", "broken-rule", (4 + 4 + 1 + 4) / 16),
        ({"puzzle": "n_queens", "n": 4}, "(0,0), (0,1), (0,2), (0,3)", "broken-rule", (1 + 4 + 4 + 4) / 16),
        ({"puzzle": "star_battle", "regions": ["AAAA", "BBBB", "CCCC", "DDDD"]}, "(0,0), (0,2), (2,1), (3,3)",
         "broken-rule", 3 / 4),
        ({"puzzle": "star_battle", "regions": ["AAAA", "AAAA", "BBCC", "DDDD"]}, "(0,1), (1,3), (2,0), (3,2)",
         "broken-rule", 3 / 4),
        ({"puzzle": "minesweeper", "board": ["3?", "??"]}, "[(0, 1)]", "incomplete", 2 * 1 / (1 + 3)),
        ({"puzzle": "minesweeper", "board": ["3?", "??"]}, "[]", "incomplete", 0),
        ({"puzzle": "minesweeper", "board": ["1??", "1??"]}, "[(0, 1)]", "wrong-value", 0),
        ({"puzzle": "game_of_life", "grid": [[1, 1], [1, 0]]}, "11\n10", "wrong-value", 3 / 4),
        ({"puzzle": "tents", "trees": [[0, 0], [2, 2]], "row_counts": [1, 1, 0], "column_counts": [0, 1, 1]},
         "(0,1), (2,1)", "broken-rule", 2 / 6),
        ({"puzzle": "graph_coloring", "n": 3, "edges": [[0, 1], [1, 2], [0, 2]], "k": 3}, "[1, 1, 2]", "broken-rule",
         2 / 3),
        ({"puzzle": "sat", "n": 2, "clauses": [[1], [-1], [2], [1, 2]]}, "x1=True, x2=False", "broken-rule", 2 / 4),
        ({"puzzle": "euler_path", "n": 3, "edges": [[0, 1], [1, 2], [0, 2]]}, "0, 1, 2", "incomplete", 2 / 3),
        ({"puzzle": "tower_of_hanoi", "disks": 2, "from": "A", "to": "C"}, "1: A -> C", "incomplete", 1 / 2),
        ({"puzzle": "river_crossing", "items": ["hen", "hay"]}, "hen, nothing", "incomplete", 1 / 2),
        ({"puzzle": "sliding_puzzle", "grid": [[1, 2], [0, 3]]}, "D", "incomplete", 1 / 4),
        ({"puzzle": "sokoban", "board": ["@$.", "-$."]}, "R", "incomplete", 1 / 2),
        ({"puzzle": "knights_knaves", "names": ["Al", "Bo"], "statements": [["lying", 1], ["lying", 0]]},
         "Al is a knight, Bo is a knight", "broken-rule", 0),
        ({"puzzle": "zebra", "n": 2, "attributes": {"Pet": ["cat", "dog"]},
          "clues": [["at", "Pet", "cat", 1], ["next", "Pet", "cat", "Pet", "dog"]]},
         '{"Pet": ["dog", "cat"]}', "broken-rule", 1 / 2),
    ],
    ids=lambda value: value["puzzle"] if isinstance(value, dict) else "",
)  # fmt: skip
def test_progress_of_an_answer_that_can_be_counted_by_hand(reference, answer, reason, progress, puzzle_of, verdict_of):
    verdict = verdict_of(puzzle_of(reference["puzzle"]), reference, answer)
    assert (verdict.status, verdict.reason) == ("incorrect", reason)
    assert verdict.details["progress"] == round(progress, 6)
    assert not verdict.score
