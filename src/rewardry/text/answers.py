"""Where a completion says its final answer: tags, boxes, answer lines.

The policy is one for all verifiers. Candidates of the strongest kind that occurs are taken: answer tags, else boxes,
else lines such as ``Answer: 5`` or ``答案是5``. Candidates that follow each other with nothing but white space,
punctuation or "or" between them are one group. The last group is final, so that a model may correct itself in words;
when its members disagree there is no answer, and neither is what is denied or not seen. Nothing here has seen the
reference.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

from rewardry.text.boxed import find_boxes
from rewardry.text.code_blocks import CodeBlock, find_code_blocks, is_in_comment
from rewardry.text.denials import denied, denied_before, is_negated, may_deny, taken_back
from rewardry.text.reported import is_anothers
from rewardry.text.spans import Span, first_visible, has_content, is_blank, strip_blank
from rewardry.text.tags import find_blocks
from rewardry.text.unseen import is_turned, without_unseen

Kind: TypeAlias = Literal["tag", "box", "line"]


class Selection(NamedTuple):
    """The final answer of a text.

    Attributes:
        answer: the answer as it is written, or None.
        kind: how it was marked, or None.
        reason: why there is none: ``no-answer``, ``ambiguous`` or ``over-limit``.
    """

    answer: str | None
    kind: Kind | None = None
    reason: str = ""


class Candidate(NamedTuple):
    """A marked answer: the whole with its mark, and the answer's own place."""

    outer: Span
    inner: Span


# A final answer is short. What is longer is no answer, and comparing it would cost time without bound.
LONGEST_ANSWER = 10_000


def select_answer(text: str, longest_unmarked: int = 0, tags: tuple[str, str] = ("<answer>", "</answer>")) -> Selection:
    """The final answer in `text`, which is what follows the reasoning.

    Args:
        text: any text; time is linear in it.
        longest_unmarked: up to so many characters a text without any mark is the answer as a whole.
        tags: the answer tags.

    Returns:
        What the last group of the strongest marks holds; a box or an answer line within an answer tag is opened.
    """
    text = without_unseen(text)
    selected = _select(text, tags)
    if selected.kind is None and len(text) <= longest_unmarked and text.strip() and not is_negated(text):
        return Selection(text.strip())
    if selected.answer is not None and len(selected.answer) > LONGEST_ANSWER:
        return Selection(None, selected.kind, "over-limit")
    if selected.answer is not None and is_negated(selected.answer):
        return Selection(None, selected.kind, "no-answer")
    return selected


def _select(text: str, tags: tuple[str, str]) -> Selection:
    selected = select_block(text, tags)
    if selected.kind is None:
        return _select_unwrapped(text)
    if selected.answer is None:
        return selected
    inside = _select_unwrapped(selected.answer)
    return selected if inside.kind is None else inside._replace(kind="tag")


def select_block(text: str, tags: tuple[str, str] = ("<answer>", "</answer>")) -> Selection:
    """The inside of the last answer block; ``ambiguous`` where the blocks beside it say something else.

    Args:
        text: any text; time is linear in it.
        tags: the answer tags.
    """
    blocks = [Candidate(*block) for block in find_blocks(without_unseen(text), *tags)]
    if not blocks:
        return Selection(None, None, "no-answer")
    return Selection(None, "tag", "ambiguous") if contradicted(text, blocks) else _final(text, blocks, "tag")


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


def _select_unwrapped(text: str) -> Selection:
    boxes = [Candidate(box.outer, box.inner) for box in find_boxes(text) if not box.depth]
    if boxes:
        if are_at_odds(text, boxes):
            return Selection(None, "box", "ambiguous")
        return _final(text, boxes, "box")
    lines = find_answer_lines(text)
    if lines and goes_on(text, lines[-1].inner):
        return Selection(None, "line", "ambiguous")
    if lines and taken_back(text, lines[-1].inner.end):
        return Selection(None, "line", "no-answer")
    return _final(text, lines, "line") if lines else Selection(None, None, "no-answer")


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


def _final(text: str, candidates: Sequence[Candidate], kind: Kind) -> Selection:
    """What the last group of candidates that are not denied agrees on."""
    if kind != "line":
        candidates = _not_denied(text, candidates)
        if not candidates:
            return Selection(None, kind, "no-answer")
    answers = [candidates[-1].inner.of(text)]
    for before, after in zip(candidates[-2::-1], candidates[:0:-1], strict=True):
        if not is_glue(_between(text, before.outer, after.outer)):
            break
        answers.append(before.inner.of(text))
    if len(answers) > 1 and len({" ".join(strip_wrappers(answer).split()) for answer in answers}) > 1:
        return Selection(None, kind, "ambiguous")
    nothing = is_blank(answers[0]) or is_turned(answers[0])
    return Selection(None, kind, "no-answer") if nothing else Selection(answers[0], kind)


# What belongs to the words that announce: of two lines with the same words neither corrects the other.
_LEAD = re.compile(
    r"(?<![^\n])[ \t*_>-]{0,4}(?P<lead>(?:(?:the|my|our|final|correct)[ \t]){1,3}|最终的?|最后的?)$", re.IGNORECASE
)


def _between(text: str, first: Span, second: Span) -> str:
    """What stands between two marked answers, without the words that lead to the second as they led to the first."""
    leads = [
        _LEAD.search(text, max(start, place - _LONGEST_LEAD), place)
        for start, place in ((0, first.start), (first.end, second.start))
    ]
    end = second.start
    if leads[0] and leads[1] and leads[0]["lead"].casefold() == leads[1]["lead"].casefold():
        end = leads[1].start("lead")
    return text[first.end : end]


_MOST_DENIED = 8


def _not_denied(text: str, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    r"""The candidates up to the last one that the text does not deny: ``\boxed{5} is wrong``."""
    end = len(candidates)
    while end and denied(text, *candidates[end - 1].outer):
        end -= 1
        if len(candidates) - end >= _MOST_DENIED:
            return ()
    return candidates[:end]


# Words that announce an answer, and what must follow one for it to be an announcement.
_CUE = re.compile(
    r"^[ \t]{0,3}(?:\#{1,6}|\*\*)[ \t]{0,4}(?:(?:the|my|final|correct)[ \t]{1,4}){0,3}answer\*{0,2}[ \t]{0,4}$"
    r"|(?<!\#)\#{4}(?!\#)|(?<![A-Za-z0-9])(?:answer|choice|option)(?![A-Za-z0-9])|答案|选项",
    re.IGNORECASE | re.MULTILINE,
)
_ANNOUNCES = re.compile(
    r"[*_]{0,3}[ \t]{0,2}"
    r"(?:(?:(?:is|are|must be|would be|should be)(?![A-Za-z])|=|应该是|应为|是|为|選|选)(?:[*_]{0,3}[ \t]{0,2}[:：])?"
    r"|[:：])"
    r"[*_]{0,3}[ \t]{0,8}",
    re.IGNORECASE,
)
_MINERVA_END = re.compile(r"[.。]?\s{0,4}I hope it is correct[.。]?\s*$", re.IGNORECASE)


# What may stand between an answer and the announcement of an alternative on the same line.
_OR = re.compile(r"(?:\bor\b|或者?|还是)[\s,:]*(?:(?:the|my|another|final|correct)\s+){0,3}$", re.IGNORECASE)
_LONGEST_OR = 60


def find_answer_lines(text: str) -> list[Candidate]:
    """Answers announced in words: ``Answer: 5``, ``the final answer is 5``, ``#### 5``, ``答案是5``.

    An answer reaches to the end of its line; where nothing follows on the line it is the next line that says
    anything, or the code block there. Of several announcements on a line the last counts, unless "or" joins them.
    """
    found: list[Candidate] = []
    blocks: list[CodeBlock] | None = None
    fenced = "```" in text
    line_end = -1
    for cue in _CUE.finditer(text):
        announced = _ANNOUNCES.match(text, cue.end())
        if announced is None and "#" not in cue.group() and "*" not in cue.group():
            continue
        start = cue.end() if announced is None else announced.end()
        if _is_denied(text, cue.start(), start) or is_anothers(text, cue.start()):
            continue
        if start > line_end:  # looked for once a line, or a line of many cues would cost its square
            line_end = _line_end(text, start)
        inner = _rest_of_line(text, start, line_end)
        if text.startswith(("```", "~~~"), inner.start):
            if blocks is None:  # found once a text, for the same reason
                blocks = find_code_blocks(text)
            inner = _code_at(blocks, inner)
        if fenced and _COMMENTED.search(text, max(0, cue.start() - _LONGEST_LEAD), cue.start()):
            blocks = find_code_blocks(text) if blocks is None else blocks
            if is_in_comment(text, cue.start(), inner, blocks):
                continue
        if found and found[-1].inner.end > cue.start():
            found[-1:] = _alternative(text, found[-1], cue.start())
        found.append(Candidate(Span(cue.start(), inner.end), inner))
    return found


_LONGEST_LEAD = 40
_COMMENTED = re.compile(r"(?:#|//|--)[ \t][^\n]*$")


# Words that deny the whole announcement behind them: "it is false that the answer is 5".
_DENIES = re.compile(
    r"\b(?:false|untrue|wrong|incorrect|impossible|unlikely|not true|not the case|doubt|deny|disagree)\s{1,3}"
    r"(?:that|to say|to think)\s(?:[a-z]{1,12}\s){0,3}$",
    re.IGNORECASE,
)
_LONGEST_DENIAL = 80


def _is_denied(text: str, cue: int, start: int) -> bool:
    """Whether what stands before an announcement, or is its beginning, says that it is false."""
    before = text[max(0, cue - _LONGEST_DENIAL) : start]
    before = before[before.rfind("\n", 0, max(0, len(before) - start + cue)) + 1 :]
    if not may_deny(before):
        return False
    at_cue = before[: len(before) - start + cue]
    return denied_before(before, len(before)) or denied_before(at_cue, len(at_cue)) or bool(_DENIES.search(at_cue))


def _rest_of_line(text: str, start: int, end: int) -> Span:
    """The rest of the line, or the next line that says anything."""
    if is_blank(text, start, end):
        start = first_visible(text, start, min(start + 1000, len(text)))
        end = _line_end(text, start)
    politeness = _MINERVA_END.search(text, max(start, end - 40), end)
    return Span(start, politeness.start() if politeness else end)


def _code_at(blocks: list[CodeBlock], fence: Span) -> Span:
    """The inside of the code block that the line `fence` opens, or the line itself where it opens none."""
    place = bisect(blocks, fence.start, key=lambda block: block.code.start)
    opens = place < len(blocks) and blocks[place].code.start <= fence.end + 1
    return blocks[place].code if opens else fence


def _alternative(text: str, before: Candidate, cue: int) -> list[Candidate]:
    """What becomes of an answer when another is announced on its line: an alternative if "or" joins them, or nothing.

    A correction replaces an answer; a hedge does not.
    """
    joint = _OR.search(text, max(before.inner.start, cue - _LONGEST_OR), cue)
    return [Candidate(Span(before.outer.start, cue), Span(before.inner.start, joint.start()))] if joint else []


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


_PAIRS = (("**", "**"), ("__", "__"), ("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"), ("`", "`"), ("*", "*"))
_QUOTES = (('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"))
_COMMAND = re.compile(r"\\(?:text|textbf|textit|mathrm|mathbf|mathsf|mathtt|boxed|fbox)\s{0,4}\{")
_DEPTH = 12


def strip_wrappers(answer: str) -> str:
    r"""An answer without what only dresses it: Markdown emphasis, dollar signs, quotes, ``\text{}``, a final period.

    Each pair is removed only where it encloses the whole answer. Invisible characters go at its ends, not within it.
    """
    for _ in range(_DEPTH):
        before = answer
        answer = strip_blank(strip_blank(answer).rstrip(".。,;，；"))
        if answer.count("**") == 1:  # the other half stands before the announcement
            answer = answer.removeprefix("**").removesuffix("**").strip()
        for opening, closing in (*_PAIRS, *_QUOTES):
            if len(answer) > len(opening) + len(closing) and answer.startswith(opening) and answer.endswith(closing):
                inner = answer[len(opening) : -len(closing)]
                answer = answer if opening in inner else inner
        command = _COMMAND.match(answer)
        if answer.startswith("```") and answer.endswith("```") and answer.count("```") == 2:
            language, newline, code = answer[3:-3].partition("\n")
            answer = code if newline else language
        if command and answer.endswith("}") and _closes_at_end(answer, command.end()):
            answer = answer[command.end() : -1]
        if answer == before:
            break
    return answer


def _closes_at_end(text: str, inside: int) -> bool:
    """Whether the brace before `inside` is closed by the last character of the text."""
    depth = 1
    for brace in re.finditer(r"\\.|[{}]", text[inside:]):
        depth += {"{": 1, "}": -1}.get(brace.group(), 0)
        if not depth:
            return inside + brace.end() == len(text)
    return False
