"""Constraints of IFBench on each sentence, or on sentences beside each other."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import ClassVar

from .constraint import Count, IFBenchConstraint, Phrase, Position
from .sentences import sentences
from .words import PUNCTUATION, without_punctuation

_CLOSING = "\"'”’»)]}"


def _endings(text: str) -> Counter[str]:
    """How many sentences end in each character; quotation marks and brackets that close behind it are passed over."""
    return Counter(sentence.rstrip(_CLOSING)[-1:] for sentence in sentences(text))


class SentenceType(IFBenchConstraint):
    """Twice as many sentences end in a period as in a question mark."""

    id: ClassVar[str] = "ratio:sentence_type"

    def kept(self, text: str) -> bool:
        """Whether the ratio is 2:1."""
        endings = _endings(text)
        return endings["."] == 2 * endings["?"]


class SentenceBalance(IFBenchConstraint):
    """As many sentences end in a period as in a question mark and in an exclamation mark."""

    id: ClassVar[str] = "ratio:sentence_balance"

    def kept(self, text: str) -> bool:
        """Whether the three are as many."""
        endings = _endings(text)
        return endings["."] == endings["?"] == endings["!"]


class SentenceWords(IFBenchConstraint):
    """Three sentences of the same number of characters; whether their words differ is not looked at."""

    id: ClassVar[str] = "ratio:sentence_words"

    def kept(self, text: str) -> bool:
        """Whether there are three such."""
        found = sentences(text)
        return len(found) == 3 and len({len(sentence) for sentence in found}) == 1


class AlliterationIncrement(IFBenchConstraint):
    """Each sentence has more words than the one before it that begin like a neighbour."""

    id: ClassVar[str] = "sentence:alliteration_increment"

    def kept(self, text: str) -> bool:
        """Whether the numbers rise."""
        counts = [_alliterating(sentence) for sentence in sentences(text)]
        return all(one < other for one, other in pairwise(counts))


def _alliterating(sentence: str) -> int:
    """How many words belong to a run of words that begin with the same character."""
    first = [word[0] for word in (w.lstrip(PUNCTUATION) for w in sentence.lower().split()) if word]
    same = [one == other for one, other in pairwise(first)]
    runs = sum(now and not before for before, now in pairwise([False, *same]))
    return sum(same) + runs


class SentenceKeyword(IFBenchConstraint):
    """The word occurs in the Nth sentence, whatever its case."""

    id: ClassVar[str] = "sentence:keyword"
    word: Phrase
    N: Position

    def kept(self, text: str) -> bool:
        """Whether it is there."""
        found = sentences(text)
        pattern = rf"(?<!\w){re.escape(self.word)}(?!\w)"
        return len(found) >= self.N and re.search(pattern, found[self.N - 1], re.IGNORECASE) is not None


class SentenceIncrement(IFBenchConstraint):
    """Each sentence has so many words more than the one before it; bare punctuation is no word."""

    id: ClassVar[str] = "sentence:increment"
    small_n: Count

    def kept(self, text: str) -> bool:
        """Whether the numbers rise by that."""
        counts = [len(without_punctuation(sentence).split()) for sentence in sentences(text)]
        return bool(counts) and all(other - one == self.small_n for one, other in pairwise(counts))


# Single characters that Unicode's emoji-data lists, but for digits and marks; ✓ and ★ are none.
_EMOJI = re.compile(
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2"
    "\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2604\u260e\u2611\u2614\u2615\u2618\u261d\u2620\u2622\u2623\u2626\u262a"
    "\u262e\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e\u267f\u2692-\u2697"
    "\u2699\u269b\u269c\u26a0\u26a1\u26a7\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5\u26c8\u26ce\u26cf\u26d1\u26d3"
    "\u26d4\u26e9\u26ea\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2705\u2708-\u270d\u270f\u2712\u2714\u2716\u271d\u2721\u2728"
    "\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763\u2764\u2795-\u2797\u27a1\u27b0\u27bf\u2934\u2935"
    "\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f004\U0001f0cf\U0001f170\U0001f171\U0001f17e"
    "\U0001f17f\U0001f18e\U0001f191-\U0001f19a\U0001f1e6-\U0001f1ff\U0001f201\U0001f202\U0001f21a\U0001f22f"
    "\U0001f232-\U0001f23a\U0001f250\U0001f251\U0001f300-\U0001f64f\U0001f680-\U0001f6fc\U0001f7e0-\U0001f7eb"
    "\U0001f90c-\U0001f9ff\U0001fa70-\U0001faff]"
)


class Emoji(IFBenchConstraint):
    """An emoji stands at the end of each sentence, before or behind its mark."""

    id: ClassVar[str] = "format:emoji"

    def kept(self, text: str) -> bool:
        """Whether each sentence has one."""
        found = [without_punctuation(sentence).strip() for sentence in sentences(text)]
        return all(
            bool(one) and (_EMOJI.search(one[-2:]) is not None or _begins_with_emoji(found[i + 1 : i + 2]))
            for i, one in enumerate(found)
        )


def _begins_with_emoji(following: list[str]) -> bool:
    """Whether the sentence that follows, if any, begins with the emoji that belongs to the one before."""
    return bool(following) and _EMOJI.match(following[0]) is not None
