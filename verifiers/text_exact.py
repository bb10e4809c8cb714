"""Exact match of short texts, after the normalisation of SQuAD."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rewardry.component import AnswerVerifier, Extraction, Needs, UnreadableReferenceError, needs
from rewardry.text.answers import select_answer
from rewardry.text.spans import is_blank
from rewardry.text.wrappers import strip_wrappers
from rewardry.types import Verdict

if TYPE_CHECKING:
    from rewardry.testing.case import Case

_ARTICLES = re.compile(r"\b(?:a|an|the)\b", re.IGNORECASE)
# A whole text without any mark is taken for the answer up to this length.
_LONGEST_UNMARKED = 500
_LONGEST_SHOWN = 200


class TextExact(AnswerVerifier):
    """The answer equals the reference, or one of several, but for case, articles, punctuation and white space.

    The normalisation of SQuAD (Rajpurkar et al., arXiv:1606.05250) over Unicode: NFKC, then case, then every
    punctuation character but those that carry a number's value (a sign or point before a digit, whatever stands
    between two digits) and the ``#`` of C#, then the articles a, an and the. ``1,000`` is 1000, 10² is ``10^2``, not
    102, and ``5*6`` is not 56. What would be empty keeps what was taken away.

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

    def examples(self) -> list[Case]:
        """Right answers in other surface forms, and wrong ones that come near."""
        from rewardry.testing.case import Case

        tower, paris = ("Which tower stands in Paris?", "the Eiffel Tower"), ("What is the capital of France?", "Paris")
        right = [
            "<answer>Eiffel tower</answer>",
            "The answer is **the Eiffel Tower**.",
            "\\boxed{\\text{Eiffel Tower}}",
        ]
        wrong = ["<answer>Eiffel</answer>", "<answer>Eiffel Tower or Big Ben</answer>", "<answer></answer>"]
        return [
            *(Case(text, "correct", *tower) for text in right),
            *(Case(text, "incorrect", *tower) for text in wrong),
            Case("<think>London?</think>\n<answer>“Paris.”</answer>", "correct", *paris),
            Case("<answer>1,000</answer>", "correct", "How many?", ["1000", "a thousand"], answer="1000"),
            Case("<answer>10000</answer>", "incorrect", "How many?", ["1000", "a thousand"], answer="1000"),
            Case("<answer>Paris</answer>", "abstain", paris[0], " "),
        ]

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
        if self.ignore_punctuation and _NEGATED.match(answer):
            return Verdict("incorrect", reason="not-equal", extracted=shown)  # a negation, in programs
        if found and found in self._references(reference):
            return Verdict("correct", reason="equal.text", extracted=shown)
        return Verdict("incorrect", reason="not-equal" if found else "no-answer", extracted=shown)

    def normalise(self, text: str) -> str:
        """A text for comparison."""
        text = strip_wrappers(_one_form(text))
        if self.ignore_case:
            text = text.casefold()
        if self.ignore_punctuation:
            text = _without_punctuation(text).strip() or text
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
        given = reference if several else [reference]
        if not given or any(isinstance(one, bool) or not isinstance(one, (str, int, float)) for one in given):
            raise UnreadableReferenceError(f"the reference {reference!r} is no text or number, and no list of them")
        found = {self.normalise(str(one)) for one in given}
        if any(map(is_blank, found)):
            raise UnreadableReferenceError(f"the reference {reference!r} says nothing")
        return found


_NEGATED = re.compile(r"\s*!\s{0,4}\w")
_BEFORE_NFKC = (
    (re.compile(r"(?<=[\w)])(?=[⁻⁰¹²³⁴-⁹])(?<![⁻⁰¹²³⁴-⁹])"), "^"),  # 10² would become 102
    (re.compile(r"(?<=\d)(?=[½⅓⅔¼¾⅕-⅞])"), " "),  # 2½ would become 21/2
)
_ONE_SIGN = str.maketrans({**dict.fromkeys("\N{MINUS SIGN}\N{EN DASH}\N{HYPHEN}", "-"), "\N{FRACTION SLASH}": "/"})


def _one_form(text: str) -> str:
    """A text in NFKC whose numbers keep their value, with one minus and one fraction slash."""
    if text.isascii():
        return text
    for pattern, between in _BEFORE_NFKC:
        text = pattern.sub(between, text)
    return unicodedata.normalize("NFKC", text).translate(_ONE_SIGN)


_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?!\d|,\d)")
_SPACE_AFTER_SIGN = re.compile(r"(?<![\w)])-\s(?=[$€£¥]?\.?\d)")
# Punctuation on which a number's value depends: a sign before it (-5, -$5, -.5), a leading point (.5), and what stands
# between two digits (3.14, 1/2, 10:30, 3-5, 5*6, 2**3, 2(3); the Arabic decimal sign). And the sign of a sharp.
_KEPT = re.compile(
    r"(?<![\w)])-(?=[$€£¥]?\.?\d)|(?<![\w.])[.٫](?=\d)|(?<=\d)(?:[^\w\s]|_)+(?=\d)"
    r"|(?<=[^\W\d_])#(?!\w)"  # C# is not C
)


def _without_punctuation(text: str) -> str:
    """A text without the punctuation that changes nothing."""
    text = _THOUSANDS.sub(lambda number: number.group().replace(",", ""), _SPACE_AFTER_SIGN.sub("-", text))
    kept = {i for found in _KEPT.finditer(text) for i in range(*found.span())}
    return "".join(char for i, char in enumerate(text) if i in kept or unicodedata.category(char)[0] != "P")
