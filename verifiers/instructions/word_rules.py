"""Constraints of IFBench on each word, or on neighbouring words."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import ClassVar

from .constraint import Count, IFBenchConstraint, Phrase, Position
from .sentences import sentences
from .words import tokens, trimmed, without_punctuation

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


class Alphabet(IFBenchConstraint):
    """Each word begins with the next letter of the alphabet, A after Z; the first may begin with any."""

    id: ClassVar[str] = "words:alphabet"

    def kept(self, text: str) -> bool:
        """Whether the first letters go round the alphabet."""
        first = [word[0] for word in without_punctuation(text).lower().split()]
        if not first or first[0] not in _ALPHABET:
            return False
        start = _ALPHABET.index(first[0])
        return all(letter == _ALPHABET[(start + i) % 26] for i, letter in enumerate(first))


class ThreeVowels(IFBenchConstraint):
    """One paragraph, without a line break, whose words have at most three of the vowels a, e, i, o, u."""

    id: ClassVar[str] = "words:vowel"

    def kept(self, text: str) -> bool:
        """Whether there are so few."""
        paragraph = text.strip()
        return "\n" not in paragraph and len(set(paragraph.lower()) & set("aeiou")) <= 3


_CLUSTER = re.compile("[bcdfghjklmnpqrstvwxyz]{2}")


class ConsonantClusters(IFBenchConstraint):
    """Each word, as spaces part them, has two consonants side by side; y is a consonant."""

    id: ClassVar[str] = "words:consonants"

    def kept(self, text: str) -> bool:
        """Whether each has."""
        return all(_CLUSTER.search(word) for word in text.lower().split())


class Palindromes(IFBenchConstraint):
    """At least 10 palindromes of one word, of 5 characters or more, whatever their case; the same one may recur."""

    id: ClassVar[str] = "words:palindrome"

    def kept(self, text: str) -> bool:
        """Whether there are 10."""
        words = without_punctuation(text).lower().split()
        return sum(len(word) >= 5 and word == word[::-1] for word in words) >= 10


_PRIMES = frozenset((2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97))


class PrimeLengths(IFBenchConstraint):
    """The length of each word, without punctuation, is a prime number below 100."""

    id: ClassVar[str] = "words:prime_lengths"

    def kept(self, text: str) -> bool:
        """Whether all are prime."""
        return all(len(word) in _PRIMES for word in without_punctuation(text).split())


class Repeats(IFBenchConstraint):
    """No word occurs more than so many times, whatever its case, without punctuation."""

    id: ClassVar[str] = "words:repeats"
    small_n: Count

    def kept(self, text: str) -> bool:
        """Whether none occurs more often."""
        counts = Counter(without_punctuation(text).lower().split())
        return all(count <= self.small_n for count in counts.values())


class NoConsecutive(IFBenchConstraint):
    """No two neighbouring words begin with the same letter, whatever its case."""

    id: ClassVar[str] = "words:no_consecutive"

    def kept(self, text: str) -> bool:
        """Whether all neighbours differ."""
        words = without_punctuation(text.lower()).split()
        return all(one[0] != other[0] for one, other in pairwise(words))


class LastFirst(IFBenchConstraint):
    """The last word of each sentence is the first of the next, whatever its case."""

    id: ClassVar[str] = "words:last_first"

    def kept(self, text: str) -> bool:
        """Whether the sentences are so chained."""
        ends = [_ends(sentence) for sentence in sentences(text)]
        return all(ends) and all(one[-1] == other[0] for one, other in pairwise(ends))


class ParagraphLastFirst(IFBenchConstraint):
    """Each paragraph, a line, ends with the word that it begins with, whatever its case."""

    id: ClassVar[str] = "words:paragraph_last_first"

    def kept(self, text: str) -> bool:
        """Whether each does."""
        lines = (_ends(line) for line in text.split("\n"))
        return all(ends[0] == ends[-1] for ends in lines if ends)


def _ends(text: str) -> list[str]:
    """The first word and the last one in small letters, without the punctuation around them; none of no words."""
    words = trimmed(text.strip()).lower().split()
    return [trimmed(words[0]), trimmed(words[-1])] if words else []


class KeywordPosition(IFBenchConstraint):
    """The keyword is the mth word of the nth sentence, whatever its case."""

    id: ClassVar[str] = "words:keywords_specific_position"
    keyword: Phrase
    n: Position
    m: Position

    def kept(self, text: str) -> bool:
        """Whether it stands there."""
        found = sentences(text)
        if len(found) < self.n:
            return False
        words = _words(found[self.n - 1])
        return len(words) >= self.m and words[self.m - 1].lower() == self.keyword.lower()


class WordsPosition(IFBenchConstraint):
    """The keyword is the second word and the last but one, whatever its case; punctuation does not count."""

    id: ClassVar[str] = "words:words_position"
    keyword: Phrase

    def kept(self, text: str) -> bool:
        """Whether it stands at both places."""
        words = _words(text)
        return len(words) > 1 and words[1].lower() == words[-2].lower() == self.keyword.lower()


def _words(text: str) -> list[str]:
    return [token for token in tokens(text) if any(map(str.isalnum, token))]


_SHORT_NOT = ("n't", "n’t")  # of "Don't", which is a capitalised word


class TitleCase(IFBenchConstraint):
    """No word begins with a small letter, small words neither; what follows a capital is not looked at."""

    id: ClassVar[str] = "format:title_case"

    def kept(self, text: str) -> bool:
        """Whether every word begins with a capital."""
        return not any(token[0].islower() for token in tokens(text) if token.lower() not in _SHORT_NOT)
