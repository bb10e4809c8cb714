"""Scores of rows under the recipe of a server, whatever the rows are."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from rewardry.engine.runtime import Runtime
from rewardry.errors import describe
from rewardry.pace import are_quick
from rewardry.recipe import Recipe
from rewardry.scoring import OpenRecipe
from rewardry.types import Batch, Sample, Score, Scored

log = logging.getLogger("rewardry.serve")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is no sample.

    Attributes:
        problem: why, and what mends it.
    """

    problem: str


Entry: TypeAlias = Sample | BadRow


class Scorer:
    """A recipe, open in a runtime. Safe to use from several threads.

    Args:
        recipe: the recipe.
        runtime: runs its components.

    Attributes:
        recipe: the recipe, under which an undecided row has no total and never raises.
        is_quick: it asks nothing but rules of rewardry's own that run in this process, in microseconds.
    """

    def __init__(self, recipe: Recipe, runtime: Runtime) -> None:
        self.recipe = replace(recipe, on_undecided="none") if recipe.on_undecided == "raise" else recipe
        self._open = OpenRecipe(self.recipe, runtime)
        self.is_quick = runtime.cache is None and are_quick(recipe.parts)

    def score(self, entries: Sequence[Entry], progress: float | None = None) -> list[Scored]:
        """One result a row, in order; blocks until all are there.

        Args:
            entries: the rows; whole groups where the recipe compares the completions of a prompt.
            progress: how far the training is, in [0, 1].
        """

        def scored(samples: Sequence[Sample]) -> list[Scored]:
            return self._open.score(samples, progress)

        return self._filled(entries, scored, lambda why: self.failed("error", "bad-row", why))

    def judge(self, entries: Sequence[Entry], name: str) -> list[Score]:
        """The scores of one of the rewards that carry a verdict, as `score` gives them, without gates."""
        reward, style = self._open.rewards[name], self.recipe.style

        def judged(samples: Sequence[Sample]) -> list[Score]:
            return reward.score(Batch([replace(sample, style=style) for sample in samples]))

        return self._filled(entries, judged, lambda why: _failed("error", "bad-row", why))

    def _filled(
        self, entries: Sequence[Entry], ask: Callable[[Sequence[Sample]], list[Any]], bad: Callable[[str], Any]
    ) -> list[Any]:
        """What is asked for the samples, and errors for the rows that are none."""
        samples = [entry for entry in entries if isinstance(entry, Sample)]
        if self.recipe.per_group:
            entries = [self._in_a_group(entry) for entry in entries]
            samples = [entry for entry in entries if isinstance(entry, Sample)]
        found = self._asked(samples, ask, bad)
        if len(found) == len(entries):
            return found
        rest = iter(found)
        return [next(rest) if isinstance(entry, Sample) else bad(entry.problem) for entry in entries]

    def _in_a_group(self, entry: Entry) -> Entry:
        if isinstance(entry, Sample) and entry.group is None:
            why = "field 'group': the recipe compares the completions of a prompt, and this row says of none"
            return BadRow(f"{why}; give all completions of a prompt the same `group`, in one request")
        return entry

    def _asked(
        self, samples: Sequence[Sample], ask: Callable[[Sequence[Sample]], list[Any]], bad: Callable[[str], Any]
    ) -> list[Any]:
        """What is asked; where that fails, which is a fault of ours, one sample costs only itself."""
        if not samples:
            return []
        try:
            return ask(samples)
        except Exception as error:
            if len(samples) > 1 and not self.recipe.per_group:
                return [one for sample in samples for one in self._asked([sample], ask, bad)]
            log.exception("scoring %d rows failed", len(samples))
            return [bad(f"scoring failed: {describe(error)}")] * len(samples)

    def failed(self, status: Any, reason: str, why: str) -> Scored:
        """The result of a row that was never scored."""
        failure = _failed(status, reason, why)
        undecided = tuple(part.name for part in self.recipe.parts if part.required)
        return Scored(None, dict.fromkeys(self.recipe.names, failure), undecided)


def _failed(status: Any, reason: str, why: str) -> Score:
    return Score(None, status, {"reason": reason, "error": why})
