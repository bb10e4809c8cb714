"""open-instruct's contract, as build_all_verifiers and apply_verifiable_reward call it."""

import asyncio
import dataclasses
import sys
from abc import ABC, abstractmethod

import pytest

from rewardry.testing.suites.adapters import AdapterSuite, looking
from rewardry.trainer_adapters.open_instruct import ADAPTER, make_verifier


@dataclasses.dataclass
class VerificationResult:
    score: float
    cost: float = 0.0
    reasoning: str | None = None


def base_class():
    """The base class of open_instruct/ground_truth_utils.py, with no subclasses yet."""

    class VerifierFunction(ABC):
        def __init__(self, name, weight=1.0, verifier_config=None):
            self.name, self.weight, self.verifier_config = name, weight, verifier_config

        @abstractmethod
        def __call__(self, tokenized_prediction, prediction, label, query=None, rollout_state=None):
            """Evaluate."""

        async def async_call(self, tokenized_prediction, prediction, label, query=None, rollout_state=None):
            raise NotImplementedError

    return VerifierFunction


@pytest.fixture(autouse=True)
def _the_module_of_the_base(monkeypatch):
    """The base class lies in a module that has its result type, too; importlib's mode puts no test into sys.modules."""
    if __name__ not in sys.modules:
        monkeypatch.setitem(sys.modules, __name__, type(sys)(__name__))
    monkeypatch.setattr(sys.modules[__name__], "VerificationResult", VerificationResult, raising=False)


def build_all(base):
    """build_all_verifiers."""
    found = {}
    for subclass in base.__subclasses__():
        instance = subclass({"a": "config"})
        found[instance.name.lower()] = instance
    return found


async def applied(verifiers, completions, references, dataset):
    """apply_verifiable_reward."""
    tasks = [
        verifiers[dataset.lower()].async_call(
            tokenized_prediction=[1, 2], prediction=text, label=label, query="?", rollout_state={"rewards": []}
        )
        for text, label in zip(completions, references, strict=True)
    ]
    results = await asyncio.gather(*tasks)
    return [1.0 * result.score * verifiers[dataset.lower()].weight for result in results]


class TestOpenInstruct(AdapterSuite):
    pickles = False
    named = False

    @pytest.fixture
    def adapter(self):
        return ADAPTER

    def make(self, recipe, on_undecided=None):
        base = base_class()
        make_verifier(base, recipe, on_undecided, dataset="Rewardry")
        return [build_all(base)]

    async def call(self, function, completions, references):
        return await applied(function, completions, references, "rewardry")


def test_the_plain_call_agrees_and_says_why():
    verifier = make_verifier(base_class(), looking(), "zero")()
    assert verifier([1], "42", "42") == VerificationResult(1.0)
    undecided = verifier([1], "42", None)
    assert (undecided.score, undecided.cost) == (0.0, 0.0)
    assert undecided.reasoning.startswith("looks: ")
