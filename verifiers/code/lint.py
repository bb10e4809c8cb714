"""References on trial: the solution they bring must pass; an empty program and a constant one must not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rewardry.text.code_blocks import fenced
from rewardry.text.sections import SectionStyle
from rewardry.types import Sample, Verdict

from . import explanation
from .references import CodeReference, as_object, read_reference

if TYPE_CHECKING:
    from .judge import OpenCode

# What a function may always return that has nothing to do with its arguments.
_CONSTANTS = {
    "python": ("None", "True", "False", "0", "1", "''", "[]"),
    "javascript": ("undefined", "true", "false", "0", "1", "''", "[]"),
}
_CONSTANT = {
    "python": "def {name}(*arguments, **named):\n    return {value}\n",
    "javascript": "const {name} = (...given) => {value}\n",
}


def problems(opened: OpenCode, samples: Sequence[Sample]) -> list[str | None]:
    """What is wrong with the reference of each sample, or None.

    Args:
        opened: the open verifier.
        samples: each with a reference. A solution is that of the reference, or the row's column ``solution``.
    """
    found: list[str | None] = [explanation.reference_problem(sample) for sample in samples]
    trials = [
        (i, what, must_pass, _as_sample(program, samples[i].reference))
        for i, problem in enumerate(found)
        if problem is None
        for what, must_pass, program in _programs(samples[i])
    ]
    verdicts = opened.verify([sample for *_, sample in trials])
    for (i, what, must_pass, _), verdict in zip(trials, verdicts, strict=True):
        found[i] = found[i] or _complaint(what, must_pass, verdict)
    for i, sample in enumerate(samples):
        if found[i] is None:
            found[i] = _guessed(opened, read_reference(sample.reference))
    return found


def _programs(sample: Sample) -> Iterator[tuple[str, bool, str]]:
    """Programs to run: what each is, whether it must pass, and its text."""
    task = read_reference(sample.reference)
    solution = task.solution if task.solution is not None else sample.meta.get("solution")
    if isinstance(solution, str):
        yield "its solution", True, solution
    if task.mode != "asserts":
        return
    yield "an empty program", False, ""
    for value in _CONSTANTS[task.language]:
        program = _CONSTANT[task.language].format(name=task.entry_point, value=value)
        yield f"a program that always returns {value}", False, program


def _as_sample(program: str, reference: Any) -> Sample:
    """A completion that is the program alone: tags in it are its own texts."""
    completion = fenced(program, as_object(reference)["language"].strip())
    return Sample(completion=completion, reference=reference, style=SectionStyle(think=None, answer=None))


def _complaint(what: str, must_pass: bool, verdict: Verdict) -> str | None:
    if not verdict.decided:
        why = verdict.details.get("error") or verdict.details.get("why") or verdict.reason
        return f"{what} could not be judged: {why}"
    if (verdict.status == "correct") is must_pass:
        return None
    if not must_pass:
        return f"{what} passes; add tests that it fails"
    return f"{what} fails: {verdict.reason}{_where(verdict.details)}"


def _where(details: Mapping[str, Any]) -> str:
    first = details.get("first_failure")
    return "" if first is None else f" in test {first['test']} of {details['tests']}, counted from 0"


def _guessed(opened: OpenCode, task: CodeReference) -> str | None:
    """What passes all tests without looking at any input, where outputs are compared."""
    if task.mode == "asserts":
        return None
    if task.mode == "stdio" and opened.accepts(task, [b""] * task.tests):
        return "an empty program passes; add tests that want an output"
    if opened.accepts(task, [task.outputs[0]] * task.tests):
        return (
            f"a program that always answers as test 0 wants passes all {task.tests} tests; add tests with other answers"
        )
    return None
