"""The reasoning of a completion."""

from __future__ import annotations

from rewardry.types import Sample


def reasoning_of(sample: Sample) -> str:
    """The reasoning of a sample; its whole text where it marks none."""
    think = sample.split().think_text
    return sample.text if think is None else think
