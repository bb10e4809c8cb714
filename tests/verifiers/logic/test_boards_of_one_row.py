"""Boards of one row or one column: every form of answer that wider boards have."""

import pytest

ROWS = {
    "game_of_life": ({"grid": [[1, 0, 1]], "wrap": True}, "0 0 0", "0 1 0"),
    "game_of_life-column": ({"grid": [[1], [1], [1]]}, "0\n1\n0", "0\n0\n0"),
    "kakurasu": ({"row_sums": [4], "column_sums": [1, 0, 1]}, "1 0 1", "1 1 0"),
    "kakurasu-column": ({"row_sums": [1, 0, 1], "column_sums": [4]}, "1\n0\n1", "0\n1\n1"),
    "kakuro": (
        {"board": ["#..."], "across": [[0, 1, 3, 6]], "down": [[0, 1, 1, 2], [0, 2, 1, 1], [0, 3, 1, 3]]},
        "# 2 1 3",
        "# 1 2 3",
    ),
    "nonogram": ({"rows": [[2]], "columns": [[], [1], [1]]}, ". # #", "# # ."),
    "nonogram-column": ({"rows": [[], [1], [1]], "columns": [[2]]}, ".\n#\n#", "#\n#\n."),
}


def families(names):
    return [(name.partition("-")[0], *ROWS[name]) for name in names]


def listed(board):
    """As lists of lists."""
    rows = ['"' + '", "'.join(line.split()) + '"' for line in board.split("\n")]
    return "[[" + "], [".join(rows) + "]]"


def table(board):
    """As a Markdown table."""
    lines = ["| " + " | ".join(line.split()) + " |" for line in board.split("\n")]
    return "\n".join([lines[0], "|" + "---|" * lines[0].count(" | ") + "---|", *lines[1:]])


FORMS = {
    "as it is asked for": str,
    "lists": listed,
    "numbers in lists": lambda board: listed(board).replace('"', ""),
    "fenced": lambda board: f"```\n{board}\n```",
    "commas": lambda board: board.replace(" ", ", "),
    "side by side": lambda board: board.replace(" ", ""),
    "table": table,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("name", "given", "right", "wrong"), families(ROWS), ids=list(ROWS))
def test_a_board_of_one_line_is_read_in_every_form(name, given, right, wrong, form, puzzle_of, is_right):
    puzzle, reference = puzzle_of(name), {"puzzle": name, **given}
    assert is_right(puzzle, reference, FORMS[form](right))
    assert not is_right(puzzle, reference, FORMS[form](wrong))


@pytest.mark.parametrize(("name", "given", "right", "wrong"), families(ROWS), ids=list(ROWS))
def test_a_board_of_one_line_said_twice_or_in_part_is_wrong(name, given, right, wrong, puzzle_of, is_right):
    puzzle, reference = puzzle_of(name), {"puzzle": name, **given}
    for answer in (f"{right}\n{right}", f"{right} or {wrong}", right[:-1], f"{right} {right[-1]}", f"not {right}"):
        assert not is_right(puzzle, reference, answer), answer


@pytest.mark.parametrize(
    ("answer", "right"),
    [("[(0, 1)]", True), ("[[0, 1]]", True), ("0 1", True), (". #", True), ("[[0, 0]]", False), ("[(0, 0)]", False),
     ("[[1, 0]]", False), ("[[0, 1], [0, 1]]", False)],
)  # fmt: skip
def test_a_pair_in_brackets_on_a_board_of_two_cells_is_a_cell(answer, right, puzzle_of, is_right):
    reference = {"puzzle": "kakurasu", "row_sums": [2], "column_sums": [0, 1]}
    assert is_right(puzzle_of("kakurasu"), reference, answer) == right


def test_a_cell_is_told_from_an_empty_row(puzzle_of, is_right):
    reference = {"puzzle": "kakurasu", "row_sums": [1], "column_sums": [1, 0]}
    assert is_right(puzzle_of("kakurasu"), reference, "[(0, 0)]")
    assert is_right(puzzle_of("kakurasu"), reference, "[[1, 0]]")
    assert not is_right(puzzle_of("kakurasu"), reference, "0 0")
