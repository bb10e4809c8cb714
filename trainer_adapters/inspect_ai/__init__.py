"""inspect_ai: a recipe as a scorer of an evaluation.

inspect_ai is imported when a scorer is made.
"""

from __future__ import annotations

import importlib
from typing import Any, Unpack

from ..scorer import RecipeSource, Scorer, Settings
from .record import ADAPTER

__all__ = ["RecipeScorer", "recipe_scorer"]

_FINISH = {"stop": "stop", "max_tokens": "length", "model_length": "length"}


class RecipeScorer:
    """The total of a recipe as inspect_ai's scorer.

    Args:
        scorer: the recipe.
        score_type: inspect_ai's Score.
    """

    def __init__(self, scorer: Scorer, score_type: Any) -> None:
        self.scorer, self._score_type = scorer, score_type
        self.__name__ = scorer.name

    async def __call__(self, state: Any, target: Any) -> Any:
        """The score of a sample.

        Args:
            state: inspect_ai's TaskState: its output is scored; its metadata are the row's columns.
            target: inspect_ai's Target, whose text is the reference unless the metadata have one; of several texts the
                list of them.

        Raises:
            UndecidedError: it is undecided and the policy is ``raise``.
        """
        row = {**(state.metadata or {}), "target": _reference(target)}
        output = state.output
        reason = _FINISH.get(str(getattr(output, "stop_reason", "")))
        sample = self.scorer.sample(output.completion, row, state.input_text, finish_reason=reason)
        [result] = await self.scorer.ascore([sample])
        figures: dict[str, Any] = dict(result.figures)
        if result.value is None:
            return self._score_type.unscored(reason="scoring_failed", explanation=result.reason, metadata=figures)
        return self._score_type(value=result.value, explanation=result.reason or None, metadata=figures)


def _reference(target: Any) -> Any:
    """A target's text, or all of several; None where the row has none, which inspect_ai makes an empty text."""
    texts = [text for text in target if text]
    return texts if len(texts) > 1 else next(iter(texts), None)


def recipe_scorer(recipe: RecipeSource, **settings: Unpack[Settings]) -> Any:
    """A recipe as inspect_ai's scorer, with its mean and standard error.

    The reference is the sample's target, unless its metadata have ``reference``.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        settings: see `Settings`; `on_undecided` is ``none``, ``zero`` or ``raise``.

    Raises:
        ConfigError: see `Scorer`.
        ImportError: inspect_ai is not installed.
    """
    theirs = importlib.import_module("inspect_ai.scorer")
    scorer = Scorer(ADAPTER, recipe, **settings, references=("reference", "target"))
    scoring = RecipeScorer(scorer, theirs.Score)

    def rewardry(recipe: str) -> RecipeScorer:
        return scoring

    registered = theirs.scorer(metrics=[theirs.mean(), theirs.stderr()], name="rewardry")(rewardry)
    return registered(recipe=scorer.name)
