"""Shares of the variance inside groups, which are searched, and weights, which a recipe has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rewardry.errors import ConfigError, nearest
from rewardry.recipe import Part, Recipe

_DEAD = 1e-9


@dataclass(frozen=True)
class Scale:
    """Which weights are searched, and what they are as shares.

    Attributes:
        recipe: the recipe.
        spreads: the standard deviation of each component inside groups.
        anchor: the position of the component whose weight stays, since only ratios matter.
        free: the positions of those that are searched.
        kept: why each of the others stays, by name.
    """

    recipe: Recipe
    spreads: Sequence[float]
    anchor: int
    free: tuple[int, ...]
    kept: dict[str, str]

    @property
    def start(self) -> list[float]:
        """The shares of the recipe as it is, the anchor's first."""
        sizes = [abs(self.recipe.parts[i].weight) * self.spreads[i] for i in (self.anchor, *self.free)]
        return [size / sum(sizes) for size in sizes]

    def weights(self, shares: Any) -> list[float]:
        """All weights of the recipe for these shares, the anchor's first."""
        found = list(self.recipe.weights)
        unit = abs(found[self.anchor]) * self.spreads[self.anchor] / max(float(shares[0]), 1e-6)
        for i, share in zip(self.free, shares[1:], strict=True):
            size = float(share) * unit / self.spreads[i]
            found[i] = size if found[i] > 0 else -size
        return found


def scale(recipe: Recipe, spreads: Sequence[float], fixed: Sequence[str], anchor: str | None) -> Scale:
    """What there is to search.

    Args:
        recipe: the recipe.
        spreads: the standard deviation of each component inside groups.
        fixed: names of components whose weights stay.
        anchor: the component whose weight sets the scale; default: the first one that is required, else the first.

    Raises:
        ConfigError: a name is unknown, or nothing is left to search.
    """
    for name in (*fixed, *([anchor] if anchor else [])):
        if name not in recipe.names:
            raise ConfigError(f"recipe {recipe.name!r} has no reward {name!r}. {nearest(name, recipe.names)}")
    kept = {part.name: why for part, spread in zip(recipe.parts, spreads, strict=True) if (why := _stays(part, spread))}
    movable = [i for i, part in enumerate(recipe.parts) if part.name not in kept]
    if anchor is not None and anchor in kept:
        raise ConfigError(f"--anchor {anchor}: it cannot set the scale: {kept[anchor]}")
    chosen = next((i for i in movable if recipe.parts[i].name == anchor), None)
    if chosen is None:
        chosen = next((i for i in movable if recipe.parts[i].required), movable[0] if movable else None)
    free = tuple(i for i in movable if i != chosen and recipe.parts[i].name not in fixed)
    kept |= dict.fromkeys(fixed, "--fix")
    if chosen is None or not free:
        why = "; ".join(f"{name}: {reason}" for name, reason in kept.items())
        raise ConfigError(f"there are no two weights whose ratio could be tuned ({why})")
    return Scale(recipe, [float(one) for one in spreads], chosen, free, kept)


def _stays(part: Part, spread: float) -> str | None:
    """Why a weight is not searched, or None."""
    if part.schedule is not None:
        return "its weight has a schedule"
    if part.weight == 0:
        return "its weight is 0"
    return "its value never differs inside a group" if spread <= _DEAD else None
