"""Token F1 of short texts, after the normalisation of SQuAD."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from pydantic import Field

from rewardry.text.wrappers import strip_wrappers
from rewardry.types import Verdict

from .text_exact import TextExact

if TYPE_CHECKING:
    from rewardry.testing.case import Case

_LONGEST_SHOWN = 200
# Chinese and Japanese put no spaces between words: each character is a token, as in CMRC 2018.
_TOKEN = re.compile("[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\\s\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
# Answers that share no token with their opposite, and none with anything longer, as in HotpotQA.
_WHOLE = frozenset({"yes", "no", "noanswer"})
_TAKES_BACK = frozenset(
    ("not", "no", "never", "nor", "or", "neither", "either", "none", "without", "wrong", "incorrect", "false", "but")
)
# With its apostrophe any word is one (isn't); as normalised, without it, these are: giant and ancient deny nothing.
_CONTRACTED_NOT = re.compile(
    r"\w+n['’]t|(?:are|could|did|does|do|had|has|have|is|might|must|need|should|was|were|would)nt|cant|wont|aint|shant"
)


class Overlap(NamedTuple):
    """How far an answer and a reference share their tokens.

    Attributes:
        precision: the share of the answer's tokens that are in the reference, in [0, 1].
        recall: the share of the reference's tokens that are in the answer, in [0, 1].
    """

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


class TextF1(TextExact):
    """How many tokens the answer shares with the reference, or with the nearest of several; correct from a threshold.

    The measure of SQuAD (Rajpurkar et al., arXiv:1606.05250): both are normalised as for ``text.exact``, tokens are
    parted by white space and counted as often as they occur, and the score is the F1 of the two bags. ``yes`` and
    ``no`` are compared as a whole. An answer with a word that takes it back (not, or, never, ...) which the reference
    does not have gets 0: ``not the Eiffel Tower`` shares nearly all its tokens with ``the Eiffel Tower``.

    Attributes:
        threshold: the least F1 of a correct answer, in (0, 1]; 1 wants the same tokens, in whatever order. Below that
            an answer that names something else beside the right thing may pass: the longer, the sooner.
    """

    source: ClassVar[str | None] = "arXiv:1606.05250"

    threshold: float = Field(1.0, gt=0, le=1)

    def examples(self) -> list[Case]:
        """Right answers in other surface forms, and wrong ones that come near."""
        from rewardry.testing.case import Case

        tower = ("Which tower stands in Paris?", "the Eiffel Tower of Gustave Eiffel")
        capital = ("What is the capital of France?", ["Paris", "Paris, France"])
        return [
            Case("<answer>Eiffel Tower of Gustave Eiffel</answer>", "correct", *tower),
            Case("<answer>Gustave Eiffel, Tower of Eiffel</answer>", "correct", *tower),
            Case("<answer>the Eiffel Tower</answer>", "incorrect", *tower),
            Case("<answer>Eiffel Eiffel Eiffel Eiffel Eiffel</answer>", "incorrect", *tower),
            Case("<answer>not the Eiffel Tower of Gustave Eiffel</answer>", "incorrect", *tower),
            Case("The answer is **Paris**.", "correct", *capital, answer="Paris"),
            Case("<answer>Paris or Lyon</answer>", "incorrect", *capital, answer="Paris"),
            Case("<answer>Paris</answer>", "abstain", capital[0], ""),
        ]

    def check(self, answer: str, reference: Any, question: str) -> Verdict:
        """The F1 with the nearest reference."""
        shown = strip_wrappers(answer)[:_LONGEST_SHOWN]
        said = self.normalise(answer)
        references = self._references(reference)
        if not said:
            return Verdict("incorrect", 0.0, "no-answer", extracted=shown)
        best = max((overlap(said, wanted) for wanted in references), key=lambda found: found.f1)
        taken_back = said not in references and _taken_back(said, references)
        score = 0.0 if taken_back else best.f1
        details = {"f1": score, "precision": best.precision, "recall": best.recall}
        if score >= self.threshold - 1e-12:
            return Verdict("correct", score, "equal.tokens", details, shown)
        return Verdict("incorrect", score, "taken-back" if taken_back else "not-equal", details, shown)


def overlap(answer: str, reference: str) -> Overlap:
    """How far two normalised texts share their tokens.

    >>> overlap("eiffel tower", "tower of eiffel")
    Overlap(precision=1.0, recall=0.6666666666666666)
    """
    if answer != reference and (answer in _WHOLE or reference in _WHOLE):
        return Overlap(0.0, 0.0)
    said, wanted = Counter(_TOKEN.findall(answer)), Counter(_TOKEN.findall(reference))
    shared = (said & wanted).total()
    return Overlap(shared / max(1, said.total()), shared / max(1, wanted.total()))


def _taken_back(answer: str, references: set[str]) -> bool:
    """Whether an answer has a word that denies or divides it, which no reference has."""
    words = {word for word in answer.split() if word in _TAKES_BACK or _CONTRACTED_NOT.fullmatch(word)}
    return bool(words.difference(word for reference in references for word in reference.split()))
