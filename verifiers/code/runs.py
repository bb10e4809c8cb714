"""From a program and a task to what the sandbox runs, and from what it did back to what came of the test."""

from __future__ import annotations

import ast
import json
import secrets
from collections.abc import Callable
from typing import Any, NamedTuple

from rewardry.sandbox import Execution, Limits, Program

from .checkers import accepts_output, accepts_value
from .harnesses import FILES, SOURCES
from .outcomes import Outcome, Result, failure
from .references import CodeReference
from .values import NotJsonError, read_value

Judge = Callable[[Execution], Result]


class Run(NamedTuple):
    """One run of a program.

    Attributes:
        program: what the sandbox is given; nothing that is expected.
        judge: what came of the test, from what the program did.
    """

    program: Program
    judge: Judge


def run_of(task: CodeReference, test: int, source: str, limits: Limits) -> Run:
    """The run of one test.

    Args:
        task: the reference.
        test: which of its tests; 0 for the text of asserts.
        source: the program.
        limits: what it may use.
    """
    if task.mode == "stdio":
        program = Program(task.language, source, stdin=task.inputs[test], limits=limits)
        return Run(program, lambda done: _judge_output(task, test, done))
    if task.mode == "function":
        mark = secrets.token_hex(8) if task.language == "javascript" else ""
        asked = {"entry_point": task.entry_point, "arguments": task.inputs[test], "mark": mark}
        program = harnessed(task, source, "function", asked, limits)
        return Run(program, lambda done: _judge_value(task, test, mark.encode(), done))
    nonce = secrets.token_hex(16)
    program = harnessed(task, source, "asserts", request_of_asserts(task, nonce), limits)
    return Run(program, lambda done: _judge_nonce(nonce.encode(), done))


def harnessed(task: CodeReference, source: str, mode: str, asked: dict[str, Any], limits: Limits) -> Program:
    """A harness with the program beside it, and the request on its standard input."""
    return Program(
        task.language,
        SOURCES[task.language],
        stdin=json.dumps(asked).encode(),
        arguments=(mode,),
        files={FILES[task.language]: source.encode("utf-8", "surrogatepass")},
        limits=limits,
    )


def request_of_asserts(task: CodeReference, nonce: str, record: bool = False) -> dict[str, Any]:
    """What the harness is told of asserts, after the program is loaded.

    Args:
        task: the reference.
        nonce: comes back where every assert ran.
        record: whether the calls of the entry point come back behind it.
    """
    call = "check" if task.language == "python" and _is_defined_only(task.asserts, "check") else ""
    return {
        "entry_point": task.entry_point,
        "tests": task.asserts,
        "nonce": nonce,
        "call": call,
        "record": record,
    }


def _is_defined_only(tests: str, name: str) -> bool:
    """Whether a text defines a function and never names it again, as HumanEval's own do: its runner calls `check`."""
    try:
        tree = ast.parse(tests)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False  # it will not be loaded either
    defined = any(isinstance(node, ast.FunctionDef) and node.name == name for node in tree.body)
    return defined and not any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree))


def _judge_output(task: CodeReference, test: int, done: Execution) -> Result:
    """Whether the standard output is the expected one. Exit status 0 alone means nothing."""
    failed = failure(done)
    if failed is not None:
        return failed
    return _told(accepts_output(task.checker, task.outputs[test], done.stdout), done)


def _judge_value(task: CodeReference, test: int, mark: bytes, done: Execution) -> Result:
    """Whether the result is the expected one."""
    failed = failure(done)
    if failed is not None:
        return failed
    _, found, text = done.stdout.rpartition(mark) if mark else (b"", b"all", done.stdout)
    if not found:
        return _told(False, done)
    try:
        value = read_value(text)
    except NotJsonError:
        return _told(False, done)
    return _told(accepts_value(task.checker, task.outputs[test], value), done)


def _judge_nonce(nonce: bytes, done: Execution) -> Result:
    """Whether every assert ran. Good for programs that mean no harm, and for them only."""
    return failure(done) or _told(done.stdout.endswith(nonce), done)


def _told(accepted: bool, done: Execution) -> Result:
    return Result(Outcome.AC if accepted else Outcome.WA, done.seconds)
