"""One attack from the families to the figures."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from rewardry import __version__
from rewardry.testing.processes import Survivors

from ..runs import SCHEMA, command_line
from .family import Family
from .results import figures, of_family
from .source import Tasks, tasks_for
from .suite import Outcome, attacks_of, judge
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
        The content of ``attack.json``, without what is still running; see `attack_in`.

    Raises:
        ConfigError: there is no task to attack.
    """
    started = time.perf_counter()
    tasks = tasks_for(target, data, most, sets=True)
    kept, left_out, every = [], [], []
    for family in families:
        outcomes = judge(attacks_of(family, tasks.tasks, target), target, deadline)
        if any(not each.attack.is_control for each in outcomes):
            kept.append(of_family(family, outcomes))
            every += outcomes
        else:
            left_out.append({"name": family.name, "why": _why(family, tasks)})
    return _content(target, tasks, kept, left_out, every, deadline, time.perf_counter() - started)


def _why(family: Family, tasks: Tasks) -> str:
    if not any(family.reads(task.kind) for task in tasks.tasks):
        return (
            "it is made for programs" if family.reads("program") else "it is made for answers, and these are programs"
        )
    return "nothing in these tasks fills its templates"


def _content(
    target: Target,
    tasks: Tasks,
    families: list[dict[str, Any]],
    left_out: list[dict[str, str]],
    outcomes: Sequence[Outcome],
    deadline: float,
    seconds: float,
) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "kind": "attack",
        "rewardry": __version__,
        "command": command_line(),
        "attacked": target.told(),
        "tasks": tasks.told(),
        "families": families,
        "not_applicable": left_out,
        "total": figures(outcomes),
        "leaked": [],
        "deadline_seconds": deadline,
        "seconds": seconds,
    }


def leftovers(survivors: Survivors) -> list[str]:
    """What still runs of what was started since; it is ended."""
    found = survivors.found()
    survivors.end()
    return found
