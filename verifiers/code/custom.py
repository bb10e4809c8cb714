"""Checkers that are programs: the sandbox runs them on what another run wrote.

The convention is testlib's: three files are named on the command line, input, output and expected output, and exit
status 0 accepts. The output is hostile data to the checker too, which is why it has a sandbox of its own run; a checker
that crashes or hangs on an output refuses it, so that no program can write itself out of a verdict.
"""

from __future__ import annotations

from dataclasses import replace

from rewardry.sandbox import Ended, Execution, Limits, Program

from .outcomes import Outcome, Result
from .references import CodeReference
from .runs import Run

# The exit status by which a checker of testlib's says that the fault is the jury's.
JURY_FAULT = 3
_FILES = ("input.txt", "output.txt", "expected.txt")


def checker_program(task: CodeReference, limits: Limits) -> Program:
    """A task's checker, without files; compiled once for all of its tests."""
    return Program(task.checker.language, task.checker.source, arguments=_FILES, limits=limits)


def checker_run(checker: Program, task: CodeReference, test: int, done: Execution, limits: Limits) -> Run:
    """The run of a checker on what a program wrote in one test, under the limits of a test."""
    contents = (task.inputs[test], done.stdout, task.outputs[test])
    program = replace(checker, files=dict(zip(_FILES, contents, strict=True)), limits=limits)
    return Run(program, lambda checked: _judge(done, checked))


def _judge(done: Execution, checked: Execution) -> Result:
    seconds = done.seconds + checked.seconds
    if checked.ended is Ended.FAULT:
        return Result(Outcome.INFRA, seconds, fault=checked.fault)
    if checked.ended is Ended.EXITED and checked.exit_code == JURY_FAULT:
        return Result(Outcome.INFRA, seconds, fault="the checker says that the reference is at fault (exit status 3)")
    accepted = checked.ended is Ended.EXITED and checked.exit_code == 0
    return Result(Outcome.AC if accepted else Outcome.WA, seconds)
