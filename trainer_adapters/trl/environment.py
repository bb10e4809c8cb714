"""One rollout's task, as TRL's trainers play it: `reset`, tools, `get_reward`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rewardry.environment import Environment, Step
from rewardry.errors import ConfigError


class RewardryEnvironment:
    """One rollout's environment; its class name is what TRL logs the reward under.

    Args:
        begin: an environment that has begun a task, and the task's prompt.
    """

    def __init__(self, begin: Callable[[int], tuple[Environment, str]]) -> None:
        self._begin = begin
        self._environment: Environment | None = None
        self._earlier = 0.0  # the rewards of the tries before the last one
        self._last: Step | None = None

    def reset(self, task: int | None = None, **columns: Any) -> str:
        """Begin the task of a row.

        Args:
            task: the row's column `task`; every completion of a prompt is told the same.
            columns: the row's other columns, which count for nothing.

        Returns:
            The task's prompt, which TRL appends to the row's own.

        Raises:
            ConfigError: the row has no column `task`.
        """
        if task is None:
            raise ConfigError("the dataset has no column 'task'; train on the factory's own rows(), which have one")
        self._earlier, self._last = 0.0, None
        self._environment, prompt = self._begin(task)
        return prompt

    def submit(self, answer: str) -> str:
        """Submit an answer, and learn whether it is right.

        Args:
            answer: The answer, in the form that the task asks for.

        Returns:
            What is wrong with it and how many tries are left, or that it is right.
        """
        if self._environment is None or (self._last and (self._last.terminated or self._last.truncated)):
            return "There are no more tries."
        self._earlier += self._last.reward if self._last else 0.0
        self._last = self._environment.step(answer)
        return self._last.observation

    def get_reward(self) -> float | None:
        """What the last try is worth, and the rewards of those before it; None where nobody could decide.

        A model that submits nothing earns what an empty answer is worth.
        """
        if self._last is None:
            self.submit("")
        worth = self._last.info["score"] if self._last else None
        return None if worth is None else self._earlier + worth
