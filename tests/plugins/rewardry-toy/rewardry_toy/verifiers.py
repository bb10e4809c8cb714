"""The toy's verifier."""

import os
from typing import ClassVar

from rewardry import AnswerVerifier, Extraction, Verdict


class Even(AnswerVerifier):
    """The answer is an even number.

    Attributes:
        zero: whether 0 counts.
    """

    runs: ClassVar[str] = "worker"

    zero: bool = True

    def extract(self, text, hint):
        """The text itself."""
        return Extraction(text.strip() or None)

    def check(self, answer, reference, question):
        """Whether the answer is even; the process that decided is in the details."""
        even = answer.isdigit() and int(answer) % 2 == 0 and (self.zero or int(answer) > 0)
        return Verdict("correct" if even else "incorrect", details={"process": os.getpid()})
