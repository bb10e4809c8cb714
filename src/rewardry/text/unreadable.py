"""What the parsers of answers raise: the text is no answer of the form that is asked for."""

from __future__ import annotations


class UnreadableAnswerError(ValueError):
    """Raised by a parser of answers, and by `rewardry.puzzle.Puzzle.read`: the text is no answer of the form.

    Args:
        reason: ``unreadable``, ``ambiguous`` (it says two things), ``incomplete`` or ``over-limit``.
        where: what is wrong, and at which place, for a human.
    """

    def __init__(self, reason: str, where: str = "") -> None:
        super().__init__(where or reason)
        self.reason = reason
        self.where = where
