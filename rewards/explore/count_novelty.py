"""A bonus for solutions that are rare, which shrinks as they are seen."""

from __future__ import annotations

import hashlib
import math
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from rewardry.component import Needs, needs
from rewardry.testing.case import Case
from rewardry.types import Batch, Sample, Score, Verdict

from ..outcome import GroupOutcomeReward, OpenGroupOutcome
from .signature import Signature, signature_of

if TYPE_CHECKING:
    from rewardry.engine.opened import OpenVerifier
    from rewardry.engine.runtime import Runtime


class CountNovelty(GroupOutcomeReward):
    """A right answer earns ``beta / sqrt(N)`` where N counts the solutions like it so far; a wrong one earns 0.

    A count-based bonus (Bellemare et al., arXiv:1606.01868). Solutions are alike by `signature`: the methods and
    operations that they use, their answer, or most of their words. N counts those of the run, this group's included, so
    that all of a group that do the same get the same. Wrong answers are neither paid nor counted: noise is always new.
    The counts are state: `state_dict` and `load_state_dict` on the live object save them, and `merge` adds those of
    another worker.

    Attributes:
        verifier: who decides whether the answer is right.
        beta: the bonus of what was never seen.
        signature: when two solutions are alike.
        per: whether they are counted for each prompt by itself or for the whole run.
        max_keys: so many kinds of solutions are remembered; the oldest is forgotten first.
    """

    stateful: ClassVar[bool] = True
    beta: float = Field(1.0, ge=0, allow_inf_nan=False)
    signature: Signature = "strategy"
    per: Literal["prompt", "run"] = "prompt"
    max_keys: int = Field(1_000_000, ge=1)

    def value_bounds(self) -> tuple[float, float]:
        """From nothing to the bonus of what was never seen."""
        return 0.0, self.beta

    def reads(self) -> Needs:
        """The completion and the prompt."""
        return needs("prompt")

    def open(self, runtime: Runtime) -> OpenCountNovelty:
        """Open the verifier, with nothing counted yet."""
        return OpenCountNovelty(self, runtime.open(self.verifier))

    def value(self, visits: int) -> float:
        """The bonus of a solution that was seen so often, this time included."""
        return self.beta / math.sqrt(visits)

    def key_of(self, sample: Sample, verdict: Verdict) -> str:
        """What a solution is counted under."""
        signature = signature_of(sample, verdict, self.signature)
        text = f"{sample.question}\0{signature}" if self.per == "prompt" else signature
        return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()

    def examples(self) -> list[Case]:
        """A solution that is seen for the first time, and a wrong one."""
        text = "<think>Double it: 2 * 2 = 4.</think>\n<answer>4</answer>"
        return [
            Case(text, self.beta, "What is 2 + 2?", "4", group="a"),
            Case(text, 0.0, "What is 2 + 3?", "5", group="b"),
        ]


class OpenCountNovelty(OpenGroupOutcome):
    """The open form of `CountNovelty`, which holds the counts."""

    settings: CountNovelty

    def __init__(self, settings: CountNovelty, verifier: OpenVerifier) -> None:
        super().__init__(settings, verifier)
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample, with its verdict; the batch is counted as a whole."""
        verdicts = batch.verdicts(self.verifier)
        keys = [
            self.settings.key_of(sample, verdict) if verdict.status == "correct" else None
            for sample, verdict in zip(batch.samples, verdicts, strict=True)
        ]
        visits = self._count([key for key in keys if key is not None])
        return [self._of(*row, visits) for row in zip(batch.samples, verdicts, keys, strict=True)]

    def _of(self, sample: Sample, verdict: Verdict, key: str | None, visits: Mapping[str, int]) -> Score:
        if not verdict.decided:
            return self.settings.undecided(sample, verdict)
        if key is None:
            return Score(0.0, verdict=verdict, seconds=verdict.seconds)
        seen = visits[key]
        return Score(self.settings.value(seen), "ok", {"visits": seen}, verdict.seconds, verdict)

    def _count(self, keys: Sequence[str]) -> dict[str, int]:
        """Count the solutions of a batch; how often each was seen then."""
        added = Counter(keys)
        with self._lock:
            self._add(added)
            return {key: self._counts.get(key, count) for key, count in added.items()}

    def _add(self, added: Mapping[str, int]) -> None:
        for key, count in added.items():
            self._counts[key] = self._counts.pop(key, 0) + count  # moved to the end: the oldest stands first
        for key in list(islice(self._counts, max(0, len(self._counts) - self.settings.max_keys))):
            del self._counts[key]

    def state_dict(self) -> dict[str, Any]:
        """The counts, as a JSON object."""
        with self._lock:
            return {"counts": dict(self._counts)}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on with the counts that `state_dict` returned.

        Raises:
            ValueError: the state is no such object.
        """
        counts = _counts_in(state)
        with self._lock:
            self._counts = dict(counts)

    def merge(self, state: Mapping[str, Any]) -> None:
        """Add the counts of another worker of the same run."""
        counts = _counts_in(state)
        with self._lock:
            self._add(counts)


def _counts_in(state: Mapping[str, Any]) -> dict[str, int]:
    counts = state.get("counts")
    if not isinstance(counts, Mapping) or not all(isinstance(n, int) and n > 0 for n in counts.values()):
        raise ValueError("the state of explore.count_novelty is {'counts': {key: visits}}, as state_dict() returns it")
    return dict(counts)
