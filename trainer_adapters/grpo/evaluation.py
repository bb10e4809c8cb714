"""Evaluation on held-out prompts: avg@k, pass@k, maj@k."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from rewardry.metric import pass_at_k
from rewardry.types import Scored

from ..verdicts import verdict_of
from .batch_figures import or_nan
from .config import EvaluationConfig
from .processes import Processes
from .prompts import Prompts
from .rewarding import Rewarding
from .rollout import RolloutEngine

# Seeds of evaluations lie apart from those of the training.
_SEED = 0x5EED


def evaluate(
    engine: RolloutEngine,
    prompts: Prompts,
    rewarding: Rewarding,
    settings: EvaluationConfig,
    max_new_tokens: int,
    processes: Processes,
) -> dict[str, float]:
    """Sample every held-out prompt k times, the same uniforms each time, and score the completions.

    Rewards that remember what they have scored remember these, too.

    Returns:
        ``avg@k``, ``pass@k``, ``maj@k`` (of prompts with verdicts), the mean reward, and the share of undecided ones;
        NaN where nothing could be decided.
    """
    k, rows = settings.samples, list(range(processes.rank, len(prompts), processes.world))
    scored: list[Scored] = []
    if rows:
        round_ = rewarding.begin(lambda at, ids, why: prompts.sample(rows[at // k], at // k, ids, why), None)
        engine.generate(
            [prompts.ids[row] for row in rows],
            k,
            max_new_tokens=max_new_tokens,
            temperature=settings.temperature,
            seed=_SEED,
            prompt_keys=rows,
            on_finished=round_.finished,
        )
        scored, _ = round_.results()
    totals = processes.gather(_tensor([or_nan(one.total) for one in scored]))
    groups = [scored[start : start + k] for start in range(0, len(scored), k)]
    of_prompts = processes.gather(_tensor([_of_prompt(group, rewarding) for group in groups]).reshape(-1, 3))
    average, passed, majority = of_prompts.nanmean(0).tolist()
    return {
        f"avg@{k}": average,
        f"pass@{k}": passed,
        f"maj@{k}": majority,
        "reward": float(totals.nanmean()),
        "undecided": float(totals.isnan().double().mean()),
    }


def _tensor(numbers: Sequence[Any]) -> Tensor:
    return torch.tensor(numbers, dtype=torch.float64)


def _of_prompt(group: Sequence[Scored], rewarding: Rewarding) -> tuple[float, float, float]:
    """A prompt's share right, whether any is, and whether the majority is; NaN where no completion is decided."""
    rights = [rewarding.is_right(one) for one in group]
    known = [right for right in rights if right is not None]
    if not known:
        return (math.nan, math.nan, math.nan)
    passed = pass_at_k(len(known), sum(known), len(known))
    return sum(known) / len(known), passed, float(_majority_right(group, rights))


def _majority_right(group: Sequence[Scored], rights: Sequence[bool | None]) -> bool:
    """Whether the answer that most completions gave is right; of equally many the one that came first."""
    answers = [_answer(one) for one in group]
    votes = Counter(answer for answer in answers if answer is not None)
    if not votes:
        return False
    chosen = votes.most_common(1)[0][0]
    return any(bool(right) for answer, right in zip(answers, rights, strict=True) if answer == chosen)


def _answer(scored: Scored) -> str | None:
    """What a completion answered, as its verifier extracted it."""
    verdict = verdict_of(scored)
    if verdict is None or verdict.extracted is None:
        return None
    try:
        return json.dumps(verdict.extracted, sort_keys=True)
    except (TypeError, ValueError):  # what JSON does not know, of a verifier that is not ours
        return repr(verdict.extracted)
