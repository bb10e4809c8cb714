"""Rows in groups: which rows of a file are of one question, and whether a question's rows stand together."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Any

from rewardry.curation.kept_rows import KeptRow
from rewardry.scoring import group_key

# So many groups are remembered at once, in eight bytes each.
_REMEMBERED = 1 << 20


class Grouped:
    """Rows in groups, as they stand in the file.

    Rows without a group are of one question where they follow each other with the same prompt and reference.

    A group that comes apart is noticed in 8 MB, whatever the size of the file: each group that begins leaves a mark at
    a place of its own in a table of a million, where a later one may overwrite it. So what comes apart is found
    for sure only in a file of few groups, and nearly so where the pieces are some ten thousand groups apart.

    Attributes:
        torn: how many times a group goes on after it has ended; each piece is taken for a group.
        first_torn: where that happens first.
    """

    def __init__(self) -> None:
        self.torn = 0
        self.first_torn: str | None = None
        self._begun = array("Q")

    def of(self, rows: Iterable[KeptRow]) -> Iterator[list[KeptRow]]:
        """The groups."""
        for group in in_groups(rows):
            self.begin(marks([group]))
            yield group

    def begin(self, begun: Iterable[Sequence[Any]]) -> None:
        """Note groups that begin, as `marks` gives them."""
        table = self._begun = self._begun or array("Q", bytes(8 * _REMEMBERED))
        for mark, place in begun:
            if table[mark % _REMEMBERED] == mark:
                self.torn += 1
                self.first_torn = self.first_torn or place
            table[mark % _REMEMBERED] = mark

    def warning(self) -> str | None:
        """What to tell of groups that come apart; None where none does."""
        if not self.torn:
            return None
        many = "A group comes" if self.torn == 1 else f"{self.torn} times a group comes"
        return (
            f"{many} apart, first at {self.first_torn}, with other rows between; each piece was taken for a question "
            f"of its own: sort the file by group"
        )


def in_groups(rows: Iterable[KeptRow]) -> Iterator[list[KeptRow]]:
    """Rows that follow each other and are of one question, together."""
    current: object = None
    group: list[KeptRow] = []
    for row in rows:
        key = question_of(row)
        if group and (key is None or key != current):
            yield group
            group = []
        current = key
        group.append(row)
    if group:
        yield group


def marks(groups: Iterable[Sequence[KeptRow]]) -> list[tuple[int, str]]:
    """A number and the place of each group that has an id: the same number in every process."""
    found = []
    for group in groups:
        if group[0].group is not None:
            key = repr(question_of(group[0])).encode("utf-8", "surrogatepass")
            found.append((int.from_bytes(blake2b(key, digest_size=8).digest(), "big"), group[0].place))
    return found


def question_of(row: KeptRow) -> object:
    """What is equal for rows of one question that follow each other; None for a row that is alone."""
    group = row.group
    if group is not None:
        return (type(group).__name__, group) if isinstance(group, (str, int)) else ("json", group_key(group))
    prompt = row.field("prompt")
    return [prompt, row.field("reference")] if prompt else None
