"""Recipes that compare completions, or whose weights change: what TRL is given, and what is refused before training."""

from types import SimpleNamespace

import pytest

from rewardry.errors import ConfigError
from rewardry.trl import reward_funcs, reward_weights, trainer_settings

FORMAT = {"use": "format.think_answer", "name": "format"}
GROUP = {"use": "length.group_relative", "name": "short", "verifier": "text.exact", "unit": "chars"}
GOOD = "<think>r</think><answer>{}</answer>"
FADING = {**FORMAT, "weight": {"schedule": "linear", "from": 2.0, "to": 0.0}}


def state(step):
    return SimpleNamespace(global_step=step, max_steps=100)


@pytest.mark.parametrize("split", [True, False])
def test_a_group_component_wants_a_group_size(split):
    with pytest.raises(ConfigError, match="pass group_size=num_generations"):
        reward_funcs({"rewards": [GROUP]}, split=split)


@pytest.mark.parametrize(("batch_size", "fits"), [(8, True), (4, True), (6, False), (2, False), (0, False)])
def test_a_batch_with_a_part_of_a_group_is_refused_before_training(batch_size, fits):
    if fits:
        assert reward_funcs({"rewards": [GROUP]}, group_size=4, batch_size=batch_size)
        return
    with pytest.raises(ConfigError, match=r"a part of a group of 4; make per_device_train_batch_size") as raised:
        reward_funcs({"name": "kimi", "rewards": [GROUP]}, group_size=4, batch_size=batch_size)
    assert "'kimi'" in str(raised.value)


def test_single_samples_need_no_whole_groups():
    assert reward_funcs({"rewards": [FORMAT]}, group_size=4, batch_size=6)


def test_normalising_is_left_to_trl():
    recipe = {"name": "gdpo", "normalize": "normalize_then_sum", "rewards": [FORMAT, {**FORMAT, "name": "again"}]}
    [function, _] = reward_funcs(recipe, group_size=2)
    found = function(prompts=["p", "p"], completions=[GOOD.format(1), "none"], trainer_state=state(1))
    assert found == [1.0, 0.0]
    assert trainer_settings(recipe) == {"multi_objective_aggregation": "normalize_then_sum", "scale_rewards": "group"}
    assert trainer_settings({"rewards": [FORMAT]}) == {}
    with pytest.raises(ConfigError, match=r"'gdpo' normalises within groups.*split=True"):
        reward_funcs(recipe, split=False, group_size=2)


def test_trl_knows_the_settings():
    config = pytest.importorskip("trl").GRPOConfig
    recipe = {"normalize": "sum_then_normalize", "rewards": [FORMAT]}
    assert set(trainer_settings(recipe)) <= set(config.__dataclass_fields__)


def test_a_weight_of_the_moment_is_applied_by_the_callable():
    assert reward_weights({"rewards": [FADING]}) == [1.0]
    for split in (True, False):
        [function] = reward_funcs({"rewards": [FADING]}, split=split)
        values = [function(prompts=["p"], completions=[GOOD.format(1)], trainer_state=state(n)) for n in (0, 25, 100)]
        assert values == [[2.0], [1.5], [0.0]]


def test_a_trainer_that_tells_no_progress_is_refused():
    [function] = reward_funcs({"name": "fading", "rewards": [FADING]})
    with pytest.raises(ConfigError, match="'fading' has a schedule, and the trainer passes no trainer_state"):
        function(prompts=["p"], completions=[GOOD.format(1)])


def test_a_schedule_cannot_be_normalised_away():
    recipe = {"normalize": "normalize_then_sum", "rewards": [FADING]}
    with pytest.raises(ConfigError, match="takes away the schedule of its weight"):
        reward_funcs(recipe, group_size=2)
