r"""Where a completion says its final answer, in order of strength.

After the reasoning: the inside of an answer block; the last group of boxes, with a sign that stands before the box;
Minerva's closing sentence; ``#### 5``; ``Answer: 5`` in its languages; bold; what the last sentence concludes. A short
text without any mark is taken as the answer itself.

Nothing here sees the reference, and nothing is picked because of its value: where final candidates differ, all of them
are handed on as rivals, and the answer is ambiguous unless they are equal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rewardry.text.spans import Span, is_blank
from rewardry.text.tags import find_blocks
from rewardry.types import Sample

from . import announcements
from .announcements import Announced
from .boxes import last_group
from .hedges import corrects, doubts
from .limits import LONGEST_TEXT
from .units import is_unit_word
from .vocabulary import words

_TAGS = ("<answer>", "</answer>")
_SHORT = 400  # characters of a text that may be the answer as a whole


class Answer(NamedTuple):
    """A final answer.

    Attributes:
        text: the answer as it is written, or None.
        kind: how it was marked: ``tag``, ``box``, ``minerva``, ``hashes``, ``line``, ``bold``, ``conclusion``, or
            ``whole``.
        span: its place in the text.
        reason: why there is none: ``no-answer``, ``ambiguous`` or ``over-limit``.
        rivals: other final answers of the same text, which must say the same.
        several: whether it was joined from several boxes.
    """

    text: str | None
    kind: str = ""
    span: Span = Span(0, 0)
    reason: str = ""
    rivals: tuple[str, ...] = ()
    several: bool = False


NONE = Answer(None, reason="no-answer")


def final_text(sample: Sample) -> str:
    """What follows the reasoning; a text without the style's think tags is not split at all, which costs more."""
    text, style = sample.text, sample.style
    if not style.prefilled_think and (style.think is None or not any(tag in text for tag in style.think)):
        return text
    return sample.split().final_text


def extract(text: str, strict: bool = True) -> Answer:
    """The final answer of a text from which the reasoning was removed.

    Args:
        text: any text; time is linear in it.
        strict: never fall back on the last number of the text.
    """
    found = _extract(_until_marker(text), strict)
    if found.text is not None and len(found.text) > LONGEST_TEXT:
        return found._replace(text=None, reason="over-limit")
    return found


_MARKER = re.compile(r"<\|[A-Za-z_]{2,24}\|>|</s>")


def _until_marker(text: str) -> str:
    """A text up to the first token of a chat template, with which a model runs on into the next turn."""
    if "<|" not in text and "</s>" not in text:
        return text
    found = _MARKER.search(text)
    return text if found is None or not found.start() else text[: found.start()]


def _extract(text: str, strict: bool) -> Answer:
    if _TAGS[0] in text:
        blocks = find_blocks(text, *_TAGS)
        if blocks:
            return _of_blocks(text, blocks, strict)
    return _unwrapped(text, strict)


def _of_blocks(text: str, blocks: Sequence[tuple[Span, Span]], strict: bool) -> Answer:
    """The last answer block; blocks right before it must say the same."""
    inner = blocks[-1][1]
    inside = inner.of(text)
    if is_blank(inside):
        return NONE
    if len(inside) > LONGEST_TEXT:
        return Answer(None, "tag", inner, "over-limit")
    found = _unwrapped(inside, strict)
    if found.text is None and found.reason == "no-answer" and len(inside) <= LONGEST_TEXT:
        found = Answer(inside.strip())
    rivals = list(found.rivals)
    for before, after in zip(blocks[-2::-1], blocks[:0:-1], strict=True):
        if not is_blank(text[before[0].end : after[0].start]):
            break
        rivals.append(before[1].of(text).strip())
    return found._replace(
        kind="tag", span=Span(inner.start + found.span.start, inner.start + found.span.end), rivals=tuple(rivals)
    )


def _unwrapped(text: str, strict: bool) -> Answer:
    minerva = announcements.minerva(text) if "hope" in text else None
    boxed = _boxes(text) if "box" in text else None
    if minerva is not None and (boxed is None or minerva.span.start > boxed.span.start):
        inside = minerva.span.of(text)
        if "\\boxed" not in inside:
            return _announced(text, [minerva])
    if boxed is not None:
        return boxed
    hashed = announcements.hashes(text) if "####" in text else None
    if hashed is not None:
        return _announced(text, [hashed])
    stated = announcements.lines(text)
    if stated:
        return _announced(text, stated)
    bold = announcements.bold(text) if "**" in text else None
    if bold is not None:
        return _announced(text, [bold])
    return _unmarked(text, strict)


def _announced(text: str, found: list[Announced]) -> Answer:
    """The last announcement; one before it that nothing takes back is a rival."""
    last = found[-1]
    if last.kind != "bold" and (doubts(last.sentence.of(text)) or doubts(text[last.span.end : last.span.end + 300])):
        return Answer(None, last.kind, last.span, "ambiguous")
    rivals = []
    for before in found[-2::-1]:
        between = text[before.span.end : last.span.start]
        if len(between) > 400 or corrects(between) or doubts(before.sentence.of(text)):
            break
        if before.span.end <= last.sentence.start or before.span.end <= last.span.start:
            rivals.append(before.span.of(text))
        break
    span = _stated_value(text, last.span)
    return Answer(span.of(text), last.kind, span, rivals=tuple(rivals))


def _unmarked(text: str, strict: bool) -> Answer:
    """A short text as a whole, or what the last sentence concludes."""
    stripped = text.strip()
    if not stripped:
        return NONE
    start = text.find(stripped)
    if _ENCLOSED.fullmatch(stripped):
        return Answer(stripped, "whole", Span(start, start + len(stripped)))
    if len(stripped) <= _SHORT and doubts(stripped):
        return Answer(None, "whole", Span(start, start + len(stripped)), "ambiguous")
    if len(stripped) <= _SHORT and _looks_like_math(stripped):
        return Answer(stripped, "whole", Span(start, start + len(stripped)))
    if len(stripped.split()) <= 3 and len(stripped) <= 40 and not _SAYS.search(stripped):
        return Answer(stripped, "whole", Span(start, start + len(stripped)))
    only = _only_value(text, Span(start, start + len(stripped)))
    if only is not None:
        return Answer(only.of(text), "whole", only)
    concluded = announcements.conclusion(text)
    if concluded is not None:
        return _announced(text, [concluded])
    if not strict:
        number = announcements.last_number(text)
        if number is not None:
            return _announced(text, [number])
    return NONE


_SAYS = re.compile(r"\b(?:is|are|was|equals?)\b|[=:：为是有]", re.IGNORECASE)
_ENCLOSED = re.compile(r"\$\$[^$]{1,2000}\$\$|\$[^$]{1,2000}\$|\\\[[^$]{1,2000}\\\]|\\\([^$]{1,2000}\\\)")
_WORDS = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{3,}|[\u4e00-\u9fff]{2,}")
_MATH_WORDS = words("sin cos tan log sqrt and the text frac percent pct cot sec csc exp arctan arcsin")


_VERB = re.compile(r"\b(?:is|are|equals|was|be)\b:?\s+(?=[-$\\(\[\d√π])")
_NUMBER = re.compile(r"(?<![\w.,\\^:/])[-−]?\d+(?:[.,]\d+)*%?(?![\w^:/]|\.\d)(?P<unit>(?:\s+[a-z]+){1,2})?")
_POWER = re.compile(r"[²³]|\^\{?\d\}?")
_LETTERS = re.compile(r"[A-Za-z]+")
_DENIED = re.compile(
    r"\b(?:not|no|never|isn't|wrong|incorrect|unknown|cannot|than|least|most|between)\b|n't", re.IGNORECASE
)
_MOST_STATED = 160


def _stated_value(text: str, span: Span) -> Span:
    """The value within an announced sentence: what follows its last "is", or the only number in it."""
    stated = span.of(text)
    if len(_WORDS.findall(stated)) < 2 or "\\text" in stated or _DENIED.search(stated):
        return span
    verbs = list(_VERB.finditer(stated))
    if verbs:
        return Span(span.start + verbs[-1].end(), span.end)
    return _only_value(text, span) or span


def _only_value(text: str, span: Span) -> Span | None:
    """The only number of a short sentence without formulas."""
    stated = span.of(text)
    if (
        len(stated) > _MOST_STATED
        or "\\" in stated
        or _DENIED.search(stated)
        or any(sign in stated for sign in "=<>{}")
    ):
        return None
    numbers = list(_NUMBER.finditer(stated))
    if len(numbers) != 1 or not _WORDS.search(stated):
        return None
    number = numbers[0]
    end = number.start("unit") if number["unit"] else number.end()
    for word in _LETTERS.finditer(stated, end, number.end()):  # a unit belongs to the number, other words do not
        if not is_unit_word(word[0]):
            break
        power = _POWER.match(stated, word.end())
        end = power.end() if power else word.end()
    return Span(span.start + number.start(), span.start + end)


def _looks_like_math(text: str) -> bool:
    """Whether a text without any mark is a formula and hardly anything else."""
    words = [word for word in _WORDS.findall(text) if word.lower() not in _MATH_WORDS]
    begins = text[0].isdigit() or text[0] in "-−+.\\([{√π½€£¥"
    return (
        "\n\n" not in text
        and len(words) <= (2 if begins and "$" not in text else 0)
        and any(char.isdigit() or char in "\\$=" for char in text)
    )


def _boxes(text: str) -> Answer | None:
    """The last group of boxes as one answer: a list, where they hold different things."""
    group = last_group(text)
    if group is None:
        return None
    if all(is_blank(part) for part in group.parts):
        return Answer(None, "box", group.span, "no-answer")
    if len({"".join(part.split()) for part in group.parts}) == 1:
        return Answer(group.parts[-1], "box", group.span)
    return Answer(" , ".join(group.parts), "box", group.span, several=True)
