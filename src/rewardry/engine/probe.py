"""A verifier that does nothing, to see whether worker processes answer and what it costs to ask one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rewardry.component import Runs, Verifier
from rewardry.types import Sample, Verdict


class Probe(Verifier):
    """Says correct to everything, from a worker process."""

    runs: ClassVar[Runs] = "worker"

    def verify(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict a sample."""
        return [Verdict("correct", reason="probe") for _ in samples]
