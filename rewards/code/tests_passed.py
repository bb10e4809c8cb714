"""What programs are worth whose verdict says how many of their tests they pass: a share, or all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rewardry.component import Needs, Reward
from rewardry.parameters import VerifierField
from rewardry.types import Batch, Sample, Score, Verdict

if TYPE_CHECKING:
    from rewardry.engine.opened import OpenVerifier
    from rewardry.engine.runtime import Runtime

_CODE: Any = "code"


class TestedReward(Reward):
    """A reward over the verdicts of a verifier that runs tests. What the verifier leaves undecided stays undecided.

    Attributes:
        verifier: who runs the tests.
    """

    __test__: ClassVar[bool] = False  # no test, whatever its name begins with
    required: ClassVar[bool] = True
    gives_verdict: ClassVar[bool] = True
    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)
    unearned: ClassVar[float | None] = 0.0

    verifier: VerifierField = _CODE

    def needs(self) -> Needs:
        """What the verifier reads."""
        return self.verifier.needs()

    def examples(self) -> Any:
        """The verifier's examples; what a program should get that passes some tests is left to its tests."""
        from dataclasses import replace

        most = self.full_marks()
        return [
            replace(case, expected=most if case.expected == "correct" else None) for case in self.verifier.examples()
        ]

    def full_marks(self) -> float | None:
        """What a program is worth that passes every test; None where that depends on the reference."""
        return 1.0

    def open(self, runtime: Runtime) -> OpenTested:
        """Open the verifier."""
        return OpenTested(self, runtime.open(self.verifier))

    def of(self, sample: Sample, verdict: Verdict) -> float | None:
        """What a decided verdict is worth; None abstains."""
        raise NotImplementedError(f"{type(self).__name__} does not define of")


class OpenTested:
    """The open form of a `TestedReward`."""

    def __init__(self, settings: TestedReward, verifier: OpenVerifier) -> None:
        self._settings = settings
        self._verifier = verifier

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample, with its verdict and the verdict's details."""
        pairs = zip(batch.samples, batch.verdicts(self._verifier), strict=True)
        return [self._of(sample, verdict) for sample, verdict in pairs]

    def _of(self, sample: Sample, verdict: Verdict) -> Score:
        if not verdict.decided:
            return Score.undecided(verdict)
        value = self._settings.of(sample, verdict)
        if value is None:
            return Score(None, "abstain", {"reason": "reference-unparseable"}, verdict.seconds)
        return Score(value, details=verdict.details, seconds=verdict.seconds, verdict=verdict)


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

    def of(self, sample: Sample, verdict: Verdict) -> float:
        """The share."""
        return share(verdict)


class Binary(TestedReward):
    """1 for a program that passes every test, else 0.

    After open-r1's `binary_code_reward`, for which more than 0.99 of the tests are all of them; here all are.
    """

    def of(self, sample: Sample, verdict: Verdict) -> float:
        """1 or 0."""
        return float(verdict.status == "correct")
