"""What a length is counted in, and the rewards that depend on nothing else."""

from __future__ import annotations

from typing import Literal

from rewardry.component import Needs, Reward, needs
from rewardry.types import Batch, Sample, Score

Unit = Literal["tokens", "words", "chars"]
NO_TOKENS = Score(None, "abstain", {"reason": "no-completion-ids"})


def length_of(sample: Sample, unit: Unit) -> int | None:
    """The length of a completion.

    Args:
        sample: the sample.
        unit: ``tokens`` (of `completion_ids`), ``words`` (separated by white space) or ``chars``.

    Returns:
        The length, or None when tokens are asked for and the sample brings no token ids.
    """
    if unit == "tokens":
        return None if sample.completion_ids is None else len(sample.completion_ids)
    return len(sample.text.split()) if unit == "words" else len(sample.text)


def length_needs(unit: Unit) -> Needs:
    """What must be read to know a length."""
    return needs("completion_ids") if unit == "tokens" else needs()


class LengthReward(Reward):
    """A reward that is a function of the length alone. Without token ids ``tokens`` abstains: nothing else is counted.

    Attributes:
        unit: what lengths are counted in.
    """

    unit: Unit = "tokens"

    def needs(self) -> Needs:
        """The token ids, or the text."""
        return length_needs(self.unit)

    def value(self, length: int) -> float:
        """The value at a length, in `unit`."""
        raise NotImplementedError(f"{type(self).__name__} does not define value")

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample."""
        lengths = [length_of(sample, self.unit) for sample in batch.samples]
        return [NO_TOKENS if n is None else Score(self.value(n), details={"length": n}) for n in lengths]
