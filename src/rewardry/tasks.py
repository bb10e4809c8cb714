"""Where an environment's tasks come from: generators without end, or the rows of a data set."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from rewardry.errors import ConfigError, DataError
from rewardry.generator import EASIEST, HARDEST, Generator
from rewardry.parameters import build
from rewardry.rows import read_rows, sample_of
from rewardry.types import Sample, prompt_text

_FILES = (".jsonl", ".jsonl.gz")
_SEEDS = 2**48


class Task(NamedTuple):
    """One task.

    Attributes:
        id: the row's id.
        sample: the row as a sample, with an empty completion.
    """

    id: Any
    sample: Sample


class TaskSource(Protocol):
    """Gives tasks."""

    def draw(self, chance: random.Random, options: Mapping[str, Any]) -> Task:
        """The next task.

        Args:
            chance: where all chance comes from; the same state gives the same task.
            options: what the caller of `reset` asks for.

        Raises:
            ConfigError: options that this source does not know.
        """


class Generated:
    """Tasks that generators make, each as often as the others.

    Options: `difficulty` for this task; `task_seed`, the seed of the task itself.
    """

    def __init__(self, generators: Sequence[Generator], difficulty: int) -> None:
        self.generators = tuple(generators)
        self.difficulty = difficulty

    def draw(self, chance: random.Random, options: Mapping[str, Any]) -> Task:
        """A task of a generator drawn by chance."""
        _refuse_unknown(options, ("difficulty", "task_seed"))
        generator = chance.choice(self.generators)
        seed = chance.randrange(_SEEDS)
        difficulty = options.get("difficulty", self.difficulty)
        try:
            row = next(iter(generator.rows(options.get("task_seed", seed), 1, difficulty)))
        except ValueError as error:  # of the options
            raise ConfigError(f"{type(generator).__name__}: {error}") from None
        return task_of(row, 0, f"a row of {type(generator).__name__}")


class Listed:
    """Tasks of a data set, drawn by chance with replacement.

    Options: `row`, the position of the task, for a walk through all of them.
    """

    def __init__(self, tasks: Sequence[Task]) -> None:
        self.tasks = tasks

    def draw(self, chance: random.Random, options: Mapping[str, Any]) -> Task:
        """A row drawn by chance, or the one asked for."""
        _refuse_unknown(options, ("row",))
        place = options.get("row")
        if place is None:
            return self.tasks[chance.randrange(len(self.tasks))]
        if isinstance(place, bool) or not isinstance(place, int) or not 0 <= place < len(self.tasks):
            raise ConfigError(f"the option row is {place!r}; the data set has the rows 0 to {len(self.tasks) - 1}")
        return self.tasks[place]


def task_source(tasks: Any, difficulty: int) -> TaskSource:
    """The source of what a user gives as tasks.

    Args:
        tasks: a generator or its id, or ``{"use": id, parameter: value}``; several of them; a ``.jsonl`` file; or rows.
        difficulty: of generated tasks.

    Raises:
        ConfigError: it is none of these, there is no such generator, or the difficulty is out of its range.
        DataError: a row is no task.
    """
    if isinstance(difficulty, bool) or not isinstance(difficulty, int) or not EASIEST <= difficulty <= HARDEST:
        raise ConfigError(f"the difficulty is {difficulty!r}; a whole number from {EASIEST} to {HARDEST} is wanted")
    if isinstance(tasks, Path) or (isinstance(tasks, str) and tasks.endswith(_FILES)):
        return Listed(_of_file(str(tasks)))
    given = [tasks] if isinstance(tasks, (str, Generator, Mapping)) else tasks
    if not isinstance(given, Iterable):
        raise ConfigError(f"tasks is {tasks!r}; a generator, its id, a .jsonl file, or rows are wanted")
    given = list(given)
    if not given:
        raise ConfigError("there are no tasks")
    if all(map(_is_generator, given)):
        return Generated([_generator(one) for one in given], difficulty)
    return Listed([task_of(row, position, f"task {position}") for position, row in enumerate(given)])


def _is_generator(task: Any) -> bool:
    return isinstance(task, (str, Generator)) or (isinstance(task, Mapping) and "use" in task and "prompt" not in task)


def _generator(task: Any) -> Generator:
    if isinstance(task, Generator):
        return task
    settings = {"use": task} if isinstance(task, str) else dict(task)
    return build(Generator, settings.pop("use"), settings)


def _of_file(path: str) -> list[Task]:
    """The tasks of a file, whose rows need no completion.

    Raises:
        ConfigError: it cannot be read, or holds no rows.
        DataError: a line is no task.
    """
    tasks = []
    for position, row in enumerate(read_rows([path], skip_bad=True)):
        if row.data is None:
            raise DataError(row.problem or f"{row.place}: no row")
        tasks.append(task_of(row.data, position, row.place))
    if not tasks:
        raise ConfigError(f"{path} holds no rows")
    return tasks


def task_of(row: Any, position: int, place: str) -> Task:
    """The task of a row.

    Args:
        row: a row of the form of an input file; a completion in it counts for nothing.
        position: its id where it brings none.
        place: what messages call it.

    Raises:
        DataError: it is none, or has no prompt, which is what the policy sees.
    """
    if not isinstance(row, Mapping):
        raise DataError(f"{place}: a row with `prompt` and `reference` is wanted, not {type(row).__name__}")
    sample = sample_of({**row, "completion": ""}, None, place)
    if not prompt_text(sample.prompt).strip():
        raise DataError(f"{place}: field 'prompt': a text or chat messages are wanted, for it is what the policy sees")
    return Task(position if row.get("id") is None else row["id"], sample)


def _refuse_unknown(options: Mapping[str, Any], known: Sequence[str]) -> None:
    unknown = sorted(set(options) - set(known))
    if unknown:
        raise ConfigError(f"reset has no option {unknown[0]!r} here; it has {' and '.join(known)}")
