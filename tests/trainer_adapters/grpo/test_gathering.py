"""A batch of rollouts: what is drawn, kept and told, which is the same however many processes share the work."""

import math
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from rewardry.trainer_adapters.grpo.config import TrainConfig
from rewardry.trainer_adapters.grpo.gathering import Gatherer, NothingToLearnError
from rewardry.trainer_adapters.grpo.processes import Processes
from rewardry.trainer_adapters.grpo.prompts import Prompts
from rewardry.trainer_adapters.grpo.rewarding import Rewarding
from rewardry.trainer_adapters.grpo.rollout import Rollouts
from rewardry.trainer_adapters.grpo.sampler import Sampler

EOS, A, B = 1, 2, 3
ROWS = [{"id": str(i), "prompt": f"{letter}="} for i, letter in enumerate("cdefghij")]
# The hang guard of whatever threads wait for, in seconds.
PATIENCE = 60
# What a completion is, by the number of its prompt among all that were drawn.
ALL_RIGHT, ALL_WRONG, TEACHES = 0, 1, 2


def completion_of(key, place):
    """Prompts are in turn all right, all wrong, and such that their completions differ."""
    if key % 3 != TEACHES:
        return [A if key % 3 == ALL_RIGHT else B] * 2 + [EOS]
    return [A] * ((key + place) % 4) + [B] * (1 + place % 2) + ([EOS] if place % 2 else [])


class Engine:
    """Completes by the key of a prompt, as the real one does, whatever else is in its batch; the last is done first."""

    def __init__(self):
        self.calls = []

    def generate(self, prompts, size, *, prompt_keys, on_finished, **settings):
        self.calls.append({"prompts": prompts, "keys": list(prompt_keys), **settings})
        found = [completion_of(key, place) for key in prompt_keys for place in range(size)]
        reasons = ["stop" if ids[-1] == EOS else "length" for ids in found]
        for place in reversed(range(len(found))):
            on_finished(place, found[place], reasons[place])
        every = [ids for ids in prompts for _ in range(size)]
        return Rollouts(every, found, [torch.full((len(ids),), -0.5) for ids in found], reasons)


class Meeting:
    """Where the threads that stand for processes exchange what they have."""

    def __init__(self, world):
        self.slots, self.barrier = [None] * world, threading.Barrier(world)

    def all_of(self, rank, value):
        self.slots[rank] = value
        self.barrier.wait(PATIENCE)
        found = list(self.slots)
        self.barrier.wait(PATIENCE)
        return found


class Threads(Processes):
    """Processes that are threads of this one."""

    def __init__(self, rank, meeting):
        super().__init__(rank, len(meeting.slots))
        object.__setattr__(self, "meeting", meeting)

    def total(self, numbers):
        return [math.fsum(each) for each in zip(*self.meeting.all_of(self.rank, list(numbers)), strict=True)]

    def gather(self, rows):
        return torch.cat(self.meeting.all_of(self.rank, rows))


@pytest.fixture
def gatherers(letters, recipe_of, runtime):
    """Makes the gatherer of each process of a training: gatherers(world, **settings)."""

    def make(world=1, recipe=None, rows=ROWS, **settings):
        given = {"rollout": {"prompts_per_step": 4, "group_size": 4, "max_new_tokens": 6}, "seed": 5, **settings}
        config, meeting = TrainConfig.model_validate(given), Meeting(world)
        recipe = recipe or recipe_of("share")
        return [
            Gatherer(
                config,
                Engine(),
                Prompts(rows, letters, 20),
                Sampler(len(rows), 0, config.curriculum),
                Rewarding(recipe, config.rewards),
                Processes() if world == 1 else Threads(rank, meeting),
            )
            for rank in range(world)
        ]

    return make


def gathered(gatherers, progress=0.0):
    """The batch of each process, which work at the same time."""
    with ThreadPoolExecutor(len(gatherers)) as pool:
        return [one.result(PATIENCE) for one in [pool.submit(each.gather, progress) for each in gatherers]]


def rows_of(batches):
    """What is known of each completion of all processes, in an order that does not depend on how they are divided."""
    found = []
    for batch in batches:
        one = batch.experience
        for i, row in enumerate(batch.table):
            assert row["advantage"] == one.advantages[i]
            found.append(
                (
                    row["row"],
                    one.prompt_ids[i],
                    one.completion_ids[i],
                    one.truncated[i],
                    row["completion"],
                    row["reward"],
                )
            )
    return sorted(found)


def plain(batch):
    """The figures of a batch, but for times."""
    return {name: value for name, value in batch.metrics.items() if not name.startswith("time/")}


def test_a_batch_holds_every_completion_with_what_is_known_of_it(gatherers):
    [gatherer] = gatherers()
    [batch] = gathered([gatherer])
    drawn = Sampler(len(ROWS), 0).draw(4)
    experience = batch.experience
    assert experience.completion_ids == [completion_of(key, place) for key in range(4) for place in range(4)]
    assert experience.truncated == [ids[-1] != EOS for ids in experience.completion_ids]
    assert [len(one) for one in experience.old_logps] == [len(ids) for ids in experience.completion_ids]
    assert experience.prompt_ids == [gatherer.prompts.ids[row] for row in drawn for _ in range(4)]
    assert experience.ref_logps == []
    assert [row["row"] for row in batch.table] == [row for row in drawn for _ in range(4)]
    assert [row["prompt"] for row in batch.table] == [ROWS[row]["prompt"] for row in drawn for _ in range(4)]
    for row, ids in zip(batch.table, experience.completion_ids, strict=True):
        letters = [one for one in ids if one != EOS]
        assert row["completion"] == "".join("ab"[one - A] for one in letters)
        assert row["reward"] == row["rewards"]["share"] == letters.count(A) / len(letters)
        assert (row["length"], row["finish_reason"]) == (len(ids), "stop" if ids[-1] == EOS else "length")


def test_advantages_compare_the_completions_of_a_prompt(gatherers):
    """By hand: of equal rewards none, of the others the distance to their mean."""
    [batch] = gathered(gatherers(loss={"preset": "dr_grpo"}))
    rewards = torch.tensor([row["reward"] for row in batch.table], dtype=torch.float64).view(4, 4)
    expected = rewards - rewards.mean(1, keepdim=True)
    torch.testing.assert_close(batch.experience.advantages.view(4, 4), expected)
    assert [bool(group.any()) for group in batch.experience.advantages.view(4, 4)] == [False, False, True, False]


def test_the_engine_is_told_what_was_configured_and_never_draws_with_a_key_twice(gatherers):
    given = {"prompts_per_step": 3, "group_size": 2, "max_new_tokens": 6, "temperature": 0.7}
    [gatherer] = gatherers(rollout=given, seed=11)
    for _ in range(3):
        gathered([gatherer])
    calls = gatherer.engine.calls
    assert [call["keys"] for call in calls] == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    assert {(call["max_new_tokens"], call["temperature"], call["seed"]) for call in calls} == {(6, 0.7, 11)}
    drawn = Sampler(len(ROWS), 0).draw(9)
    assert [ids for call in calls for ids in call["prompts"]] == [gatherer.prompts.ids[row] for row in drawn]


def test_rewards_are_told_how_far_the_training_is(gatherers, recipe_of):
    weight = {"schedule": "linear", "from": 0.0, "to": 1.0}
    [gatherer] = gatherers(recipe=recipe_of({"use": "constant", "weight": weight}))
    for progress in (0.0, 0.25, 1.0):
        [batch] = gathered([gatherer], progress)
        assert batch.metrics["reward"] == 0.5 * progress


# ---- several processes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("advantage", ["group_std", "batch_std", "reinforce_baseline", "gpg", "gdpo"])
@pytest.mark.parametrize("world", [2, 4])
def test_processes_make_the_batch_that_one_would_make(gatherers, recipe_of, world, advantage):
    """Also of advantages for which the rewards of the whole batch count."""
    recipe = recipe_of("share", {"use": "sometimes", "weight": 0.5})
    [alone] = gathered(gatherers(recipe=recipe, loss={"advantage": advantage}))
    batches = gathered(gatherers(world, recipe=recipe, loss={"advantage": advantage}))
    assert [len(batch.experience) for batch in batches] == [16 // world] * world
    assert rows_of(batches) == rows_of([alone])
    together = torch.cat([batch.experience.advantages for batch in batches])
    torch.testing.assert_close(together, alone.experience.advantages, rtol=0, atol=1e-12)
    assert together.any()
    for batch in batches:
        assert plain(batch) == pytest.approx(plain(alone), nan_ok=True)


def test_each_process_samples_its_own_prompts_and_all_note_the_pass_rates_of_all(gatherers):
    [alone] = gatherers(curriculum={})
    everyone = gatherers(2, curriculum={})
    for _ in range(2):
        gathered([alone])
        gathered(everyone)
    assert [one.engine.calls[0]["keys"] for one in everyone] == [[0, 1], [2, 3]]
    assert [one.engine.calls[1]["keys"] for one in everyone] == [[4, 5], [6, 7]]
    assert everyone[0].sampler.state() == everyone[1].sampler.state() == alone.sampler.state()
    assert alone.sampler.rates


def test_the_values_behind_the_figures_are_those_of_this_process(gatherers):
    batches = gathered(gatherers(2))
    for batch in batches:
        assert batch.histograms["reward"] == [row["reward"] for row in batch.table]
        assert batch.histograms["rewards/share"] == batch.histograms["reward"]
        assert batch.histograms["advantage"] == batch.experience.advantages.tolist()
        assert batch.histograms["completions/length"] == [len(ids) for ids in batch.experience.completion_ids]


# ---- what is undecided ---------------------------------------------------------------------------------------------


def test_an_undecided_completion_is_compared_with_nothing(gatherers, recipe_of):
    [batch] = gathered(gatherers(recipe=recipe_of({"use": "sometimes", "required": True})))
    undecided = [row["reward"] is None for row in batch.table]
    assert undecided == [B in ids for ids in batch.experience.completion_ids]
    assert not batch.experience.advantages[torch.tensor(undecided)].any()
    assert batch.metrics["undecided"] == sum(undecided) / len(undecided)
    assert all(math.isfinite(value) for value in batch.histograms["reward"])


def test_a_prompt_of_which_nothing_is_decided_has_no_pass_rate(gatherers, recipe_of):
    """Nor does it count as one that was always, or never, solved."""
    [gatherer] = gatherers(recipe=recipe_of({"use": "sometimes", "required": True}))
    gathered([gatherer])
    drawn = Sampler(len(ROWS), 0).draw(4)
    assert drawn[ALL_WRONG] not in gatherer.sampler.rates
    assert gatherer.sampler.rates[drawn[ALL_RIGHT]] == 1.0


# ---- dynamic sampling ----------------------------------------------------------------------------------------------


DYNAMIC = {"rollout": {"prompts_per_step": 2, "group_size": 4, "max_new_tokens": 6}}


def teaching(count):
    """The keys of the first prompts whose completions differ."""
    return [TEACHES + 3 * i for i in range(count)]


@pytest.mark.parametrize("world", [1, 2])
def test_groups_that_teach_nothing_are_left_out_and_others_sampled(gatherers, world):
    everyone = gatherers(world, dynamic_sampling={"max_rounds": 4}, **DYNAMIC)
    batches = gathered(everyone)
    found = sorted(tuple(ids) for batch in batches for ids in batch.experience.completion_ids)
    assert found == sorted(tuple(completion_of(key, place)) for key in teaching(2) for place in range(4))
    for batch in batches:  # rounds of 2 prompts: 0 1, 2 3, 4 5
        assert batch.metrics["prompts_sampled"] == 6
        assert batch.metrics["groups_without_signal"] == 0.0
    assert all(one.sampler.draws == 6 for one in everyone)


@pytest.mark.parametrize("world", [1, 2, 4])
def test_more_groups_than_are_wanted_are_left_out_at_the_end(gatherers, world):
    """Of a round of 8 prompts those of the keys 2 and 5 teach, of the next 8, 11 and 14; 8 groups are wanted."""
    rollout = {"prompts_per_step": 8, "group_size": 4, "max_new_tokens": 6}
    batches = gathered(gatherers(world, dynamic_sampling={"max_rounds": 9}, rollout=rollout))
    assert sum(len(batch.experience) for batch in batches) == 32
    found = sorted(tuple(ids) for batch in batches for ids in batch.experience.completion_ids)
    assert found == sorted(tuple(completion_of(key, place)) for key in teaching(8) for place in range(4))


@pytest.mark.parametrize(
    ("rounds", "kept", "right", "wrong"), [(1, 0, 1, 1), (2, 1, 2, 1)], ids=["one-round", "two-rounds"]
)
@pytest.mark.parametrize("world", [1, 2])
def test_the_cap_of_rounds_is_told_with_what_was_seen(gatherers, world, rounds, kept, right, wrong):
    everyone = gatherers(world, dynamic_sampling={"max_rounds": rounds}, **DYNAMIC)
    with pytest.raises(NothingToLearnError) as caught:
        gathered(everyone)
    assert str(caught.value).startswith(
        f"after {rounds} rounds of 2 prompts only {kept} groups have rewards that differ; in {right} all completions "
        f"were right, in {wrong} all wrong. Take easier or harder prompts"
    )
    assert len(everyone[0].engine.calls) == rounds


def test_without_dynamic_sampling_a_batch_may_teach_nothing(gatherers):
    [gatherer] = gatherers(**DYNAMIC)
    [batch] = gathered([gatherer])
    assert not batch.experience.advantages.any()
    assert batch.metrics["groups_without_signal"] == 1.0
    assert batch.metrics["prompts_sampled"] == 2


def test_the_times_of_all_rounds_are_told(gatherers):
    [batch] = gathered(gatherers(dynamic_sampling={"max_rounds": 4}, **DYNAMIC))
    parts = batch.metrics["time/rollout"], batch.metrics["time/rewards"]
    assert min(parts) >= 0
    assert sum(parts) <= batch.metrics["time/gather"]
