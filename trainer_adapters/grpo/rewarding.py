"""Rewards of completions that are still being written: the bridge between rollouts and a recipe.

The first stage of a recipe, its rewards of single completions, runs in threads as rows finish, so that slow rewards
hide behind the rest of the generation. The second stage, rewards that compare completions or remember, runs when all
are there, in order. A reward that raises or returns nonsense leaves its row undecided; one that never comes back, too.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

from rewardry.engine.runtime import Runtime, default_runtime
from rewardry.errors import GuardError
from rewardry.recipe import Recipe
from rewardry.scoring import Early, OpenRecipe
from rewardry.types import Sample, Scored

from ..verdicts import verdict_of
from .config import RewardConfig

MakeSample = Callable[[int, list[int], str], Sample]
# So many completions are given to a thread at once, at the most, where more than one waits.
_AT_ONCE = 32


class Rewarding:
    """Scores batches of rollouts under a recipe.

    Args:
        recipe: the recipe.
        settings: threads and patience.
        runtime: who runs the components; default: the process's own.

    Attributes:
        opened: the recipe's open components, for their state.
    """

    def __init__(self, recipe: Recipe, settings: RewardConfig, runtime: Runtime | None = None) -> None:
        self.recipe, self.settings = recipe, settings
        self.opened = OpenRecipe.of(recipe, runtime or default_runtime())

    def begin(self, make_sample: MakeSample, progress: float | None) -> Round:
        """Begin a batch.

        Args:
            make_sample: the sample of a completion, by its place, tokens and finish reason.
            progress: how far the training is, in [0, 1].
        """
        return Round(self, make_sample, progress)

    def is_right(self, scored: Scored) -> bool | None:
        """Whether a completion is right; None where that is undecided.

        By the verdict of the first reward that has one; of a recipe without verdicts, whether its first required reward
        is above 0, or the total where none is required.
        """
        verdict = verdict_of(scored)
        if verdict is not None:
            return verdict.status == "correct" if verdict.decided else None
        required = next((part.name for part in self.recipe.parts if part.required), None)
        value = scored.total if required is None else scored.components[required].value
        return None if value is None else value > 0

    def share_right(self, scored: Sequence[Scored]) -> float | None:
        """The share of the decided completions that are right; None where none is decided."""
        rights = [right for right in map(self.is_right, scored) if right is not None]
        return sum(rights) / len(rights) if rights else None

    def refuse_failing(self) -> None:
        """Stop a training whose rewards fail again and again.

        Raises:
            GuardError: the guard finds too many errors or timeouts; holds the first failure.
        """
        for name, one in self.opened.rewards.items():
            if one.watch.failing:
                first = next(iter(one.watch.first.values()), "no failure was noted")
                raise GuardError(
                    f"the reward {name!r} fails too often, so the training was stopped; its first: {first}"
                )


class Round:
    """One batch of completions, scored as they come."""

    def __init__(self, rewarding: Rewarding, make_sample: MakeSample, progress: float | None) -> None:
        self._opened, self._settings, self._progress = rewarding.opened, rewarding.settings, progress
        self._make_sample = make_sample
        self._taken: dict[int, tuple[list[int], str]] = {}
        self._early: dict[int, Early] = {}
        self._error: Exception | None = None
        self._waiting: deque[int] = deque()
        self._working = 0
        self._changed = threading.Condition()

    def finished(self, place: int, completion_ids: list[int], finish_reason: str) -> None:
        """Take a completion, in any order; returns at once."""
        with self._changed:
            self._taken[place] = (completion_ids, finish_reason)
            self._waiting.append(place)
            start = self._working < self._settings.threads
            self._working += start
        if start:  # a daemon, for one that hangs must not keep the process from ending
            threading.Thread(target=self._work, name="rewardry-reward", daemon=True).start()

    def results(self) -> tuple[list[Scored], list[str]]:
        """Every completion's result and text, in order of their places.

        Waits for the first stage, then runs the second.

        Raises:
            DataError: a row of the dataset cannot be made a sample.
            UndecidedError: a required reward is undecided, and the recipe says that this is an error.
        """
        deadline = time.monotonic() + self._settings.timeout
        with self._changed:
            self._changed.wait_for(self._is_done, deadline - time.monotonic())
            self._waiting.clear()  # what nobody has begun by now would be scored for nothing, beside the next batch
            early, error = dict(self._early), self._error
        if error is not None:
            raise error
        for place in self._taken.keys() - early.keys():
            sample = self._make_sample(place, *self._taken[place])
            early[place] = self._opened.failed_early(sample, "timeout", "reward-timeout")
        ordered = [early[place] for place in sorted(early)]
        samples = [one.sample for one in ordered]
        return self._opened.score(samples, self._progress, ordered), [one.text for one in samples]

    def _is_done(self) -> bool:
        return len(self._early) == len(self._taken) or self._error is not None

    def _work(self) -> None:
        """Score what waits until nothing does."""
        while True:
            with self._changed:
                if not self._waiting:
                    self._working -= 1
                    return
                places = [self._waiting.popleft() for _ in range(min(len(self._waiting), _AT_ONCE))]
            try:
                samples = [self._make_sample(place, *self._taken[place]) for place in places]
                found = self._opened.score_early(samples, self._progress)
            except Exception as error:  # components never raise: a row that is no sample, or a fault of ours
                with self._changed:
                    self._error = error
                    self._changed.notify_all()
                return
            with self._changed:
                self._early.update(zip(places, found, strict=True))
                self._changed.notify_all()
