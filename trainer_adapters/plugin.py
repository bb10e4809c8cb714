"""What trainers and their adapters add: records, the command that starts a training, and a server of rewards."""

from collections.abc import Mapping

from rewardry import hookimpl
from rewardry.plugins import Registrar

# Alphabetical; `tests/trainer_adapters/test_records.py` looks at each.
_ADAPTERS = {
    "areal": ("areal.record:ADAPTER", "AReaL: a recipe as reward_fn"),
    "atropos": ("atropos.record:ADAPTER", "Atropos: a recipe as a reward function of its registry"),
    "atropos-group": ("atropos.record:GROUP_ADAPTER", "Atropos: a recipe as the scores of a group"),
    "inspect-ai": ("inspect_ai.record:ADAPTER", "inspect_ai: a recipe as a scorer"),
    "lm-eval": ("lm_eval.record:ADAPTER", "lm-evaluation-harness: a recipe as a task's metric, and a filter"),
    "ms-swift": ("swift.record:ADAPTER", "ms-swift: a recipe's rewards as classes in swift.rewards.orms"),
    "nemo-gym": ("nemo_gym.record:ADAPTER", "NeMo-Gym: a recipe as the answer to /verify"),
    "nemo-rl": ("nemo_rl.record:ADAPTER", "NeMo-RL: a recipe as an environment"),
    "open-instruct": ("open_instruct.record:ADAPTER", "open-instruct: a recipe as a verifier function"),
    "openrlhf": ("openrlhf.record:ADAPTER", "OpenRLHF: a recipe as reward_func, or by HTTP"),
    "roll": ("roll.record:ADAPTER", "ROLL: a recipe as the rewards of a reward worker"),
    "skyrl": ("skyrl.record:ADAPTER", "SkyRL: a recipe as a text environment"),
    "slime": ("slime.record:ADAPTER", "slime: a recipe as --custom-rm-path"),
    "slime-group": ("slime.record:GROUP_ADAPTER", "slime: a recipe as --custom-rm-path with --group-rm"),
    "trl": ("trl.record:ADAPTER", "TRL: a recipe as reward_funcs of GRPOTrainer and its kin"),
    "unsloth": ("trl.record:UNSLOTH", "Unsloth: as TRL, which it patches"),
    "verifiers": ("prime_verifiers.record:ADAPTER", "verifiers 1 and prime-rl: a recipe as a plugged reward"),
    "verifiers-rubric": ("prime_verifiers.record:RUBRIC_ADAPTER", "verifiers' older Rubric: a recipe as its functions"),
    "verl": ("verl.record:ADAPTER", "verl: a recipe as custom_reward_function, or as a reward manager"),
}


@hookimpl
def rewardry_register(registry: Registrar) -> None:
    """The adapters."""
    for name, (target, summary) in _ADAPTERS.items():
        registry.add("adapter", name, f"rewardry.trainer_adapters.{target}", summary)


@hookimpl
def rewardry_commands() -> Mapping[str, tuple[str, str]]:
    """The commands `rewardry train` and `rewardry serve`."""
    return {
        "serve": ("rewardry.trainer_adapters.server.command:serve", "Serve a recipe's scores over HTTP."),
        "train": ("rewardry.trainer_adapters.grpo.command:train", "Train a model with GRPO or one of its kin."),
    }
