"""Constraints of IFBench that count words, numbers and marks."""

from __future__ import annotations

import re
from typing import ClassVar, Self

from pydantic import model_validator

from .constraint import Count, IFBenchConstraint, Percentage, Phrase, Position
from .vocabulary import NAMES, PRONOUNS, STOP_WORDS
from .words import runs, tokens, trimmed, without_punctuation


class WordCountRange(IFBenchConstraint):
    """Between so many and so many words, both included; ``don't`` is two words."""

    id: ClassVar[str] = "count:word_count_range"
    min_words: Count
    max_words: Count

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.min_words > self.max_words:
            raise ValueError(f"min_words is {self.min_words}, more than max_words, {self.max_words}")
        return self

    def kept(self, text: str) -> bool:
        """Whether the number of words is within."""
        return self.min_words <= len(runs(text)) <= self.max_words


class UniqueWordCount(IFBenchConstraint):
    """At least so many different words, whatever their case and the punctuation around them."""

    id: ClassVar[str] = "count:unique_word_count"
    N: Count

    def kept(self, text: str) -> bool:
        """Whether there are that many."""
        return len({trimmed(word) for word in text.lower().split()}) >= self.N


_CONJUNCTIONS = frozenset(("and", "but", "for", "nor", "or", "so", "yet"))


class Conjunctions(IFBenchConstraint):
    """At least so many different coordinating conjunctions (and, but, for, nor, or, so, yet)."""

    id: ClassVar[str] = "count:conjunctions"
    small_n: Count

    def kept(self, text: str) -> bool:
        """Whether there are that many."""
        found = {trimmed(word).lower() for word in text.split()} & _CONJUNCTIONS
        return len(found) >= self.small_n


class Numbers(IFBenchConstraint):
    """Exactly so many numbers, read after all punctuation is taken out: ``3.5`` and ``1,000`` are one each."""

    id: ClassVar[str] = "count:numbers"
    N: Count

    def kept(self, text: str) -> bool:
        """Whether there are that many."""
        return len(re.findall(r"\d+", without_punctuation(text))) == self.N


_MARKS = (".", ",", "!", "?", ";", ":")
_INTERROBANG = re.compile(r"\?!|!\?|‽")


class Punctuation(IFBenchConstraint):
    """Each of ``. , ! ? ; :`` occurs, and an interrobang (``?!``, ``!?`` or ``‽``) beside them."""

    id: ClassVar[str] = "count:punctuation"

    def kept(self, text: str) -> bool:
        """Whether all are there."""
        rest, found = (text.replace(both, "", 1) for both in ("?!", "!?")), _INTERROBANG.search(text)
        without = next((one for one in rest if one != text), text)
        return found is not None and all(mark in without for mark in _MARKS)


class Pronouns(IFBenchConstraint):
    """At least so many pronouns: personal, possessive, reflexive, demonstrative, interrogative and indefinite ones."""

    id: ClassVar[str] = "count:pronouns"
    N: Count

    def kept(self, text: str) -> bool:
        """Whether there are that many."""
        return sum(word in PRONOUNS for word in tokens(text.lower().replace("/", " "))) >= self.N


_TIMES = (1, 2, 3, 5, 7)


class KeywordsMultiple(IFBenchConstraint):
    """Five keywords occur 1, 2, 3, 5 and 7 times, in that order, whatever the case; within longer words too."""

    id: ClassVar[str] = "count:keywords_multiple"
    keyword1: Phrase
    keyword2: Phrase
    keyword3: Phrase
    keyword4: Phrase
    keyword5: Phrase

    def kept(self, text: str) -> bool:
        """Whether each occurs that often."""
        said = text.lower()
        keywords = (self.keyword1, self.keyword2, self.keyword3, self.keyword4, self.keyword5)
        return all(said.count(word.lower()) == times for word, times in zip(keywords, _TIMES, strict=True))


_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


class WordsJapanese(IFBenchConstraint):
    """Every Nth word, as spaces part them, has a Japanese character; digits and bare punctuation are let pass."""

    id: ClassVar[str] = "count:words_japanese"
    N: Position

    def kept(self, text: str) -> bool:
        """Whether every such word is Japanese."""
        words = (trimmed(word) for word in text.split()[self.N - 1 :: self.N])
        return all(_JAPANESE.search(word) for word in words if word and not word.isdigit())


class Overlap(IFBenchConstraint):
    """Of the response's runs of three characters, so many percent, give or take 2, are in the reference text too."""

    id: ClassVar[str] = "ratio:overlap"
    reference_text: Phrase
    percentage: Percentage

    def kept(self, text: str) -> bool:
        """Whether the share is that large."""
        own = _trigrams(text)
        share = 100 * len(own & _trigrams(self.reference_text)) / len(own) if own else None
        return share is not None and self.percentage - 2 <= share <= self.percentage + 2


def _trigrams(text: str) -> set[str]:
    return {text[i : i + 3] for i in range(len(text) - 2)}


class StopWords(IFBenchConstraint):
    """At most so many percent of the words are stop words of English (the common list of 153 words and their parts)."""

    id: ClassVar[str] = "ratio:stop_words"
    percentage: Percentage

    def kept(self, text: str) -> bool:
        """Whether the share is that small; a response without words has none."""
        words = runs(text.lower())
        return bool(words) and 100 * sum(word in STOP_WORDS for word in words) / len(words) <= self.percentage


_NAME = re.compile(rf"\b(?:{'|'.join(sorted(NAMES))})\b")


class PersonNames(IFBenchConstraint):
    """At least so many different names out of the 50 that IFBench's prompts list, such as Emma and Liam."""

    id: ClassVar[str] = "count:person_names"
    N: Count

    def kept(self, text: str) -> bool:
        """Whether there are that many."""
        return len(set(_NAME.findall(text))) >= self.N
