"""verl's contract, as trainer/ppo/reward.py and experimental/reward_loop/ of 0.9.1 call it, and verl itself."""

import asyncio
import functools
import importlib
import inspect
import json
import os
import shlex
import subprocess
import sys
import venv
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import pytest

from rewardry.errors import ConfigError
from rewardry.testing.suites.adapters import AdapterSuite
from rewardry.trainer_adapters import verl
from rewardry.trainer_adapters.verl.record import ADAPTER

HERE = Path(__file__).parent
# Seconds: what hangs must end, and nothing else; an index or a machine at load takes an hour for torch alone.
PATIENCE = 6 * 3600
RECIPE = {"rewards": [{"use": "accuracy", "verifier": "text.exact"}]}
ROW = {"data_source": "sums", "solution_str": "<answer>4</answer>", "ground_truth": "4", "extra_info": {"index": 0}}


def wrapped(raw, reward_kwargs):
    """`get_custom_reward_fn`: the settings go before what the manager passes, behind a partial."""
    verl.scorer_of(reward_kwargs)  # at its first call, which the suite wants to be the loading

    def call(raw_fn, extra, **keywords):
        return raw_fn(**{**keywords, **extra})

    return functools.partial(call, raw, reward_kwargs)


class TestFunction(AdapterSuite):
    """`NaiveRewardManager.run_single`: a thread of the loop's executor."""

    pickles, named = False, False

    @pytest.fixture
    def adapter(self):
        return ADAPTER

    def make(self, recipe, on_undecided=None):
        return [wrapped(verl.compute_score, {"recipe": recipe, "on_undecided": on_undecided})]

    def rows(self, completions, references):
        info = {"index": 0, "num_turns": 2, "rollout_reward_scores": {}}
        return [
            {"data_source": "sums", "solution_str": text, "ground_truth": reference, "extra_info": dict(info)}
            for text, reference in zip(completions, references, strict=True)
        ]

    async def found(self, function, completions, references):
        loop, rows = asyncio.get_running_loop(), self.rows(completions, references)
        calls = (loop.run_in_executor(None, functools.partial(function, **row)) for row in rows)
        return await asyncio.gather(*calls)

    async def call(self, function, completions, references):
        return [result["score"] for result in await self.found(function, completions, references)]

    def logged(self, function, completions, references):
        return asyncio.run(self.found(function, completions, references))

    def test_an_async_one_leaves_the_loop_free(self):
        pytest.skip("verl calls it in a thread")


class TestAsyncFunction(TestFunction):
    """The same, awaited in the loop: verl asks `inspect.iscoroutinefunction` of the raw function."""

    def make(self, recipe, on_undecided=None):
        assert inspect.iscoroutinefunction(verl.compute_score_async)
        return [wrapped(verl.compute_score_async, {"recipe": recipe, "on_undecided": on_undecided})]

    async def found(self, function, completions, references):
        return await asyncio.gather(*(function(**row) for row in self.rows(completions, references)))

    test_an_async_one_leaves_the_loop_free = AdapterSuite.test_an_async_one_leaves_the_loop_free


class TestBatch(TestFunction):
    """`BatchRewardManager.verify`: a batch a call."""

    def make(self, recipe, on_undecided=None):
        return [wrapped(verl.compute_score_batch, {"recipe": recipe, "on_undecided": on_undecided})]

    async def found(self, function, completions, references):
        rows = self.rows(completions, references)
        return function(**{f"{name}s": [row[name] for row in rows] for name in rows[0]})


def test_without_a_recipe_the_line_to_add_is_named():
    with pytest.raises(ConfigError, match=r"add \+reward\.custom_reward_function\.reward_kwargs\.recipe=RECIPE"):
        verl.compute_score(**ROW)


def test_none_is_refused_with_the_line_to_add():
    with pytest.raises(ConfigError, match=r"add \+reward\.custom_reward_function\.reward_kwargs\.on_undecided=zero"):
        verl.compute_score(**ROW, recipe="deepseek-r1-zero")


def test_columns_of_the_row_and_what_else_verl_passes():
    router = {"reward_router_address": "127.0.0.1:1", "reward_model_tokenizer": object()}
    settings = {"recipe": RECIPE, "on_undecided": "zero", "map": {"reference": "target"}}
    row = {**ROW, "ground_truth": "5", "extra_info": {"target": "4"}}
    assert verl.compute_score(**row, **settings, **router)["score"] == 1.0


def test_settings_are_read_once():
    settings = {"recipe": RECIPE, "on_undecided": "zero"}
    assert verl.scorer_of(settings) is verl.scorer_of(json.loads(json.dumps(settings)))


def overrides(snippet):
    """What Hydra makes of the arguments of a pasted launch command, as a tree."""
    tree = {}
    python, dash, module, *words = shlex.split(snippet.filled("deepseek-r1-zero", "zero").replace("\\\n", ""))
    assert (python, dash, module) == ("python3", "-m", "verl.trainer.main_ppo")
    for word in words:
        path, value = word.removeprefix("+").split("=", 1)
        *folders, last = path.split(".")
        inner = tree
        for folder in folders:
            inner = inner.setdefault(folder, {})
        inner[last] = value
    return tree["reward"]


TEXTS = {"<think>r</think><answer>4</answer>": 2.0, "<think>r</think><answer>5</answer>": 1.0, "x": 0.0}


def test_the_snippet_of_the_function_is_what_verl_calls():
    """`get_custom_reward_fn` and `load_module`: pkg:// names a module; the settings go behind a partial."""
    custom = overrides(ADAPTER.snippets[0])["custom_reward_function"]
    assert custom["path"].startswith("pkg://")
    raw = getattr(importlib.import_module(custom["path"].removeprefix("pkg://")), custom["name"])
    assert inspect.iscoroutinefunction(raw)
    function = wrapped(raw, custom["reward_kwargs"])

    async def batch():
        return await asyncio.gather(*(function(**{**ROW, "solution_str": text}) for text in TEXTS))

    found = asyncio.run(batch())
    assert [one["score"] for one in found] == list(TEXTS.values())
    assert len({tuple(one) for one in found}) == 1


class RewardManagerBase:
    """verl/experimental/reward_loop/reward_manager/base.py."""

    def __init__(self, config, tokenizer, compute_score):
        self.config, self.tokenizer, self.compute_score = config, tokenizer, compute_score


class Rows(list):
    """A DataProto of rows; a slice is one, too."""

    def __getitem__(self, place):
        found = super().__getitem__(place)
        return Rows(found) if isinstance(place, slice) else found


def test_the_snippet_of_the_manager_scores_what_verl_passes(monkeypatch):
    torch = pytest.importorskip("torch")
    managers = {}
    registry = SimpleNamespace(register=lambda name: lambda cls: managers.setdefault(name, cls))
    name = "verl.experimental.reward_loop.reward_manager"
    monkeypatch.setitem(sys.modules, name, registry)
    monkeypatch.setitem(sys.modules, f"{name}.base", SimpleNamespace(RewardManagerBase=RewardManagerBase))
    monkeypatch.delitem(sys.modules, "rewardry.trainer_adapters.verl.plugin", raising=False)
    importlib.import_module("rewardry.trainer_adapters.verl.plugin")
    monkeypatch.delitem(sys.modules, "rewardry.trainer_adapters.verl.plugin")
    given = overrides(ADAPTER.snippets[1])
    config = SimpleNamespace(reward=SimpleNamespace(custom_reward_function=given["custom_reward_function"]))
    tokenizer = SimpleNamespace(decode=lambda ids, skip_special_tokens: list(TEXTS)[ids[0]])
    manager = managers[given["reward_manager"]["name"]](config, tokenizer, None)

    def row(i):
        batch = {"responses": torch.tensor([i, 0]), "attention_mask": torch.tensor([1, 1, 0])}
        columns = {"reward_model": {"ground_truth": "4"}, "data_source": "sums", "raw_prompt": []}
        return Rows([SimpleNamespace(batch=batch, non_tensor_batch=columns)])

    async def outputs():
        return await asyncio.gather(*(manager.run_single(row(i)) for i in range(len(TEXTS))))

    found = asyncio.run(outputs())
    assert [one["reward_score"] for one in found] == list(TEXTS.values())
    assert len({tuple(one["reward_extra_info"]) for one in found}) == 1


@pytest.mark.long
def test_verls_own_reward_loop(tmp_path):
    """In an environment of its own, which pip fills from the index. Its plugin is found by its entry point."""
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    # The release of torch that is at hand here, which an index may have without the libraries of a GPU.
    needs = [
        f"torch=={version('torch').partition('+')[0]}",
        f"verl=={ADAPTER.version}",
        "pluggy",
        "pydantic",
        "PyYAML",
        "click",
        "rich",
    ]
    subprocess.run(
        [python, "-m", "pip", "install", "-q", "--timeout", "600", "--retries", "10", *needs],
        check=True,
        timeout=PATIENCE,
    )
    check_loop(python)


def check_loop(python):
    """Every way gives the same scores and figures."""
    done = subprocess.run(
        [python, HERE / "reward_loop.py"],
        env={**os.environ, "PYTHONPATH": str(HERE.parents[2] / "src")},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert len(found) == 5
    for result in found.values():
        assert result["scores"] == [1.5, 0.5, 0.5]
        assert result["figures"]["rewardry/accuracy"] == [1.0, 0.0, 0.0]
        assert result["figures"]["rewardry/accuracy/undecided"] == [0.0, 0.0, 1.0]
        assert result["figures"]["score"] == result["scores"]
