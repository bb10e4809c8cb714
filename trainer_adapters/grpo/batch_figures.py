"""What is logged of a batch of rollouts: figures over all processes, the values behind them, a row a completion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from rewardry.types import Messages, Scored

from .advantages import deviation
from .rollout import FinishReason

# What is known of each completion beside its rewards.
COLUMNS = ("reward", "completions/length", "completions/truncated")


@dataclass(frozen=True)
class Group:
    """The completions of one prompt, with what each earned.

    Attributes:
        row: the prompt's.
        prompt_ids: its tokens.
        completion_ids, logprobs, finish_reasons: of each completion; see `Rollouts`.
        scored, texts: results and texts.
    """

    row: int
    prompt_ids: list[int]
    completion_ids: list[list[int]]
    logprobs: list[Tensor]
    finish_reasons: list[FinishReason]
    scored: list[Scored]
    texts: list[str]


def measured(groups: Sequence[Group], names: Sequence[str]) -> Tensor:
    """What each completion earned, and how long it is.

    Args:
        groups: the completions.
        names: of the rewards that are wanted.

    Returns:
        float64 ``[N, C]``, a column for each of `COLUMNS` and of the names; NaN where a reward is undecided.
    """
    rows = [
        [or_nan(scored.total), len(ids), reason == "length", *(or_nan(scored.components[name].value) for name in names)]
        for group in groups
        for scored, ids, reason in zip(group.scored, group.completion_ids, group.finish_reasons, strict=True)
    ]
    return torch.tensor(rows, dtype=torch.float64).reshape(len(rows), len(COLUMNS) + len(names))


def metrics(table: Tensor, names: Sequence[str], group_size: int) -> dict[str, float]:
    """What a batch comes to, always under the same keys.

    Args:
        table: what `measured` found, of all processes.
        names: of the rewards in it.
        group_size: completions of a prompt, which stand together.
    """
    totals, lengths, cut, *components = table.T
    deviations = deviation(totals.view(-1, group_size))
    found = {
        "reward": totals.nanmean(),
        "reward_std": deviations.mean(),
        "groups_without_signal": (deviations == 0).double().mean(),
        "undecided": totals.isnan().double().mean(),
        "completions/mean_length": lengths.mean(),
        "completions/max_length": lengths.max(),
        "completions/truncated": cut.mean(),
        "tokens": lengths.sum(),
    }
    for name, values in zip(names, components, strict=True):
        found[f"rewards/{name}/mean"] = values.nanmean()
        found[f"rewards/{name}/std"] = deviation(values[None])
        found[f"rewards/{name}/undecided"] = values.isnan().double().mean()
    return {name: float(value) for name, value in found.items()}


def histograms(table: Tensor, names: Sequence[str], advantages: Tensor) -> dict[str, list[float]]:
    """The values behind the means, of this process."""
    totals, lengths, _, *components = table.T
    columns = {f"rewards/{name}": values for name, values in zip(names, components, strict=True)}
    columns |= {"reward": totals, "advantage": advantages, "completions/length": lengths}
    return {name: values[values.isfinite()].tolist() for name, values in columns.items()}


def rows_of_table(
    groups: Sequence[Group], prompts: Sequence[str | Messages], advantages: Sequence[float]
) -> list[dict[str, Any]]:
    """A row a completion, for ``rollouts.jsonl``.

    Args:
        groups: the completions.
        prompts: the prompt of each group.
        advantages: of each completion.
    """
    advantage = iter(advantages)
    return [
        {
            "prompt": prompt,
            "completion": group.texts[i],
            "row": group.row,
            "reward": group.scored[i].total,
            "rewards": {name: score.value for name, score in group.scored[i].components.items()},
            "advantage": next(advantage),
            "length": len(group.completion_ids[i]),
            "finish_reason": group.finish_reasons[i],
        }
        for group, prompt in zip(groups, prompts, strict=True)
        for i in range(len(group.texts))
    ]


def or_nan(value: float | None) -> float:
    """The value, NaN in place of None."""
    return float("nan") if value is None else value
