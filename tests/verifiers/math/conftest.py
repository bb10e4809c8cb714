"""What the tests of the math verifier share: reading, deciding, verifying."""

import json
from pathlib import Path

import pytest

from rewardry.types import Sample
from rewardry.verifiers.math.ladder import compile_reference, decide
from rewardry.verifiers.math.parser import parse
from rewardry.verifiers.math.policies import Policies
from rewardry.verifiers.math.spelling import spell
from rewardry.verifiers.math.tokens import tokenize
from rewardry.verifiers.math.verifier import Math, OpenMath

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def finds():
    """What the ladder finds, without the last rung."""

    def find(reference, answer, question="", **policies):
        return decide(compile_reference(reference), answer, question, Policies(**policies))

    return find


@pytest.fixture(scope="session")
def verifies():
    """The verdict on a completion, without the last rung."""

    def verify(completion, reference, prompt="", **settings):
        opened = OpenMath(Math(last_rung=False, **settings), None)
        return opened.verify([Sample(completion=completion, reference=reference, prompt=prompt)])[0]

    return verify


@pytest.fixture(scope="session")
def expression():
    """The expression of a text."""
    return lambda text: parse(tokenize(spell(text)))


@pytest.fixture(scope="session")
def families():
    """References with answers that are the same and answers that are not, by kind."""
    return [json.loads(line) for line in (DATA / "math_rows.jsonl").read_text(encoding="utf-8").splitlines()]
