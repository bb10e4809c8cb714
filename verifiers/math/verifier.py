"""The verifier `math`: extraction, the ladder, and the last rung for what is left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from rewardry.component import Needs, Verifier, needs
from rewardry.types import Sample, Verdict

from ..math_verify import MathVerify
from .extraction import Answer, extract, final_text
from .forms import ends_with_question
from .ladder import Finding, Reference, compile_reference, decide
from .policies import Angles, Form, Order, Percent, Policies, Rounding, Units
from .references import as_text

if TYPE_CHECKING:
    from rewardry.engine.opened import OpenVerifier
    from rewardry.engine.runtime import Runtime

_LONGEST_SHOWN = 200


class Math(Verifier):
    """Whether the final answer is mathematically the reference, by exact typed comparison.

    The answer is extracted, parsed into a typed value (number, quantity, expression, set, interval, matrix, ...) and
    compared rung by rung; the verdict's details name the rung. sympy and math-verify are asked only about what no rung
    decides, in a worker process that can be killed; without the extra `math` such rows abstain.

    Attributes:
        percent: ``value``: a percent sign divides by a hundred, ``25%`` is ``0.25``, and ``25`` is right too where the
            reference bears the sign or the question asks for a percentage; ``strict``: ``25`` is never ``25%``;
            ``lenient``: it always is, ``9%`` passes for ``9`` apples.
        units: ``convert``: ``2 hours`` are ``120 minutes``, ``5`` passes for ``5 cm``, ``5 m`` does not; ``strict``:
            the reference's unit must be there, ``5`` does not pass for ``5 cm``; ``ignore``: units are not looked at,
            and ``5 m`` passes for ``5 cm``.
        angles: ``convert``: ``60°`` is ``pi/3``, and ``60`` passes for ``60°``; ``strict``: ``60`` is 60 radians and
            does not.
        rounding: ``reference``: where the reference is a decimal or the question asks for rounding, ``27/59`` passes
            for ``0.458``, but ``0.333`` never for ``1/3``; ``question``: only where the question asks; ``never``.
        order: ``free``: ``2, 1`` passes for ``1, 2``, but ``(2,1)`` not for ``(1,2)``; ``strict``: bare lists keep
            their order too, and ``2, 1`` does not pass.
        interval_as_tuple: whether ``(0,1)`` is also the interval ``0<x<1``.
        constant: whether ``x^2+1+C`` passes for ``x^2+C``; ``x^2`` never does.
        rename: whether letters that are free to choose may be others, ``f(t)=2t`` for ``f(x)=2x`` and ``n pi`` for
            ``k pi``; ``2y+3`` never passes for ``2x+3``.
        form: ``evaluated``: ``17*23`` does not pass for ``391`` where the question asks what ``17*23`` is; ``any``: it
            does.
        strict: whether only marked or concluded answers count, ``#### 18`` or ``so it is 18``; off, the last number of
            a text does too.
        last_rung: whether sympy and math-verify are asked about what is left, such as a limit or an integral.
    """

    extra: ClassVar[str | None] = "math"
    rungs: ClassVar[tuple[str, ...]] = ("sympy", "math_verify")

    percent: Percent = "value"
    units: Units = "convert"
    angles: Angles = "convert"
    rounding: Rounding = "reference"
    order: Order = "free"
    interval_as_tuple: bool = True
    constant: bool = True
    rename: bool = True
    form: Form = "evaluated"
    strict: bool = True
    last_rung: bool = Field(True)

    def needs(self) -> Needs:
        """The completion, the prompt, and a reference that is a text or a number."""
        found = needs("prompt", "reference", reference=("string", "number"))
        return Needs(found.fields, found.reference, frozenset({"prompt"}))

    def open(self, runtime: Runtime) -> OpenMath:
        """Open the last rung."""
        return OpenMath(self, runtime.open(MathVerify()) if self.last_rung else None)

    def explain(self, sample: Sample) -> Sequence[tuple[str, str]]:
        """One answer down the ladder: where it was found, how it is spelled and read, which rung decided."""
        from . import explanation  # verdicts do without it

        return explanation.steps(sample, self.policies(), self.strict)

    def reference_problem(self, sample: Sample) -> str | None:
        """Why a reference cannot be used: it cannot be read, is over a limit, or is not equal to itself."""
        from . import explanation

        return explanation.reference_problem(sample, self.policies())

    def policies(self) -> Policies:
        """The parameters that say what counts as the same."""
        return Policies(**{name: getattr(self, name) for name in Policies._fields})


class OpenMath:
    """The open form of `Math`.

    Args:
        settings: the parameters.
        last: the verifier of the last rung, or None.
    """

    def __init__(self, settings: Math, last: OpenVerifier | None) -> None:
        self._strict = settings.strict
        self._policies = settings.policies()
        self._last = last

    def verify(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict a sample; those that no rung decides go to the last one together."""
        verdicts: list[Verdict] = []
        left: list[tuple[int, Sample, Answer]] = []
        for place, sample in enumerate(samples):
            verdict, answer = self._decide(sample)
            verdicts.append(verdict)
            if answer is not None:
                left.append((place, sample, answer))
        if left and self._last is not None:
            asked = [
                Sample(completion=f"\\boxed{{{answer.text}}}", reference=sample.reference) for _, sample, answer in left
            ]
            for (place, _, answer), verdict in zip(left, self._last.verify(asked), strict=True):
                verdicts[place] = _of_last_rung(verdict, answer)
        return verdicts

    def _decide(self, sample: Sample) -> tuple[Verdict, Answer | None]:
        """The verdict, and the answer where the last rung is to be asked."""
        if sample.reference is None:
            return Verdict("abstain", reason="no-reference"), None
        reference = compile_reference(as_text(sample.reference))
        if not reference.plain:
            return Verdict("abstain", reason="reference-unparseable"), None
        text = final_text(sample)
        answer = extract(text, self._strict)
        if answer.text is None:
            return Verdict("incorrect", reason=answer.reason), None
        if self._policies.form == "evaluated" and ends_with_question(text, sample.question):
            return Verdict("incorrect", reason="form"), None
        finding = self._find(reference, answer, sample)
        verdict = _verdict(finding, answer)
        return verdict, answer if finding.equal is None and finding.rung == "undecided" else None

    def _find(self, reference: Reference, answer: Answer, sample: Sample) -> Finding:
        assert answer.text is not None
        question = sample.question
        for rival in answer.rivals:
            other = decide(compile_reference(rival), answer.text, question, self._policies)
            if other.equal is not True:
                return Finding(False, "extraction", "ambiguous")
        return decide(reference, answer.text, question, self._policies, answer.several)


def _verdict(finding: Finding, answer: Answer) -> Verdict:
    assert answer.text is not None
    shown = answer.text[:_LONGEST_SHOWN]
    details: dict[str, Any] = {"rung": finding.rung, "found": answer.kind}
    if finding.equal:
        return Verdict("correct", reason=f"equal.{finding.rung}", details=details, extracted=shown)
    if finding.equal is None:
        reason = finding.reason if finding.rung == "reference" else "undecided"
        return Verdict(
            "abstain", reason=reason.partition(":")[0], details={**details, "why": finding.reason}, extracted=shown
        )
    return Verdict("incorrect", reason=finding.reason, details=details, extracted=shown)


def _of_last_rung(verdict: Verdict, answer: Answer) -> Verdict:
    """The last rung's verdict as ours."""
    assert answer.text is not None
    details = {**verdict.details, "rung": "last", "found": answer.kind}
    reason = "equal.last" if verdict.status == "correct" else verdict.reason
    return Verdict(verdict.status, reason=reason, details=details, extracted=answer.text[:_LONGEST_SHOWN])
