"""Bayesian optimisation of weights: a Gaussian process of scikit-learn, over the whole, then in a trust region.

Weights matter up to a factor only. So the search goes over shares: each component's weight times its spread inside
groups, adding up to 1. The process has a Matern kernel; the next point is that of a candidate set with the largest
expected improvement (Jones, Schonlau and Welch 1998). After half of the points it looks only around the best one, in a
region that shrinks where nothing better is found (as TuRBO does, Eriksson et al. 2019).
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


def maximise(objective: Callable[[Any], float], start: Sequence[float], evaluations: int, seed: int) -> Search:
    """The shares with the largest objective.

    Args:
        objective: takes shares, positive and adding up to 1.
        start: the shares to begin with.
        evaluations: how many points to choose by the process, after the random ones.
        seed: of all chance.

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
    top = max(values)
    # Of points that are equally good, the middle: where a region of weights gives one order, the truth may be anywhere
    # in it, and for a sum the region is convex.
    middle = np.mean([point for point, value in zip(points, values, strict=True) if value >= top - 1e-12], axis=0)
    if objective(middle) >= top:
        return Search(middle, float(objective(middle)), len(points))
    return Search(points[int(np.argmax(values))], float(top), len(points))


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
