"""Checkpoints: everything that decides how a training goes on, so that 5 and 5 steps are 10, bit for bit on a CPU.

A folder a step, ``step-000010``: ``model/`` as transformers or peft saves it, ``state.pt`` (optimizer, float32 masters,
random state, PPO's critic), ``rank-0.pt`` a process (pending rollouts, stateful rewards), ``training.json`` and
``recipe.lock``. It is written under another name and renamed when it is whole. Nothing in it is ever unpickled.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from rewardry import __version__
from rewardry.errors import ConfigError
from rewardry.lock import refuse_other, text_of
from rewardry.recipe import Recipe

from .config import TrainConfig
from .learner import Learner
from .processes import Processes, divided_like, whole

if TYPE_CHECKING:
    from .critic import Critic

FORMAT = 2
# Settings that may change from one part of a training to the next: they have no part in what is computed.
_FREE = {"output", "steps", "log", "checkpoint", "evaluation", "rewards", "model", "recipe", "distributed"}
_FIRST = 256  # numbers of each tensor that tell one model's weights from another's


def save(
    folder: Path,
    step: int,
    learner: Learner,
    critic: Critic | None,
    tokenizer: Any,
    config: TrainConfig,
    lock: Mapping[str, Any],
    own: Mapping[str, Any],
    processes: Processes,
) -> Path:
    """Save a training after a step; every process calls it.

    Args:
        folder: where checkpoints lie.
        step: how many optimizer steps are done.
        learner: model and optimizer.
        critic: of PPO.
        tokenizer: saved beside the model.
        config: the settings, to be compared when it goes on.
        lock: of the recipe when the training began, to be compared likewise.
        own: this process's own state: JSON values, tensors, and lists of both.
        processes: those that train together.

    Returns:
        The checkpoint's folder.
    """
    target = folder / f"step-{step:06d}"
    making = folder / f".{target.name}.part"
    if processes.first:
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
    processes.total([0.0])  # all wait for the folder
    cuda = torch.cuda.get_rng_state() if torch.cuda.is_available() else None
    torch.save({**own, "torch": torch.get_rng_state(), "cuda": cuda}, making / f"rank-{processes.rank}.pt")
    weights = learner.shards.weights() if learner.shards else None
    state = whole({"optimizer": learner.optimizer.state_dict(), "masters": learner.weights.masters()})
    facts = _facts(step, learner, config, processes)
    if processes.first:
        with _without_progress_bars():
            learner.model.save_pretrained(making / "model", state_dict=weights)
        tokenizer.save_pretrained(making / "model")
        torch.save({**state, "critic": critic.state() if critic else None}, making / "state.pt")
        (making / "training.json").write_text(json.dumps(facts, indent=2) + "\n")
        (making / "recipe.lock").write_text(text_of(lock), encoding="utf-8")
    processes.total([0.0])  # all have written
    if processes.first:
        shutil.rmtree(target, ignore_errors=True)
        making.rename(target)
        for old in sorted(folder.glob("step-*"))[: -config.checkpoint.keep]:
            shutil.rmtree(old)
    return target


def latest(folder: Path) -> Path | None:
    """The newest whole checkpoint in a folder."""
    found = sorted(one for one in folder.glob("step-*") if (one / "training.json").is_file())
    return found[-1] if found else None


def load(
    checkpoint: Path,
    learner: Learner,
    critic: Critic | None,
    config: TrainConfig,
    recipe: Recipe,
    processes: Processes,
) -> tuple[int, dict[str, Any]]:
    """Go on from a checkpoint: changes models and optimizers of learner and critic, and the random state.

    Returns:
        How many steps are done, and the state of this process that `save` was given.

    Raises:
        ConfigError: it is of another model, configuration, version or number of processes; says what differs and the
            fix.
        LockError: the recipe is not the one it was trained with; names each difference.
    """
    facts = json.loads((checkpoint / "training.json").read_text())
    _refuse_others(checkpoint, facts, json.loads(json.dumps(_facts(facts["step"], learner, config, processes))))
    refuse_other(recipe, checkpoint / "recipe.lock")
    _load_model(learner.model, checkpoint / "model")
    where = "cpu" if learner.shards else learner.device  # whole, until it is divided
    state = torch.load(checkpoint / "state.pt", map_location=where, weights_only=True)
    for number, moments in state["optimizer"]["state"].items():
        trained = learner.weights.trained[number]
        moments |= {name: divided_like(value, trained) for name, value in moments.items()}
    learner.optimizer.load_state_dict(state["optimizer"])
    if state["masters"]:
        learner.weights.restore(state["masters"])
    if critic is not None:
        critic.restore(state["critic"])
    own = torch.load(checkpoint / f"rank-{processes.rank}.pt", map_location="cpu", weights_only=True)
    torch.set_rng_state(own.pop("torch"))
    cuda = own.pop("cuda")
    if cuda is not None and torch.cuda.is_available():
        torch.cuda.set_rng_state(cuda)
    return facts["step"], own


def _facts(step: int, learner: Learner, config: TrainConfig, processes: Processes) -> dict[str, Any]:
    """What a checkpoint says of itself."""
    return {
        "format": FORMAT,
        "rewardry": __version__,
        "step": step,
        "processes": processes.world,
        "model": signature(learner.model),
        "frozen": fingerprint(learner),
        "config": {name: value for name, value in config.model_dump(mode="json").items() if name not in _FREE},
    }


def _refuse_others(checkpoint: Path, was: Mapping[str, Any], now: Mapping[str, Any]) -> None:
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


def signature(model: nn.Module) -> str:
    """What tells models of another shape apart."""
    shapes = [(name, tuple(one.shape), str(one.dtype)) for name, one in model.named_parameters()]
    return hashlib.sha256(repr(shapes).encode()).hexdigest()


def fingerprint(learner: Learner) -> str:
    """What tells weights apart that the training uses and never changes, by the first numbers of each."""
    found = hashlib.sha256()
    frozen = [one for one in learner.model.parameters() if not one.requires_grad]
    for one in [*frozen, *(learner.reference.parameters() if learner.reference is not None else ())]:
        found.update(repr(whole(one.detach()).flatten()[:_FIRST].tolist()).encode())
    return found.hexdigest()


@contextmanager
def _without_progress_bars() -> Iterator[None]:
    """Keep transformers from drawing into the table of steps."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def _load_model(model: Any, folder: Path) -> None:
    """Fill a model with the weights of a checkpoint, whose shape it has; of a peft model its adapter."""
    from safetensors.torch import load_file

    weights: dict[str, torch.Tensor] = {}
    for file in sorted(folder.glob("*.safetensors")):
        weights.update(load_file(file))
    if hasattr(model, "peft_config"):
        from peft import set_peft_model_state_dict

        set_peft_model_state_dict(model, weights)
        return
    own = model.state_dict()
    weights = {name: divided_like(one, own[name]) if name in own else one for name, one in weights.items()}
    missing, unexpected = model.load_state_dict(weights, strict=False)
    tied = set(getattr(model, "_tied_weights_keys", None) or ())
    if unexpected or set(missing) - tied:
        raise ConfigError(
            f"{folder} lacks weights of the model, or has others: {sorted({*missing, *unexpected} - tied)[:4]}"
        )
