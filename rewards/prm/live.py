"""The open process reward: from samples to solutions, to the scores of their steps, to scores."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rewardry.engine.models import ModelRequest
from rewardry.types import Batch, Score

from ..model_reward import NOT_FINITE, are_finite
from .aggregation import aggregate, step_rewards
from .forward import CHARACTERS_A_TOKEN
from .readers import READERS, reader_of
from .readers.reader import Encoded, Reader
from .solution import Solution, solution_of

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime

    from .component import ProcessReward
    from .generative.critic import Critic


class LiveProcess:
    """A process reward with its model.

    Args:
        settings: its settings.
        runtime: owns the model.
    """

    def __init__(self, settings: ProcessReward, runtime: Runtime) -> None:
        self._settings = settings
        self._runtime = runtime
        self._reader: Reader | None = None
        self._critic: Critic | None = None
        self._lock = threading.Lock()

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample."""
        settings = self._settings
        solutions = [
            solution_of(sample, settings.separator, settings.scope, settings.steps_column) for sample in batch.samples
        ]
        return [
            self._score(solution, scores)
            for solution, scores in zip(solutions, self.step_scores(solutions), strict=True)
        ]

    def step_scores(self, solutions: Sequence[Solution]) -> list[list[float] | str]:
        """For each solution the scores of its steps, or the reason why it has none."""
        refused: dict[int, str] = {
            i: why for i, solution in enumerate(solutions) if (why := self._refusal(solution)) is not None
        }
        asked = [i for i in range(len(solutions)) if i not in refused]
        found = dict(zip(asked, self._asked([solutions[i] for i in asked]), strict=True)) if asked else {}
        return [refused[i] if i in refused else found[i] for i in range(len(solutions))]

    def _refusal(self, solution: Solution) -> str | None:
        """Why a solution is not read, or None."""
        settings = self._settings
        if not solution.steps:
            return "no-steps"
        too_many = len(solution.steps) > settings.max_steps
        return "over-limit" if too_many or solution.characters > CHARACTERS_A_TOKEN * settings.max_tokens else None

    def _asked(self, solutions: Sequence[Solution]) -> Sequence[list[float] | str]:
        if self._settings.generative:
            return self._opened_critic().step_scores(solutions)
        reader = self._opened_reader()
        most = min(self._settings.max_tokens, reader.model.longest)
        encoded = [reader.encode(solution.question, solution.steps) for solution in solutions]
        short = [one for one in encoded if _fits(one, most)]
        scores = iter(reader.scores(short, self._settings.batch_tokens))
        return [next(scores) if _fits(one, most) else "over-limit" for one in encoded]

    def _opened_reader(self) -> Reader:
        settings = self._settings
        with self._lock:
            if self._reader is None:
                assert settings.model is not None
                head = READERS[settings.reader].head
                request = ModelRequest(settings.model, head, settings.revision, settings.device)
                self._reader = reader_of(settings.reader, self._runtime.model(request))
            return self._reader

    def _opened_critic(self) -> Critic:
        from .generative.critic import critic_of

        with self._lock:
            if self._critic is None:
                self._critic = critic_of(self._settings, self._runtime)
            return self._critic

    def _score(self, solution: Solution, scores: list[float] | str) -> Score:
        if isinstance(scores, str):
            return Score(None, "abstain", {"reason": scores})
        if not are_finite(scores):
            return NOT_FINITE
        settings = self._settings
        details: dict[str, object] = {
            "step_scores": scores,
            "step_rewards": step_rewards(scores, settings.aggregate, settings.temperature),
        }
        if solution.ends is not None:
            details["step_ends"] = list(solution.ends)
        value = aggregate(scores, settings.aggregate, settings.temperature)
        return Score(value, details=details)


def _fits(encoded: Encoded, most: int) -> bool:
    return len(encoded.ids) <= most
