"""AReaL: a recipe as the `reward_fn` of its workflows.

AReaL calls one completion at a time in a process pool, for which it pickles the function with every call. A call that
takes longer than its `timeout_seconds` (15) is tried again and at last counts 0, while its process goes on; components
that may hang are killed by us long before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rewardry.adapter import Adapter, Policy, Snippet

from .scorer import RecipeSource, Scorer

ADAPTER = Adapter(
    trainer="AReaL",
    version="1.0.4",
    hook="RLVRWorkflow(reward_fn=...), called by AsyncRewardWrapper",
    unit="sample",
    calls="sync",
    thread="a process of a ProcessPoolExecutor",
    undecided={"zero": "counts 0", "raise": "UndecidedError, with which the episode fails after four tries"},
    logs="the total only",
    tested="contract",
    evidence="replay of AsyncRewardWrapper and RLVRWorkflow",
    source="https://github.com/inclusionAI/AReaL/blob/main/areal/api/reward_api.py",
    snippets=(
        Snippet(
            "python",
            """\
# rewards.py; in the training script: RLVRWorkflow(reward_fn="rewards.reward_fn", ...)
from rewardry.trainer_adapters.areal import make_reward_fn

reward_fn = make_reward_fn({{recipe}}, on_undecided={{on_undecided}})
""",
            "rewards.py",
        ),
    ),
)


class RewardFn:
    """The total of a recipe as AReaL's reward function.

    Attributes:
        __name__: what logs call it: the recipe's name.
    """

    def __init__(self, scorer: Scorer) -> None:
        self.scorer = scorer
        self.__name__ = scorer.name

    def __call__(
        self,
        prompt: str,
        completion: str | None,
        prompt_ids: Sequence[int] | None = None,
        completion_ids: Sequence[int] | None = None,
        /,  # a dataset may have columns of these names
        **columns: Any,
    ) -> float:
        """The reward of one completion.

        Args:
            prompt: the prompt's text.
            completion: the completion's text.
            prompt_ids: the prompt's tokens.
            completion_ids: the completion's tokens.
            columns: the row of the dataset.

        Raises:
            UndecidedError: it is undecided and the policy is ``raise``.
        """
        sample = self.scorer.sample(completion, columns, prompt, completion_ids)
        return self.scorer.score_one(sample).value or 0.0


def make_reward_fn(
    recipe: RecipeSource,
    on_undecided: Policy | None = None,
    map: Mapping[str, str] | None = None,  # noqa: A002 - the command line's option has the same name
    locked: str | Path | Mapping[str, Any] | None = None,
) -> RewardFn:
    """A recipe as AReaL's `reward_fn`. The reference is read from the column ``reference``, or from ``answer``.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        on_undecided: what becomes of an undecided row: ``zero`` or ``raise``.
        map: the dataset's column for a field or column that the recipe reads.
        locked: a file that ``rewardry lock`` wrote; whatever differs from it is refused.

    Raises:
        ConfigError: see `Scorer`.
    """
    return RewardFn(Scorer(ADAPTER, recipe, on_undecided, map, locked, references=("reference", "answer")))
