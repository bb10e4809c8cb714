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


def test_public_names():
    import rewardry.grpo

    assert callable(rewardry.grpo.train)
    assert rewardry.grpo.TrainConfig(steps=3).steps == 3
    with pytest.raises(AttributeError, match="has no attribute 'trian'"):
        _ = rewardry.grpo.trian
