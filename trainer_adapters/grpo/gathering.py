"""A batch of rollouts with rewards and advantages: what the loop trains on, and what it logs of it."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from rewardry.errors import RewardryError

from .advantages import ADVANTAGES, Rewards, deviation
from .batch_figures import COLUMNS, Group, histograms, measured, metrics, or_nan, rows_of_table
from .batches import Experience
from .config import TrainConfig
from .memory import explained
from .processes import Processes
from .prompts import Prompts
from .rewarding import Rewarding
from .rollout import RolloutEngine
from .sampler import Sampler

_ADVICE = (
    "lower rollout.max_rows (rollout.prompts_per_step * rollout.group_size where it is not set); nothing else changes"
)


class NothingToLearnError(RewardryError):
    """No group of a batch has rewards that differ; the message says what was seen and what helps."""


@dataclass
class Batch:
    """What a batch of rollouts comes to on this process.

    Attributes:
        experience: what is trained on; no reference log-probabilities yet.
        table: a row a completion, for ``rollouts.jsonl``.
        metrics: means over all processes.
        histograms: this process's values behind some of them.
    """

    experience: Experience
    table: list[dict[str, Any]]
    metrics: dict[str, float]
    histograms: dict[str, list[float]]


class Gatherer:
    """Samples and scores batches.

    Args:
        config: the training's settings.
        engine: samples completions.
        prompts: what is drawn from.
        sampler: in which order; every process has the same.
        rewarding: scores completions.
        processes: those that train together.
    """

    def __init__(
        self,
        config: TrainConfig,
        engine: RolloutEngine,
        prompts: Prompts,
        sampler: Sampler,
        rewarding: Rewarding,
        processes: Processes,
    ) -> None:
        self.config, self.engine, self.prompts = config, engine, prompts
        self.sampler, self.rewarding, self.processes = sampler, rewarding, processes

    def gather(self, progress: float) -> Batch:
        """A batch of the size that is configured; with dynamic sampling, of groups whose rewards differ.

        Args:
            progress: how far the training is, in [0, 1].

        Raises:
            NothingToLearnError: dynamic sampling reached its cap.
            GuardError: a reward fails too often.
            OutOfMemoryError: names the setting that helps.
        """
        settings, start = self.config.rollout, time.perf_counter()
        wanted, sampled, alike = settings.prompts_per_step, 0, [0.0, 0.0]
        kept: list[Group] = []
        seconds = {"time/rollout": 0.0, "time/rewards": 0.0}
        rounds = self.config.dynamic_sampling.max_rounds if self.config.dynamic_sampling else 1
        for _ in range(rounds):
            groups = self._sample(progress, seconds)
            sampled += wanted
            alike = self._note(groups, alike)
            if self.config.dynamic_sampling is None:
                kept = groups
                break
            kept += self._teaching(groups, wanted - self._count(kept))
            if self._count(kept) >= wanted:
                break
        else:
            raise NothingToLearnError(
                f"after {rounds} rounds of {wanted} prompts only {self._count(kept)} groups have rewards that differ; "
                f"in {alike[0]:.0f} all completions were right, in {alike[1]:.0f} all wrong. Take easier or harder "
                f"prompts, a larger rollout.group_size, or a `curriculum`, or raise dynamic_sampling.max_rounds"
            )
        batch = self._batch(kept)
        batch.metrics |= {"prompts_sampled": float(sampled), **seconds, "time/gather": time.perf_counter() - start}
        return batch

    # -- sampling ------------------------------------------------------------------------------------------------------

    def _sample(self, progress: float, seconds: dict[str, float]) -> list[Group]:
        """One round: rollouts of the next prompts, this process's share of them, and their results."""
        settings, first = self.config.rollout, self.sampler.draws
        drawn = self.sampler.draw(settings.prompts_per_step)
        mine = self.processes.share(len(drawn))
        rows, size = [drawn[place] for place in mine], settings.group_size
        round_ = self.rewarding.begin(
            lambda at, ids, why: self.prompts.sample(rows[at // size], first + mine[at // size], ids, why), progress
        )
        start = time.perf_counter()
        with explained(f"the rollout of {len(rows) * size} completions", _ADVICE):
            rollouts = self.engine.generate(
                [self.prompts.ids[row] for row in rows],
                size,
                max_new_tokens=settings.max_new_tokens,
                temperature=settings.temperature,
                seed=self.config.seed,
                prompt_keys=[first + place for place in mine],  # how many were drawn before: never the same twice
                on_finished=round_.finished,
            )
        sampled = time.perf_counter()
        scored, texts = round_.results()
        self.rewarding.refuse_failing()
        seconds["time/rollout"] += sampled - start
        seconds["time/rewards"] += time.perf_counter() - sampled  # those that the rollout did not hide
        parts = [slice(at, at + size) for at in range(0, len(scored), size)]
        ids, logprobs, reasons = rollouts.completion_ids, rollouts.logprobs, rollouts.finish_reasons
        return [
            Group(row, self.prompts.ids[row], ids[p], logprobs[p], reasons[p], scored[p], texts[p])
            for row, p in zip(rows, parts, strict=True)
        ]

    def _note(self, groups: Sequence[Group], alike: Sequence[float]) -> list[float]:
        """Tell the sampler how often each prompt was solved; count groups that are all right, or all wrong."""
        rates = [self.rewarding.share_right(group.scored) for group in groups]
        pairs = [[group.row, or_nan(rate)] for group, rate in zip(groups, rates, strict=True)]
        for row, rate in self.processes.gather(torch.tensor(pairs).double().reshape(-1, 2)).tolist():
            if not math.isnan(rate):
                self.sampler.note(int(row), rate)
        counts = [float(rates.count(1.0)), float(rates.count(0.0))]
        return [old + new for old, new in zip(alike, self.processes.total(counts), strict=True)]

    def _teaching(self, groups: Sequence[Group], wanted: int) -> list[Group]:
        """The groups whose rewards differ, as many as are wanted of all processes, in their order."""
        totals = measured(groups, ())[:, 0].view(-1, self.config.rollout.group_size)
        differ = (deviation(totals)[:, 0] > 0).tolist()
        everywhere = self.processes.gather(torch.tensor(differ)).tolist()
        mine = self.processes.share(self.config.rollout.prompts_per_step)
        placed = zip(mine, groups, differ, strict=True)
        return [group for place, group, teaches in placed if teaches and sum(everywhere[:place]) < wanted]

    def _count(self, groups: Sequence[Group]) -> int:
        """The groups of all processes."""
        return int(self.processes.total([len(groups)])[0])

    # -- what it comes to ----------------------------------------------------------------------------------------------

    def _batch(self, groups: Sequence[Group]) -> Batch:
        names, size = self.rewarding.recipe.names, self.config.rollout.group_size
        own = measured(groups, names)
        everywhere = self.processes.gather(own)
        advantages = self._advantages(everywhere[:, 0], everywhere[:, len(COLUMNS) :], len(own))
        experience = Experience(
            [group.prompt_ids for group in groups for _ in group.completion_ids],
            [ids for group in groups for ids in group.completion_ids],
            [one for group in groups for one in group.logprobs],
            advantages,
            [reason == "length" for group in groups for reason in group.finish_reasons],
        )
        prompts = [self.prompts.text(group.row) for group in groups]
        return Batch(
            experience,
            rows_of_table(groups, prompts, advantages.tolist()),
            metrics(everywhere, names, size),
            histograms(own, names, advantages),
        )

    def _advantages(self, totals: Tensor, components: Tensor, count: int) -> Tensor:
        """This process's advantages, `count` of them, which may depend on the rewards of all."""
        weights = torch.tensor(self.rewarding.recipe.native_weights, dtype=torch.float64)
        rewards = Rewards(totals, self.config.rollout.group_size, components, weights)
        counts = self.processes.gather(torch.tensor([count])).tolist()
        start = sum(counts[: self.processes.rank])
        return ADVANTAGES[self.config.loss.advantage](rewards)[start : start + count]
