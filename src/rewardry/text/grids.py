"""Boards as answers write them: rows of symbols, lists of lists, tables, matrices; and sets of cells by coordinates."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from typing import TypeVar

from rewardry.text.signs import plain_signs
from rewardry.text.strict_json import JsonError, load_json
from rewardry.text.unreadable import UnreadableAnswerError

Value = TypeVar("Value")
Cell = tuple[int, int]

_BOX_DRAWING = re.compile("[\u2500-\u257f]")
_WRAPPED = re.compile(
    r'\{\s{0,9}["\']?(?:grid|solution|answer|board|output|result)["\']?\s{0,9}:\s{0,9}(?P<inside>[\[(].*[\])])\s{0,9}\}',
    re.DOTALL | re.IGNORECASE,
)
_MATRIX = re.compile(
    r"\\begin\{(?P<name>[bpvB]?matrix|array)\}(?:\{[lcr|\s]{0,99}\})?(?P<inside>.*)\\end\{(?P=name)\}", re.DOTALL
)
_NESTED = re.compile(r"[\[(]\s*[\[(]")
_CLOSING = {"[": "]", "(": ")", "{": "}"}
_GROUP = re.compile(r"[\[(](?P<inside>[^\[\]()]*)[\])]")
_QUOTED_BLANK = re.compile(r"\"\s?\"|'\s?'")
_LABEL = re.compile(r"(?:row|r|第)\s{0,3}(?P<number>\d{1,2})(?:\s{0,3}[:=]|\s{0,3}行\s{0,3}:?)\s{0,9}", re.IGNORECASE)
_RULE = re.compile(r"[-+=|:\s]+")
_DRAWN = re.compile(r"---|==|-\+|\+-|\|-+\|")
_ROWS_IN_A_LINE = re.compile(r";|<br\s?/?>|/")
_BLANK_ROW = re.compile(r"\|[|\s]*\|")
_PLACEHOLDER = "\0"


def parse_grid(text: str, cells: Mapping[str, Value], rows: int, columns: int) -> tuple[tuple[Value, ...], ...]:
    r"""The board that a text shows and nothing besides.

    Read are rows of symbols with white space, commas or bars between them, or side by side where each symbol is one
    character; lists of lists; lists of texts; JSON objects of rows; Markdown tables; LaTeX matrices; rows labelled in
    order (``Row 1:``); lines drawn between boxes are left aside.

    Args:
        text: the answer as it is written.
        cells: the symbols, casefolded, and what each stands for; ``""`` stands for a cell left blank in a table.
        rows: the board's height, in cells.
        columns: its width.

    Raises:
        UnreadableAnswerError: ``unreadable``; ``incomplete``, rows are missing; ``ambiguous``, there are two boards.

    >>> parse_grid("12\n21", {"1": 1, "2": 2}, 2, 2)
    ((1, 2), (2, 1))
    """
    plain = plain_signs(text).strip()
    lines = _lines(plain[:-1] if plain[-2:] in ("].", ").", "}.") else plain, rows)
    if lines and "." not in cells and lines[-1] != ".":
        lines[-1] = lines[-1].removesuffix(".")
    if len(lines) > 6 * rows + 12:
        raise UnreadableAnswerError("unreadable", f"{len(lines)} lines for {rows} rows")
    single = all(len(symbol) <= 1 for symbol in cells)
    separators = _separators(cells)
    board: list[tuple[Value, ...]] = []
    labels: list[int] = []
    for number, line in enumerate(lines):
        heads = _BLANK_ROW.fullmatch(line) and _is_rule("".join(lines[number + 1 : number + 2]), cells)
        if heads or _is_rule(line, cells):
            continue
        if label := _LABEL.match(line):
            labels.append(int(label["number"]))
            line = line[label.end() :]
        board.append(_row(_tokens(line, cells, separators), cells, columns, single))
    if labels and (
        len(labels) != len(board) or labels[0] > 1 or labels != list(range(labels[0], labels[0] + len(board)))
    ):
        raise UnreadableAnswerError("unreadable", "the rows are not labelled in order")
    return _of_height(board, rows, columns)


def _is_rule(line: str, cells: Mapping[str, object]) -> bool:
    """Whether a line only draws: nothing but dashes, bars and plus signs, and more of them than a row's cells are."""
    if _RULE.fullmatch(line) is None or line in cells:
        return False
    return not any(mark in cells for mark in "-=+:|") or _DRAWN.search(line) is not None


def _of_height(board: list[tuple[Value, ...]], rows: int, columns: int) -> tuple[tuple[Value, ...], ...]:
    if len(board) == 1 and rows > 1 and len(board[0]) == rows * columns:
        return tuple(board[0][start : start + columns] for start in range(0, rows * columns, columns))
    if any(len(row) != columns for row in board):
        raise UnreadableAnswerError("unreadable", f"{rows} rows of {columns} cells are wanted, not one of all")
    if len(board) < rows:
        raise UnreadableAnswerError("incomplete", f"{len(board)} of {rows} rows")
    if len(board) > rows:
        reason = "unreadable" if len(board) % rows else "ambiguous"
        raise UnreadableAnswerError(reason, f"{len(board)} rows for {rows}")
    return tuple(board)


def _row(tokens: list[str], cells: Mapping[str, Value], columns: int, single: bool) -> tuple[Value, ...]:
    """One row; where each symbol is one character, also the whole board in one line without separators."""
    if len(tokens) == columns and all(token in cells for token in tokens):
        return tuple(cells[token] for token in tokens)
    joined = "".join(tokens)
    unknown = next((token for token in (joined if single else tokens) if token not in cells), None)
    if unknown is not None:
        raise UnreadableAnswerError("unreadable", f"{unknown[:20]!r} is no cell of the board")
    if single and (len(joined) == columns or (len(tokens) == 1 and len(joined) % columns == 0)):
        return tuple(cells[symbol] for symbol in joined)
    raise UnreadableAnswerError("unreadable", f"a row has {len(joined if single else tokens)} cells, not {columns}")


def _separators(cells: Mapping[str, object]) -> dict[int, str]:
    """What stands between cells, or emphasizes one: none of it is a symbol of the board."""
    return {ord(mark): " " for mark in "|,;&\"'`\t*" if mark not in cells}


def _tokens(line: str, cells: Mapping[str, object], separators: dict[int, str]) -> list[str]:
    if "" in cells and line[:1] == line[-1:] == "|" and len(line) > 1:
        parts = line[1:-1].split("|")
        return [part.strip().replace(_PLACEHOLDER, "") for part in parts]
    return [token.replace(_PLACEHOLDER, "") for token in line.translate(separators).split()]


def parse_board_or_cells(
    text: str, cells: Mapping[str, Value], rows: int, columns: int
) -> tuple[tuple[Value, ...], ...] | frozenset[Cell]:
    """A board, or the set of cells of one kind, counted from 0: whichever the text shows as a whole.

    Raises:
        UnreadableAnswerError: it is neither, for the reason that it is no board, unless it names cells twice.
    """
    try:
        if (rows, columns) == (1, 2) and _NESTED.match(plain_signs(text).strip()):
            with contextlib.suppress(UnreadableAnswerError):
                return parse_cells(text, rows, columns)  # a pair in brackets is a cell, and no row of two
        return parse_grid(text, cells, rows, columns)
    except UnreadableAnswerError as no_board:
        try:
            return parse_cells(text, rows, columns)
        except UnreadableAnswerError as no_cells:
            raise (no_cells if no_cells.reason == "ambiguous" else no_board) from None


def _lines(text: str, rows: int) -> list[str]:
    """The lines of a board, without brackets and empty lines, casefolded."""
    text = _BOX_DRAWING.sub(lambda found: "|" if found.group() in "│┃║" else "-", text)
    if wrapped := _WRAPPED.fullmatch(text):
        text = wrapped["inside"]
    if matrix := _MATRIX.fullmatch(text):
        text = matrix["inside"].replace("\\\\", "\n").replace("\\hline", "")
    if text.startswith("{"):
        text = _rows_of_object(text) or text
    if _QUOTED_BLANK.search(text):
        text = _QUOTED_BLANK.sub(_PLACEHOLDER, text)
    lines = _bracketed(text, rows) if text[:1] in ("[", "(") else text.split("\n")
    lines = [line for line in (line.strip().casefold() for line in lines) if line]
    if len(lines) == 1 and rows > 1:
        lines = [part.strip() for part in _ROWS_IN_A_LINE.split(lines[0]) if part.strip()]
    return lines


_ROW_NAME = re.compile(r"(?:row|r)?[\s_]?(?P<number>\d{1,2})", re.IGNORECASE)


def _rows_of_object(text: str) -> str | None:
    """The rows of a JSON object that has them under their numbers, in order: ``{"row1": [1, 2], "row2": [2, 1]}``."""
    try:
        found = load_json(text)
    except JsonError:
        return None
    names = [_ROW_NAME.fullmatch(key) for key in found] if isinstance(found, dict) else []
    numbers = [int(name["number"]) for name in names if name]
    first = numbers[0] if numbers else 2
    if first > 1 or len(numbers) < len(names) or numbers != list(range(first, first + len(numbers))):
        return None
    rows = [row if isinstance(row, list) else [row] for row in found.values()]
    if not all(isinstance(cell, (int, str)) and not isinstance(cell, bool) for row in rows for cell in row):
        return None
    return "\n".join(" ".join(map(str, row)) for row in rows)


def _bracketed(text: str, rows: int) -> list[str]:
    """The rows of a list of lists, with or without the outer brackets, or of a list of texts."""
    if _NESTED.match(text) and text[-1] == _CLOSING[text[0]]:
        text = text[1:-1]
    groups = [found["inside"] for found in _GROUP.finditer(text)]
    if re.sub(r"[\s,;]", "", _GROUP.sub("", text)):
        raise UnreadableAnswerError("unreadable", "brackets that do not enclose rows")
    if len(groups) == 1 and rows > 1:
        return groups[0].replace("\n", " ").split(",") if groups[0].count(",") else [groups[0]]
    return [group.replace("\n", " ") for group in groups]


_ITEM = re.compile(
    r"""\s*(?:
        [\[(]\s*(?P<row1>\d{1,3})\s*[,;\s]\s*(?P<column1>\d{1,3})\s*[\])]
      | \(?\s*r(?:ow)?\s*[:=]?\s*(?P<row2>\d{1,3})\s*[,;]?\s*c(?:ol(?:umn)?)?\s*[:=]?\s*(?P<column2>\d{1,3})\s*\)?
      | \{\s*"(?:row|r|y)"\s*:\s*(?P<row3>\d{1,3})\s*,\s*"(?:column|col|c|x)"\s*:\s*(?P<column3>\d{1,3})\s*\}
      | (?P<row4>\d{1,3})\s*,\s*(?P<column4>\d{1,3})(?=\s*(?:[;\n]|$))
    )[ \t]*""",
    re.VERBOSE | re.IGNORECASE,
)
_BETWEEN_ITEMS = re.compile(r"\s*(?:,\s*and\b|[,;]|\band\b)?\s*(?:[-*•]\s|\d{1,3}[.)]\s)?", re.IGNORECASE)
_LISTED = re.compile(r"[-*•]\s|\d{1,3}[.)]\s")
_NONE = re.compile(r"none|\[\s*\]|\{\s*\}|\(\s*\)|no cells|empty", re.IGNORECASE)


def parse_cells(text: str, rows: int, columns: int) -> frozenset[Cell]:
    """The set of cells that a text names by row and column, both counted from 0, and nothing besides.

    Read are pairs in brackets, ``r0c1``, ``row 0, column 1``, objects with ``row`` and ``col``, and a pair a line; an
    empty set is ``[]`` or ``none``.

    Args:
        text: the answer as it is written.
        rows: the board's height, in cells.
        columns: its width.

    Raises:
        UnreadableAnswerError: ``unreadable``, also where a cell is outside the board; ``ambiguous``, one stands twice.

    >>> sorted(parse_cells("[(0, 1), (2, 0)]", 3, 3))
    [(0, 1), (2, 0)]
    """
    inside = plain_signs(text).strip().removesuffix(".")
    if _NONE.fullmatch(inside):
        return frozenset()
    if inside and inside[0] in _CLOSING and inside[-1] == _CLOSING[inside[0]]:
        stripped = inside[1:-1].strip()
        inside = stripped if stripped[:1] in ("[", "(", "{", "r", "R") else inside
    found: set[Cell] = set()
    listed = _LISTED.match(inside)
    at = listed.end() if listed else 0
    while at < len(inside):
        item = _ITEM.match(inside, at)
        if item is None:
            raise UnreadableAnswerError("unreadable", f"no cell: {inside[at : at + 20]!r}")
        cell = _cell(item, rows, columns)
        if cell in found:
            raise UnreadableAnswerError("ambiguous", f"cell {cell} stands twice")
        found.add(cell)
        between = _BETWEEN_ITEMS.match(inside, item.end())
        at = between.end() if between else item.end()
    if not found:
        raise UnreadableAnswerError("unreadable", "it names no cells")
    return frozenset(found)


def _cell(item: re.Match[str], rows: int, columns: int) -> Cell:
    row, column = (int(number) for number in item.groups() if number is not None)
    if row >= rows or column >= columns:
        raise UnreadableAnswerError("unreadable", f"cell ({row}, {column}) is outside the board, counted from (0, 0)")
    return row, column
