"""Whether the marked answers of a text stand against each other: one more guess, a case each, a further value below.

Nothing here picks an answer or has seen the reference; `rewardry.text.answers` and the verifiers ask.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rewardry.text.spans import Span, has_content
from rewardry.text.wrappers import strip_wrappers

# Words that offer one more answer beside another, and do not take that back.
_ANOTHER = re.compile(
    r"\b(?:an?other|others?|alternatively|alternative|second|third|next|backup|guess|or|also|else|possibl[ey]|maybe"
    r"|perhaps|otherwise|in case|if (?:that|this|it|not)|either)\b|另|其他|第[二三]|或|也|备选|猜|如果|否则",
    re.IGNORECASE,
)
_SAME_AGAIN = re.compile(
    r"\b(?:in (?:other )?words|equivalently|that is|i\.e\.|namely|which (?:is|equals))|也就是|换句话说|等价",
    re.IGNORECASE,
)
_LONGEST_OFFER = 200
_IS_CORRECTED = re.compile(
    r"\b(?:wait|actually|sorry|correction|mistake|hmm+|oops|recheck\w*)\b|不对|等等|更正", re.IGNORECASE
)


def contradicted(text: str, blocks: Sequence[tuple[Span, Span]]) -> bool:
    """Whether the last answer block is one more guess, or another answer follows it within a block around it.

    One more guess is one to which "another", "if that is wrong" or "alternatively" lead.

    Args:
        text: any text.
        blocks: the answer blocks of the text, each with its tags and its inside.
    """
    if blocks and _is_within_another(text, *blocks[-1]):
        return True
    if len(blocks) < 2:
        return False
    between = text[blocks[-2][0].end : blocks[-1][0].start]
    if len(between) > _LONGEST_OFFER or not _ANOTHER.search(between):
        return False
    if _IS_CORRECTED.search(between) or _SAME_AGAIN.search(between):
        return False
    other, said = (inner.of(text) for _, inner in blocks[-2:])
    return bool(other.strip()) and _said(other) != _said(said)


def _is_within_another(text: str, outer: Span, inner: Span) -> bool:
    """Whether a block lies in another that says something else behind it, as in ``<answer><answer>5</answer>6``."""
    opening, closing = text[outer.start : inner.start], text[inner.end : outer.end]
    if not closing or text.rfind(opening, 0, outer.start) <= text.rfind(closing, 0, outer.start):
        return False
    rest = text[outer.end : max(outer.end, text.find(closing, outer.end))]
    return has_content(rest) and _said(rest) != _said(inner.of(text))


def _said(answer: str) -> str:
    """What an answer says, without case, space and what dresses it."""
    return "".join(strip_wrappers(answer).casefold().split())


_HASHED = re.compile(r"(?<!\#)\#{4}(?!\#)[ \t]*+(?P<said>[^\n]*\S)\s*\Z")
_WORD = re.compile(r"[-−]?\w+(?:[.,]\d+)*")


def hashed_at_end(text: str) -> Span | None:
    """What stands behind ``####`` on the last line of a text; a heading is not the last line."""
    found = _HASHED.search(text, max(0, text.rfind("####")))
    return None if found is None else Span(*found.span("said"))


def _differs_at_end(text: str, box: Span, inner: Span) -> bool:
    """Whether ``#### 6`` with which a text ends says something else than the box before it: ``5 cm`` is no other."""
    place = hashed_at_end(text)
    if place is None or place.start < box.end:
        return False
    boxed, hashed = (strip_wrappers(span.of(text)).casefold() for span in (inner, place))
    words, others = _WORD.findall(boxed), _WORD.findall(hashed)
    least = min(len(words), len(others))
    joined = _ANOTHER.search(hashed) is not None or _ANOTHER.search(boxed) is not None
    return boxed != hashed and (joined or not least or words[:least] != others[:least])


_IN_CASE = (
    r"(?:(?:and|but)\s)?(?:if|when|in case|in the (?:first|second|other) case|otherwise)(?![A-Za-z])"
    r"[^.!?\n。！？]{0,60}|(?:如果|若|当|否则)[^.!?\n。！？]{0,40}"
)
_CASE = re.compile(rf"(?:^|[.!?;:。！？；]\s{{0,4}}|\n[-*\s]{{0,6}})(?:{_IN_CASE})$", re.IGNORECASE)
_OTHER_CASE = re.compile(rf"[\s$.,;。，；)\]\\*-]{{0,12}}(?:{_IN_CASE})", re.IGNORECASE)
_LONGEST_CASE = 100


def are_by_case(text: str, first: Span, second: Span) -> bool:
    """Whether two marked answers are given for a case each: "if it is even, 5. If it is odd, 6".

    Args:
        text: any text.
        first: the place of one with its mark.
        second: that of the next.
    """
    if second.start - first.end > _LONGEST_CASE or not _OTHER_CASE.fullmatch(text, first.end, second.start):
        return False
    return _CASE.search(text[max(0, first.start - _LONGEST_CASE) : first.start]) is not None


def are_at_odds(text: str, boxes: Sequence[tuple[Span, Span]]) -> bool:
    """Whether the last box is one of two that are given for a case each, or the text ends in ``####`` and another.

    Args:
        text: any text.
        boxes: the boxes of the text, each with its mark and its inside.
    """
    if _differs_at_end(text, *boxes[-1]):
        return True
    if len(boxes) < 2:
        return False
    (first, other), (second, said) = boxes[-2:]
    return _said(other.of(text)) != _said(said.of(text)) and are_by_case(text, first, second)


# A further value on the line below an answer, with which the text ends; and the number of one of several options.
_BELOW = re.compile(
    r"[ \t$*.。]{0,4}\n[ \t]{0,4}"
    r"(?P<value>\$?(?:[A-Za-z]\s?=\s?)?[-−]?(?:\d|\\[dt]?frac|\\sqrt)[^A-Za-z\n`]{0,60}?)[。.]?\s*\Z"
)
_ALTERNATIVE_BELOW = re.compile(
    r"[ \t$*.。]{0,4}\n\s{0,4}(?:or|alternatively|otherwise|else|或者?|否则)[\s,:：，]{1,3}"
    r"\**\(?(?:[A-J](?![A-Za-z])|[-−$\\\d][^A-Za-z\n]{0,40})[).*\s。]*\Z",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"([^\W\d_]{1,10}?)\s?(?:[一二三四五\d]|\b[A-E])\s?[:：]")


def goes_on(text: str, answer: Span) -> bool:
    """Whether an announced answer is the first of several: another value, or ``option 2: ...``, stands below it.

    Args:
        text: any text.
        answer: where the answer stands in it.
    """
    said, below = answer.of(text).strip(), _BELOW.match(text, answer.end)
    if below is not None and below["value"].strip() != said and has_content(said):
        return True
    if _ALTERNATIVE_BELOW.match(text, answer.end):
        return True
    named = _NUMBERED.match(text, answer.start)
    following = text[answer.end : answer.end + 40].lstrip(" \t.。*") if named is not None else ""
    again = _NUMBERED.match(following.lstrip()) if following.startswith("\n") else None
    return named is not None and again is not None and again[1].casefold() == named[1].casefold()


# What may stand between two candidates of one list: tags and comments, signs, spaces of LaTeX, and words that join. The
# signs of an equality or a correction (= < > and arrows) join nothing.
_GLUE = re.compile(
    r"(?><[^<>]*>|\\(?:quad|qquad|text|newline)|[^\w<>=≈≡←-⇿]|_|[和或与者及也还是]|可能"
    r"|\b(?:and|or|also|either|else|maybe|perhaps|possibly|alternatively|as well as)\b)*+",
    re.IGNORECASE,
)
_LONGEST_GLUE = 40


def is_glue(between: str) -> bool:
    """Whether what stands between two marked answers makes them one list, whose members must agree.

    Args:
        between: the text from the end of one mark to the start of the next, such as ``" or "`` or a line break.
    """
    gap = " ".join(between.split())
    return len(gap) <= _LONGEST_GLUE and _GLUE.fullmatch(gap) is not None


# What belongs to the words that announce: of two lines with the same words neither corrects the other.
_LEAD = re.compile(
    r"(?<![^\n])[ \t*_>-]{0,4}(?P<lead>(?:(?:the|my|our|final|correct)[ \t]){1,3}|最终的?|最后的?)$", re.IGNORECASE
)
_LONGEST_LEAD = 40


def second_lead(text: str, first: Span, second: Span) -> int:
    """Where the second of two marked answers begins, with the words that lead to it as they led to the first.

    ``final`` in "Final answer: 5", "Final answer: 6" is no word that corrects.

    Args:
        text: any text.
        first: the place of one with its mark.
        second: that of the next.
    """
    leads = [
        _LEAD.search(text, max(start, place - _LONGEST_LEAD), place)
        for start, place in ((0, first.start), (first.start, second.start))
    ]
    same = leads[0] and leads[1] and leads[0]["lead"].casefold() == leads[1]["lead"].casefold()
    return leads[1].start("lead") if same and leads[1] else second.start
