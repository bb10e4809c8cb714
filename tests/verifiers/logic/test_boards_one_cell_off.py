"""Boards of every size, and all boards that differ from their solutions in one cell, against slow checkers.

The checkers know the reference as it stands in a row and the signs of a board, and nothing of the code that they check.
"""

import itertools

import networkx
import pytest

from rewardry.verifiers.logic.boards import written

DIFFICULTIES = (0, 3, 6, 9)


def columns_of(board):
    return [list(column) for column in zip(*board, strict=True)]


def cells_with(board, signs):
    return {(r, c) for r, row in enumerate(board) for c, sign in enumerate(row) if sign in signs}


def touch(one, other):
    return one != other and max(abs(one[0] - other[0]), abs(one[1] - other[1])) == 1


def share_a_side(one, other):
    return abs(one[0] - other[0]) + abs(one[1] - other[1]) == 1


def keeps_givens(board, grid, blank):
    return all(
        value in (blank, int(sign))
        for row, signs in zip(grid, board, strict=True)
        for value, sign in zip(row, signs, strict=True)
    )


def is_latin(board, n):
    wanted = sorted(map(str, range(1, n + 1)))
    return all(sorted(line) == wanted for line in [*board, *columns_of(board)])


def boxes_of(board, height, width):
    corners = itertools.product(range(0, len(board), height), range(0, len(board), width))
    return [[board[r + i][c + j] for i in range(height) for j in range(width)] for r, c in corners]


def sudoku(task, board):
    boxes = boxes_of(board, *task["box"])
    return (
        "0" not in itertools.chain(*board)
        and keeps_givens(board, task["grid"], 0)
        and is_latin(board, task["size"])
        and all(len(set(box)) == task["size"] for box in boxes)
    )


def futoshiki(task, board):
    return (
        is_latin(board, task["n"])
        and all(board[r][c] == str(value) for r, c, value in task["given"])
        and all(int(board[r][c]) < int(board[s][d]) for (r, c), (s, d) in task["less"])
    )


def binairo(task, board):
    if "." in itertools.chain(*board) or not keeps_givens(board, task["grid"], -1):
        return False
    rows, columns = ["".join(row) for row in board], ["".join(column) for column in columns_of(board)]
    return all(
        len(set(lines)) == len(lines)
        and all(line.count("0") == line.count("1") and "000" not in line and "111" not in line for line in lines)
        for lines in (rows, columns)
    )


def kakuro(task, board):
    black = all(
        (sign == "#") == (wanted == "#")
        for row, signs in zip(task["board"], board, strict=True)
        for wanted, sign in zip(row, signs, strict=True)
    )
    if not black or "." in itertools.chain(*board):
        return False
    runs = [([board[r][c + i] for i in range(n)], total) for r, c, n, total in task["across"]]
    runs += [([board[r + i][c] for i in range(n)], total) for r, c, n, total in task["down"]]
    return all(len(set(run)) == len(run) and sum(map(int, run)) == total for run, total in runs)


def kakurasu(task, board):
    def totals(lines):
        return [sum(i for i, sign in enumerate(line, 1) if sign == "1") for line in lines]

    return totals(board) == task["row_sums"] and totals(columns_of(board)) == task["column_sums"]


def nonogram(task, board):
    def clues(lines):
        return [[len(run) for run in "".join(line).split(".") if run] for line in lines]

    return clues(board) == task["rows"] and clues(columns_of(board)) == task["columns"]


def magic_square(task, board):
    n = task["n"]
    lines = [*board, *columns_of(board), [board[i][i] for i in range(n)], [board[i][n - 1 - i] for i in range(n)]]
    numbers = sorted(map(int, itertools.chain(*board)))
    total = sum(range(1, n * n + 1)) // n
    return (
        numbers == list(range(1, n * n + 1))
        and keeps_givens(board, task["grid"], 0)
        and all(sum(map(int, line)) == total for line in lines)
    )


def skyscraper(task, board):
    def views(lines):
        return [sum(all(a < b for a in line[:i]) for i, b in enumerate(line)) for line in lines]

    rows = [list(map(int, row)) for row in board]
    sides = {
        "left": rows,
        "right": [row[::-1] for row in rows],
        "top": columns_of(rows),
        "bottom": [column[::-1] for column in columns_of(rows)],
    }
    return is_latin(board, task["n"]) and all(
        clue in (0, seen) for side, lines in sides.items() for clue, seen in zip(task[side], views(lines), strict=True)
    )


def hitori(task, board):
    shaded = cells_with(board, "#")
    graph = networkx.grid_2d_graph(len(board), len(board[0]))
    apart = not any(other in shaded for cell in shaded for other in graph[cell])
    graph.remove_nodes_from(shaded)
    left = [[None if (r, c) in shaded else v for c, v in enumerate(row)] for r, row in enumerate(task["grid"])]
    numbers = [[value for value in line if value is not None] for line in [*left, *columns_of(left)]]
    return apart and networkx.is_connected(graph) and all(len(set(line)) == len(line) for line in numbers)


def star_battle(task, board):
    stars, n = cells_with(board, "*"), len(board)
    regions = {task["regions"][r][c] for r, c in stars}
    return (
        len(stars) == n
        and len({r for r, _ in stars}) == len({c for _, c in stars}) == len(regions) == n
        and not any(touch(*pair) for pair in itertools.combinations(stars, 2))
    )


def light_up(task, board):
    room, bulbs = task["board"], cells_with(board, "B")
    if any(sign not in ("B", room[r][c]) for r, row in enumerate(board) for c, sign in enumerate(row)):
        return False
    free = cells_with(room, ".")
    lit = {bulb: set() for bulb in bulbs}
    for bulb, (down, right) in itertools.product(bulbs, ((0, 1), (1, 0), (0, -1), (-1, 0))):
        cell = (bulb[0] + down, bulb[1] + right)
        while cell in free:
            lit[bulb].add(cell)
            cell = (cell[0] + down, cell[1] + right)
    walls = {(r, c): int(room[r][c]) for r, c in cells_with(room, "01234")}
    return (
        bulbs <= free
        and free == bulbs.union(*lit.values())
        and not any(seen & bulbs for seen in lit.values())
        and all(sum(share_a_side(wall, bulb) for bulb in bulbs) == n for wall, n in walls.items())
    )


def tents(task, board):
    placed, trees = cells_with(board, "A"), set(map(tuple, task["trees"]))
    if cells_with(board, "T") != trees or any(touch(*pair) for pair in itertools.combinations(placed, 2)):
        return False
    counts = [[line.count("A") for line in lines] for lines in (board, columns_of(board))]
    pairs = networkx.Graph()
    pairs.add_nodes_from(("tree", tree) for tree in trees)
    pairs.add_edges_from(
        (("tree", tree), ("tent", tent)) for tree in trees for tent in placed if share_a_side(tree, tent)
    )
    matched = len(networkx.max_weight_matching(pairs)) == len(trees) == len(placed)
    return counts == [task["row_counts"], task["column_counts"]] and matched


def n_queens(task, board):
    queens, n = cells_with(board, "Q"), task["n"]
    attacks = any(a == c or b == d or abs(a - c) == abs(b - d) for (a, b), (c, d) in itertools.combinations(queens, 2))
    return len(queens) == n and not attacks and set(map(tuple, task["given"])) <= queens


# The signs with which a cell may be filled, right or wrong; numbers up to a field of the task.
SIGNS = {
    sudoku: "size", futoshiki: "n", skyscraper: "n", binairo: "01.", kakuro: "123456789#.", kakurasu: "01",
    nonogram: "#.", hitori: "#.", star_battle: "*.", light_up: "B.#01", tents: "TA.", n_queens: "Q_",
}  # fmt: skip
CHECKERS = [*SIGNS, magic_square]


def signs_for(checker, task):
    if checker is magic_square:
        return [str(number) for number in range(1, task["n"] ** 2 + 1)]
    signs = SIGNS[checker]
    return [str(number) for number in range(1, task[signs] + 1)] if signs in task else list(signs)


@pytest.mark.parametrize("checker", CHECKERS, ids=lambda checker: checker.__name__)
def test_boards_one_cell_off_are_right_by_the_rules_alone(checker, puzzle_of):
    puzzle, others = puzzle_of(checker.__name__), 0
    for seed, difficulty in enumerate(DIFFICULTIES):
        instance = puzzle.generate(seed + 20, difficulty)
        task = instance.as_reference()
        solution = [line.split() for line in puzzle.solution(instance).split("\n")]
        assert checker(task, solution)
        for r, c in itertools.product(range(len(solution)), range(len(solution[0]))):
            for sign in signs_for(checker, task):
                board = [list(row) for row in solution]
                board[r][c] = sign
                expected = checker(task, board)
                assert not expected or board == solution or not instance.unique
                verdict = puzzle.check(written(board), instance, "")
                assert (verdict.status == "correct") == expected, (r, c, sign)
                others += 1
    assert others > 50


@pytest.mark.parametrize("checker", CHECKERS, ids=lambda checker: checker.__name__)
def test_boards_with_two_lines_exchanged_are_right_by_the_rules_alone(checker, puzzle_of):
    puzzle = puzzle_of(checker.__name__)
    for seed, difficulty in enumerate((1, 3, 5, 7)):
        instance = puzzle.generate(seed + 40, difficulty)
        task = instance.as_reference()
        solution = [line.split() for line in puzzle.solution(instance).split("\n")]
        turned = columns_of(solution) if len(solution) == len(solution[0]) else solution
        for board, (i, j) in itertools.product((solution, turned), itertools.combinations(range(len(solution)), 2)):
            rows = [list(row) for row in board]
            rows[i], rows[j] = rows[j], rows[i]
            for found in (rows, columns_of(rows)) if board is turned else (rows,):
                verdict = puzzle.check(written(found), instance, "")
                assert (verdict.status == "correct") == checker(task, found), (i, j)
