"""Accuracy of Search-R1 (verl, commit b178a3c, verl/utils/reward_score/search_r1_like_qa_em.py)."""

from __future__ import annotations

import re
import string
from typing import Any, ClassVar

from pydantic import FiniteFloat

from rewardry.component import JsonType
from rewardry.testing.case import Case

from .reference_reward import Graded, ReferenceReward, blocks

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLES = re.compile(r"\b(a|an|the)\b")
_MOST_TAGS = 10


class ExactMatch(ReferenceReward):
    """Search-R1's exact match: the last answer block equals one of the references in SQuAD's normal form.

    Lower case, without punctuation and articles. More than ten opening or closing tags cost three quarters. The
    reference is a text, a list of texts, or ``{"target": text or list}``. A reference that is empty in its normal form
    equals an empty answer, as in the original.

    Attributes:
        format_score: the value of a wrong answer.
        score_of_match: the value of a right one.
    """

    source: ClassVar[str | None] = "github.com/volcengine/verl at b178a3c"
    takes: ClassVar[tuple[JsonType, ...]] = ("string", "array", "object")

    format_score: FiniteFloat = 0.0
    score_of_match: FiniteFloat = 1.0

    def value_bounds(self) -> tuple[float, float]:
        """From 0 to the value of a right answer."""
        return min(0.0, self.format_score, self.score_of_match), max(0.0, self.format_score, self.score_of_match)

    def graded(self, text: str, reference: Any) -> Graded:
        """The value of a right answer, less what too many tags cost, of a wrong one, or 0 without one."""
        wanted = [normalized(one) for one in targets(reference)]
        found = blocks(text)
        if not found:
            return Graded(0.0, False)
        if not self.matches(normalized(found[-1].strip()), wanted):
            return Graded(self.format_score, False)
        return Graded(self.score_of_match / (4 if self.spams(text) else 1), True)

    def matches(self, answer: str, wanted: list[str]) -> bool:
        """Whether an answer is one of those wanted, all of them in normal form."""
        return answer in wanted

    def spams(self, text: str) -> bool:
        """Whether a text has more than ten tags of a kind."""
        return max(text.count("<answer>"), text.count("</answer>")) > _MOST_TAGS

    def examples(self) -> list[Case]:
        """A right answer and a wrong one."""
        asked = "Which tower stands in Paris?"
        return [
            Case("<answer>The Eiffel Tower</answer>", self.score_of_match, asked, ["Eiffel tower"], "Eiffel tower"),
            Case("<answer>Big Ben</answer>", self.format_score, asked, ["Eiffel tower"], "Eiffel tower"),
        ]


class SubExactMatch(ExactMatch):
    """Search-R1's sub-exact match: one of the references stands somewhere in the last answer block.

    Both in SQuAD's normal form, so that an answer that lists everything is right; tags are not counted.

    Attributes:
        format_score: the value of a wrong answer.
        score_of_match: the value of a right one.
    """

    def matches(self, answer: str, wanted: list[str]) -> bool:
        """Whether one of those wanted is a part of an answer."""
        return any(one in answer for one in wanted)

    def spams(self, text: str) -> bool:
        """Never: this form does not count tags."""
        return False


def targets(reference: Any) -> list[str]:
    """The texts of a reference.

    Raises:
        KeyError, TypeError: it is none.
    """
    found = reference["target"] if isinstance(reference, dict) else reference
    listed = [found] if isinstance(found, str) else list(found)
    if not listed or not all(isinstance(one, str) for one in listed):
        raise TypeError("a text or a list of texts is wanted")
    return listed


def normalized(text: str) -> str:
    """A text in SQuAD's normal form."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())
