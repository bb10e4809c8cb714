"""OpenRLHF: a recipe as the `reward_func` of the Python file that `--reward.remote_url` names.

OpenRLHF passes the prompt and the completion as one text, special tokens included, and takes an exception for a missing
reward, which it reports much later and as something else.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rewardry.adapter import Policy
from rewardry.errors import UndecidedError
from rewardry.types import Sample

from ..scorer import RecipeSource, Result, Scorer
from .query import END_TOKENS, completion_of
from .record import ADAPTER

__all__ = ["RewardFunction", "reward_function"]

log = logging.getLogger("rewardry")


class RewardFunction:
    """`reward_func(queries, prompts, labels)`, as OpenRLHF calls it: with lists of one, in a thread.

    Args:
        scorer: the recipe.
        end_tokens: the texts of the tokens that end a completion; they are cut off, and say that it ended by itself.
    """

    __name__ = "reward_func"

    def __init__(self, scorer: Scorer, end_tokens: Sequence[str]) -> None:
        self.scorer, self.end_tokens = scorer, tuple(end_tokens)

    def __call__(self, queries: Sequence[str], prompts: Sequence[str], labels: Sequence[Any]) -> dict[str, Any]:
        """Score completions.

        Args:
            queries: each prompt with its completion.
            prompts: the prompts.
            labels: the references; one that is an object of several columns is a row of its own.

        Returns:
            ``rewards``, the totals with weights applied; ``scores`` in [0, 1] for dynamic filtering; ``extra_logs``,
            for each reward of the recipe ``rewardry/NAME`` and its ``/undecided`` and ``/failed``. Of one completion
            numbers, of several lists.
        """
        samples = [self.sample(*row) for row in zip(queries, prompts, labels, strict=True)]
        try:
            results = self.scorer.score(samples)
        except UndecidedError as error:
            log.error("%s. OpenRLHF ends the run with 'reward_model_group is required' or worse", error)
            raise
        return answer(results)

    def sample(self, query: str, prompt: str, label: Any) -> Sample:
        """The sample of what OpenRLHF passes."""
        completion, ended = completion_of(query, prompt, self.end_tokens)
        row = dict(label) if isinstance(label, Mapping) else {"label": label}
        return self.scorer.sample(completion, row, prompt=prompt, finish_reason="stop" if ended else None)

    def __repr__(self) -> str:
        return f"<rewardry {self.scorer.name}: reward_func>"


def answer(results: Sequence[Result]) -> dict[str, Any]:
    """What OpenRLHF takes for results, whether they come by a function or by HTTP."""
    rewards, scores = [result.value for result in results], [_share(result) for result in results]
    logs = {key: [result.figures[key] for result in results] for key in (results[0].figures if results else ())}
    if len(results) == 1:
        figures = {key: values[0] for key, values in logs.items()}
        return {"rewards": rewards[0], "scores": scores[0], "extra_logs": figures}
    return {"rewards": rewards, "scores": scores, "extra_logs": logs}


def _share(result: Result) -> float:
    """How right a completion is, in [0, 1]: by the first verdict, or else by the total, cut to that range."""
    for score in result.scored.components.values():
        if score.verdict is not None:
            partial = score.verdict.score
            return float(score.verdict.status == "correct") if partial is None else partial
    return min(max(result.value or 0.0, 0.0), 1.0)


def reward_function(
    recipe: RecipeSource,
    on_undecided: Policy | None = None,
    map: Mapping[str, str] | None = None,  # noqa: A002 - the command line's option has the same name
    locked: str | Path | Mapping[str, Any] | None = None,
    end_tokens: Sequence[str] = END_TOKENS,
) -> RewardFunction:
    """A recipe as OpenRLHF's `reward_func`.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        on_undecided: what becomes of an undecided row, instead of the recipe's own policy.
        map: for labels that are objects, the key of a field or column that the recipe reads.
        locked: a file that ``rewardry lock`` wrote; whatever differs from it is refused.
        end_tokens: the texts of the tokens that end a completion.

    Raises:
        ConfigError: OpenRLHF cannot take the recipe; says what to add.
    """
    return RewardFunction(Scorer(ADAPTER, recipe, on_undecided, map, locked, ("reference", "label")), end_tokens)
