"""What is imported before a training begins: nothing heavy."""

import subprocess
import sys

import pytest

HEAVY = ("torch", "transformers", "peft", "safetensors", "tensorboard", "matplotlib")


@pytest.mark.parametrize(
    "module",
    [
        "rewardry.grpo",
        "rewardry.testing.grpo",
        "rewardry.trainer_adapters.grpo.command",
        "rewardry.trainer_adapters.grpo.config",
    ],
)
def test_nothing_heavy_is_imported(module):
    code = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# PPO, curves, trackers, the oracle and FSDP2 are no part of a training with GRPO.
ASIDE = ("command", "critic", "gae", "log_sinks", "oracle", "plots", "ppo", "sharding")


def test_the_path_of_grpo_is_its_own():
    """What a training imports as a whole, all but what its configuration asks for by name."""
    code = (
        "import sys, rewardry.trainer_adapters.grpo.training; "
        "parts = (name.partition('rewardry.trainer_adapters.grpo.')[2] for name in sys.modules); "
        "print(*filter(None, parts))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"loop", "learner", "rollout", "session"} <= set(done.stdout.split())
    assert not set(ASIDE) & set(done.stdout.split())


def test_public_names():
    import rewardry.grpo

    assert callable(rewardry.grpo.train)
    assert rewardry.grpo.TrainConfig(steps=3).steps == 3
    with pytest.raises(AttributeError, match="has no attribute 'trian'"):
        _ = rewardry.grpo.trian
