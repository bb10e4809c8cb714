import time

import pytest

from rewardry.text.grids import parse_cells, parse_grid
from rewardry.text.unreadable import UnreadableAnswerError

DIGITS = {str(digit): digit for digit in range(1, 5)}
BOARD = ((1, 2, 3, 4), (2, 3, 4, 1), (3, 4, 1, 2), (4, 1, 2, 3))
PLAIN = "1 2 3 4\n2 3 4 1\n3 4 1 2\n4 1 2 3"
HANG_SECONDS = 10.0  # a guard against what does not end, on a machine with other work


def reason(parse, *arguments):
    with pytest.raises(UnreadableAnswerError) as refused:
        parse(*arguments)
    assert refused.value.where
    return refused.value.reason


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "\n  " + PLAIN.replace("\n", "  \n\n  ") + "\n",
        PLAIN.replace(" ", ""),
        PLAIN.replace(" ", ","),
        PLAIN.replace(" ", "，"),
        PLAIN.replace("1", "１").replace("2", "**2**"),
        PLAIN.replace(" ", "").replace("\n", ""),
        PLAIN.replace("\n", "; "),
        PLAIN + ".",
        str([list(row) for row in BOARD]),
        str([list(row) for row in BOARD]) + ".",
        str(BOARD) + "。",
        str(BOARD),
        "\n".join(str(list(row)) + "," for row in BOARD),
        '["1234", "2341", "3412", "4123"]',
        '[["1", "2", "3", "4"], ["2", "3", "4", "1"], ["3", "4", "1", "2"], ["4", "1", "2", "3"]]',
        '{"grid": ' + str([list(row) for row in BOARD]) + "}",
        "| 1 2 | 3 4 |\n| 2 3 | 4 1 |\n|-----+-----|\n| 3 4 | 1 2 |\n| 4 1 | 2 3 |",
        "12|34\n23|41\n--+--\n34|12\n41|23",
        "|1|2|3|4|\n|---|---|---|---|\n|2|3|4|1|\n|3|4|1|2|\n|4|1|2|3|",
        "| | | | |\n|---|---|---|---|\n|1|2|3|4|\n|2|3|4|1|\n|3|4|1|2|\n|4|1|2|3|",
        "┌───┬───┐\n│1 2│3 4│\n│2 3│4 1│\n├───┼───┤\n│3 4│1 2│\n│4 1│2 3│\n└───┴───┘",
        r"\begin{bmatrix}1&2&3&4\\2&3&4&1\\3&4&1&2\\4&1&2&3\end{bmatrix}",
        "\n".join(f"Row {number}: {line}" for number, line in enumerate(PLAIN.split("\n"), 1)),
        "\n".join(f"第{number}行：{line}" for number, line in enumerate(PLAIN.split("\n"), 1)),
    ],
)
def test_a_board_is_read_in_every_form(text):
    assert parse_grid(text, DIGITS, 4, 4) == BOARD


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "incomplete"),
        ("1 2 3 4\n2 3 4 1", "incomplete"),
        (PLAIN + "\n" + PLAIN, "ambiguous"),
        (PLAIN + "\n1 2 3 4", "unreadable"),
        ("not " + PLAIN, "unreadable"),
        ("Either " + PLAIN, "unreadable"),
        (PLAIN + "\nor", "unreadable"),
        (PLAIN.replace("1", "1.0"), "unreadable"),
        (PLAIN.replace("1", "-1"), "unreadable"),
        (PLAIN.replace("1", "?"), "unreadable"),
        (PLAIN.replace("1", "9"), "unreadable"),
        (PLAIN.replace("4\n", "\n"), "unreadable"),
        (PLAIN.replace("\n", " "), "unreadable"),
        (str(list(sum(BOARD, ()))), "unreadable"),
        (PLAIN.replace(" ", "").replace("\n", "") + "1", "unreadable"),
        ("f(1 2 3 4)\n(2 3 4 1)\n(3 4 1 2)\n(4 1 2 3)", "unreadable"),
        ("[(1 2 3 4)(2 3 4 1)](3 4 1 2)(4 1 2 3)[]", "unreadable"),
        ("Row 2: 1 2 3 4\nRow 1: 2 3 4 1\nRow 3: 3 4 1 2\nRow 4: 4 1 2 3", "unreadable"),
    ],
)
def test_what_is_no_board_is_refused_with_the_reason(text, why):
    assert reason(parse_grid, text, DIGITS, 4, 4) == why


def test_symbols_of_several_characters_need_separators():
    cells = {str(number): number for number in range(1, 17)}
    assert parse_grid("1 16\n12 3", cells, 2, 2) == ((1, 16), (12, 3))
    assert reason(parse_grid, "116\n123", cells, 2, 2) == "unreadable"


@pytest.mark.parametrize(
    "text",
    ["-Q\nQ-", "| - | Q |\n|---|---|\n| Q | - |", '[["", "Q"], ["Q", ""]]', "[[' ', 'Q'], ['Q', ' ']]", "| |q|\n|Q| |"],
)
def test_marks_of_a_table_may_be_cells(text):
    assert parse_grid(text, {"q": 1, "-": 0, "": 0}, 2, 2) == ((0, 1), (1, 0))


def test_a_full_stop_at_the_end_may_be_a_cell():
    assert parse_grid("#.\n#.", {"#": 1, ".": 0}, 2, 2) == ((1, 0), (1, 0))
    assert parse_grid("12\n21.", {"1": 1, "2": 2}, 2, 2) == ((1, 2), (2, 1))


@pytest.mark.parametrize(
    "text",
    [
        "(0,1),(1,2)",
        "[[0, 1], [1, 2]]",
        "{(1, 2), (0, 1)}",
        "r0c1, R1C2",
        "row 0, column 1\nrow 1, column 2",
        "0,1\n1,2",
        "0,1; 1,2.",
        "（0，1）、（1，2）",
        "(0,1) and (1,2)",
        "- (0,1)\n- (1,2)",
        "1. (0,1)\n2. (1,2)",
        '[{"row": 0, "col": 1}, {"row": 1, "col": 2}]',
    ],
)
def test_cells_are_read_in_every_form(text):
    assert parse_cells(text, 3, 3) == {(0, 1), (1, 2)}


@pytest.mark.parametrize("text", ["[]", "None", "{}", "[ ]", "( )", "{\n}", "none.", "No cells."])
def test_no_cells_can_be_said(text):
    assert parse_cells(text, 3, 3) == frozenset()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "unreadable"),
        ("(0,1) or (1,2)", "unreadable"),
        ("not (0,1)", "unreadable"),
        ("(0,3)", "unreadable"),
        ("(0,-1)", "unreadable"),
        ("(0,1", "unreadable"),
        ("0 1 2", "unreadable"),
        ("(0,1),(0,1)", "ambiguous"),
    ],
)
def test_what_names_no_cells_is_refused_with_the_reason(text, why):
    assert reason(parse_cells, text, 3, 3) == why


@pytest.mark.parametrize(
    "piece", ["-", "- ", "|", "[", "(", "1", "1 ", "\n", " ", "[[", "r1", "row 1 ", "(0,", "\\begin{array}", "﷽"]
)
def test_hostile_texts_cost_little(piece):
    text = (piece * 10_000)[:9_990] + "x"
    start = time.process_time()
    for parse, arguments in (
        (parse_grid, (DIGITS, 4, 4)),
        (parse_grid, ({"-": 0, "": 1}, 4, 4)),
        (parse_cells, (9, 9)),
    ):
        with pytest.raises(UnreadableAnswerError):
            parse(text, *arguments)
    assert time.process_time() - start < HANG_SECONDS


def test_a_dot_at_the_end_is_a_cell_where_others_are():
    cells = {".": False, "q": True}
    assert parse_grid(".Q..\n...Q\nQ...\n..Q.", cells, 4, 4)[-1] == (False, False, True, False)
    assert parse_grid("Q..\n.Q.\n..Q", cells, 3, 3)[-1] == (False, False, True)
