"""Checkpoints: everything that decides how a training goes on, so that 5 and 5 steps are 10, bit for bit on a CPU.

A folder a step, ``step-000010``: ``model/`` as transformers or peft saves it, ``state.pt`` (optimizer, float32 masters,
random state, PPO's critic), ``rank-0.pt`` a process (pending rollouts, stateful rewards), ``training.json`` and
``recipe.lock``. It is written under another name and renamed when it is whole. Nothing in it is ever unpickled.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from rewardry.errors import ConfigError
from rewardry.lock import refuse_other, text_of

from .checkpoint_facts import facts, refuse_others
from .divided import divided_like, whole

if TYPE_CHECKING:
    from .session import Session

_NAME = re.compile(r"step-[0-9]+")


def save(folder: Path, session: Session) -> Path:
    """Save a training after a step; every process calls it.

    Args:
        folder: where checkpoints lie.
        session: the training.

    Returns:
        The checkpoint's folder.
    """
    learner, processes = session.learner, session.processes
    target = folder / f"step-{session.step:06d}"
    making = folder / f".{target.name}.part"
    if processes.first:
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
    processes.total([0.0])  # all wait for the folder
    cuda = torch.cuda.get_rng_state() if torch.cuda.is_available() else None
    own = {**session.state(), "torch": torch.get_rng_state(), "cuda": cuda}
    torch.save(own, making / f"rank-{processes.rank}.pt")
    weights = learner.shards.weights() if learner.shards else None
    state = whole({"optimizer": learner.optimizer.state_dict(), "masters": learner.weights.masters()})
    found = facts(session.step, learner, session.config, processes)
    if processes.first:
        with _without_progress_bars():
            learner.model.save_pretrained(making / "model", state_dict=weights)
        session.tokenizer.save_pretrained(making / "model")
        torch.save({**state, "critic": session.critic.state() if session.critic else None}, making / "state.pt")
        (making / "training.json").write_text(json.dumps(found, indent=2) + "\n")
        (making / "recipe.lock").write_text(text_of(session.lock), encoding="utf-8")
    processes.total([0.0])  # all have written
    if processes.first:
        shutil.rmtree(target, ignore_errors=True)
        making.rename(target)
        # Later ones are there where a training goes on from an earlier one: the new one is none too many for them.
        until_now = [one for one in _in_order(folder) if _step(one) <= session.step]
        for old in until_now[: -session.config.checkpoint.keep]:
            shutil.rmtree(old)
    return target


def to_go_on_from(folder: Path, resume: str | Path | bool) -> Path | None:
    """The checkpoint to go on from; None for a training that begins.

    Args:
        folder: where checkpoints lie.
        resume: whether to go on from the last one; or the checkpoint to go on from.

    Raises:
        ConfigError: there is none, or there are some and nobody asked to go on.
    """
    if resume is False:
        found = _latest(folder)
        if found is not None:
            raise ConfigError(
                f"{found} is of an earlier training; go on with it (--resume, or resume=True), or set another `output`"
            )
        return None
    found = _latest(folder) if resume is True else Path(resume)
    if found is None or not (found / "training.json").is_file():
        raise ConfigError(f"there is no checkpoint in {folder if resume is True else resume} to go on from")
    return found


def _latest(folder: Path) -> Path | None:
    """The newest whole checkpoint in a folder."""
    found = [one for one in _in_order(folder) if (one / "training.json").is_file()]
    return found[-1] if found else None


def _in_order(folder: Path) -> list[Path]:
    """The checkpoints in a folder by their steps; what has another name is somebody's own."""
    return sorted((one for one in folder.glob("step-*") if _NAME.fullmatch(one.name)), key=_step)


def _step(checkpoint: Path) -> int:
    return int(checkpoint.name.removeprefix("step-"))


def load(checkpoint: Path, session: Session) -> None:
    """Go on from a checkpoint: changes models and optimizers, the session's state, and the random state.

    Raises:
        ConfigError: it is of another model, configuration, version or number of processes; says what differs and the
            fix.
        LockError: the recipe is not the one it was trained with; names each difference.
    """
    learner, processes = session.learner, session.processes
    was = json.loads((checkpoint / "training.json").read_text())
    now = json.loads(json.dumps(facts(was["step"], learner, session.config, processes)))
    refuse_others(checkpoint, was, now)
    refuse_other(session.recipe, checkpoint / "recipe.lock")
    _load_model(learner.model, checkpoint / "model")
    where = "cpu" if learner.shards else learner.device  # whole, until it is divided
    state = torch.load(checkpoint / "state.pt", map_location=where, weights_only=True)
    for number, moments in state["optimizer"]["state"].items():
        trained = learner.weights.trained[number]
        moments |= {name: divided_like(value, trained) for name, value in moments.items()}
    learner.optimizer.load_state_dict(state["optimizer"])
    if state["masters"]:
        learner.weights.restore(state["masters"])
    if session.critic is not None:
        session.critic.restore(state["critic"])
    own = torch.load(checkpoint / f"rank-{processes.rank}.pt", map_location="cpu", weights_only=True)
    session.restore(own)
    torch.set_rng_state(own["torch"])
    if own["cuda"] is not None and torch.cuda.is_available():
        torch.cuda.set_rng_state(own["cuda"])


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
