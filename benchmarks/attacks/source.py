"""Which tasks a command attacks, and with what: what the commands of the red team share."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rewardry.component import Verifier
from rewardry.engine.runtime import Runtime
from rewardry.errors import ConfigError, DataError
from rewardry.parameters import build, from_text
from rewardry.plugins import registry
from rewardry.recipe import Recipe
from rewardry.rows import sample_of
from rewardry.types import CompletionError, Sample, prompt_text

from ..sets import BenchSet, LabelledRow, default_sets, find_sets
from .settling import settle
from .target import RecipeTarget, Target, VerifierTarget, verifier_of
from .task import Task, shipped_tasks, tasks_of_examples, tasks_of_samples

_ID_OF_ROW = 60
_OF_A_SET = 12  # tasks; more are attacked with -d SET
_PROGRAMS_OF_A_SET = 3  # each of which is run dozens of times


@dataclass(frozen=True, slots=True)
class Tasks:
    """The tasks of a command.

    Attributes:
        source: where they are from, in words.
        digest: the SHA-256 of the file, or None.
        tasks: those of which a right answer is paid.
        unusable: how many others there are.
    """

    source: str
    digest: str | None
    tasks: list[Task]
    unusable: int

    def told(self) -> dict[str, Any]:
        """For a file."""
        return {"source": self.source, "sha256": self.digest, "rows": len(self.tasks), "unusable": self.unusable}


def target_of(verifier: str | None, recipe: str | None, settings: Mapping[str, str], runtime: Runtime) -> Target:
    """What -v or -r names.

    Raises:
        ConfigError: both or none of them, or settings for a recipe.
    """
    if (verifier is None) == (recipe is None):
        raise ConfigError("what is attacked? Give -v VERIFIER or -r RECIPE, one of them")
    if verifier is not None:
        return VerifierTarget(verifier, build(Verifier, verifier, from_text(settings)), runtime)
    if settings:
        raise ConfigError("--set is for a verifier; a recipe's parameters stand in its file")
    assert recipe is not None
    return RecipeTarget(Recipe.load(recipe), runtime)


def tasks_for(target: Target, data: str | None, most: int | None, *, sets: bool = False) -> Tasks:
    """The tasks to attack, of a file, or those that are shipped, or the examples of the verifier's author.

    Args:
        target: what is attacked.
        data: a file of labelled rows or a set, or None.
        most: of how many tasks at the most.
        sets: without a file, take some of the shipped sets that a verifier reads, too.

    Raises:
        ConfigError: there are none, or no right answer of theirs is paid.
    """
    source, digest, found = _read(target, data)
    if sets and data is None and isinstance(target, VerifierTarget):
        of_sets = _of_sets(target.verifier)
        source, found = ", ".join([source, *of_sets]), [*found, *itertools.chain.from_iterable(of_sets.values())]
    able, unusable = settle(found if most is None else found[:most], target)
    if not able:
        raise ConfigError(
            f"{source}: of {len(found)} tasks there is none of which a right answer is paid and two wrong ones not; "
            f"give labelled rows with -d that {target.id} reads"
        )
    return Tasks(source, digest, able, unusable)


def _read(target: Target, data: str | None) -> tuple[str, str | None, list[Task]]:
    if data is not None:
        [bench_set] = find_sets([data])
        return bench_set.name, bench_set.digest, _of_file(bench_set)
    verifier = target.verifier if isinstance(target, VerifierTarget) else _verifier_of(target)
    id_ = target.id if isinstance(target, VerifierTarget) else _id_of(verifier)
    shipped = shipped_tasks(id_) if id_ is not None else None
    if shipped is not None:
        return f"shipped: {id_}", None, shipped
    if verifier is None:
        raise ConfigError(
            f"{target.id} asks no verifier, so that no tasks are known for it; give labelled rows with -d"
        )
    return f"examples of {id_}", None, tasks_of_examples(verifier)


def _of_sets(verifier: Verifier) -> dict[str, list[Task]]:
    """Some tasks of every shipped set that a verifier reads, evenly taken."""
    try:
        fitting = default_sets([verifier])
    except ConfigError:
        return {}
    found = {one.name: _of_file(one) for one in fitting}
    return {
        name: _evenly(tasks, _PROGRAMS_OF_A_SET if _are_programs(tasks) else _OF_A_SET) for name, tasks in found.items()
    }


def _are_programs(tasks: list[Task]) -> bool:
    return any(task.kind == "program" for task in tasks)


def _evenly(tasks: list[Task], most: int) -> list[Task]:
    return tasks if len(tasks) <= most else [tasks[i * len(tasks) // most] for i in range(most)]


def _verifier_of(target: Target) -> Verifier | None:
    """The first verifier that a recipe asks."""
    assert isinstance(target, RecipeTarget)
    found = (verifier_of(part.reward) for part in target.recipe.parts)
    return next((verifier for verifier in found if verifier is not None), None)


def _id_of(verifier: Verifier | None) -> str | None:
    return None if verifier is None else registry().identity_of(type(verifier)).id


def _of_file(bench_set: BenchSet) -> list[Task]:
    rows = (row for row in bench_set.rows() if row.data.get("kind", "point") == "point")
    return tasks_of_samples((str(row.id)[:_ID_OF_ROW], _sample_of(row), row.label) for row in rows)


def _sample_of(row: LabelledRow) -> Sample:
    """The row as a sample whose question can be read, for attacks repeat it.

    Raises:
        DataError: its prompt is neither a text nor chat messages.
    """
    place = f"row {row.id}"
    sample = sample_of(row.data, None, place)
    try:
        prompt_text(sample.prompt)
    except CompletionError as error:
        raise DataError(f"{place}: field 'prompt': {error}; mend the row, or leave it out") from None
    return sample
