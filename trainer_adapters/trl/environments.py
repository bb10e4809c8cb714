"""`environment_factory` for TRL's trainers: tasks with several tries, each try a call of a tool.

TRL (1.8 and later) makes an environment for each rollout, tells it the row of the dataset by `reset`, gives the model
its methods as tools, and asks `get_reward` when the rollout ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rewardry.environment import Environment, Step
from rewardry.errors import ConfigError

from .releases import contract_of


class RewardryEnvironment:
    """One rollout's environment; its class name is what TRL logs the reward under.

    Args:
        factory: knows the tasks and their judge.
    """

    def __init__(self, factory: EnvironmentFactory) -> None:
        self._factory = factory
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
        self._environment, prompt = self._factory.begin(task)
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


class EnvironmentFactory:
    """What `environment_factory` of a trainer takes: picklable, called for each environment. See `environments`."""

    def __init__(self, tasks: Any, judge: Any, rules: Mapping[str, Any]) -> None:
        self._tasks, self._judge, self._rules = tasks, judge, dict(rules)
        self._count = len(tasks) if _are_rows(tasks) else None
        Environment(tasks, judge, **self._rules)  # what does not hold together is told now

    def __call__(self) -> RewardryEnvironment:
        """A new environment, for one rollout at a time."""
        return RewardryEnvironment(self)

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
            ConfigError: the tasks are generated and no count is given, or the data set has not so many rows.
        """
        wanted = self._count if count is None else count
        if wanted is None:
            raise ConfigError("generated tasks have no end; say how many: rows(count=1000)")
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
