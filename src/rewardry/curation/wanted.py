"""Which filters a selection has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rewardry.curation.filters.best_of_group import BestOfGroup
from rewardry.curation.filters.code_blocks import no_code_blocks
from rewardry.curation.filters.contamination import HeldOut, NotContaminated
from rewardry.curation.filters.contract import Filter
from rewardry.curation.filters.correct import keep_correct
from rewardry.curation.filters.duplicates import DifferentInFile, DifferentInGroup
from rewardry.curation.filters.long_paragraphs import WORDS as LONG_PARAGRAPH
from rewardry.curation.filters.long_paragraphs import no_long_paragraphs
from rewardry.curation.filters.loops import no_loops
from rewardry.curation.filters.missing_summary import with_summary
from rewardry.curation.filters.mixed_language import OneLanguage
from rewardry.curation.filters.pass_rate import PassRateBand
from rewardry.curation.filters.truncated import not_truncated
from rewardry.engine.runtime import Runtime

# The share of words that --r1 wants in one language; the paper names none.
MOSTLY = 0.9


@dataclass(frozen=True)
class Wanted:
    """Which rows are wanted; see the help of `rewardry select`, whose options have these names."""

    correct: bool
    r1: bool
    pass_rate: tuple[float, float] | None
    best_of_group: int | None
    one_language: float | None
    language: str | None
    resolver: str
    paragraph: int | None
    no_code: bool
    no_loops: bool
    summary: bool
    truncated: bool
    duplicates: str | None
    similarity: float
    against: tuple[str, ...]
    against_words: int
    against_column: str | None

    def each(self, runtime: Runtime) -> Iterator[Filter]:
        """The filters that judge every row."""
        if self.correct or self.r1:
            yield keep_correct()
        if self.pass_rate is not None:
            yield PassRateBand(*self.pass_rate)
        if self.truncated:
            yield not_truncated()
        if self.one_language is not None or self.r1:
            parameters = {"resolver": self.resolver, **({"target": self.language} if self.language else {})}
            yield OneLanguage(MOSTLY if self.one_language is None else self.one_language, runtime, parameters)
        if self.paragraph is not None or self.r1:
            yield no_long_paragraphs(self.paragraph or LONG_PARAGRAPH)
        if self.no_code or self.r1:
            yield no_code_blocks()
        if self.no_loops or self.r1:
            yield no_loops()
        if self.summary:
            yield with_summary()
        if self.against:
            yield NotContaminated(HeldOut(self.against, self.against_words, self.against_column))

    def among_kept(self) -> Iterator[Filter]:
        """The filters that judge what the others have left, in the order in which they do."""
        if self.duplicates == "group":
            yield DifferentInGroup(self.similarity)
        if self.best_of_group is not None:
            yield BestOfGroup(self.best_of_group)
        if self.duplicates == "file":
            yield DifferentInFile(self.similarity)

    @property
    def whole_file(self) -> bool:
        """Whether a filter compares rows of the whole file, which one process alone can do."""
        return self.duplicates == "file"
