"""What programs are worth whose verdict says how many of their tests they pass: a share, or all or nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from rewardry.parameters import VerifierField
from rewardry.types import Sample, Score, Verdict

from ..outcome import OutcomeReward

_CODE: Any = "code"


class TestedReward(OutcomeReward):
    """A reward over the verdicts of a verifier that runs tests. What the verifier leaves undecided stays undecided.

    Attributes:
        verifier: who runs the tests.
    """

    __test__: ClassVar[bool] = False  # no test, whatever its name begins with
    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)
    unearned: ClassVar[float | None] = 0.0

    verifier: VerifierField = _CODE

    def examples(self) -> Any:
        """The verifier's examples; what a program should get that passes some tests is left to its tests."""
        most = self.full_marks()
        return [
            replace(case, expected=most if case.expected == "correct" else None) for case in self.verifier.examples()
        ]

    def full_marks(self) -> float | None:
        """What a program is worth that passes every test; None where that depends on the reference."""
        return 1.0

    def of(self, sample: Sample, verdict: Verdict) -> Score:
        """What a decided verdict is worth, with its details."""
        points = self.points(sample, verdict)
        if points is None:
            return Score(None, "abstain", {"reason": "reference-unparseable"}, verdict.seconds)
        return Score(points, details=verdict.details)

    def points(self, sample: Sample, verdict: Verdict) -> float | None:
        """What a decided verdict is worth; None where the reference does not say it."""
        raise NotImplementedError(f"{type(self).__name__} does not define points")


def share(verdict: Verdict) -> float:
    """The share of tests that a decided verdict says are passed."""
    return 1.0 if verdict.status == "correct" else verdict.score or 0.0


class Fraction(TestedReward):
    """The share of the tests that the program passes, in [0, 1].

    After open-r1's `code_reward` (src/open_r1/rewards.py), which compares only the lines that both outputs have, so
    that printing the first expected line passes, or nothing where that line is empty. Here the whole output counts,
    by the checker of the reference; no tests make no number. A share pays for special cases that are written out: give
    many tests, or take `code.binary`.
    """

    def points(self, sample: Sample, verdict: Verdict) -> float:
        """The share."""
        return share(verdict)


class Binary(TestedReward):
    """1 for a program that passes every test, else 0.

    After open-r1's `binary_code_reward`, for which more than 0.99 of the tests are all of them; here all are.
    """

    def points(self, sample: Sample, verdict: Verdict) -> float:
        """1 or 0."""
        return float(verdict.status == "correct")
