"""One attack from the families to the figures."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from rewardry.testing.processes import Survivors

from ..findings import finding
from .family import Family
from .results import figures, of_family
from .source import Tasks, tasks_for
from .suite import attacks_of, judge
from .target import Target


def attack(
    target: Target, data: str | None, families: Sequence[Family], most: int | None, deadline: float
) -> dict[str, Any]:
    """Attack a target, and say what was paid.

    Args:
        target: a verifier or a recipe.
        data: a file of labelled rows, or None for what is shipped.
        families: which attacks.
        most: of how many tasks at the most.
        deadline: seconds that a completion may take.

    Returns:
        The content of ``attack.json``; what is left running is still to be put into ``leaked``.

    Raises:
        ConfigError: there is no task to attack.
    """
    started = time.perf_counter()
    tasks = tasks_for(target, data, most, sets=True)
    longest = target.longest(deadline)
    kept, left_out, every = [], [], []
    for family in families:
        outcomes = judge(attacks_of(family, tasks.tasks, target), target, longest)
        if any(not each.attack.is_control for each in outcomes):
            kept.append(of_family(family, outcomes))
            every += outcomes
        else:
            left_out.append({"name": family.name, "why": _why(family, tasks)})
    return finding(
        "attack",
        attacked=target.told(),
        tasks=tasks.told(),
        families=kept,
        not_applicable=left_out,
        total=figures(every),
        leaked=[],
        deadline_seconds=longest,
        seconds=time.perf_counter() - started,
    )


def _why(family: Family, tasks: Tasks) -> str:
    if any(family.reads(task.kind) for task in tasks.tasks):
        return "nothing in these tasks fills the templates"
    return "made for programs" if family.reads("program") else "made for answers, and these are programs"


def leftovers(survivors: Survivors) -> list[str]:
    """What still runs of what was started since; it is ended."""
    found = survivors.found()
    survivors.end()
    return found
