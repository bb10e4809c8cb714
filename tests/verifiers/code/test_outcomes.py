"""What came of a test, and of all of them."""

import pytest

from rewardry.sandbox import Ended, Execution
from rewardry.verifiers.code.outcomes import Outcome, Result, compile_failure, failure, verdict_of


@pytest.mark.parametrize(
    ("execution", "outcome"),
    [
        (Execution(Ended.TIME), Outcome.TLE),
        (Execution(Ended.MEMORY), Outcome.MLE),
        (Execution(Ended.OUTPUT), Outcome.OLE),
        (Execution(Ended.SIGNALLED, signal=11), Outcome.RE),
        (Execution(Ended.EXITED, exit_code=1), Outcome.RE),
        (Execution(Ended.EXITED, exit_code=None), Outcome.RE),
        (Execution(Ended.FAULT, fault="no disk"), Outcome.INFRA),
    ],
)
def test_how_a_program_ended_decides(execution, outcome):
    result = failure(execution)
    assert result.outcome is outcome
    assert (result.signal, result.fault) == (execution.signal, execution.fault)


def test_an_exit_status_of_nothing_decides_nothing():
    assert failure(Execution(Ended.EXITED, exit_code=0)) is None


def test_each_end_of_a_program_has_an_outcome():
    for ended in Ended:
        assert ended is Ended.EXITED or failure(Execution(ended)).outcome in Outcome


@pytest.mark.parametrize("ended", [Ended.EXITED, Ended.TIME, Ended.MEMORY, Ended.OUTPUT, Ended.SIGNALLED])
def test_a_compiler_that_fails_is_the_programs_fault(ended):
    assert compile_failure(Execution(ended, 1)).outcome is Outcome.CE


def test_a_sandbox_that_fails_to_compile_is_not():
    assert compile_failure(Execution(Ended.FAULT, fault="no disk")) == Result(Outcome.INFRA, fault="no disk")


def verdict(*outcomes, tests=None):
    return verdict_of([Result(o, 0.5, exit_code=3) for o in outcomes], tests or len(outcomes), {"mode": "stdio"}, "x")


def test_all_accepted_is_correct():
    found = verdict(Outcome.AC, Outcome.AC)
    assert (found.status, found.score, found.reason, found.seconds) == ("correct", 1.0, "passed", 1.0)
    assert found.details == {"mode": "stdio", "tests": 2, "passed": 2, "outcomes": ["AC", "AC"]}


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome.WA, "wrong-answer"),
        (Outcome.TLE, "time-limit"),
        (Outcome.MLE, "memory-limit"),
        (Outcome.OLE, "output-limit"),
        (Outcome.RE, "runtime-error"),
        (Outcome.CE, "compile-error"),
    ],
)
def test_the_first_failure_gives_the_reason_and_the_score_is_the_share(outcome, reason):
    found = verdict(Outcome.AC, outcome, Outcome.WA, Outcome.AC)
    assert (found.status, found.score, found.reason) == ("incorrect", 0.5, reason)
    assert found.details["first_failure"]["test"] == 1
    assert found.details["outcomes"] == ["AC", str(outcome), "WA", "AC"]


def test_tests_that_were_not_run_count_as_not_passed():
    found = verdict(Outcome.AC, Outcome.RE, tests=4)
    assert (found.status, found.score) == ("incorrect", 0.25)
    assert found.details["first_failure"] == {"test": 1, "outcome": "RE", "exit_code": 3}


def test_a_fault_of_the_sandbox_is_an_error_and_never_a_number():
    results = [Result(Outcome.AC), Result(Outcome.INFRA, fault="the engine stopped"), Result(Outcome.WA)]
    found = verdict_of(results, 3, {}, "x")
    assert (found.status, found.score, found.reason) == ("error", None, "sandbox-fault")
    assert found.details["error"] == "the engine stopped"
