"""Many environments that step together: their tries are judged in one call of the engine."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Sized
from typing import Any, Literal, NamedTuple, SupportsIndex, TypeAlias, get_args

from rewardry.engine.engines import EngineName
from rewardry.engine.runtime import TIMEOUT_SECONDS, Runtime
from rewardry.environment import Episodes, Rules, Step, fitting, whole_seed
from rewardry.errors import ConfigError
from rewardry.judgement import judge_of
from rewardry.tasks import task_source

Autoreset: TypeAlias = Literal["next-step", "same-step", "disabled"]


class VectorStep(NamedTuple):
    """What a step of all returns, in Gymnasium's order: a value an environment in each, and the infos by key.

    Attributes:
        observations: what each policy sees next.
        rewards: of this turn.
        terminations, truncations: whether each episode ended, and how; see `rewardry.environment.Step`.
        infos: for each key the environments' values as a list, and under ``_key`` whether each has one.
    """

    observations: tuple[str, ...]
    rewards: list[float]
    terminations: list[bool]
    truncations: list[bool]
    infos: dict[str, Any]


class VectorEnvironment:
    """`n` environments with the same tasks and judge, which step together.

    What is said of `rewardry.Environment` holds of each. A step judges all tries in one call, so that an engine with
    workers uses them all. `reset` and `step` are Gymnasium's of vectors, with lists in place of arrays.

    An episode that has ended begins anew as Gymnasium's `AutoresetMode` of the same name says. ``next-step``: the step
    after the end takes no notice of the action, and returns the next task's prompt with reward 0. ``same-step``: the
    step that ends it returns the next task's prompt already; what the ended one would have returned is in
    ``infos["final_obs"]`` and ``infos["final_info"]``. ``disabled``: you call ``reset(options={"reset_mask": [...]})``.

    Args:
        n: how many environments.
        tasks, judge, turns, turn_reward, undecided_reward, feedback, difficulty: see `rewardry.Environment`.
        engine: where judges that may hang run: ``inline`` in this process without protection, ``local`` in worker
            processes, ``ray`` on a cluster. A judge that runs inline by itself does so under every engine.
        workers, timeout: of that engine; see `rewardry.Runtime`.
        autoreset: what becomes of an episode that has ended.

    Raises:
        ConfigError, DataError: see `rewardry.Environment`; or n is no number of environments.
    """

    def __init__(
        self,
        n: int,
        tasks: Any,
        judge: Any,
        *,
        engine: EngineName = "inline",
        workers: int | None = None,
        timeout: float = TIMEOUT_SECONDS,
        autoreset: Autoreset = "next-step",
        turns: int = 1,
        turn_reward: float = 0.0,
        undecided_reward: float = math.nan,
        feedback: bool = True,
        difficulty: int = 5,
    ) -> None:
        if isinstance(n, bool) or not isinstance(n, int) or n < 1:
            raise ConfigError(f"n is {n!r}; a whole number of environments, at least 1, is wanted")
        if autoreset not in get_args(Autoreset):
            raise ConfigError(f"autoreset is {autoreset!r}; write one of {', '.join(get_args(Autoreset))}")
        self.rules = Rules(turns, turn_reward, undecided_reward, feedback)
        self.autoreset = autoreset
        source = task_source(tasks, difficulty)
        self._runtime = Runtime(engine, workers, timeout)
        self._judge = fitting(judge_of(judge, self._runtime), self.rules)
        self._members = [Episodes(source, self.rules) for _ in range(n)]

    @property
    def num_envs(self) -> int:
        """How many environments there are."""
        return len(self._members)

    def reset(
        self, seed: int | Sequence[int | None] | None = None, options: Mapping[str, Any] | None = None
    ) -> tuple[tuple[str, ...], dict[str, Any]]:
        """Begin a task in every environment, or in those of a mask.

        Args:
            seed: the first environment's, of which the others' are the next ones; or one for each.
            options: `reset_mask`, a truth value an environment, to begin anew in some; the others go to every
                environment, see `rewardry.Environment.reset`.

        Returns:
            The observations (of environments that were left alone what they saw last) and the infos.

        Raises:
            ConfigError: as many seeds or truth values as environments are wanted; see also `Environment.reset`.
        """
        found = self.begin(seed, options)
        return tuple(observation for observation, _ in found), gathered([info for _, info in found])

    def begin(
        self, seed: int | Sequence[int | None] | None, options: Mapping[str, Any] | None
    ) -> list[tuple[str, dict[str, Any]]]:
        """`reset` with the environments' results one by one."""
        others = dict(options or {})
        mask = others.pop("reset_mask", None)
        which = [True] * self.num_envs if mask is None else _mask(mask)
        seeds = _seeds(seed, self.num_envs)
        if len(which) != self.num_envs or not any(which):
            raise ConfigError(f"reset_mask has {len(which)} values, {sum(which)} true; one an environment is wanted")
        return [
            member.begin(own, others) if begins else (_last_seen(member), {})
            for member, own, begins in zip(self._members, seeds, which, strict=True)
        ]

    def step(self, actions: Sequence[str]) -> VectorStep:
        """Judge a try of each environment, all in one call.

        Args:
            actions: what each policy wrote.

        Raises:
            ConfigError: it is not one an environment, or one is no text; there is no task to try; or an episode has
                ended and `autoreset` is ``disabled``.
        """
        steps = self.steps(actions)
        observations, rewards, terminations, truncations, infos = zip(*steps, strict=True)
        return VectorStep(observations, list(rewards), list(terminations), list(truncations), gathered(infos))

    def steps(self, actions: Sequence[str]) -> list[Step]:
        """`step` with the environments' results one by one."""
        if isinstance(actions, str) or not isinstance(actions, Sized) or len(actions) != self.num_envs:
            raise ConfigError(f"there are {self.num_envs} environments; a list of as many actions is wanted")
        begins = [self.autoreset == "next-step" and _has_ended(member) for member in self._members]
        tried = [i for i, anew in enumerate(begins) if not anew]
        samples = [self._members[i].sample(actions[i]) for i in tried]
        judged = dict(zip(tried, self._judge.judge(samples) if samples else [], strict=True))
        return [
            self._begun(member) if anew else self._ended(member, member.finish(actions[i], judged[i]))
            for i, (member, anew) in enumerate(zip(self._members, begins, strict=True))
        ]

    def _begun(self, member: Episodes) -> Step:
        observation, info = member.begin(None, None)
        return Step(observation, 0.0, False, False, info)

    def _ended(self, member: Episodes, step: Step) -> Step:
        """A step, which in the mode ``same-step`` begins the next task where it ends one."""
        if self.autoreset != "same-step" or not (step.terminated or step.truncated):
            return step
        observation, info = member.begin(None, None)
        return step._replace(
            observation=observation, info={**info, "final_obs": step.observation, "final_info": step.info}
        )

    def close(self) -> None:
        """Stop the engine's workers."""
        self._runtime.close()

    def __enter__(self) -> VectorEnvironment:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _has_ended(member: Episodes) -> bool:
    return member.current is not None and member.current.ended


def _last_seen(member: Episodes) -> str:
    """What an environment showed last.

    Raises:
        ConfigError: it has no task yet.
    """
    if member.current is None:
        raise ConfigError("an environment has no task yet; call reset without a mask first")
    return member.current.seen


def _mask(mask: Any) -> list[bool]:
    if not isinstance(mask, Iterable):
        raise ConfigError(f"reset_mask is {mask!r}; a truth value for each environment is wanted")
    return [bool(one) for one in mask]


def _seeds(seed: int | Sequence[int | None] | None, n: int) -> list[int | None]:
    if seed is None:
        return [None] * n
    if isinstance(seed, SupportsIndex):  # also those of numpy
        return [whole_seed(seed) + i for i in range(n)]
    if not isinstance(seed, Sized):
        raise ConfigError(f"the seed is {seed!r}; a whole number, or one for each environment, is wanted")
    if len(seed) != n:
        raise ConfigError(f"there are {len(seed)} seeds for {n} environments; one for each is wanted")
    return [None if one is None else whole_seed(one) for one in seed]


def gathered(infos: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Infos by key: the environments' values as a list, None where one has none, and under ``_key`` who has one."""
    keys = dict.fromkeys(key for info in infos for key in info)
    found: dict[str, Any] = {}
    for key in keys:
        found[key] = [info.get(key) for info in infos]
        found[f"_{key}"] = [key in info for info in infos]
    return found
