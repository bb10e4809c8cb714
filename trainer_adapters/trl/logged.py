"""What reward functions add to TRL's logs, in releases that take it: figures of a batch, and columns of completions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rewardry.types import Scored


def metrics(scored: Sequence[Scored], names: Sequence[str], fails: Callable[[str], bool]) -> dict[str, float]:
    """Shares and means of rewards, under keys that are the same for every batch and rank.

    Args:
        scored: the batch.
        names: of the rewards.
        fails: whether the guard finds that a reward fails too often.
    """
    found: dict[str, float] = {}
    rows = max(len(scored), 1)
    for name in names:
        scores = [row.components[name] for row in scored]
        decided = [score.value for score in scores if score.value is not None]
        found[f"rewardry/{name}/mean"] = sum(decided) / len(decided) if decided else float("nan")
        found[f"rewardry/{name}/undecided"] = 1 - len(decided) / rows
        found[f"rewardry/{name}/timeout"] = sum(score.status == "timeout" for score in scores) / rows
        found[f"rewardry/{name}/error"] = sum(score.status == "error" for score in scores) / rows
        found[f"rewardry/{name}/alarm"] = float(fails(name))
    return found


def columns(scored: Sequence[Scored], names: Sequence[str]) -> dict[str, list[Any]]:
    """Columns for TRL's table of completions: what each reward says, and why."""
    found: dict[str, list[Any]] = {}
    for name in names:
        scores = [row.components[name] for row in scored]
        found[f"{name}/status"] = [score.reported_status for score in scores]
        found[f"{name}/reason"] = [
            score.verdict.reason if score.verdict else str(score.details.get("reason", "")) for score in scores
        ]
    return found
