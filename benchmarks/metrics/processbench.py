"""ProcessBench (arXiv:2412.06559): the first wrong step of a solution, and the official F1.

The official script (QwenLM/ProcessBench, code/run_eval.py) takes the share of erroneous solutions whose first wrong
step is found, and the share of correct ones in which none is, and their harmonic mean; the average over its four parts
(GSM8K, MATH, OlympiadBench, Omni-MATH) is unweighted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

NO_ERROR = -1


@dataclass(frozen=True, slots=True)
class ProcessBenchScore:
    """The figures of one part, or their average, each in percent.

    Attributes:
        error_accuracy: of the erroneous solutions, how many have their first wrong step found.
        correct_accuracy: of the correct ones, how many are found correct.
        f1: their harmonic mean; 0 where both are 0.
    """

    error_accuracy: float
    correct_accuracy: float
    f1: float


def first_error(step_scores: Sequence[float], threshold: float = 0.5) -> int:
    """The first step whose score is below a threshold, from 0; -1 where there is none.

    >>> first_error([0.9, 0.2, 0.1]), first_error([0.9, 0.8])
    (1, -1)
    """
    return next((i for i, score in enumerate(step_scores) if score < threshold), NO_ERROR)


def processbench(labels: Sequence[int], predictions: Sequence[int | None]) -> ProcessBenchScore:
    """The official figures of one part.

    Args:
        labels: for each solution its first wrong step, from 0; -1 for a correct one.
        predictions: what was found; None, for a solution that was not decided, is never right.

    Raises:
        ValueError: the two are of different lengths, or there is no erroneous, or no correct, solution.

    >>> processbench([1, 0, -1, -1], [1, 2, -1, -1]).f1
    66.66666666666667
    """
    found = list(zip(labels, predictions, strict=True))
    wrong = [label == prediction for label, prediction in found if label != NO_ERROR]
    right = [label == prediction for label, prediction in found if label == NO_ERROR]
    if not wrong or not right:
        raise ValueError(
            f"there are {len(wrong)} erroneous and {len(right)} correct solutions; F1 needs at least one of both"
        )
    error, correct = 100 * fmean(wrong), 100 * fmean(right)
    return ProcessBenchScore(error, correct, 2 * error * correct / (error + correct) if error + correct else 0.0)


def average(parts: Mapping[str, ProcessBenchScore]) -> ProcessBenchScore:
    """The official average over the parts: unweighted, of the F1s themselves.

    Raises:
        ValueError: there is no part.
    """
    if not parts:
        raise ValueError("there is no part to average")
    scores = list(parts.values())
    return ProcessBenchScore(
        fmean(score.error_accuracy for score in scores),
        fmean(score.correct_accuracy for score in scores),
        fmean(score.f1 for score in scores),
    )
