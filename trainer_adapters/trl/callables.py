"""The callables that TRL is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rewardry.errors import ConfigError
from rewardry.types import Messages, Sample, Scored

from . import groups, logged
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
        # Its own, or all of them: no two callables of a recipe log the same.
        names = self._shared.recipe.names if self._name is None else (self._name,)
        if log_metric is not None:
            for key, value in logged.metrics(scored, names, self._shared.fails).items():
                log_metric(key, value)
        if log_extra is not None:
            for key, column in logged.columns(scored, names).items():
                log_extra(key, column)
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
            return groups.with_group_means(values, [row.total is None for row in scored], self._shared.group_size or 1)
        return values

    def _samples(
        self,
        prompts: Sequence[str | Messages] | None,
        completions: Sequence[str | Messages | None],
        completion_ids: Sequence[Sequence[int]] | None,
        columns: Mapping[str, Any],
    ) -> list[Sample]:
        count, size = len(completions), self._shared.group_size
        if size is not None and self._shared.recipe.per_group:
            groups.refuse_torn(prompts, count, size)
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


def _progress(trainer_state: Any) -> float | None:
    """How far the training is, in [0, 1], as far as the trainer says."""
    step, last = getattr(trainer_state, "global_step", None), getattr(trainer_state, "max_steps", None)
    if not isinstance(step, int) or not isinstance(last, int) or last <= 0:
        return None
    return min(step / last, 1.0)
