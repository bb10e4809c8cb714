"""One scoring pass a batch, shared by the callables of a recipe.

TRL calls one reward function after the other with the same batch, or, in its asynchronous trainer, all at once in
threads. The first that comes scores the recipe; the others take their part of the result. A batch is known by its
content. A callable that comes again with the same content starts another pass: it is another call, and a component
may have changed in between.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from rewardry.engine.runtime import default_runtime
from rewardry.recipe import Recipe
from rewardry.scoring import OpenRecipe
from rewardry.types import Sample, Scored

from ..columns import Columns

# Passes of which some callable has not taken its part yet. More are kept only by callables that are never called.
_KEPT = 16


class _Pass:
    def __init__(self, samples: Sequence[Sample]) -> None:
        self.samples = samples
        self.takers: set[str | None] = set()
        self.result: Future[list[Scored]] = Future()


class ScoringPass:
    """What the callables of one recipe share. Thread-safe; pickled it is a recipe with nothing scored yet.

    Args:
        recipe: the recipe.
        callables: how many share it.
        group_size: completions of a prompt, in a row; None where nothing compares them.
        columns: where the recipe's fields are found in the dataset.
    """

    def __init__(self, recipe: Recipe, callables: int, group_size: int | None, columns: Columns) -> None:
        self.recipe = recipe
        self.callables = callables
        self.group_size = group_size
        self.columns = columns
        self.latest: list[Scored] = []  # the batch that was scored last
        self._lock = threading.Lock()
        self._passes: list[_Pass] = []

    def scores(self, taker: str | None, samples: Sequence[Sample], progress: float | None) -> list[Scored]:
        """The scored batch for one of the callables.

        Args:
            taker: the callable's name.
            samples: the batch.
            progress: how far the training is, in [0, 1].

        Raises:
            Whatever `Recipe.score` raises; each callable that shares the pass gets it.
        """
        found, first = self._join(taker, samples)
        if first:
            try:
                self.latest = self.recipe.score(samples, progress=progress)
                found.result.set_result(self.latest)
            except BaseException as error:
                self._drop(found)
                found.result.set_exception(error)
        return found.result.result()

    def fails(self, name: str) -> bool:
        """Whether the guard finds too many errors or timeouts among the last results of a component."""
        return OpenRecipe.of(self.recipe, default_runtime()).rewards[name].watch.failing

    def _join(self, taker: str | None, samples: Sequence[Sample]) -> tuple[_Pass, bool]:
        """The pass of this batch in which the callable has not taken part, and whether it is to be scored now."""
        with self._lock:
            for known in self._passes:
                if taker not in known.takers and _same(known.samples, samples):
                    known.takers.add(taker)
                    if len(known.takers) == self.callables:
                        self._passes.remove(known)
                    return known, False
            started = _Pass(samples)
            started.takers.add(taker)
            if self.callables > 1:
                self._passes = [*self._passes, started][-_KEPT:]
            return started, True

    def _drop(self, failed: _Pass) -> None:
        with self._lock:
            self._passes = [known for known in self._passes if known is not failed]

    def __getstate__(self) -> tuple[Any, ...]:
        return self.recipe, self.callables, self.group_size, self.columns

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        ScoringPass.__init__(self, *state)


def _same(one: Sequence[Sample], other: Sequence[Sample]) -> bool:
    """Whether two batches have the same content; arrays, whose comparison is no truth value, count as different."""
    try:
        return len(one) == len(other) and bool(one == other)
    except Exception:
        return False
