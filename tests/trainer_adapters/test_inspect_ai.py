"""inspect_ai's contract, as its task runner calls a scorer."""

import asyncio
import json
import math
import runpy
from types import SimpleNamespace

import pytest

from rewardry.errors import UndecidedError
from rewardry.testing.suites.adapters import AdapterSuite
from rewardry.trainer_adapters.inspect_ai import ADAPTER, RecipeScorer
from rewardry.trainer_adapters.scorer import Scorer


class Score(SimpleNamespace):
    """The fields of inspect_ai's Score; NaN is what it leaves out of metrics."""

    def __init__(self, value, answer=None, explanation=None, reason=None, metadata=None):
        super().__init__(value=value, explanation=explanation, reason=reason, metadata=metadata)

    @classmethod
    def unscored(cls, **given):
        return cls(float("nan"), **given)


class Target(list):
    """inspect_ai's Target: a sequence of texts, and all of them as one."""

    @property
    def text(self):
        return "".join(self)


class TestInspect(AdapterSuite):
    pickles = False

    @pytest.fixture
    def adapter(self):
        return ADAPTER

    def make(self, recipe, on_undecided=None):
        return [RecipeScorer(Scorer(ADAPTER, recipe, on_undecided), Score)]

    async def scores(self, function, completions, references):
        states = [
            SimpleNamespace(
                output=SimpleNamespace(completion=text, stop_reason="stop"),
                metadata={} if label is None else {"reference": label},
                input_text="?",
            )
            for text, label in zip(completions, references, strict=True)
        ]
        return await asyncio.gather(*(function(state, Target([""])) for state in states))

    async def call(self, function, completions, references):
        values = [score.value for score in await self.scores(function, completions, references)]
        return [None if math.isnan(value) else value for value in values]

    def logged(self, function, completions, references):
        return [score.metadata for score in asyncio.run(self.scores(function, completions, references))]


def scored(recipe, completion, target, policy="none", stop_reason="stop", metadata=None):
    """The score of a completion, as inspect_ai has it of a row with such a target."""
    scoring = RecipeScorer(Scorer(ADAPTER, recipe, policy, references=("reference", "target")), Score)
    output = SimpleNamespace(completion=completion, stop_reason=stop_reason)
    state = SimpleNamespace(output=output, metadata=metadata, input_text="?")
    return asyncio.run(scoring(state, Target(target if isinstance(target, list) else [target])))


EXACT = {"rewards": [{"use": "accuracy", "verifier": "text.exact"}]}


@pytest.mark.parametrize(
    ("target", "metadata", "value"),
    [
        ("4", {}, 1.0),
        ("5", {}, 0.0),
        (["four", "4"], {}, 1.0),
        (["four", "5"], {}, 0.0),
        (["", "4"], {}, 1.0),
        ("5", {"reference": "4"}, 1.0),
        ("4", {"target": "5"}, 1.0),
    ],
    ids=["right", "wrong", "one-of-several", "none-of-several", "empty-beside", "reference", "a-column-of-that-name"],
)
def test_a_target_of_several_texts_is_any_of_them(target, metadata, value):
    """inspect_ai's own scorers take any; the texts in one, which its `text` gives, are the answer of nobody."""
    assert scored(EXACT, "<answer>4</answer>", target, metadata=metadata).value == value


def test_a_row_without_a_target_is_left_unscored():
    score = scored(EXACT, "<answer>4</answer>", "")
    assert math.isnan(score.value)
    assert score.reason == "scoring_failed"
    assert score.explanation.startswith("accuracy: ")
    assert score.metadata["rewardry/accuracy/undecided"] == 1.0
    assert scored(EXACT, "<answer>4</answer>", "", "zero").value == 0.0
    with pytest.raises(UndecidedError, match="accuracy"):
        scored(EXACT, "<answer>4</answer>", "", "raise")


GATED = {"rewards": [{"use": "combine.stop_gate", "verifier": "text.exact", "truncated": -0.5, "required": True}]}


@pytest.mark.parametrize(
    ("stop_reason", "value"),
    [
        ("stop", 1.0),
        ("max_tokens", -0.5),
        ("model_length", -0.5),
        ("content_filter", None),
        ("tool_calls", None),
        ("unknown", None),
        (None, None),
    ],
)
def test_what_was_cut_is_told_from_what_ended_by_itself(stop_reason, value):
    found = scored(GATED, "<answer>4</answer>", "4", stop_reason=stop_reason).value
    assert (None if math.isnan(found) else found) == value


def test_a_score_has_an_explanation_only_where_something_is_undecided():
    assert scored(EXACT, "<answer>4</answer>", "4").explanation is None


@pytest.mark.long
def test_inspect_itself_evaluates_with_it(tmp_path, monkeypatch):
    pytest.importorskip("inspect_ai")
    from inspect_ai import eval as evaluate
    from inspect_ai.model import ModelOutput, ModelUsage, get_model

    monkeypatch.chdir(tmp_path)
    rows = [{"input": "What is 19 + 23?", "target": "42"}] * 3
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    texts = ["<think>a</think>\n<answer>42</answer>", "<think>a</think>\n<answer>41</answer>", "nothing"]
    outputs = [ModelOutput.from_content("mockllm/model", text) for text in texts]
    for output in outputs:
        output.usage = ModelUsage()  # else tokens are counted with a file from the network
    (tmp_path / "task.py").write_text(ADAPTER.snippets[0].filled("deepseek-r1-zero"))
    space = runpy.run_path("task.py")
    [log] = evaluate(
        space["task"], model=get_model("mockllm/model", custom_outputs=outputs), display="none", max_samples=1
    )
    assert log.status == "success"
    values = [sample.scores["rewardry"].value for sample in log.samples]
    assert values == [2.0, 1.0, 0.0]
    assert log.results.scores[0].metrics["mean"].value == 1.0
    assert log.samples[0].scores["rewardry"].metadata["rewardry/accuracy"] == 1.0
