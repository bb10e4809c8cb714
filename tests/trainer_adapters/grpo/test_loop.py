"""The loop: what is logged, guards, dynamic sampling, evaluation, mini-batches, bad input."""

import copy
import json

import pytest
import torch

from rewardry.errors import ConfigError, DataError, GuardError
from rewardry.trainer_adapters.grpo.gathering import NothingToLearnError
from rewardry.trainer_adapters.grpo.guard import OffPolicyError
from rewardry.trainer_adapters.grpo.learner import Learner, NotFiniteError
from rewardry.trainer_adapters.grpo.memory import OutOfMemoryError
from rewardry.trainer_adapters.grpo.rollout import RolloutEngine
from rewardry.trainer_adapters.grpo.session import Session


def lines(folder, name="steps.jsonl"):
    return [json.loads(line) for line in (folder / "run" / name).read_text(encoding="utf-8").splitlines()]


def test_a_training_changes_the_model_and_says_what_it_did(training):
    result, model = training(steps=3)
    before = training(steps=1, output="other")[1]
    assert (result.steps, result.stopped) == (3, False)
    assert not torch.equal(model.model.norm.weight, before.model.norm.weight)
    logged = lines(training.folder)
    assert [row["step"] for row in logged] == [0, 1, 2]
    for row in logged:
        assert row["ratio_gap_max"] <= 1e-4
        assert row["ratio"] == pytest.approx(1, abs=1e-4)
        assert row["prompts_sampled"] == 2
        assert {"reward", "reward_std", "rewards/share/mean", "entropy", "grad_norm", "time/rollout"} <= set(row)
        assert row.keys() == logged[0].keys()


def test_the_rollout_table_holds_every_completion(training):
    training(steps=2)
    rows = lines(training.folder, "rollouts.jsonl")
    assert len(rows) == 2 * 2 * 4
    for row in rows:
        assert (
            row["rewards"]["share"]
            == row["reward"]
            == pytest.approx(row["completion"].count("a") / max(len(row["completion"]), 1))
        )
        assert row["finish_reason"] in ("stop", "length")
        assert 1 <= row["length"] <= 6
    group = [row["advantage"] for row in rows[:4]]
    assert sum(group) == pytest.approx(0, abs=1e-6)


def test_the_same_seed_trains_the_same_model(training):
    first = training(output="a")[1]
    again = training(output="b")[1]
    other = training(output="c", seed=1)[1]
    assert all(torch.equal(x, y) for x, y in zip(first.parameters(), again.parameters(), strict=True))
    assert not torch.equal(first.model.norm.weight, other.model.norm.weight)


def test_a_batch_serves_iterations_times_mini_batches_steps(training):
    training(steps=5, optimizer={"learning_rate": 1e-3, "iterations": 2, "mini_batches": 2})
    sampled = [row["step"] for row in lines(training.folder) if "prompts_sampled" in row]
    gaps = [row["ratio_gap_max"] for row in lines(training.folder)]
    assert sampled == [0, 4]
    assert gaps[0] < 1e-4 < min(gaps[1:4])


@pytest.mark.parametrize("parts", [1, 3])
def test_each_pass_goes_through_every_completion_once_in_an_order_of_its_own(parts, training, monkeypatch):
    taken, plain = [], Learner.step

    def step(self, experience, number):
        taken.append([tuple(ids) for ids in experience.completion_ids])
        return plain(self, experience, number)

    monkeypatch.setattr(Learner, "step", step)
    training(steps=2 * parts, optimizer={"learning_rate": 1e-3, "iterations": 2, "mini_batches": parts})
    passes = [[ids for part in taken[at : at + parts] for ids in part] for at in (0, parts)]
    rows = [row["length"] for row in lines(training.folder, "rollouts.jsonl")]
    assert [sorted(map(len, one)) for one in passes] == [sorted(rows)] * 2
    assert sorted(passes[0]) == sorted(passes[1])
    assert (passes[0] == passes[1]) == (parts == 1)
    sizes = [len(part) for part in taken]
    assert max(sizes) - min(sizes) <= 1


def test_a_reference_model_keeps_the_policy_near(training):
    training(steps=4, loss={"preset": "grpo"}, optimizer={"learning_rate": 1e-2})
    kl = [row["kl"] for row in lines(training.folder)]
    assert kl[0] == pytest.approx(0, abs=1e-6)
    assert kl[-1] > 1e-4


def test_lora_trains_adapters_only(training):
    pytest.importorskip("peft")
    import warnings

    warnings.simplefilter("ignore", FutureWarning)
    result, model = training(steps=2, lora={"rank": 2, "targets": ["q_proj", "v_proj"]}, loss={"preset": "grpo"})
    assert (result.checkpoint / "model" / "adapter_model.safetensors").is_file()
    assert lines(training.folder)[0]["kl"] == pytest.approx(0, abs=1e-6)
    trained = [name for name, one in model.named_parameters() if one.requires_grad]
    assert trained
    assert all("lora" in name for name in trained)


# -- rewards that fail -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", ["raises", "Wrong"])
def test_a_reward_that_fails_leaves_rows_undecided_and_then_stops_the_training(bad, training, recipe_of, caplog):
    recipe = recipe_of("share", {"use": bad, "required": True})
    with pytest.raises(GuardError, match=f"the reward '{bad}' fails too often, so the training was stopped; its first"):
        training(recipe, steps=200, rollout={"prompts_per_step": 4, "group_size": 8, "max_new_tokens": 3})
    logged = lines(training.folder)
    assert all(row["undecided"] == 1 and row["grad_norm"] == 0 for row in logged)
    assert all(row[f"rewards/{bad}/undecided"] == 1 for row in logged)


def test_a_reward_that_hangs_is_not_waited_for(training, recipe_of):
    recipe = recipe_of("share", "hangs")
    training(recipe, steps=1, rewards={"timeout": 0.2})
    [row] = lines(training.folder)
    assert row["rewards/hangs/undecided"] == 1
    assert row["undecided"] == 1  # all its first stage hangs with it


def test_undecided_completions_have_no_advantage(training, recipe_of):
    training(recipe_of({"use": "sometimes", "required": True}), steps=3)
    rows = lines(training.folder, "rollouts.jsonl")
    undecided = [row for row in rows if row["reward"] is None]
    assert 0 < len(undecided) < len(rows)
    assert all(row["advantage"] == 0 for row in undecided)


def test_rewards_of_groups_see_whole_groups(training, recipe_of):
    training(recipe_of("share", "Rank"), steps=2)
    rows = lines(training.folder, "rollouts.jsonl")
    ranks = [row["rewards"]["Rank"] for row in rows]
    assert [sum(ranks[i : i + 4]) for i in range(0, len(ranks), 4)] == [1.0] * 4


# -- dynamic sampling and curriculum -----------------------------------------------------------------------------------


def test_dynamic_sampling_leaves_out_groups_that_teach_nothing(training):
    training(
        steps=4,
        dynamic_sampling={"max_rounds": 50},
        rollout={"prompts_per_step": 3, "group_size": 2, "max_new_tokens": 2},
    )
    logged = lines(training.folder)
    assert all(row["groups_without_signal"] == 0 for row in logged)
    assert max(row["prompts_sampled"] for row in logged) > 3
    assert all(len([r for r in lines(training.folder, "rollouts.jsonl") if r["step"] == s]) == 6 for s in range(4))


def test_dynamic_sampling_has_a_cap(training, recipe_of):
    with pytest.raises(NothingToLearnError, match="after 3 rounds of 2 prompts only 0 groups have rewards that differ"):
        training(recipe_of("constant"), dynamic_sampling={"max_rounds": 3})


def test_without_dynamic_sampling_equal_rewards_change_nothing(training, recipe_of):
    training(recipe_of("constant"), steps=2)
    assert all(row["grad_norm"] == 0 and row["groups_without_signal"] == 1 for row in lines(training.folder))


# -- evaluation --------------------------------------------------------------------------------------------------------


def test_evaluation_before_between_and_after(training):
    held_out = [{"id": "x", "prompt": "xy="}, {"id": "y", "prompt": "yx="}]
    training(steps=3, held_out=held_out, evaluation={"every": 2, "samples": 3})
    found = {row["step"]: row for row in lines(training.folder) if "evaluation/avg@3" in row}
    assert list(found) == [0, 2]
    for row in found.values():
        assert 0 <= row["evaluation/avg@3"] <= row["evaluation/pass@3"] <= 1


# -- PPO ---------------------------------------------------------------------------------------------------------------


def test_ppo_trains_policy_and_critic_between_the_same_logs(training):
    settings = {"rollout": {"prompts_per_step": 4, "group_size": 1, "max_new_tokens": 4}}
    result, _ = training(steps=3, ppo={"pretrain_steps": 2, "learning_rate": 1e-3}, **settings)
    logged = lines(training.folder)
    assert [row["step"] for row in logged] == [0, 1, 2, 3, 4]
    assert all("value_loss" in row and "explained_variance" in row for row in logged)
    assert ["grad_norm" in row for row in logged] == [False, False, True, True, True]
    assert len(lines(training.folder, "rollouts.jsonl")) == 5 * 4
    assert (result.checkpoint / "model" / "config.json").is_file()


def test_a_group_of_one_is_for_ppo_only(training):
    with pytest.raises(ValueError, match="an advantage compares completions: make it 2 or more"):
        training(rollout={"group_size": 1})


# -- bad input ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "the dataset has no row"),
        ([{"question": "1"}], r"row 0 has no prompt; it has 'question'. If it has another name, set columns"),
        ([{"prompt": "a" * 70}], r"row 0: its prompt has 70 tokens, and the model's context leaves room for 58 beside"),
        ([{"prompt": [{"role": "user", "content": "hi"}]}], "the tokenizer has no chat template"),
    ],
)
def test_prompts_that_cannot_be_trained_on(rows, message, training):
    with pytest.raises((ConfigError, DataError), match=message):
        training(rows=rows)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"rollout": {"top_p": 0.9}}, "top_p is not taken: it cuts the distribution"),
        ({"rollout": {"top_k": 50}}, "top_k is not taken: it cuts the distribution"),
        ({"rollout": {"max_new_tokens": 64}}, "the model's context has 64 tokens: no prompt has room"),
        ({"loss": {"advantage": "given"}}, "'given' is for numbers from elsewhere"),
        ({"eos_tokens": ["<stop>"]}, "eos_tokens names '<stop>', which is no token"),
        ({"resume": True}, "there is no checkpoint in"),
    ],
)
def test_settings_that_do_not_fit(settings, message, training):
    with pytest.raises((ConfigError, ValueError), match=message):
        training(**settings)


def test_a_model_without_end_token(training, policy):
    from rewardry.trainer_adapters.grpo.models import end_tokens

    model = policy()
    assert end_tokens(model, object()) == [1]
    model.config.eos_token_id = model.generation_config.eos_token_id = None
    with pytest.raises(ConfigError, match=r"no completion would ever end; set eos_tokens: \[TOKEN\]"):
        end_tokens(model, object())


def test_a_tokenizer_without_pad_token_is_fine(training, letters):
    bare = copy.deepcopy(letters)
    bare.pad_token = None
    training(steps=1, tokenizer=bare)


def test_a_recipe_that_normalises_is_told_where_that_is_done(training, recipe_of):
    with pytest.raises(ConfigError, match=r"leave `normalize` out of it and set loss.advantage: gdpo"):
        training(recipe_of("share", "constant", normalize="normalize_then_sum"))


@pytest.mark.parametrize(
    ("owner", "name", "message"),
    [
        (RolloutEngine, "generate", "out of GPU memory in the rollout of 8 completions; lower rollout.max_rows"),
        (Learner, "forward", "completions without gradients; halve optimizer.micro_batch_tokens"),
    ],
)
def test_out_of_memory_names_what_helps(owner, name, message, training, monkeypatch):
    def fail(*given, **named):
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB")

    monkeypatch.setattr(owner, name, fail)
    with pytest.raises(OutOfMemoryError, match=message):
        training(loss={"preset": "grpo"})


def test_a_reference_model_is_there_only_for_a_penalty(training, monkeypatch):
    copies = []
    monkeypatch.setattr("rewardry.trainer_adapters.grpo.training.frozen_copy", copies.append)
    training(steps=1, loss={"preset": "grpo", "kl": {"beta": 0.0}})
    assert copies == []


def test_a_stop_that_is_asked_for_between_two_steps_ends_with_a_checkpoint(training, monkeypatch):
    """The signal may come when a step has been logged: the next one is finished and saved."""
    plain = Session.begin_step

    def begin_step(self):
        self._request.asked = self.step == 1
        plain(self)

    monkeypatch.setattr(Session, "begin_step", begin_step)
    result, _ = training(steps=5)
    assert (result.steps, result.stopped, result.checkpoint.name) == (2, True, "step-000002")


def test_what_is_not_finite_is_written_out(training, monkeypatch):
    def fail(self, experience, number):
        raise NotFiniteError("the loss of a micro-batch is nan", [1])

    monkeypatch.setattr(Learner, "step", fail)
    with pytest.raises(NotFiniteError, match=r"step 0: .* its completions are in .*not-finite-0.jsonl"):
        training()
    [row] = lines(training.folder, "not-finite-0.jsonl")
    assert len(row["logprobs"]) == len(row["completion_ids"])


def test_a_policy_that_is_not_the_one_that_sampled_is_refused(training, monkeypatch):
    plain = Learner.forward

    def noisy(self, *given, **more):
        logps, entropy = plain(self, *given, **more)
        return logps + 0.5, entropy

    monkeypatch.setattr(Learner, "forward", noisy)
    with pytest.raises(OffPolicyError, match=r"by 0.5 \(at most 0.01 is rounding\)"):
        training()
