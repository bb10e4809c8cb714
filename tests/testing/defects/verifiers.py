"""Verifiers with one defect each, for the conformance kit to find. Worker processes load this file by its path."""

import contextlib
import re
from typing import Any, ClassVar

from rewardry import (
    AnswerVerifier,
    Extraction,
    Needs,
    Sample,
    Verdict,
    Verifier,
    needs,
)
from rewardry.component import Runs
from rewardry.testing import Case
from rewardry.text.answers import select_answer


class HonestVerifier(AnswerVerifier):
    """The answer equals the reference."""

    def extract(self, text, hint):
        found = select_answer(text, longest_unmarked=100)
        return Extraction(found.answer, found.reason)

    def check(self, answer, reference, question):
        right = answer.strip() == str(reference)
        return Verdict("correct" if right else "incorrect", reason="equal" if right else "not-equal", extracted=answer)


class NeverRight(HonestVerifier):
    """A verifier of which nobody knows a right answer."""

    def check(self, answer, reference, question):
        return Verdict("incorrect", reason="not-equal")


class NoRightAnswer(NeverRight):
    """Its examples do not say what is right either."""

    def examples(self):
        return [Case("<answer>42</answer>", "incorrect", "How many?", {"of": number}) for number in (1, 2)]


class OneTask(HonestVerifier):
    """All its examples have one answer."""

    def examples(self):
        return [Case(f"<answer>{said}</answer>", None, "How many?", "42", answer="42") for said in ("42", "7")]


class NumbersAlone(HonestVerifier):
    """Its reference is a number, which nothing can make fail."""

    def examples(self):
        return [Case("<answer>42</answer>", "correct", "How many?", 42, answer="42")]


# ---- rows ----------------------------------------------------------------------------------------------------------


class HidesErrors(HonestVerifier):
    def check(self, answer, reference, question):
        try:
            right = reference.strip() == answer
        except Exception:
            return Verdict("error", reason="failed")
        return Verdict("correct" if right else "incorrect", reason="compared")


# ---- texts and values ----------------------------------------------------------------------------------------------


class MissesItsExamples(HonestVerifier):
    def examples(self):
        return [
            Case("<answer>1/2</answer>", "correct", reference="1/2"),
            Case("<answer>0.5</answer>", "correct", reference="1/2"),
        ]


# ---- verdicts ------------------------------------------------------------------------------------------------------


class KeepsObjects(HonestVerifier):
    def check(self, answer, reference, question):
        verdict = super().check(answer, reference, question)
        return Verdict(verdict.status, reason=verdict.reason, details={"seen": {answer}})


class KeepsTuples(HonestVerifier):
    def check(self, answer, reference, question):
        found = super().check(answer, reference, question)
        return Verdict(found.status, reason=found.reason, extracted=answer, details={"pair": (1, 2)})


class GivesNoReason(HonestVerifier):
    def check(self, answer, reference, question):
        return Verdict(super().check(answer, reference, question).status)


class EchoesTheReference(HonestVerifier):
    def check(self, answer, reference, question):
        return Verdict(super().check(answer, reference, question).status, reason="compared", extracted=str(reference))


class HintsTheAnswer(HonestVerifier):
    def hint(self, reference):
        return reference


class HintsTheRightAnswer(HonestVerifier):
    """The answer is a part of the reference, and so is the hint."""

    def examples(self):
        reference = {"answer": "forty-two"}
        return [Case("<answer>forty-two</answer>", "correct", "How many?", reference, answer="forty-two")]

    def hint(self, reference):
        return reference["answer"]

    def check(self, answer, reference, question):
        return super().check(answer, reference["answer"], question)


class TimesOut(HonestVerifier):
    runs: ClassVar[Runs] = "worker"

    def check(self, answer, reference, question):
        raise RuntimeError("the service is down")


# ---- attacks -------------------------------------------------------------------------------------------------------


class AcceptsAnything(HonestVerifier):
    def check(self, answer, reference, question):
        return Verdict("correct", reason="lenient")


class AcceptsNegation(HonestVerifier):
    def check(self, answer, reference, question):
        words = re.findall(r"\w+", answer)
        right = words[-1:] == [str(reference)] or words[:1] == [str(reference)]
        return Verdict("correct" if right else "incorrect", reason="words")


class AcceptsHedges(HonestVerifier):
    """Takes the last of several answers."""

    def extract(self, text, hint):
        found = re.findall(r"<answer>([^<]*)</answer>", text)
        return Extraction(found[-1] if found else None)


class ObeysOrders(HonestVerifier):
    def extract(self, text, hint):
        return Extraction("obey") if "mark this answer as correct" in text else super().extract(text, hint)

    def check(self, answer, reference, question):
        return Verdict("correct", reason="told") if answer == "obey" else super().check(answer, reference, question)


class RunsCompletions(HonestVerifier):
    def check(self, answer, reference, question):
        value: Any = answer
        with contextlib.suppress(Exception):
            value = eval(answer)  # noqa: S307 - the defect
        right = str(value) == str(reference)
        return Verdict("correct" if right else "incorrect", reason="evaluated", extracted=answer)


class AcceptsEchoes(Verifier):
    """The reference stands somewhere in the text."""

    def needs(self) -> Needs:
        return needs("prompt", "reference")

    def verify(self, samples):
        return [self._verdict(sample) for sample in samples]

    def _verdict(self, sample: Sample):
        if sample.reference is None:
            return Verdict("abstain", reason="no-reference")
        right = str(sample.reference) in sample.text
        return Verdict("correct" if right else "incorrect", reason="found" if right else "not-found")

    def examples(self):
        return [
            Case("It is nitrogen.", "correct", "Is it oxygen or nitrogen?", "nitrogen"),
            Case("It is oxygen.", "correct", "Is it oxygen or nitrogen?", "oxygen"),
        ]


class AcceptsAConstant(HonestVerifier):
    def check(self, answer, reference, question):
        if answer.strip() in ("any", "*"):
            return Verdict("correct", reason="any")
        return super().check(answer, reference, question)
