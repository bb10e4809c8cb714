"""Components made of one function each, and checks of them in this process."""

import pytest

from rewardry import AnswerVerifier, Extraction, Generator, Reward, Verdict, Verifier, needs
from rewardry.testing.check import CHECKS, DefectError, all_checks
from rewardry.testing.trial import Trial

all_checks()  # fills CHECKS


@pytest.fixture
def check():
    """Makes a check of a component in this process, and closes the component."""
    trials = []

    def make(component, name):
        trials.append(Trial(component))
        return CHECKS[name].function(trials[-1])

    yield make
    for trial in trials:
        trial.close()


@pytest.fixture
def defect(check):
    """What a check finds wrong with a component: what was done, what came, and how to mend it."""

    def find(component, name):
        with pytest.raises(DefectError) as raised:
            check(component, name)
        return raised.value

    return find


@pytest.fixture
def reward():
    """Makes a reward of a function of a sample; keywords are what its class declares or defines."""

    def make(value, **declared):
        def score(self, batch):
            return [value(sample) for sample in batch.samples]

        return type("Planted", (Reward,), {"score": score, **declared})()

    return make


@pytest.fixture
def verifier():
    """Makes a verifier of a function of a sample, which reads the prompt and the reference."""

    def make(verdict, **declared):
        def verify(self, samples):
            return [verdict(sample) for sample in samples]

        own = {"verify": verify, "needs": lambda self: needs("prompt", "reference"), **declared}
        return type("Planted", (Verifier,), own)()

    return make


@pytest.fixture
def answers():
    """Makes a verifier of answers of two functions: of the text, and of the answer with the reference."""

    def make(extract, right, **declared):
        def check(self, answer, reference, question):
            return Verdict("correct" if right(answer, reference) else "incorrect", reason="compared", extracted=answer)

        own = {"extract": lambda self, text, hint: Extraction(extract(text)), "check": check, **declared}
        return type("Planted", (AnswerVerifier,), own)()

    return make


@pytest.fixture
def generator():
    """Makes a generator of a function of the seed, the number of rows and the difficulty."""

    def make(rows):
        def made(self, seed, n, difficulty=5):
            return rows(seed, n, difficulty)

        return type("Planted", (Generator,), {"rows": made})()

    return make
