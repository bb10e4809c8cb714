"""RLCR's calibration reward: confidence that is borne out."""

from __future__ import annotations

import re

from rewardry.testing.case import Case
from rewardry.text.sections import Sections, SectionStyle
from rewardry.text.spans import is_blank
from rewardry.types import Sample, Score, Verdict

from ..outcome import OutcomeReward

_OPENING, _CLOSING = "<confidence>", "</confidence>"
_NUMBER = re.compile(r"\s{0,99}(?:0|1|0?\.\d{1,20}|[01]\.\d{0,20})\s{0,99}")
_BAD = frozenset(
    {
        f"{problem}_{block}"
        for problem in ("missing", "unopened", "unclosed", "duplicate")
        for block in ("think", "answer")
    }
    | {"order", "nested", "text_before", "text_between", "empty_answer"}
)


class Brier(OutcomeReward):
    """The worth of a stated confidence p by the Brier score: a right answer pays for confidence, a wrong one for doubt.

    RLCR (arXiv:2507.16806) adds ``1 - (correct - p)**2`` to its accuracy reward. Alone that pays 1 for a wrong answer
    with confidence 0, which every policy can give; so by default the value is ``correct - (correct - p)**2``, in
    [-1, 1]: 0 for that, 1 for a right answer with confidence 1. The completion is reasoning, ``<answer>...</answer>``
    and ``<confidence>p</confidence>`` with p in [0, 1], once and last; any other is worth the least.

    Attributes:
        verifier: who decides whether the answer is right.
        with_accuracy: whether the value depends on the answer too; without it the value is RLCR's alone, in [0, 1], to
            be added to an accuracy reward of at least its weight.
    """

    with_accuracy: bool = True

    def value_bounds(self) -> tuple[float, float]:
        """[-1, 1] with the answer, [0, 1] without."""
        return (-1.0 if self.with_accuracy else 0.0), 1.0

    def of(self, sample: Sample, verdict: Verdict) -> Score:
        """The value of a sample."""
        confidence = confidence_in(sample.split(), sample.style)
        if confidence is None:
            return Score(-1.0 if self.with_accuracy else 0.0, details={"confidence": None})
        return Score(self.value(confidence, verdict.status == "correct"), details={"confidence": confidence})

    def value(self, confidence: float, correct: bool) -> float:
        """The value of a confidence in [0, 1]."""
        loss = (correct - confidence) ** 2
        return (float(correct) if self.with_accuracy else 1.0) - loss

    def examples(self) -> list[Case]:
        """Sure and right; unsure and wrong; no confidence."""
        text = "<think>Two and two make four.</think>\n<answer>4</answer>\n<confidence>{}</confidence>"
        worst = -1.0 if self.with_accuracy else 0.0
        return [
            Case(text.format("0.9"), 0.99, "What is 2 + 2?", "4", answer=""),
            Case(text.format("0"), 0.0 if self.with_accuracy else 1.0, "What is 2 + 3?", "5", answer=""),
            Case(text.format("high"), worst, "What is 2 + 2?", "4", answer=""),
        ]


def confidence_in(sections: Sections, style: SectionStyle) -> float | None:
    """The confidence behind the answer of a completion of the right form, or None where the form is not right."""
    text, answer = sections.text, sections.answer
    if answer is None or style.answer is None or sections.problems & _BAD:
        return None
    if sections.think is None and not style.prefilled_think:
        return None
    opened, closed = text.find(_OPENING), text.find(_CLOSING)
    if text.count(_OPENING) != 1 or text.count(_CLOSING) != 1 or not answer.end < opened < closed:
        return None
    if not is_blank(text, answer.end + len(style.answer[1]), opened) or not is_blank(text, closed + len(_CLOSING)):
        return None
    inside = text[opened + len(_OPENING) : closed]
    if not _NUMBER.fullmatch(inside):
        return None
    confidence = float(inside)
    return confidence if confidence <= 1.0 else None
