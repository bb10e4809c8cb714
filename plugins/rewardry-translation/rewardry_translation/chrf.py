"""chrF: how many short runs of characters a translation shares with its references.

After M. Popovic, "chrF: character n-gram F-score for automatic MT evaluation" (2015), and "chrF++: words helping
character n-grams" (2017); the numbers are those of sacrebleu (M. Post, "A call for clarity in reporting BLEU scores",
2018), which is imported when the reward is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

import rewardry
from rewardry import Batch, Needs, Sample, Score, needs
from rewardry.text.answers import select_block
from rewardry.text.spans import has_content
from rewardry.text.wrappers import strip_wrappers


class ChrF(rewardry.Reward):
    """chrF of the answer against the reference, or the best of several references, from 0 to 1.

    The answer is the last answer block, or else all that follows the reasoning. One that says nothing, and one that is
    longer than any translation, is worth 0; a row without a reference is undecided.

    Attributes:
        word_order: runs of so many words count too; 2 is chrF++.
        lowercase: whether upper and lower case are the same.
        longest: answers of more characters are worth 0, since the cost grows with the length.
    """

    value_range: ClassVar[tuple[float, float]] = (0.0, 1.0)
    requires: ClassVar[tuple[str, ...]] = ("sacrebleu",)

    word_order: Literal[0, 1, 2] = 0
    lowercase: bool = False
    longest: int = 20_000

    def needs(self) -> Needs:
        """The completion, and a reference that is a text or a list of texts."""
        return needs("reference", reference=("string", "array"))

    def open(self, runtime: Any) -> LiveChrF:
        """The live reward; imports sacrebleu."""
        return LiveChrF(self)

    def examples(self) -> list[Any]:
        """A translation that is the reference, one that is another's, and ones that share nothing."""
        from rewardry.testing import Case

        german, english = "Wo steht der Zug nach Ulm?", "Where is the train to Ulm?"
        references = [english, "Where does the train to Ulm leave?"]
        return [
            Case(f"<think>Zug is train.</think>\n<answer>{english}</answer>", 1.0, german, english),
            Case(english, 1.0, german, references, answer=english),
            Case("<answer>\u5217\u8eca\u5728\u54ea\u88e1</answer>", 0.0, german, english),
            Case("<answer></answer>", 0.0, german, english),
            Case("<answer>Where is the bus to Ulm?</answer>", None, german, english),
        ]


class LiveChrF:
    """An opened `ChrF`."""

    def __init__(self, settings: ChrF) -> None:
        from sacrebleu.metrics.chrf import CHRF

        self._settings = settings
        self._metric = CHRF(word_order=settings.word_order, lowercase=settings.lowercase)

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample, in order."""
        return [self._score(sample) for sample in batch.samples]

    def _score(self, sample: Sample) -> Score:
        references = references_of(sample.reference)
        if isinstance(references, str):
            return Score(None, "abstain", {"reason": references})
        answer = answer_of(sample)
        if not has_content(strip_wrappers(answer)):
            return Score(0.0, details={"reason": "no-answer"})
        if len(answer) > self._settings.longest:
            return Score(0.0, details={"reason": "over-limit"})
        chrf = self._metric.sentence_score(answer, references).score
        return Score(min(1.0, float(chrf) / 100))


def answer_of(sample: Sample) -> str:
    """The last answer block of a completion, or else what follows its reasoning."""
    text = sample.split().final_text
    found = select_block(text)
    return text if found.kind is None else found.answer or ""


def references_of(reference: Any) -> Sequence[str] | str:
    """The references, or the reason why there is none to compare with."""
    if reference is None:
        return "no-reference"
    texts = [reference] if isinstance(reference, str) else reference
    if not isinstance(texts, (list, tuple)) or not all(isinstance(text, str) and text.strip() for text in texts):
        return "reference-unparseable"
    return list(texts) or "no-reference"
