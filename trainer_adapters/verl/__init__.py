"""verl: a recipe as a custom reward function, `pkg://rewardry.trainer_adapters.verl`, or as a reward manager.

Plain functions of a module, for verl takes a callable object with an async call for a synchronous one. What they return
has the same keys for every sample: verl takes those of the first of a batch and asks every other for them.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from typing import Any

from rewardry.errors import ConfigError
from rewardry.recipe import Recipe
from rewardry.types import Messages, Sample

from ..scorer import Result, Scorer
from .record import ADAPTER

__all__ = ["compute_score", "compute_score_async", "compute_score_batch", "scorer_of"]

_SETTINGS = ("recipe", "on_undecided", "map", "locked")
_REFERENCES = ("reference", "ground_truth")


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


def flat(result: Result) -> dict[str, float]:
    """A result as verl takes it: numbers under fixed keys."""
    assert result.value is not None, "verl's record offers no policy without a number"
    return {"score": result.value, **result.figures}


def sample_of(
    scorer: Scorer,
    completion: str,
    reference: Any,
    extra_info: Mapping[str, Any] | None,
    data_source: str,
    prompt: str | Messages | None = None,
    completion_ids: Sequence[int] | None = None,
) -> Sample:
    """The sample of what verl passes."""
    info = {} if extra_info is None else extra_info
    row = {"data_source": data_source, **info, "ground_truth": reference}
    asked = info.get("question", "") if prompt is None else prompt
    return scorer.sample(completion, row, prompt=asked, completion_ids=completion_ids)


def scorer_of(reward_kwargs: Mapping[str, Any]) -> Scorer:
    """The scorer of the settings under `reward_kwargs`, made once a process.

    Raises:
        ConfigError: there is no recipe, or the settings do not hold together.
    """
    given = {name: reward_kwargs[name] for name in _SETTINGS if reward_kwargs.get(name) is not None}
    if "recipe" not in given:
        raise ConfigError(
            "verl was told no recipe; add "
            "+reward.custom_reward_function.reward_kwargs.recipe=RECIPE, a recipe's name or file"
        )
    if all(isinstance(value, (str, Recipe)) for value in given.values()):
        return _as_they_are(**given)
    return _of_json(json.dumps(given, default=_plain, sort_keys=True))


@functools.lru_cache(maxsize=64)
def _as_they_are(**settings: Any) -> Scorer:
    return Scorer(ADAPTER, references=_REFERENCES, **settings)


@functools.lru_cache(maxsize=64)
def _of_json(settings: str) -> Scorer:
    return Scorer(ADAPTER, references=_REFERENCES, **json.loads(settings))


def _plain(value: Any) -> Any:
    """A mapping or a list of the configuration's own types as JSON has it."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    raise ConfigError(f"reward_kwargs hold {value!r}, which is no text, number, list or mapping")
