"""Parts of a set that are looked at apart: by a column, by length, by the script that is written in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rewardry.text.scripts import count_words
from rewardry.types import CompletionError, prompt_text

from .kinds.kind import meta_of
from .sets import LabelledRow

LENGTH, LANGUAGE = "length", "language"
_PARTS = 10
_NONE = "(none)"


def parts_by(column: str, rows: Sequence[LabelledRow]) -> dict[str, list[int]]:
    """The positions of the rows of each value of a column, of the most frequent first.

    Args:
        column: a column, or a name in `meta`; where no row has it, ``length`` is the decile of the completion's length
            in characters, and ``language`` the script that most words of prompt and completion are written in.
        rows: the rows.
    """
    known = any(meta_of(row.data, column) is not None for row in rows)
    if column == LENGTH and not known:
        return _by_length(rows)
    places: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        value = _script(row.data) if column == LANGUAGE and not known else meta_of(row.data, column)
        places.setdefault(_NONE if value is None else str(value), []).append(place)
    return dict(sorted(places.items(), key=lambda pair: -len(pair[1])))


def _by_length(rows: Sequence[LabelledRow]) -> dict[str, list[int]]:
    """Ten parts of as many rows as can be, from the shortest; rows of one length are never parted."""
    lengths = [sum(map(len, _texts(row.data.get("completion")))) for row in rows]
    ordered = sorted(lengths)
    cuts = sorted({ordered[len(ordered) * k // _PARTS] for k in range(_PARTS)}) if ordered else []
    places: dict[int, list[int]] = {}
    for place, length in enumerate(lengths):
        places.setdefault(sum(cut <= length for cut in cuts), []).append(place)
    return {
        f"{k}: {min(lengths[i] for i in where)}-{max(lengths[i] for i in where)} characters": where
        for k, where in sorted(places.items())
    }


def _script(data: Mapping[str, Any]) -> str | None:
    try:
        prompt = prompt_text(data.get("prompt") or "")
    except CompletionError:  # rows that no verifier reads the prompt of may have anything there
        prompt = ""
    words = count_words("\n".join([prompt, *_texts(data.get("completion"))]))
    # Japanese is written in Chinese characters too; its own ones tell it.
    if words.get("kana") and "han" in words:
        words["kana"] += words.pop("han")
    return max(words, key=lambda script: words[script]) if words else None


def _texts(completion: Any) -> Iterator[str]:
    """All texts of a completion: a text, messages, answers, steps, or an object of such lists."""
    if isinstance(completion, str):
        yield completion
    elif isinstance(completion, Mapping):
        for value in [completion["content"]] if "content" in completion else completion.values():
            yield from _texts(value)
    elif isinstance(completion, list):
        for value in completion:
            yield from _texts(value)
