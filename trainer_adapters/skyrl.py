"""SkyRL: a recipe as a text environment of one turn.

skyrl-gym is imported when it makes an environment, which must be derived from its own class.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Mapping
from typing import Any

from rewardry.adapter import Adapter, Policy, Snippet

from .scorer import RecipeSource, Result, kept_scorer

ADAPTER = Adapter(
    trainer="SkyRL",
    version="skyrl-gym 0.4.0, SkyRL a956457",
    hook="skyrl_gym.register(entry_point=...), called as env.step(action)",
    unit="sample",
    calls="sync",
    thread="a pool of threads",
    undecided={"zero": "counts 0", "raise": "UndecidedError, which stops the rollout"},
    logs="the mean of each figure, by get_metrics and aggregate_metrics",
    tested="real",
    evidence="skyrl-gym 0.4.0: register, make, step, aggregate_for_environment; a replay of them runs always",
    source="https://github.com/NovaSky-AI/SkyRL/blob/main/skyrl-gym/skyrl_gym/envs/base_text_env.py",
    snippets=(
        Snippet(
            "python",
            """\
# in the function that the Ray entrypoint runs; the dataset's column env_class says "rewardry"
from skyrl_gym.envs import register

register(
    id="rewardry",
    entry_point="rewardry.trainer_adapters.skyrl:RecipeTextEnv",
    kwargs={"recipe": {{recipe}}, "on_undecided": {{on_undecided}}},
)
""",
            "main.py",
        ),
    ),
)


class RecipeEnv:
    """One prompt, one completion, its reward under a recipe.

    Args:
        env_config: SkyRL's configuration of the environment, which is not read.
        extras: the row of the dataset: ``reward_spec`` with ``ground_truth``, and its other columns.
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        on_undecided: what becomes of an undecided completion: ``zero`` or ``raise``.
        map: the column for a field or column that the recipe reads.

    Raises:
        ConfigError: see `Scorer`.
    """

    def __init__(
        self,
        env_config: Any = None,
        extras: Mapping[str, Any] | None = None,
        recipe: RecipeSource = "",
        on_undecided: Policy | None = None,
        map: Mapping[str, str] | None = None,  # noqa: A002 - the command line's option has the same name
    ) -> None:
        super().__init__()
        self._scorer = kept_scorer(ADAPTER, recipe, on_undecided, map, ("reference", "ground_truth"))
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

        Args:
            action: the completion.

        Raises:
            UndecidedError: it is undecided and the policy is ``raise``.
        """
        self._result = self._scorer.score_one(self._scorer.sample(action, self._row, self._prompt))
        return {
            "observations": [],
            "reward": self._result.value or 0.0,
            "done": True,
            "metadata": dict(self._result.figures),
            "postprocessed_action": None,
        }

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
