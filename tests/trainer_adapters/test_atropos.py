"""Atropos' contracts: RewardFunction.__call__, and the groups of BaseEnv."""

import asyncio
import runpy
from abc import ABC, abstractmethod

import pytest

from rewardry.testing.suites.adapters import AdapterSuite, looking
from rewardry.trainer_adapters.atropos import GroupScores, make_reward_function
from rewardry.trainer_adapters.atropos.record import ADAPTER, GROUP_ADAPTER


class RewardFunction(ABC):
    """atroposlib/envs/reward_fns/reward_function.py."""

    def __init__(self, weight=1.0, name=None, **kwargs):
        self.weight, self._name, self.config = weight, name, kwargs

    @property
    def name(self):
        return self._name or self.__class__.__name__.lower()

    @abstractmethod
    def compute(self, completions, **kwargs):
        """The scores."""

    def __call__(self, completions, **kwargs):
        return [reward * self.weight for reward in self.compute(completions, **kwargs)]


class TestRewardFunction(AdapterSuite):
    pickles = False
    named = False

    @pytest.fixture
    def adapter(self):
        return ADAPTER

    def make(self, recipe, on_undecided=None):
        return [make_reward_function(RewardFunction, recipe, on_undecided=on_undecided)(weight=1.0)]

    def call(self, function, completions, references):
        return function(completions, solution=references, item="x")


class TestGroup(AdapterSuite):
    @pytest.fixture
    def adapter(self):
        return GROUP_ADAPTER

    def make(self, recipe, on_undecided=None):
        return [GroupScores(recipe, on_undecided)]

    async def groups(self, function, completions, references):
        count = len(completions)
        # A member that is never dropped, so that a group is left where all others are.
        given = {"tokens": [[i] for i in range(count)], "masks": [[1]] * count, "scores": [], "overrides": None}
        return await function(given, completions, [{"solution": reference} for reference in references])

    async def call(self, function, completions, references):
        group, _ = await self.groups(function, [*completions, "a", "b"], [*references, "a", "b"])
        found = {tokens[0]: score for tokens, score in zip(group["tokens"], group["scores"], strict=True)}
        return [found.get(i) for i in range(len(completions))]

    def logged(self, function, completions, references):
        return asyncio.run(self.groups(function, completions, references))[1]


@pytest.mark.parametrize(
    "completion",
    [
        "the 42",
        [{"role": "assistant", "content": "the 42"}],
        {"role": "assistant", "content": "the 42"},
        {"message": {"role": "assistant", "content": "the 42"}},
    ],
)
def test_completions_come_in_several_forms(completion):
    function = make_reward_function(RewardFunction, looking(), on_undecided="zero")(weight=2.0)
    assert function([completion], solution="42") == [2.0]
    assert function.name == "suite"


def test_a_group_of_which_too_few_are_left_is_skipped():
    scores = GroupScores(looking(), "drop")
    given = {"tokens": [[1], [2], [3]], "masks": [[1]] * 3, "scores": []}
    group, figures = asyncio.run(scores(given, ["42", "42", "41"], [{"answer": "42"}, {}, {"answer": "42"}]))
    assert (group["tokens"], group["masks"], group["scores"]) == ([[1], [3]], [[1], [1]], [1.0, 0.0])
    assert [one["rewardry/looks/undecided"] for one in figures] == [0.0, 1.0, 0.0]
    assert asyncio.run(scores(given, ["42", "42", "41"], [{}, {}, {"answer": "42"}]))[0] is None
    assert asyncio.run(scores(given, ["42", "a", "41"], {"answer": "42"}))[0]["scores"] == [1.0, 0.0, 0.0]
    assert given["scores"] == []


@pytest.mark.parametrize(
    ("policy", "references", "left"),
    [
        ("drop", ["42", None], None),
        ("drop", ["42", None, "42"], [0, 2]),
        ("drop", [None, None], None),
        ("drop", ["42"], [0]),  # nothing of it was dropped
        ("drop", [None], None),
        ("drop", [], []),
        ("zero", ["42", None], [0, 1]),
    ],
)
def test_a_group_keeps_what_belongs_to_those_that_are_left(policy, references, left):
    count = len(references)
    given = {"tokens": [[i] for i in range(count)], "masks": None, "group_overrides": {"a": 1}, "images": "none"}
    given |= {"advantages": (0.5,) * count, "other": [*range(count + 1)]}
    rows = [{"answer": reference} for reference in references]
    group, figures = asyncio.run(GroupScores(looking(), policy)(given, ["42"] * count, rows))
    assert len(figures) == count
    if left is None:
        assert group is None
        return
    scores = [float(references[i] is not None) for i in left]
    assert group == {**given, "tokens": [[i] for i in left], "scores": scores}


def test_rows_have_to_be_as_many_as_completions():
    with pytest.raises(ValueError, match="shorter"):
        asyncio.run(GroupScores(looking(), "drop")({"tokens": [[1]]}, ["42", "41"], [{"answer": "42"}]))


@pytest.mark.parametrize(
    ("columns", "rewards"),
    [
        ({"solution": "42"}, [1.0, 0.0]),
        ({"solution": ["42", "41"]}, [1.0, 1.0]),
        ({"solution": ("42", "41")}, [0.0, 0.0]),  # one value, which happens to be a tuple
        ({"reference": "42", "solution": ["41", "42"]}, [1.0, 0.0]),
        ({}, [0.0, 0.0]),
    ],
)
def test_a_list_of_as_many_values_has_one_for_each_completion(columns, rewards):
    function = make_reward_function(RewardFunction, looking(), on_undecided="zero")(weight=1.0)
    assert function(["42", "41"], **columns) == rewards


@pytest.mark.long
def test_atropos_itself_creates_and_combines_it(tmp_path):
    pytest.importorskip("atroposlib.envs.reward_fns")
    from atroposlib.envs.reward_fns.combined_reward import CombinedReward

    (tmp_path / "env.py").write_text(ADAPTER.snippets[0].filled("deepseek-r1-zero", "zero"))
    space = runpy.run_path(str(tmp_path / "env.py"))
    right, wrong = (f"<think>a</think>\n<answer>{answer}</answer>" for answer in (42, 41))
    assert space["reward_function"]([right, wrong], solution=["42", "42"]) == [2.0, 1.0]
    assert CombinedReward(["rewardry"])([right, wrong], solution="42") == [2.0, 1.0]
