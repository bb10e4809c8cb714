"""Programs are compiled once: for whichever rows, in whichever order, unless the sandbox itself failed."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest

from rewardry.sandbox import Compilation, Ended, Execution, Limits, Program
from rewardry.verifiers.code.compiling import KEPT, Compiler

GUARD = 30  # seconds against a hang
DONE = Execution(Ended.EXITED, 0)


class Sandbox:
    """Compiles each program into its own text, or answers what it is told to."""

    def __init__(self):
        self.given, self.answers = [], []
        self._lock = threading.Lock()

    def compile(self, program):
        with self._lock:
            self.given.append(program)
            answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer or Compilation(replace(program, artifact=program.source.encode()), DONE)


@pytest.fixture
def sandbox():
    return Sandbox()


def at_once(call, *arguments):
    """Has a call made before it is asked for."""
    found = Future()
    found.set_result(call(*arguments))
    return found


def in_order(call, *arguments):
    """Makes no call: the test does."""
    found = Future()
    found.call = lambda: found.set_result(call(*arguments))
    return found


C = Program("c", "int main(void) { return 0; }")


@pytest.mark.parametrize("language", ["python", "javascript", "bash"])
def test_what_needs_no_compiler_is_ready_at_once_and_never_sent(sandbox, language):
    program = Program(language, "text")
    found = Compiler(sandbox).begin(program, in_order)
    assert found.done()
    assert found.result().program is program
    assert sandbox.given == []


@pytest.mark.parametrize("language", ["c", "cpp", "go", "java", "rust"])
def test_the_same_program_is_compiled_once_before_and_after_it_is_made(sandbox, language):
    compiler, program = Compiler(sandbox), Program(language, "text")
    first = compiler.begin(program, in_order)
    second = compiler.begin(Program(language, "text"), in_order)
    assert first is second
    first.call()
    assert compiler.begin(program, in_order) is first
    assert first.result().program.artifact == b"text"
    assert len(sandbox.given) == 1


@pytest.mark.parametrize(
    "other",
    [replace(C, language="cpp"), replace(C, source="int main;"), replace(C, limits=Limits(memory_mb=99))],
    ids=["language", "source", "limits"],
)
def test_another_program_is_compiled_by_itself(sandbox, other):
    compiler = Compiler(sandbox)
    found = [compiler.begin(program, at_once).result().program for program in (C, other, C, other)]
    assert sandbox.given == [C, other]
    assert found == [replace(program, artifact=program.source.encode()) for program in (C, other, C, other)]


def test_what_does_not_compile_is_not_tried_again(sandbox):
    refused = Compilation(None, Execution(Ended.EXITED, 1, stderr=b"error"))
    sandbox.answers = [refused]
    compiler = Compiler(sandbox)
    assert [compiler.begin(C, at_once).result() for _ in range(3)] == [refused] * 3
    assert len(sandbox.given) == 1


@pytest.mark.parametrize("fault", [Compilation(None, Execution(Ended.FAULT, fault="no disk")), OSError("no disk")])
def test_after_a_fault_of_the_sandbox_the_next_row_tries_again(sandbox, fault):
    sandbox.answers = [fault, fault]
    compiler = Compiler(sandbox)
    found = []
    for _ in range(4):
        made = compiler.begin(C, in_order)
        if not made.done():
            made.call()
        found.append(made.result())
    assert [made.execution.ended for made in found] == [Ended.FAULT, Ended.FAULT, Ended.EXITED, Ended.EXITED]
    assert "no disk" in found[0].execution.fault
    assert len(sandbox.given) == 3


def test_rows_that_wait_for_one_compilation_share_its_fault(sandbox):
    sandbox.answers = [OSError("no disk")]
    compiler = Compiler(sandbox)
    waiting = [compiler.begin(C, in_order) for _ in range(3)]
    waiting[0].call()
    assert {id(one) for one in waiting} == {id(waiting[0])}
    assert waiting[2].result().execution.ended is Ended.FAULT


def test_the_last_programs_are_kept_and_older_ones_given_up(sandbox):
    compiler = Compiler(sandbox)
    programs = [replace(C, source=str(n)) for n in range(KEPT + 1)]
    for program in programs:
        compiler.begin(program, at_once)
    for program in programs[1:]:
        compiler.begin(program, at_once)
    assert len(sandbox.given) == KEPT + 1
    compiler.begin(programs[0], at_once)
    assert len(sandbox.given) == KEPT + 2


def test_a_program_that_is_used_is_kept_however_many_others_come(sandbox):
    compiler = Compiler(sandbox)
    for n in range(3 * KEPT):
        compiler.begin(C, at_once)
        compiler.begin(replace(C, source=str(n)), at_once)
    assert sandbox.given.count(C) == 1


def test_threads_that_ask_at_one_time_get_one_compilation(sandbox):
    compiler, begin = Compiler(sandbox), threading.Barrier(8, timeout=GUARD)
    found = []

    def ask():
        begin.wait()
        found.append(compiler.begin(C, pool.submit).result(GUARD))

    with ThreadPoolExecutor(2) as pool:
        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(GUARD)
    assert len(found) == 8
    assert len({id(one) for one in found}) == 1
    assert len(sandbox.given) == 1
