"""What came of one test, and what all tests together make of a program."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rewardry.sandbox import Ended, Execution
from rewardry.types import Verdict


class Outcome(enum.StrEnum):
    """What came of one test, in the short forms of contests."""

    AC = "AC"  # accepted
    WA = "WA"  # another answer
    TLE = "TLE"  # over the time limit
    MLE = "MLE"  # over the memory limit
    OLE = "OLE"  # over the output limit
    RE = "RE"  # ended with an exit status that is not 0, or by a signal
    CE = "CE"  # does not compile
    INFRA = "INFRA"  # the sandbox failed, which says nothing about the program


REASONS = {
    Outcome.WA: "wrong-answer",
    Outcome.TLE: "time-limit",
    Outcome.MLE: "memory-limit",
    Outcome.OLE: "output-limit",
    Outcome.RE: "runtime-error",
    Outcome.CE: "compile-error",
}
_FAILURES = {
    Ended.TIME: Outcome.TLE,
    Ended.MEMORY: Outcome.MLE,
    Ended.OUTPUT: Outcome.OLE,
    Ended.SIGNALLED: Outcome.RE,
    Ended.FAULT: Outcome.INFRA,
}


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one test.

    Attributes:
        outcome: the short form.
        seconds: in the sandbox.
        exit_code, signal: of an ``RE``.
        fault: of an ``INFRA``, what failed and what mends it.
    """

    outcome: Outcome
    seconds: float = 0.0
    exit_code: int | None = None
    signal: int | None = None
    fault: str | None = None


def failure(execution: Execution) -> Result | None:
    """What came of a test whose program did not end by itself with exit status 0; None where it did."""
    outcome = _FAILURES.get(execution.ended)
    if outcome is None and execution.exit_code == 0:
        return None
    return Result(
        outcome or Outcome.RE, execution.seconds, execution.exit_code, execution.signal, fault=execution.fault
    )


def compile_failure(execution: Execution) -> Result:
    """What came of all tests of a program that does not compile."""
    if execution.ended is Ended.FAULT:
        return Result(Outcome.INFRA, execution.seconds, fault=execution.fault)
    return Result(Outcome.CE, execution.seconds, execution.exit_code, execution.signal)


def verdict_of(results: Sequence[Result], tests: int, details: dict[str, Any], extracted: str) -> Verdict:
    """The verdict of a program.

    Args:
        results: of the tests that were run, in order; the rest count as not passed.
        tests: how many tests there are.
        details: what else the verdict says.
        extracted: the program, or its beginning.
    """
    outcomes = [result.outcome for result in results]
    passed = outcomes.count(Outcome.AC)
    details = {**details, "tests": tests, "passed": passed, "outcomes": [str(outcome) for outcome in outcomes]}
    seconds = sum(result.seconds for result in results)
    broken = next((result for result in results if result.outcome is Outcome.INFRA), None)
    if broken is not None:
        fault = {"error": broken.fault or "the sandbox failed"}
        return Verdict("error", None, "sandbox-fault", {**details, **fault}, extracted, seconds)
    if passed == tests:
        return Verdict("correct", 1.0, "passed", details, extracted, seconds)
    at = next(i for i, outcome in enumerate(outcomes) if outcome is not Outcome.AC)
    details["first_failure"] = _told(at, results[at])
    return Verdict("incorrect", passed / tests, REASONS[outcomes[at]], details, extracted, seconds)


def _told(at: int, result: Result) -> dict[str, Any]:
    """A failure for the reader: nothing of what the program wrote, and nothing that changes from run to run."""
    told: dict[str, Any] = {"test": at, "outcome": str(result.outcome)}
    if result.outcome is Outcome.RE:
        told.update({"exit_code": result.exit_code} if result.signal is None else {"signal": result.signal})
    return told
