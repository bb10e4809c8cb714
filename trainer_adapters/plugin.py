"""What the built-in trainers add: the command that starts them."""

from collections.abc import Mapping

from rewardry import hookimpl


@hookimpl
def rewardry_commands() -> Mapping[str, str]:
    """The command `rewardry train`."""
    return {"train": "rewardry.trainer_adapters.grpo.command:train"}
