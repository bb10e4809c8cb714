"""A final answer: its text, how it was marked, and where it stands."""

from __future__ import annotations

from typing import NamedTuple

from rewardry.text.spans import Span


class Answer(NamedTuple):
    """A final answer.

    Attributes:
        text: the answer as it is written, or None.
        kind: how it was marked: ``tag``, ``box``, ``minerva``, ``hashes``, ``json``, ``line``, ``bold``,
            ``conclusion``, ``last-number``, or ``whole``.
        span: its place in the text.
        reason: why there is none: ``no-answer``, ``ambiguous`` or ``over-limit``.
        rivals: other final answers of the same text, which must say the same.
        several: whether it was joined from several boxes.
    """

    text: str | None
    kind: str = ""
    span: Span = Span(0, 0)
    reason: str = ""
    rivals: tuple[str, ...] = ()
    several: bool = False


NONE = Answer(None, reason="no-answer")
