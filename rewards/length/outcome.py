"""Rewards over a length and a verdict, of a sample or of a group."""

from __future__ import annotations

from collections.abc import Sequence

from rewardry.component import Needs
from rewardry.types import Sample, Score, Verdict

from ..outcome import GroupOutcomeReward, OutcomeReward
from .target import COLUMN, NO_TARGET, target_needs, target_of
from .unit import NO_TOKENS, Unit, length_needs, length_of


class LengthOutcome(OutcomeReward):
    """A length and a verdict make a value. Without token ids ``tokens`` abstains: nothing else is counted."""

    def counted_in(self) -> Unit:
        """What lengths are counted in."""
        return "tokens"

    def reads(self) -> Needs:
        """The token ids, or the text."""
        return length_needs(self.counted_in())

    def value(self, length: int, correct: bool) -> float:
        """The value at a length."""
        raise NotImplementedError(f"{type(self).__name__} does not define value")

    def at(self, sample: Sample, length: int, correct: bool) -> Score | float:
        """The value of a sample of that length; by default `value`, whatever else the sample says."""
        return self.value(length, correct)

    def of(self, sample: Sample, verdict: Verdict) -> Score:
        """The value at the sample's length."""
        length = length_of(sample, self.counted_in())
        if length is None:
            return NO_TOKENS
        found = self.at(sample, length, verdict.status == "correct")
        return found if isinstance(found, Score) else Score(found, details={"length": length})


class TargetLength(LengthOutcome):
    """A length, a verdict and the length that was asked for make a value; where none was asked for it abstains.

    Attributes:
        unit: what lengths are counted in; without token ids ``tokens`` abstains.
        column: the column that holds the length that is asked for; else the prompt says it ("Think for 1000 tokens.").
    """

    unit: Unit = "tokens"
    column: str = COLUMN

    def counted_in(self) -> Unit:
        """The parameter `unit`."""
        return self.unit

    def reads(self) -> Needs:
        """The length, and the target's column or prompt."""
        return target_needs(self.unit, self.column)

    def at(self, sample: Sample, length: int, correct: bool) -> Score | float:
        """The value of a sample of that length."""
        target = target_of(sample, self.column)
        return NO_TARGET if target is None else self.around(length, target, correct)

    def around(self, length: int, target: int, correct: bool = True) -> float:
        """The value at a length where another was asked for."""
        raise NotImplementedError(f"{type(self).__name__} does not define around")


class GroupLength(GroupOutcomeReward):
    """The lengths and verdicts of a group make its values.

    Attributes:
        unit: what lengths are counted in; without token ids of all its samples a group abstains on ``tokens``.
    """

    unit: Unit = "tokens"

    def reads(self) -> Needs:
        """The token ids, or the text."""
        return length_needs(self.unit)

    def values(self, lengths: Sequence[int], correct: Sequence[bool]) -> list[float]:
        """One value a completion of a group, from lengths in `unit` and verdicts."""
        raise NotImplementedError(f"{type(self).__name__} does not define values")

    def of_group(self, samples: Sequence[Sample], verdicts: Sequence[Verdict]) -> Sequence[Score | None]:
        """The values of a group; completions with an undecided verdict are left out of every comparison."""
        found = [length_of(sample, self.unit) for sample in samples]
        lengths = [n for n in found if n is not None]
        if len(lengths) < len(samples):
            return [NO_TOKENS] * len(samples)
        decided = [i for i, verdict in enumerate(verdicts) if verdict.decided]
        correct = [verdicts[i].status == "correct" for i in decided]
        values = self.values([lengths[i] for i in decided], correct)
        scores: list[Score | None] = [None] * len(samples)
        for i, right, value in zip(decided, correct, values, strict=True):
            scores[i] = Score(self.adjusted(samples[i], right, value), details={"length": lengths[i]})
        return scores

    def adjusted(self, sample: Sample, correct: bool, value: float) -> float:
        """What becomes of a sample's value by what else it says; by default it stays."""
        return value
