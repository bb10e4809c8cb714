"""A generator for each task: reasoning-gym's own, with the entry as the reference."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import types
from collections.abc import Iterator
from typing import Any, ClassVar

from rewardry.generator import HARDEST, Generator, refuse_arguments, seed_of_row

from .entries import to_json
from .tasks import TASKS, class_name

# The tasks whose entries come without an answer, and the field of the metadata that holds one.
_WITNESS = {
    "graph_color": "possible_answer",
    "propositional_logic": "example_answer",
    "rubiks_cube": "example_correct_answer",
}

# The tasks whose entries follow the order of a set of texts, which is another in every process.
BY_HASH = frozenset({"isomorphic_strings", "knight_swap", "polynomial_multiplication", "ransom_note", "word_ladder"})
_PORTION = 500
_NUMPY_SEEDS = 1 << 31  # what numpy takes


class TaskGenerator(Generator):
    """Rows of one task of reasoning-gym; the verifier of the same id judges them.

    The difficulty picks the level of each setting in the task's own curriculum, from its lowest to its highest; a task
    without one is the same at every difficulty.
    """

    task: ClassVar[str]
    requires = ("reasoning_gym",)
    licence = "Apache-2.0"
    source = "github.com/open-thought/reasoning-gym at 0.1.25"

    def rows(self, seed: int, n: int, difficulty: int = 5) -> Iterator[dict[str, Any]]:
        """Rows whose reference is the entry; a row is the same however many are asked for."""
        refuse_arguments(seed, n, difficulty)
        return self._rows(seed, n, difficulty)

    def _rows(self, seed: int, n: int, difficulty: int) -> Iterator[dict[str, Any]]:
        seeds = [seed_of_row(seed, index) % _NUMPY_SEEDS for index in range(n)]
        made: Iterator[dict[str, Any]] = (entry_of(self.task, each, difficulty) for each in seeds)
        if self.task in BY_HASH and os.environ.get("PYTHONHASHSEED") != "0":
            made = _elsewhere(self.task, seeds, difficulty)
        for index, entry in enumerate(made):
            meta = {"task": self.task, "difficulty": difficulty}
            yield {
                "id": f"{self.task}-{seed}-{difficulty}-{index}",
                "prompt": entry["question"],
                "reference": entry,
                "meta": meta,
            }


def _elsewhere(task: str, seeds: list[int], difficulty: int) -> Iterator[dict[str, Any]]:
    """Entries made in a process of their own, whose hashes of texts are the same everywhere.

    Raises:
        RuntimeError: the process failed.
    """
    command = [sys.executable, "-m", "rewardry_reasoning_gym.entries_of", task, str(difficulty), *map(str, seeds)]
    for start in range(0, len(seeds), _PORTION):
        portion = command[:5] + command[5 + start : 5 + start + _PORTION]
        environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        done = subprocess.run(portion, capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise RuntimeError(f"the process that makes entries of {task} failed: {done.stderr.strip()[-300:]}")
        yield from (json.loads(line) for line in done.stdout.splitlines() if line.startswith("{"))


def entry_of(task: str, seed: int = 0, difficulty: int | None = None) -> dict[str, Any]:
    """An entry as JSON holds it; at the task's default settings where no difficulty is given."""
    entry: dict[str, Any] = to_json(_dataset(task, seed, difficulty)[0])
    if task == "time_intervals" and entry["metadata"]["task_type"].startswith("time"):
        for name in ("start_time", "end_time"):  # of the day on which it was made, which nobody is asked about
            entry["metadata"][name] = entry["metadata"][name].partition(" ")[2]
    return entry


def _dataset(task: str, seed: int, difficulty: int | None) -> Any:
    import reasoning_gym
    from reasoning_gym.factory import create_curriculum, has_curriculum

    settings: dict[str, Any] = {"seed": seed, "size": 1}
    default = reasoning_gym.create_dataset(task, **settings)
    if difficulty is None or not has_curriculum(task):
        return default
    for level in range(difficulty, -1, -1):  # the highest levels of some curricula are none that their task takes
        curriculum = create_curriculum(task)
        for name, attribute in curriculum.attributes.items():
            curriculum.set_attr_level(name, round(level / HARDEST * (len(attribute.levels) - 1)))
        try:
            return type(default)(curriculum.generate_configuration(settings))
        except (AssertionError, TypeError, ValueError):
            continue
    return default


def solution_of(entry: dict[str, Any]) -> str | None:
    """A right answer to an entry, where one comes with it."""
    metadata = entry["metadata"]
    witness = _WITNESS.get(metadata["source_dataset"])
    if entry["answer"] is not None or witness is None:
        answer = entry["answer"]
        return None if answer is None or "Integral" in answer else str(answer)
    found = metadata[witness]
    if isinstance(found, dict) and "__pairs__" in found:
        return "{" + ", ".join(f'"{key}": {value}' for key, value in found["__pairs__"]) + "}"
    return str(found) or None  # a cube may come solved


@functools.cache
def _made(task: str) -> type[TaskGenerator]:
    described = f"Rows of reasoning-gym's task {task}: {TASKS[task].answer}."
    body = {"task": task, "__module__": __name__, "__qualname__": class_name(task), "__doc__": described}
    made: type[TaskGenerator] = types.new_class(
        class_name(task), (TaskGenerator,), {}, lambda names: names.update(body)
    )
    return made


_BY_CLASS = {class_name(task): task for task in TASKS}


def __getattr__(name: str) -> type[TaskGenerator]:
    if name not in _BY_CLASS:
        raise AttributeError(f"module {__name__} has no {name!r}")
    return _made(_BY_CLASS[name])
