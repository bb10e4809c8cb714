"""open-instruct's contract, as build_all_verifiers and apply_verifiable_reward call it."""

import asyncio
import dataclasses
import sys
from abc import ABC, abstractmethod
from typing import ClassVar

import pytest

from rewardry.errors import ConfigError, UndecidedError
from rewardry.recipe import Part, Recipe
from rewardry.testing.suites.adapter_rewards import Looks
from rewardry.testing.suites.adapters import AdapterSuite, looking
from rewardry.trainer_adapters.open_instruct import make_verifier, make_verifiers
from rewardry.trainer_adapters.open_instruct.record import ADAPTER


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


def build_all(base, made):
    """build_all_verifiers; a class is there as long as somebody has it."""
    found = {}
    assert set(base.__subclasses__()) == set(made)
    for subclass in base.__subclasses__():
        instance = subclass({"a": "config"})
        found[instance.name.lower()] = instance
    return found


async def applied(verifiers, completions, references, datasets):
    """apply_verifiable_reward: the totals, and what each function adds to them, by its name."""
    tasks, metadata = [], []
    for i, (text, label) in enumerate(zip(completions, references, strict=True)):
        tokens = [1, 2]
        for dataset in datasets:
            function = verifiers[dataset.lower()]
            tasks.append(
                function.async_call(
                    tokenized_prediction=tokens, prediction=text, label=label, query="?", rollout_state={"rewards": []}
                )
            )
            metadata.append((i, function.name, function.weight))
    totals, parts = [0] * len(completions), [{} for _ in completions]
    for result, (i, name, weight) in zip(await asyncio.gather(*tasks), metadata, strict=True):
        totals[i] += result.score * weight
        parts[i][name] = parts[i].get(name, 0) + result.score * weight
    return totals, parts


class TestOpenInstruct(AdapterSuite):
    pickles = False
    named = False

    @pytest.fixture
    def adapter(self):
        return ADAPTER

    def make(self, recipe, on_undecided=None):
        base = base_class()
        made = make_verifier(base, recipe, "Rewardry", on_undecided=on_undecided)
        return [build_all(base, [made])]

    async def call(self, function, completions, references):
        return (await applied(function, completions, references, ["rewardry"]))[0]


class TestRewards(AdapterSuite):
    """Each reward a function: rows name all of them, and open-instruct adds up and logs what each is worth."""

    pickles = False
    named = False

    @pytest.fixture
    def adapter(self):
        return ADAPTER

    def make(self, recipe, on_undecided=None):
        base = base_class()
        return [build_all(base, make_verifiers(base, recipe, on_undecided=on_undecided))]

    async def call(self, function, completions, references):
        return (await applied(function, completions, references, list(function)))[0]

    def logged(self, function, completions, references):
        return asyncio.run(applied(function, completions, references, list(function)))[1]


class Counted(Looks):
    """Looks, and keeps how many samples each call had."""

    sizes: ClassVar[list[int]] = []

    def score(self, batch):
        self.sizes.append(len(batch))
        return super().score(batch)


def test_rewards_are_weighed_and_logged_one_by_one_and_scored_once():
    parts = Part("looks", Counted(), weight=2.0, required=True), Part("also", Looks(), weight=0.5)
    base = base_class()
    made = make_verifiers(base, Recipe("two", parts), on_undecided="zero")
    assert [one.dataset for one in made] == ["rewardry.looks", "rewardry.also"]
    Counted.sizes.clear()
    found = asyncio.run(applied(build_all(base, made), ["42", "41"], ["42", "42"], ["rewardry.looks", "Rewardry.also"]))
    assert found == ([2.5, 0.0], [{"rewardry.looks": 2.0, "rewardry.also": 0.5}, dict.fromkeys(found[1][1], 0.0)])
    assert sum(Counted.sizes) == 2, "a completion is scored once for all of its rewards"


def test_completions_with_the_same_list_of_tokens_are_not_mixed_up():
    base = base_class()
    made = make_verifiers(base, Recipe("one", (Part("looks", Looks(), required=True),)), on_undecided="zero")
    [verifier] = build_all(base, made).values()
    tokens, rows = (), [("42", "42"), ("41", "42"), ("42", "41"), ("41", "41")]

    async def asked():
        return await asyncio.gather(*(verifier.async_call(tokens, *row) for row in rows))

    assert [result.score for result in asyncio.run(asked())] == [1.0, 0.0, 0.0, 1.0]
    assert verifier.asked == {}, "nothing is kept of what was scored"


def test_who_gives_up_leaves_the_score_to_the_other_rewards():
    base = base_class()
    parts = Part("looks", Looks(), required=True), Part("also", Looks())
    first, second = build_all(base, make_verifiers(base, Recipe("two", parts), on_undecided="zero")).values()
    tokens = [1]

    async def asked():
        calls = [asyncio.ensure_future(one.async_call(tokens, "42", "42")) for one in (first, second)]
        await asyncio.sleep(0)
        calls[0].cancel()
        return await asyncio.gather(*calls, return_exceptions=True)

    given_up, other = asyncio.run(asked())
    assert isinstance(given_up, asyncio.CancelledError)
    assert other.score == 1.0
    assert first.asked is second.asked


def test_the_rollout_s_state_is_the_row_and_its_own_label_counts_for_nothing():
    verifier = make_verifier(base_class(), looking(), on_undecided="zero")()
    assert verifier([1], "42", "42", "?", {"label": "41"}).score == 1.0
    assert verifier([1], "42", "41", "?", {"reference": "42"}).score == 1.0
    for state in (None, "state", object()):
        assert verifier([1], "42", "42", None, state).score == 1.0


def test_a_total_that_is_no_sum_is_not_split():
    recipe = {"rewards": [{"use": "format.think_answer"}], "clip": [0, 0.5], "on_undecided": "zero"}
    with pytest.raises(ConfigError, match=r"cannot be split: .*; use make_verifier, which gives its total"):
        make_verifiers(base_class(), recipe)


def test_an_error_reaches_every_caller_that_waited_for_it():
    base = base_class()
    parts = Part("looks", Looks(), required=True), Part("also", Looks())
    made = make_verifiers(base, Recipe("two", parts), on_undecided="raise")
    with pytest.raises(UndecidedError, match="looks"):
        asyncio.run(applied(build_all(base, made), ["42"], [None], ["rewardry.looks", "rewardry.also"]))


@pytest.mark.parametrize("make", [make_verifier, make_verifiers])
def test_it_goes_to_the_actor_that_rewards(make):
    """open-instruct passes its verifiers to a Ray actor, which takes made classes by their value."""
    cloudpickle = pytest.importorskip("cloudpickle")
    base = base_class()
    made = make(base, Recipe("one", (Part("looks", Looks(), required=True),)), on_undecided="zero")
    [verifier] = build_all(base, made if isinstance(made, list) else [made]).values()
    again = cloudpickle.loads(cloudpickle.dumps(verifier))
    assert [again([1], text, "42").score for text in ("42", "41")] == [1.0, 0.0]


def test_the_plain_call_agrees_and_says_why():
    verifier = make_verifier(base_class(), looking(), on_undecided="zero")()
    assert verifier([1], "42", "42") == VerificationResult(1.0)
    undecided = verifier([1], "42", None)
    assert (undecided.score, undecided.cost) == (0.0, 0.0)
    assert undecided.reasoning.startswith("looks: ")
