"""Rows in chunks: what is scored, written and remembered as one."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rewardry.errors import DataError
from rewardry.rows import Row
from rewardry.scoring import group_key

CHUNK_ROWS = 256
CHUNK_BYTES = 2 << 20
FIRST_ROWS = 16


@dataclass
class ChunkSize:
    """How many rows a chunk should have: fewer of those that take long, so that results come and are kept soon.

    Args:
        seconds: what a chunk should take.
        fewest: rows that a chunk has at least.
    """

    seconds: float = 0.5
    fewest: int = 1
    rows: int = FIRST_ROWS

    def __post_init__(self) -> None:
        self.rows = max(self.rows, self.fewest)
        self._then = time.monotonic()
        self._lately = [0.0, 0.0]  # rows and seconds, of which the older count less

    def note(self, rows: int) -> None:
        """So many rows more are finished."""
        now = time.monotonic()
        for i, more in enumerate((rows, now - self._then)):
            self._lately[i] = 0.8 * self._lately[i] + more
        self._then = now
        worth = self.seconds * self._lately[0] / max(self._lately[1], 1e-9)
        self.rows = max(self.fewest, min(int(worth), 2 * self.rows, CHUNK_ROWS))


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows that are scored together.

    Attributes:
        rows: the rows.
        stop: on the last chunk the error that ended the reading, so that the rows in front of it are scored first.
    """

    rows: list[Row]
    stop: DataError | None = None


class Chunker:
    """Puts rows into chunks.

    Memory: of each group that has ended, a number of eight bytes is kept (about 70 bytes with its place in a set), to
    notice a group that comes apart. Two groups of ten million share a number with a chance of one in 300,000.

    Args:
        whole_groups: keep the rows of a group in one chunk; a group that comes apart in the file is a bad line.
        skip_bad: give a bad line as a bad row instead of stopping at it.
        pace: says how many rows a chunk should have.
    """

    def __init__(self, whole_groups: bool, skip_bad: bool, pace: ChunkSize | None = None) -> None:
        self._whole_groups = whole_groups
        self._skip_bad = skip_bad
        self._pace = pace or ChunkSize(rows=CHUNK_ROWS)
        self._current = ""
        self._ended = set[int]()

    def pass_over(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows, which were scored in an earlier run: their groups have ended."""
        for row in rows:
            if self._whole_groups:
                row, _ = self._placed(row)
            yield row
        self._ended.add(_number(self._current))
        self._current = ""

    def chunks(self, rows: Iterable[Row]) -> Iterator[Chunk]:
        """The rows in chunks. A group that an error cuts off is left out: its other rows are not known.

        A bad row that is skipped stays where it stands and belongs to no group.
        """
        chunk: list[Row] = []
        begun = size = 0  # where in the chunk the last group begins, and the bytes of its lines
        try:
            for row in rows:
                starts = True
                if self._whole_groups:
                    row, starts = self._placed(row)
                if starts:
                    if len(chunk) >= self._pace.rows or size >= CHUNK_BYTES:
                        yield Chunk(chunk)
                        chunk, size = [], 0
                    begun = len(chunk)
                chunk.append(row)
                size += len(row.line)
        except DataError as error:
            yield Chunk(chunk[:begun] if self._whole_groups else chunk, error)
            return
        yield Chunk(chunk)

    def _placed(self, row: Row) -> tuple[Row, bool]:
        """The row, as a bad one where its group has ended further up; and whether it begins a group.

        Raises:
            DataError: its group has ended, and bad rows are not skipped.
        """
        if row.sample is None or (group := group_key(row.sample.group)) == self._current:
            return row, False
        if _number(group) in self._ended:
            return self._torn(row, group), False
        self._ended.add(_number(self._current))
        self._current = group
        return row, True

    def _torn(self, row: Row, group: str) -> Row:
        problem = f"{row.place}: field 'group': other rows of group {group} stand further up; sort the file by group"
        if not self._skip_bad:
            raise DataError(problem)
        return replace(row, sample=None, problem=problem)


def _number(group: str) -> int:
    return int.from_bytes(hashlib.blake2b(group.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
