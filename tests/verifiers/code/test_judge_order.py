"""Many runs at one time, in a sandbox of which the test decides what comes when: every result finds its place."""

import json
import threading
from dataclasses import replace

import pytest

from rewardry.sandbox import Capabilities, Compilation, Ended, Execution, LiveSandbox
from rewardry.types import Sample
from rewardry.verifiers.code.judge import OpenCode

GUARD = 30  # seconds against a hang


class Sandbox(LiveSandbox):
    """Answers what `run` and `compile_` say, and remembers what it was given."""

    def __init__(self, parallel=1, languages=("c", "python")):
        self._able = Capabilities("untrusted", dict.fromkeys(languages, "1"), (), parallel)
        self.given, self.compiled = [], []
        self.run_ = lambda program: Execution(Ended.EXITED, 0, stdout=program.stdin, seconds=1.0)
        self.compile_ = lambda program: Compilation(replace(program, artifact=b"made"), Execution(Ended.EXITED, 0))
        self._lock = threading.Lock()

    def capabilities(self):
        return self._able

    def run(self, program):
        with self._lock:
            self.given.append(program)
        return self.run_(program)

    def compile(self, program):
        with self._lock:
            self.compiled.append(program)
        return self.compile_(program)


@pytest.fixture
def opened(code):
    """Opens the verifier on a sandbox."""
    made = []

    def open_(sandbox, **parameters):
        made.append(OpenCode(code(**parameters), sandbox))
        return made[-1]

    yield open_
    for one in made:
        one.close()


def sample(reference, program="x", language="python"):
    return Sample(completion=f"```{language}\n{program}\n```", reference=reference)


def echo(stdio, *texts, **more):
    """A reference whose tests want back what they give."""
    return stdio(*[(text, text) for text in texts], **more)


def test_results_stand_in_the_order_of_the_tests_whichever_ends_first(opened, stdio):
    sandbox = Sandbox(parallel=4)
    ended = {text: threading.Event() for text in "abcd"}
    after = {b"a": "b", b"b": "c", b"c": "d"}  # each waits for the one behind it

    def run(program):
        if program.stdin in after:
            assert ended[after[program.stdin]].wait(GUARD)
        ended[program.stdin.decode()].set()
        return Execution(Ended.EXITED, 0, stdout=b"a" if program.stdin in b"ac" else b"wrong")

    sandbox.run_ = run
    [found] = opened(sandbox).verify([sample(stdio(*[(text, "a") for text in "abcd"]))])
    assert found.details["outcomes"] == ["AC", "WA", "AC", "WA"]
    assert found.details["first_failure"] == {"test": 1, "outcome": "WA"}


def test_verdicts_stand_in_the_order_of_the_samples_run_or_not(opened, stdio):
    sandbox = Sandbox(parallel=3)
    rows = [
        sample(echo(stdio, "a")),
        sample(None),
        sample(stdio(("a", "b"))),
        Sample(completion="no program", reference=echo(stdio, "a")),
        sample({"mode": "stdio"}),
        sample(echo(stdio, "a", "b", "c")),
        sample(echo(stdio, "a", language="rust")),
    ]
    found = opened(sandbox).verify(rows * 5)
    reasons = [
        *("passed", "no-reference", "wrong-answer", "no-answer"),
        *("reference-unparseable", "passed", "needs-toolchain"),
    ]
    assert [verdict.reason for verdict in found] == reasons * 5


def test_no_samples_have_no_verdicts(opened):
    assert opened(Sandbox()).verify([]) == []


# ---- time -----------------------------------------------------------------------------------------------------------


def test_each_test_has_what_is_left_of_the_time_of_all(opened, stdio):
    sandbox = Sandbox()
    sandbox.run_ = lambda program: Execution(Ended.EXITED, 0, stdout=program.stdin, seconds=10.0)
    [found] = opened(sandbox, total_limit_s=25).verify([sample(echo(stdio, *"abcde", time_limit_s=12))])
    assert [program.limits.seconds for program in sandbox.given] == [12, 12, 5]
    assert found.details["outcomes"] == ["AC", "AC", "AC", "TLE", "TLE"]
    assert (found.status, found.score, found.reason) == ("incorrect", 0.6, "time-limit")


def test_each_program_has_a_time_of_its_own(opened, stdio):
    sandbox = Sandbox()
    sandbox.run_ = lambda program: Execution(Ended.EXITED, 0, stdout=program.stdin, seconds=10.0)
    rows = [sample(echo(stdio, "a", "b"), program=text) for text in "xyz"]
    assert [one.score for one in opened(sandbox, total_limit_s=11).verify(rows)] == [1.0] * 3


def test_a_test_that_is_refused_for_its_time_is_never_run_by_a_program_that_stops(opened, stdio):
    sandbox = Sandbox()
    sandbox.run_ = lambda program: Execution(Ended.EXITED, 0, stdout=program.stdin, seconds=10.0)
    opener = opened(sandbox, total_limit_s=15, stop_at_first_failure=True)
    [found] = opener.verify([sample(echo(stdio, *"abcdef"))])
    assert found.details["outcomes"] == ["AC", "AC", "TLE"]
    assert len(sandbox.given) == 2


# ---- faults ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["raises", "says so"])
def test_one_run_that_fails_makes_an_error_of_its_program_and_of_no_other(opened, stdio, how):
    sandbox = Sandbox(parallel=3)

    def run(program):
        if program.stdin != b"bad":
            return Execution(Ended.EXITED, 0, stdout=program.stdin)
        if how == "raises":
            raise RuntimeError("no disk")
        return Execution(Ended.FAULT, fault="no disk")

    sandbox.run_ = run
    rows = [sample(echo(stdio, "a", "b")), sample(echo(stdio, "a", "bad", "c")), sample(stdio(("a", "x")))]
    found = opened(sandbox).verify(rows)
    assert [(one.status, one.score) for one in found] == [("correct", 1.0), ("error", None), ("incorrect", 0.0)]
    assert "no disk" in found[1].details["error"]
    assert found[1].details["outcomes"] == ["AC", "INFRA", "AC"]


@pytest.mark.parametrize("stop", [True, False])
def test_a_program_that_does_not_compile_fails_every_test_and_runs_none(opened, stdio, stop):
    sandbox = Sandbox()
    sandbox.compile_ = lambda program: Compilation(None, Execution(Ended.EXITED, 1, stderr=b"error", seconds=2.0))
    row = sample(echo(stdio, "a", "b", "c", language="c"), language="c")
    [found] = opened(sandbox, stop_at_first_failure=stop).verify([row])
    assert (found.status, found.score, found.reason) == ("incorrect", 0.0, "compile-error")
    assert found.details["outcomes"] == ["CE"] * 3
    assert found.seconds == 2.0, "the compiler ran once"
    assert sandbox.given == []


def test_a_compiler_that_cannot_run_says_nothing_of_the_program(opened, stdio):
    sandbox = Sandbox()
    sandbox.compile_ = lambda program: Compilation(None, Execution(Ended.FAULT, fault="no slot"))
    [found] = opened(sandbox).verify([sample(echo(stdio, "a", language="c"), language="c")])
    assert (found.status, found.score, found.details["error"]) == ("error", None, "no slot")


def test_an_artifact_is_run_with_each_input(opened, stdio):
    sandbox = Sandbox()
    [found] = opened(sandbox).verify([sample(echo(stdio, "a", "b", language="c"), language="c")])
    assert found.status == "correct"
    assert [(program.artifact, program.stdin) for program in sandbox.given] == [(b"made", b"a"), (b"made", b"b")]
    assert len(sandbox.compiled) == 1
    assert sandbox.compiled[0].limits.memory_mb >= 1024


# ---- what a verdict shows -------------------------------------------------------------------------------------------


def test_a_long_program_is_shown_by_its_beginning(opened, stdio):
    program = "x = 1\n" * 10_000
    [found] = opened(Sandbox()).verify([sample(echo(stdio, "a"), program)])
    assert found.extracted == program[:4000]


def test_a_verdict_is_plain_json_and_shows_nothing_of_what_was_expected_or_written(opened, stdio):
    sandbox = Sandbox()
    sandbox.run_ = lambda program: Execution(Ended.EXITED, 1, stdout=b"written", stderr=b"written")
    [found] = opened(sandbox).verify([sample(stdio(("given", "expected")))])
    told = json.dumps(found.details)
    assert not any(word in told for word in ("written", "given", "expected"))
    assert found.details["first_failure"] == {"test": 0, "outcome": "RE", "exit_code": 1}


# ---- checkers that are programs -------------------------------------------------------------------------------------


def checked(stdio, language="python"):
    return stdio(("in", "want"), checker={"program": "checks", "language": language})


def test_a_checker_is_shown_the_input_the_output_and_what_was_wanted(opened, stdio):
    sandbox = Sandbox()
    sandbox.run_ = lambda program: Execution(Ended.EXITED, 0, stdout=b"out", seconds=1.0)
    [found] = opened(sandbox).verify([sample(checked(stdio))])
    program, checker = sandbox.given
    assert program.source == "x\n"
    assert b"want" not in (program.stdin, *program.files.values())
    assert checker.source == "checks"
    assert checker.files == {"input.txt": b"in", "output.txt": b"out", "expected.txt": b"want"}
    assert checker.arguments == ("input.txt", "output.txt", "expected.txt")
    assert checker.stdin == b""
    assert (found.status, found.seconds) == ("correct", 2.0)


def test_a_checker_of_many_rows_is_compiled_once(opened, stdio):
    sandbox = Sandbox()
    rows = [sample(checked(stdio, "c"), program=text) for text in "abc"]
    assert [one.status for one in opened(sandbox).verify(rows)] == ["correct"] * 3
    assert [program.source for program in sandbox.compiled] == ["checks"]


@pytest.mark.parametrize(
    ("ended", "status"),
    [
        (Execution(Ended.EXITED, 0), "correct"),
        (Execution(Ended.EXITED, 1), "incorrect"),
        (Execution(Ended.EXITED, 2), "incorrect"),
        (Execution(Ended.EXITED, 3), "error"),
        (Execution(Ended.TIME), "incorrect"),
        (Execution(Ended.MEMORY), "incorrect"),
        (Execution(Ended.OUTPUT), "incorrect"),
        (Execution(Ended.SIGNALLED, signal=11), "incorrect"),
        (Execution(Ended.FAULT, fault="no slot"), "error"),
    ],
)
def test_how_a_checker_ends_is_the_verdict(opened, stdio, ended, status):
    sandbox = Sandbox()
    sandbox.run_ = lambda program: ended if program.source == "checks" else Execution(Ended.EXITED, 0)
    [found] = opened(sandbox).verify([sample(checked(stdio))])
    assert found.status == status
