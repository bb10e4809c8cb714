"""What is told of a row without running anything, and examples for the conformance kit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rewardry.component import UnreadableReferenceError
from rewardry.types import Sample

from .blocks import Fence, find_program
from .references import read_reference

if TYPE_CHECKING:
    from rewardry.testing.case import Case


def steps(sample: Sample, fence: Fence) -> list[tuple[str, str]]:
    """The task of a sample and the program that is found in it."""
    if sample.reference is None:
        return [("reference", "none")]
    try:
        task = read_reference(sample.reference)
    except UnreadableReferenceError as error:
        return [("reference", f"cannot be read: {error}")]
    tests = f"{task.tests} test{'s' * (task.tests != 1)}"
    what = f"{task.mode} in {task.language}, {tests}, compared by {task.checker.name}"
    found = find_program(sample, task.language, fence)
    return [("reference", what), ("program", found.answer if found.answer is not None else f"none ({found.reason})")]


def reference_problem(sample: Sample) -> str | None:
    """Why a reference cannot be used, as far as that shows without running it."""
    try:
        read_reference(sample.reference)
    except UnreadableReferenceError as error:
        return str(error)
    return None


_ADD = {
    "mode": "function",
    "language": "python",
    "entry_point": "add",
    "tests": {"inputs": [[2, 3], [10, -4]], "outputs": [5, 6]},
}
_DOUBLE = {"mode": "stdio", "language": "bash", "tests": {"inputs": ["3\n", "-4\n"], "outputs": ["6\n", "-8\n"]}}


def examples() -> Sequence[Case]:
    """Right programs in several forms, and wrong ones that come near."""
    from rewardry.testing.case import Case

    add, double = "Write add(a, b), the sum of two numbers.", "Read a number and print its double."
    right = "```python\ndef add(a, b):\n    return a + b\n```"
    return [
        Case(f"<think>Easy.</think>\n<answer>{right}</answer>", "correct", add, _ADD),
        Case("```python\ndef add(a, b):\n    return str(a + b)\n```", "incorrect", add, _ADD),
        Case(f"<think>{right}</think> I cannot.", "incorrect", add, _ADD),
        Case("```\nread n; echo $((2 * n))\n```", "correct", double, _DOUBLE),
        Case("```bash\necho 6\n```", "incorrect", double, _DOUBLE),
        Case("```sh\nread n; echo $((2 * n)); exit 1\n```", "incorrect", double, _DOUBLE),
        Case("```sh\nread n; echo $((2 * n))\n```", "abstain", double, {**_DOUBLE, "tests": {}}),
    ]
