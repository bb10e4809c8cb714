"""The implicit process reward of PRIME (PRIME-RL/PRIME, dp_prime.py): log ratios of a reward model to its reference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from ..sigmoid import sigmoid

_EPS = 1e-6


def implicit(logp_prm: Sequence[float], logp_ref: Sequence[float], beta: float = 0.05) -> dict[str, Any]:
    """Token rewards ``log pi_prm - log pi_ref``, their sum, and the probability of a right answer.

    Args:
        logp_prm: log probabilities of the tokens under the reward model.
        logp_ref: those under its reference model.
        beta: the factor of the sum in the probability; the token rewards do not have it.

    Returns:
        ``token_q``, ``sum_q`` and ``p_correct = sigmoid(beta * sum_q)``.

    Raises:
        ValueError: the two are of different lengths.
    """
    token_q = [prm - ref for prm, ref in zip(logp_prm, logp_ref, strict=True)]
    total = math.fsum(token_q)
    return {"token_q": token_q, "sum_q": total, "p_correct": sigmoid(beta * total)}


def batch_norm(token_scores: Sequence[Sequence[float]]) -> list[list[float]]:
    """Token rewards over the largest return of the whole batch."""
    largest = largest_return(token_scores)
    return [[score / largest for score in row] for row in token_scores]


def largest_return(token_scores: Sequence[Sequence[float]]) -> float:
    """The largest absolute sum of what is left of a completion from any token on, and a little more: never 0."""
    returns = [abs(total) for row in token_scores for total in accumulate(reversed(row))]
    return max(returns, default=0.0) + _EPS
