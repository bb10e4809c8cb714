import json
import math

import pytest
import torch

from rewardry.errors import ConfigError
from rewardry.trainer_adapters.grpo.critic import Critic
from rewardry.trainer_adapters.grpo.learner import NotFiniteError
from rewardry.trainer_adapters.grpo.ppo import estimated, whitened
from rewardry.trainer_adapters.grpo.ppo_config import PRESETS, PPOConfig
from rewardry.trainer_adapters.grpo.processes import Processes
from rewardry.trainer_adapters.grpo.session import Session

ROWS = [{"prompt": letter} for letter in "abcdefghij"]  # the first ten tokens behind padding and end


@pytest.fixture
def trained(training, recipe_of, policy):
    """Trains a model with PPO to copy a letter three times; what each step logged, and the model."""

    def run(steps, ppo, output="run", dtype=torch.float32, **settings):
        given = {
            "rollout": {"prompts_per_step": 4, "group_size": 2, "max_new_tokens": 3},
            "loss": {"aggregation": "token_mean"},
            **settings,
        }
        recipe = recipe_of({"use": "copies", "required": True})
        model = policy(12, dtype=dtype)
        result, model = training(recipe, rows=ROWS, model=model, steps=steps, ppo=ppo, output=output, **given)
        return logged(training.folder / output), result, model

    return run


def logged(folder, name="steps.jsonl"):
    """The lines of a log, without what the clock decides."""
    lines = [json.loads(line) for line in (folder / name).read_text().splitlines()]
    return [{name: value for name, value in line.items() if not name.startswith("time/")} for line in lines]


@pytest.mark.parametrize(
    "preset", ["vc_ppo", *(pytest.param(one, marks=pytest.mark.long) for one in sorted({*PRESETS} - {"vc_ppo"}))]
)
def test_the_policy_learns_and_the_critic_explains(trained, preset):
    settings = {"preset": preset, "learning_rate": 1e-2, "pretrain_steps": 5}
    if preset == "vapo":
        settings["length_adaptive"] = 2.0  # the paper's 0.05 is for texts of thousands of tokens
    rollout = {"prompts_per_step": 16, "group_size": 4, "max_new_tokens": 3}
    lines, result, _ = trained(90, settings, optimizer={"learning_rate": 1e-2}, rollout=rollout)
    assert [line["step"] for line in lines] == list(range(95))
    assert result.steps == 95
    rewards = [line["reward"] for line in lines]
    assert sum(rewards[:6]) / 6 < 0.2  # the policy stays while the critic learns first
    assert sum(rewards[-10:]) / 10 > 0.7
    explained = [line["explained_variance"] for line in lines]  # "NaN" where all returns are equal
    assert max(one for one in explained if isinstance(one, float)) > 0.5
    assert all(line["ratio_gap_max"] < 1e-4 for line in lines[5:])


def test_a_batch_serves_its_iterations_and_mini_batches(trained):
    lines, _, _ = trained(7, {}, optimizer={"learning_rate": 1e-3, "iterations": 2, "mini_batches": 2})
    assert ["reward" in line for line in lines] == [True, False, False, False, True, False, False]
    assert lines[0]["ratio_gap_max"] < 1e-4 < lines[3]["ratio_gap_max"]


# -- stopping and going on ---------------------------------------------------------------------------------------------

HARD = {
    "loss": {"preset": "grpo"},
    "optimizer": {"learning_rate": 2e-3, "warmup_steps": 3, "schedule": "cosine", "iterations": 2, "mini_batches": 2},
    "evaluation": {"every": 2},
    "held_out": [{"prompt": "a"}, {"prompt": "b"}],
}


@pytest.mark.parametrize("stop", [3, 7], ids=["while the critic learns alone", "within a batch"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
def test_two_parts_are_the_whole(trained, training, monkeypatch, stop, dtype):
    ppo = {"preset": "vc_ppo", "pretrain_steps": 4, "learning_rate": 1e-3, "warmup_steps": 5, "value_clip": 0.2}
    lines, _, whole = trained(6, ppo, output="whole", dtype=dtype, **HARD)
    with monkeypatch.context() as patched:
        plain = Session.end_step

        def end_step(self):
            self._request.asked = self.step + 1 == stop  # as SIGTERM does
            plain(self)

        patched.setattr(Session, "end_step", end_step)
        _, first, half = trained(6, ppo, output="parts", dtype=dtype, **HARD)
    assert (first.steps, first.stopped) == (stop, True)
    assert not same(half, whole)
    found, result, rest = trained(6, ppo, output="parts", dtype=dtype, resume=True, **HARD)
    assert (result.steps, result.stopped) == (10, False)
    assert same(rest, whole)
    assert found == lines
    tables = [logged(training.folder / name, "rollouts.jsonl") for name in ("whole", "parts")]
    assert tables[0] == tables[1]


def same(one, other):
    return all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


def test_a_checkpoint_of_ppo_is_not_gone_on_with_as_grpo(trained):
    trained(1, {})
    with pytest.raises(ConfigError, match=r"made with other settings: ppo was \{.*\} and is None"):
        trained(2, None, resume=True)


# -- what both loops share ---------------------------------------------------------------------------------------------


def test_held_out_prompts_are_sampled_between_the_steps_of_the_policy(trained):
    lines, _, _ = trained(3, {"pretrain_steps": 2}, evaluation={"every": 2, "samples": 2}, held_out=ROWS[:2])
    assert [line["step"] for line in lines if "evaluation/avg@2" in line] == [2, 4]


def test_what_is_not_finite_is_written_out(trained, training, monkeypatch):
    def fail(self, experience, number):
        raise NotFiniteError("the loss of a micro-batch is nan", [0])

    monkeypatch.setattr("rewardry.trainer_adapters.grpo.learner.Learner.step", fail)
    with pytest.raises(NotFiniteError, match=r"step 0: .* its completions are in .*not-finite-0.jsonl"):
        trained(1, {})
    assert (training.folder / "run" / "not-finite-0.jsonl").is_file()


def test_neither_policy_nor_critic_learns_from_what_is_undecided(trained, training, monkeypatch):
    seen, plain = [], Critic.step

    def step(self, experience, number):
        seen.append(len(experience))
        return plain(self, experience, number)

    monkeypatch.setattr(Critic, "step", step)
    trained(4, {})
    rows = logged(training.folder / "run", "rollouts.jsonl")
    decided = [sum(row["reward"] is not None for row in rows if row["step"] == step) for step in range(4)]
    assert seen == decided
    assert min(decided) < 8


# -- advantages --------------------------------------------------------------------------------------------------------


def test_the_reward_is_at_the_last_token_and_both_lambdas_count():
    values = [torch.tensor([0.5, 0.25], dtype=torch.float64), torch.tensor([0.125], dtype=torch.float64)]
    advantages, returns = estimated([1.0, -1.0], values, PPOConfig(gamma=0.5, decay=0.0, value_decay=1.0, whiten=False))
    assert [one.tolist() for one in advantages] == [[0.5 * 0.25 - 0.5, 1.0 - 0.25], [-1.0 - 0.125]]
    assert [one.tolist() for one in returns] == [[0.5, 1.0], [-1.0]]
    assert estimated([], [], PPOConfig()) == ([], [])


def test_lambda_by_length():
    values = [torch.zeros(40), torch.zeros(200)]
    advantages, _ = estimated([1.0, 1.0], values, PPOConfig(length_adaptive=0.05))
    assert advantages[0][0].item() == pytest.approx(0.5**39)
    assert advantages[1][0].item() == pytest.approx(0.9**199)


def test_whitening_is_over_all_tokens():
    found = torch.cat(whitened([torch.tensor([1.0, 2.0, 3.0]), torch.tensor([10.0])], Processes()))
    assert found.mean().item() == pytest.approx(0, abs=1e-6)
    assert found.std(correction=0).item() == pytest.approx(1, abs=1e-6)
    assert torch.cat(whitened([torch.full((3,), 2.0)], Processes())).tolist() == [0, 0, 0]
    assert whitened([], Processes()) == []


def test_presets_are_taken_where_nothing_is_given():
    assert PPOConfig(preset="vapo").length_adaptive == 0.05
    given = PPOConfig(preset="vc_ppo", decay=0.9)
    assert (given.decay, given.pretrain_steps) == (0.9, 50)
    with pytest.raises(ValueError, match=r"no preset 'vappo'. Did you mean 'vapo'"):
        PPOConfig(preset="vappo")
    assert math.isclose(PPOConfig().decay, 1.0)
