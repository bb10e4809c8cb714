"""Environments for Gymnasium: `import rewardry.gym` registers them, and needs ``gymnasium``.

``gymnasium.make("rewardry/Environment-v0", tasks=..., judge=...)`` makes any; every generator whose id a verifier bears
too has a name of its own, as ``gymnasium.make("rewardry/logic.countdown-v0", turns=3)``. Without the import,
``gymnasium.make("rewardry.gym:rewardry/Environment-v0", ...)`` does both.

Observations and actions are texts of any characters. `make_vec` gives a vector that judges all tries in one call.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

try:
    import gymnasium
    import numpy as np
    from gymnasium.spaces import Text
    from gymnasium.vector import AutoresetMode, VectorEnv
    from gymnasium.vector.utils import batch_space
except ImportError as error:  # pragma: no cover - the suite has it
    raise ImportError(
        f"rewardry.gym needs gymnasium, which cannot be imported ({error}); pip install gymnasium, or use "
        f"rewardry.Environment, which does without"
    ) from error

from rewardry.environment import Environment as TextEnvironment
from rewardry.errors import ConfigError
from rewardry.plugins import registry
from rewardry.vector_environment import VectorEnvironment as TextVectorEnvironment
from rewardry.vector_environment import gathered

ID = "rewardry/Environment-v0"
LONGEST = 100_000
_LONGEST_SAMPLED = 256


class AnyText(Text):  # type: ignore[misc]
    """Texts of any characters. Random samples of it are short and of printable ASCII characters."""

    def __init__(self, longest: int = LONGEST, seed: Any = None) -> None:
        super().__init__(_LONGEST_SAMPLED, min_length=0, charset=string.printable, seed=seed)
        self.longest = longest

    def contains(self, x: Any) -> bool:
        """Whether it is a text that is not too long."""
        return isinstance(x, str) and len(x) <= self.longest

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AnyText) and other.longest == self.longest

    def __repr__(self) -> str:
        return f"AnyText({self.longest})"


class Environment(gymnasium.Env[str, str]):  # type: ignore[misc]
    """`rewardry.Environment` as a `gymnasium.Env`; its arguments are the same."""

    metadata: ClassVar[dict[str, Any]] = {"render_modes": ["ansi"], "render_fps": 1}

    def __init__(self, tasks: Any, judge: Any, *, render_mode: str | None = None, **settings: Any) -> None:
        if render_mode not in (None, "ansi"):
            raise ConfigError(f"render_mode is {render_mode!r}; 'ansi' or None is wanted")
        self.render_mode = render_mode
        self.observation_space = AnyText()
        self.action_space = AnyText()
        self._inner = TextEnvironment(tasks, judge, **settings)
        self._messages: list[dict[str, Any]] = []

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
        """Begin a task; see `rewardry.Environment.reset`."""
        super().reset(seed=seed)
        observation, info = self._inner.reset(seed=seed, options=options)
        self._messages = info["messages"]
        return observation, info

    def step(self, action: str) -> tuple[str, float, bool, bool, dict[str, Any]]:
        """Judge a try; see `rewardry.Environment.step`."""
        step = self._inner.step(action)
        self._messages = step.info["messages"]
        return step.observation, step.reward, step.terminated, step.truncated, step.info

    def render(self) -> str | None:
        """The conversation so far as a text, in the mode ``ansi``."""
        if self.render_mode is None:
            return None
        return "\n\n".join(f"{message['role']}: {message['content']}" for message in self._messages)

    def close(self) -> None:
        """Nothing: what the judge keeps is its runtime's."""
        self._inner.close()


_MODES = {mode: mode.name.lower().replace("_", "-") for mode in AutoresetMode}


class VectorEnvironment(VectorEnv):  # type: ignore[misc]
    """`rewardry.VectorEnvironment` as a `gymnasium.vector.VectorEnv`; its arguments are the same.

    Args:
        num_envs: how many environments.
        autoreset_mode: Gymnasium's `AutoresetMode`, or its name with us.
    """

    def __init__(
        self,
        num_envs: int,
        tasks: Any,
        judge: Any,
        *,
        autoreset_mode: AutoresetMode | str = AutoresetMode.NEXT_STEP,
        render_mode: None = None,
        **settings: Any,
    ) -> None:
        mode = autoreset_mode if isinstance(autoreset_mode, AutoresetMode) else _mode(autoreset_mode)
        self._inner = TextVectorEnvironment(num_envs, tasks, judge, autoreset=_MODES[mode], **settings)
        self.num_envs = num_envs
        self.render_mode = render_mode
        self.metadata = {"render_modes": [], "autoreset_mode": mode}
        self.single_observation_space = AnyText()
        self.single_action_space = AnyText()
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)

    def reset(
        self, *, seed: int | Sequence[int | None] | None = None, options: Mapping[str, Any] | None = None
    ) -> tuple[tuple[str, ...], dict[str, Any]]:
        """Begin a task in every environment, or in those of ``options["reset_mask"]``."""
        super().reset(seed=seed if isinstance(seed, int) else None)
        found = self._inner.begin(seed, options)
        return tuple(observation for observation, _ in found), self._as_arrays([info for _, info in found])

    def step(self, actions: Sequence[str]) -> tuple[tuple[str, ...], Any, Any, Any, dict[str, Any]]:
        """Judge a try of each environment, all in one call."""
        steps = self._inner.steps(actions)
        observations, rewards, terminations, truncations, infos = zip(*steps, strict=True)
        arrays = np.array(rewards, np.float64), np.array(terminations, np.bool_), np.array(truncations, np.bool_)
        return observations, *arrays, self._as_arrays(infos)

    def _as_arrays(self, infos: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The infos as arrays of objects, under the keys and masks of Gymnasium."""
        found: dict[str, Any] = {}
        for key, values in gathered(infos).items():
            array = np.empty(len(values), bool if key.startswith("_") else object)
            array[:] = values
            found[key] = array
        return found

    def close_extras(self, **_: Any) -> None:
        """Stop the engine's workers."""
        self._inner.close()


def _mode(name: str) -> AutoresetMode:
    for mode, ours in _MODES.items():
        if name in (ours, mode.value):
            return mode
    raise ConfigError(f"autoreset_mode is {name!r}; write one of {', '.join(_MODES.values())}")


def register() -> list[str]:
    """Make the environments known to Gymnasium, which `import rewardry.gym` does; whoever is known stays.

    Returns:
        The ids that are new.
    """
    judged = {entry.id for entry in registry().entries("verifier")}
    named = {f"rewardry/{e.id.replace('/', '.')}-v0": e.id for e in registry().entries("generator") if e.id in judged}
    settings: dict[str, dict[str, Any]] = {name: {"tasks": of, "judge": of} for name, of in named.items()}
    new = [name for name in (ID, *settings) if name not in gymnasium.registry]
    for name in new:
        gymnasium.register(
            name,
            entry_point="rewardry.gym:Environment",
            vector_entry_point="rewardry.gym:VectorEnvironment",
            kwargs=settings.get(name, {}),
            nondeterministic=False,
        )
    return new


register()
