"""Seconds and memory of a step, and the line that is written of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

Write = Callable[[dict[str, Any]], None]


class Clock:
    """Seconds by the host's clock, with the device idle at both ends, and the memory used meanwhile."""

    def __init__(self, device: str) -> None:
        self.cuda = device == "cuda"

    def now(self) -> float:
        """The time, once the device has nothing left to do."""
        if self.cuda:
            import torch

            torch.cuda.synchronize()
        return time.perf_counter()

    def peak_gib(self, reset: bool = False) -> float | None:
        """The most memory allocated since the last reset; None without a GPU."""
        if not self.cuda:
            return None
        import torch

        peak = torch.cuda.max_memory_allocated() / 2**30
        if reset:
            torch.cuda.reset_peak_memory_stats()
        return peak


def line_of(step: int, seconds: float, rollout: float, lengths: list[int]) -> dict[str, Any]:
    """What is written of a step.

    Args:
        step: which, from 0.
        seconds: of the whole step.
        rollout: seconds of it that went into sampling.
        lengths: tokens of each completion.
    """
    return {
        "step": step,
        "seconds": seconds,
        "rollout": rollout,
        "learn": seconds - rollout,
        "tokens": sum(lengths),
        "longest": max(lengths),
    }
