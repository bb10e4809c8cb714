"""What the tests of rewards for code share: verdicts that need no sandbox."""

import pytest

from rewardry.types import Batch, Sample, Verdict


@pytest.fixture(scope="session")
def scores(asked):
    """The scores that a reward makes of verdicts."""

    def score(reward, *verdicts, reference=None):
        batch = Batch([Sample(completion=str(i), reference=reference) for i in range(len(verdicts))])
        return reward.open(asked(*verdicts)).score(batch)

    return score


@pytest.fixture(scope="session")
def tested():
    """The verdict of `code` on a program with these outcomes."""

    def make(*outcomes, tests=None):
        tests = tests or len(outcomes)
        passed = outcomes.count("AC")
        details = {"outcomes": list(outcomes), "tests": tests, "passed": passed}
        if passed == tests:
            return Verdict("correct", 1.0, "passed", details)
        reason = "compile-error" if "CE" in outcomes else "wrong-answer"
        return Verdict("incorrect", passed / tests, reason, details)

    return make
