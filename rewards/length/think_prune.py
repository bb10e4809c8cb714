"""ThinkPrune's limit: only what is said within a length counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import Field, FiniteFloat

from rewardry.component import Needs
from rewardry.testing.case import Case
from rewardry.types import Batch, Sample, Score, Verdict

from ..outcome import OpenOutcome, OutcomeReward
from .unit import NO_TOKENS, Unit, length_needs, length_of

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime


class ThinkPrune(OutcomeReward):
    """Whether the answer is right in what is left of the completion when it is cut at `max_length`.

    ThinkPrune (arXiv:2504.01296): the verdict of the text up to length L, with L falling over the training (4000, then
    3000, then 2000 tokens). A completion within the limit gets its usual verdict. Of a longer one, that many characters
    are kept; in ``tokens`` the characters of the first L tokens are estimated by their share of all tokens.

    Attributes:
        verifier: who decides whether the answer is right.
        max_length: the limit L, in `unit`.
        correct: the value of a right answer within the limit.
        wrong: the value of any other.
        unit: what lengths are counted in; without token ids ``tokens`` abstains.
    """

    max_length: int = Field(4000, gt=0)
    correct: FiniteFloat = 1.0
    wrong: FiniteFloat = 0.0
    unit: Unit = "tokens"

    def value_bounds(self) -> tuple[float, float]:
        """From the smaller to the larger of the two values."""
        return min(self.correct, self.wrong), max(self.correct, self.wrong)

    def reads(self) -> Needs:
        """The token ids, or the text."""
        return length_needs(self.unit)

    def open(self, runtime: Runtime) -> OpenThinkPrune:
        """Open the verifier."""
        return OpenThinkPrune(self, runtime.open(self.verifier))

    def of(self, sample: Sample, verdict: Verdict) -> Score:
        """The value of a verdict."""
        length = length_of(sample, self.unit)
        if length is None:
            return NO_TOKENS
        return Score(self.correct if verdict.status == "correct" else self.wrong, details={"length": length})

    def pruned(self, sample: Sample) -> Sample:
        """The sample with what the limit leaves of its text; the sample itself where that is all."""
        length = length_of(sample, self.unit)
        if length is None or length <= self.max_length:
            return sample
        text = sample.text
        return replace(sample, completion=text[: len(text) * self.max_length // length])

    def examples(self) -> list[Case]:
        """A right answer within the limit, and one that comes too late."""
        if self.unit != "tokens":
            return []
        text = "<think>Two and two make four.</think>\n<answer>4</answer>"
        return [
            Case(text, self.correct, "What is 2 + 2?", "4", completion_ids=range(self.max_length)),
            Case(text, self.wrong, "What is 2 + 2?", "4", completion_ids=range(2 * self.max_length)),
        ]


class OpenThinkPrune(OpenOutcome):
    """The open form of `ThinkPrune`."""

    settings: ThinkPrune

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample; only those that are cut are verified by themselves."""
        pruned = [self.settings.pruned(sample) for sample in batch.samples]
        whole = [i for i, sample in enumerate(pruned) if sample is batch.samples[i]]
        cut = [i for i, sample in enumerate(pruned) if sample is not batch.samples[i]]
        verdicts = dict(zip(whole, batch.take(whole).verdicts(self.verifier), strict=True))
        verdicts.update(zip(cut, self.verifier.verify([pruned[i] for i in cut]), strict=True))
        return [self._of(sample, verdicts[i]) for i, sample in enumerate(batch.samples)]
