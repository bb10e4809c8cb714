"""What a filter is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rewardry.curation.kept_rows import KeptRow


class Filter(Protocol):
    """Rejects rows.

    Attributes:
        reason: what its rejections are counted under.
    """

    @property
    def reason(self) -> str:
        """What its rejections are counted under."""

    def reject(self, group: Sequence[KeptRow]) -> Sequence[str | None]:
        """For each row of a group what is wrong with it, in a few words; None for a row that it has nothing against."""


@dataclass(frozen=True)
class EachRow:
    """A filter that looks at one row at a time.

    Attributes:
        reason: what its rejections are counted under.
        why: what is wrong with a row; None for nothing.
    """

    reason: str
    why: Callable[[KeptRow], str | None]

    def reject(self, group: Sequence[KeptRow]) -> Sequence[str | None]:
        """What is wrong with each row."""
        return [self.why(row) for row in group]
