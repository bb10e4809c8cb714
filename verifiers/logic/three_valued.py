"""Puzzles that ask whether something follows: true, false, or unknown, in the words that say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from rewardry.puzzle import VALID, Finding, Puzzle
from rewardry.text.signs import plain_signs
from rewardry.text.unreadable import UnreadableAnswerError

from .cases import cases

if TYPE_CHECKING:
    from rewardry.testing.case import Case

Truth: TypeAlias = Literal["True", "False", "Unknown"]

_WORDS: dict[Truth, str] = {
    "True": "true, yes, t, entailed, is entailed, entailment, proved, proven, follows, it follows, it is true, "
    "the conclusion is true, the conclusion follows, the statement is true, 是, 真, 对, 正确, 为真",
    "False": "false, no, f, contradicted, contradiction, refuted, disproved, disproven, it is false, "
    "the conclusion is false, the statement is false, 假, 错, 否, 错误, 为假",
    "Unknown": "unknown, u, uncertain, undetermined, undecided, neutral, neither, indeterminate, cannot be determined, "
    "it cannot be determined, can't be determined, cannot be known, cannot say, not determined, it is unknown, "
    "the conclusion is unknown, the conclusion is uncertain, the conclusion cannot be determined, "
    "the statement is unknown, 未知, 不确定, 无法确定",
}
_BY_WORD = {word: truth for truth, words in _WORDS.items() for word in words.split(", ")}


def read_truth(answer: str) -> Truth:
    """What an answer says as a whole.

    Raises:
        UnreadableAnswerError: it says anything else; "not entailed" may be false or unknown, and is read as neither.
    """
    said = " ".join(plain_signs(answer).strip(" \t\r\n\"'`*_.!()$").casefold().split())
    found = _BY_WORD.get(said)
    if found is None:
        raise UnreadableAnswerError("unreadable", f"neither True nor False nor Unknown: {said[:40]!r}")
    return found


class ThreeValued(Puzzle):
    """Whether a conclusion follows from premises. A subclass defines `truth` and `shown`."""

    def truth(self, instance: Any) -> Truth:
        """The one right answer."""
        raise NotImplementedError(f"{type(self).__name__} does not define truth")

    def shown(self) -> Mapping[Truth, Any]:
        """An instance for each answer, for `examples`."""
        raise NotImplementedError(f"{type(self).__name__} does not define shown")

    def read(self, answer: str, instance: Any) -> Truth:
        """One of the three."""
        return read_truth(answer)

    def judge(self, answer: Truth, instance: Any) -> Finding:
        """By `truth`."""
        return VALID if answer == self.truth(instance) else Finding("wrong-value", "the premises say something else")

    def solution(self, instance: Any) -> str | None:
        """By `truth`."""
        return self.truth(instance)

    def count_solutions(self, instance: Any, limit: int = 2) -> int:
        """Always one."""
        return min(1, limit)

    def examples(self) -> list[Case]:
        """One instance for each answer, and what may mean two of them."""
        words = {"True": "Yes.", "False": "**false**", "Unknown": "cannot be determined"}
        truths = get_args(Truth)
        found = []
        for right, instance in self.shown().items():
            others = [other for other in truths if other != right]
            wrong = [*others, f"not {right}", " or ".join(truths), "not entailed", "does not follow"]
            found += cases(self, instance, [right, right.upper(), words[right], f"The answer is: {right}"], wrong)
        return found
