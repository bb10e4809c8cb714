"""A reward that is a function of the completion's text and the reference: accuracy as another project computes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from rewardry.component import JsonType, Needs, Reward, needs
from rewardry.types import Batch, Sample, Score, Verdict

# Far beyond any reference of the originals' data; what is longer is no reference of theirs.
LONGEST_REFERENCE = 10_000


class RefusedError(Exception):
    """The original would execute a text, hang or crash here; ours gives 0 and says so."""


@dataclass(frozen=True)
class Graded:
    """What a completion is worth, and whether its answer is right: by parameters both may be worth the same."""

    value: float
    right: bool


class ReferenceReward(Reward):
    """Scores a text against its reference; a subclass defines `graded`.

    A missing reference, or one that is none of the original's, abstains. What the original would not survive earns 0,
    with the reason ``compat-refused``.
    """

    required: ClassVar[bool] = True
    gives_verdict: ClassVar[bool] = True
    takes: ClassVar[tuple[JsonType, ...]] = ("string",)

    def needs(self) -> Needs:
        """The completion and a reference of the types that the original takes."""
        return needs("reference", reference=self.takes)

    def graded(self, text: str, reference: Any) -> Graded:
        """The value of a completion's text, and whether it is right.

        Raises:
            RefusedError: the original would execute, hang or crash.
            ValueError, TypeError, KeyError, OverflowError: the reference is none of the original's.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define graded")

    def text_of(self, sample: Sample) -> str:
        """What the original is given of a sample; by default the completion alone."""
        return sample.text

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample, with a verdict."""
        return [self._score(sample) for sample in batch.samples]

    def _score(self, sample: Sample) -> Score:
        if sample.reference is None:
            return Score.undecided(Verdict("abstain", reason="no-reference"))
        try:
            if len(str(sample.reference)) > LONGEST_REFERENCE:
                raise ValueError("it is too long")
            graded = self.graded(self.text_of(sample), sample.reference)
        except RefusedError as refused:
            return Score(
                0.0,
                details={"reason": "compat-refused", "why": str(refused)},
                verdict=Verdict("incorrect", reason="compat-refused"),
            )
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            return Score.undecided(Verdict("abstain", reason="reference-unparseable", details={"why": str(error)}))
        return Score(graded.value, verdict=Verdict("correct" if graded.right else "incorrect", reason="compat"))


def blocks(text: str, opening: str = "<answer>", closing: str = "</answer>") -> list[str]:
    """What ``opening(.*?)closing`` finds one after the other, in time linear in the text."""
    found, start = [], text.find(opening)
    while start >= 0:
        inside = start + len(opening)
        end = text.find(closing, inside)
        if end < 0:
            break
        found.append(text[inside:end])
        start = text.find(opening, end + len(closing))
    return found


def numbers_and_target(reference: Any) -> tuple[list[int], float]:
    """The numbers and the target of a reference of the countdown game.

    Raises:
        KeyError, TypeError, ValueError, OverflowError: it is none.
    """
    if not isinstance(reference["numbers"], (list, tuple)):
        raise TypeError("`numbers` is no list")
    return [int(number) for number in reference["numbers"]], float(reference["target"])
