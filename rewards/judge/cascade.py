"""The verifier `cascade`: a rule decides what it can; a judge sees only what the rule rejected or could not decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from rewardry.component import Needs, Verifier
from rewardry.parameters import DEFAULT_VERIFIER, VerifierField
from rewardry.testing.case import Case
from rewardry.types import Sample, Verdict

from .form import is_echo, why_no_single_answer
from .guard import why_void
from .materials import part_of, question_of
from .settings import JudgeSettings, shared_settings
from .verifier import Judge

if TYPE_CHECKING:
    from rewardry.engine.observation import Share
    from rewardry.engine.opened import OpenVerifier
    from rewardry.engine.runtime import Runtime

# What a rule says of an answer's form, which no judge may overrule.
FINAL = ("ambiguous", "hedge", "over-limit", "several")


class Cascade(JudgeSettings, Verifier):
    """A rule first; the judge is asked about answers that the rule calls wrong or cannot decide, and no others.

    TinyV (arXiv:2505.14625) finds that rules reject more than 38 % of right answers of some sets, and that a judge on
    their rejections alone mends that for 6 % of the cost. What the rule accepts is correct. What it rejects for its
    form stays incorrect, as does what names several answers, hedges, repeats the question or says nothing: a judge is
    easily talked into those. Where nobody can be asked, the rule's verdict stands. A call that fails is an error.

    Attributes:
        rule: the verifier that is asked first.
        final: reasons of the rule that the judge may not overrule.
        threshold: the probability of ``correct`` from which on it is that, where the model says probabilities.
    """

    source: ClassVar[str | None] = "arXiv:2505.14625"

    rule: VerifierField = DEFAULT_VERIFIER
    final: frozenset[str] = frozenset(FINAL)
    threshold: float = Field(0.5, ge=0.0, le=1.0)

    def judge(self) -> Judge:
        """The judge behind the rule."""
        return Judge(**shared_settings(self), threshold=self.threshold)

    def needs(self) -> Needs:
        """What the rule and the judge read; the reference must please the rule."""
        rule = self.rule.needs()
        return replace(rule | self.judge().needs(), reference=rule.reference)

    def examples(self) -> Sequence[Case]:
        """The rule's: with no judge, or one that is worth having, they get the same."""
        return self.rule.examples()

    def open(self, runtime: Runtime) -> OpenCascade:
        """Rule and judge, open."""
        return OpenCascade(self, runtime)


class OpenCascade:
    """The open form of `Cascade`."""

    def __init__(self, settings: Cascade, runtime: Runtime) -> None:
        self._settings = settings
        self._rule: OpenVerifier = runtime.open(settings.rule)
        alone = settings.lacking("the rule decides alone") is not None
        self._judge: OpenVerifier | None = None if alone else runtime.open(settings.judge())
        self._counts: Counter[str] = Counter()

    def figures(self) -> Mapping[str, float | Share]:
        """How many samples the rule decided, and how many went to the judge."""
        return {name: float(self._counts[name]) for name in ("by_rule", "by_form", "to_judge")}

    def verify(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict a sample; the judge is asked about those that are left, all at once."""
        verdicts = self._rule.verify(samples)
        asked = []
        for i, (sample, verdict) in enumerate(zip(samples, verdicts, strict=True)):
            form = self._form(sample, verdict)
            if form is not None:
                verdicts[i] = Verdict("incorrect", reason=form, details=_stage("form", verdict))
            elif verdict.status == "correct" or verdict.reason in self._settings.final:
                verdicts[i] = _staged(verdict, "rule")
            else:
                asked.append(i)
        self._counts.update({"by_rule": len(samples) - len(asked), "to_judge": len(asked)})
        if self._judge is None:
            return verdicts
        for i, judged in zip(asked, self._judge.verify([samples[i] for i in asked]), strict=True):
            verdicts[i] = replace(judged, details={**judged.details, **_stage("judge", verdicts[i])})
        return verdicts

    def _form(self, sample: Sample, verdict: Verdict) -> str | None:
        """What is wrong with an answer's form where the rule leaves it open, or None.

        The question over again is wrong even where the rule accepts it: ``What is 9 - 2?`` can be read as 7.
        """
        if sample.reference is None or verdict.reason in self._settings.final:
            return None
        if verdict.status == "abstain" and verdict.reason.startswith("reference"):
            return None
        form, text, question = None, part_of(sample, self._settings.scope), question_of(sample.prompt)
        if verdict.status != "correct":
            form = why_void(text) or why_no_single_answer(text, sample.reference)
        if form is None and (is_echo(text, question) or is_echo(sample.text, question)):
            form = "echo"
        self._counts["by_form"] += form is not None
        return form


def _stage(stage: str, rule: Verdict) -> dict[str, Any]:
    return {"stage": stage, "rule": {"status": rule.status, "reason": rule.reason}}


def _staged(verdict: Verdict, stage: str) -> Verdict:
    return replace(verdict, details={**verdict.details, "stage": stage})
