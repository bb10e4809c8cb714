"""What each TRL release passes to a reward function and does with what it returns, read in their sources.

A recipe that an older release cannot train with is refused before the training; what can be worked around is, and said
in one warning.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TypeAlias

from rewardry.errors import ConfigError
from rewardry.recipe import Recipe

Release: TypeAlias = tuple[int, ...]
log = logging.getLogger("rewardry")

OLDEST: Release = (0, 18)
# The first release that has it.
SINCE: Mapping[str, Release] = {
    "completion_ids": (0, 17),  # the token ids of the completions
    "trainer_state": (0, 20),  # the progress of the training, for schedules of weights
    "token_advantages": (0, 27),  # an advantage a token, by a subclass
    "normalize_then_sum": (0, 27),  # each reward normalised in its group: GDPO
    "log_metric": (1, 0),  # metrics and columns of a reward function's own
    "undecided_rows": (1, 6),  # a row of which no function knows anything is left out; before, it counted as 0
    "environment_reward": (1, 8),  # `get_reward` of an environment
}


@dataclass(frozen=True, slots=True)
class Contract:
    """The contract of one release.

    Attributes:
        release: its version, as numbers; None for that of today.
    """

    release: Release | None = None

    def has(self, capability: str) -> bool:
        """Whether the release has one of `SINCE`."""
        return self.release is None or self.release >= SINCE[capability]

    @property
    def name(self) -> str:
        """How messages call it."""
        return "TRL" if self.release is None else f"TRL {'.'.join(map(str, self.release))}"


def contract_of(trl: str | None) -> Contract:
    """The contract of a release of TRL.

    Args:
        trl: its version; None for the installed one, and that of today where none is installed.

    Raises:
        ConfigError: the text is no version, or is older than all that this was written for.
    """
    found = trl or _installed()
    if found is None:
        return Contract()
    numbers = re.match(r"\d+(\.\d+)*", str(found))
    if numbers is None:
        raise ConfigError(f"trl is {trl!r}; a version of TRL is wanted, such as '1.16.0'")
    contract = Contract(tuple(map(int, numbers[0].split("."))))
    if contract.release is not None and contract.release < OLDEST:
        raise ConfigError(f"{contract.name} is older than 0.18, the oldest release this can serve; upgrade TRL")
    return contract


def _installed() -> str | None:
    try:
        return version("trl")
    except PackageNotFoundError:
        return None


def refuse_unfit(recipe: Recipe, contract: Contract) -> None:
    """Refuse a recipe that the release cannot train with.

    Raises:
        ConfigError: says which release can.
    """
    if recipe.is_scheduled and not contract.has("trainer_state"):
        raise ConfigError(
            f"recipe {recipe.name!r} has a schedule, and {contract.name} tells reward functions no progress; install "
            f"trl>=0.20, or give the rewards constant weights"
        )
    if recipe.normalize == "normalize_then_sum" and not contract.has("normalize_then_sum"):
        raise ConfigError(
            f"recipe {recipe.name!r} normalises each reward before it adds them up, and {contract.name} cannot; "
            f"install trl>=0.27"
        )


def warn_of_workarounds(recipe: Recipe, contract: Contract, group_size: int | None) -> None:
    """Say what a release lacks that the callables make up for, or cannot."""
    said = []
    if not contract.has("undecided_rows") and recipe.on_undecided == "none":
        said.append(
            "it counts an undecided row as 0; each is given the mean of its group instead, whose advantage is 0"
            if group_size is not None
            else "it counts an undecided row as 0; pass group_size=num_generations, and each is given the mean of its "
            "group, whose advantage is 0"
        )
    if not contract.has("log_metric"):
        said.append("it takes no metrics of a reward function; shares of undecided rows and of errors are not logged")
    if said:
        log.warning("recipe %r under %s: %s", recipe.name, contract.name, "; ".join(said))
