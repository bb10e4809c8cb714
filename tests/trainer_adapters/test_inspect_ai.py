"""inspect_ai's contract, as its task runner calls a scorer."""

import asyncio
import json
import math
import runpy
from types import SimpleNamespace

import pytest

from rewardry.testing.suites.adapters import AdapterSuite
from rewardry.trainer_adapters.inspect_ai import ADAPTER, RecipeScorer
from rewardry.trainer_adapters.scorer import Scorer


class Score(SimpleNamespace):
    """The fields of inspect_ai's Score; NaN is what it leaves out of metrics."""

    def __init__(self, value, answer=None, explanation=None, reason=None, metadata=None):
        super().__init__(value=value, explanation=explanation, metadata=metadata)

    @classmethod
    def unscored(cls, **given):
        return cls(float("nan"), **given)


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
        return await asyncio.gather(*(function(state, SimpleNamespace(text="")) for state in states))

    async def call(self, function, completions, references):
        values = [score.value for score in await self.scores(function, completions, references)]
        return [None if math.isnan(value) else value for value in values]

    def logged(self, function, completions, references):
        return [score.metadata for score in asyncio.run(self.scores(function, completions, references))]


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
