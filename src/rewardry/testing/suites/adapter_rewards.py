"""The rewards that the suite of adapters puts into its recipes."""

from __future__ import annotations

import threading
from typing import ClassVar

from rewardry.component import Needs, Reward, needs
from rewardry.types import Batch, Score


class Looks(Reward):
    """1 where the completion holds the reference, undecided where there is none."""

    def needs(self) -> Needs:
        """The reference."""
        return needs("reference")

    def score(self, batch: Batch) -> list[Score | float | None]:
        """One value a sample."""
        return [None if s.reference is None else float(str(s.reference) in s.text) for s in batch.samples]


class Fails(Reward):
    """1, but raises where the completion is ``fail``."""

    def score(self, batch: Batch) -> list[Score | float | None]:
        """One value a sample.

        Raises:
            RuntimeError: as it is meant to.
        """
        if any(sample.text == "fail" for sample in batch.samples):
            raise RuntimeError("it fails, as the suite wants")
        return [1.0] * len(batch)


class Waits(Reward):
    """1 once `go` is set, which a test does from the event loop; undecided if the loop never comes to it."""

    go: ClassVar[threading.Event] = threading.Event()

    def score(self, batch: Batch) -> list[Score | float | None]:
        """One value a sample."""
        came = self.go.wait(60)
        return [1.0 if came else None] * len(batch)


class Compares(Reward):
    """1 for the longest completion of a prompt."""

    per_group: ClassVar[bool] = True

    def score(self, batch: Batch) -> list[Score | float | None]:
        """One value a sample."""
        values: list[Score | float | None] = [0.0] * len(batch)
        for group in batch.groups:
            values[max(group, key=lambda i: len(batch.samples[i].text))] = 1.0
        return values
