"""Programs that pass their tests, and mutants that fail one.

The expected outputs are what two solutions by different algorithms both give, and every label was seen by running the
program: a mutant that passes all tests is left out.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from .mutants import mutants
from .program_tasks import TASKS, Task
from .running import results

SEED = 20
MUTANTS = 8


def programs(tasks: tuple[Task, ...] = TASKS) -> Iterator[dict[str, Any]]:
    """The rows: for each task both solutions, then mutants of the first.

    Raises:
        ValueError: the solutions of a task disagree; the task is wrong.
    """
    for task in tasks:
        expected = results(task.solution, task.entry_point, task.inputs)
        if expected is None or expected != results(task.other, task.entry_point, task.inputs):
            raise ValueError(f"{task.name}: its two solutions disagree, or one takes too long")
        if any(found[0] != "ok" for found in expected):
            raise ValueError(f"{task.name}: its solution fails: {expected}")
        reference = _reference(task, [found[1] for found in expected])
        made: list[tuple[str, int, str | None]] = [(task.solution, 1, None), (task.other, 1, None)]
        made += [(text, 0, told) for text, told in _failing(task, expected)]
        for position, (text, label, told) in enumerate(made):
            yield _row(task, position, text, label, told, reference)


def _failing(task: Task, expected: list[Any]) -> list[tuple[str, str]]:
    """Some mutants of the solution that were seen to give another output."""
    candidates = [one for one in mutants(task.solution) if one[0] != task.solution]
    random.Random(f"{SEED} {task.name}").shuffle(candidates)
    found: dict[str, str] = {}
    for text, told in candidates:
        if len(found) == MUTANTS:
            break
        given = results(text, task.entry_point, task.inputs)
        if given is not None and given != expected and text not in found:
            found[text] = told
    return list(found.items())


def _reference(task: Task, outputs: list[Any]) -> dict[str, Any]:
    tests = {"inputs": task.inputs, "outputs": outputs}
    if not task.entry_point:
        return {"mode": "stdio", "language": "python", "tests": tests}
    return {"mode": "function", "language": "python", "entry_point": task.entry_point, "tests": tests}


def _row(
    task: Task, position: int, text: str, label: int, told: str | None, reference: dict[str, Any]
) -> dict[str, Any]:
    return {
        "id": f"programs/{task.name}-{position}",
        "kind": "point",
        "domain": f"code/{reference['mode']}",
        "group": f"programs/{task.name}",
        "prompt": f"{task.prompt} Answer with one ```python block.",
        "completion": f"This does it:\n\n```python\n{text.strip()}\n```",
        "reference": reference,
        "label": label,
        "meta": {"task": task.name, "mode": reference["mode"], "mutation": told},
        "source": "rewardry programs 1",
        "licence": "CC0-1.0",
    }
