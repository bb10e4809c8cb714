"""Answers to "does it follow": true, false, or unknown, in the words that say so."""

from __future__ import annotations

from typing import Literal, TypeAlias

from rewardry.text.signs import plain_signs
from rewardry.text.unreadable import UnreadableAnswerError

Truth: TypeAlias = Literal["True", "False", "Unknown"]

_WORDS: dict[Truth, tuple[str, ...]] = {
    "True": (
        *(
            "true",
            "yes",
            "t",
            "entailed",
            "is entailed",
            "entailment",
            "proved",
            "proven",
            "it follows",
            "follows",
            "是",
            "真",
            "对",
        ),
        *("the conclusion is true", "the conclusion follows", "the statement is true", "it is true", "正确", "为真"),
    ),
    "False": (
        *("false", "no", "f", "contradicted", "contradiction", "refuted", "disproved", "disproven", "假", "错", "否"),
        *("the conclusion is false", "the statement is false", "it is false", "错误", "为假"),
    ),
    "Unknown": (
        *(
            "unknown",
            "u",
            "uncertain",
            "undetermined",
            "undecided",
            "neutral",
            "neither",
            "cannot be determined",
            "未知",
            "不确定",
        ),
        *(
            "it cannot be determined",
            "can't be determined",
            "cannot be known",
            "cannot say",
            "not determined",
            "无法确定",
        ),
        *("the conclusion is unknown", "the conclusion is uncertain", "the statement is unknown", "it is unknown"),
        *("the conclusion cannot be determined", "indeterminate"),
    ),
}
_BY_WORD = {word: truth for truth, words in _WORDS.items() for word in words}


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
