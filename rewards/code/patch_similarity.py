"""SWE-RL's reward: how near a patch comes to the one that was merged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeGuard

from pydantic import Field, FiniteFloat

from rewardry.component import Needs, Reward, Runs, needs
from rewardry.testing.case import Case
from rewardry.text.spans import has_content
from rewardry.types import Batch, Sample, Score

from .search_replace import EditError, Files, apply_edits, find_edits, patch_similarity, patches

_TAGS = ("<think>", "</think>", "<solution>", "</solution>")
_NO_REFERENCE = Score(None, "abstain", {"reason": "no-reference"})
_NO_CHANGE = Score(None, "abstain", {"reason": "reference-changes-nothing"})


class PatchSimilarity(Reward):
    """The similarity of a completion's patch to the expected one, rescaled; `format_error` where there is no patch.

    SWE-RL (arXiv:2502.18449): ``<think>...</think><solution>...</solution>`` with search-and-replace blocks; the value
    is difflib's ratio of the unified diffs, the mean over all files that either patch changes, and -1 for a wrong form.
    The ratio of a patch that changes the wrong line is high already (0.78 in a file of three lines), so here it is
    rescaled, ``max(0, (ratio - floor) / (1 - floor))``. Where there are tests, use those. The reference is an object
    ``{"context": {path: content}, "oracle": {path: content}}``. A long patch is refused like a wrong form, since
    comparing it would cost its square.

    Attributes:
        format_error: the value of a completion without a patch that can be applied.
        floor: the ratio that is worth nothing; 0 is the original's.
        max_chars: the longest solution, and the most that a diff may hold, in characters.
    """

    runs: ClassVar[Runs] = "worker"
    format_error: FiniteFloat = -1.0
    floor: float = Field(0.8, ge=0, lt=1)
    max_chars: int = Field(8_000, ge=1, le=100_000)

    def value_bounds(self) -> tuple[float, float]:
        """From the value of a wrong form to 1."""
        return min(self.format_error, 0.0), max(self.format_error, 1.0)

    def needs(self) -> Needs:
        """The completion and the reference."""
        return needs("reference", reference="object")

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample."""
        return [self._of(sample) for sample in batch.samples]

    def _of(self, sample: Sample) -> Score:
        reference = sample.reference
        context, oracle = (reference or {}).get("context"), (reference or {}).get("oracle")
        if not (_is_files(context) and _is_files(oracle)):
            return _NO_REFERENCE
        expected = patches(context, oracle)
        if not expected:
            return _NO_CHANGE
        try:
            ratio = self.ratio(sample.text, context, expected)
        except EditError as error:
            return Score(self.format_error, details={"why": str(error)})
        return Score(self.value(ratio), details={"similarity": round(ratio, 6)})

    def ratio(self, text: str, context: Files, expected: Files) -> float:
        """The similarity of a completion's patch to the expected one, in [0, 1].

        Raises:
            EditError: the completion holds no patch that can be applied.
        """
        solution = solution_of(text)
        if len(solution) > self.max_chars:
            raise EditError("a solution that is too long")
        largest = max((len(content) for content in context.values()), default=0)
        changed = apply_edits(context, find_edits(solution), largest + 2 * self.max_chars)
        predicted = patches(context, changed)
        if sum(map(len, predicted.values())) > 4 * self.max_chars:
            raise EditError("a patch that is too long")
        return patch_similarity(predicted, expected)

    def value(self, ratio: float) -> float:
        """The value of a similarity."""
        return max(0.0, (ratio - self.floor) / (1.0 - self.floor))

    def examples(self) -> list[Case]:
        """The expected patch, and none."""
        reference = {"context": {"a.py": "x = 1\ny = 2\n"}, "oracle": {"a.py": "x = 1\ny = 20\n"}}
        other = {"context": {"b.py": "z = 1\n"}, "oracle": {"b.py": "z = 3\n"}}
        block = "```python\n### a.py\n<<<<<<< SEARCH\ny = 2\n=======\ny = 20\n>>>>>>> REPLACE\n```"
        text = f"<think>y is wrong.</think>\n<solution>\n{block}\n</solution>"
        return [
            Case(text, 1.0, "Mend a.py.", reference),
            Case("<think>y is wrong.</think>\n<solution>none</solution>", self.format_error, "Mend a.py.", reference),
            Case(text, self.format_error, "Mend b.py.", other),
        ]


def solution_of(text: str) -> str:
    """What stands in the solution of a completion of the right form.

    Raises:
        EditError: a tag is missing or doubled, out of order, or the thought is empty.
    """
    places = [text.find(tag) for tag in _TAGS]
    if any(text.count(tag) != 1 for tag in _TAGS) or places != sorted(places):
        raise EditError("the four tags of thought and solution do not stand there once and in order")
    if not has_content(text, places[0] + len(_TAGS[0]), places[1]):
        raise EditError("an empty thought")
    return text[places[2] + len(_TAGS[2]) : places[3]].strip()


def _is_files(value: Any) -> TypeGuard[Files]:
    return isinstance(value, Mapping) and all(isinstance(one, str) for pair in value.items() for one in pair)
