"""Atropos: a recipe as a reward function of its environments, or as the scores of a group.

atroposlib is never imported: its base class comes with the call, and a group is a mapping.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rewardry.adapter import Adapter, Policy, Snippet

from .scorer import ByRecipe, RecipeSource, Result, Scorer


def _record(
    trainer: str, hook: str, undecided: Mapping[Policy, str], calls: Any, logs: str, tested: tuple[Any, str], text: str
) -> Adapter:
    return Adapter(
        trainer=trainer,
        version="0.4.0",
        hook=hook,
        unit="group",
        calls=calls,
        thread="the event loop of the environment",
        undecided=undecided,
        logs=logs,
        tested=tested[0],
        evidence=tested[1],
        source="https://github.com/NousResearch/atropos/blob/main/atroposlib/envs/reward_fns/reward_function.py",
        snippets=(Snippet("python", text, "the environment's file"),),
    )


ADAPTER = _record(
    "Atropos",
    "RewardFunction.compute, by name through its registry",
    {"zero": "counts 0, as a whole group does whose function raises"},
    "sync",
    "mean, smallest and largest total, by its wandb logger",
    ("real", "atroposlib 0.4.0: RewardFunction, its registry and CombinedReward; a replay of them runs always"),
    """\
from atroposlib.envs.reward_fns.registry import registry
from atroposlib.envs.reward_fns.reward_function import RewardFunction
from rewardry.trainer_adapters.atropos import make_reward_function

registry.register(make_reward_function(RewardFunction, {{recipe}}, on_undecided={{on_undecided}}), name="rewardry")
reward_function = registry.create("rewardry")
""",
)
GROUP_ADAPTER = _record(
    "Atropos' groups",
    "the ScoredDataGroup of BaseEnv.collect_trajectories",
    {"zero": "counts 0", "drop": "leaves its group", "raise": "UndecidedError, for the environment to handle"},
    "async",
    "the figures of each completion, for BaseEnv.wandb_log",
    ("contract", "replay of a ScoredDataGroup as BaseEnv.collect_trajectories returns it"),
    """\
from rewardry.trainer_adapters.atropos import GroupScores

scores = GroupScores({{recipe}}, on_undecided={{on_undecided}})
# in collect_trajectories: group, figures = await scores(group, completions, item)
""",
)
_REFERENCES = ("reference", "solution", "answer", "ground_truth")


def make_reward_function(
    base: type,
    recipe: RecipeSource,
    on_undecided: Policy | None = None,
    map: Mapping[str, str] | None = None,  # noqa: A002 - the command line's option has the same name
    locked: str | Path | Mapping[str, Any] | None = None,
) -> type:
    """A recipe as a subclass of Atropos' `RewardFunction`.

    Args:
        base: `atroposlib.envs.reward_fns.reward_function.RewardFunction`.
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        on_undecided: what becomes of an undecided completion: ``zero``.
        map: the keyword for a field or column that the recipe reads.
        locked: a file that ``rewardry lock`` wrote; whatever differs from it is refused.

    Raises:
        ConfigError: see `Scorer`.
    """
    scorer = Scorer(ADAPTER, recipe, on_undecided, map, locked, _REFERENCES)
    return type("RecipeReward", (RecipeReward, base), {"scorer": scorer})


class RecipeReward:
    """The total of a recipe; `make_reward_function` adds the base class.

    Attributes:
        scorer: the recipe.
    """

    scorer: Scorer

    @property
    def name(self) -> str:
        """What logs call it: the recipe's name."""
        return self.scorer.name

    def compute(self, completions: Sequence[Any], **columns: Any) -> list[float]:
        """The reward of each completion of a prompt.

        Args:
            completions: texts or chat messages.
            columns: the row of the dataset: one value for all, or a list with one a completion.
        """
        return [result.value or 0.0 for result in _scored(self.scorer, completions, columns)]


def _scored(scorer: Scorer, completions: Sequence[Any], columns: Mapping[str, Any]) -> list[Result]:
    return scorer.score([scorer.sample(*one, group="the prompt") for one in _rows(completions, columns)])


def _rows(completions: Sequence[Any], columns: Mapping[str, Any]) -> list[tuple[Any, dict[str, Any]]]:
    """Each completion with its row; a column that is a list of as many values has one for each."""
    count = len(completions)
    each = {name for name, values in columns.items() if isinstance(values, list) and len(values) == count}
    return [
        (_message(completion), {name: values[i] if name in each else values for name, values in columns.items()})
        for i, completion in enumerate(completions)
    ]


def _message(completion: Any) -> Any:
    """A completion in the forms that Atropos passes: a text, messages, one message, or one within ``message``."""
    if isinstance(completion, Mapping):
        inner = completion.get("message")
        return [inner if isinstance(inner, Mapping) else completion]
    return completion


class GroupScores(ByRecipe):
    """Fills in the scores of a group.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        on_undecided: what becomes of an undecided completion: ``zero``, ``drop`` or ``raise``.
        map: the row's field for a field or column that the recipe reads.
        locked: a file that ``rewardry lock`` wrote; whatever differs from it is refused.

    Raises:
        ConfigError: see `Scorer`.
    """

    record = GROUP_ADAPTER
    references = _REFERENCES

    async def __call__(
        self,
        group: Mapping[str, Any],
        completions: Sequence[Any],
        rows: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    ) -> tuple[dict[str, Any] | None, list[dict[str, float]]]:
        """The group with scores, without the completions that are dropped.

        Args:
            group: Atropos' ScoredDataGroup: lists with one entry a completion, among others; it is not changed.
            completions: their texts or chat messages.
            rows: the row of the dataset that the group is about, or one for each completion.

        Returns:
            The group, or None, which Atropos skips, where fewer than two are left to compare; and the figures of every
            completion.

        Raises:
            UndecidedError: one is undecided and the policy is ``raise``.
        """
        each = [rows] * len(completions) if isinstance(rows, Mapping) else rows
        samples = [
            self.scorer.sample(_message(completion), row, group="the prompt")
            for completion, row in zip(completions, each, strict=True)
        ]
        results = await self.scorer.ascore(samples)
        kept = [i for i, result in enumerate(results) if result.value is not None]
        count = len(results)
        told = {
            name: [value[i] for i in kept] if isinstance(value, list) and len(value) == count else value
            for name, value in group.items()
        }
        told["scores"] = [results[i].value for i in kept]
        lost = count > len(kept) < 2
        return None if lost else told, [result.figures for result in results]
