"""From what a component returns, or raises, to verdicts and scores; and both as JSON rows between processes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal, TypeVar

from rewardry.errors import ComponentError, Identity, describe
from rewardry.types import Score, ScoreStatus, Verdict, VerdictStatus

R = TypeVar("R", Verdict, Score)
NEEDS_EXTRA = "needs-extra"
DEADLINE: Final = "deadline"
CPU_LIMIT: Final = "cpu-limit"
MEMORY_LIMIT: Final = "memory-limit"


def as_score(value: Any, seconds: float) -> Score:
    """The score that a reward returned for one sample, with the time it took.

    Raises:
        TypeError, ValueError: what it returned is neither a `Score`, a finite number, nor None.
    """
    if type(value) is not float:
        if isinstance(value, Score):
            return _timed(_as_float(value, "value"), seconds)
        if value is None:
            return Score(None, "abstain", seconds=seconds)
        if isinstance(value, (str, bytes)) or not hasattr(value, "__float__"):
            raise TypeError(f"a reward returns a number, a Score or None, not {type(value).__name__}")
        value = float(value)
    if not math.isfinite(value):
        raise ValueError(f"a reward is finite, not {value}")
    return Score(value, seconds=seconds)


def as_scores(values: Sequence[Any], seconds: float) -> list[Score]:
    """`as_score` of each of a batch's values: rows of the same value share their score, which nobody changes.

    Raises:
        TypeError, ValueError: see `as_score`.
    """
    made: dict[Any, Score] = {}
    found = []
    for value in values:
        if type(value) is float:
            key = value or str(value)  # 0.0 and -0.0 are equal, and differ where they are written
            score = made.get(key)
            if score is None:
                score = made[key] = as_score(value, seconds)
        else:
            score = as_score(value, seconds)
        found.append(score)
    return found


def as_verdicts(values: Sequence[Any], seconds: float) -> list[Verdict]:
    """`as_verdict` of each of a batch's values.

    Raises:
        TypeError: see `as_verdict`.
    """
    return [as_verdict(value, seconds) for value in values]


def as_verdict(value: Any, seconds: float) -> Verdict:
    """The verdict that a verifier returned for one sample, with the time it took.

    Raises:
        TypeError: it returned something else.
    """
    if not isinstance(value, Verdict):
        raise TypeError(f"a verifier returns a Verdict, not {type(value).__name__}")
    return _timed(_as_float(value, "score"), seconds)


def _timed(result: R, seconds: float) -> R:
    """The result with the time it took: its own, where it carries one, else what was measured.

    A time below zero, as of a clock that was set back, and one that is not finite are none: they would spoil every sum.

    Raises:
        TypeError: its own is no number.
    """
    own = result.seconds
    if own is None or (type(own) is float and 0 <= own < math.inf):
        return result.timed(seconds)
    if isinstance(own, (str, bytes)) or not hasattr(own, "__float__"):
        raise TypeError(f"the seconds of a {type(result).__name__} are a number, not {type(own).__name__}")
    number = float(own)
    return replace(result, seconds=number if 0 <= number < math.inf else seconds)


def _as_float(result: R, name: str) -> R:
    """The result with that field a float, which a file can hold, where it is a number of numpy's or torch's."""
    number = getattr(result, name)
    if number is None or type(number) is float:
        return result
    change: dict[str, Any] = {name: float(number)}
    return replace(result, **change)


def failure(error: BaseException, identity: Identity) -> tuple[Literal["timeout", "error"], str, dict[str, Any]]:
    """What an exception makes of an item: status, reason and details, with the component's owner.

    Memory that runs out is the component's own budget exceeded, like a deadline; everything else is a fault.
    """
    cause = error.__cause__ if isinstance(error, ComponentError) and error.__cause__ else error
    details = {"error": describe(cause), "component": identity.id}
    if identity.distribution is not None:
        details["distribution"] = f"{identity.distribution} {identity.version}"
    if isinstance(cause, MemoryError):
        return "timeout", MEMORY_LIMIT, details
    return "error", "raised", details


def failed_verdict(
    status: VerdictStatus, reason: str, details: Mapping[str, Any] | None = None, seconds: float | None = None
) -> Verdict:
    """A verdict that decides nothing."""
    return Verdict(status, reason=reason, details=details or {}, seconds=seconds)


def failed_score(
    status: ScoreStatus, reason: str, details: Mapping[str, Any] | None = None, seconds: float | None = None
) -> Score:
    """A score without a value."""
    return Score(None, status, {"reason": reason, **(details or {})}, seconds)


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as a JSON object that `verdict_from_json` reads."""
    return {**verdict.to_row(), "seconds": verdict.seconds}


def verdict_from_json(row: Mapping[str, Any]) -> Verdict:
    """The verdict of a JSON object."""
    return Verdict(**row)


def score_to_json(score: Score) -> dict[str, Any]:
    """The score as a JSON object that `score_from_json` reads."""
    verdict = None if score.verdict is None else verdict_to_json(score.verdict)
    return {
        "value": score.value,
        "status": score.status,
        "details": dict(score.details),
        "seconds": score.seconds,
        "verdict": verdict,
    }


def score_from_json(row: Mapping[str, Any]) -> Score:
    """The score of a JSON object."""
    verdict = row["verdict"]
    return Score(**{**row, "verdict": None if verdict is None else verdict_from_json(verdict)})
