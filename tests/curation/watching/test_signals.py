"""What the keys of a log mean: those of trainers that are known, and those that a user names."""

import pytest

from rewardry.curation.watching.signals import Named, Record, roles

# What one step of each trainer logs, and what is read of it.
TRL = (
    *("completions/mean_length", "completions/clipped_ratio", "reward", "reward_std", "frac_reward_zero_std"),
    *("rewards/accuracy_reward/mean", "rewards/accuracy_reward/std", "rewards/format_reward/mean"),
    *("rewards/format_reward/std", "kl", "entropy", "loss", "learning_rate", "eval_reward"),
)
OLD_TRL = ("completion_length", "reward", "reward_std", "rewards/accuracy_reward", "rewards/tag_count", "kl", "loss")
VERL = (
    *("critic/rewards/mean", "critic/rewards/max", "critic/score/mean", "response_length/mean", "response_length/max"),
    *("response_length/clip_ratio", "actor/entropy", "timing_s/gen", "val/test_score/gsm8k"),
)
OURS = (
    *("total", "length", "undecided", "rewardry/accuracy/mean", "rewardry/accuracy/undecided", "rewardry/loops/mean"),
    *("canaries_paid", "canaries_wrong", "evaluation/avg@1", "time/score"),
)


def who(*keys, **named):
    return roles(dict.fromkeys(keys, 1), Named(**named))


def test_the_keys_of_trl_are_known():
    found = who(*TRL)
    assert (found.reward, found.lengths, found.cut) == ("reward", TRL[:1], "completions/clipped_ratio")
    assert found.components == {
        "accuracy_reward": "rewards/accuracy_reward/mean",
        "format_reward": "rewards/format_reward/mean",
    }
    assert (found.formats, found.trusted) == (("format_reward",), ("rewards/accuracy_reward/mean",))
    assert found.entropy == "entropy"


def test_the_keys_of_old_trl_are_known():
    found = who(*OLD_TRL)
    assert found.components == {"accuracy_reward": "rewards/accuracy_reward", "tag_count": "rewards/tag_count"}
    assert (found.lengths, found.formats) == (("completion_length",), ("tag_count",))


def test_the_keys_of_verl_are_known():
    found = who(*VERL)
    assert (found.reward, found.lengths) == ("critic/rewards/mean", ("response_length/mean",))
    assert (found.cut, found.entropy) == ("response_length/clip_ratio", "actor/entropy")
    assert found.trusted == ("val/test_score/gsm8k",)


def test_the_keys_of_our_trainer_are_known():
    found = who(*OURS)
    assert (found.reward, found.canary, found.repetition) == ("total", ("canaries_paid",), ("rewardry/loops/mean",))
    assert found.undecided == ("undecided", "rewardry/accuracy/undecided")
    assert found.trusted == ("evaluation/avg@1", "rewardry/accuracy/mean")
    assert found.components == {"accuracy": "rewardry/accuracy/mean", "loops": "rewardry/loops/mean"}
    assert found.penalties == {"rewardry/loops/mean"}  # a reward that falls where completions repeat themselves


@pytest.mark.parametrize(
    ("keys", "trusted"),
    [
        (
            ["rewards/correct/mean", "gold/score", "eval_accuracy"],
            ("gold/score", "eval_accuracy", "rewards/correct/mean"),
        ),
        (["oracle", "held_out_avg", "gold"], ("oracle",)),  # the first of a kind
        (["eval_accuracy", "val/acc"], ("eval_accuracy",)),
        (["rewards/a_right/mean", "rewards/b_right/mean"], ("rewards/a_right/mean",)),
        (["rewards/tagged_right/mean"], ()),  # form, whatever else its name says
        (["accuracy", "loss"], ("accuracy",)),
        (["rewards/right/mean", "accuracy"], ("rewards/right/mean",)),
        (["eval_reward", "eval/reward_score"], ()),  # what is optimised proves nothing
        (["eval_accuracy_std", "time/gold", "gold/undecided"], ()),
        (["canary_right", "oracle_repetition"], ()),
        (["compass/mean", "bypass"], ()),
    ],
)
def test_held_out_figures_are_trusted_before_what_is_paid(keys, trusted):
    assert who(*keys).trusted == trusted


@pytest.mark.parametrize(
    ("keys", "components"),
    [
        (["rewards/a", "rewards/a/mean"], {"a": "rewards/a/mean"}),  # the mean, whichever comes first
        (["rewards/a/mean", "rewards/a"], {"a": "rewards/a/mean"}),
        (["rewards/a/std", "rewards/a/undecided", "rewards/a/timeout"], {}),
        (["rewards/mean", "reward/mean"], {}),  # the total
        (["rewardry/judge/math/mean"], {"judge/math": "rewardry/judge/math/mean"}),
        (["reward_a", "a/rewards"], {}),
    ],
)
def test_a_component_is_a_mean_under_rewards(keys, components):
    assert who(*keys).components == components


@pytest.mark.parametrize(
    ("key", "canary"),
    [
        ("canaries_paid", True),
        ("canaries/paid", True),
        ("known_wrong/mean", True),
        ("honeypot", True),
        ("canaries_wrong", False),
        ("canaries_right", False),
        ("canaries/n", False),
        ("canaries/asked", False),
    ],
)
def test_canaries_are_those_that_were_paid(key, canary):
    assert who(key).canary == ((key,) if canary else ())


@pytest.mark.parametrize(
    ("key", "repeats"),
    [
        ("repetition", True),
        ("ngram_share", True),
        ("rollouts/loops", True),
        ("develop", False),
        ("repetition/std", False),
    ],
)
def test_repetition_is_told_by_its_name(key, repeats):
    assert who(key).repetition == ((key,) if repeats else ())
    assert who(key).penalties == frozenset()


def test_what_the_user_names_goes_before_what_the_names_say():
    keys = ("reward", "score", "rewards/right/mean", "rewards/shape/mean", "rewards/format/mean", "accuracy")
    found = who(*keys, trusted=("shape", "accuracy"), formats=("shape",), reward="score")
    assert found.trusted == ("rewards/shape/mean", "accuracy")
    assert (found.formats, found.reward) == (("shape",), "score")


@pytest.mark.parametrize("prefix", ["", "train/"])
def test_a_record_holds_the_finite_numbers_of_a_line(prefix):
    line = {"step": 3, f"{prefix}reward": 1, "loss": float("inf"), "note": "x", "on": True, "kl": -0.5, "nested": {}}
    assert Record.of(3, line).numbers == {"reward": 1.0, "kl": -0.5}
