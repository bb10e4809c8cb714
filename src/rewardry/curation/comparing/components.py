"""What each component does inside the groups: dead ones change no advantage, a dominating one decides them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from rewardry.curation.logged_scores import NEAR
from rewardry.recipe import Recipe
from rewardry.types import Scored

DOMINATING = 0.9


@dataclass(frozen=True, slots=True)
class Effect:
    """What a component does inside the groups.

    Attributes:
        name: its name.
        weight: its weight; of a schedule the first.
        share: its share of the total's variance inside groups: the covariance of its weighted value with the sum of
            all, over the variance of the sum. The shares add up to 1; one is negative where the component works
            against the others. None where the sum never differs inside a group.
        varies: the share of groups inside which its value differs.
        undecided: the share of rows where it is undecided.
    """

    name: str
    weight: float
    share: float | None
    varies: float
    undecided: float

    @property
    def role(self) -> str:
        """``dead`` where it changes no advantage, ``dominating`` from 90 % of the variance, else empty."""
        if self.varies == 0 or self.weight == 0:
            return "dead"
        return "dominating" if self.share is not None and self.share >= DOMINATING else ""


def effects(recipe: Recipe, scored: Sequence[Scored], groups: Sequence[tuple[int, ...]]) -> list[Effect]:
    """What each component of a recipe does to the weighted sum, over results.

    Args:
        recipe: the recipe.
        scored: the results under it.
        groups: the positions of each group's rows.
    """
    covariance = dict.fromkeys(recipe.names, 0.0)
    varies = dict.fromkeys(recipe.names, 0)
    variance = 0.0
    undecided = {name: sum(row.components[name].value is None for row in scored) for name in recipe.names}
    compared = [group for group in groups if len(group) > 1]
    for group in compared:
        weighted = {
            part.name: _centred([part.weight * (scored[i].components[part.name].value or 0.0) for i in group])
            for part in recipe.parts
        }
        total = [fsum(values) for values in zip(*weighted.values(), strict=True)]
        variance += fsum(value * value for value in total)
        for name, values in weighted.items():
            covariance[name] += fsum(a * b for a, b in zip(values, total, strict=True))
            known = [value for i in group if (value := scored[i].components[name].value) is not None]
            varies[name] += bool(known) and max(known) - min(known) > NEAR
    return [
        Effect(
            part.name,
            part.weight,
            covariance[part.name] / variance if variance > NEAR * NEAR else None,
            varies[part.name] / len(compared) if compared else 0.0,
            undecided[part.name] / len(scored),
        )
        for part in recipe.parts
    ]


def _centred(values: Sequence[float]) -> list[float]:
    mean = fsum(values) / len(values)
    return [value - mean for value in values]
