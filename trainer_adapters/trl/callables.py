"""The callables that TRL is given."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rewardry.errors import ConfigError
from rewardry.recipe import Recipe
from rewardry.types import Messages, Sample, Scored

from .scoring_pass import ScoringPass


class RecipeReward:
    """A reward function for TRL: one component of a recipe, or its total.

    Args:
        shared: the scoring pass it shares with the recipe's other callables.
        name: the component's name; None for the total, with weights applied.
        weighted: whether a component's value is given times its weight, to a trainer that only adds up.
        fills_undecided: whether an undecided row is given its group's mean, for a release that would take it for 0.

    Attributes:
        __name__: what TRL calls it in its logs: the component's name, or the recipe's.
    """

    def __init__(
        self, shared: ScoringPass, name: str | None, weighted: bool = False, fills_undecided: bool = False
    ) -> None:
        self._shared = shared
        self._name = name
        self._fills_undecided = fills_undecided
        weights = dict(zip(shared.recipe.names, shared.recipe.native_weights, strict=True))
        self._factor = weights[name] if weighted and name is not None else 1.0
        self.__name__ = name or shared.recipe.name

    def __call__(
        self,
        prompts: Sequence[str | Messages] | None = None,
        completions: Sequence[str | Messages | None] = (),
        completion_ids: Sequence[Sequence[int]] | None = None,
        trainer_state: Any = None,
        log_metric: Callable[[str, float], None] | None = None,
        log_extra: Callable[[str, list[Any]], None] | None = None,
        **columns: Any,
    ) -> list[float | None]:
        """Score a batch. TRL passes everything by keyword.

        Args:
            prompts: texts or chat messages, one a completion.
            completions: texts or chat messages.
            completion_ids: token ids, one list a completion.
            trainer_state: TRL's state, for the progress of the training.
            log_metric: TRL's logger of scalars, in releases that have one.
            log_extra: TRL's logger of columns, in releases that have one.
            columns: the dataset's other columns, one list each.

        Returns:
            One value a completion; None where it is undecided.

        Raises:
            ConfigError: the dataset lacks a column that the recipe reads, or the batch holds a part of a group.
        """
        samples = self._samples(prompts, completions, completion_ids, columns)
        progress = _progress(trainer_state)
        if progress is None and self._shared.recipe.is_scheduled:
            raise ConfigError(
                f"recipe {self._shared.recipe.name!r} has a schedule, and the trainer passes no trainer_state with "
                f"global_step and max_steps; give its rewards constant weights, or pass the state"
            )
        scored = self._shared.scores(self._name, samples, progress)
        if log_metric is not None:
            for key, value in self._metrics(scored).items():
                log_metric(key, value)
        if log_extra is not None:
            for key, values in self._extras(scored).items():
                log_extra(key, values)
        return self._values(scored, progress)

    @property
    def latest(self) -> Sequence[Scored]:
        """The batch that was scored last, for what a trainer's subclass makes of it."""
        return self._shared.latest

    def __repr__(self) -> str:
        return f"<rewardry {self._shared.recipe.name}: {self._name or 'total'}>"

    def _values(self, scored: Sequence[Scored], progress: float | None) -> list[float | None]:
        if self._name is None:
            values = [row.total for row in scored]
        else:
            values = [self._shared.recipe.value_of(self._name, row, progress) for row in scored]
        if self._factor != 1.0:
            values = [None if value is None else self._factor * value for value in values]
        if self._fills_undecided:
            return with_group_means(values, [row.total is None for row in scored], self._shared.group_size or 1)
        return values

    def _samples(
        self,
        prompts: Sequence[str | Messages] | None,
        completions: Sequence[str | Messages | None],
        completion_ids: Sequence[Sequence[int]] | None,
        columns: Mapping[str, Any],
    ) -> list[Sample]:
        count, size = len(completions), self._shared.group_size
        self._refuse_torn_groups(prompts, count)
        references, meta = self._shared.columns.batch(columns, count)
        return [
            Sample(
                prompt="" if prompts is None else prompts[i],
                completion=completions[i],
                reference=references[i],
                completion_ids=None if completion_ids is None else completion_ids[i],
                group=None if size is None else i // size,
                meta=meta[i],
            )
            for i in range(count)
        ]

    def _refuse_torn_groups(self, prompts: Sequence[str | Messages] | None, count: int) -> None:
        """Refuse a batch whose groups are not whole, where the recipe compares their completions."""
        size = self._shared.group_size
        if size is None or not self._shared.recipe.per_group:
            return
        if count % size:
            raise ConfigError(f"the batch has {count} completions, which is no multiple of group_size={size}")
        if prompts is not None and any(prompts[i] != prompts[i - i % size] for i in range(count)):
            raise ConfigError(f"the completions of a prompt do not come in groups of group_size={size}")

    def _parts(self) -> Sequence[str]:
        """The components whose keys this callable logs: its own, or all, so that no two log the same."""
        return self._shared.recipe.names if self._name is None else (self._name,)

    def _metrics(self, scored: Sequence[Scored]) -> dict[str, float]:
        """Shares and means under keys that are the same for every batch and rank."""
        found: dict[str, float] = {}
        for name in self._parts():
            scores = [row.components[name] for row in scored]
            decided = [score.value for score in scores if score.value is not None]
            rows = max(len(scores), 1)
            found[f"rewardry/{name}/mean"] = sum(decided) / len(decided) if decided else float("nan")
            found[f"rewardry/{name}/undecided"] = 1 - len(decided) / rows
            found[f"rewardry/{name}/timeout"] = sum(score.status == "timeout" for score in scores) / rows
            found[f"rewardry/{name}/error"] = sum(score.status == "error" for score in scores) / rows
            found[f"rewardry/{name}/alarm"] = float(self._shared.fails(name))
        return found

    def _extras(self, scored: Sequence[Scored]) -> dict[str, list[Any]]:
        """Columns for TRL's table of completions: what each component says, and why."""
        found: dict[str, list[Any]] = {}
        for name in self._parts():
            scores = [row.components[name] for row in scored]
            found[f"{name}/status"] = [score.reported_status for score in scores]
            found[f"{name}/reason"] = [
                score.verdict.reason if score.verdict else str(score.details.get("reason", "")) for score in scores
            ]
        return found


def refuse_partial_groups(recipe: Recipe, group_size: int | None, batch_size: int | None) -> None:
    """Refuse batches that would hold a part of a group, where the recipe compares its completions.

    Raises:
        ConfigError: the batch size is no multiple of the group size; says what to set.
    """
    if not recipe.per_group or group_size is None or batch_size is None:
        return
    if not isinstance(batch_size, int) or batch_size < 1 or batch_size % group_size:
        raise ConfigError(
            f"recipe {recipe.name!r} compares the completions of a prompt, and {batch_size} completions hold "
            f"a part of a group of {group_size}; make per_device_train_batch_size * steps_per_generation a multiple of "
            f"{group_size}"
        )


def with_group_means(values: Sequence[float | None], undecided: Sequence[bool], size: int) -> list[float | None]:
    """The values with each undecided row's replaced by the mean of its group, 0 where the whole group is undecided.

    A row that earns its group's mean has the advantage 0, and the advantages of the others change by their deviation
    alone. An optional component that drops out of a decided row counts as 0 in the mean, as it does in the row's sum.
    """
    filled = list(values)
    for start in range(0, len(filled), size):
        rows = range(start, min(start + size, len(filled)))
        decided = [values[i] or 0.0 for i in rows if not undecided[i]]
        mean = math.fsum(decided) / len(decided) if decided else 0.0
        for i in rows:
            if undecided[i]:
                filled[i] = mean
    return filled


def _progress(trainer_state: Any) -> float | None:
    """How far the training is, in [0, 1], as far as the trainer says."""
    step, last = getattr(trainer_state, "global_step", None), getattr(trainer_state, "max_steps", None)
    if not isinstance(step, int) or not isinstance(last, int) or last <= 0:
        return None
    return min(step / last, 1.0)
