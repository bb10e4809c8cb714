"""The commands of the benchmarks, added the way a plugin adds its own."""

from collections.abc import Mapping

from rewardry import hookimpl


@hookimpl
def rewardry_commands() -> Mapping[str, str]:
    """The command ``rewardry bench``."""
    return {"bench": "rewardry.benchmarks.command:bench"}
