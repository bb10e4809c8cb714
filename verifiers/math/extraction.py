r"""Where a completion says its final answer, in order of strength.

After the reasoning: the inside of an answer block; the last group of boxes, with a sign that stands before the box;
Minerva's closing sentence; ``#### 5``; a field of JSON; ``Answer: 5`` in its languages; bold; what the last sentence
concludes. A short text without any mark is taken as the answer itself.

Nothing here sees the reference, and nothing is picked because of its value: a value that the text denies is no answer,
and where final candidates differ, all of them are handed on as rivals: the answer is ambiguous unless they are equal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rewardry.text.agreement import are_by_case, contradicted, goes_on, hashed_at_end, is_glue
from rewardry.text.assertions import asserted
from rewardry.text.denials import corrects, denied, denied_behind
from rewardry.text.spans import Span, holds, is_blank
from rewardry.text.tags import find_blocks
from rewardry.text.unseen import is_joined, is_turned, without_unseen
from rewardry.types import Sample

from . import announcements
from .announcements import Announced
from .answer import NONE, Answer
from .asides import without_asides
from .boxes import Group, last_group
from .fields import field, others
from .hedges import doubts, goes_on_with_or, hesitates, offers_another
from .limits import LONGEST_TEXT
from .stated import value_within
from .unmarked import unmarked

__all__ = ["Answer", "extract", "final_text"]

_TAGS = ("<answer>", "</answer>")


def final_text(sample: Sample) -> str:
    """What follows the reasoning; a text without the style's think tags is not split at all, which costs more."""
    text, style = sample.text, sample.style
    if not style.prefilled_think and (style.think is None or not holds(text, style.think)):
        return text
    return sample.split().final_text


def extract(text: str, strict: bool = True) -> Answer:
    """The final answer of a text from which the reasoning was removed.

    Args:
        text: any text; time is linear in it.
        strict: never fall back on the last number of the text.
    """
    text = without_unseen(_until_next(_until_marker(text)))
    found = _extract(_OR_ELSEWHERE.sub(lambda word: "or".ljust(len(word[0])), text.replace("或者", "或 ")), strict)
    if found.text is not None and len(found.text) > LONGEST_TEXT:
        return found._replace(text=None, reason="over-limit")
    return _finished(found)


# One word for "or", as long as it is written, so that no place moves.
_OR_ELSEWHERE = re.compile(r"(?<![^\W_])(?:oder|ou|или|або|lub|veya|eller|atau|hoặc|または|もしくは|또는)(?![^\W\d_])")
_MARKER = re.compile(r"<\|[A-Za-z_]{2,24}\|>|</s>")


def _until_marker(text: str) -> str:
    """A text up to the first token of a chat template, with which a model runs on into the next turn."""
    if "<|" not in text and "</s>" not in text:
        return text
    found = _MARKER.search(text)
    return text if found is None or not found.start() else text[: found.start()]


# The next question, with which a model without a chat template runs on behind its answer.
_NEXT = re.compile(
    r"\n[ \t]*\n\s*(?:#{1,4} |\*\*)?(?:Q|Question|Problem|Instruction|(?P<turn>User|Human|用户))(?:\*\*)?[:：]"
)
_ANSWERED = re.compile(r"####|</answer>|\\boxed|\banswer (?:is|:)|\b[Aa]nswer:|答案[是为:：]", re.IGNORECASE)
_LONGEST_BARE = 60


def _until_next(text: str) -> str:
    """A text up to a further question behind an answer, or up to the turn that a model writes for whoever asks."""
    if "\n" not in text or (":" not in text and "：" not in text):
        return text
    for found in _NEXT.finditer(text):
        if _ANSWERED.search(text, max(0, found.start() - 300), found.start()) or _goes_on_by_itself(text, found):
            return text[: found.start()]
    return text


def _goes_on_by_itself(text: str, found: re.Match[str]) -> bool:
    """Whether a turn of the user's follows a text that is nothing but an answer: "401", then "User: Are you sure?"."""
    before = text[: found.start()].strip() if found["turn"] and found.start() <= 2 * _LONGEST_BARE else ""
    return 0 < len(before) <= _LONGEST_BARE and before[-1] not in ":："


_EMPHASIS = re.compile(r"(?<![\w)}])\*\*|\*\*(?![\w({\\-])")
_CHINESE_IS = re.compile(r"\s*(?:就?是|为|等于)\s*(?=[^\s])")
_PART = re.compile(r"(?:^|[,;]?\s*(?:\band\b)?\s+)(?:[Pp]art\s+)?\(?([a-h])[).:]\s+(?=[-−$\\\d(]|[A-Za-z]\s?=)")


def _finished(found: Answer) -> Answer:
    """An answer without what denies other values, without emphasis and the letters of its parts."""
    if found.text is None or found.text.isdigit():
        return found
    stated = None if is_joined(found.text) or is_turned(found.text) else asserted(found.text)
    if stated is None:
        return found._replace(text=None, reason="no-answer")
    text = stated.of(found.text) if len(found.text) != stated.end - stated.start else found.text
    if text[:1] in "是为等就":
        text = _CHINESE_IS.sub("", text)
    if "**" in text:
        text = _EMPHASIS.sub(" ", text)
    parts = [part[1] for part in _PART.finditer(text)] if ")" in text or "art " in text else []
    if len(parts) > 1 and parts == list("abcdefgh"[: len(parts)]):
        text = _PART.sub(lambda part: ", " if part.start() else "", text)
    return found if text is found.text else found._replace(text=text.strip())


def _extract(text: str, strict: bool) -> Answer:
    if _TAGS[0] in text:
        blocks = find_blocks(text, *_TAGS)
        if blocks:
            return _of_blocks(text, blocks, strict)
    return _unwrapped(text, strict)


def _of_blocks(text: str, blocks: Sequence[tuple[Span, Span]], strict: bool) -> Answer:
    """The last answer block; blocks that are joined to it must say the same."""
    outer, inner = blocks[-1]
    inside = inner.of(text)
    if is_blank(inside) or denied(text, outer.start, outer.end):
        return NONE
    if contradicted(text, blocks[-2:]):
        return Answer(None, "tag", inner, "ambiguous")
    if len(inside) > LONGEST_TEXT:
        return Answer(None, "tag", inner, "over-limit")
    found = _unwrapped(inside, strict)
    if found.text is None and found.reason == "no-answer" and not found.kind:
        found = Answer(inside.strip())
    rivals = list(found.rivals)
    for before, after in zip(blocks[-2::-1], blocks[:0:-1], strict=True):
        if not is_glue(text[before[0].end : after[0].start]):
            break
        rivals.append(before[1].of(text).strip())
    return found._replace(
        kind="tag", span=Span(inner.start + found.span.start, inner.start + found.span.end), rivals=tuple(rivals)
    )


_MARKUP = re.compile(r"</?(?:b|strong|i|em|u|p|span|div|li|ul|ol|code|h[1-6])(?:\s[^<>]{0,80})?>", re.IGNORECASE)


def _unwrapped(text: str, strict: bool) -> Answer:
    if "</" in text:
        text = _MARKUP.sub(lambda tag: " " * len(tag[0]), text)
    boxed = _boxes(text) if "box" in text else None
    minerva = announcements.minerva(text) if "hope" in text else None
    closing = minerva is not None and (boxed is None or minerva.span.start > boxed.span.start)
    if minerva is not None and closing and "\\boxed" not in minerva.span.of(text):
        return _one_announced(text, minerva)
    if boxed is not None:
        return _with_last_line(text, boxed) if "####" in text else boxed
    hashed = announcements.hashes(text) if "####" in text else []
    if hashed:
        return _one_announced(text, *hashed)
    filled = field(text) if '"' in text else None
    if filled is not None:
        place, value = filled
        return Answer(value, "json", place.span, rivals=others(text)) if value.strip() else NONE
    stated = [found for found in announcements.lines(text) if not _is_denied(text, found)]
    if stated:
        return _announced(text, stated)
    bold = announcements.bold(text) if "**" in text else None
    if bold is not None and not _is_denied(text, bold):
        return _announced(text, [bold])
    found = unmarked(text, strict)
    return _one_announced(text, found) if isinstance(found, Announced) else found


def _is_denied(text: str, found: Announced) -> bool:
    return denied(text, found.span.start, found.span.end)


def _one_announced(text: str, *found: Announced) -> Answer:
    """The last of some announcements, unless its value is denied."""
    last = found[-1]
    if _is_denied(text, last):
        return Answer(None, last.kind, last.span, "no-answer")
    return _announced(text, list(found))


def _announced(text: str, found: list[Announced]) -> Answer:
    """The last announcement; one before it that nothing takes back is a rival."""
    last = found[-1]
    if _is_doubted(text, last):
        return Answer(None, last.kind, last.span, "ambiguous")
    rivals = _rivals_before(text, found)
    if rivals is None:
        return Answer(None, last.kind, last.span, "ambiguous")
    stated = last.span.of(text)
    if stated.isdigit() or _PLAIN.fullmatch(stated):
        return Answer(stated, last.kind, last.span, rivals=rivals)
    span, again = without_asides(text, last.span)
    within = value_within(text, span)
    if within is None:
        return Answer(None, last.kind, last.span, "no-answer")
    span, more = without_asides(text, within)
    return Answer(span.of(text), last.kind, span, rivals=(*rivals, *again, *more))


# Most answers are numbers, and hold nothing that could be taken away.
_PLAIN = re.compile(r"[$€£]?[-+]?\d[\d,]*(?:\.\d+)?%?")
_ASKED = re.compile(r"[ $*)]{0,3}[?？]")
_OR_BEHIND = re.compile(r"[\s.。$*}]{0,4}(?:[(（]?(?:or\b|或)|(?:if|ou|oder|o bien)\b|\\lor\b)", re.IGNORECASE)
_DOUBTED_WITHIN = 300  # characters behind an announcement in which it may be doubted


def _is_doubted(text: str, found: Announced) -> bool:
    """Whether doubt is expressed about what is announced, it is asked for, or it is the first of several."""
    end = found.span.end
    if found.kind != "bold" and (doubts(found.sentence.of(text)) or hesitates(text[end : end + _DOUBTED_WITHIN])):
        return True
    return found.kind == "line" and (
        _ASKED.match(text, end) is not None
        or goes_on(text, found.span)
        or (_OR_BEHIND.match(text, end) is not None and goes_on_with_or(text, max(0, end - 1)))
    )


_LONGEST_BETWEEN = 400


def _rivals_before(text: str, found: list[Announced]) -> tuple[str, ...] | None:
    """What is announced before the last announcement, unless it is taken back or doubted.

    Returns:
        None where both stand in one sentence and a choice joins them: "the answer is 3, otherwise the answer is 8".
    """
    if len(found) < 2:
        return ()
    before, last = found[-2:]
    if before.span.end > max(last.sentence.start, last.span.start):
        joint = text[before.span.start : last.span.start]
        return None if len(joint) <= _LONGEST_BETWEEN and offers_another(joint) and not corrects(joint) else ()
    between = text[before.span.end : last.span.start]
    if len(between) > _LONGEST_BETWEEN or corrects(between) or doubts(before.sentence.of(text)):
        return ()
    return (before.span.of(text),)


def _with_last_line(text: str, boxed: Answer) -> Answer:
    """A box; ``#### 5`` with which the text ends behind it is a rival."""
    place = hashed_at_end(text)
    if place is None or place.start < boxed.span.end:
        return boxed
    return boxed._replace(rivals=(*boxed.rivals, place.of(text)))


_MOST_GROUPS = 8
_QUESTION = re.compile(r"[\s$*)}\]]*(?:\\[)\]])?\s*\?\s*$")


def _boxes(text: str) -> Answer | None:
    """The last group of boxes that is not denied, unless an answer is announced behind it."""
    group = last_group(text)
    if group is None:
        return None
    later = _announced_behind(text, group)
    if later:
        between = text[group.span.end : later[-1].span.start]
        if corrects(between) or denied_behind(text, group.span.end):
            return _announced(text, later)
    for _ in range(_MOST_GROUPS):
        kept = [i for i, place in enumerate(group.places) if not denied(text, place.start, place.end)]
        if kept:
            found = _of_group(group, kept)
            behind = text[group.span.end : group.span.end + 20]
            if "?" in behind and _QUESTION.fullmatch(text, group.span.end):
                return Answer(None, "box", group.span, "ambiguous")
            cases = _other_cases(text, group)
            rivals = (*cases, *(one.span.of(text) for one in later[-1:]))
            return found._replace(rivals=rivals) if rivals else found
        before = last_group(text, group.span.start)
        if before is None:
            break
        group = before
    return Answer(None, "box", group.span, "no-answer")


_CASE = re.compile(r"\b(?:if|when|case|otherwise)\b|如果|若|当|否则", re.IGNORECASE)
_LONGEST_CASE = 100


def _other_cases(text: str, group: Group) -> tuple[str, ...]:
    """What the boxes before a group hold, where each is said to be the answer in a case of its own."""
    if not _CASE.search(text, max(0, group.span.start - _LONGEST_CASE), group.span.start):
        return ()
    before = last_group(text, group.span.start)
    return () if before is None or not are_by_case(text, before.places[-1], group.places[0]) else before.parts


def _of_group(group: Group, kept: Sequence[int]) -> Answer:
    """Boxes as one answer: a list, where they hold different things."""
    if len(kept) == 1 and group.parts[kept[0]].isdigit():
        return Answer(group.parts[kept[0]], "box", group.span)
    parts = [group.parts[i] for i in kept]
    if all(is_blank(part) for part in parts):
        return Answer(None, "box", group.span, "no-answer")
    if len({"".join(part.split()) for part in parts}) == 1:
        return Answer(parts[-1], "box", group.span)
    return Answer(" , ".join(parts), "box", group.span, several=True)


_ANNOUNCED_VALUE = re.compile(r"[\s*$]*(?:\\[(\[])?\s*(?:[A-Za-z]\s*=\s*)?[-−+]?(?:\d|\\[df]?frac|\\sqrt|\\boxed)")
_OWN = re.compile(r"answers?\b(?!\s+(?:to|of|for)\b)|答案", re.IGNORECASE)


def _announced_behind(text: str, group: Group) -> list[Announced]:
    """Values that are announced as the answer behind the boxes."""
    if len(text) - group.span.end < 12 or not _OWN.search(text, group.span.end):
        return []
    return [
        found
        for found in announcements.lines(text, group.span.end)
        if _ANNOUNCED_VALUE.match(text, found.span.start)
        and _OWN.search(text, max(found.sentence.start, group.span.end), max(found.span.start, found.sentence.end))
        and not _is_denied(text, found)
    ]
