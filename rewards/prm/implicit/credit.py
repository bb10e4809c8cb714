"""From log ratios of tokens to dense rewards: by token, by step, or all at the end."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

from rewardry.steps import place_of

from ...compat import prime

Granularity: TypeAlias = Literal["token", "step", "whole"]


def implicit(
    logp_prm: Sequence[float],
    logp_ref: Sequence[float],
    beta: float = 0.05,
    granularity: Granularity = "token",
    last_tokens: Sequence[int] = (),
) -> dict[str, Any]:
    """PRIME's implicit process reward of one completion.

    Args:
        logp_prm: log probabilities of its tokens under the reward model.
        logp_ref: those under its reference model.
        beta: the factor of the sum in the probability; ``token_q`` and ``sum_q`` do not have it.
        granularity: where the ratios stand: at each token; their sums at the last token of each step; their sum at the
            last token.
        last_tokens: of ``step``, the position of each step's last token; they grow. Ratios behind the last of them
            stand at the last token.

    Returns:
        ``token_q``, one number a token; ``sum_q``; and ``p_correct = sigmoid(beta * sum_q)``.

    Raises:
        ValueError: the two are of different lengths.

    >>> implicit([-1.0, -0.5], [-1.25, -0.5], granularity="whole")["token_q"]
    [0.0, 0.25]
    """
    found = prime.implicit(logp_prm, logp_ref, beta)
    return {**found, "token_q": gathered(found["token_q"], granularity, last_tokens)}


def gathered(ratios: Sequence[float], granularity: Granularity, last_tokens: Sequence[int] = ()) -> list[float]:
    """Log ratios of tokens, summed to where a granularity wants them; see `implicit`."""
    if granularity == "token" or not ratios:
        return list(ratios)
    ends = [*(last_tokens if granularity == "step" else ()), len(ratios) - 1]
    rewards = [0.0] * len(ratios)
    start = 0
    for end in dict.fromkeys(min(end, len(ratios) - 1) for end in ends):
        rewards[end] = sum(ratios[start : end + 1])
        start = end + 1
    return rewards


def last_tokens(step_ends: Sequence[int], token_ends: Sequence[int]) -> list[int]:
    """For steps that end at some characters the positions of their last tokens, each once.

    >>> last_tokens([3, 8], [2, 4, 6, 8])
    [1, 3]
    """
    return [position for position, _ in itertools.groupby(place_of(end, token_ends) for end in step_ends)]
