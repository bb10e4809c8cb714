"""Constraints of IFEval on how long a response is, and how it is divided."""

from __future__ import annotations

import re
from typing import ClassVar, Self

from pydantic import model_validator

from .constraint import Count, IFEvalConstraint, Phrase, Position, Relation, compares
from .sentences import sentences
from .words import runs


class NumberOfWords(IFEvalConstraint):
    """Less than, or at least, so many words; a word is a run of letters and digits, ``don't`` is two."""

    id: ClassVar[str] = "length_constraints:number_words"
    num_words: Count
    relation: Relation

    def kept(self, text: str) -> bool:
        """Whether there are that many words."""
        return compares(len(runs(text)), self.relation, self.num_words)


class NumberOfSentences(IFEvalConstraint):
    """Less than, or at least, so many sentences."""

    id: ClassVar[str] = "length_constraints:number_sentences"
    num_sentences: Count
    relation: Relation

    def kept(self, text: str) -> bool:
        """Whether there are that many sentences."""
        return compares(len(sentences(text)), self.relation, self.num_sentences)


class NumberOfParagraphs(IFEvalConstraint):
    """Exactly so many paragraphs, with ``***`` between them; only the first and the last piece may be empty."""

    id: ClassVar[str] = "length_constraints:number_paragraphs"
    num_paragraphs: Count

    def kept(self, text: str) -> bool:
        """Whether there are that many paragraphs."""
        pieces = text.split("***")
        if any(not piece.strip() for piece in pieces[1:-1]):
            return False
        return sum(bool(piece.strip()) for piece in pieces) == self.num_paragraphs


_ENDS_A_WORD = re.compile(r"[.,?!'\"]")


class ParagraphFirstWord(IFEvalConstraint):
    """Exactly so many paragraphs, an empty line between them; the nth begins with the word, whatever the case."""

    id: ClassVar[str] = "length_constraints:nth_paragraph_first_word"
    num_paragraphs: Count
    nth_paragraph: Position
    first_word: Phrase

    @model_validator(mode="after")
    def _nth_is_one_of_them(self) -> Self:
        if self.nth_paragraph > self.num_paragraphs:
            raise ValueError(f"nth_paragraph is {self.nth_paragraph}, and num_paragraphs only {self.num_paragraphs}")
        return self

    def kept(self, text: str) -> bool:
        """Whether there are that many paragraphs, and the word is there."""
        paragraphs = [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]
        if len(paragraphs) != self.num_paragraphs:
            return False
        word = paragraphs[self.nth_paragraph - 1].split(maxsplit=1)[0].lstrip("'").lstrip('"')
        return _ENDS_A_WORD.split(word, maxsplit=1)[0].lower() == self.first_word.lower()


class TwoResponses(IFEvalConstraint):
    """Two different responses, with six asterisks between them."""

    id: ClassVar[str] = "combination:two_responses"

    def kept(self, text: str) -> bool:
        """Whether there are two that differ."""
        pieces = [piece.strip() for piece in text.split("******")]
        if not all(pieces[1:-1]):
            return False
        given = [piece for piece in pieces if piece]
        return len(given) == 2 and given[0] != given[1]
