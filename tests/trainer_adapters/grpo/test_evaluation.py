"""avg@k, pass@k, maj@k from completions that are given."""

import math
from collections.abc import Callable
from fractions import Fraction
from types import SimpleNamespace
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.component import Reward
from rewardry.engine.runtime import Runtime
from rewardry.recipe import Part, Recipe
from rewardry.trainer_adapters.grpo.config import EvaluationConfig, RewardConfig
from rewardry.trainer_adapters.grpo.evaluation import evaluate
from rewardry.trainer_adapters.grpo.processes import Processes
from rewardry.trainer_adapters.grpo.prompts import Prompts
from rewardry.trainer_adapters.grpo.rewarding import Rewarding
from rewardry.types import Score, Verdict


class Given:
    """An engine that gives the completions it is told."""

    def __init__(self, tokenizer, completions):
        self._tokenizer, self._completions = tokenizer, completions

    def generate(self, prompts, group_size, *, on_finished, **_):
        assert len(self._completions) == len(prompts) * group_size
        for place, text in enumerate(self._completions):
            on_finished(place, [*self._tokenizer(text)["input_ids"], 1], "stop")
        return SimpleNamespace()


@pytest.fixture
def of_three(letters, runtime):
    """Evaluates three completions of each prompt by whether they are the reference."""
    rewards = [{"use": "accuracy", "verifier": "text.exact"}]
    recipe = Recipe.load({"name": "exact", "sections": "plain", "rewards": rewards})

    def run(rows, completions):
        engine, rewarding = Given(letters, completions), Rewarding(recipe, RewardConfig(), runtime)
        prompts = Prompts(rows, letters, 9)
        return evaluate(engine, prompts, rewarding, EvaluationConfig(samples=3), 5, Processes())

    return run


@pytest.mark.parametrize(
    ("completions", "expected"),
    [
        (["x", "x", "z"], (2 / 3, 1, 1)),
        (["z", "z", "x"], (1 / 3, 1, 0)),
        (["z", "y", "z"], (0, 0, 0)),
    ],
)
def test_three_completions(completions, expected, of_three):
    rows = [{"prompt": "q", "reference": "x"}, {"prompt": "r"}]  # of the second nothing is known
    found = of_three(rows, [*completions, "a", "b", "c"])
    assert tuple(found[f"{name}@3"] for name in ("avg", "pass", "maj")) == pytest.approx(expected)
    assert found["undecided"] == 0.5
    assert found["reward"] == pytest.approx(expected[0])


def test_where_nothing_is_decided_there_is_no_figure(of_three):
    found = of_three([{"prompt": "q"}], ["x", "y", "z"])
    assert found.pop("undecided") == 1.0
    assert all(math.isnan(value) for value in found.values())


class Tally(Reward):
    """A verdict on each completion: right where it is written large; "?" is undecided, and "-" is no answer."""

    extracted: ClassVar[Callable[[str], object]] = staticmethod(str)

    def score(self, batch):
        return [self.of(sample.text) for sample in batch.samples]

    def of(self, text):
        if text == "?":
            return Score(None, "abstain", verdict=Verdict("abstain"))
        verdict = Verdict(
            "correct" if text.isupper() else "incorrect",
            extracted=None if text == "-" else self.extracted(text.lower()),
        )
        return Score(float(text.isupper()), verdict=verdict)


def by_hand(group):
    """avg, pass and maj of a prompt, as one would say them: whether a is the right letter is what its case says."""
    decided = [text for text in group if text != "?"]
    if not decided:
        return (math.nan,) * 3
    right = [text for text in decided if text.isupper()]
    answers = [text.lower() for text in group if text not in ("?", "-")]
    chosen = max(answers, key=lambda one: (answers.count(one), -answers.index(one)), default=None)
    return len(right) / len(decided), float(bool(right)), float(any(text.lower() == chosen for text in right))


class Tokens:
    """Each letter is a token, and none is an end."""

    def __call__(self, text):
        return {"input_ids": [ord(letter) for letter in text]}

    def decode(self, ids, skip_special_tokens):
        return "".join(chr(one) for one in ids if one != 1)


@pytest.fixture(scope="module")
def tallied():
    """Evaluates three completions of each prompt by the verdicts of Tally."""

    def run(completions, extracted=str):
        tally = Tally()
        type(tally).extracted = staticmethod(extracted)
        with Runtime(engine="inline") as runtime:
            rewarding = Rewarding(Recipe("tally", (Part("tally", tally),)), RewardConfig(), runtime)
            prompts = Prompts([{"prompt": "q"}] * (len(completions) // 3), Tokens(), 9)
            engine = Given(Tokens(), completions)
            return evaluate(engine, prompts, rewarding, EvaluationConfig(samples=3), 5, Processes())

    return run


@settings(max_examples=25)
@given(st.lists(st.tuples(*[st.sampled_from(["a", "A", "b", "c", "C", "-", "?"])] * 3), min_size=1, max_size=5))
def test_figures_are_the_means_of_what_each_prompt_came_to(tallied, groups):
    found = tallied([text for group in groups for text in group])
    known = [figures for figures in map(by_hand, groups) if not math.isnan(figures[0])]
    for place, name in enumerate(("avg@3", "pass@3", "maj@3")):
        expected = sum(figures[place] for figures in known) / len(known) if known else math.nan
        assert found[name] == pytest.approx(expected, nan_ok=True)
    texts = [text for group in groups for text in group]
    assert found["undecided"] == pytest.approx(texts.count("?") / len(texts))


@pytest.mark.parametrize(
    "extracted",
    [
        lambda text: Fraction(ord(text)),
        lambda text: {text},
        lambda text: {(text, 1): 2},
        lambda text: {"b": 1, "a": text},
    ],
    ids=["a fraction", "a set", "a mapping with tuples for keys", "an object"],
)
def test_answers_that_json_does_not_know_are_counted_too(tallied, extracted):
    assert tallied(["A", "b", "A"], extracted)["maj@3"] == 1.0
    assert tallied(["A", "b", "b"], extracted)["maj@3"] == 0.0
