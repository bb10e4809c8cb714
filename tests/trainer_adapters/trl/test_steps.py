"""Rewards of steps as advantages of tokens."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.errors import ConfigError
from rewardry.steps import StepScores
from rewardry.trainer_adapters.trl.step_advantages import TokenEnds, step_advantages, to_go
from rewardry.trl import reward_funcs, with_step_rewards

STEPPED = '''
import rewardry


class Steps(rewardry.Reward):
    """Each word is a step: good ones are worth 1."""

    def score(self, batch):
        return [self.of(sample.text) for sample in batch.samples]

    def of(self, text):
        ends, rewards = [], []
        for word in text.split(" "):
            ends.append((ends[-1] + 1 if ends else 0) + len(word))
            rewards.append(1.0 if word == "good" else 0.0)
        if "?" in text:
            return None
        return rewardry.Score(sum(rewards) / len(rewards), details={"step_rewards": rewards, "step_ends": ends})
'''
WORDS = ["<pad>", "good", "bad", "?"]


class Tokenizer:
    def decode(self, ids, skip_special_tokens=False):
        return " ".join(WORDS[i] for i in ids if i or not skip_special_tokens)


def test_steps_are_normalised_over_their_group():
    steps = [StepScores((1.0, 0.0), (1, 2)), None, StepScores((1.0,), (3,)), StepScores((5.0,), (1,)), None, None]
    found = step_advantages(steps, 3)
    deviation = math.sqrt(((1 / 3) ** 2 * 2 + (2 / 3) ** 2) / 2) + 1e-4
    assert found[0].scores == pytest.approx([1 / 3 / deviation, -2 / 3 / deviation])
    assert found[1] is None
    assert found[2].scores == pytest.approx([1 / 3 / deviation])
    assert found[3].scores == (0.0,)


def test_the_ends_of_tokens_are_those_of_the_text():
    assert list(TokenEnds([1, 2, 0, 1], Tokenizer().decode)) == [4, 8, 8, 13]
    assert to_go([]) == []


scores_of_steps = st.lists(st.integers(-8, 8).map(lambda n: n / 4), max_size=4)


@given(rows=st.lists(st.none() | scores_of_steps, max_size=8), size=st.integers(1, 4))
def test_each_group_has_a_mean_and_a_deviation_of_its_own_over_all_its_steps(rows, size):
    """By Python's statistics; a group with a single step has no deviation, and the advantage 0."""
    steps = [None if one is None else StepScores(tuple(one), tuple(range(1, len(one) + 1))) for one in rows]
    found = step_advantages(steps, size)
    assert [one is None for one in found] == [one is None for one in steps]
    for start in range(0, len(rows), size):
        group = [one for one in rows[start : start + size] if one is not None]
        everything = [score for one in group for score in one]
        if not everything:
            continue
        mean = statistics.fmean(everything)
        scale = statistics.stdev(everything) + 1e-4 if len(everything) > 1 else 1.0
        for one, advantages in zip(rows[start : start + size], found[start : start + size], strict=True):
            if one is not None:
                assert advantages.scores == pytest.approx([(score - mean) / scale for score in one], abs=1e-6)
                assert advantages.ends == tuple(range(1, len(one) + 1))


@given(st.lists(st.integers(-100, 100).map(float), max_size=20))
def test_what_is_still_to_come_is_the_sum_from_each_place_on(values):
    assert to_go(values) == [sum(values[place:]) for place in range(len(values))]


@pytest.mark.parametrize("place", [-1, 4, 99])
def test_beyond_a_completion_no_token_ends(place):
    with pytest.raises(IndexError):
        TokenEnds([1, 2, 0, 1], Tokenizer().decode)[place]


@pytest.fixture
def trainer(tmp_path):
    """A trainer of TRL's form that makes the advantages 1, with the functions of a recipe whose reward scores steps."""
    torch = pytest.importorskip("torch")
    (tmp_path / "own.py").write_text(STEPPED)
    functions = reward_funcs({"rewards": [{"use": f"{tmp_path}/own.py:Steps", "required": True}]})

    class Trainer:
        num_generations = num_generations_eval = 2
        reward_funcs = functions
        processing_class = Tokenizer()
        model = torch.nn.Linear(1, 1)

        def _generate_and_score_completions(self, ids):
            texts = [Tokenizer().decode(row, True) for row in ids]
            functions[0](prompts=["p"] * len(ids), completions=texts)
            ids = torch.tensor(ids)
            return {"completion_ids": ids, "completion_mask": (ids != 0).int(), "advantages": torch.ones(len(ids))}

    return Trainer


def test_tokens_earn_their_steps_and_those_after_them(trainer):
    made = with_step_rewards(trainer, weight=0.5, trl="1.16.0")
    assert made.__name__ == "StepRewardedTrainer"
    assert issubclass(made, trainer)
    found = made()._generate_and_score_completions([[1, 2, 0], [1, 1, 2], [3, 0, 0], [1, 2, 0]])["advantages"]
    deviation = math.sqrt((3 * 0.4**2 + 2 * 0.6**2) / 4) + 1e-4
    good, bad = 0.4 / deviation, -0.6 / deviation
    assert found[0].tolist() == pytest.approx([1 + 0.5 * (good + bad), 1 + 0.5 * bad, 0.0], abs=1e-6)
    assert found[1].tolist() == pytest.approx([1 + 0.5 * (2 * good + bad), 1 + 0.5 * (good + bad), 1 + 0.5 * bad])
    assert found[2].tolist() == [1.0, 0.0, 0.0]  # undecided: as the trainer has it


def test_parts_of_groups_are_refused(trainer):
    with pytest.raises(ConfigError, match="3 completions a process hold a part of a group of 2"):
        with_step_rewards(trainer, trl="1.16.0")()._generate_and_score_completions([[1], [1], [2]])
