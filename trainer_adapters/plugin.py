"""What the built-in trainers add: the command that starts them, and the adapters of the others."""

from collections.abc import Mapping

from rewardry import hookimpl
from rewardry.plugins import Registrar

# Alphabetical; `tests/trainer_adapters/test_records.py` looks at each.
_ADAPTERS = {
    "areal": ("areal:ADAPTER", "AReaL: a recipe as reward_fn"),
}


@hookimpl
def rewardry_register(registry: Registrar) -> None:
    """The adapters."""
    for name, (target, summary) in _ADAPTERS.items():
        registry.add("adapter", name, f"rewardry.trainer_adapters.{target}", summary)


@hookimpl
def rewardry_commands() -> Mapping[str, str]:
    """The command `rewardry train`."""
    return {"train": "rewardry.trainer_adapters.grpo.command:train"}
