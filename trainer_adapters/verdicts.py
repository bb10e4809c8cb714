"""Whether a completion is right, where a trainer asks that beside its reward."""

from __future__ import annotations

from rewardry.types import Scored, Verdict


def verdict_of(scored: Scored) -> Verdict | None:
    """The verdict of the first reward that asked a verifier; None where none did."""
    return next((score.verdict for score in scored.components.values() if score.verdict is not None), None)
