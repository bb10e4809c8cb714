"""Guards of a training: what is not finite is written out, and a policy that is not the one that sampled is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from rewardry.errors import RewardryError
from rewardry.rows import dump

from .batches import Experience
from .learner import Learner, NotFiniteError

# Two float32 forward passes of the same weights, one of them through a cache, differ by about 1e-5 a token.
_GAP = {torch.float64: 1e-3, torch.float32: 1e-2}


class OffPolicyError(RewardryError):
    """The first ratio of a batch is not 1: what is trained is not what has sampled."""


class NanGuard:
    """Writes the completions out in which a loss or gradient is not finite, and ends the training.

    Args:
        folder: where ``not-finite-STEP.jsonl`` goes.
        tokenizer: writes them as text, too.
    """

    def __init__(self, folder: Path, tokenizer: Any) -> None:
        self._folder, self._tokenizer = folder, tokenizer

    @contextmanager
    def watching(self, part: Experience, step: int) -> Iterator[None]:
        """Watch a step on some completions.

        Raises:
            NotFiniteError: names the file.
        """
        try:
            yield
        except NotFiniteError as error:
            file = self._folder / f"not-finite-{step}.jsonl"
            self._folder.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"".join(dump(self._row(part, i)) for i in error.rows))
            raise NotFiniteError(
                f"step {step}: {error}; its completions are in {file}, and the weights are as they were before. Look "
                f"there for log-probabilities of -inf, or lower optimizer.learning_rate or loss.kl.beta",
                error.rows,
            ) from error

    def _row(self, part: Experience, i: int) -> dict[str, Any]:
        return {
            "prompt": self._tokenizer.decode(part.prompt_ids[i]),
            "completion": self._tokenizer.decode(part.completion_ids[i]),
            "prompt_ids": part.prompt_ids[i],
            "completion_ids": part.completion_ids[i],
            "advantage": float(part.advantages[i]),
            "logprobs": part.old_logps[i].tolist(),
        }


def refuse_off_policy(gap: float, learner: Learner) -> None:
    """Refuse a first step whose log-probabilities are not those of the sampler; in 16 bits they never quite are.

    Raises:
        OffPolicyError: says by how much they differ, and where that comes from.
    """
    allowed = _GAP.get(learner.head.weight.dtype)
    if allowed is not None and gap > allowed:
        raise OffPolicyError(
            f"the policy that is trained gives a token another log-probability than the one that sampled it, by "
            f"{gap:.2g} (at most {allowed:g} is rounding); something in the model is random or depends on the "
            f"batch, such as dropout or a router: turn it off, since every ratio would be wrong"
        )
