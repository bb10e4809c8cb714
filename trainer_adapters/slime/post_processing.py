"""What slime subtracts from rewards and divides them by, without the samples that were dropped."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any


def post_process(args: Any, samples: Sequence[Any]) -> tuple[list[float], list[float]]:
    """The rewards as they are and as slime normalises them, without what is dropped.

    As slime's own: under grpo, gspo, cispo and reinforce_plus_plus_baseline the mean of the group is subtracted, and
    under the first three the result divided by the group's deviation plus 1e-6. Dropped samples get 0.

    Args:
        args: slime's arguments.
        samples: the samples of a rollout; those of a prompt have the same `group_index`.
    """
    raw = [float(sample.get_reward_value(args)) for sample in samples]
    normalised = ("grpo", "gspo", "cispo", "reinforce_plus_plus_baseline")
    if args.advantage_estimator not in normalised or not args.rewards_normalization:
        return raw, [0.0 if sample.remove_sample else value for sample, value in zip(samples, raw, strict=True)]
    deviate = args.advantage_estimator != "reinforce_plus_plus_baseline" and args.grpo_std_normalization
    groups: dict[Any, list[int]] = {}
    for i, sample in enumerate(samples):
        if not sample.remove_sample:
            groups.setdefault(sample.group_index, []).append(i)
    processed = [0.0] * len(raw)
    for group in groups.values():
        mean = sum(raw[i] for i in group) / len(group)
        spread = math.sqrt(sum((raw[i] - mean) ** 2 for i in group) / (len(group) - 1)) if len(group) > 1 else 0.0
        for i in group:
            processed[i] = (raw[i] - mean) / (spread + 1e-6 if deviate else 1.0)
    return raw, processed
