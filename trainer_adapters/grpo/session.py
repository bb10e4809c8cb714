"""What the loops of GRPO and PPO stand in: rollouts, evaluation, logs and checkpoints are the same for both.

All that changes from step to step is here, in the learner, or in the critic; a checkpoint holds it all.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rewardry.lock import lock_of
from rewardry.recipe import Recipe

from . import checkpoint
from .batches import Experience
from .config import TrainConfig
from .evaluation import evaluate
from .gathering import Batch, Gatherer
from .guard import refuse_off_policy, written_out
from .learner import Learner
from .log import JsonLines, RolloutTable, Sink, Terminal
from .processes import Processes
from .prompts import Prompts
from .rewarding import Rewarding
from .rollout import RolloutEngine
from .sampler import Sampler
from .stopping import StopRequest, at_sigterm

if TYPE_CHECKING:
    from .critic import Critic


@dataclass(frozen=True)
class Result:
    """What a training came to.

    Attributes:
        steps: steps done, earlier parts and those of PPO's critic alone included.
        metrics: the figures of the last step.
        checkpoint: the folder of the last checkpoint; its ``model/`` can be loaded by transformers.
        stopped: whether SIGTERM ended it before its last step.
    """

    steps: int
    metrics: Mapping[str, float]
    checkpoint: Path
    stopped: bool


class Session:
    """A training between its steps.

    Args:
        learner: model and optimizer.
        tokenizer: saved beside the model.
        engine: samples from the same model.
        prompts: to train on.
        held_out: to evaluate on.
        recipe: the rewards.
        config: everything else.
        processes: those that train together; each has one.
        critic: of PPO.
        resume: the checkpoint to go on from.

    Attributes:
        lock: of the recipe when the training began.
        step: how many steps are done.
        steps: of the whole training; the first `alone` of them are of the critic alone.
        pending: the batch that is trained on, None where the next step samples one; `used` of its steps are done.
    """

    def __init__(
        self,
        learner: Learner,
        tokenizer: Any,
        engine: RolloutEngine,
        prompts: Prompts,
        held_out: Prompts | None,
        recipe: Recipe,
        config: TrainConfig,
        processes: Processes,
        critic: Critic | None = None,
        resume: Path | None = None,
    ) -> None:
        self.learner, self.config, self.processes, self.critic = learner, config, processes, critic
        self.recipe, self.tokenizer = recipe, tokenizer
        self.alone = config.ppo.pretrain_steps if config.ppo else 0
        self.steps = config.steps + self.alone
        self._engine, self._held_out = engine, held_out
        self.lock = lock_of(recipe)  # now, for files may change while it trains; and what cannot be is told now
        self._sampler = Sampler(len(prompts), config.seed, config.curriculum)
        self._rewarding = Rewarding(recipe, config.rewards)
        self._gatherer = Gatherer(config, engine, prompts, self._sampler, self._rewarding, processes)
        self._folder = Path(config.output)
        self._table = RolloutTable(self._folder)
        self._metrics: dict[str, float] = {}
        self._histograms: dict[str, list[float]] = {}
        self._sinks: list[Sink] = []
        self._request, self._stopped = StopRequest(), False
        self._start = 0.0
        self._saved = resume
        self.step, self.used = 0, 0
        self.pending: Experience | None = None
        if resume is not None:
            checkpoint.load(resume, self)

    def state(self) -> dict[str, Any]:
        """What changes from step to step and is this process's own: JSON values, tensors, and lists of both."""
        return {
            "step": self.step,
            "used": self.used,
            "pending": None if self.pending is None else dict(vars(self.pending)),
            "sampler": self._sampler.state(),
            "rewards": self._rewarding.opened.state_dict(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on where `state` was taken."""
        self.step, self.used = state["step"], state["used"]
        self.pending = None if state["pending"] is None else Experience(**state["pending"])
        self._sampler.restore(state["sampler"])
        self._rewarding.opened.load_state_dict(state["rewards"])

    @contextmanager
    def running(self) -> Iterator[None]:
        """Logs are open, and SIGTERM is heard, while the steps are taken."""
        with ExitStack() as stack:
            self._request = stack.enter_context(at_sigterm())
            self._sinks = self._open_sinks()
            for sink in self._sinks:
                stack.callback(sink.close)
            yield

    @property
    def goes_on(self) -> bool:
        """Whether there is another step to take."""
        return self.step < self.steps and not self._stopped

    @property
    def result(self) -> Result:
        """What it came to."""
        assert self._saved is not None
        return Result(self.step, self._metrics, self._saved, stopped=self.step < self.steps)

    # -- the parts of a step -------------------------------------------------------------------------------------------

    def begin_step(self) -> None:
        """Begin a step; every so many, with an evaluation."""
        self._start = time.perf_counter()
        self._metrics, self._histograms = {}, {}
        number, settings = self.step - self.alone, self.config.evaluation
        if settings is not None and number >= 0 and number % settings.every == 0:
            self._evaluate()

    def sample(self) -> Batch:
        """A batch of rollouts with rewards and advantages, which is pending from now on."""
        with self.learner.gathered():
            batch = self._gatherer.gather(max(self.step - self.alone, 0) / self.config.steps)
        self.pending, self.used = batch.experience, 0
        self._metrics |= batch.metrics
        self._histograms |= batch.histograms
        every = self.config.log.rollouts_every
        if self.processes.first and every and self.step % every == 0:
            self._table.write({"step": self.step, **row} for row in batch.table)
        return batch

    def mini_batch(self) -> Experience:
        """The completions of the next optimizer step: each pass over a batch divides them anew, by chance."""
        assert self.pending is not None
        parts, count = self.config.optimizer.mini_batches, len(self.pending)
        iteration, part = divmod(self.used, parts)
        order = list(range(count))
        if parts > 1:
            random.Random(f"{self.config.seed} {self.processes.rank} {count} {iteration}").shuffle(order)
        return self.pending.take(order[part * count // parts : (part + 1) * count // parts])

    def learn(self, part: Experience) -> None:
        """One optimizer step of the policy."""
        start = time.perf_counter()
        with written_out(part, self.step, self._folder, self.tokenizer):
            learned = self.learner.step(part, self.step - self.alone)
        if self.used == 0:
            refuse_off_policy(learned["ratio_gap_max"], self.learner)
        self.note({**learned, "time/learn": time.perf_counter() - start})

    def note(self, metrics: Mapping[str, float]) -> None:
        """Add figures to those of the step."""
        self._metrics |= metrics

    def end_step(self) -> None:
        """Count a step and log it; save where a checkpoint is due."""
        self.step, self.used = self.step + 1, self.used + 1
        if self.used == self.config.optimizer.iterations * self.config.optimizer.mini_batches:
            self.pending = None
        if self.step == self.steps:
            self._evaluate()
        self.note({"time/step": time.perf_counter() - self._start})
        for sink in self._sinks:
            sink.log(self.step - 1, self._metrics, self._histograms)
        self._stopped = bool(self.processes.highest(self._request.asked))  # all stop at the same step, and save
        every = self.config.checkpoint.every
        if not self.goes_on or (every and self.step % every == 0):
            self._saved = checkpoint.save(self._folder / "checkpoints", self)

    # ------------------------------------------------------------------------------------------------------------------

    def _evaluate(self) -> None:
        if self._held_out is None or self.config.evaluation is None:
            return
        start, longest = time.perf_counter(), self.config.rollout.max_new_tokens
        with self.learner.gathered():
            found = evaluate(
                self._engine, self._held_out, self._rewarding, self.config.evaluation, longest, self.processes
            )
        self.note({f"evaluation/{name}": value for name, value in found.items()})
        self.note({"time/evaluation": time.perf_counter() - start})

    def _open_sinks(self) -> list[Sink]:
        """What takes the figures; the first process speaks for all."""
        if not self.processes.first:
            return []
        log = self.config.log
        sinks: list[Sink] = [JsonLines(self._folder, self.step)]
        if log.terminal:
            sinks.append(Terminal(self.steps))
        if log.tensorboard or log.wandb or log.trackio:
            from .log_sinks import named_sinks

            settings = self.config.model_dump(mode="json")
            sinks += named_sinks(log, self._folder, first_step=self.step, settings=settings)
        return sinks
