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


@contextmanager
def written_out(part: Experience, step: int, folder: Path, tokenizer: Any) -> Iterator[None]:
    """Write the completions out in which a step's loss or gradient is not finite, and end the training.

    Args:
        part: what the step is taken on.
        step: its number, of ``not-finite-STEP.jsonl``.
        folder: where that goes.
        tokenizer: writes completions as text, too.

    Raises:
        NotFiniteError: names the file.
    """
    try:
        yield
    except NotFiniteError as error:
        file = folder / f"not-finite-{step}.jsonl"
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"".join(dump(_row(part, i, tokenizer)) for i in error.rows))
        raise NotFiniteError(
            f"step {step}: {error}; its completions are in {file}, and the weights are as they were before. Look "
            f"there for log-probabilities of -inf, or lower optimizer.learning_rate or loss.kl.beta",
            error.rows,
        ) from error


def _row(part: Experience, i: int, tokenizer: Any) -> dict[str, Any]:
    return {
        "prompt": tokenizer.decode(part.prompt_ids[i]),
        "completion": tokenizer.decode(part.completion_ids[i]),
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
