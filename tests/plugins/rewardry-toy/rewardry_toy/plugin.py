"""What the toy registers. Nothing of it is imported before it is used."""

from rewardry import hookimpl


@hookimpl
def rewardry_register(registry):
    """Register the toy's components."""
    registry.reward("short", "rewardry_toy.rewards:short", "1 for a completion that is short enough")
    registry.verifier("even", "rewardry_toy.verifiers:Even", "the answer is an even number")
    registry.recipe("short-and-even", "rewardry_toy:recipes/short-and-even.yaml", "Even numbers, said briefly")


@hookimpl
def rewardry_commands():
    """Add `rewardry toy`."""
    return {"toy": "rewardry_toy.cli:toy"}
