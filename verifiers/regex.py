"""Answers that a pattern describes."""

from __future__ import annotations

import functools
import re
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import field_validator, model_validator

from rewardry.component import AnswerVerifier, Extraction, Needs, Runs, UnreadableReferenceError, needs
from rewardry.text.answers import select_answer
from rewardry.text.wrappers import strip_wrappers
from rewardry.types import Verdict

if TYPE_CHECKING:
    from rewardry.testing.case import Case

_LONGEST_ANSWER = 10_000
_LONGEST_PATTERN = 2_000
_LONGEST_SHOWN = 200
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE, "a": re.ASCII}


class Regex(AnswerVerifier):
    """The answer matches a pattern of Python's `re`, which the data set or the recipe gives, never the model.

    The reference is the pattern, or ``{"pattern": ..., "flags": "im"}``. A pattern may take for ever on some texts; it
    is tried in a worker process, which is killed at the deadline, and the verdict is ``timeout``. Write patterns
    without nested repetition, or use possessive ones (``(?:a+)++``), so that no text can bring that about.

    Attributes:
        pattern: a pattern for all rows; the rows' references are not looked at then.
        match: ``fullmatch``: the answer as a whole; ``search``: anywhere in it, and then ``not 5`` matches ``5``.
        part: ``answer``: the marked answer, or a short text as a whole, without what only dresses it; ``response``: all
            that follows the reasoning, as it is.
        flags: letters out of ``imsxa``, as in ``(?i)``: ignore case, multi-line, dot matches all, verbose, ASCII.
    """

    runs: ClassVar[Runs] = "worker"

    pattern: str | None = None
    match: Literal["fullmatch", "search"] = "fullmatch"
    part: Literal["answer", "response"] = "answer"
    flags: str = ""

    @field_validator("flags")
    @classmethod
    def _known_flags(cls, flags: str) -> str:
        _flags(flags)
        return flags

    @model_validator(mode="after")
    def _is_a_pattern(self) -> Self:
        if self.pattern is not None:
            _compiled(self.pattern, self.flags)
        return self

    def needs(self) -> Needs:
        """The completion, and a reference that is a pattern, unless there is one for all rows."""
        return needs() if self.pattern is not None else needs("reference", reference=("string", "object"))

    def examples(self) -> list[Case]:
        """Answers of the form that is asked for, and others that come near."""
        from rewardry.testing.case import Case

        if self.pattern is not None:
            return []
        date = ("When did it begin? Write YYYY-MM-DD.", r"2024-0[1-3]-\d\d")
        plate = ("Name a plate of the fleet.", {"pattern": "hh-[a-z]{2} ?[0-9]+", "flags": "i"})
        return [
            Case("<answer>2024-02-17</answer>", "correct", *date, answer="2024-02-17"),
            Case("The answer is **2024-03-01**.", "correct", *date, answer="2024-02-17"),
            Case("<answer>2024-04-01</answer>", "incorrect", *date, answer="2024-02-17"),
            Case("<answer>HH-AB 123</answer>", "correct", *plate, answer="HH-AB 123"),
            Case("<answer>HH-ABC 123</answer>", "incorrect", *plate, answer="HH-AB 123"),
            Case("<answer>2024-02-17</answer>", "abstain", date[0], "20[24"),
        ]

    def hint(self, reference: Any) -> None:
        """Nothing; a pattern that cannot be read is refused here, before the answer is looked at."""
        self._pattern(reference)

    def extract(self, text: str, hint: Any) -> Extraction:
        """The answer, or the whole response."""
        if self.part == "response":
            return Extraction(text) if len(text) <= _LONGEST_ANSWER else Extraction(None, "over-limit")
        selected = select_answer(text, longest_unmarked=_LONGEST_ANSWER)
        answer = None if selected.answer is None else strip_wrappers(selected.answer)
        return Extraction(answer, selected.reason)

    def check(self, answer: str, reference: Any, question: str) -> Verdict:
        """Whether the answer matches."""
        pattern = self._pattern(reference)
        found = pattern.fullmatch(answer) if self.match == "fullmatch" else pattern.search(answer)
        shown = answer[:_LONGEST_SHOWN]
        if found is None:
            return Verdict("incorrect", reason="no-match", extracted=shown)
        return Verdict("correct", reason="match", extracted=shown)

    def _pattern(self, reference: Any) -> re.Pattern[str]:
        """The pattern of a row.

        Raises:
            UnreadableReferenceError: it is none, or too long.
        """
        if self.pattern is not None:
            return _compiled(self.pattern, self.flags)
        given = reference if isinstance(reference, Mapping) else {"pattern": reference}
        pattern, flags = given.get("pattern"), given.get("flags", "")
        if (
            not isinstance(pattern, str)
            or not pattern
            or not isinstance(flags, str)
            or given.keys() - {"pattern", "flags"}
        ):
            raise UnreadableReferenceError('the reference is no pattern, and no {"pattern": text, "flags": letters}')
        try:
            return _compiled(pattern, "".join(sorted({*flags, *self.flags})))
        except ValueError as error:
            raise UnreadableReferenceError(str(error)) from None

    def verify(self, samples: Any) -> list[Verdict]:
        """Extract and match each sample; with a pattern for all rows they need no reference."""
        if self.pattern is None:
            return super().verify(samples)
        return [self._without_reference(sample.split().final_text) for sample in samples]

    def _without_reference(self, text: str) -> Verdict:
        found = self.extract(text, None)
        if found.answer is None:
            return Verdict("incorrect", reason=found.reason or "no-answer")
        return self.check(found.answer, None, "")


def _flags(letters: str) -> int:
    """The flags of letters.

    Raises:
        ValueError: one is none of them.
    """
    unknown = [letter for letter in letters if letter not in _FLAGS]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no flag; write letters out of {''.join(_FLAGS)}")
    return functools.reduce(int.__or__, (_FLAGS[letter].value for letter in letters), 0)


@functools.lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str) -> re.Pattern[str]:
    """A pattern, compiled; kept, since all completions of a prompt are matched with the same.

    Raises:
        ValueError: it is none, empty, or too long.
    """
    if not pattern:
        raise ValueError("the pattern is empty, which any text or none matches")
    if len(pattern) > _LONGEST_PATTERN:
        raise ValueError(f"the pattern has {len(pattern)} characters; {_LONGEST_PATTERN} are allowed")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what will once be read otherwise is the author's affair
            return re.compile(pattern, _flags(flags))
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"the pattern {pattern[:80]!r} cannot be read: {error}") from None
