"""The verifier `judge`: a model that sees question, reference and answer says whether they agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from rewardry.component import Needs, Verifier, needs
from rewardry.errors import describe
from rewardry.testing.case import Case
from rewardry.text.answers import select_answer
from rewardry.text.wrappers import strip_wrappers
from rewardry.types import Sample, Verdict, VerdictStatus

from .asking import Finding
from .disarm import Disarmed, disarm
from .form import is_echo
from .guard import bare, why_void
from .materials import part_of, question_of, reference_text
from .opened import OpenJudge, details_of, each
from .parsing import Choice
from .settings import JudgeSettings

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime

VERDICT = Choice("verdict", ("correct", "incorrect", "invalid"))
_LONGEST_SHOWN = 200


class Judge(JudgeSettings, Verifier):
    """A language model decides whether the answer says the same as the reference: correct, incorrect or invalid.

    DeepSeek-R1's generative reward for what rules cannot decide (arXiv:2501.12948, section 2.3.1), hardened: what the
    candidate wrote is fenced, disarmed and guarded (`docs/judges.md`). ``invalid`` (CompassVerifier, arXiv:2508.03686:
    it breaks off, repeats itself, refuses) is incorrect. A reply that cannot be read and a tie of votes abstain; a call
    that fails is an error, and never a number.

    Attributes:
        threshold: the probability of ``correct`` from which on it is that, where the model says probabilities.
    """

    source: ClassVar[str | None] = "arXiv:2501.12948"

    threshold: float = Field(0.5, ge=0.0, le=1.0)

    def needs(self) -> Needs:
        """The completion, the prompt and the reference."""
        return needs("prompt", "reference")

    def examples(self) -> list[Case]:
        """Answers that need no call; with somebody to ask, right and wrong ones too."""
        sky = ("Why is the sky blue?", "Air scatters short wavelengths more.")
        gas = ("Which gas do plants take up?", "carbon dioxide")
        cases = [
            Case("", "incorrect", *sky),
            Case("<think>Well.</think>\n<answer>Let's solve this problem step by step.</answer>", "incorrect", *sky),
            Case("<think></think><answer></answer>", "incorrect", *gas),
            Case("<answer>:</answer>", "incorrect", *gas),
        ]
        if self.configured():
            cases += [
                Case("<think>Air.</think>\n<answer>carbon dioxide</answer>", "correct", *gas),
                Case("<answer>oxygen</answer>", "incorrect", *gas),
                Case(f"<think>Light.</think>{sky[1]}", "correct", *sky),
            ]
        return cases

    def explain(self, sample: Sample) -> Sequence[tuple[str, str]]:
        """What becomes of a completion before a model reads it; nobody is asked."""
        candidate = disarm(part_of(sample, self.scope), self.max_candidate_chars)
        return [
            ("candidate", bare(candidate.plain)[:_LONGEST_SHOWN] or "none"),
            ("guard", (why_void(candidate.plain) if self.guards(sample, candidate) else None) or "lets it pass"),
            ("disarmed", ", ".join(candidate.found) or "nothing"),
            ("the model reads", candidate.text[:_LONGEST_SHOWN]),
        ]

    def guards(self, sample: Sample, candidate: Disarmed) -> bool:
        """Whether the guard looks at a candidate; the reference itself says something: "solution" of salt in water."""
        return self.guard and not _is_reference(candidate.plain, sample.reference)

    def reference_problem(self, sample: Sample) -> str | None:
        """That a reference says nothing."""
        if sample.reference is None or reference_text(sample.reference) is not None:
            return None
        return f"the reference {sample.reference!r} says nothing"

    def open(self, runtime: Runtime) -> OpenVerdictJudge:
        """The judge, with the runtime's client of its model."""
        return OpenVerdictJudge(self, runtime)


class OpenVerdictJudge(OpenJudge[Judge]):
    """The open form of `Judge`."""

    def __init__(self, settings: Judge, runtime: Runtime) -> None:
        super().__init__(settings, runtime, "verdict", VERDICT, with_references=True)

    async def verify(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict a sample; all calls are made at once, as far as the limits allow."""
        found: list[Verdict] = await each(samples, self._verdict, _failed)
        return found

    async def _verdict(self, sample: Sample) -> Verdict:
        candidate = self.candidate(sample)
        if sample.reference is None:
            return Verdict("abstain", reason="no-reference")
        reference = reference_text(sample.reference)
        if reference is None:
            return Verdict("abstain", reason="reference-unparseable")
        question = question_of(sample.prompt)
        shown = bare(candidate.plain)[:_LONGEST_SHOWN]
        guarded = self.settings.guards(sample, candidate)
        void = (self.why_void(candidate) or self._why_malformed(sample, candidate, question)) if guarded else None
        if void is not None:
            return Verdict("incorrect", reason=void, extracted=shown)
        if self.lacking is not None:
            return Verdict("abstain", reason=self.lacking)
        before = [("question", question), ("reference", reference)]
        finding = await self.asker.ask([*before, ("candidate", candidate.text)], candidate.plain)
        await self.watch(before, reference, candidate.plain, lambda found: found.word == "correct")
        return self._told(finding, candidate, shown)

    def _why_malformed(self, sample: Sample, candidate: Disarmed, question: str) -> str | None:
        """Why a candidate is wrong whatever the reference: it is the question, or marks answers that disagree."""
        if is_echo(candidate.plain, question) or is_echo(sample.text, question):
            return "guard.echo"
        ambiguous = self.settings.scope in ("after_think", "answer") and select_answer(candidate.plain)
        return "guard.ambiguous" if ambiguous and ambiguous.reason == "ambiguous" else None

    def _told(self, finding: Finding, candidate: Disarmed, shown: str) -> Verdict:
        details: dict[str, Any] = details_of(finding, candidate)
        if finding.status != "ok":
            return Verdict(finding.status, reason=finding.reason, details=details)
        word = finding.word
        if finding.probability is not None:
            word = "correct" if finding.probability >= self.settings.threshold else word
            word = "incorrect" if word == "correct" and finding.probability < self.settings.threshold else word
        status: VerdictStatus = "correct" if word == "correct" else "incorrect"
        return Verdict(status, reason=f"judge.{word}", details=details, extracted=shown)


def _is_reference(text: str, reference: Any) -> bool:
    """Whether a text is a reference, or one of a list, to the letter; mark-up, case and spaces apart."""
    if isinstance(reference, (list, tuple)):
        return any(_is_reference(text, one) for one in reference)
    return isinstance(reference, str) and bool(said := _folded(reference)) and _folded(text) == said


def _folded(text: str) -> str:
    return " ".join(bare(strip_wrappers(text)).casefold().split())


def _failed(error: Exception) -> Verdict:
    return Verdict("error", reason="raised", details={"error": describe(error)})
