"""What tells the checkpoints of one training from those of another."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import nn

from rewardry import __version__
from rewardry.errors import ConfigError

from .config import TrainConfig
from .divided import whole
from .learner import Learner
from .processes import Processes

_FORMAT = 3
# Settings that may change from one part of a training to the next: they have no part in what is computed.
_FREE = {"output", "steps", "log", "checkpoint", "evaluation", "rewards", "model", "recipe", "distributed"}
_FIRST = 256  # numbers of each tensor that tell one model's weights from another's


def facts(step: int, learner: Learner, config: TrainConfig, processes: Processes) -> dict[str, Any]:
    """What a checkpoint says of itself, as JSON.

    Args:
        step: how many optimizer steps are done.
        learner: model and optimizer.
        config: the settings.
        processes: those that train together.
    """
    return {
        "format": _FORMAT,
        "rewardry": __version__,
        "step": step,
        "processes": processes.world,
        "model": _signature(learner.model),
        "frozen": _fingerprint(learner),
        "config": {name: value for name, value in config.model_dump(mode="json").items() if name not in _FREE},
    }


def refuse_others(checkpoint: Path, was: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Refuse a checkpoint of another training.

    Args:
        checkpoint: its folder.
        was: the facts in it.
        now: those of the training that is to go on.

    Raises:
        ConfigError: it is of another model, configuration, version or number of processes; says what differs and the
            fix.
    """
    fresh = f"or start anew from its weights, {checkpoint / 'model'}, with another output folder"
    if was["format"] != now["format"] or was["rewardry"] != now["rewardry"]:
        raise ConfigError(
            f"{checkpoint} was written by rewardry {was['rewardry']}, and this is {now['rewardry']}: a training goes "
            f"on with the version that began it; pip install rewardry=={was['rewardry']}, {fresh}"
        )
    if was["processes"] != now["processes"]:
        raise ConfigError(
            f"{checkpoint} is of {was['processes']} processes, and these are {now['processes']}; start as many, {fresh}"
        )
    if was["model"] != now["model"] or was["frozen"] != now["frozen"]:
        what = "shape" if was["model"] != now["model"] else "frozen or reference weights"
        raise ConfigError(f"{checkpoint} is of another model, by its {what}; load the one it was begun with, {fresh}")
    changed = _changed(was["config"], now["config"])
    if changed:
        raise ConfigError(
            f"{checkpoint} was made with other settings: {'; '.join(changed)}. Set them back, {fresh}; only "
            f"{', '.join(sorted(_FREE))} may change"
        )


def _changed(was: Mapping[str, Any], now: Mapping[str, Any], prefix: str = "") -> list[str]:
    """The settings that differ, by dotted name."""
    found: list[str] = []
    for name in sorted({*was, *now}):
        old, new = was.get(name), now.get(name)
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            found += _changed(old, new, f"{prefix}{name}.")
        elif old != new:
            found.append(f"{prefix}{name} was {old!r} and is {new!r}")
    return found


def _signature(model: nn.Module) -> str:
    """What tells models of another shape apart."""
    shapes = [(name, tuple(one.shape), str(one.dtype)) for name, one in model.named_parameters()]
    return hashlib.sha256(repr(shapes).encode()).hexdigest()


def _fingerprint(learner: Learner) -> str:
    """What tells weights apart that the training uses and never changes, by the first numbers of each."""
    found = hashlib.sha256()
    frozen = [one for one in learner.model.parameters() if not one.requires_grad]
    for one in [*frozen, *(learner.reference.parameters() if learner.reference is not None else ())]:
        found.update(repr(whole(one.detach()).flatten()[:_FIRST].tolist()).encode())
    return found.hexdigest()
