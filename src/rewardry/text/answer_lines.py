"""Answers that are announced in words: ``Answer: 5``, ``the final answer is 5``, ``#### 5``, ``答案是5``."""

from __future__ import annotations

import re
from bisect import bisect
from typing import NamedTuple

from rewardry.text.code_blocks import CodeBlock, find_code_blocks, is_in_comment
from rewardry.text.denials import denied_before, may_deny
from rewardry.text.reported import is_anothers
from rewardry.text.spans import Span, first_visible, is_blank


class Candidate(NamedTuple):
    """A marked answer: the whole with its mark, and the answer's own place."""

    outer: Span
    inner: Span


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
# The beginning of a line of code up to a cue that stands in a comment.
_COMMENTED = re.compile(r"(?:#|//|--)[ \t][^\n]*$")
_LONGEST_COMMENT = 40


def find_answer_lines(text: str) -> list[Candidate]:
    """Answers announced in words: ``Answer: 5``, ``the final answer is 5``, ``#### 5``, ``答案是5``.

    An answer reaches to the end of its line; where nothing follows on the line it is the next line that says
    anything, or the code block there. Of several announcements on a line the last counts, unless "or" joins them.
    """
    found: list[Candidate] = []
    blocks = find_code_blocks(text) if "```" in text or "~~~" in text else []
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
            inner = _code_at(blocks, inner)
        commented = blocks and _COMMENTED.search(text, max(0, cue.start() - _LONGEST_COMMENT), cue.start())
        if commented and is_in_comment(text, cue.start(), inner, blocks):
            continue
        if found and found[-1].inner.end > cue.start():
            found[-1:] = _alternative(text, found[-1], cue.start())
        found.append(Candidate(Span(cue.start(), inner.end), inner))
    return found


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
