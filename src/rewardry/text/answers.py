"""Where a completion says its final answer: tags, boxes, answer lines.

The policy is one for all verifiers. Candidates of the strongest kind that occurs are taken: answer tags, else boxes,
else lines such as ``Answer: 5`` or ``答案是5``. Candidates that follow each other with nothing but white space,
punctuation or "or" between them are one group. The last group is final, so that a model may correct itself in words;
when its members disagree there is no answer, and neither is what is denied or not seen. Nothing here has seen the
reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

from rewardry.text.agreement import are_at_odds, contradicted, goes_on, is_glue, second_lead
from rewardry.text.answer_lines import Candidate, find_answer_lines
from rewardry.text.boxed import find_boxes
from rewardry.text.denials import denied, is_negated, taken_back
from rewardry.text.spans import is_blank
from rewardry.text.tags import find_blocks
from rewardry.text.unseen import is_turned, without_unseen
from rewardry.text.wrappers import strip_wrappers

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


def _final(text: str, candidates: Sequence[Candidate], kind: Kind) -> Selection:
    """What the last group of candidates that are not denied agrees on."""
    if kind != "line":
        candidates = _not_denied(text, candidates)
        if not candidates:
            return Selection(None, kind, "no-answer")
    answers = [candidates[-1].inner.of(text)]
    for before, after in zip(candidates[-2::-1], candidates[:0:-1], strict=True):
        if not is_glue(text[before.outer.end : second_lead(text, before.outer, after.outer)]):
            break
        answers.append(before.inner.of(text))
    if len(answers) > 1 and len({" ".join(strip_wrappers(answer).split()) for answer in answers}) > 1:
        return Selection(None, kind, "ambiguous")
    nothing = is_blank(answers[0]) or is_turned(answers[0])
    return Selection(None, kind, "no-answer") if nothing else Selection(answers[0], kind)


_MOST_DENIED = 8


def _not_denied(text: str, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    r"""The candidates up to the last one that the text does not deny: ``\boxed{5} is wrong``."""
    end = len(candidates)
    while end and denied(text, *candidates[end - 1].outer):
        end -= 1
        if len(candidates) - end >= _MOST_DENIED:
            return ()
    return candidates[:end]
