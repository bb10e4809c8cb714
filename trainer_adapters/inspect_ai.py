"""inspect_ai: a recipe as a scorer of an evaluation.

inspect_ai is imported when a scorer is made.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rewardry.adapter import Adapter, Policy, Snippet

from .scorer import RecipeSource, Scorer

ADAPTER = Adapter(
    trainer="inspect_ai",
    version="0.3.285",
    hook="Task(scorer=...)",
    unit="sample",
    calls="async",
    thread="the event loop of the evaluation",
    undecided={
        "none": "an unscored sample, which metrics leave out",
        "zero": "counts 0",
        "raise": "UndecidedError, an error of the sample",
    },
    logs="each figure, in the score's metadata",
    tested="real",
    evidence="inspect-ai 0.3.285: an evaluation with its mock model; a replay of the call runs always",
    source="https://github.com/UKGovernmentBEIS/inspect_ai/blob/main/src/inspect_ai/scorer/_scorer.py",
    snippets=(
        Snippet(
            "python",
            """\
from inspect_ai import Task
from inspect_ai.dataset import json_dataset
from inspect_ai.solver import generate
from rewardry.trainer_adapters.inspect_ai import recipe_scorer

task = Task(dataset=json_dataset("rows.jsonl"), solver=generate(), scorer=recipe_scorer({{recipe}}))
""",
            "task.py",
        ),
    ),
)
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
            target: inspect_ai's Target, whose text is the reference unless the metadata have one.

        Raises:
            UndecidedError: it is undecided and the policy is ``raise``.
        """
        row = {"target": target.text, **(state.metadata or {})}
        output = state.output
        reason = _FINISH.get(str(getattr(output, "stop_reason", "")))
        sample = self.scorer.sample(output.completion, row, state.input_text, finish_reason=reason)
        [result] = await self.scorer.ascore([sample])
        figures: dict[str, Any] = dict(result.figures)
        if result.value is None:
            return self._score_type.unscored(reason="scoring_failed", explanation=result.reason, metadata=figures)
        return self._score_type(value=result.value, explanation=result.reason or None, metadata=figures)


def recipe_scorer(
    recipe: RecipeSource,
    on_undecided: Policy | None = None,
    map: Mapping[str, str] | None = None,  # noqa: A002 - the command line's option has the same name
    locked: str | Path | Mapping[str, Any] | None = None,
) -> Any:
    """A recipe as inspect_ai's scorer, with its mean and standard error.

    The reference is the sample's target, unless its metadata have ``reference``.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        on_undecided: what becomes of an undecided sample: ``none``, ``zero`` or ``raise``.
        map: the key of the metadata for a field or column that the recipe reads.
        locked: a file that ``rewardry lock`` wrote; whatever differs from it is refused.

    Raises:
        ConfigError: see `Scorer`.
        ImportError: inspect_ai is not installed.
    """
    theirs = importlib.import_module("inspect_ai.scorer")
    scoring = RecipeScorer(Scorer(ADAPTER, recipe, on_undecided, map, locked, ("reference", "target")), theirs.Score)

    def rewardry(recipe: str) -> RecipeScorer:
        return scoring

    registered = theirs.scorer(metrics=[theirs.mean(), theirs.stderr()], name="rewardry")(rewardry)
    return registered(recipe=scoring.scorer.name)
