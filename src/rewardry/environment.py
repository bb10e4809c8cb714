"""Tasks as an environment of reinforcement learning: a prompt, tries, what each is worth, and why it is not right.

The names and the meaning of what `reset` and `step` return are Gymnasium's (https://gymnasium.farama.org), which need
not be installed; `rewardry.gym` has the same as a `gymnasium.Env`.
"""

from __future__ import annotations

import math
import operator
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from rewardry.engine.runtime import Runtime, default_runtime
from rewardry.errors import ConfigError
from rewardry.feedback import in_words
from rewardry.finite import is_finite
from rewardry.judgement import Judge, Judged, judge_of
from rewardry.tasks import Task, TaskSource, task_source
from rewardry.types import Sample

_MOST_TURNS = 1000


class Step(NamedTuple):
    """What a step returns, in Gymnasium's order.

    Attributes:
        observation: what the policy sees next.
        reward: of this turn; see `Rules`.
        terminated: the task is solved, or the last try was used up.
        truncated: the episode ended without a decision, so that its reward says nothing.
        info: the rest; see `Environment.step`.
    """

    observation: str
    reward: float
    terminated: bool
    truncated: bool
    info: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rules:
    """How tries become rewards.

    Attributes:
        turns: so many tries a task.
        turn_reward: the reward of a wrong try after which there is another.
        undecided_reward: the reward where nobody could decide. The default, NaN, is no value that could be averaged
            unseen; a trainer that keeps running statistics of rewards, which a NaN would spoil, sets 0.0 here and
            leaves out of its update what `info["undecided"]` marks.
        feedback: whether the policy is told why a try was wrong, or only that it was.
    """

    turns: int = 1
    turn_reward: float = 0.0
    undecided_reward: float = math.nan
    feedback: bool = True

    def __post_init__(self) -> None:
        if isinstance(self.turns, bool) or not isinstance(self.turns, int) or not 1 <= self.turns <= _MOST_TURNS:
            raise ConfigError(f"turns is {self.turns!r}; a whole number from 1 to {_MOST_TURNS} is wanted")
        if not _is_number(self.turn_reward) or not is_finite(self.turn_reward):
            raise ConfigError(f"turn_reward is {self.turn_reward!r}; a finite number is wanted")
        if not _is_number(self.undecided_reward):
            raise ConfigError(f"undecided_reward is {self.undecided_reward!r}; a number or NaN is wanted")


def _is_number(value: Any) -> bool:
    """Whether a value is a number that a float can hold; a truth value is none."""
    return isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool) and is_finite(value))


@dataclass(slots=True)
class Episode:
    """One task and the tries at it.

    Attributes:
        task: the task.
        turn: tries so far.
        messages: the prompt, the tries and what was said to each, as chat messages.
        ended: whether there are no more tries.
        seen: the last observation.
    """

    task: Task
    seen: str
    turn: int = 0
    messages: list[dict[str, Any]] = field(default_factory=list)
    ended: bool = False

    @classmethod
    def of(cls, task: Task) -> Episode:
        """A new episode."""
        prompt, seen = task.sample.prompt, task.sample.question
        if isinstance(prompt, str):
            return cls(task, seen, messages=[{"role": "user", "content": prompt}])
        return cls(task, seen, messages=[dict(message) for message in prompt])

    def opening(self, rules: Rules) -> tuple[str, dict[str, Any]]:
        """What `reset` returns."""
        return self.seen, self._info(rules)

    def sample(self, action: Any) -> Sample:
        """The sample of a try.

        Raises:
            ConfigError: the episode has ended, or the action is no text.
        """
        if self.ended:
            raise ConfigError("the episode has ended; call reset before the next step")
        if not isinstance(action, str):
            raise ConfigError(f"the action is {type(action).__name__}; what the policy wrote, a text, is wanted")
        return replace(self.task.sample, completion=str(action))

    def after(self, action: str, judged: Judged, rules: Rules) -> Step:
        """What a step returns whose try was judged so."""
        self.turn += 1
        is_last = self.turn >= rules.turns
        undecided = judged.value is None
        self.ended = judged.solved or undecided or is_last
        reward = rules.turn_reward
        if judged.value is None:
            reward = rules.undecided_reward
        elif self.ended:
            reward = judged.value
        said = self.seen = self._said(judged, rules)
        self.messages += [{"role": "assistant", "content": action}, {"role": "user", "content": said}]
        info = self._info(rules)
        info["undecided"] = undecided
        info["solved"] = judged.solved
        info["score"] = judged.value
        info["status"] = judged.verdict.status if judged.verdict is not None else "abstain" if undecided else "scored"
        info["reason"] = judged.reason
        return Step(said, float(reward), self.ended and not undecided, undecided, info)

    def _said(self, judged: Judged, rules: Rules) -> str:
        """The next observation."""
        if judged.value is None:
            return "The answer could not be judged."
        if judged.solved:
            return "The answer is right." if judged.verdict is not None else "The answer was scored."
        left = rules.turns - self.turn
        why = f": {in_words(judged.verdict, self.task.sample.reference)}" if rules.feedback else ""
        tries = "There are no more tries." if not left else f"You have {left} more {'try' if left == 1 else 'tries'}."
        return f"The answer is not right{why}. {tries}"

    def _info(self, rules: Rules) -> dict[str, Any]:
        messages = [dict(message) for message in self.messages]
        return {"id": self.task.id, "turn": self.turn, "turns": rules.turns, "messages": messages}


class Environment:
    """Tasks to try, each some times: Gymnasium's `reset` and `step` over texts.

    The observation is a text: the task's prompt, and after a wrong try why it was wrong. The action is what the policy
    wrote, as a text. A task ends when it is solved, when the last try is used up (`terminated`), or when nobody could
    decide about a try (`truncated`).

    Rewards: a wrong try after which there is another gets `turn_reward`; the last one gets what the judge gives (of a
    verifier 1.0 or 0.0, of a recipe its total). A try that is undecided, because a reference cannot be read or a
    verifier timed out, is never taken for a wrong one: its reward is `undecided_reward`, NaN unless said otherwise, and
    ``info["undecided"]`` is true. Leave it out of the update.

    Args:
        tasks: a generator or its id, several of them, a ``.jsonl`` file, or rows with `prompt` and `reference`.
        judge: a verifier or a recipe, or the name of one.
        turns, turn_reward, undecided_reward, feedback: see `Rules`.
        difficulty: of generated tasks, from 0 to 10.
        runtime: who runs the judge; default: the process's own.

    Raises:
        ConfigError: something of this is no such thing, or does not go together; its subclasses say what.
        DataError: a row is no task.

    >>> rows = [{"id": "sum", "prompt": "What is 2 + 2?", "reference": "4"}]
    >>> environment = Environment(rows, "text.exact", turns=2)
    >>> environment.reset(seed=1)[0]
    'What is 2 + 2?'
    >>> environment.step("<answer>5</answer>")[0]
    'The answer is not right: it is not the right answer. You have 1 more try.'
    >>> environment.step("<answer>4</answer>")[1:4]
    (1.0, True, False)
    """

    def __init__(
        self,
        tasks: Any,
        judge: Any,
        *,
        turns: int = 1,
        turn_reward: float = 0.0,
        undecided_reward: float = math.nan,
        feedback: bool = True,
        difficulty: int = 5,
        runtime: Runtime | None = None,
    ) -> None:
        self.rules = Rules(turns, turn_reward, undecided_reward, feedback)
        self._named = judge
        self._judge = fitting(judge_of(judge, runtime or default_runtime()), self.rules)
        self._episodes = Episodes(task_source(tasks, difficulty), self.rules)

    def __getstate__(self) -> dict[str, Any]:
        """All but the open judge: a copy, as a search through tries makes it, opens it in its own process's runtime."""
        return {name: value for name, value in vars(self).items() if name != "_judge"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._judge = judge_of(self._named, default_runtime())

    def reset(self, seed: int | None = None, options: Mapping[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
        """Begin a task.

        Args:
            seed: where all chance starts anew; without one it goes on where it was.
            options: of generated tasks `difficulty` and `task_seed`; of a data set `row`, the position of the task.

        Returns:
            The prompt as a text, and `info`: the task's `id`, `turn` (0), `turns`, and `messages`, the chat so far.

        Raises:
            ConfigError: the seed is no whole number; an option that there is not, or with a value it cannot have.
        """
        return self._episodes.begin(seed, options)

    def step(self, action: str) -> Step:
        """Judge a try.

        Args:
            action: what the policy wrote.

        Returns:
            observation, reward, terminated, truncated and `info`: that of `reset`, and `score` (what the judge gives
            this try, None where it is undecided), `solved`, `undecided`, `status` and `reason` of the verdict. Nothing
            of it tells the reference.

        Raises:
            ConfigError: there is no task to try (call `reset`), or the action is no text.
        """
        sample = self._episodes.sample(action)
        return self._episodes.finish(action, self._judge.judge([sample])[0])

    def close(self) -> None:
        """Nothing: what the judge keeps is its runtime's."""


def fitting(judge: Judge, rules: Rules) -> Judge:
    """The judge, if it can tell after which try a task is done.

    Raises:
        ConfigError: it cannot, and there are several tries.
    """
    if rules.turns > 1 and not judge.tells_solved:
        raise ConfigError(
            "turns is more than 1, but no reward of the recipe gives a verdict that says when a task is solved; add an "
            "accuracy, or set turns=1"
        )
    return judge


class Episodes:
    """The episodes of one environment, one after the other, and the chance that their tasks come from."""

    def __init__(self, source: TaskSource, rules: Rules) -> None:
        self._source = source
        self._rules = rules
        self._chance = random.Random()
        self.current: Episode | None = None

    def begin(self, seed: int | None, options: Mapping[str, Any] | None) -> tuple[str, dict[str, Any]]:
        """See `Environment.reset`."""
        if seed is not None:
            self._chance = random.Random(whole_seed(seed))
        self.current = Episode.of(self._source.draw(self._chance, options or {}))
        return self.current.opening(self._rules)

    def sample(self, action: Any) -> Sample:
        """The sample of a try; see `Episode.sample`."""
        if self.current is None:
            raise ConfigError("there is no task yet; call reset before the first step")
        return self.current.sample(action)

    def finish(self, action: str, judged: Judged) -> Step:
        """What the step returns whose try was judged so."""
        assert self.current is not None
        return self.current.after(action, judged, self._rules)


def whole_seed(seed: Any) -> int:
    """A seed as a whole number, also of numpy's.

    Raises:
        ConfigError: it is none.
    """
    try:
        return operator.index(seed)
    except TypeError:
        raise ConfigError(f"the seed is {seed!r}; a whole number is wanted") from None
