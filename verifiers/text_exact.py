"""Exact match of short texts, after the normalisation of SQuAD."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from rewardry.component import AnswerVerifier, Extraction, Needs, UnreadableReferenceError, needs
from rewardry.text.answers import select_answer, strip_wrappers
from rewardry.types import Verdict

_ARTICLES = re.compile(r"\b(?:a|an|the)\b", re.IGNORECASE)
# A whole text without any mark is taken for the answer up to this length.
_LONGEST_UNMARKED = 500
_LONGEST_SHOWN = 200


class TextExact(AnswerVerifier):
    """The answer equals the reference, or one of several, but for case, articles, punctuation and white space.

    The normalisation of SQuAD (Rajpurkar et al., arXiv:1606.05250) over Unicode: NFKC, then case, then every
    punctuation character but those that carry a number's value (a sign before a digit, a point or comma between
    digits), then the articles a, an and the. What would be empty keeps what was taken away.

    Attributes:
        ignore_case: upper and lower case are the same.
        ignore_punctuation: punctuation does not count.
        ignore_articles: a, an and the do not count.
    """

    ignore_case: bool = True
    ignore_punctuation: bool = True
    ignore_articles: bool = True

    def needs(self) -> Needs:
        """The completion, and a reference that is a text or number, or a list of them."""
        return needs("prompt", "reference", reference=("string", "number", "array"))

    def hint(self, reference: Any) -> None:
        """Nothing; a reference that says nothing is refused here, before the answer is looked at."""
        self._references(reference)

    def extract(self, text: str, hint: Any) -> Extraction:
        """The marked answer, or the whole text where it is short."""
        selected = select_answer(text, longest_unmarked=_LONGEST_UNMARKED)
        return Extraction(selected.answer, selected.reason)

    def check(self, answer: str, reference: Any, question: str) -> Verdict:
        """Whether the answer, normalised, is one of the references."""
        found, shown = self.normalise(answer), strip_wrappers(answer)[:_LONGEST_SHOWN]
        if found and found in self._references(reference):
            return Verdict("correct", reason="equal.text", extracted=shown)
        return Verdict("incorrect", reason="not-equal" if found else "no-answer", extracted=shown)

    def normalise(self, text: str) -> str:
        """A text for comparison."""
        text = strip_wrappers(unicodedata.normalize("NFKC", text)).replace("\N{MINUS SIGN}", "-")
        if self.ignore_case:
            text = text.casefold()
        if self.ignore_punctuation:
            text = "".join(char for i, char in enumerate(text) if _is_kept(text, i)).strip() or text
        if self.ignore_articles:
            without = _ARTICLES.sub(" ", text)
            text = without if without.strip() else text
        return " ".join(text.split())

    def _references(self, reference: Any) -> set[str]:
        """The references, normalised.

        Raises:
            UnreadableReferenceError: one of them says nothing.
        """
        several = isinstance(reference, Sequence) and not isinstance(reference, str)
        found = {self.normalise(str(one)) for one in (reference if several else [reference])}
        if not found or "" in found:
            raise UnreadableReferenceError(f"the reference {reference!r} says nothing")
        return found


def _is_kept(text: str, i: int) -> bool:
    """Whether a character is no punctuation, or is punctuation on which a number's value depends."""
    char = text[i]
    if not unicodedata.category(char).startswith("P"):
        return True
    before, after = text[max(i - 1, 0) : i], text[i + 1 : i + 2]
    sign = char == "-" and not before.isalnum()
    return after.isdigit() and (sign or (char in ".,:/" and before.isdigit()))
