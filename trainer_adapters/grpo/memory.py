"""Out of memory: which setting helps most, instead of an allocator's statistics."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from rewardry.errors import RewardryError

TRAINING_ADVICE = (
    "halve optimizer.micro_batch_tokens (the gradient stays the same); next, set optimizer.gradient_checkpointing: true"
)


class OutOfMemoryError(RewardryError):
    """There was not enough memory; the message names the setting that helps most."""


@contextmanager
def explained(what: str, advice: str) -> Iterator[None]:
    """Say what ran out of memory and what helps.

    Args:
        what: what was being done, with its size.
        advice: the setting that helps most, and the next.

    Raises:
        OutOfMemoryError: torch could not get the memory it needed.
    """
    try:
        yield
    except torch.OutOfMemoryError as error:
        raise OutOfMemoryError(f"out of GPU memory in {what}; {advice}") from error
    except RuntimeError as error:
        if "DefaultCPUAllocator" not in str(error):
            raise
        raise OutOfMemoryError(f"out of memory in {what}; {advice}") from error
