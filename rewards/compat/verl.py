"""Rewards of verl (volcengine/verl, commit b178a3c, verl/experimental/reward_loop/reward_manager/dapo.py)."""

from __future__ import annotations

from pydantic import Field, FiniteFloat

from ..length.unit import LengthReward


class SoftOverlong(LengthReward):
    """verl's overlong penalty of DAPO: the slope of equation 13, which goes on falling beyond the longest length.

    Attributes:
        max_resp_len: the length at which the penalty is -`penalty_factor`, in tokens.
        buffer: the width of the slope, in tokens.
        penalty_factor: the penalty at `max_resp_len`.
    """

    max_resp_len: int = Field(20480, gt=0)
    buffer: int = Field(4096, gt=0)
    penalty_factor: FiniteFloat = 1.0

    def value(self, length: int) -> float:
        """The penalty at a length, at most 0 and without a lower bound."""
        exceeded = length - (self.max_resp_len - self.buffer)
        return min(-exceeded / self.buffer * self.penalty_factor, 0.0)
