"""The best completions of each question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rewardry.curation.kept_rows import KeptRow


@dataclass(frozen=True)
class BestOfGroup:
    """Rejects all but the completions with the highest totals; of equal ones those that come first stay.

    Attributes:
        most: how many of a question stay, at least 1.
    """

    most: int
    reason: str = "not-best-of-group"

    def reject(self, group: Sequence[KeptRow]) -> Sequence[str | None]:
        """Whatever is not among the best; a row without a total is never one of them."""
        totals = [row.total for row in group]
        ranked = sorted((i for i, total in enumerate(totals) if total is not None), key=lambda i: -(totals[i] or 0.0))
        best = set(ranked[: self.most])
        return [None if i in best else _why(totals[i]) for i in range(len(group))]


def _why(total: float | None) -> str:
    return "no total" if total is None else f"total {total:g}"
