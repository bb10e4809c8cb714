"""Rewards of Open-Reasoner-Zero (Open-Reasoner-Zero/Open-Reasoner-Zero, commit 3fdd9a0, playground/orz_7b_ppo.py)."""

from __future__ import annotations

from typing import ClassVar

from ..combine.stop_gate import StopGate


class Accuracy(StopGate):
    """ORZ's outcome reward: 1 for a right answer of a completion that ended by itself, else 0.

    The same rule as ``combine.stop_gate``, whose other values the original does not have. Whether the answer is right
    is asked of a verifier here; the original calls math-verify.

    Attributes:
        verifier: who decides whether the answer is right.
        correct: the value of a right answer that ended by itself.
        wrong: the value of a wrong answer that ended by itself.
        truncated: the value of a completion that was cut.
    """

    source: ClassVar[str | None] = "github.com/Open-Reasoner-Zero/Open-Reasoner-Zero at 3fdd9a0"
