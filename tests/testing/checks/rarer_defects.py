"""Components with one rarer defect each, which a check finds by its second look. Worker processes load this file."""

import itertools
import os
import random
import socket
import sys
from types import SimpleNamespace
from typing import ClassVar

from rewardry import AnswerVerifier, Extraction, Generator, Reward, Score, Verdict
from rewardry.generator import refuse_arguments
from rewardry.testing import Case
from rewardry.text.answers import select_answer

_OPENED = itertools.count()


class Digits(Reward):
    """1 for a text with a digit; the others are this but for their defect."""

    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    def value(self, text):
        return float(any(char.isdecimal() and char.isascii() for char in text))

    def score(self, batch):
        return [self.value(sample.text) for sample in batch.samples]


class Equal(AnswerVerifier):
    """The answer equals the reference."""

    def extract(self, text, hint):
        found = select_answer(text, longest_unmarked=100)
        return Extraction(found.answer, found.reason)

    def check(self, answer, reference, question):
        right = answer.strip() == str(reference)
        return Verdict("correct" if right else "incorrect", reason="equal" if right else "not-equal", extracted=answer)


class Sums(Generator):
    def rows(self, seed, n, difficulty=5):
        refuse_arguments(seed, n, difficulty)
        chance = random.Random(f"{seed} {difficulty}")
        for i in range(n):
            a, b = (chance.randrange(10 ** (1 + difficulty)) for _ in range(2))
            yield {"id": f"{seed}-{difficulty}-{i}", "prompt": f"What is {a} + {b}?", "reference": str(a + b)}


class CountsItsOpenings(Digits):
    def open(self, runtime):
        number = next(_OPENED)
        return SimpleNamespace(score=lambda batch: [number / 1000 for _ in batch.samples])


class SetsTheEnvironment(Digits):
    def score(self, batch):
        os.environ["SCORED"] = str(int(os.environ.get("SCORED", "0")) + 1)
        return super().score(batch)


class GrowsThePath(Digits):
    def score(self, batch):
        sys.path.append("/nowhere")
        return super().score(batch)


class RaisesTheRecursionLimit(Digits):
    def score(self, batch):
        sys.setrecursionlimit(sys.getrecursionlimit() + 1)
        return super().score(batch)


class LimitsSockets(Digits):
    def score(self, batch):
        socket.setdefaulttimeout((socket.getdefaulttimeout() or 0.0) + 1.0)
        return super().score(batch)


class KeepsTuples(Equal):
    def check(self, answer, reference, question):
        found = super().check(answer, reference, question)
        return Verdict(found.status, reason=found.reason, extracted=answer, details={"pair": (1, 2)})


class KeepsNumbersAsNames(Digits):
    def score(self, batch):
        return [Score(value, details={1: "one"}) for value in super().score(batch)]


class HintsTheRightAnswer(Equal):
    """The answer is a part of the reference, and so is the hint."""

    def examples(self):
        reference = {"answer": "forty-two"}
        return [Case("<answer>forty-two</answer>", "correct", "How many?", reference, answer="forty-two")]

    def hint(self, reference):
        return reference["answer"]

    def check(self, answer, reference, question):
        return super().check(answer, reference["answer"], question)


class FailsQuietly(Digits):
    """A time-out of its own that says nothing."""

    def score(self, batch):
        return [Score(None, "timeout") for _ in batch.samples]


class AddsARow(Digits):
    def score(self, batch):
        return [*super().score(batch), 0.0]


class GivesOneId(Sums):
    def rows(self, seed, n, difficulty=5):
        for row in super().rows(seed, n, difficulty):
            yield {**row, "id": "sum"}


class KnowsFewDifficulties(Sums):
    def rows(self, seed, n, difficulty=5):
        if difficulty > 7:
            raise KeyError(difficulty)
        return super().rows(seed, n, difficulty)


class RaisesAnotherError(Sums):
    def rows(self, seed, n, difficulty=5):
        if n < 0 or not 0 <= difficulty <= 10:
            raise TypeError("not these")
        return super().rows(seed, n, difficulty)


class MakesOneAtLeast(Sums):
    def rows(self, seed, n, difficulty=5):
        return super().rows(seed, n or 1, difficulty)


# ---- components of which a check cannot tell


class OneTask(Equal):
    """All its examples have one answer."""

    def examples(self):
        return [Case(f"<answer>{said}</answer>", None, "How many?", "42", answer="42") for said in ("42", "7")]


class NoRightAnswer(Equal):
    """Its examples do not say what is right, and it calls nothing right."""

    def examples(self):
        return [Case("<answer>42</answer>", "incorrect", "How many?", {"of": number}) for number in (1, 2)]

    def check(self, answer, reference, question):
        return Verdict("incorrect", reason="not-equal")


class NumbersAlone(Equal):
    """Its reference is a number, which nothing can make fail."""

    def examples(self):
        return [Case("<answer>42</answer>", "correct", "How many?", 42, answer="42")]


class RaisesAtOnce(Digits):
    def score(self, batch):
        raise RuntimeError("the service is down")
