"""Rewards and verifiers for reinforcement learning with verifiable rewards.

Importing this package costs next to nothing: every name is loaded when it is first used, and what needs a heavy
library loads it when it is opened.

>>> import rewardry
>>> rewardry.verify("choice", "<think>Air is mostly nitrogen.</think><answer>C</answer>", "C").status
'correct'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rewardry.api import ascore, averify, get, score, verify
    from rewardry.component import AnswerVerifier, Component, Extraction, Needs, Reward, Verifier, needs
    from rewardry.engine.runtime import Runtime
    from rewardry.environment import Environment
    from rewardry.errors import RewardryError
    from rewardry.function_reward import reward
    from rewardry.generator import Generator
    from rewardry.hookspecs import hookimpl
    from rewardry.recipe import Recipe
    from rewardry.types import Batch, Sample, Score, Scored, Verdict
    from rewardry.vector_environment import VectorEnvironment

__version__ = "0.1.0"
# The version of the contract with plugins; see rewardry.contract.
API = "1.0"
__all__ = [
    "AnswerVerifier",
    "Batch",
    "Component",
    "Environment",
    "Extraction",
    "Generator",
    "Needs",
    "Recipe",
    "Reward",
    "RewardryError",
    "Runtime",
    "Sample",
    "Score",
    "Scored",
    "VectorEnvironment",
    "Verdict",
    "Verifier",
    "ascore",
    "averify",
    "get",
    "hookimpl",
    "needs",
    "reward",
    "score",
    "verify",
]

_HOMES = {
    "rewardry.api": ("ascore", "averify", "get", "score", "verify"),
    "rewardry.component": ("AnswerVerifier", "Component", "Extraction", "Needs", "Reward", "Verifier", "needs"),
    "rewardry.engine.runtime": ("Runtime",),
    "rewardry.environment": ("Environment",),
    "rewardry.errors": ("RewardryError",),
    "rewardry.function_reward": ("reward",),
    "rewardry.generator": ("Generator",),
    "rewardry.hookspecs": ("hookimpl",),
    "rewardry.recipe": ("Recipe",),
    "rewardry.types": ("Batch", "Sample", "Score", "Scored", "Verdict"),
    "rewardry.vector_environment": ("VectorEnvironment",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
# The modules that users name as rewardry.templates.named(...); of all others they import what they want.
_MODULES = ("combine", "errors", "extract", "grpo", "gym", "metric", "steps", "templates", "testing", "trl", "types")


def __getattr__(name: str) -> Any:
    """Load a public name, or a public module, when it is first used."""
    import importlib

    if name in _MODULES:
        return importlib.import_module(f"rewardry.{name}")
    if name not in _HOME_OF:
        raise AttributeError(f"module 'rewardry' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_MODULES})
