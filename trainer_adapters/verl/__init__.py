"""verl: a recipe as a custom reward function, `pkg://rewardry.trainer_adapters.verl`, or as a reward manager.

Plain functions of a module, for verl takes a callable object with an async call for a synchronous one. What they return
has the same keys for every sample: verl takes those of the first of a batch and asks every other for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .rows import flat, sample_of
from .settings import scorer_of

__all__ = ["compute_score", "compute_score_async", "compute_score_batch", "flat", "sample_of", "scorer_of"]


def compute_score(
    data_source: str = "",
    solution_str: str = "",
    ground_truth: Any = None,
    extra_info: Mapping[str, Any] | None = None,
    **reward_kwargs: Any,
) -> dict[str, float]:
    """One completion, in a thread of verl's.

    Args:
        data_source: the row's data set; a column of the recipe's like those of `extra_info`.
        solution_str: the completion.
        ground_truth: the reference.
        extra_info: the row's other columns; `question` is the prompt.
        reward_kwargs: `recipe`, `on_undecided`, `map` and `locked`, from ``reward.custom_reward_function``; what else
            verl passes counts for nothing.

    Returns:
        ``score``, the total with weights applied, and for each reward of the recipe ``rewardry/NAME`` and its
        ``/undecided`` and ``/failed``.

    Raises:
        ConfigError: the settings do not hold together; not because of a sample.
        UndecidedError: an undecided sample under ``on_undecided: raise``.
    """
    scorer = scorer_of(reward_kwargs)
    return flat(scorer.score_one(sample_of(scorer, solution_str, ground_truth, extra_info, data_source)))


async def compute_score_async(
    data_source: str = "",
    solution_str: str = "",
    ground_truth: Any = None,
    extra_info: Mapping[str, Any] | None = None,
    **reward_kwargs: Any,
) -> dict[str, float]:
    """`compute_score` for verl's event loop, which goes on meanwhile: more samples at a time than verl has threads."""
    scorer = scorer_of(reward_kwargs)
    return flat((await scorer.ascore([sample_of(scorer, solution_str, ground_truth, extra_info, data_source)]))[0])


def compute_score_batch(
    data_sources: Sequence[str],
    solution_strs: Sequence[str],
    ground_truths: Sequence[Any],
    extra_infos: Sequence[Mapping[str, Any] | None] | None = None,
    **reward_kwargs: Any,
) -> list[dict[str, float]]:
    """A whole batch, for the reward manager ``batch``; see `compute_score`."""
    scorer = scorer_of(reward_kwargs)
    infos = [None] * len(solution_strs) if extra_infos is None else extra_infos
    rows = zip(solution_strs, ground_truths, infos, data_sources, strict=True)
    return [flat(result) for result in scorer.score([sample_of(scorer, *row) for row in rows])]
