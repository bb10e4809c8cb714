"""The GRPO loop, top to bottom.

Where it deviates from DeepSeekMath's algorithm 1: the reference model is never replaced; the policy that sampled is
known from the sampler's own log-probabilities, not from a second forward pass; rewards are a recipe, which may leave a
completion undecided; a step is an optimizer step, and a batch of rollouts serves `iterations * mini_batches` of them.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rewardry.lock import lock_of
from rewardry.recipe import Recipe

from . import checkpoint
from .batches import Experience
from .config import TrainConfig
from .evaluation import evaluate
from .gathering import Gatherer
from .guard import NanGuard, refuse_off_policy
from .learner import Learner
from .log import JsonLines, RolloutTable, Terminal
from .log_sinks import Sink, named_sinks
from .processes import Processes
from .prompts import Prompts, Sampler
from .rewarding import Rewarding
from .rollout import RolloutEngine
from .stopping import at_sigterm


@dataclass(frozen=True)
class Result:
    """What a training came to.

    Attributes:
        steps: optimizer steps done, earlier parts included.
        metrics: the figures of the last step.
        checkpoint: the folder of the last checkpoint; its ``model/`` can be loaded by transformers.
        stopped: whether SIGTERM ended it before its last step.
    """

    steps: int
    metrics: Mapping[str, float]
    checkpoint: Path
    stopped: bool


def run(
    learner: Learner,
    tokenizer: Any,
    engine: RolloutEngine,
    prompts: Prompts,
    held_out: Prompts | None,
    recipe: Recipe,
    config: TrainConfig,
    processes: Processes,
    resume: Path | None = None,
) -> Result:
    """Train.

    Args:
        learner: model and optimizer.
        tokenizer: saved beside the model.
        engine: samples from the same model.
        prompts: to train on.
        held_out: to evaluate on.
        recipe: the rewards.
        config: everything else.
        processes: those that train together; each calls this.
        resume: the checkpoint to go on from.
    """
    lock = lock_of(recipe)  # now, for files may change while it trains; and what cannot be locked is told now
    # What changes from step to step; all of it is in a checkpoint.
    step = 0
    sampler = Sampler(len(prompts), config.seed, config.curriculum)
    rewarding = Rewarding(recipe, config.rewards)
    pending: Experience | None = None  # the batch of rollouts that is trained on, and how far
    used = 0
    if resume is not None:
        step, own = checkpoint.load(resume, learner, config, recipe, processes)
        sampler.restore(own["sampler"])
        rewarding.opened.load_state_dict(own["rewards"])
        pending, used = checkpoint.unpacked(own["pending"]), own["used"]

    folder, optimizer = Path(config.output), config.optimizer
    gatherer = Gatherer(config, recipe, engine, prompts, sampler, rewarding, processes)
    guard = NanGuard(folder, tokenizer)
    metrics: dict[str, float] = {}
    saved = resume

    with ExitStack() as stack:
        request = stack.enter_context(at_sigterm())
        sinks = open_sinks(config, folder, step, processes)
        for sink in sinks:
            stack.callback(sink.close)
        table = RolloutTable(folder)

        while step < config.steps and not request.asked:
            start = time.perf_counter()
            metrics, histograms = {}, dict[str, list[float]]()

            # -- now and then: how good is it on prompts that it never trains on? --------------------------------------
            if held_out is not None and config.evaluation is not None and step % config.evaluation.every == 0:
                with learner.gathered():
                    metrics |= _evaluated(engine, held_out, rewarding, config, processes)

            # -- rollouts, rewards, advantages, reference log-probabilities --------------------------------------------
            fresh = pending is None
            if pending is None:
                with learner.gathered():
                    batch = gatherer.gather(step / config.steps)
                pending, used = batch.experience, 0
                metrics |= batch.metrics
                histograms |= batch.histograms
                if processes.first and config.log.rollouts_every and step % config.log.rollouts_every == 0:
                    table.write({"step": step, **row} for row in batch.table)
                if config.loss.beta:
                    pending.ref_logps[:] = learner.reference_logps(pending)

            # -- one optimizer step on a part of them ------------------------------------------------------------------
            part = pending.take(_mini_batch(len(pending), used, config, processes.rank))
            learning = time.perf_counter()
            with guard.watching(part, step):
                learned = learner.step(part, step)
            if fresh:
                refuse_off_policy(learned["ratio_gap_max"], learner)
            metrics |= {**learned, "time/learn": time.perf_counter() - learning}
            used += 1
            if used == optimizer.iterations * optimizer.mini_batches:
                pending = None
            step += 1

            # -- logs and checkpoints ----------------------------------------------------------------------------------
            if held_out is not None and config.evaluation is not None and step == config.steps:
                with learner.gathered():
                    metrics |= _evaluated(engine, held_out, rewarding, config, processes)
            metrics["time/step"] = time.perf_counter() - start
            for sink in sinks:
                sink.log(step - 1, metrics, histograms)
            request.asked = bool(processes.highest(request.asked))  # all stop at the same step
            every = config.checkpoint.every
            if step == config.steps or request.asked or (every and step % every == 0):
                own = {
                    "sampler": sampler.state(),
                    "rewards": rewarding.opened.state_dict(),
                    "pending": checkpoint.packed(pending),
                    "used": used,
                }
                saved = checkpoint.save(folder / "checkpoints", step, learner, tokenizer, config, lock, own, processes)

    assert saved is not None
    return Result(step, metrics, saved, stopped=step < config.steps)


def _mini_batch(count: int, used: int, config: TrainConfig, rank: int) -> list[int]:
    """The completions of an optimizer step: each pass over a batch divides them anew, by chance."""
    parts = config.optimizer.mini_batches
    iteration, part = divmod(used, parts)
    order = list(range(count))
    if parts > 1:
        random.Random(f"{config.seed} {rank} {count} {iteration}").shuffle(order)
    return order[part * count // parts : (part + 1) * count // parts]


def _evaluated(
    engine: RolloutEngine, held_out: Prompts, rewarding: Rewarding, config: TrainConfig, processes: Processes
) -> dict[str, float]:
    assert config.evaluation is not None
    start = time.perf_counter()
    found = evaluate(engine, held_out, rewarding, config.evaluation, config.rollout.max_new_tokens, processes)
    named = {f"evaluation/{name}": value for name, value in found.items()}
    return {**named, "time/evaluation": time.perf_counter() - start}


def open_sinks(config: TrainConfig, folder: Path, step: int, processes: Processes) -> list[Sink]:
    """What takes the figures; the first process speaks for all."""
    if not processes.first:
        return []
    shown: list[Sink] = [Terminal(config.steps)] if config.log.terminal else []
    trackers = named_sinks(config.log, folder, first_step=step, settings=config.model_dump(mode="json"))
    return [JsonLines(folder, step), *shown, *trackers]
