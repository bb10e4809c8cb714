"""Where the cells of a table stand: widths, folds, and sides. Nothing here knows a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

GAP = 3
_NARROWEST = 8  # a folded column is never narrower; a line that is too long for the terminal is the lesser harm


def laid_out(
    columns: Sequence[str], cells: Sequence[Sequence[str]], width: int | None = None, rule: str = "─"
) -> Iterator[str]:
    """The lines of a table: names, a rule, and rows, without blanks at their ends.

    Args:
        columns: the names; one that ends in ``>`` is set to the right, and neither it nor one in ``<`` is folded.
        cells: the texts of each row; a line break in a cell is one in the table.
        width: the columns of the terminal that it should fit into, or None for lines as long as they come.
        rule: the character of the line below the names. Without any name there are neither names nor a rule.
    """
    widths = natural_widths(columns, cells)
    if width is not None:
        foldable = [i for i, column in enumerate(columns) if column == column.rstrip("<>")]
        _narrow(widths, foldable, width - GAP * (len(columns) - 1))
    names = [column.rstrip("<>") for column in columns]
    right = [column.endswith(">") for column in columns]
    if any(names):
        yield from _row(names, widths, right)
        yield rule * (sum(widths) + GAP * (len(widths) - 1))
    for row in cells:
        yield from _row(row, widths, right)


def natural_widths(columns: Sequence[str], cells: Sequence[Sequence[str]], *, gaps: bool = False) -> list[int]:
    """The width that each column needs so that nothing is folded; with `gaps`, what is between them comes last."""
    names = [column.rstrip("<>") for column in columns]
    lines = [[line for cell in column for line in cell.split("\n")] for column in zip(names, *cells, strict=True)]
    found = [max(map(width_of, column)) for column in lines]
    return [*found, GAP * (len(found) - 1)] if gaps else found


def width_of(text: str) -> int:
    """The places that a text takes on a terminal: two for a wide character, none for one that combines."""
    if text.isascii():
        return len(text)
    return sum(_place(char) for char in text)


def cut(text: str, width: int) -> str:
    """The beginning of a text that takes no more than `width` places."""
    if width_of(text) <= width:
        return text
    taken = 0
    for end, char in enumerate(text):
        taken += _place(char)
        if taken > width:
            return text[:end]
    return text


def _place(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _narrow(widths: list[int], foldable: Sequence[int], room: int) -> None:
    """Take from the widest column that may be folded until all fit, or none can give any more."""
    while sum(widths) > room:
        able = [i for i in foldable if widths[i] > _NARROWEST]
        if not able:
            return
        widths[max(able, key=widths.__getitem__)] -= 1


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    folded = [
        [part for line in cell.split("\n") for part in _folded(line, width)]
        for cell, width in zip(cells, widths, strict=True)
    ]
    for number in range(max(map(len, folded))):
        parts = [column[number] if number < len(column) else "" for column in folded]
        yield (" " * GAP).join(map(_set, parts, widths, right)).rstrip()


def _set(text: str, width: int, right: bool) -> str:
    blank = " " * (width - width_of(text))
    return blank + text if right else text + blank


def _folded(text: str, width: int) -> list[str]:
    """The lines that a text becomes in a column: folded between words, and within one that is too long."""
    if width_of(text) <= width:
        return [text]
    lines, line = [], ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if width_of(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, width)
        lines += whole
    return [*lines, line]


def _pieces(word: str, width: int) -> list[str]:
    """A word in pieces that fit."""
    pieces = [""]
    for char in word:
        if width_of(pieces[-1]) + _place(char) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces
