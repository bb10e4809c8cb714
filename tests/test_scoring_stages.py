"""The two stages of a recipe: what reads one sample as it comes, the rest when groups are whole."""

import pytest

import rewardry
from rewardry.engine.runtime import Runtime
from rewardry.gates import parse_gate
from rewardry.recipe import Part, Recipe
from rewardry.scoring import OpenRecipe
from rewardry.types import Sample


class Longest(rewardry.Reward):
    """1 for the longest completion of a group."""

    per_group = True

    def score(self, batch):
        found = [0.0] * len(batch)
        for group in batch.groups:
            found[max(group, key=lambda i: len(batch.samples[i].text))] = 1.0
        return found


class Asked(rewardry.Reward):
    """How many samples it was asked for before."""

    stateful = True

    def open(self, runtime):
        return OpenAsked()


class OpenAsked:
    def __init__(self):
        self.asked = 0

    def score(self, batch):
        start, self.asked = self.asked, self.asked + len(batch)
        return [float(i) for i in range(start, self.asked)]

    def state_dict(self):
        return {"asked": self.asked}

    def load_state_dict(self, state):
        self.asked = state["asked"]


class Length(rewardry.Reward):
    """The length of a completion; counts its calls."""

    def score(self, batch):
        CALLS.append(len(batch))
        return [float(len(sample.text)) for sample in batch.samples]


CALLS = []


@pytest.fixture
def opened():
    runtime = Runtime(engine="inline")
    yield lambda *parts: OpenRecipe(Recipe("staged", tuple(parts)), runtime)
    runtime.close()
    CALLS.clear()


SAMPLES = [Sample(completion="a" * n, group=n // 2) for n in range(4)]


def test_both_stages_give_what_one_pass_gives(opened):
    recipe = opened(Part("length", Length()), Part("longest", Longest(), weight=2.0))
    early = [one for sample in reversed(SAMPLES) for one in recipe.score_early([sample])][::-1]
    assert all(set(one.scores) == {"length"} for one in early)
    CALLS.clear()
    staged = recipe.score(SAMPLES, None, early)
    assert CALLS == []
    assert [row.to_row() for row in staged] == [row.to_row() for row in recipe.score(SAMPLES)]
    assert [row.total for row in staged] == [0, 3, 2, 5]


def test_what_remembers_waits_for_the_second_stage(opened):
    recipe = opened(Part("asked", Asked()), Part("length", Length()))
    early = recipe.score_early(SAMPLES)
    assert set(early[0].scores) == {"length"}
    assert [row.components["asked"].value for row in recipe.score(SAMPLES, None, early)] == [0, 1, 2, 3]


def test_what_stands_behind_a_gate_waits_with_its_subject(opened):
    gated = Part("length", Length(), when=parse_gate("longest > 0"))
    recipe = opened(Part("longest", Longest()), gated)
    assert recipe.score_early(SAMPLES)[0].scores == {}
    assert [row.components["length"].value for row in recipe.score(SAMPLES)] == [0, 1, 0, 3]


def test_a_sample_that_did_not_come_through(opened):
    recipe = opened(Part("length", Length(), required=True))
    early = [recipe.failed_early(SAMPLES[0], "timeout", "reward-timeout"), *recipe.score_early(SAMPLES[1:])]
    rows = recipe.score(SAMPLES, None, early)
    assert (rows[0].total, rows[0].components["length"].status) == (None, "timeout")
    assert [row.total for row in rows[1:]] == [1, 2, 3]
