"""Scoring a batch under a recipe: components in the order of their gates, then one number a row."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rewardry import plugins
from rewardry.combination import normalized_then_summed, normalized_totals
from rewardry.engine.opened import OpenReward
from rewardry.engine.results import failed_score
from rewardry.engine.runtime import Runtime
from rewardry.errors import ConfigError, UndecidedError
from rewardry.recipe import Bounds, Part, Recipe, waits_for
from rewardry.types import Batch, Sample, Score, Scored, ScoreStatus

# What stands for the score of a row whose gate is not open, by what the gate says.
_SHUT = {False: Score(0.0, details={"gate": "closed"}), None: failed_score("abstain", "gate-undecided")}


@dataclass(frozen=True, slots=True)
class Early:
    """What the first of a recipe's two stages found for a sample, before its group was whole.

    Attributes:
        sample: the sample.
        scores: the scores of the rewards that read nothing but the sample, by name.
        batch: the batch they were scored in, which knows the verdicts.
    """

    sample: Sample
    scores: Mapping[str, Score]
    batch: Batch


class OpenRecipe:
    """A recipe whose components are open in a runtime.

    Attributes:
        recipe: the recipe.
        rewards: its open components, by name.
    """

    def __init__(self, recipe: Recipe, runtime: Runtime) -> None:
        self.recipe = recipe
        self.rewards: dict[str, OpenReward] = {part.name: runtime.open(part.reward) for part in recipe.parts}
        self._order = in_order(recipe.parts)
        self._early = _alone(recipe.parts)

    @classmethod
    def of(cls, recipe: Recipe, runtime: Runtime) -> OpenRecipe:
        """The open form of a recipe: the same one each time a runtime is asked for the same recipe object."""
        return runtime.kept(recipe, lambda: cls(recipe, runtime))

    def state_dict(self) -> dict[str, Any]:
        """What stateful rewards have to keep over a checkpoint, by name, as a JSON object."""
        return {name: dict(one.state_dict()) for name, one in self.rewards.items() if one.component.stateful}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on with the state that `state_dict` returned.

        Raises:
            ConfigError: it is the state of another recipe.
        """
        stateful = {name for name, one in self.rewards.items() if one.component.stateful}
        if set(state) != stateful:
            theirs, ours = (", ".join(sorted(names)) or "none" for names in (set(state), stateful))
            raise ConfigError(
                f"the state is of the rewards {theirs}; the stateful rewards of recipe {self.recipe.name!r} are {ours}"
            )
        for name in stateful:
            self.rewards[name].load_state_dict(state[name])

    def score_early(self, samples: Sequence[Sample], progress: float | None = None) -> list[Early]:
        """The first stage, for samples whose groups are not whole yet: what `score` is given when they are.

        Rewards that compare completions, or whose results depend on what was scored before, wait for the second stage.
        """
        styled = self._styled(samples)
        batch = Batch(styled, (), progress)
        columns: dict[str, list[Score]] = {}
        for part in self._order:
            if part.name in self._early:
                columns[part.name] = self._column(part, batch, columns)
        return [Early(one, {name: of[i] for name, of in columns.items()}, batch) for i, one in enumerate(styled)]

    def failed_early(self, sample: Sample, status: ScoreStatus, reason: str) -> Early:
        """What stands for the first stage of a sample that did not come through it."""
        [styled] = self._styled([sample])
        return Early(styled, dict.fromkeys(self._early, failed_score(status, reason)), Batch([styled]))

    def score(
        self, samples: Sequence[Sample], progress: float | None = None, early: Sequence[Early] | None = None
    ) -> list[Scored]:
        """See `Recipe.score`.

        Args:
            samples: what to score.
            progress: how far the training is, in [0, 1].
            early: what `score_early` found for each of them, which is not scored again.
        """
        styled = self._styled(samples) if early is None else [one.sample for one in early]
        batch = Batch(styled, groups_of(styled) if self.recipe.per_group else (), progress)
        columns: dict[str, list[Score]] = {}
        for one in early or ():
            batch.know(one.batch)
        for part in self._order:
            if early is not None and part.name in self._early:
                columns[part.name] = [one.scores[part.name] for one in early]
            else:
                columns[part.name] = self._column(part, batch, columns)
        scored = combined(self.recipe, columns, batch.groups, progress)
        plugins.observe(self.recipe.name, batch, scored)
        return scored

    def _styled(self, samples: Sequence[Sample]) -> list[Sample]:
        style = self.recipe.style
        return [s if s.style is style or s.style == style else replace(s, style=style) for s in samples]

    def _column(self, part: Part, batch: Batch, columns: Mapping[str, list[Score]]) -> list[Score]:
        """One reward's scores for all rows; behind a closed gate it is not asked, unless it needs whole groups."""
        opened, gate = self.rewards[part.name], part.when
        if gate is None:
            scores = opened.score(batch)
        else:
            states = [gate.is_open({n: columns[n][row] for n in gate.names}) for row in range(len(batch))]
            asked = [row for row, state in enumerate(states) if state or part.reward.per_group]
            found = dict(zip(asked, opened.score(batch.take(asked)), strict=True))
            scores = [found[row] if state else _SHUT[state] for row, state in enumerate(states)]
        return scores if part.clip is None else [_clipped(score, part.clip) for score in scores]


def combined(
    recipe: Recipe,
    columns: Mapping[str, Sequence[Score]],
    groups: Sequence[tuple[int, ...]] = (),
    progress: float | None = None,
) -> list[Scored]:
    """The results of rows whose components are scored: totals by the recipe's weights, combination and policy.

    Args:
        recipe: the recipe; its gates and clips of components have done their work before.
        columns: the scores of each of its rewards, by name, one a row.
        groups: the positions of each group's rows, for a recipe that normalises.
        progress: how far the training is, in [0, 1].

    Raises:
        UndecidedError: a required reward is undecided and the policy is ``raise``.
    """
    ordered = [(part, columns[part.name]) for part in recipe.parts]
    weights = [part.weight_at(progress) for part in recipe.parts]
    rows = len(ordered[0][1]) if ordered else 0
    if recipe.combination.how == "sum" and rows > 1:
        scored = _sums(recipe, ordered, weights)
    else:
        scored = [_combine(recipe, ordered, weights, row) for row in range(rows)]
    return scored if recipe.normalize is None else _normalized(recipe, scored, weights, groups)


def _normalized(
    recipe: Recipe, scored: list[Scored], weights: Sequence[float], groups: Sequence[tuple[int, ...]]
) -> list[Scored]:
    """The rows with totals that are normalised within their group."""
    if recipe.normalize == "normalize_then_sum":
        columns = [[row.components[part.name].value for row in scored] for part in recipe.parts]
        kept = [row.total is not None for row in scored]
        totals = normalized_then_summed(columns, weights, kept, groups)
    else:
        totals = normalized_totals([row.total for row in scored], groups)
    known = (total if total is not None and math.isfinite(total) else None for total in totals)
    return [replace(row, total=total) for row, total in zip(scored, known, strict=True)]


def _combine(
    recipe: Recipe, columns: Sequence[tuple[Part, Sequence[Score]]], weights: Sequence[float], row: int
) -> Scored:
    weighted: list[float | None] = []
    decided, undecided, components = False, [], {}
    for (part, scores), weight in zip(columns, weights, strict=True):
        score = components[part.name] = scores[row]
        if score.value is not None:
            weighted.append(weight * score.value)
            decided = True
            continue
        weighted.append(0.0 if part.required else None)
        if part.required:
            undecided.append(part.name)
    total = recipe.combination.of(weighted)
    policy = recipe.on_undecided
    if undecided and policy == "raise":
        raise UndecidedError(f"sample {row}: {why_undecided(recipe, undecided[0], components[undecided[0]])}")
    if (undecided and policy == "none") or not (decided or undecided) or not math.isfinite(total):
        return Scored(None, components, tuple(undecided))
    return Scored(_within(recipe, total), components, tuple(undecided))


def _within(recipe: Recipe, total: float) -> float:
    """A total within the recipe's bounds."""
    if recipe.clip is None:
        return total
    low, high = recipe.clip
    return min(max(total, low), high)


def _sums(recipe: Recipe, columns: Sequence[tuple[Part, Sequence[Score]]], weights: Sequence[float]) -> list[Scored]:
    """`_combine` for all rows, in a quarter of the time for those of a sum of which every reward is decided.

    Scores of a batch are often shared by many rows, and what is made of the same scores is made once.
    """
    names = [part.name for part, _ in columns]
    found = []
    totals: dict[Any, float | None] = {}
    for row, scores in enumerate(zip(*(scores for _, scores in columns), strict=True)):
        key = tuple(map(id, scores))
        total = totals[key] if key in totals else totals.setdefault(key, _sum(recipe, scores, weights))
        if total is None:
            found.append(_combine(recipe, columns, weights, row))
        else:
            found.append(Scored(total, dict(zip(names, scores, strict=True))))
    return found


def _sum(recipe: Recipe, scores: Sequence[Score], weights: Sequence[float]) -> float | None:
    """The total of a row of which every reward is decided and whose sum is a number; None of any other."""
    total = 0.0
    for score, weight in zip(scores, weights, strict=True):
        if score.value is None:
            return None
        total += weight * score.value
    return _within(recipe, total) if math.isfinite(total) else None


def gated(part: Part, asked: Sequence[Score], columns: Mapping[str, Sequence[Score]]) -> list[Score]:
    """One reward's scores for all rows, as its gate and its clip leave them.

    Args:
        part: the reward.
        asked: its scores, were there no gate.
        columns: the scores of the rewards that its gate names.
    """
    found = list(asked)
    if part.when is not None:
        gate = part.when
        for row in range(len(found)):
            state = gate.is_open({name: columns[name][row] for name in gate.names})
            if not state:
                found[row] = _SHUT[state]
    return found if part.clip is None else [_clipped(score, part.clip) for score in found]


def in_order(parts: Sequence[Part]) -> list[Part]:
    """The rewards in the order of scoring.

    A gate's subjects come before what it gates; as far as that allows, rewards of single samples come before those of
    whole groups.
    """
    by_name = {part.name: part for part in parts}

    def rank(part: Part) -> tuple[bool, int]:
        before = waits_for(part.name, by_name)
        return any(by_name[name].reward.per_group for name in before), len(before)

    return sorted(parts, key=rank)


def _alone(parts: Sequence[Part]) -> frozenset[str]:
    """The rewards that read one sample and nothing else, gates included."""
    by_name = {part.name: part for part in parts}
    bound = {part.name for part in parts if part.reward.per_group or part.reward.stateful}
    return frozenset(name for name in by_name if not waits_for(name, by_name) & bound)


def groups_of(samples: Sequence[Sample]) -> tuple[tuple[int, ...], ...]:
    """The positions of each group's samples, in order of appearance.

    Raises:
        ConfigError: a sample has no group.
    """
    groups: dict[str, list[int]] = {}
    for position, sample in enumerate(samples):
        if sample.group is None:
            raise ConfigError(f"the recipe compares the completions of a prompt, but sample {position} has no `group`")
        groups.setdefault(group_key(sample.group), []).append(position)
    return tuple(map(tuple, groups.values()))


def group_key(group: Any) -> str:
    """A text that is the same for the same group and another for every other, whatever JSON value it is."""
    return json.dumps(group, sort_keys=True, default=repr)


def _clipped(score: Score, bounds: Bounds) -> Score:
    if score.value is None or bounds[0] <= score.value <= bounds[1]:
        return score
    return replace(score, value=min(max(score.value, bounds[0]), bounds[1]))


def why_undecided(recipe: Recipe, name: str, score: Score) -> str:
    """Why a row has no total under a recipe that wants one for each, and what to do about it."""
    why = score.details.get("error") or score.details.get("reason") or "no reason given"
    return (
        f"the required reward {name!r} of recipe {recipe.name!r} is undecided ({score.reported_status}: {why}); "
        f"`on_undecided: none` would leave such a row without a total"
    )
