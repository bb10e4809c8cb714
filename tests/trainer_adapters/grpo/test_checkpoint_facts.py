"""What tells checkpoints apart: another training's is refused with what differs and the way on."""

import copy
import json
from pathlib import Path

import pytest

from rewardry.errors import ConfigError
from rewardry.trainer_adapters.grpo.checkpoint_facts import refuse_others
from rewardry.trainer_adapters.grpo.config import TrainConfig

CHECKPOINT = Path("out/checkpoints/step-000007")
FREE = "checkpoint, distributed, evaluation, log, model, output, recipe, rewards, steps"
NOW = {
    "format": 3,
    "rewardry": "1.2.0",
    "step": 7,
    "processes": 2,
    "model": "a",
    "frozen": "b",
    "config": {"seed": 0, "rollout": {"group_size": 8, "temperature": 1.0}, "loss": {"kl": None}},
}


def changed(**facts):
    """The facts of a checkpoint, some of them others."""
    return {**copy.deepcopy(NOW), **facts}


def refused(was, now=NOW):
    with pytest.raises(ConfigError) as caught:
        refuse_others(CHECKPOINT, was, now)
    return str(caught.value)


def test_the_same_training_goes_on():
    refuse_others(CHECKPOINT, changed(), NOW)
    refuse_others(CHECKPOINT, changed(step=999), NOW)


def test_what_was_written_as_json_is_the_same():
    """A configuration has tuples and numbers without a fraction, of which JSON makes others."""
    config = TrainConfig.model_validate(
        {"optimizer": {"betas": [0.9, 0.95], "max_grad_norm": 1}, "lora": {"alpha": 32}}
    )
    now = changed(config=config.model_dump(mode="json"))
    refuse_others(CHECKPOINT, json.loads(json.dumps(now)), now)


@pytest.mark.parametrize("facts", [{"rewardry": "1.1.0"}, {"format": 2, "rewardry": "1.1.0"}])
def test_another_version_s_says_which_to_install(facts):
    assert refused(changed(**facts)) == (
        f"{CHECKPOINT} was written by rewardry 1.1.0, and this is 1.2.0: a training goes on with the version that "
        f"began it; pip install rewardry==1.1.0, or start anew from its weights, {CHECKPOINT / 'model'}, with another "
        f"output folder"
    )


def test_of_another_format_nothing_more_is_read():
    """An older format may lack whatever is compared after it."""
    assert "was written by rewardry 1.0.0" in refused({"format": 1, "rewardry": "1.0.0"})


def test_another_number_of_processes_is_told_with_how_many_to_start():
    message = refused(changed(processes=8))
    assert message.startswith(f"{CHECKPOINT} is of 8 processes, and these are 2; start as many, or start anew")


@pytest.mark.parametrize(
    ("facts", "what"),
    [
        ({"model": "x"}, "shape"),
        ({"frozen": "x"}, "frozen or reference weights"),
        ({"model": "x", "frozen": "y"}, "shape"),
    ],
)
def test_another_model_is_told_by_what_differs(facts, what):
    assert refused(changed(**facts)).startswith(f"{CHECKPOINT} is of another model, by its {what}; load the one it was")


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"seed": 1}, "seed was 1 and is 0"),
        ({"rollout": {"group_size": 4, "temperature": 1.0}}, "rollout.group_size was 4 and is 8"),
        ({"rollout": {"group_size": 8}}, "rollout.temperature was None and is 1.0"),
        ({"loss": {"kl": {"beta": 0.1}}}, "loss.kl was {'beta': 0.1} and is None"),
        ({"rollout": None}, "rollout was None and is {'group_size': 8, 'temperature': 1.0}"),
        ({"older": True}, "older was True and is None"),
        (
            {"seed": 1, "rollout": {"group_size": 4, "temperature": 0.5}},
            "rollout.group_size was 4 and is 8; rollout.temperature was 0.5 and is 1.0; seed was 1 and is 0",
        ),
    ],
    ids=["plain", "inside", "missing", "section-off", "section-on", "unknown", "several"],
)
def test_other_settings_are_told_one_by_one_in_order(config, told):
    message = refused(changed(config={**NOW["config"], **config}))
    assert message.startswith(f"{CHECKPOINT} was made with other settings: {told}. Set them back, or start anew from")
    assert message.endswith(f"; only {FREE} may change")


def test_settings_that_may_change_are_settings():
    assert set(FREE.split(", ")) <= TrainConfig.model_fields.keys()
