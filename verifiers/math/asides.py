"""What is said again beside a value, roughly, in figures or in words: it must say the same, and is no part of it."""

from __future__ import annotations

import re

from rewardry.text.spans import Span

from .prose import NUMBER_WORDS

# An exact value with what it is roughly: "1/6, or about 16.67%", "36π (approximately 113.1)".
_ROUGHLY = re.compile(
    r"(?<=[\w})$%])[,\s]*\(?\s*(?:or|which is|i\.e\.,?)?\s*(?:about|approximately|roughly|approx\.?)\s+"
    r"(\$?\d[\d.,]*\s*(?:\\?%|percent)?\$?)[\s.)]*$"
)
# The same in another form: "3/4 (equivalently, 0.75)".
_AGAIN = re.compile(
    r"(?<=[\w})$%])[,\s]*\(?\s*(?:or,?\s+)?(?:equivalently|that is|in other words|i\.e\.),?\s+"
    r"(\$?[-−]?\d[\d.,/]*\s*(?:\\?%|percent)?\$?)[\s.)]*$"
)
# A number in words with its figures: "forty-two (42)".
_IN_FIGURES = re.compile(r"([A-Za-z][A-Za-z -]{1,60}?)\s*\((\d[\d,.]*)\)")
# A remark behind a value: "5 (five)", "42 (see above)"; what is part of the value has digits or is a unit.
_ASIDE = re.compile(
    r"(?<=[\d$)}])\s+\((?!(?:base|mod|degrees?|radians?|exclusive|inclusive|or|if|unless|false|wrong|incorrect|untrue|not"
    r"|never|maybe|perhaps|[ap]\.?m)\b)"
    r"([A-Za-z][A-Za-z' -]{2,60})\)[\s.]*$"
)


def without_asides(text: str, span: Span) -> tuple[Span, tuple[str, ...]]:
    """A value without what is said again beside it, and what is said, which must be equal to it.

    Args:
        text: any text.
        span: where the value stands in it.
    """
    said = []
    for form in (_ROUGHLY, _AGAIN):
        if (again := form.search(text, *span)) is not None:
            span = Span(span.start, again.start())
            said.append(again[1])
    if (counted := _IN_FIGURES.fullmatch(text, *span)) is not None and NUMBER_WORDS.fullmatch(counted[1]):
        span = Span(*counted.span(2))
        said.append(counted[1])
    if (aside := _ASIDE.search(text, *span)) is not None:
        span = Span(span.start, aside.start())
        said += [aside[1]] if NUMBER_WORDS.fullmatch(aside[1]) else []
    return span, tuple(said)
