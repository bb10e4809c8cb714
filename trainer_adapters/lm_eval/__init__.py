"""lm-evaluation-harness: a recipe as a task's metric, and its answer sections as a filter.

lm_eval is never imported: a task's file names functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rewardry.recipe import Recipe
from rewardry.types import Sample

from ..scorer import ByRecipe, RecipeSource
from .record import ADAPTER

__all__ = ["AnswerFilter", "ProcessResults"]


class ProcessResults(ByRecipe):
    """The metrics of a document under a recipe, as a task's `process_results`.

    The reference is the document's ``reference``, ``answer`` or ``target``.
    """

    record = ADAPTER
    references = ("reference", "answer", "target")

    def __call__(self, doc: Mapping[str, Any], results: Sequence[Any]) -> dict[str, float]:
        """Metrics by name.

        Args:
            doc: the document, the row of the dataset.
            results: what the filters left of the model's responses; the first one is scored.

        Returns:
            ``reward``, unless it is undecided and the policy is ``none``; and the figures, under the same keys for
            every document.

        Raises:
            UndecidedError: it is undecided and the policy is ``raise``.
        """
        written = results[0] if results else None
        while isinstance(written, (list, tuple)):
            written = written[0] if written else None
        result = self.scorer.score_one(self.scorer.sample(written, doc, str(doc.get("question", ""))))
        return {**result.figures, **({} if result.value is None else {"reward": result.value})}


class AnswerFilter:
    """A filter, for ``function: custom``, that leaves of each response the answer as a recipe's sections mark it.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.

    Raises:
        ConfigError: there is no such recipe.
    """

    def __init__(self, recipe: RecipeSource) -> None:
        self._style = Recipe.load(recipe).style

    def __call__(self, resps: Iterable[Sequence[Any]], docs: Any = None) -> list[list[str]]:
        """The answers in the responses to each document."""
        return [[self._answer(one) for one in responses] for responses in resps]

    def _answer(self, response: Any) -> str:
        sections = Sample(completion=response if isinstance(response, str) else "", style=self._style).split()
        inside = sections.answer_text
        return (sections.final_text if inside is None else inside).strip()
