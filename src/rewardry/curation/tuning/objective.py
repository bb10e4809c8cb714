"""How well weights do: agreement with what is known to be better, less the hacks they pay; numpy, imported late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rewardry.curation.extras import needed
from rewardry.curation.logged_scores import NEAR, LoggedScores, recombined
from rewardry.curation.tuning.evidence import Evidence
from rewardry.recipe import Recipe
from rewardry.statistics.intervals import Interval, wilson_of_mean, wilson_of_ratio


class Totals:
    """A recipe's totals as a function of its weights.

    Args:
        logged: the scores.
        recipe: the recipe; its gates and clips are those of the log.

    Raises:
        ConfigError: a component is not in the log, or numpy is not installed.
    """

    def __init__(self, logged: LoggedScores, recipe: Recipe) -> None:
        self._np: Any = needed("numpy", "data", "tune")
        np = self._np
        scored = recombined(logged, recipe)
        values = [[row.components[name].value for name in recipe.names] for row in scored]
        self._values = np.array([[np.nan if v is None else v for v in row] for row in values], dtype=float)
        zeroed = [part.required for part in recipe.parts]  # counts as 0 under `on_undecided: zero`; else no total
        self._values = np.where(np.isnan(self._values) & np.array(zeroed), 0.0, self._values)
        self.decided = np.array([row.total is not None for row in scored])
        self._recipe = recipe
        self._groups = [np.array(group) for group in logged.groups]
        if recipe.normalize == "normalize_then_sum":
            self._normalize()
        self._whole = not np.isnan(self._values).any()

    def _normalize(self) -> None:
        np = self._np
        for group in self._groups:
            kept = group[self.decided[group]]
            for column in range(self._values.shape[1]):
                values = self._values[kept, column]
                known = values[~np.isnan(values)]
                deviation = known.std(ddof=1) if len(known) > 1 else 0.0
                self._values[kept, column] = (values - (known.mean() if len(known) else 0.0)) / (deviation + 1e-4)

    def spreads(self) -> Any:
        """The standard deviation of each component inside groups."""
        np = self._np
        squares, count = np.zeros(self._values.shape[1]), np.zeros(self._values.shape[1])
        for group in self._groups:
            values = self._values[group[self.decided[group]]]
            if len(values) > 1:
                known = ~np.isnan(values)
                mean = np.where(known, values, 0).sum(0) / np.maximum(known.sum(0), 1)
                squares += np.where(known, (values - mean) ** 2, 0).sum(0)
                count += known.sum(0)
        return np.sqrt(squares / np.maximum(count, 1))

    def of(self, weights: Any) -> Any:
        """The totals; of undecided rows they mean nothing."""
        np = self._np
        weighted = self._values * np.asarray(weights)
        how = self._recipe.combination.how
        if how == "lexicographic":
            weighted = weighted * self._recipe.combination.resolution ** np.arange(weighted.shape[1])
        if how == "product":
            found = np.nanprod(weighted, axis=1)
        elif how == "min":
            found = np.where(np.isnan(weighted), np.inf, weighted).min(axis=1)
        else:
            found = weighted.sum(axis=1) if self._whole else np.nansum(weighted, axis=1)
        return found if self._recipe.clip is None else np.clip(found, *self._recipe.clip)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval of 95 %."""

    value: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Agreement:
    """How weights do on some groups.

    Attributes:
        agreement: the mean over groups of the share of pairs that are in the right order, ties as half.
        hacks_paid: the share of hacks whose advantage is positive; None where there is none in these groups.
        score: agreement less the price of a hack times the hacks paid.
    """

    agreement: float
    hacks_paid: float | None
    score: float


class Objective:
    """Agreement and hacks paid on some groups.

    Args:
        totals: the recipe's totals.
        logged: the rows.
        evidence: what is known.
        groups: the numbers of the groups that count.
        price: what a paid hack costs, in agreement.
    """

    def __init__(
        self, totals: Totals, logged: LoggedScores, evidence: Evidence, groups: Sequence[int], price: float
    ) -> None:
        np = self._np = needed("numpy", "data", "tune")
        self._totals, self._price = totals, price
        kept = set(groups)
        decided = totals.decided
        pairs = [p for p in evidence.pairs if p.group in kept and decided[p.better] and decided[p.worse]]
        self.groups = sorted({pair.group for pair in pairs})
        place = {group: i for i, group in enumerate(self.groups)}
        self._better = np.array([pair.better for pair in pairs], dtype=int)
        self._worse = np.array([pair.worse for pair in pairs], dtype=int)
        self._of = np.array([place[pair.group] for pair in pairs], dtype=int)
        self._sizes = np.bincount(self._of, minlength=len(self.groups))
        self.pairs = len(pairs)
        hacked = [
            rows
            for number in sorted(kept)
            if len(rows := [i for i in logged.groups[number] if decided[i]]) > 1
            and any(i in evidence.hacks for i in rows)
        ]
        self._rows = np.array([i for rows in hacked for i in rows], dtype=int)
        self._row_of = np.array([place for place, rows in enumerate(hacked) for _ in rows], dtype=int)
        self._rows_there = np.bincount(self._row_of, minlength=len(hacked))
        self._is_hack = np.array([i in evidence.hacks for i in self._rows.tolist()], dtype=float)
        self._hacks_there = np.bincount(self._row_of, self._is_hack, minlength=len(hacked))
        labels = evidence.labels or []
        gaps = [float(labels[p.better] or 0) - float(labels[p.worse] or 0) for p in pairs] if labels else []
        self._gaps = np.array(gaps, dtype=float)

    @property
    def graded(self) -> bool:
        """Whether labels say how much better a row is."""
        return bool(self._gaps.size)

    def likeness(self, weights: Any) -> float:
        """How near gaps of totals are to gaps of labels, from 0 to 1: it chooses among equally good weights.

        One less the least absolute deviations of the pairs, at the best scale, over the sum of the gaps of labels.
        Absolute, not squared, so that some wrong labels do not decide (Koenker and Bassett 1978).
        """
        np, totals = self._np, self._totals.of(weights)
        gap = totals[self._better] - totals[self._worse]
        used = np.abs(gap) > NEAR
        if not used.any():
            return 0.0
        slopes, sizes = self._gaps[used] / gap[used], np.abs(gap[used])
        order = np.argsort(slopes)
        summed = np.cumsum(sizes[order])
        slope = slopes[order[np.searchsorted(summed, summed[-1] / 2)]]
        return 1.0 - float(np.abs(self._gaps - slope * gap).sum() / self._gaps.sum())

    def by_group(self, weights: Any) -> Any:
        """The agreement of each group."""
        np, totals = self._np, self._totals.of(weights)
        gap = totals[self._better] - totals[self._worse]
        near = NEAR * np.maximum(1.0, np.abs(totals[self._better]))
        credit = np.where(gap > near, 1.0, np.where(gap < -near, 0.0, 0.5))
        return np.bincount(self._of, credit, minlength=len(self.groups)) / self._sizes

    def hacks(self, weights: Any) -> tuple[Any, Any]:
        """Of each group with hacks how many have a positive advantage, and how many there are."""
        np = self._np
        if not self._rows.size:
            return self._hacks_there, self._hacks_there
        totals, groups = self._totals.of(weights)[self._rows], len(self._rows_there)
        means = np.bincount(self._row_of, totals, minlength=groups) / self._rows_there
        paid = np.where(totals > means[self._row_of] + NEAR, self._is_hack, 0.0)
        return np.bincount(self._row_of, paid, minlength=groups), self._hacks_there

    def __call__(self, weights: Any) -> Agreement:
        """How weights do."""
        agreement = float(self.by_group(weights).mean())
        paid, there = self.hacks(weights)
        share = float(paid.sum() / there.sum()) if there.size else None
        return Agreement(agreement, share, agreement - self._price * (share or 0.0))


def intervals(objective: Objective, before: Any, after: Any, seed: int, draws: int = 2_000) -> dict[str, Estimate]:
    """Agreement and hacks paid before and after and their changes, with intervals over groups.

    Completions of a group are alike, so groups are what is drawn: the levels have Wilson's interval for as many trials
    as the groups are worth (`rewardry.statistics.intervals`), which a figure of 0 or 1 has, too; the changes that of
    resampling groups, for both weights the same ones (percentile bootstrap, Efron 1979; Davison and Hinkley 1997,
    section 5.3).

    Args:
        objective: on the groups that were held out.
        before: the weights as they were.
        after: the weights that were found.
        seed: of the draws.
        draws: how many.
    """
    np = needed("numpy", "data", "tune")
    chance = np.random.default_rng(seed)
    first, second = objective.by_group(before), objective.by_group(after)
    found = {
        "before": _agreement(first, objective.pairs),
        "after": _agreement(second, objective.pairs),
        "change": _change(np, chance, draws, second - first, np.ones(len(first))),
    }
    (paid, there), (paid_after, _) = objective.hacks(before), objective.hacks(after)
    if there.size:
        found |= {
            "hacks_before": _hacks_paid(paid, there),
            "hacks_after": _hacks_paid(paid_after, there),
            "hacks_change": _change(np, chance, draws, paid_after - paid, there),
        }
    return found


def _agreement(by_group: Any, pairs: int) -> Estimate:
    mean = float(by_group.mean())
    return Estimate(mean, wilson_of_mean(mean, float(by_group.var()), len(by_group), pairs))


def _hacks_paid(paid: Any, there: Any) -> Estimate:
    return Estimate(float(paid.sum() / there.sum()), wilson_of_ratio(paid.tolist(), there.tolist()))


def _change(np: Any, chance: Any, draws: int, parts: Any, wholes: Any) -> Estimate:
    """A ratio of sums over groups, which are resampled."""
    pick = chance.integers(len(parts), size=(draws, len(parts)))
    low, high = np.quantile(parts[pick].sum(axis=1) / wholes[pick].sum(axis=1), [0.025, 0.975])
    return Estimate(float(parts.sum() / wholes.sum()), Interval(float(low), float(high)))
