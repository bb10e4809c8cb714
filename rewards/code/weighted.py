"""Points of programming contests: Codeforces' all or part, and the subtasks of olympiads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Literal, TypeAlias

from pydantic import FiniteFloat

from rewardry.types import Sample, Verdict

from .tests_passed import TestedReward, share

Style: TypeAlias = Literal["codeforces", "ioi"]
ScoringMode: TypeAlias = Literal["pass_fail", "partial", "weighted_sum"]
_NO_SUBMISSION = ("no-answer", "over-limit")


class Weighted(TestedReward):
    """The points of a contest, with a price for completions without a program and for those that do not compile.

    After open-r1's rewards `codeforces` and `ioi` (src/open_r1/utils/competitive_programming). Of the style ``ioi`` a
    subtask gives its points where all of its tests pass, and the value is the share of all points. The reference lists
    them beside its tests, which are counted from 0: ``"subtasks": [{"tests": [0, 1], "points": 30}, ...]``; one without
    them is undecided.

    Attributes:
        style: ``codeforces``: by the share of tests passed; ``ioi``: by subtasks.
        scoring_mode: of ``codeforces``: ``pass_fail``: 1 where every test passes, else 0; ``partial``: the share;
            ``weighted_sum``: the first plus a tenth of the second, at most 1.1.
        no_compile: the value of a program that does not compile.
        no_submission: the value of a completion without a program.
    """

    value_range: ClassVar[tuple[float, float] | None] = None

    style: Style = "codeforces"
    scoring_mode: ScoringMode = "weighted_sum"
    no_compile: FiniteFloat = -0.1
    no_submission: FiniteFloat = -1.0

    def points(self, sample: Sample, verdict: Verdict) -> float | None:
        """The points; None where the reference has no subtasks and needs them."""
        if verdict.reason in _NO_SUBMISSION:
            return self.no_submission
        if verdict.reason == "compile-error":
            return self.no_compile
        if self.style == "ioi":
            return subtask_share(sample.reference, verdict.details.get("outcomes", ()))
        passed_all = verdict.status == "correct"
        return self._points(passed_all, share(verdict))

    def value_bounds(self) -> tuple[float, float]:
        """From the worst price to every point."""
        return min(self.no_compile, self.no_submission, 0.0), 1.0 if self.style == "ioi" else self._points(True, 1.0)

    def full_marks(self) -> float | None:
        """Every point; of the style ``ioi`` only the reference knows whether there are subtasks."""
        return None if self.style == "ioi" else self._points(True, 1.0)

    def value(self, passed: int, total: int) -> float:
        """The points of style ``codeforces`` for so many tests passed of so many."""
        return self._points(passed == total, passed / total)

    def _points(self, all_passed: bool, fraction: float) -> float:
        if self.scoring_mode == "partial":
            return fraction
        if self.scoring_mode == "pass_fail":
            return float(all_passed)
        return float(all_passed) + 0.1 * fraction


def subtask_share(reference: Any, outcomes: Any) -> float | None:
    """The share of points whose subtasks are passed.

    Args:
        reference: has ``subtasks``, each with the positions of its tests and its points; or the same as JSON text.
        outcomes: what came of the tests, in order; those that are missing were not run and are not passed.

    Returns:
        A share in [0, 1]; None where the subtasks cannot be read.
    """
    subtasks = _subtasks(reference)
    if subtasks is None:
        return None
    passed = {place for place, outcome in enumerate(outcomes) if outcome == "AC"}
    return sum(points for tests, points in subtasks if passed.issuperset(tests)) / sum(p for _, p in subtasks)


def _subtasks(reference: Any) -> list[tuple[list[int], float]] | None:
    if isinstance(reference, str):
        reference = json.loads(reference)  # the verifier has read it already
    given = reference.get("subtasks") if isinstance(reference, Mapping) else None
    if not isinstance(given, (list, tuple)) or not all(map(_is_subtask, given)):
        return None
    found = [(list(one["tests"]), float(one["points"])) for one in given]
    return found if sum(points for _, points in found) > 0 else None


def _is_subtask(one: Any) -> bool:
    if not isinstance(one, Mapping) or not isinstance(one.get("tests"), (list, tuple)) or not one["tests"]:
        return False
    places, points = one["tests"], one.get("points")
    if isinstance(points, bool) or not isinstance(points, (int, float)) or not 0 <= points < 1e12:
        return False
    return all(type(place) is int and place >= 0 for place in places)
