"""Readers of the published process reward models: how a solution is written for each, and where its scores stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .math_shepherd import MathShepherd
from .qwen import Qwen
from .reader import Reader
from .rlhflow import RLHFlow
from .skywork import Skywork

if TYPE_CHECKING:
    from rewardry.engine.models import LoadedModel

READERS: dict[str, type[Reader]] = {
    "math-shepherd": MathShepherd,
    "qwen": Qwen,
    "rlhflow": RLHFlow,
    "skywork": Skywork,
}


def reader_of(name: str, model: LoadedModel) -> Reader:
    """The reader of that name over a model.

    Raises:
        ConfigError: the model is none of that format.
    """
    return READERS[name](model)
