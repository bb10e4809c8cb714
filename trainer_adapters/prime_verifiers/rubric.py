"""The Rubric of verifiers before 0.4: a recipe as its functions and weights."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias, Unpack

from rewardry.types import Sample

from ..messages import as_messages
from ..scorer import RecipeSource, Result, Scorer, Settings
from .record import RUBRIC_ADAPTER

Function: TypeAlias = Callable[..., Awaitable[Any]]


def rubric_functions(recipe: RecipeSource, **settings: Unpack[Settings]) -> tuple[list[Function], list[float]]:
    """A recipe as the functions and weights of a Rubric: the total, then each figure with weight 0.

    The first function leaves the figures in the rollout's state under ``rewardry``, where the others, which a Rubric
    calls after it, find them. The reference is ``reference`` of the rollout's `info`, or its `answer`.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe; where it compares completions, the
            Rubric must score groups.
        settings: see `Settings`; `on_undecided` is ``zero``, and `map` names keys of `info`.

    Raises:
        ConfigError: see `Scorer`.
    """
    scorer = Scorer(RUBRIC_ADAPTER, recipe, **settings, references=("reference", "answer"))

    async def of_one(prompt: Any, completion: Any, state: dict[str, Any]) -> float:
        [result] = await scorer.ascore([_sample(scorer, prompt, completion, state)])
        return _kept(result, state)

    async def of_group(prompts: list[Any], completions: list[Any], states: list[dict[str, Any]]) -> list[float]:
        rollouts = zip(prompts, completions, states, strict=True)
        results = await scorer.ascore([_sample(scorer, *rollout) for rollout in rollouts])
        return [_kept(result, state) for result, state in zip(results, states, strict=True)]

    total: Function = of_group if scorer.recipe.per_group else of_one
    total.__name__ = scorer.name
    figures = [_figure(key) for key in scorer.figure_keys]
    return [total, *figures], [1.0, *(0.0 for _ in figures)]


def _figure(key: str) -> Function:
    async def figure(state: dict[str, Any]) -> float:
        return float(state.get("rewardry", {}).get(key, 0.0))

    figure.__name__ = key
    return figure


def _sample(scorer: Scorer, prompt: Any, completion: Any, state: Mapping[str, Any]) -> Sample:
    info = state.get("info")
    row = {**(info if isinstance(info, Mapping) else {}), "answer": state.get("answer")}
    return scorer.sample(as_messages(completion), row, as_messages(prompt), group="the prompt")


def _kept(result: Result, state: dict[str, Any]) -> float:
    state["rewardry"] = dict(result.figures)
    return result.value or 0.0
