"""Scores of a reward as rows of a file, and what is counted of them."""

from __future__ import annotations

import collections
from collections.abc import Mapping
from typing import Any

from rewardry.rows import Row
from rewardry.types import Score


class Values:
    """Counts scores and makes rows of them.

    Attributes:
        statuses: rows by status, of a score or of the verdict behind it.
    """

    def __init__(self) -> None:
        self.statuses: collections.Counter[str] = collections.Counter()

    def row(self, row: Row, result: Score) -> dict[str, Any]:
        """The output row of a score."""
        status = result.reported_status
        self.statuses[status] += 1
        reason = result.details.get("reason") or (result.verdict.reason if result.verdict is not None else "")
        return {
            "value": result.value,
            "status": status,
            "reason": reason,
            "details": dict(result.details),
            "seconds": result.seconds,
        }

    def bad_row(self, row: Row) -> dict[str, Any]:
        """The output row of a bad line."""
        return self.row(row, Score(None, "error", {"reason": "bad-row", "error": row.problem}))

    def counts(self) -> dict[str, int]:
        """For the progress bar."""
        undecided = sum(self.statuses[status] for status in ("abstain", "timeout", "error"))
        return {"undecided": undecided, "timeouts": self.statuses["timeout"], "errors": self.statuses["error"]}

    def sums(self) -> dict[str, Any]:
        """All sums, as JSON."""
        return {"statuses": dict(self.statuses)}

    def restore(self, sums: Mapping[str, Any]) -> None:
        """Go on from these sums."""
        self.statuses = collections.Counter(sums["statuses"])
