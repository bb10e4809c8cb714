"""Rewards of verl (volcengine/verl, commit b178a3c, verl/experimental/reward_loop/reward_manager/dapo.py)."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from pydantic import Field, FiniteFloat

from rewardry.testing.case import Case

from ..length.unit import LengthReward
from .reference_reward import Graded, ReferenceReward

_TAIL = 300
_HASH = re.compile(r"#### (-?[0-9.,]+)")
_NUMBER = re.compile(r"-?[0-9.,]+")


class SoftOverlong(LengthReward):
    """verl's overlong penalty of DAPO: the slope of equation 13, which goes on falling beyond the longest length.

    Attributes:
        max_resp_len: the length at which the penalty is -`penalty_factor`, in tokens.
        buffer: the width of the slope, in tokens.
        penalty_factor: the penalty at `max_resp_len`.
    """

    source: ClassVar[str | None] = "github.com/volcengine/verl at b178a3c"

    max_resp_len: int = Field(20480, gt=0)
    buffer: int = Field(4096, gt=0)
    penalty_factor: FiniteFloat = 1.0

    def value(self, length: int) -> float:
        """The penalty at a length, at most 0 and without a lower bound."""
        exceeded = length - (self.max_resp_len - self.buffer)
        return min(-exceeded / self.buffer * self.penalty_factor, 0.0)


class Gsm8kHash(ReferenceReward):
    """verl's rule for GSM8K (verl/utils/reward_score/gsm8k.py): the number behind the last ``####`` is the reference.

    Only the last 300 characters are read. ``strict`` wants ``#### 72`` and drops commas; ``flexible`` takes the last
    run of digits, dots and commas as it is, a full stop included, so that ``72.`` is wrong.

    Attributes:
        method: which of the two.
        format_score: the value of a wrong number.
        score_of_match: the value of a right one.
    """

    source: ClassVar[str | None] = "github.com/volcengine/verl at b178a3c"

    method: Literal["strict", "flexible"] = "strict"
    format_score: FiniteFloat = 0.0
    score_of_match: FiniteFloat = 1.0

    def value_bounds(self) -> tuple[float, float]:
        """From 0 to the value of a right number."""
        return min(0.0, self.format_score, self.score_of_match), max(0.0, self.format_score, self.score_of_match)

    def graded(self, text: str, reference: Any) -> Graded:
        """The value of a right or a wrong number, or 0 without one."""
        answer = self._answer(text[-_TAIL:])
        if answer is None:
            return Graded(0.0, False)
        right = answer == reference
        return Graded(self.score_of_match if right else self.format_score, right)

    def _answer(self, tail: str) -> str | None:
        if self.method == "strict":
            found = _HASH.findall(tail)
            return found[-1].replace(",", "").replace("$", "") if found else None
        runs = _NUMBER.findall(tail)
        return next((run for run in reversed(runs) if run not in ("", ".")), runs[0] if runs else None)

    def examples(self) -> list[Case]:
        """A right number and a wrong one."""
        text = "Half of 144.\n#### {}" if self.method == "strict" else "Half of 144 is {}"
        return [
            Case(text.format(72), self.score_of_match, "What is half of 144?", "72"),
            Case(text.format(71), self.format_score, "What is half of 144?", "72"),
        ]
