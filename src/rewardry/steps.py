"""Steps of a solution: how a completion falls into them, what each is worth, and which token gets it.

Process rewards of every kind speak of the same steps: a splitter finds them as spans of the completion, a scorer gives
each a number (`StepScores`), and a trainer that takes dense rewards gets them at the last token of each step
(`StepScores.per_token`).
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rewardry.text.spans import Span, has_content
from rewardry.types import Score

SplitBy: TypeAlias = Literal["paragraphs", "lines", "labels"]
_BOX = "\\boxed"
_EMPTY_BOX = re.compile(r"\\boxed\s{0,9}\{\s{0,9}\}")
_SEPARATORS: dict[str, re.Pattern[str]] = {
    "paragraphs": re.compile(r"\n[^\S\n]*\n"),
    "lines": re.compile(r"\n"),
    # Math-Shepherd's solutions name their steps; a label belongs to the step that it opens.
    "labels": re.compile(r"\n(?=[^\S\n]{0,9}Step[^\S\n]{1,9}\d{1,4}[.:])"),
}


def split_steps(
    text: str, by: SplitBy = "paragraphs", within: Span | None = None, tags: Iterable[str] = ()
) -> list[Span]:
    r"""The steps of a solution, as spans of `text` without the white space around them.

    A step holds a letter or a digit, and be it in a box; what lies between two separators and holds none is no step.
    Takes time linear in the text.

    Args:
        text: the completion.
        by: what separates steps: ``paragraphs``, blank lines; ``lines``, line ends; ``labels``, a line that begins with
            ``Step 1:``.
        within: the part of the text that is split; default: all of it.
        tags: marks that separate as well and belong to no step, such as ``<think>``.

    Raises:
        ValueError: there is no such way to split.

    >>> [span.of("2 + 2 = 4\n\n4 + 4 = 8") for span in split_steps("2 + 2 = 4\n\n4 + 4 = 8")]
    ['2 + 2 = 4', '4 + 4 = 8']
    """
    if by not in _SEPARATORS:
        raise ValueError(f"steps are not split by {by!r}; write one of {', '.join(_SEPARATORS)}")
    start, end = within or Span(0, len(text))
    marks = "|".join(map(re.escape, sorted(tags, key=len, reverse=True)))
    pieces = [Span(start, end)] if not marks else list(_between(re.compile(marks), text, Span(start, end)))
    steps = (_stripped(text, step) for piece in pieces for step in _between(_SEPARATORS[by], text, piece))
    return [step for step in steps if _says_something(text, step)]


def _says_something(text: str, span: Span) -> bool:
    """Whether a part of a text has a letter or a digit, beside those of a command for a box with nothing in it."""
    if not has_content(text, *span):
        return False
    return text.find(_BOX, *span) < 0 or has_content(_EMPTY_BOX.sub("", span.of(text)))


def _between(separator: re.Pattern[str], text: str, span: Span) -> Iterator[Span]:
    """What lies between the separators in a part of a text."""
    start = span.start
    for found in separator.finditer(text, span.start, span.end):
        yield Span(start, found.start())
        start = found.end()
    yield Span(start, span.end)


def _stripped(text: str, span: Span) -> Span:
    inside = span.of(text)
    start = span.start + len(inside) - len(inside.lstrip())
    return Span(start, max(start, span.end - len(inside) + len(inside.rstrip())))


def place_of(end: int, token_ends: Sequence[int]) -> int:
    """The position of the last token of what ends at a character: the last one of those that end there or first beyond.

    Args:
        end: where it ends, in characters.
        token_ends: for each token where it ends; they never fall, and there is at least one.

    >>> place_of(3, [2, 4, 4, 6]), place_of(9, [2, 4, 4, 6])
    (2, 3)
    """
    first = min(bisect.bisect_left(token_ends, end), len(token_ends) - 1)
    return bisect.bisect_right(token_ends, token_ends[first]) - 1


@dataclass(frozen=True, slots=True)
class StepScores:
    """What each step of one completion is worth.

    Attributes:
        scores: one number a step, in order.
        ends: for each step where it ends in the completion, in characters; they grow.
    """

    scores: tuple[float, ...]
    ends: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.scores) != len(self.ends):
            raise ValueError(f"there are {len(self.scores)} scores for {len(self.ends)} steps")
        if any(late <= early for early, late in zip(self.ends, self.ends[1:], strict=False)):
            raise ValueError(f"steps end one after the other, not at {list(self.ends)}")

    @classmethod
    def of(cls, score: Score) -> StepScores | None:
        """The dense rewards of a process reward's score; None where it has none, because it is undecided."""
        rewards, ends = score.details.get("step_rewards"), score.details.get("step_ends")
        return None if rewards is None or ends is None else cls(tuple(rewards), tuple(ends))

    def per_token(self, token_ends: Sequence[int]) -> list[float]:
        """A reward a token: each step's score at its last token, 0 elsewhere.

        Args:
            token_ends: for each token of the completion where it ends, in characters; they never fall. Of a fast
                tokenizer: ``[end for _, end in tokenizer(text, return_offsets_mapping=True)["offset_mapping"]]``.

        Raises:
            ValueError: there is no token, and there are steps.

        >>> StepScores((0.9, 0.2), (3, 8)).per_token([2, 4, 6, 8])
        [0.0, 0.9, 0.0, 0.2]
        """
        if self.scores and not token_ends:
            raise ValueError(f"{len(self.scores)} steps have no token to stand at")
        rewards = [0.0] * len(token_ends)
        for score, end in zip(self.scores, self.ends, strict=True):
            rewards[place_of(end, token_ends)] += score
        return rewards
