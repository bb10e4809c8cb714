"""A batch of rollouts with rewards and advantages: what the loop trains on, and what it logs of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor

from rewardry.errors import RewardryError
from rewardry.recipe import Recipe
from rewardry.types import Scored

from .advantages import ADVANTAGES, Rewards
from .batches import Experience
from .config import TrainConfig
from .memory import explained
from .processes import Processes
from .prompts import Prompts, Sampler, share_right
from .rewarding import Rewarding
from .rollout import RolloutEngine, Rollouts

_ADVICE = (
    "lower rollout.max_rows (rollout.prompts_per_step * rollout.group_size where it is not set); nothing else changes"
)
NAN = float("nan")


class NothingToLearnError(RewardryError):
    """No group of a batch has rewards that differ; the message says what was seen and what helps."""


@dataclass
class Groups:
    """Whole groups of completions of this process, with what each earned.

    Attributes:
        rows: the prompt of each group.
        rollouts: the completions, group by group.
        scored, texts: their results and texts.
    """

    rows: list[int] = field(default_factory=list)
    rollouts: list[Rollouts] = field(default_factory=list)
    scored: list[list[Scored]] = field(default_factory=list)
    texts: list[list[str]] = field(default_factory=list)


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
        recipe: the rewards' recipe.
        engine: samples completions.
        prompts: what is drawn from.
        sampler: in which order; every process has the same.
        rewarding: scores completions.
        processes: those that train together.
    """

    def __init__(
        self,
        config: TrainConfig,
        recipe: Recipe,
        engine: RolloutEngine,
        prompts: Prompts,
        sampler: Sampler,
        rewarding: Rewarding,
        processes: Processes,
    ) -> None:
        self.config, self.recipe, self.engine, self.prompts = config, recipe, engine, prompts
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
        wanted, kept, sampled, alike = settings.prompts_per_step, Groups(), 0, [0.0, 0.0]
        seconds = {"time/rollout": 0.0, "time/rewards": 0.0}
        rounds = self.config.dynamic_sampling.max_rounds if self.config.dynamic_sampling else 1
        for _ in range(rounds):
            groups = self._sample(progress, seconds)
            sampled += wanted
            alike = self._note(groups, alike)
            if self.config.dynamic_sampling is None:
                kept = groups
                break
            self._keep(kept, groups, wanted)
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

    def _sample(self, progress: float, seconds: dict[str, float]) -> Groups:
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
        starts = range(0, len(scored), size)
        return Groups(
            rows, [rollouts], [scored[at : at + size] for at in starts], [texts[at : at + size] for at in starts]
        )

    def _note(self, groups: Groups, alike: Sequence[float]) -> list[float]:
        """Tell the sampler how often each prompt was solved; count groups that are all right, or all wrong."""
        rates = [share_right([self.rewarding.is_right(one) for one in group]) for group in groups.scored]
        own = torch.tensor([[row, NAN if rate is None else rate] for row, rate in zip(groups.rows, rates, strict=True)])
        for row, rate in self.processes.gather(own.double().reshape(-1, 2)).tolist():
            if rate == rate:
                self.sampler.note(int(row), rate)
        counts = [float(rates.count(1.0)), float(rates.count(0.0))]
        return [old + new for old, new in zip(alike, self.processes.total(counts), strict=True)]

    def _keep(self, kept: Groups, groups: Groups, wanted: int) -> None:
        """Add the groups whose rewards differ, as many as are still wanted, in the order of the processes."""
        differ = [_differ([one.total for one in group]) for group in groups.scored]
        before = self._count(kept)
        everywhere = self.processes.gather(torch.tensor(differ)).tolist()
        mine = self.processes.share(self.config.rollout.prompts_per_step)
        for place, group in zip(mine, range(len(differ)), strict=True):
            if differ[group] and before + sum(everywhere[:place]) < wanted:
                kept.rows.append(groups.rows[group])
                kept.rollouts.append(_one_group(groups.rollouts[0], group))
                kept.scored.append(groups.scored[group])
                kept.texts.append(groups.texts[group])

    def _count(self, groups: Groups) -> int:
        """The groups of all processes."""
        return int(self.processes.total([len(groups.rows)])[0])

    # -- what it comes to ----------------------------------------------------------------------------------------------

    def _batch(self, groups: Groups) -> Batch:
        scored = [one for group in groups.scored for one in group]
        parts = {name: [x for r in groups.rollouts for x in getattr(r, name)] for name in _PER_SAMPLE}
        truncated = [reason == "length" for reason in parts["finish_reasons"]]
        totals, components = self._numbers(scored)
        advantages = self._advantages(totals, components)
        experience = Experience(parts["prompt_ids"], parts["completion_ids"], parts["logprobs"], advantages, truncated)
        return Batch(
            experience,
            self._table(groups, experience, scored, parts["finish_reasons"]),
            self._metrics(experience, totals, components),
            self._histograms(experience, totals, components),
        )

    def _numbers(self, scored: Sequence[Scored]) -> tuple[Tensor, Tensor]:
        """Totals ``[N]`` and components ``[N, C]`` of this process, float64, NaN where undecided."""
        totals = [NAN if one.total is None else one.total for one in scored]
        values = [[_or_nan(one.components[name].value) for name in self.recipe.names] for one in scored]
        components = torch.tensor(values, dtype=torch.float64).reshape(len(scored), len(self.recipe.names))
        return torch.tensor(totals, dtype=torch.float64), components

    def _advantages(self, totals: Tensor, components: Tensor) -> Tensor:
        """This process's advantages, which may depend on the rewards of all."""
        weights = torch.tensor(self.recipe.native_weights, dtype=torch.float64)
        rewards = Rewards(
            self.processes.gather(totals), self.config.rollout.group_size, self.processes.gather(components), weights
        )
        everywhere = ADVANTAGES[self.config.loss.advantage](rewards)
        counts = self.processes.gather(torch.tensor([len(totals)])).tolist()
        start = sum(counts[: self.processes.rank])
        return everywhere[start : start + len(totals)]

    def _metrics(self, experience: Experience, totals: Tensor, components: Tensor) -> dict[str, float]:
        """What is logged of a batch, over all processes, always under the same keys."""
        totals, components = self.processes.gather(totals), self.processes.gather(components)
        lengths = self.processes.gather(_lengths(experience))
        cut = self.processes.gather(torch.tensor(experience.truncated, dtype=torch.float64))
        groups = totals.view(-1, self.config.rollout.group_size)
        found = {
            "reward": _mean(totals),
            "reward_std": _mean(torch.stack([_std(group) for group in groups])),
            "groups_without_signal": _mean(torch.tensor([float(not _differ(g.tolist())) for g in groups])),
            "undecided": float(totals.isnan().double().mean()),
            "completions/mean_length": _mean(lengths),
            "completions/max_length": float(lengths.max()),
            "completions/truncated": _mean(cut),
            "tokens": float(lengths.sum()),
        }
        for name, values in zip(self.recipe.names, components.T, strict=True):
            found[f"rewards/{name}/mean"] = _mean(values)
            found[f"rewards/{name}/std"] = float(_std(values))
            found[f"rewards/{name}/undecided"] = float(values.isnan().double().mean())
        return found

    def _histograms(self, experience: Experience, totals: Tensor, components: Tensor) -> dict[str, list[float]]:
        """The values behind the means, of this process."""
        columns = {f"rewards/{name}": values for name, values in zip(self.recipe.names, components.T, strict=True)}
        columns |= {"reward": totals, "advantage": experience.advantages, "completions/length": _lengths(experience)}
        return {name: values[values.isfinite()].tolist() for name, values in columns.items()}

    def _table(
        self, groups: Groups, experience: Experience, scored: Sequence[Scored], reasons: Sequence[str]
    ) -> list[dict[str, Any]]:
        """A row a completion."""
        size = self.config.rollout.group_size
        return [
            {
                "prompt": self.prompts.text(groups.rows[i // size]),
                "completion": groups.texts[i // size][i % size],
                "row": groups.rows[i // size],
                "reward": scored[i].total,
                "rewards": {name: score.value for name, score in scored[i].components.items()},
                "advantage": float(experience.advantages[i]),
                "length": len(ids),
                "finish_reason": reasons[i],
            }
            for i, ids in enumerate(experience.completion_ids)
        ]


_PER_SAMPLE = ("prompt_ids", "completion_ids", "logprobs", "finish_reasons")


def _one_group(rollouts: Rollouts, group: int) -> Rollouts:
    part = slice(group * rollouts.group_size, (group + 1) * rollouts.group_size)
    return replace(rollouts, **{name: getattr(rollouts, name)[part] for name in _PER_SAMPLE})


def _differ(totals: Sequence[float | None]) -> bool:
    """Whether the decided rewards of a group are not all equal."""
    decided = {total for total in totals if total is not None and total == total}
    return len(decided) > 1


def _lengths(experience: Experience) -> Tensor:
    return torch.tensor([len(ids) for ids in experience.completion_ids], dtype=torch.float64)


def _or_nan(value: float | None) -> float:
    return NAN if value is None else value


def _mean(values: Tensor) -> float:
    return float(values.nanmean())


def _std(values: Tensor) -> Tensor:
    """The standard deviation of the decided values, n - 1; 0 of fewer than two."""
    decided = values[values.isfinite()]
    return decided.std() if len(decided) > 1 else torch.zeros((), dtype=values.dtype)
