"""slime's contract, as slime/rollout/rm_hub/__init__.py and slime/ray/rollout.py call it."""

import asyncio
import statistics
from dataclasses import dataclass, field
from enum import Enum
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry import Recipe
from rewardry.testing.suites.adapters import AdapterSuite, looking
from rewardry.trainer_adapters.slime import ADAPTER, GROUP_ADAPTER, CustomRM, GroupRM, post_process


class Status(Enum):
    COMPLETED = "completed"
    TRUNCATED = "truncated"


@dataclass
class Sample:
    """The fields of slime/utils/types.py that a reward may read."""

    response: str
    label: str | None
    prompt: str = "?"
    tokens: list = field(default_factory=lambda: [1, 2, 3])
    response_length: int = 2
    metadata: dict = field(default_factory=lambda: {"rm_type": "math"})
    status: Status = Status.COMPLETED
    reward: object = None
    remove_sample: bool = False
    group_index: int = 0

    def get_reward_value(self, args):
        return self.reward if not args.reward_key else self.reward[args.reward_key]


ARGS = SimpleNamespace(
    reward_key="score", advantage_estimator="grpo", rewards_normalization=True, grpo_std_normalization=True
)


class TestSingle(AdapterSuite):
    @pytest.fixture
    def adapter(self):
        return ADAPTER

    def make(self, recipe, on_undecided=None):
        return [CustomRM(recipe, on_undecided)]

    async def samples(self, function, completions, references):
        """generate_and_rm of each sample, at once."""
        samples = [Sample(*row) for row in zip(completions, references, strict=True)]

        async def one(sample):
            sample.reward = await function(ARGS, sample)

        await asyncio.gather(*map(one, samples))
        return samples

    async def call(self, function, completions, references):
        samples = await self.samples(function, completions, references)
        return [None if one.remove_sample else one.get_reward_value(ARGS) for one in samples]

    def logged(self, function, completions, references):
        return [one.reward for one in asyncio.run(self.samples(function, completions, references))]


class TestGroup(TestSingle):
    @pytest.fixture
    def adapter(self):
        return GROUP_ADAPTER

    def make(self, recipe, on_undecided=None):
        return [GroupRM(recipe, on_undecided)]

    async def samples(self, function, completions, references):
        """generate_and_rm_group: batched_async_rm with the whole group."""
        samples = [Sample(*row) for row in zip(completions, references, strict=True)]
        for sample, reward in zip(samples, await function(ARGS, samples), strict=True):
            sample.reward = reward
        return samples


def test_a_custom_generation_may_pass_a_list_without_group_rm():
    rewards = asyncio.run(CustomRM(looking(), "zero")(ARGS, [Sample("42", "42"), Sample("41", "42")]))
    assert [reward["score"] for reward in rewards] == [1.0, 0.0]


def test_what_is_dropped_leaves_the_baseline():
    samples = [Sample("", ""), Sample("", ""), Sample("", ""), Sample("", "", group_index=1)]
    for sample, value in zip(samples, (1.0, 0.0, 5.0, 3.0), strict=True):
        sample.reward = {"score": value}
    samples[2].remove_sample = True
    raw, processed = post_process(ARGS, samples)
    deviation = 0.5**0.5  # of 1 and 0 around 1/2, divided by n - 1
    assert raw == [1.0, 0.0, 5.0, 3.0]
    assert processed == pytest.approx([0.5 / (deviation + 1e-6), -0.5 / (deviation + 1e-6), 0.0, 0.0])


@pytest.mark.parametrize(
    ("estimator", "expected"), [("reinforce_plus_plus_baseline", [0.5, -0.5]), ("ppo", [1.0, 0.0])]
)
def test_other_estimators_are_normalised_as_slime_does(estimator, expected):
    samples = [Sample("", "", reward={"score": value}) for value in (1.0, 0.0)]
    args = SimpleNamespace(**{**vars(ARGS), "advantage_estimator": estimator})
    assert post_process(args, samples)[1] == expected


def test_it_equals_slimes_own_normalisation_where_nothing_is_dropped():
    torch = pytest.importorskip("torch")
    values = [1.0, 0.0, 0.5, 0.25, 0.0, 0.0]
    samples = [Sample("", "", reward={"score": value}, group_index=i // 3) for i, value in enumerate(values)]
    rewards = torch.tensor(values).reshape(-1, 3)  # _post_process_rewards of slime/ray/rollout.py
    rewards = rewards - rewards.mean(dim=-1, keepdim=True)
    rewards = rewards / (rewards.std(dim=-1, keepdim=True) + 1e-6)
    assert post_process(ARGS, samples)[1] == pytest.approx(rewards.flatten().tolist(), abs=1e-6)


@pytest.mark.parametrize(
    ("response", "length", "tokens", "score"),
    [
        ("four", 2, [1, 2, 3], 2.0),
        ("", 0, [1], 0.0),  # an empty answer behind its prompt
        ("", 0, [], 0.0),
        ("four", 0, [], -1.0),  # a custom generation that counts no tokens
    ],
)
def test_an_empty_response_has_no_tokens_and_a_text_without_a_count_has_unknown_ones(
    response, length, tokens, score, tmp_path
):
    file = tmp_path / "own.py"
    file.write_text(
        "import rewardry\n\n\n@rewardry.reward\ndef count(completion, completion_ids=None):\n"
        "    return -1 if completion_ids is None else len(completion_ids)\n"
    )
    recipe = Recipe.load({"rewards": [{"use": f"{file}:count"}], "on_undecided": "zero"})
    sample = Sample(response, "b", tokens=tokens, response_length=length)
    assert asyncio.run(CustomRM(recipe)(ARGS, sample))["score"] == score


@pytest.mark.parametrize(("size", "expected"), [(1, [0.0]), (2, [0.0, 0.0])])
def test_a_group_without_spread_has_no_advantage(size, expected):
    samples = [Sample("", "", reward={"score": 0.3}) for _ in range(size)]
    assert post_process(ARGS, samples)[1] == pytest.approx(expected, abs=1e-9)


def test_without_normalisation_only_what_is_dropped_changes():
    samples = [Sample("", "", reward={"score": value}) for value in (1.0, 5.0)]
    samples[1].remove_sample = True
    for change in ({"rewards_normalization": False}, {"advantage_estimator": "ppo"}):
        assert post_process(SimpleNamespace(**{**vars(ARGS), **change}), samples) == ([1.0, 5.0], [1.0, 0.0])
    plain = SimpleNamespace(**{**vars(ARGS), "grpo_std_normalization": False})
    assert post_process(plain, samples[:1] * 2)[1] == [0.0, 0.0]


def test_length_rewards_read_tokens_and_finish_reason(tmp_path):
    file = tmp_path / "own.py"
    file.write_text(
        "import rewardry\n\n\n@rewardry.reward\ndef told(completion, completion_ids, finish_reason, rm_type):\n"
        "    return len(completion_ids) + 10 * (finish_reason == 'length') + 100 * (rm_type == 'math')\n"
    )
    recipe = Recipe.load({"rewards": [{"use": f"{file}:told"}], "on_undecided": "zero"})
    reward = asyncio.run(CustomRM(recipe)(ARGS, Sample("a", "b", status=Status.TRUNCATED)))
    assert reward["score"] == 112.0


rewards_of_groups = st.lists(
    st.lists(st.tuples(st.integers(-8, 8).map(lambda n: n / 4), st.booleans()), min_size=1, max_size=6),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize("estimator", ["grpo", "gspo", "cispo", "reinforce_plus_plus_baseline"])
@pytest.mark.parametrize("deviate", [True, False])
@given(groups=rewards_of_groups, shuffled=st.randoms())
def test_what_is_left_of_each_group_is_normalised_as_if_nothing_had_been_dropped(estimator, deviate, groups, shuffled):
    """By Python's statistics, which share nothing with ours; in whatever order the samples of a rollout stand."""
    samples = [
        Sample("", "", reward={"score": value}, remove_sample=dropped, group_index=number)
        for number, group in enumerate(groups)
        for value, dropped in group
    ]
    shuffled.shuffle(samples)
    args = SimpleNamespace(**{**vars(ARGS), "advantage_estimator": estimator, "grpo_std_normalization": deviate})
    raw, processed = post_process(args, samples)
    assert raw == [sample.reward["score"] for sample in samples]
    for sample, found in zip(samples, processed, strict=True):
        kept = [value for value, dropped in groups[sample.group_index] if not dropped]
        if sample.remove_sample:
            assert found == 0.0
            continue
        expected = sample.reward["score"] - statistics.fmean(kept)
        if deviate and estimator != "reinforce_plus_plus_baseline":
            expected /= (statistics.stdev(kept) if len(kept) > 1 else 0.0) + 1e-6
        assert found == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(
    ("status", "reason"),
    [("completed", "stop"), ("truncated", "length"), ("aborted", None), ("failed", None), ("pending", None)],
)
def test_a_sample_s_status_says_how_it_ended(status, reason):
    sample = Sample("a", "b", status=SimpleNamespace(value=status))
    assert CustomRM(looking(), "zero")._read(sample).finish_reason == reason
    assert CustomRM(looking(), "zero")._read(Sample("a", "b", status=None)).finish_reason is None


@pytest.mark.parametrize(
    ("metadata", "label", "score"),
    [
        ({}, "42", 1.0),
        ({"reference": "42"}, "41", 1.0),
        ({"label": "41"}, "42", 1.0),
        (None, "42", 1.0),
        ("text", "42", 1.0),
        ({}, None, 0.0),
    ],
)
def test_the_label_is_the_reference_unless_the_metadata_have_one(metadata, label, score):
    found = asyncio.run(CustomRM(looking(), "zero")(ARGS, Sample("42", label, metadata=metadata)))
    assert found["score"] == score


@pytest.mark.parametrize("make", [CustomRM, GroupRM])
def test_samples_that_are_dropped_are_marked_and_the_others_left_alone(make):
    samples = [Sample("42", "42"), Sample("42", None), Sample("41", "42")]
    rewards = asyncio.run(make(looking(), "drop")(ARGS, samples))
    assert [sample.remove_sample for sample in samples] == [False, True, False]
    assert [reward["score"] for reward in rewards] == [1.0, 0.0, 0.0]
    assert len({tuple(reward) for reward in rewards}) == 1, "slime asks every sample for the same keys"
    assert asyncio.run(make(looking(), "drop")(ARGS, [])) == []


def test_whatever_else_slime_passes_counts_for_nothing():
    sample = Sample("42", "42")
    assert asyncio.run(CustomRM(looking(), "zero")(ARGS, sample, evaluation=True))["score"] == 1.0
