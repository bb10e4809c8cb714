"""Puzzles that ask whether something follows: true, false, or unknown, in the words that say so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias, get_args

from rewardry.puzzle import VALID, Finding, Puzzle, UnreadableAnswerError
from rewardry.text.signs import plain_signs

Truth: TypeAlias = Literal["True", "False", "Unknown"]

_WORDS: dict[Truth, str] = {
    "True": "true, yes, t, entailed, is entailed, entailment, proved, proven, follows, it follows, it is true, "
    "it must be true, the conclusion is true, the conclusion must be true, the conclusion follows, "
    "the statement is true, 是, 真, 对, 正确, 为真",
    "False": "false, no, f, contradicted, contradiction, refuted, disproved, disproven, it is false, it must be false, "
    "the conclusion is false, the conclusion must be false, the statement is false, 假, 错, 否, 错误, 为假",
    "Unknown": "unknown, u, uncertain, undetermined, undecided, neutral, neither, indeterminate, cannot be determined, "
    "it cannot be determined, can't be determined, cannot be known, cannot say, not determined, it is unknown, "
    "the conclusion is unknown, the conclusion is uncertain, the conclusion cannot be determined, "
    "the statement is unknown, 未知, 不确定, 无法确定",
}
_BY_WORD = {word: truth for truth, words in _WORDS.items() for word in words.split(", ")}


# A reason behind the answer, and what must not stand in it: another answer, a denial, a condition.
_REASON = re.compile(r"[,;]?\s{1,4}(?:because|since)\s{1,4}(?P<why>.{1,400})$", re.IGNORECASE | re.DOTALL)
_UNSURE = re.compile(
    r"\b(?:true|false|unknown|uncertain|undetermined|entailed|contradicted|not|no|never|but|or|if|unless|wrong|maybe)\b"
    r"|n't|[不非假真否但或]",
    re.IGNORECASE,
)


def read_truth(answer: str) -> Truth:
    """What an answer says as a whole.

    Raises:
        UnreadableAnswerError: it says anything else; "not entailed" may be false or unknown, and is read as neither.
    """
    plain = plain_signs(answer)
    reason = _REASON.search(plain)
    if reason is not None and _UNSURE.search(reason["why"]):
        raise UnreadableAnswerError("ambiguous", "the reason says more than one of True, False and Unknown")
    said = " ".join(plain[: reason.start() if reason else None].strip(" \t\r\n\"'`*_.!()$").casefold().split())
    found = _BY_WORD.get(said)
    if found is None:
        raise UnreadableAnswerError("unreadable", f"neither True nor False nor Unknown: {said[:40]!r}")
    return found


class ThreeValued(Puzzle):
    """Whether a conclusion follows from premises. A subclass defines `truth`."""

    def truth(self, instance: Any) -> Truth:
        """The one right answer."""
        raise NotImplementedError(f"{type(self).__name__} does not define truth")

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

    def surface_forms(self, instance: Any) -> Sequence[str]:
        """Capital letters, another word, a sentence."""
        right = self.truth(instance)
        other = {"True": "Yes.", "False": "**false**", "Unknown": "cannot be determined"}[right]
        return (right, right.upper(), other, f"The answer is: {right}")

    def near_misses(self, instance: Any) -> Sequence[str]:
        """The other answers, all of them, and what may mean two of them."""
        right, truths = self.truth(instance), get_args(Truth)
        others = [other for other in truths if other != right]
        return (*others, f"not {right}", " or ".join(truths), "not entailed", "does not follow")
