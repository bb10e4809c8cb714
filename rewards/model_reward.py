"""What rewards share that a model in this process gives."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import ClassVar

from pydantic import Field

from rewardry.component import Reward, Runs
from rewardry.types import Score

# Of a model that overflows. A limit would not do: what is compared with NaN keeps its place, so that the limit itself,
# the best value there is, would be paid.
NOT_FINITE = Score(
    None, "error", {"reason": "not-finite", "error": "the model's numbers are not finite; load it in another format"}
)


def are_finite(numbers: Iterable[float]) -> bool:
    """Whether none of a model's numbers is NaN or infinite."""
    return all(map(math.isfinite, numbers))


class ModelReward(Reward):
    """A reward that asks a model of transformers in this process; the runtime owns the model.

    Attributes:
        model: the folder of the model, or its name on the Hugging Face hub. None abstains.
        max_tokens: the most tokens of prompt and completion.
        batch_tokens: the most tokens that a model reads at once, padding included; default: what suits the device.
        revision: the model's branch, tag or commit on the hub.
        device: ``cpu``, ``cuda``, ``cuda:1``; default: a GPU where there is one.
    """

    runs: ClassVar[Runs] = "own"
    # Sums of floats depend, in their last digits, on what else is in a batch.
    deterministic: ClassVar[bool] = False
    model_based: ClassVar[bool] = True
    extra: ClassVar[str | None] = "train"
    requires: ClassVar[tuple[str, ...]] = ("torch", "transformers")

    model: str | None = None
    max_tokens: int = Field(4096, ge=1)
    batch_tokens: int | None = Field(None, ge=1)
    revision: str | None = None
    device: str | None = None

    def revisions(self) -> Mapping[str, str | None]:
        """The commit, where it is named."""
        return {"model": self.revision}
