"""Which completions change rank inside their group, and which advantages change sign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from rewardry.combine import normalized
from rewardry.curation.logged_scores import NEAR, Value, near


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a completion stands in its group under a recipe.

    Attributes:
        total: what it is worth; None where it is undecided.
        rank: 1 is the best, equal totals share their mean rank; None where it is undecided.
        advantage: GRPO's: the total less the group's mean, over its standard deviation plus 1e-4; 0 where undecided.
    """

    total: Value
    rank: float | None
    advantage: float

    @property
    def sign(self) -> int:
        """1, 0 or -1."""
        return (self.advantage > 0) - (self.advantage < 0)


@dataclass(frozen=True, slots=True)
class GroupChange:
    """A group under both recipes.

    Attributes:
        members: the positions of its rows.
        before, after: where each row stands, under one recipe and the other.
        turned: how many pairs of completions changed their order, ties that were made or broken counted as half.
        pairs: how many pairs are decided under both.
    """

    members: tuple[int, ...]
    before: Sequence[Standing]
    after: Sequence[Standing]
    turned: float
    pairs: int

    @property
    def moved(self) -> int:
        """How many completions change rank."""
        return sum(b.rank != a.rank for b, a in zip(self.before, self.after, strict=True))

    @property
    def flipped(self) -> int:
        """How many advantages go from positive to negative, or back."""
        return sum(b.sign * a.sign < 0 for b, a in zip(self.before, self.after, strict=True))

    @property
    def weight(self) -> float:
        """How much changes: the sum of the advantages' changes."""
        return sum(abs(b.advantage - a.advantage) for b, a in zip(self.before, self.after, strict=True))


def changes(groups: Sequence[tuple[int, ...]], before: Sequence[Value], after: Sequence[Value]) -> list[GroupChange]:
    """Each group under two recipes.

    Args:
        groups: the positions of each group's rows.
        before: the totals under the one recipe.
        after: the totals under the other.
    """
    found = []
    for members in groups:
        first, second = ([column[i] for i in members] for column in (before, after))
        turned, pairs = _turned(first, second)
        found.append(GroupChange(members, standings(first), standings(second), turned, pairs))
    return found


def standings(totals: Sequence[Value]) -> list[Standing]:
    """Where each completion of a group stands."""
    known = [value for value in totals if value is not None]
    same = not known or near(max(known), min(known))
    advantages = [0.0] * len(totals) if same else [value or 0.0 for value in normalized(totals)]
    ranks = iter(_ranks(known))
    return [
        Standing(value, None if value is None else next(ranks), 0.0 if abs(advantage) <= NEAR else advantage)
        for value, advantage in zip(totals, advantages, strict=True)
    ]


def _ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value, 1 for the highest; equal ones have the mean of theirs."""
    order = sorted(range(len(values)), key=lambda i: -values[i])
    found = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and near(values[order[end - 1]], values[order[end]]):
            end += 1
        for position in order[start:end]:
            found[position] = (start + 1 + end) / 2
        start = end
    return found


def _turned(before: Sequence[Value], after: Sequence[Value]) -> tuple[float, int]:
    turned, pairs = 0.0, 0
    for i, j in combinations(range(len(before)), 2):
        a, b, c, d = before[i], before[j], after[i], after[j]
        if a is None or b is None or c is None or d is None:
            continue
        pairs += 1
        turned += abs(_order(a, b) - _order(c, d)) / 2
    return turned, pairs


def _order(first: float, second: float) -> int:
    return 0 if near(first, second) else 1 if first > second else -1


def summary(found: Sequence[GroupChange]) -> dict[str, float | int | None]:
    """The figures of all groups."""
    counts: Counter[str] = Counter()
    pairs = turned = 0.0
    for group in found:
        pairs, turned = pairs + group.pairs, turned + group.turned
        counts.update(_counts(group))
    names = (
        *("rows", "groups", "groups_changed", "moved", "flipped", "lost_sign", "gained_sign", "became_undecided"),
        *("became_decided", "without_signal_before", "without_signal_after"),
    )
    return {**{name: counts[name] for name in names}, "pairs_turned": turned / pairs if pairs else None}


def _counts(group: GroupChange) -> dict[str, int]:
    both = list(zip(group.before, group.after, strict=True))
    return {
        "rows": len(both),
        "groups": 1,
        "groups_changed": int(group.moved > 0 or group.flipped > 0),
        "moved": group.moved,
        "flipped": group.flipped,
        "lost_sign": sum(b.sign != 0 and a.sign == 0 for b, a in both),
        "gained_sign": sum(b.sign == 0 and a.sign != 0 for b, a in both),
        "became_undecided": sum(b.total is not None and a.total is None for b, a in both),
        "became_decided": sum(b.total is None and a.total is not None for b, a in both),
        "without_signal_before": int(not any(b.sign for b, _ in both)),
        "without_signal_after": int(not any(a.sign for _, a in both)),
    }
