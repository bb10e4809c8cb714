"""What OpenRLHF takes for results, whether they come by a function or by HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rewardry.types import Scored

from ..scorer import Result
from ..verdicts import verdict_of


def answer(results: Sequence[Result]) -> dict[str, Any]:
    """``rewards``, ``scores`` and ``extra_logs``: of one result numbers, of several lists."""
    rewards, scores = [result.value for result in results], [share_right(result.scored) for result in results]
    logs = {key: [result.figures[key] for result in results] for key in (results[0].figures if results else ())}
    if len(results) == 1:
        figures = {key: values[0] for key, values in logs.items()}
        return {"rewards": rewards[0], "scores": scores[0], "extra_logs": figures}
    return {"rewards": rewards, "scores": scores, "extra_logs": logs}


def share_right(scored: Scored) -> float:
    """How right a completion is, in [0, 1]: by the first verdict, or else by the total, cut to that range."""
    verdict = verdict_of(scored)
    if verdict is None:
        return min(max(scored.total or 0.0, 0.0), 1.0)
    return float(verdict.status == "correct") if verdict.score is None else verdict.score
