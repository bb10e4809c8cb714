"""The band of pass rates: questions that are neither too hard nor too easy for the model that answered them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rewardry.curation.kept_rows import KeptRow
from rewardry.errors import ConfigError


@dataclass(frozen=True)
class PassRateBand:
    """Rejects all rows of a question whose share of right completions lies outside a band.

    Undecided completions do not count. PRIME (arXiv:2502.01456) keeps 0.2 to 0.8.

    Attributes:
        low, high: the band, both ends included, in [0, 1].
    """

    low: float
    high: float
    reason: str = "pass-rate"

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= 1:
            raise ConfigError(f"--pass-rate {self.low:g} {self.high:g}: write two shares, 0 <= LOW <= HIGH <= 1")

    def reject(self, group: Sequence[KeptRow]) -> Sequence[str | None]:
        """The same for all rows of the question."""
        rate = pass_rate(group)
        if rate is not None and self.low <= rate <= self.high:
            return [None] * len(group)
        return ["no completion is decided" if rate is None else f"pass rate {rate:.3f}"] * len(group)


def pass_rate(group: Sequence[KeptRow]) -> float | None:
    """The share of right ones among the decided completions of a question; None where none is decided."""
    decided = [row.correct for row in group if row.correct is not None]
    return sum(decided) / len(decided) if decided else None
