"""Hugging Face's math-verify as a verifier."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from rewardry.component import Needs, Runs, Verifier, needs
from rewardry.text.answers import LONGEST_ANSWER, select_block
from rewardry.text.sections import Sections
from rewardry.text.spans import strip_blank
from rewardry.types import Sample, Verdict

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime
    from rewardry.testing.case import Case

_MATH_MARK = re.compile(r"(?<!\\)\$|\\boxed|\\\(|\\\[")  # an escaped dollar is money


class MathVerify(Verifier):
    """The library math-verify (github.com/huggingface/Math-Verify) with its own extraction, parser and comparison.

    It reads the last answer block, or everything after the reasoning where there is none. Blocks side by side that
    disagree are no answer, and a bare list of numbers is a list. Full-width characters and minus signs are read as
    ASCII.

    The library guards itself with alarms, which work in the main thread only and not within a long integer operation;
    here they are off, and a worker process that exceeds the deadline is killed. A comparison that fails within the
    library is a wrong answer: a policy must not be able to write itself out of a verdict. A reference that the library
    cannot read as math makes right answers of those that repeat its text, and decides nothing about others.

    Attributes:
        float_rounding: decimals to which numbers are compared.
        numeric_precision: digits to which expressions are evaluated.
        strict: whether variables must bear the same names, and sets differ from tuples.
    """

    source: ClassVar[str | None] = "github.com/huggingface/Math-Verify"
    runs: ClassVar[Runs] = "worker"
    extra: ClassVar[str | None] = "math"
    requires: ClassVar[tuple[str, ...]] = ("math_verify", "sympy")

    float_rounding: int = Field(6, ge=0)
    numeric_precision: int = Field(15, ge=1)
    strict: bool = True

    def needs(self) -> Needs:
        """The completion, and a reference that is a text or a number."""
        return needs("reference", reference=("string", "number"))

    def examples(self) -> list[Case]:
        """Right answers in other surface forms, and wrong ones that come near."""
        from rewardry.testing.case import Case

        half, sum_ = ("What is 3/6?", "1/2"), ("What is 19 + 23?", 42)
        right = ["\\boxed{\\frac{1}{2}}", "<answer>$0.5$</answer>", "<answer>$\\frac{2}{4}$</answer>"]
        wrong = ["\\boxed{\\frac{1}{3}}", "<answer>$0.55$</answer>", "<think>$\\frac{1}{2}$</think> I cannot tell"]
        return [
            *(Case(text, "correct", *half) for text in right),
            *(Case(text, "incorrect", *half) for text in wrong),
            Case("<think>20 + 22</think>\n<answer>42</answer>", "correct", *sum_),
            Case("<answer>-42</answer>", "incorrect", *sum_),
            Case("<answer>42</answer>", "abstain", sum_[0], ""),
        ]

    def open(self, runtime: Runtime) -> OpenMathVerify:
        """Import the library."""
        return OpenMathVerify(self)


class OpenMathVerify:
    """The open form of `MathVerify`."""

    def __init__(self, settings: MathVerify) -> None:
        import math_verify

        for name in ("math_verify.parser", "math_verify.grader", "math_verify.utils"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # it says for each answer that its alarms are off
        self._settings = settings
        self._library: Any = math_verify
        # The first comparison builds the parser's tables, which takes a hundred times as long as any other: it is no
        # part of what an item is given to be decided in.
        self._compare(self._parse("$1$"), self._parse("$1$"))

    def verify(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict a sample."""
        return [self._verify(sample) for sample in samples]

    def _verify(self, sample: Sample) -> Verdict:
        if sample.reference is None:
            return Verdict("abstain", reason="no-reference")
        reference = self._parse(as_math(sample.reference))
        unreadable = Verdict(
            "abstain", reason="reference-unparseable", details={"reference": str(sample.reference)[:200]}
        )
        if not reference:
            return unreadable
        sections = sample.split()
        text = answer_text(sections)
        if sections.answer is not None and len(text) > LONGEST_ANSWER:
            return Verdict("incorrect", reason="over-limit")
        if sample.style.answer and select_block(sections.final_text, sample.style.answer).reason == "ambiguous":
            return Verdict("incorrect", reason="ambiguous")
        answer = self._parse(as_list(text))
        if not answer:
            return Verdict("incorrect", reason="no-answer")
        extracted = answer[-1][:1000] if isinstance(answer[-1], str) else None
        equal, error = self._compare(reference, answer)
        if equal:
            return Verdict("correct", reason="equal", extracted=extracted)
        if all(isinstance(form, str) for form in reference):
            return unreadable
        if error is not None:
            return Verdict("incorrect", reason="not-comparable", details={"error": error}, extracted=extracted)
        return Verdict("incorrect", reason="not-equal", extracted=extracted)

    def _compare(self, reference: list[Any], answer: list[Any]) -> tuple[bool, str | None]:
        """Whether they are equal in one of their forms, and the name of what the library raised, if anything."""
        settings = {**self._settings.model_dump(), "timeout_seconds": None}
        try:
            return bool(self._library.verify(reference, answer, **settings, raise_on_error=True)), None
        except MemoryError:
            raise
        except Exception as error:  # of one form; the others may be equal
            return bool(self._library.verify(reference, answer, **settings)), type(error).__name__

    def _parse(self, text: str) -> list[Any]:
        found: list[Any] = self._library.parse(as_ascii(text), parsing_timeout=None)
        return found


_JOINT = re.compile(r"\s*,\s+(?:(?:or|and)\s+)?|\s*[;；，、\n]\s*|\s+(?:or|and)\s+|\s*[或和]\s*", re.IGNORECASE)
_ITEM = re.compile(r"[^\s\\$]*\d[^\s\\$]*")
_LONGEST_LIST = 200


def as_list(text: str) -> str:
    """A text that is a bare list, as ``390 or 391`` or ``x=1, x=2``, as one list in LaTeX; any other as it is.

    Of plain numbers the library reads the last alone, so that a hedge would be right and the list of all roots wrong.
    A comma without a space after it may stand within a number and parts nothing.
    """
    if len(text) > _LONGEST_LIST:
        return text
    items = _JOINT.split(text.strip().rstrip(".。"))
    if len(items) < 2 or not all(map(_ITEM.fullmatch, items)):
        return text
    return f"${', '.join(items)}$".replace("%", "\\%")


_ASCII = {ord("\N{MINUS SIGN}"): "-", **{0xFEE0 + code: chr(code) for code in range(0x21, 0x7F)}}


def as_ascii(text: str) -> str:
    """A text with its full-width characters and minus signs in ASCII, and no invisible characters at its ends."""
    return text if text.isascii() else strip_blank(text).translate(_ASCII)


def as_math(reference: str | float) -> str:
    """A reference as the library wants it: LaTeX between dollar signs, unless it is marked as math already."""
    text = reference if isinstance(reference, str) else _digits(reference)
    return text if _MATH_MARK.search(text) else f"${text}$"


def _digits(number: float) -> str:
    """A number as LaTeX: without an exponent, since ``1e-07`` is Euler's number less seven there."""
    if isinstance(number, int):  # which may be beyond the floats
        return str(number)
    if math.isnan(number):
        return ""
    if math.isinf(number):
        return "\\infty" if number > 0 else "-\\infty"
    return format(Decimal(str(number)), "f")


def answer_text(sections: Sections) -> str:
    """Where the answer is looked for: the last answer block, or else all that follows the reasoning."""
    return sections.final_text if sections.answer is None else sections.answer.of(sections.text)
