"""Where a completion says a final answer of several lines: a grid, a list of moves, an object.

The marks are those of `rewardry.text.answers`; an answer announced in words reaches to the next empty line here, and
nothing of a board is stripped, whose dots and stars are cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

from rewardry.text.agreement import are_at_odds, contradicted, is_glue, second_lead
from rewardry.text.answer_lines import find_answer_lines
from rewardry.text.answers import LONGEST_ANSWER, Selection
from rewardry.text.boxed import find_boxes
from rewardry.text.code_blocks import CodeBlock, find_code_blocks
from rewardry.text.denials import denied, is_negated, taken_back
from rewardry.text.spans import Span, is_blank, strip_blank
from rewardry.text.tags import find_blocks
from rewardry.text.unseen import without_unseen

SelectionPolicy: TypeAlias = Literal["last_tag", "first_tag", "strict_single"]
_Place: TypeAlias = tuple[Span, Span]  # a mark as a whole, and the answer in it
_MOST_LOOKED_AT = 64  # marks, from the end; more are spam
_EMPTY_LINE = re.compile(r"\n[ \t\r]*(?=\n)")
# At the end of one announced answer: "or", "alternatively the".
_OR = re.compile(
    r"(?:[\s,;.](?:or|or else|alternatively|and also)|或者?)[\s,:]{1,4}(?:(?:the|my)\s{1,4})?$", re.IGNORECASE
)
# Between two announced answers: the first is taken back, or checked.
_TAKES_BACK = re.compile(
    r"\b(?:wait|no|not|actually|sorry|correct(?:ion|ed)?|mistake|wrong|incorrect|instead|rather|but|hmm+|oops"
    r"|(?:re)?check(?:ed|ing)?|final|fail(?:s|ed))\b|不对|等等|错|更正|检查",
    re.IGNORECASE,
)


def select_passage(text: str, longest_unmarked: int = 0, policy: SelectionPolicy = "last_tag") -> Selection:
    """The final answer in `text`, which is what follows the reasoning; it may have several lines.

    Candidates of the strongest kind that occurs are taken: answer tags, else boxes, else what is announced in words
    (``The final answer is:``), else a fenced block. What only dresses the answer is taken off by `undress`.

    Args:
        text: any text; time is linear in it.
        longest_unmarked: up to so many characters a text without any mark is the answer as a whole.
        policy: which of several counts. ``last_tag``: the last, unless those beside it, with nothing but "or" or
            white space between, say something else; ``first_tag``: the first; ``strict_single``: several are a hedge.
    """
    text = without_unseen(text)
    kind, marked = _marked(text)
    if kind == "tag" and policy != "first_tag" and contradicted(text, marked):
        return Selection(None, kind, "ambiguous")
    if kind == "box" and policy != "first_tag" and are_at_odds(text, marked):
        return Selection(None, kind, "ambiguous")
    if kind == "tag" or kind == "box":
        marked = [place for place in marked[-_MOST_LOOKED_AT:] if not denied(text, *place[0])]
        if not marked:
            return Selection(None, kind, "no-answer")
    if kind == "line" and taken_back(text, marked[-1][0].end):
        return Selection(None, kind, "no-answer")
    if kind is None:
        whole = undress(text) if len(text) <= longest_unmarked and not is_negated(text) else ""
        return Selection(whole) if whole else Selection(None, None, "no-answer")
    chosen, reason = _chosen(text, marked, policy)
    if chosen is None or len(chosen) > LONGEST_ANSWER:
        return Selection(None, kind, reason or "over-limit")
    answer = undress(chosen)
    return Selection(answer, kind) if answer and not is_negated(answer) else Selection(None, kind, "no-answer")


def _marked(text: str) -> tuple[Literal["tag", "box", "line"] | None, Sequence[_Place]]:
    """The candidates of the strongest kind: each with its mark, and the answer's own place."""
    if blocks := find_blocks(text, "<answer>", "</answer>"):
        return "tag", [(block.outer, block.inner) for block in blocks]
    if boxes := [(box.outer, box.inner) for box in find_boxes(text) if not box.depth]:
        return "box", boxes
    fences = find_code_blocks(text)
    if lines := find_answer_lines(text):
        return "line", _apart(text, [_paragraph(text, fences, line.outer, line.inner) for line in lines])
    return ("line", [(fence.code, fence.code) for fence in fences]) if fences else (None, [])


def _paragraph(text: str, fences: Sequence[CodeBlock], outer: Span, inner: Span) -> _Place:
    """An announced answer up to the next empty line; a fenced block is taken as it is."""
    if any(fence.code == inner for fence in fences):
        return outer, inner
    empty = _EMPTY_LINE.search(text, inner.end)
    end = empty.start() if empty else len(text)
    return Span(outer.start, end), Span(inner.start, end)


def _apart(text: str, places: list[_Place]) -> list[_Place]:
    """Announced answers; one that reaches to "or" and the next announcement ends there, so that the two are beside.

    So does one that reaches to the next announcement without a word that takes it back.
    """
    for i in range(len(places) - 1):
        (outer, inner), (following, answer) = places[i : i + 2]
        if outer.end <= following.start:
            continue
        end = second_lead(text, outer, following)
        if either := _OR.search(text, inner.start, following.start):
            places[i] = Span(outer.start, either.start()), Span(inner.start, either.start())
            places[i + 1] = Span(either.start(), following.end), answer
        elif inner.start < (end := second_lead(text, outer, following)) and not _TAKES_BACK.search(
            text, inner.start, end
        ):
            places[i] = Span(outer.start, end), Span(inner.start, end)
    return places


def _chosen(text: str, marked: Sequence[_Place], policy: SelectionPolicy) -> tuple[str | None, str]:
    """The candidate that counts, or None and why there is none."""
    answers = [inner.of(text) for _, inner in marked]
    if policy == "first_tag":
        return answers[0], ""
    beside = 1
    while beside < len(marked) and (
        policy == "strict_single" or _are_beside(text, marked[-beside - 1], marked[-beside])
    ):
        beside += 1
    if len({" ".join(answer.split()) for answer in answers[-beside:]}) > 1:
        return None, "ambiguous"
    return (None, "no-answer") if is_blank(answers[-1]) else (answers[-1], "")


def _are_beside(text: str, first: _Place, second: _Place) -> bool:
    (outer, inner), (following, _) = first, second
    if outer.end > following.start or _TAKES_BACK.search(text, inner.start, outer.end):
        return False
    return is_glue(text[outer.end : second_lead(text, outer, following)])


# What announces an answer and is no part of it: "So the final answer is:", "**Solution**:", "答案是".
# Nothing that negates, doubts or conditions is among the words.
_SO = r"(?:(?:so|thus|hence|therefore|finally|ok|okay)[\s,:]{1,3}){0,2}"
_WHICH = (
    r"(?:(?:here(?:'s| is)|this is|the|my|our|a|one|possible|valid|correct|final|full|complete|completed|solved|optimal"
    r"|shortest|required|resulting)\s{1,3}){0,5}"
)
_THING = (
    r"(?:answer|solution|result|output|grid|board|path|sequence|assignment|expression|equation|moves|steps|list|order"
    r"|答案|解答|解|结果)"
)
_IS = (
    r"(?:\s{0,3}[:：=]|\s{1,3}(?:is|are|would be|as follows)\s{0,3}[:：]?|[是为][:：]?|\*{2}\s{0,3}[:：]|\s{0,3}(?=\n))"
    r"\s{0,4}"
)
_LEAD = re.compile(_SO + _WHICH + _THING + _IS, re.IGNORECASE)
_COMMAND = re.compile(r"\\(?:boxed|fbox|text|textbf|mathrm|mathbf|mathtt)\s{0,4}\{")
_FENCE = re.compile(r"(?P<marks>`{3,}|~{3,})[^\n`]{0,40}\n(?P<inside>.*?)\n?[ \t]*(?P=marks)", re.DOTALL)
_EMPHASIS = re.compile(r"\*\*(?P<inside>[^*]*[^\W_][^*]*)\*\*|`(?P<code>[^`]+)`|\$\$?(?P<maths>[^$]+)\$\$?")
_DEPTH = 8


def undress(answer: str) -> str:
    """An answer without what only dresses it as a whole: an announcement, a fence, emphasis, dollar signs, a box.

    Signs at its ends stay, for they may be cells of a board.
    """
    for _ in range(_DEPTH):
        before = answer
        answer = strip_blank(answer)
        if lead := _LEAD.match(answer.removeprefix("**")):
            rest = answer.removeprefix("**")[lead.end() :]
            answer = strip_blank(rest.removeprefix("**") if answer.startswith("**") else rest) or answer
        if fence := _FENCE.fullmatch(answer):
            answer = fence["inside"] if "```" not in fence["inside"] else answer
        elif dressed := _EMPHASIS.fullmatch(answer):
            answer = dressed["inside"] or dressed["code"] or dressed["maths"]
        elif (command := _COMMAND.match(answer)) and (boxes := find_boxes("\\boxed{" + answer[command.end() :])):
            box = boxes[0]
            whole = box.outer.end == len(answer) - command.end() + len("\\boxed{")
            answer = answer[command.end() : -1] if whole else answer
        if answer == before:
            break
    return answer
