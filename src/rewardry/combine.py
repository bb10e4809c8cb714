"""How values make one reward, and the rewards of a group make advantages: pure functions, with None for undecided.

A recipe does this for whole components; these are the formulas beneath, for whoever writes a trainer or compares one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeAlias, get_args

from rewardry.errors import nearest

Value: TypeAlias = float | None
Row: TypeAlias = Sequence[Value]
Mode: TypeAlias = Literal["sum_then_normalize", "normalize_then_sum"]
Scale: TypeAlias = Literal["group", "batch", "none"]


# Squares of larger numbers are beyond the floats.
_LARGEST_SQUARED = 1e150


def total(values: Iterable[float]) -> float:
    """The sum of some values, rounded once; infinite beyond the floats, and NaN of both infinities."""
    values = list(values)
    try:
        return math.fsum(values)
    except OverflowError:  # on the way
        return math.fsum(value * 2.0**-64 for value in values) * 2.0**64
    except ValueError:
        return math.nan


def weighted_sum(values: Row, weights: Sequence[float], normalize_weights: bool = False) -> Value:
    """``sum(w * r)`` over the values that are decided.

    With three weights this is the layered reward ``R = w1 * outcome + w2 * process + w3 * exploration``.

    Args:
        values: one value a component; None drops out.
        weights: one weight a component.
        normalize_weights: divide by the sum of the weights of the values that are decided.

    Returns:
        None where nothing is decided.

    Raises:
        ValueError: there is not one weight a value, or the weights to divide by add up to 0.

    >>> weighted_sum([1, 0, 0.5], [0.6, 0.3, 0.1])
    0.65
    """
    kept = [(weight, value) for weight, value in zip(weights, values, strict=True) if value is not None]
    if not kept:
        return None
    found = total(weight * value for weight, value in kept)
    if not normalize_weights:
        return found
    divisor = math.fsum(weight for weight, _ in kept)
    if not divisor:
        raise ValueError(f"the weights {[weight for weight, _ in kept]} add up to 0, by which nothing is divided")
    return found / divisor


def gate(gate: Value, value: Value, closed: float = 0.0, threshold: float = 1.0) -> Value:
    """`value` where the gate's subject reaches `threshold`, `closed` where it does not, None where it is undecided."""
    if gate is None:
        return None
    return value if gate >= threshold else closed


def stop_gate(
    stop_reason: str | None, correct: bool, right: float = 1.0, wrong: float = 0.0, truncated: float = 0.0
) -> Value:
    """The value of an answer if the model ended by itself; `truncated` where it was cut; None where that is unknown.

    Open-Reasoner-Zero and Oat-Zero give 0 to every completion that was cut.

    >>> stop_gate("length", True)
    0.0
    """
    if stop_reason is None:
        return None
    if stop_reason != "stop":
        return truncated
    return right if correct else wrong


# SimpleRL's scales, by format and correctness.
TABLES: Mapping[str, Mapping[tuple[bool, bool], float]] = {
    "simplerl_independent": {(True, True): 1.0, (False, True): 0.5, (True, False): -0.5, (False, False): -1.0},
    "simplerl_mix": {(True, True): 1.0, (False, True): -1.0, (True, False): -0.5, (False, False): -1.0},
}


def format_accuracy_table(
    format_ok: bool, correct: bool, table: str = "simplerl_independent", format_penalty: float | None = None
) -> float:
    """The value of a form and an answer together, by one of `TABLES` (SimpleRL-reason, cf1c785).

    Args:
        format_ok: whether the form is right.
        correct: whether the answer is right.
        table: the table; in ``simplerl_mix`` a wrong form earns its penalty whatever the answer.
        format_penalty: what a wrong form earns in ``simplerl_mix``, if not -1.

    Raises:
        LookupError: there is no such table.
    """
    if table not in TABLES:
        raise LookupError(f"no table {table!r}; there are {', '.join(TABLES)}")
    if table == "simplerl_mix" and not format_ok and format_penalty is not None:
        return format_penalty
    return TABLES[table][format_ok, correct]


def lexicographic(values: Row, resolution: float = 1e-3) -> Value:
    """The first value, and each next one only to break ties: ``r1 + resolution * r2 + resolution**2 * r3 ...``.

    The order is kept as long as the later values differ by less than ``1 / resolution`` and the earlier ones by more
    than `resolution` times that. None where any value is undecided, or there is none.
    """
    decided = [value for value in values if value is not None]
    if not decided or len(decided) < len(values):
        return None
    return total(value * resolution**i for i, value in enumerate(decided))


def shaping(before: float, after: float, gamma: float = 1.0) -> float:
    """Potential-based shaping ``gamma * phi(s') - phi(s)``, which changes no optimal policy (Ng et al. 1999)."""
    return gamma * after - before


def group_advantage(
    rewards: Sequence[Row],
    weights: Sequence[float],
    group: int,
    mode: Mode = "sum_then_normalize",
    scale_rewards: Scale = "group",
    eps: float = 1e-4,
) -> list[float]:
    """Advantages of the completions of whole groups, as GRPO and GDPO compute them.

    ``sum_then_normalize``: the weighted sum of each row less its group's mean, over the standard deviation plus `eps`.
    ``normalize_then_sum`` (GDPO, arXiv:2601.05242): each component is normalised in its group, then summed, then the
    sums are normalised over the batch. Standard deviations are those of samples (n - 1). None drops out; a row of
    None has the advantage 0.

    Args:
        rewards: one row of component values a completion; the groups follow each other.
        weights: one weight a component.
        group: completions a prompt.
        mode: see above.
        scale_rewards: what a sum is divided by in the first mode: its group's deviation, the batch's, or nothing.
        eps: what is added to a deviation.

    Raises:
        ValueError: the rows are no whole groups, a row has not one value a weight, or there is no such mode or scale.
    """
    if mode not in get_args(Mode):
        raise ValueError(f"there is no mode {mode!r}. {nearest(str(mode), get_args(Mode))}")
    if scale_rewards not in get_args(Scale):
        raise ValueError(f"scale_rewards is not {scale_rewards!r}. {nearest(str(scale_rewards), get_args(Scale))}")
    uneven = next((len(row) for row in rewards if len(row) != len(weights)), None)
    if uneven is not None:
        raise ValueError(f"a row has {uneven} values for {len(weights)} weights")
    if group < 1 or len(rewards) % group:
        raise ValueError(f"{len(rewards)} rows are no whole groups of {group}")
    if mode == "normalize_then_sum":
        columns = [_per_group([row[i] for row in rewards], group, eps) for i in range(len(weights))]
        sums = [weighted_sum(row, weights) for row in zip(*columns, strict=True)]
        return _zeroed(_normalized(sums, _deviation(sums), eps))
    sums = [weighted_sum(row, weights) for row in rewards]
    if scale_rewards == "group":
        return _zeroed(_per_group(sums, group, eps))
    centred = [value for start in range(0, len(sums), group) for value in _centred(sums[start : start + group])]
    if scale_rewards == "none":
        return _zeroed(centred)
    deviation = _deviation(sums)
    return _zeroed([None if value is None else value / (deviation + eps) for value in centred])


def normalized(values: Row, eps: float = 1e-4) -> list[Value]:
    """The values of a group less their mean, over their standard deviation (n - 1) plus `eps`; None stays None."""
    return _normalized(values, _deviation(values), eps)


def _per_group(values: Row, group: int, eps: float) -> list[Value]:
    found: list[Value] = []
    for start in range(0, len(values), group):
        members = values[start : start + group]
        found += normalized(members, eps)
    return found


def _normalized(values: Row, deviation: float, eps: float) -> list[Value]:
    return [None if value is None else value / (deviation + eps) for value in _centred(values)]


def _centred(values: Row) -> list[Value]:
    known = [value for value in values if value is not None]
    mean = _mean(known) if known else 0.0
    return [None if value is None else value - mean for value in values]


def _mean(known: Sequence[float]) -> float:
    """The mean, which rounding never takes out of the values: that of equal ones is theirs."""
    mean = total(known) / len(known)
    if not math.isfinite(mean):  # the sum is beyond the floats, the mean need not be
        mean = total(value / len(known) for value in known)
    return min(max(mean, min(known)), max(known))


def _deviation(values: Row) -> float:
    """The standard deviation of a sample (n - 1); 0 of fewer than two values."""
    known = [value for value in _centred(values) if value is not None]
    if len(known) < 2:
        return 0.0
    if max(map(abs, known)) > _LARGEST_SQUARED:
        return math.hypot(*known) / math.sqrt(len(known) - 1)
    return math.sqrt(math.fsum(value * value for value in known) / (len(known) - 1))


def _zeroed(values: Row) -> list[float]:
    return [0.0 if value is None else value for value in values]
