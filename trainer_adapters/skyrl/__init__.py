"""SkyRL: a recipe as a text environment of one turn.

skyrl-gym is imported when it makes an environment, which must be derived from its own class.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Mapping
from typing import Any, Unpack

from ..scorer import RecipeSource, Result, Settings, kept_scorer
from .record import ADAPTER


class RecipeEnv:
    """One prompt, one completion, its reward under a recipe.

    Args:
        env_config: SkyRL's configuration of the environment, which is not read.
        extras: the row of the dataset: ``reward_spec`` with ``ground_truth``, and its other columns.
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        settings: see `Settings`; `on_undecided` is ``zero`` or ``raise``.

    Raises:
        ConfigError: see `Scorer`.
    """

    def __init__(
        self, env_config: Any = None, extras: Any = None, recipe: RecipeSource = "", **settings: Unpack[Settings]
    ) -> None:
        super().__init__()
        self._scorer = kept_scorer(ADAPTER, recipe, ("reference", "ground_truth"), **settings)
        row = dict(extras or {})
        spec = row.get("reward_spec")
        self._row = {**spec, **row} if isinstance(spec, Mapping) else row
        self._prompt: Any = ""
        self._result: Result | None = None

    def init(self, prompt: Any) -> tuple[Any, dict[str, Any]]:
        """Take the prompt, chat messages, and return it with no more to say."""
        self._prompt = prompt
        return prompt, {}

    def step(self, action: str) -> dict[str, Any]:
        """The reward of a completion, which ends the episode.

        Raises:
            UndecidedError: it is undecided and the policy is ``raise``.
        """
        self._result = self._scorer.score_one(self._scorer.sample(action, self._row, self._prompt))
        told = {"observations": [], "reward": self._result.value or 0.0, "done": True, "postprocessed_action": None}
        return {**told, "metadata": dict(self._result.figures)}

    def get_metrics(self) -> dict[str, float]:
        """The figures of the completion, under the same keys for each; none before there is one."""
        return {} if self._result is None else dict(self._result.figures)

    @staticmethod
    def aggregate_metrics(metrics: list[dict[str, float]]) -> dict[str, float]:
        """The mean of each figure over many completions."""
        told = [one for one in metrics if one]
        return {key: sum(one[key] for one in told) / len(told) for key in (told[0] if told else ())}


def __getattr__(name: str) -> Any:
    """`RecipeTextEnv`, the environment as SkyRL wants it, made of `RecipeEnv` and skyrl-gym's own class."""
    if name != "RecipeTextEnv":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _text_env()


@functools.cache
def _text_env() -> type:
    base = importlib.import_module("skyrl_gym.envs.base_text_env").BaseTextEnv
    return type("RecipeTextEnv", (RecipeEnv, base), {"__module__": __name__, "__doc__": RecipeEnv.__doc__})
