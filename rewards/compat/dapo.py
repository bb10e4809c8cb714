"""Accuracy of DAPO (verl, commit b178a3c, verl/utils/reward_score/math_dapo.py)."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from pydantic import Field, FiniteFloat

from rewardry.component import JsonType
from rewardry.testing.case import Case

from .reference_reward import Graded, ReferenceReward

_ANSWER = re.compile(r"(?i)Answer\s*:\s*([^\n]+)")
_REPLACED = (
    *(("an ", ""), ("a ", ""), (".$", "$"), ("\\$", ""), (r"\ ", ""), (" ", ""), ("mbox", "text")),
    *((",\\text{and}", ","), ("\\text{and}", ","), ("\\text{m}", "\\text{}")),
)
_REMOVED = (
    *("square", "ways", "integers", "dollars", "mph", "inches", "hours", "km", "units", "\\ldots", "sue", "points"),
    *("feet", "minutes", "digits", "cents", "degrees", "cm", "gm", "pounds", "meters", "meals", "edges", "students"),
    *("childrentickets", "multiples", "\\text{s}", "\\text{.}", "\\text{\ns}", "\\text{}^2", "\\text{}^3"),
    *("\\text{\n}", "\\text{}", r"\mathrm{th}", r"^\circ", r"^{\circ}", r"\;", r",\!", "{,}", '"', "\\dots"),
)
_UNWRAPPED = (
    (re.compile(r"(\\text\{)(.*?)(\})"), "\\2"),
    (re.compile(r"(\\textbf\{)(.*?)(\})"), "\\2"),
    (re.compile(r"(\\overline\{)(.*?)(\})"), "\\2"),
    (re.compile(r"(\\boxed\{)(.*)(\})"), "\\2"),
    (re.compile(r"(frac)([^{])(.)"), "frac{\\2}{\\3}"),
    (re.compile(r"(sqrt)([^{])"), "sqrt{\\2}"),
)
_LONGEST = 1_000


class MinervaAnswerLine(ReferenceReward):
    """DAPO's rule: the text behind the last ``Answer:``, normalised as by Minerva, equals the normalised reference.

    Only the last `tail_chars` characters are read. Normalising takes what follows the last ``=``, drops units and
    words, and writes out short fractions; there is no algebra, so that 0.5 differs from 1/2.

    Attributes:
        tail_chars: how many characters of the completion's end are read.
        correct, incorrect: the values of a right and a wrong answer.
    """

    source: ClassVar[str | None] = "github.com/volcengine/verl at b178a3c"
    takes: ClassVar[tuple[JsonType, ...]] = ("string", "number")

    tail_chars: int = Field(300, gt=0)
    correct: FiniteFloat = 1.0
    incorrect: FiniteFloat = -1.0

    def value_bounds(self) -> tuple[float, float]:
        """The smaller and the larger of the two values."""
        return min(self.correct, self.incorrect), max(self.correct, self.incorrect)

    def graded(self, text: str, reference: Any) -> Graded:
        """The value of a right or a wrong answer."""
        if len(str(reference)) > _LONGEST:
            raise ValueError(f"the reference has more than {_LONGEST} characters")
        found = _ANSWER.findall(text[-self.tail_chars :])
        answer = normalized(found[-1] if found else "[INVALID]")
        right = answer == normalized(str(reference))
        return Graded(self.correct if right else self.incorrect, right)

    def examples(self) -> list[Case]:
        """A right answer and a wrong one."""
        return [
            Case("Half of 8.\nAnswer: 4", self.correct, "What is 8/2?", "4"),
            Case("Half of 8.\nAnswer: 5", self.incorrect, "What is 8/2?", "4"),
        ]


class StrictBox(ReferenceReward):
    r"""DAPO's strict rule: what the last ``\boxed{}`` of the last characters holds is the reference, to the letter.

    Attributes:
        tail_chars: how many characters of the completion's end are read.
    """

    source: ClassVar[str | None] = "github.com/volcengine/verl at b178a3c"
    value_range: ClassVar[tuple[float, float] | None] = (-1.0, 1.0)

    tail_chars: int = Field(100, gt=0)

    def graded(self, text: str, reference: Any) -> Graded:
        """1 or -1."""
        right = last_box(text[-self.tail_chars :]) == reference
        return Graded(1.0 if right else -1.0, right)

    def examples(self) -> list[Case]:
        """A right answer and a wrong one."""
        return [
            Case("So it is \\boxed{4}", 1.0, "What is 8/2?", "4"),
            Case("So it is \\boxed{5}", -1.0, "What is 8/2?", "4"),
        ]


def last_box(text: str) -> str | None:
    r"""What the last ``\boxed{`` of a text holds, up to its brace; None where there is none or it does not close."""
    opening = "\\boxed{"
    start = text.rfind(opening)
    if start < 0:
        return None
    depth = 1
    for i in range(start + len(opening), len(text)):
        depth += (text[i] == "{") - (text[i] == "}")
        if depth == 0:
            return text[start + len(opening) : i]
    return None


def normalized(answer: str) -> str:
    """An answer in Minerva's normal form (arXiv:2206.14858, appendix D)."""
    answer = answer.split("=")[-1]
    for before, after in _REPLACED:
        answer = answer.replace(before, after)
    for word in _REMOVED:
        answer = answer.replace(word, "")
    answer = re.sub(r"(.*?)(\$)(.*?)(\$)(.*)", "$\\3$", answer)
    for pattern, kept in _UNWRAPPED:
        answer = pattern.sub(kept, answer)
    answer = answer.replace("$", "")
    digits = answer.replace(",", "")
    return (digits if digits.isdigit() else answer).strip()
