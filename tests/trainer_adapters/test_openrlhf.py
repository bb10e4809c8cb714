"""OpenRLHF's contract, as utils/agent.py and trainer/ppo_utils/samples_generator.py of 0.11.2 have it."""

import asyncio
import importlib.util

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.errors import UndecidedError
from rewardry.testing.suites.adapters import AdapterSuite
from rewardry.trainer_adapters.openrlhf import RewardFunction
from rewardry.trainer_adapters.openrlhf.query import completion_of, without_ends
from rewardry.trainer_adapters.openrlhf.record import ADAPTER

GOOD = "<think>r</think><answer>4</answer>"
RECIPE = {"rewards": [{"use": "accuracy", "verifier": "text.exact"}]}


async def executed(reward_func, query, prompt, label):
    """`SingleTurnAgentExecutor._fetch_rewards_via_func` and what `execute` makes of its result."""
    [info] = await asyncio.gather(asyncio.to_thread(reward_func, [query], [prompt], [label]))
    score = info.get("scores")
    return {
        "reward": info.get("rewards"),
        "scores": info.get("rewards") if score is None else score,
        "extra_logs": info.get("extra_logs") or {},
    }


class TestOpenRLHF(AdapterSuite):
    @pytest.fixture
    def adapter(self):
        return ADAPTER

    def make(self, recipe, on_undecided=None):
        return [RewardFunction(recipe, on_undecided=on_undecided)]

    async def found(self, function, completions, references):
        rows = zip(completions, references, strict=True)
        return [await executed(function, f"What?{text}</s>", "What?", reference) for text, reference in rows]

    async def call(self, function, completions, references):
        return [result["reward"] for result in await self.found(function, completions, references)]

    def logged(self, function, completions, references):
        return [result["extra_logs"] for result in asyncio.run(self.found(function, completions, references))]


def test_the_file_is_loaded_as_openrlhf_loads_it(tmp_path):
    """The file of the snippet, without its folder on the path."""
    file = tmp_path / "reward.py"
    file.write_text(ADAPTER.snippets[0].filled("deepseek-r1-zero", "zero"))
    spec = importlib.util.spec_from_file_location("reward_func", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = asyncio.run(executed(module.reward_func, f"?{GOOD}<|im_end|>", "?", "4"))
    assert (found["reward"], found["scores"]) == (2.0, 1.0)
    assert found["extra_logs"]["rewardry/accuracy"] == 1.0


def test_tensors_of_one_number_can_be_made_of_each_value():
    torch = pytest.importorskip("torch")
    found = asyncio.run(executed(RewardFunction(RECIPE, on_undecided="zero"), f"?{GOOD}", "?", "4"))
    values = [found["reward"], found["scores"], *found["extra_logs"].values()]
    assert all(torch.tensor([value]).shape == (1,) for value in values)


def test_several_at_once_are_lists():
    found = RewardFunction(RECIPE, on_undecided="zero")([f"?{GOOD}", "?no"], ["?", "?"], ["4", "4"])
    assert found["rewards"] == [1.0, 0.0]
    assert found["extra_logs"]["rewardry/accuracy/undecided"] == [0.0, 0.0]


def test_a_label_of_several_columns_is_a_row():
    function = RewardFunction(RECIPE, on_undecided="zero", map={"reference": "target"})
    assert function([f"?{GOOD}"], ["?"], [{"target": "4", "other": 1}])["rewards"] == 1.0


def test_why_a_run_ends_is_in_the_log(caplog):
    with pytest.raises(UndecidedError, match="is undecided"):
        RewardFunction(RECIPE, on_undecided="raise")([GOOD], [""], [None])
    [record] = caplog.records
    assert record.levelname == "ERROR"
    assert "reward_model_group is required" in record.getMessage()


@pytest.mark.parametrize(
    ("query", "prompt", "found"),
    [
        ("What?4", "What?", "4"),
        ("<|begin_of_text|>What?4", "What?", "4"),
        ("is this?4", "What is this?", "4"),  # a prompt that was cut
        ("4", "", "4"),
        ("", "What?", None),
        ("other text", "What?", None),
        (f"{'x' * 70}What?4", "What?", None),  # so much stands before no prompt
        ("aaab", "aaa", "b"),
        ("aab", "baa", "b"),
        ("abab", "ab", "ab"),
    ],
)
def test_the_completion_is_what_follows_the_prompt(query, prompt, found):
    assert completion_of(query, prompt) == found


@pytest.mark.parametrize(
    ("completion", "found"),
    [
        ("4</s>", ("4", True)),
        ("4 <|im_end|>\n<|endoftext|>", ("4", True)),
        ("4\n", ("4\n", False)),
        ("</s>4", ("</s>4", False)),
        ("</s>", ("", True)),
    ],
)
def test_what_ends_a_turn_is_cut_off(completion, found):
    assert without_ends(completion) == found


letters = st.text("ab?<", max_size=12)
ends = st.lists(st.sampled_from(["</s>", "<|im_end|>", " ", "\n"]), max_size=6).map("".join)


@given(prompt=letters.filter(bool), completion=letters, before=st.sampled_from(["", "<s>", "<|begin_of_text|>\n"]))
def test_a_prompt_that_comes_back_whole_is_followed_by_the_completion(prompt, completion, before):
    if (before + prompt).find(prompt) == len(before):  # the tokens before it hold none of its own
        assert completion_of(f"{before}{prompt}{completion}", prompt) == completion


@given(prompt=letters, query=letters)
def test_of_a_prompt_that_was_cut_the_longest_end_is_found(prompt, query):
    """By trying each; a query that holds the whole prompt is another case."""
    if prompt not in query:
        end = next((n for n in range(len(prompt), 0, -1) if query.startswith(prompt[len(prompt) - n :])), 0)
        assert completion_of(query, prompt) == (query[end:] if end else None)


@given(completion=letters, end=ends)
def test_a_completion_is_what_stands_before_all_that_ends_it(completion, end):
    found, ended = without_ends(completion + end)
    assert ended == ("</s>" in end or "<|im_end|>" in end)
    assert found == (completion.rstrip() if ended else completion + end)
    assert without_ends(found) == (found, False)


@pytest.mark.parametrize(
    ("tokens", "found"), [((), ("4</s>", False)), (("", "4</s>"), ("", True)), (("s>",), ("4</", True))]
)
def test_only_the_tokens_given_end_a_completion(tokens, found):
    assert without_ends("4</s>", tokens) == found


@pytest.mark.parametrize(
    ("rewards", "score"),
    [
        # without a verdict the total counts, cut to [0, 1]
        ([{"use": "format.think_answer", "weight": 3.0}], 1.0),
        ([{"use": "format.think_answer", "weight": -1.0}], 0.0),
        ([{"use": "format.think_answer", "weight": 0.25}], 0.25),
        # with one it decides, whatever the total is
        ([{"use": "format.think_answer", "weight": -9.0}, {"use": "accuracy", "verifier": "text.exact"}], 1.0),
    ],
)
def test_the_share_that_is_right_is_that_of_the_verdict_or_else_of_the_total(rewards, score):
    found = RewardFunction({"rewards": rewards}, on_undecided="zero")([f"?{GOOD}"], ["?"], ["4"])
    assert found["scores"] == score


def test_lists_of_nothing_have_lists_of_nothing_for_an_answer():
    assert RewardFunction(RECIPE, on_undecided="zero")([], [], []) == {"rewards": [], "scores": [], "extra_logs": {}}


def test_rows_of_different_counts_are_refused():
    with pytest.raises(ValueError, match="shorter"):
        RewardFunction(RECIPE, on_undecided="zero")(["?4"], ["?"], [])


def test_long_texts_take_linear_time():
    assert completion_of("a" * 200_000 + "b", "c" + "a" * 200_000) == "b"
    assert without_ends("4" + "</s> " * 200_000) == ("4", True)


@pytest.mark.parametrize(("begins", "worth"), [("", 0.0), ("<s>", 0.0), ("another text: ", 1.0)])
def test_an_answer_in_the_prompt_is_the_models_only_where_nobody_knows_better(begins, worth):
    prompt = f"Answer as in {GOOD}. What?"
    query = f"{begins}{prompt}" if worth == 0.0 else f"{begins}{prompt.replace('?', ' ?')}"
    assert RewardFunction(RECIPE, on_undecided="zero")([query], [prompt], ["4"])["rewards"] == worth
