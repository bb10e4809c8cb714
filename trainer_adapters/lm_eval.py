"""lm-evaluation-harness: a recipe as a task's metric, and its answer sections as a filter.

lm_eval is never imported: a task's file names functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rewardry.adapter import Adapter, Policy, Snippet
from rewardry.recipe import Recipe
from rewardry.types import Sample

from .scorer import RecipeSource, Scorer

ADAPTER = Adapter(
    trainer="lm-evaluation-harness",
    version="0.4.13",
    hook="process_results and filter_list of a task's file",
    unit="sample",
    calls="sync",
    thread="the main thread",
    undecided={
        "none": "has no metric `reward`, so that its mean is over the others",
        "zero": "counts 0",
        "raise": "UndecidedError, which stops the evaluation",
    },
    logs="reward, and each figure that metric_list names",
    tested="real",
    evidence="lm_eval 0.4.13: an evaluation with its dummy model; a replay of the calls runs always",
    source="https://github.com/EleutherAI/lm-evaluation-harness/blob/main/lm_eval/api/task.py",
    snippets=(
        Snippet(
            "python",
            """\
from rewardry.trainer_adapters.lm_eval import make_filter, make_process_results

process_results = make_process_results({{recipe}})
answers = make_filter({{recipe}})
""",
            "rewards.py, beside the task's file",
        ),
        Snippet(
            "yaml",
            """\
process_results: !function rewards.process_results
metric_list:
  - metric: reward
    aggregation: mean
    higher_is_better: true
""",
            "the task's file; a filter `function: custom`, `filter_fn: !function rewards.answers` leaves the answers",
        ),
    ),
)
Row = Mapping[str, Any]


class ProcessResults:
    """The metrics of a document under a recipe.

    Attributes:
        __name__: the recipe's name.
    """

    def __init__(self, scorer: Scorer) -> None:
        self.scorer = scorer
        self.__name__ = scorer.name

    def __call__(self, doc: Row, results: Sequence[Any]) -> dict[str, float]:
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


def make_process_results(
    recipe: RecipeSource,
    on_undecided: Policy | None = None,
    map: Mapping[str, str] | None = None,  # noqa: A002 - the command line's option has the same name
    locked: str | Path | Mapping[str, Any] | None = None,
) -> ProcessResults:
    """A recipe as a task's `process_results`. The reference is the document's ``reference``, ``answer`` or ``target``.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        on_undecided: what becomes of an undecided document: ``none``, ``zero`` or ``raise``.
        map: the document's field for a field or column that the recipe reads.
        locked: a file that ``rewardry lock`` wrote; whatever differs from it is refused.

    Raises:
        ConfigError: see `Scorer`.
    """
    references = ("reference", "answer", "target")
    return ProcessResults(Scorer(ADAPTER, recipe, on_undecided, map, locked, references))


def make_filter(recipe: RecipeSource) -> Callable[[Iterable[Sequence[Any]], Any], list[list[str]]]:
    """A filter, for ``function: custom``, that leaves of each response the answer as the recipe's sections mark it.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.

    Raises:
        ConfigError: there is no such recipe.
    """
    style = Recipe.load(recipe).style

    def answers(resps: Iterable[Sequence[Any]], docs: Any = None) -> list[list[str]]:
        return [[answer_of(one) for one in responses] for responses in resps]

    def answer_of(response: Any) -> str:
        sections = Sample(completion=response if isinstance(response, str) else "", style=style).split()
        inside = sections.answer_text
        return (sections.final_text if inside is None else inside).strip()

    return answers
