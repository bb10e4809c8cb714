"""What tests of units share: an answer in its tags, verified."""

import pytest

import rewardry


@pytest.fixture(scope="session")
def verdict_of():
    """Verifies an answer, put between its tags, against a reference."""

    def verify(answer, reference, **parameters):
        completion = f"<think>r</think><answer>{answer}</answer>"
        return rewardry.verify("units", completion, reference, "How much is it?", **parameters)

    return verify
