"""Rewards of RLCR (damanimehul/RLCR, commit 8904bed, reward_fns.py)."""

from __future__ import annotations

from typing import ClassVar

from ..calibration.brier import Brier as Hardened


class Brier(Hardened):
    """RLCR's `brier_reward`: 1 - (correct - p)^2 of the stated confidence p, 0 for a wrong form.

    Alone it pays 1 for a wrong answer with confidence 0; RLCR adds it to its accuracy reward.

    Attributes:
        verifier: who decides whether the answer is right.
        with_accuracy: whether the value depends on the answer too; in the original it does not.
    """

    source: ClassVar[str | None] = "github.com/damanimehul/RLCR at 8904bed"

    with_accuracy: bool = False
