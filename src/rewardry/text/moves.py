"""Lists of moves and steps: the whole text must be moves, numbered or not, in words, letters, arrows or JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rewardry.text.signs import ARROW, plain_signs
from rewardry.text.strict_json import JsonError, load_json
from rewardry.text.unreadable import UnreadableAnswerError

MOST_MOVES = 2000

# The moves on a grid, in the ways in which they are written; a family that has other directions gives its own.
DIRECTIONS: Mapping[str, str] = {
    **dict.fromkeys(("u", "up", "upward", "upwards", "north", "↑", "⬆", "上"), "U"),
    **dict.fromkeys(("d", "down", "downward", "downwards", "south", "↓", "⬇", "下"), "D"),
    **dict.fromkeys(("l", "left", "leftward", "leftwards", "west", "←", "⬅", "左"), "L"),
    **dict.fromkeys(("r", "right", "rightward", "rightwards", "east", "→", "➡", "右"), "R"),
}

# Words beside a move that say nothing.
_FILLERS = frozenset({
    "move", "go", "step", "walk", "slide", "push", "turn", "then", "and", "next", "finally", "first", "to", "the",
    "向", "然", "后", "再", "移", "动",
})  # fmt: skip
_NUMBERING = r"(?:(?:step|move|crossing|trip)\s{0,3}\#?\d{1,4}\s{0,3}[.:)]|\(?\d{1,4}[.)](?=\s|[^\W\d])|[-*•](?=\s))"
_TOKEN = re.compile(
    rf"(?P<numbering>{_NUMBERING})|(?P<arrow>{ARROW})|(?P<separator>(?:[\s,;|\"'`]|-(?!-{{0,2}}>)|\.(?!\d))++)"
    r"|(?P<word>[A-Za-z]+|\d+)|(?P<sign>[^\x00-\x7f])",
    re.IGNORECASE,
)


def parse_moves(text: str, words: Mapping[str, str], most: int = MOST_MOVES, places: bool = False) -> list[str]:
    """The moves, or the places of a walk, that a text lists; all of it must be these, and what parts or numbers them.

    Behind them may stand how many moves there are, which must be true: ``UURD (4 moves)``.

    Args:
        text: such as ``UURD``, ``up, up, right``, ``["U", "R"]``, ``1. Move up``, ``↑ → ↓``.
        words: each way of writing a move, casefolded, to the move; see `DIRECTIONS`.
        most: how many moves there may be.
        places: the words name places, beside which nothing else is said, and of which a walk has one more than moves.

    Raises:
        UnreadableAnswerError: something else stands in it, or there are no moves, or too many.
    """
    plain = _without_numbers(steps_text(text).replace("**", ""))
    counted = _COUNTED.search(plain)
    plain = plain[: counted.start()] if counted else plain
    has_numbers = any(word.isdecimal() for word in words)
    if _EMPTY_LINE.search(plain) or any(
        _is_run(one.casefold(), words) and _is_run(other.casefold(), words) for one, other in _RUNS.findall(plain)
    ):
        raise UnreadableAnswerError("ambiguous", "there are two lists of moves")
    # An arrow parts the moves where letters name them; else it is one.
    parts = any(char.isascii() and char.isalnum() for char in plain)
    moves: list[str] = []
    at = 0
    while at < len(plain):
        token = _TOKEN.match(plain, at)
        if token is None:
            raise UnreadableAnswerError("unreadable", f"no move: {plain[at : at + 30]!r}")
        kind, said = token.lastgroup, token.group().casefold()
        if kind == "numbering" and has_numbers:
            raise UnreadableAnswerError("unreadable", f"a number that counts, or a move: {said!r}")
        at = token.end()
        if kind in ("word", "sign") or (kind == "arrow" and not parts and said in words):
            moves += _moves_of(said, words, frozenset() if places else _FILLERS)
            if len(moves) > most:
                raise UnreadableAnswerError("over-limit", f"more than {most} moves")
    if not moves:
        raise UnreadableAnswerError("unreadable", "there are no moves")
    if counted and int(counted["count"]) != len(moves) - places:
        raise UnreadableAnswerError("ambiguous", f"{len(moves) - places} moves are listed, {counted['count']} are said")
    return moves


_COUNTED = re.compile(
    r"\s?\((?:total:?\s)?(?P<count>\d{1,4})\s(?:moves?|steps?)(?:\sin\stotal)?\)[.\s]{0,9}$", re.IGNORECASE
)
_NUMBERED = re.compile(r"[ \t]*(?:(?:step|move)[ \t]{0,3})?\(?(?P<number>\d{1,4})[.):][ \t]*(?=\S)", re.IGNORECASE)


# Two lists without a word between: an empty line, or runs of letters side by side, UUR LLD.
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
_RUNS = re.compile(r"(?<![A-Za-z])([A-Za-z]{2,}+)(?=[ \t]{1,9}([A-Za-z]{2,}+))")


def _without_numbers(plain: str) -> str:
    """A text without the numbers 1, 2, 3 ... in front of its lines."""
    lines = [line for line in plain.splitlines() if line.strip()]
    numbered = [_NUMBERED.match(line) for line in lines]
    if all(found and int(found["number"]) == count for count, found in enumerate(numbered, 1)):
        return "\n".join(line[found.end() :] for line, found in zip(lines, numbered, strict=True) if found)
    return plain


def _is_run(word: str, words: Mapping[str, str]) -> bool:
    """Whether it is the letters of a word that name moves."""
    return word not in words and all(letter in words for letter in word)


def _moves_of(word: str, words: Mapping[str, str], fillers: frozenset[str]) -> list[str]:
    """The move that a word names, or those that its letters name."""
    if word in words:
        return [words[word]]
    if word in fillers:
        return []
    found = [words.get(letter) for letter in word]
    if None in found or word.isdecimal():
        raise UnreadableAnswerError("unreadable", f"{word[:30]!r} is no move")
    return [move for move in found if move is not None]


_BETWEEN = re.compile(
    rf"(?:\s|[,;|()\"'`]|\*\*|\.(?!\d)|{ARROW}(?=\s)|(?:and|then|next|finally|first)\b|{_NUMBERING})*+",
    re.IGNORECASE,
)


def scan_steps(text: str, step: re.Pattern[str], most: int = MOST_MOVES) -> list[re.Match[str]]:
    """The steps of a text, each matched by a pattern; what lies between must part or number them.

    Args:
        text: as `steps_text` returns it.
        step: one step; it must not begin with white space, nor match nothing.
        most: how many steps there may be.

    Raises:
        UnreadableAnswerError: something else stands in it, or there are no steps, or too many.
    """
    steps: list[re.Match[str]] = []
    at = 0
    while True:
        # A number in front may count the steps or be a part of one: the longer step is meant.
        gap = _BETWEEN.match(text, at)
        start = gap.end() if gap else at
        if start == len(text):
            break
        found = step.match(text, start)
        if found is None:
            raise UnreadableAnswerError("unreadable", f"no step: {text[start : start + 40].strip()!r}")
        steps.append(found)
        if len(steps) > most:
            raise UnreadableAnswerError("over-limit", f"more than {most} steps")
        at = found.end()
    if not steps:
        raise UnreadableAnswerError("unreadable", "there are no steps")
    return steps


def steps_text(text: str, fields: Sequence[str] = ()) -> str:
    """A text with plain signs; a JSON list of steps as lines, a step's parts with spaces between, or "nothing".

    Args:
        text: as a model wrote it.
        fields: where steps are JSON objects, the names of their fields, in the order in which they are written out.

    Raises:
        UnreadableAnswerError: it is JSON with a step of another shape, or with a key twice.
    """
    plain = plain_signs(text).strip()
    if plain[:1] not in ("[", "{"):
        return plain
    try:
        found = _loaded(plain)
    except JsonError as error:
        if error.reason != "not-json":
            raise UnreadableAnswerError(error.reason, str(error)) from None
        inside = plain[1:-1]
        return inside if plain.startswith("[") and plain.endswith("]") and not set(inside) & set("[]") else plain
    if isinstance(found, dict) and len(found) == 1 and isinstance(only := next(iter(found.values())), list):
        found = only
    if not isinstance(found, list):
        raise UnreadableAnswerError("unreadable", "a list of steps is wanted")
    return "\n".join(_line(step, fields) for step in found)


_AS_PYTHON = str.maketrans("()'", '[]"')


def _loaded(plain: str) -> Any:
    """The value of a text that is JSON, or a list of tuples as Python writes it."""
    try:
        return load_json(plain)
    except JsonError as error:
        if error.reason != "not-json" or '"' in plain:
            raise
    return load_json(plain.translate(_AS_PYTHON))


def _line(step: Any, fields: Sequence[str]) -> str:
    """A step of a JSON list in one line."""
    if isinstance(step, dict) and fields and set(step) == set(fields):
        step = [step[name] for name in fields]
    parts = [] if step is None else step if isinstance(step, list) else [step]
    if not all(isinstance(part, (str, int)) and not isinstance(part, bool) for part in parts):
        raise UnreadableAnswerError("unreadable", f"a step has another shape: {str(step)[:40]}")
    return " ".join(" ".join(str(part).split()) for part in parts) or "nothing"
