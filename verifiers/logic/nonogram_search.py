"""A search for the pictures that fit the clues of a nonogram; lines are bit masks, the first cell the lowest bit."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from .boards import Board
from .search_limits import Steps

_MOST_GUESSES = 3000

Clue = tuple[int, ...]


def pictures(rows: Sequence[Clue], columns: Sequence[Clue]) -> Iterator[Board]:
    """Every picture that fits, 1 for a filled cell.

    Raises:
        SearchLimitError: too many guesses are needed.
    """
    width, height = len(columns), len(rows)
    lines = [_patterns(clue, width) for clue in rows] + [_patterns(clue, height) for clue in columns]
    for found in _search(lines, height, width, Steps(_MOST_GUESSES)):
        yield tuple(tuple(pattern >> c & 1 for c in range(width)) for pattern in found)


@functools.lru_cache(maxsize=4096)
def _patterns(clue: Clue, length: int) -> tuple[int, ...]:
    """All ways to put the runs of a clue into a line; of 25 cells there are 50,388 at most."""
    if not clue:
        return (0,)
    first, rest = clue[0], clue[1:]
    room = length - sum(rest) - len(rest)
    found = []
    for start in range(room - first + 1):
        run = ((1 << first) - 1) << start
        used = start + first + 1
        found += [run | pattern << used for pattern in _patterns(rest, length - used)] if rest else [run]
    return tuple(found)


def _search(lines: list[tuple[int, ...]], height: int, width: int, steps: Steps) -> Iterator[list[int]]:
    narrowed = _narrow(lines, height, width)
    if narrowed is None:
        return
    fewest = min(
        (line for line in range(height) if len(narrowed[line]) > 1), key=lambda i: len(narrowed[i]), default=None
    )
    if fewest is None:
        yield [line[0] for line in narrowed[:height]]
        return
    for pattern in narrowed[fewest]:
        steps.take()
        tried = list(narrowed)
        tried[fewest] = (pattern,)
        yield from _search(tried, height, width, steps)


def _narrow(lines: list[tuple[int, ...]], height: int, width: int) -> list[tuple[int, ...]] | None:
    """The patterns that agree with what all patterns of the crossing lines say; None where a line has none."""
    lines = list(lines)
    changed = set(range(height + width))
    while changed:
        line = changed.pop()
        across = line < height
        filled, empty = _certain(lines[line])
        mine = line if across else line - height
        for i in range(width if across else height):
            other = height + i if across else i
            bit = 1 << mine
            if filled >> i & 1:
                kept = tuple(pattern for pattern in lines[other] if pattern & bit)
            elif empty >> i & 1:
                kept = tuple(pattern for pattern in lines[other] if not pattern & bit)
            else:
                continue
            if not kept:
                return None
            if len(kept) < len(lines[other]):
                lines[other] = kept
                changed.add(other)
    return lines


def _certain(patterns: tuple[int, ...]) -> tuple[int, int]:
    """The cells that are filled in all patterns, and those that are empty in all."""
    every, some = -1, 0
    for pattern in patterns:
        every &= pattern
        some |= pattern
    return every, ~some
