"""Bayesian optimisation of weights: a Gaussian process of scikit-learn names regions, a local search refines them.

Weights matter up to a factor only. So the search goes over shares: each component's weight times its spread inside
groups, adding up to 1. The process has a Matern kernel; the next point is that of a candidate set with the largest
expected improvement (Jones, Schonlau and Welch 1998). After half of the points it looks only around the best one, in a
region that shrinks where nothing better is found (as TuRBO does, Eriksson et al. 2019).

Agreement is constant on small cells and peaks on one of them, which a process over some hundred points cannot hit. So
from the best points that lie apart, the cross-entropy method (Rubinstein 1999) goes on: points are drawn from a normal
distribution of the log shares, which is fitted to the best of them, again and again. Last, of the cell that was found
the middle is taken, from its ends along lines through it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rewardry.curation.extras import needed

_CANDIDATES = 1_500
# The process is fitted to so many points, those nearest to the best one.
_FITTED = 70
# How many random points a weight the search begins with, so that it does not stay at a lesser peak.
_DESIGN = 25
# Its kernel is fitted anew each so many points.
_REFIT = 8
_REGION, _LEAST_REGION = 0.25, 0.004
# What counts as equally good, and the least that a share may be.
_TIE, _LEAST_SHARE = 1e-12, 1e-4
# The local search: from how many points, how far apart they are; how many are drawn and kept for each weight; rounds;
# the spread of the log shares at first and at least, and by how much it is widened lest it close too early.
_STARTS, _APART = 3, 0.1
_DRAWN, _KEPT, _ROUNDS = 20, 4, 20
_FIRST_SPREAD, _LEAST_SPREAD, _WIDENED = 0.5, 1e-4, 1.2
# The middle of what is equally good: how often all lines are gone along, the first step, bisections of each end.
_SWEEPS, _FIRST_STEP, _BISECTIONS = 4, 1e-4, 8
# How often, for each weight, a choice among ties is asked.
_WISHES = 150


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found.

    Attributes:
        shares: the best shares.
        value: the objective there.
        evaluations: how many points were looked at.
    """

    shares: Any
    value: float
    evaluations: int


def maximise(
    objective: Callable[[Any], float],
    start: Sequence[float],
    evaluations: int,
    seed: int,
    among_ties: Callable[[Any], float] | None = None,
) -> Search:
    """The shares with the largest objective.

    Args:
        objective: takes shares, positive and adding up to 1.
        start: the shares to begin with.
        evaluations: how many points to choose by the process, after the random ones.
        seed: of all chance.
        among_ties: takes shares, gives a number; of shares with the same objective those nearest to its peak are
            taken, without it those in the middle.

    Raises:
        ConfigError: scikit-learn is not installed.
    """
    np = needed("numpy", "data", "tune")
    chance = np.random.default_rng(seed)
    size = len(start)
    points: list[Any] = [np.asarray(start, dtype=float)]
    points += list(chance.dirichlet(np.ones(size), _DESIGN * size))
    values = [objective(point) for point in points]
    region, kernel = _REGION, None
    begun = len(points)
    while len(points) - begun < evaluations:
        best = int(np.argmax(values))
        local = len(points) - begun >= evaluations // 2
        candidates = _candidates(np, chance, points[best], size, region if local else None)
        refit = len(points) % _REFIT == 0
        chosen, kernel = _next(np, np.array(points), np.array(values), candidates, best, None if refit else kernel)
        points.append(chosen)
        values.append(objective(chosen))
        if local:
            better = values[-1] > values[best] + 1e-12
            region = min(region * 1.3, _REGION) if better else max(region * 0.92, _LEAST_REGION)
    counted = _Counted(objective, len(points))
    found = [_refined(np, chance, counted, point) for point in _apart(np, points, values)]
    found += [(points[i], values[i]) for i in (0, int(np.argmax(values)))]
    best_point, top = max(found, key=lambda one: one[1])
    chosen = _middle(np, chance, counted, best_point, top)
    if among_ties is not None:
        chosen = _towards(np, counted, chosen, top, among_ties)
    return Search(chosen, float(top), counted.calls)


class _Counted:
    """An objective that counts how often it is asked."""

    def __init__(self, objective: Callable[[Any], float], calls: int) -> None:
        self._objective, self.calls = objective, calls

    def __call__(self, point: Any) -> float:
        self.calls += 1
        return self._objective(point)


def _apart(np: Any, points: Sequence[Any], values: Sequence[float]) -> list[Any]:
    """The best points of which no two are near one another."""
    found: list[Any] = []
    for i in np.argsort(-np.array(values), kind="stable"):
        if all(np.abs(points[i] - other).max() > _APART for other in found):
            found.append(points[i])
        if len(found) == _STARTS:
            break
    return found


def _refined(np: Any, chance: Any, objective: Callable[[Any], float], start: Any) -> tuple[Any, float]:
    """The best point that the cross-entropy method finds from a start, and the objective there."""
    size = len(start)
    mean, spread = np.log(np.maximum(start, _LEAST_SHARE)), np.eye(size) * _FIRST_SPREAD**2
    best, top = start, objective(start)
    drawn, kept = _DRAWN * size, _KEPT * size
    for _ in range(_ROUNDS):
        logs = chance.multivariate_normal(mean, spread, drawn, method="cholesky")
        shares = _shares(np, logs)
        values = np.array([objective(point) for point in shares])
        if values.max() > top + _TIE:
            best, top = shares[int(np.argmax(values))], float(values.max())
        limit = np.sort(values)[-kept]
        # All ties are kept: on a plateau the mean goes to its middle.
        elite = np.log(np.maximum(shares[values >= limit - _TIE], _LEAST_SHARE))
        mean = elite.mean(axis=0)
        away = elite - mean
        spread = away.T @ away / len(elite) * _WIDENED**2 + np.eye(size) * _LEAST_SPREAD**2
    middle = _shares(np, mean[None])[0]
    value = objective(middle)
    return (middle, max(value, top)) if value >= top - _TIE else (best, top)


def _shares(np: Any, logs: Any) -> Any:
    found = np.maximum(np.exp(logs - logs.max(axis=1, keepdims=True)), _LEAST_SHARE)
    return found / found.sum(axis=1, keepdims=True)


def _middle(np: Any, chance: Any, objective: Callable[[Any], float], point: Any, top: float) -> Any:
    """The middle of the points that are as good as this one.

    The truth may be anywhere in them. For a sum they are convex, so that a mean of them is one of them.
    """
    seen = []
    size = len(point)
    for _ in range(_SWEEPS):
        lines = [np.eye(size)[i] - point for i in range(size)]  # one share grows, the others keep their ratios
        lines += [direction - direction.mean() for direction in chance.normal(size=(size, size))]
        for line in lines:
            low, high = (_end(np, objective, point, sign * line, top) for sign in (-1.0, 1.0))
            middle = (low + high) / 2
            if objective(middle) >= top - _TIE:
                point = middle
        seen.append(point)
    mean = np.mean(seen[len(seen) // 2 :], axis=0)
    return mean if objective(mean) >= top - _TIE else point


def _towards(np: Any, objective: Callable[[Any], float], point: Any, top: float, wish: Callable[[Any], float]) -> Any:
    """The largest wish if it is as good as this point, else the last one on the way there that is."""
    optimize = needed("scipy.optimize", "data", "tune")
    logs = np.log(np.maximum(point, _LEAST_SHARE))
    free = optimize.minimize(
        lambda x: -wish(_shares(np, np.append(0.0, x)[None])[0]),
        logs[1:] - logs[0],
        method="Nelder-Mead",
        options={"maxfev": _WISHES * len(point), "xatol": 1e-5, "fatol": 1e-12},
    )
    wished = _shares(np, np.append(0.0, free.x)[None])[0]
    if objective(wished) >= top - _TIE:
        return wished
    return _end(np, objective, point, wished - point, top)


def _end(np: Any, objective: Callable[[Any], float], point: Any, line: Any, top: float) -> Any:
    """The last point along a line that is as good as the first: its length doubles, then is bisected."""
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(line < 0, (_LEAST_SHARE - point) / line, np.inf).min()
    inside, outside = 0.0, max(min(_FIRST_STEP, float(room)), 0.0)
    while objective(point + outside * line) >= top - _TIE:
        inside = outside
        if inside >= room:
            return point + inside * line
        outside = min(2 * outside, float(room))
    for _ in range(_BISECTIONS):
        half = (inside + outside) / 2
        inside, outside = (half, outside) if objective(point + half * line) >= top - _TIE else (inside, half)
    return point + inside * line


def tied(objective: Callable[[Sequence[float]], float], weights: Sequence[float], i: int) -> tuple[float, float]:
    """From where to where one weight can go, the others as they are, without the objective getting any worse.

    Args:
        objective: takes weights.
        weights: those found.
        i: the position of the one that is moved.

    Returns:
        The factors of the least and the largest size of it; 0 and infinity where it has no end by 1/1000 and 1000.
    """
    top = objective(weights)

    def holds(factor: float) -> bool:
        return objective([*weights[:i], weights[i] * factor, *weights[i + 1 :]]) >= top - _TIE

    ends = []
    for sign, open_end in ((-1, 0.0), (1, float("inf"))):
        inside, outside = 0.0, 0.001  # exponents of 10
        while outside < 3 and holds(10 ** (sign * outside)):
            inside, outside = outside, 2 * outside
        if outside >= 3 and holds(10 ** (sign * 3)):
            ends.append(open_end)
            continue
        outside = min(outside, 3.0)
        for _ in range(_BISECTIONS):
            half = (inside + outside) / 2
            inside, outside = (half, outside) if holds(10 ** (sign * half)) else (inside, half)
        ends.append(10 ** (sign * inside))
    return ends[0], ends[1]


def _candidates(np: Any, chance: Any, best: Any, size: int, region: float | None) -> Any:
    """Points to choose from: anywhere and near the best, or near the best only."""
    scale = region if region is not None else chance.choice([0.05, 0.2], size=(_CANDIDATES, 1))
    near = best + scale * chance.normal(size=(_CANDIDATES, size)) * np.sqrt(np.maximum(best, 0.01))
    found = np.maximum(near, 1e-6)
    if region is None:
        found = np.vstack([found, chance.dirichlet(np.ones(size), _CANDIDATES)])
    return found / found.sum(axis=1, keepdims=True)


def _next(np: Any, points: Any, values: Any, candidates: Any, best: int, fitted: Any) -> tuple[Any, Any]:
    """The candidate with the largest expected improvement, and the kernel; one that is fitted is taken as it is."""
    gaussian = needed("sklearn.gaussian_process", "data", "tune")
    kernels = needed("sklearn.gaussian_process.kernels", "data", "tune")
    norm = needed("scipy.stats", "data", "tune").norm
    nearest = np.argsort(((points - points[best]) ** 2).sum(axis=1))[:_FITTED]
    wanted = kernels.ConstantKernel(1.0) * kernels.Matern(0.3, (0.005, 10.0), nu=1.5)
    wanted += kernels.WhiteKernel(1e-4, (1e-8, 1e-1))
    process = gaussian.GaussianProcessRegressor(
        fitted or wanted, normalize_y=True, optimizer=None if fitted else "fmin_l_bfgs_b"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a length at its bound is no news to who tunes weights
        process.fit(points[nearest], values[nearest])
        mean, deviation = process.predict(candidates, return_std=True)
    deviation = np.maximum(deviation, 1e-12)
    z = (mean - values[best]) / deviation
    improvement = (mean - values[best]) * norm.cdf(z) + deviation * norm.pdf(z)
    return candidates[int(np.argmax(improvement))], process.kernel_
