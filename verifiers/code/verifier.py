"""The verifier `code`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from rewardry.component import Needs, Runs, Verifier, needs
from rewardry.parameters import DEFAULT_SANDBOX, SandboxField
from rewardry.sandbox import Limits, Trust
from rewardry.types import Sample

from . import explanation
from .blocks import Fence
from .references import CodeReference, language_of

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime
    from rewardry.testing.case import Case

    from .judge import OpenCode

COMPILE_SECONDS = 30.0


class Code(Verifier):
    """Whether a program passes its tests, each run in a sandbox by a process of its own.

    The program is the last closed fenced block after the reasoning whose tag names the reference's language, or that
    has no tag. Expected values never enter the sandbox: what a program writes comes back as bytes and is compared
    here. An exit status of 0 and printed markers mean nothing; a status that is not 0 fails. The score is the share of
    tests passed; a fault of the sandbox is an error and no number.

    References of mode ``asserts`` cannot be judged that way, since the asserts run beside the program, which may do
    away with them. They are decided with ``trust=cooperative`` only, and their verdicts say so.

    Attributes:
        sandbox: where programs run.
        trust: ``untrusted``: programs of anyone, in a sandbox that keeps them in, and no asserts; ``cooperative``:
            programs that mean no harm: asserts are run, and any sandbox will do.
        fence: ``required``: a program stands in a fenced block; ``optional``: a text without any is one.
        stop_at_first_failure: run tests in order until one fails; those after it count as not passed.
        time_limit_s: wall clock of a test, in seconds, where the reference has none.
        total_limit_s: wall clock of all tests of a program together, in seconds. Where it is used up a test that runs
            is stopped and no other is begun: they count as over the time limit. Compiling has a limit of its own.
        memory_mb: memory of all processes of a run.
    """

    runs: ClassVar[Runs] = "own"

    sandbox: SandboxField = DEFAULT_SANDBOX
    trust: Trust = "untrusted"
    fence: Fence = "required"
    stop_at_first_failure: bool = False
    time_limit_s: float = Field(5.0, gt=0, le=3600)
    total_limit_s: float = Field(30.0, gt=0, le=86_400)
    memory_mb: int = Field(512, ge=16)

    def needs(self) -> Needs:
        """The completion, and a reference that is an object, or one as JSON text."""
        return needs("reference", reference=("object", "string"))

    def hint(self, reference: Any) -> str:
        """What the task says publicly: the language.

        Raises:
            UnreadableReferenceError: it names none that is known.
        """
        return language_of(reference)

    def limits(self, task: CodeReference) -> Limits:
        """What one run of a task may use."""
        return Limits(seconds=task.time_limit_s or self.time_limit_s, memory_mb=self.memory_mb)

    def compile_limits(self) -> Limits:
        """What a compiler may use: it takes longer, and more memory, than most programs."""
        return Limits(seconds=COMPILE_SECONDS, memory_mb=max(1024, self.memory_mb))

    def open(self, runtime: Runtime) -> OpenCode:
        """Start the sandbox.

        Raises:
            ConfigError: the sandbox is not fit for the programs of anyone, and `trust` does not say that they mean no
                harm.
        """
        from .judge import OpenCode

        return OpenCode(self, runtime.open(self.sandbox))

    def explain(self, sample: Sample) -> Sequence[tuple[str, str]]:
        """The task, and the program that is found."""
        return explanation.steps(sample, self.fence)

    def reference_problem(self, sample: Sample) -> str | None:
        """What is wrong with a reference, as far as that shows without running anything."""
        return explanation.reference_problem(sample)

    def witnesses(self) -> frozenset[str]:
        """The program that a reference may bring; its tests decide."""
        return frozenset({"solution"})

    def reference_problems(self, samples: Sequence[Sample], runtime: Runtime) -> Sequence[str | None]:
        """What is wrong with references: their solutions must pass; an empty program and a constant one must not."""
        from .judge import OpenCode
        from .lint import problems

        opened = OpenCode(self, runtime.open(self.sandbox))
        try:
            return problems(opened, samples)
        finally:
            opened.close()

    def examples(self) -> Sequence[Case]:
        """Programs that are right and that come near, in the modes that need no trust."""
        return explanation.examples()
