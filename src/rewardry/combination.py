"""How a recipe makes one number of a row's values, and of a group's totals its normal form.

``combine``: ``sum``, ``product``, ``min``, or ``lexicographic``, where each reward only breaks the ties of those above
it. ``normalize``: nothing; ``sum_then_normalize``, as GRPO does with the total; or ``normalize_then_sum``, as GDPO
(arXiv:2601.05242) does with each reward by itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from rewardry.combine import Value, normalized, total
from rewardry.errors import nearest

How: TypeAlias = Literal["sum", "lexicographic", "product", "min"]
Normalize: TypeAlias = Literal["sum_then_normalize", "normalize_then_sum"]
Group: TypeAlias = Sequence[int]


@dataclass(frozen=True, slots=True)
class Combination:
    """How weighted values make a total.

    Attributes:
        how: ``sum``, ``lexicographic``, ``product`` or ``min``.
        resolution: what a later reward counts beside an earlier one, for ``lexicographic``: the smallest difference
            of the earlier one that is no tie.
    """

    how: How = "sum"
    resolution: float = 1e-3

    def of(self, weighted: Sequence[Value]) -> float:
        """The total of weight times value, in the recipe's order; None drops out.

        >>> Combination("lexicographic", 0.01).of([1.0, None, 0.5])
        1.00005
        """
        if self.how == "lexicographic":
            return total(value * self.resolution**i for i, value in enumerate(weighted) if value is not None)
        return _WAYS[self.how](value for value in weighted if value is not None)

    def to_row(self) -> str | dict[str, Any]:
        """The combination as a recipe has it."""
        return {"use": self.how, "resolution": self.resolution} if self.how == "lexicographic" else self.how


_WAYS: Mapping[str, Callable[..., float]] = {
    "sum": lambda values: sum(values),
    "product": math.prod,
    "min": lambda values: min(values, default=0.0),
}


SUM = Combination()


def parse_combination(data: Any) -> Combination:
    """Read ``combine``: a way, or ``{use: lexicographic, resolution: 0.001}``.

    Raises:
        ValueError: it is none; says which there are.
    """
    fields = dict(data) if isinstance(data, Mapping) else {"use": data}
    how = fields.pop("use", None)
    if not isinstance(how, str) or how not in get_args(How):
        raise ValueError(f"{how!r} is no way to combine. {nearest(str(how), get_args(How))}")
    resolution = fields.pop("resolution", 1e-3)
    if fields or (isinstance(data, Mapping) and "resolution" in data and how != "lexicographic"):
        raise ValueError(f"{how!r} has no field {next(iter(fields), 'resolution')!r}")
    if isinstance(resolution, bool) or not isinstance(resolution, (int, float)) or not 0 < resolution < 1:
        raise ValueError(f"resolution: {resolution!r} does not lie between 0 and 1")
    return Combination(how, float(resolution))  # type: ignore[arg-type]


def normalized_totals(totals: Sequence[Value], groups: Sequence[Group]) -> list[Value]:
    """Each total less its group's mean, over the group's standard deviation plus 1e-4; None stays None."""
    found: list[Value] = [None] * len(totals)
    for group in groups:
        for i, value in zip(group, normalized([totals[i] for i in group]), strict=True):
            found[i] = value
    return found


def normalized_then_summed(
    columns: Sequence[Sequence[Value]], weights: Sequence[float], kept: Sequence[bool], groups: Sequence[Group]
) -> list[Value]:
    """The weighted sum of rewards that are normalised within each group, one by one.

    Args:
        columns: for each reward its values, None where undecided.
        weights: one weight a reward.
        kept: whether a row has a total; the others count nowhere.
        groups: the positions of each group's rows.
    """
    rows = [[column[i] if keep else None for column in columns] for i, keep in enumerate(kept)]
    parts = [normalized_totals([row[c] for row in rows], groups) for c in range(len(columns))]
    return [
        total(w * (part[i] or 0.0) for w, part in zip(weights, parts, strict=True)) if keep else None
        for i, keep in enumerate(kept)
    ]
