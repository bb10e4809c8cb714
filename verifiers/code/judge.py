"""The open verifier `code`: programs in, verdicts out, as many runs at a time as the sandbox takes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from rewardry.component import UnreadableReferenceError
from rewardry.errors import ConfigError, describe
from rewardry.sandbox import Compilation, Ended, Execution, Limits, LiveSandbox, Program
from rewardry.types import Sample, Verdict

from .blocks import find_program
from .checkers import accepts_output, accepts_value
from .compiling import Compiler
from .custom import checker_program, checker_run
from .languages import COMPILED
from .outcomes import Outcome, Result, compile_failure, failure, verdict_of
from .references import CodeReference, NoTestsError, language_of, read_reference
from .runs import run_of

if TYPE_CHECKING:
    from .verifier import Code

_LONGEST_SHOWN = 4000
_LONGEST_SAID = 300  # characters of what the compiler of a checker says
_Compiling: TypeAlias = Future[Compilation]


@dataclass
class Job:
    """A program and its task, on their way through the sandbox.

    Attributes:
        task: the reference.
        source: the program.
        program, checker: being compiled; `checker` is the reference's own program, where it has one.
        running: the runs, one a test, or one for all where they stop at the first failure.
        used: the seconds that each of its runs took.
    """

    task: CodeReference
    source: str
    program: _Compiling
    checker: _Compiling | None
    running: list[Future[list[Result]]] = field(default_factory=list)
    used: list[float] = field(default_factory=list)


class OpenCode:
    """The open form of `Code`. Safe to use from any thread: all calls share the sandbox's places.

    Args:
        settings: the parameters.
        sandbox: started.

    Raises:
        ConfigError: the sandbox does not keep programs in, and `trust` does not say that they mean no harm.
    """

    def __init__(self, settings: Code, sandbox: LiveSandbox) -> None:
        self._settings = settings
        self._sandbox = sandbox
        self._able = sandbox.capabilities()
        if settings.trust == "untrusted" and self._able.trust != "untrusted":
            missing = [f"{layer.name}: {layer.missing}" for layer in self._able.layers if not layer.present]
            raise ConfigError(
                f"the sandbox takes programs that mean no harm only, for layers are missing here "
                f"({'; '.join(missing) or 'it has none'}); use another sandbox, or trust=cooperative if they mean none"
            )
        self._compiler = Compiler(sandbox)
        self._threads = ThreadPoolExecutor(max(1, self._able.parallel), "rewardry-code")

    def verify(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict a sample; the runs of all of them share the sandbox's places."""
        jobs = [self._begun(sample) for sample in samples]
        try:
            for job in jobs:
                if isinstance(job, Job):
                    job.running = self._started(job)
            return [self._finished(job) if isinstance(job, Job) else job for job in jobs]
        except BaseException:
            for job in jobs:
                if isinstance(job, Job):
                    for run in job.running:
                        run.cancel()
            raise

    def close(self) -> None:
        """Take no more runs."""
        self._threads.shutdown(cancel_futures=True)

    def accepts(self, task: CodeReference, answers: Sequence[Any]) -> bool:
        """Whether these answers would pass: for each test a program's output, or a function's result."""
        limits = self._settings.limits(task)
        if task.mode == "function":
            return all(map(partial(accepts_value, task.checker), task.outputs, answers))
        if task.checker.name != "program":
            return all(map(partial(accepts_output, task.checker), task.outputs, answers))
        checker = checker_program(task, self._settings.compile_limits())
        made = self._compiler.begin(checker, self._threads.submit).result()
        if made.program is None:
            return False
        for test, answer in enumerate(answers):
            run = checker_run(made.program, task, test, Execution(Ended.EXITED, 0, stdout=answer), limits)
            if run.judge(self._run(run.program)).outcome is not Outcome.AC:
                return False
        return True

    def _begun(self, sample: Sample) -> Job | Verdict:
        """A job whose program is being compiled, or the verdict where nothing has to be run."""
        if sample.reference is None:
            return Verdict("abstain", reason="no-reference")
        try:
            language = language_of(sample.reference)
            task = read_reference(sample.reference)
        except NoTestsError as error:
            return Verdict("abstain", reason="no-tests", details={"why": str(error)})
        except UnreadableReferenceError as error:
            return Verdict("abstain", reason="reference-unparseable", details={"why": str(error)})
        refused = self._refused(task)
        if refused is not None:
            return refused
        found = find_program(sample, language, self._settings.fence)
        if found.answer is None:
            return Verdict("incorrect", 0.0, found.reason, details=self._details(task))
        return self.begin(task, found.answer)

    def _refused(self, task: CodeReference) -> Verdict | None:
        """Why a task cannot be decided here, or None."""
        if task.mode == "asserts" and self._settings.trust != "cooperative":
            why = "asserts run beside the program, which may do away with them; trust=cooperative runs them"
            return Verdict("abstain", reason="needs-trust", details={"why": why})
        for language in (task.language, task.checker.language if task.checker.name == "program" else task.language):
            if language not in self._able.languages:
                known = ", ".join(sorted(self._able.languages))
                why = f"the sandbox has no toolchain for {language}; it has {known}"
                return Verdict("abstain", reason="needs-toolchain", details={"why": why})
        return None

    def begin(self, task: CodeReference, source: str) -> Job:
        """Have a program compiled, and the task's checker."""
        limits = self._settings.compile_limits()
        checker = None
        if task.checker.name == "program":
            program = checker_program(task, limits)
            checker = self._compiler.begin(program, self._threads.submit)
        program = Program(task.language, source, limits=limits)
        return Job(task, source, self._compiler.begin(program, self._threads.submit), checker)

    def _started(self, job: Job) -> list[Future[list[Result]]]:
        """The runs of a job, submitted; each gives the results of its tests."""
        limits = self._settings.limits(job.task)
        compiled = job.program.result()
        if compiled.program is None:
            return [_ready([compile_failure(compiled.execution)])]
        checker = None
        if job.checker is not None:
            made = job.checker.result()
            if made.program is None:
                return [_ready([_broken_checker(made.execution)])]
            checker = made.program
        one = partial(self._test, job, compiled.program, checker, limits)
        if self._settings.stop_at_first_failure:
            return [self._threads.submit(_until_failure, one, job.task.tests)]
        return [self._threads.submit(lambda i=i: [one(i)]) for i in range(job.task.tests)]  # type: ignore[misc]

    def _finished(self, job: Job) -> Verdict:
        results = [result for run in job.running for result in run.result()]
        if results and results[0].outcome is Outcome.CE:
            results += [replace(results[0], seconds=0.0)] * (job.task.tests - 1)
        return verdict_of(results, job.task.tests, self._details(job.task), job.source[:_LONGEST_SHOWN])

    def _test(self, job: Job, compiled: Program, checker: Program | None, limits: Limits, test: int) -> Result:
        """What comes of one test; of none where the tests before it have used up the time of all."""
        left = self._settings.total_limit_s - sum(job.used)
        if left <= 0:
            return Result(Outcome.TLE)
        run = run_of(job.task, test, job.source, replace(limits, seconds=min(limits.seconds, left)))
        done = self._run(run.program, compiled)
        job.used.append(done.seconds)
        if checker is None:
            return run.judge(done)
        failed = failure(done)
        if failed is not None:
            return failed
        checking = checker_run(checker, job.task, test, done, limits)
        return checking.judge(self._run(checking.program))

    def _run(self, program: Program, compiled: Program | None = None) -> Execution:
        """What a program did; whatever goes wrong here is the sandbox's fault."""
        if compiled is not None and program.language in COMPILED:
            program = replace(program, language=compiled.language, source=compiled.source, artifact=compiled.artifact)
        try:
            return self._sandbox.run(program)
        except Exception as error:
            return Execution(Ended.FAULT, fault=describe(error))

    def _details(self, task: CodeReference) -> dict[str, Any]:
        details: dict[str, Any] = {"language": task.language, "mode": task.mode}
        return {**details, "trust": "cooperative"} if task.mode == "asserts" else details


def _until_failure(one: Any, tests: int) -> list[Result]:
    """The results of the tests, in order, up to the first that is not accepted."""
    results = []
    for test in range(tests):
        results.append(one(test))
        if results[-1].outcome is not Outcome.AC:
            break
    return results


def _ready(results: list[Result]) -> Future[list[Result]]:
    found: Future[list[Result]] = Future()
    found.set_result(results)
    return found


def _broken_checker(execution: Execution) -> Result:
    said = execution.stderr.decode("utf-8", "replace").strip()[:_LONGEST_SAID]
    fault = execution.fault or f"the reference's checker does not compile{': ' * bool(said)}{said}"
    return Result(Outcome.INFRA, execution.seconds, fault=fault)
