"""`environment_factory` for TRL's trainers: tasks with several tries, each try a call of a tool.

TRL (1.8 and later) makes an environment for each rollout, tells it the row of the dataset by `reset`, gives the model
its methods as tools, and asks `get_reward` when the rollout ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rewardry.environment import Environment
from rewardry.errors import ConfigError

from .environment import RewardryEnvironment
from .releases import contract_of


class EnvironmentFactory:
    """What `environment_factory` of a trainer takes: picklable, called for each environment. See `environments`."""

    def __init__(self, tasks: Any, judge: Any, rules: Mapping[str, Any]) -> None:
        self._tasks, self._judge, self._rules = tasks, judge, dict(rules)
        self._count = len(tasks) if _are_rows(tasks) else None
        Environment(tasks, judge, **self._rules)  # what does not hold together is told now

    def __call__(self) -> RewardryEnvironment:
        """A new environment, for one rollout at a time."""
        return RewardryEnvironment(self.begin)

    def begin(self, task: int) -> tuple[Environment, str]:
        """An environment that has begun a task, and the task's prompt.

        Args:
            task: the position of a row, or the seed of a generated task.
        """
        if self._count is None:
            environment, options = Environment(self._tasks, self._judge, **self._rules), {"task_seed": task}
        else:
            environment, options = Environment([self._tasks[task]], self._judge, **self._rules), {"row": 0}
        return environment, environment.reset(seed=task, options=options)[0]

    def rows(self, count: int | None = None, instruction: str = "") -> list[dict[str, Any]]:
        """The rows to train on: `prompt` holds the instruction, to which the task is appended, `task` says which.

        Args:
            count: how many; default: one for each row of the data set.
            instruction: what is said before each task, such as that answers are submitted by the tool.

        Raises:
            ConfigError: the tasks are generated and no count is given, or the data set has not so many rows, or the
                count is negative.
        """
        wanted = self._count if count is None else count
        if wanted is None:
            raise ConfigError("generated tasks have no end; say how many: rows(count=1000)")
        if wanted < 0:
            raise ConfigError(f"count is {wanted}; no rows can be fewer than none")
        if self._count is not None and wanted > self._count:
            raise ConfigError(f"count is {wanted}, and the data set has {self._count} rows")
        head = f"{instruction}\n\n" if instruction else ""
        return [{"prompt": [{"role": "user", "content": head}], "task": task} for task in range(wanted)]


def environments(
    tasks: Any,
    judge: Any,
    *,
    turns: int = 3,
    turn_reward: float = 0.0,
    feedback: bool = True,
    difficulty: int = 5,
    trl: str | None = None,
) -> EnvironmentFactory:
    """Tasks as the `environment_factory` of `GRPOTrainer` or `AsyncGRPOTrainer`.

    Args:
        tasks: rows with `prompt` and `reference`, or a generator or its id.
        judge: a verifier or a recipe, or the name of one; see `rewardry.Environment`.
        turns: how many answers may be submitted.
        turn_reward: of a wrong one after which there is another try.
        feedback: whether the model is told why an answer is wrong.
        difficulty: of generated tasks, from 0 to 10.
        trl: the release of TRL it is for; default: the installed one.

    Raises:
        ConfigError: the tasks or the judge are none, or the release asks no environment for its reward.
    """
    contract = contract_of(trl)
    if not contract.has("environment_reward"):
        raise ConfigError(f"{contract.name} asks no environment for its reward; install trl>=1.8")
    rules = {"turns": turns, "turn_reward": turn_reward, "feedback": feedback, "difficulty": difficulty}
    return EnvironmentFactory(tasks, judge, rules)


def _are_rows(tasks: Any) -> bool:
    return isinstance(tasks, Sequence) and not isinstance(tasks, str) and all(_is_row(task) for task in tasks)


def _is_row(task: Any) -> bool:
    return isinstance(task, dict) and "prompt" in task
