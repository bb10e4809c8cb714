"""Results cut into chunks of whole groups, which can be worked on anywhere: here, or in another process."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rewardry.curation.groups import question_of
from rewardry.curation.kept_rows import KeptRow, Reading
from rewardry.errors import DataError, RewardryError
from rewardry.rows import read_lines

# A chunk has so many rows, or so many bytes, and what is missing of its last group.
ROWS = 2_000
BYTES = 4_000_000


@dataclass
class Chunk:
    """Rows of whole groups.

    Attributes:
        lines: them, without line ends and byte order marks.
        runs: where they stand: a file, the number of a line there and how many follow each other from it on.
        joined: the rows themselves, where their inputs come from another file; there are no lines then.
        error: why reading ended behind them, in the middle of the last group.
    """

    lines: list[bytes] = field(default_factory=list)
    runs: list[tuple[str, int, int]] = field(default_factory=list)
    joined: Sequence[KeptRow] = ()
    error: RewardryError | None = None

    def __len__(self) -> int:
        return len(self.lines) + len(self.joined)

    def rows(self, reading: Reading) -> Iterator[KeptRow]:
        """The rows.

        Raises:
            DataError: see `Reading.row`; or reading ended with one behind them.
        """
        yield from self.joined
        for place, line in zip(self._places(), self.lines, strict=True):
            yield reading.row(line, place)
        if self.error is not None:
            raise self.error

    def _places(self) -> Iterator[str]:
        for file, first, count in self.runs:
            for number in range(first, first + count):
                yield f"{file}:{number}"


def chunks(reading: Reading) -> Iterator[Chunk]:
    """The chunks of some files, whose borders depend on nothing but the files."""
    return _joined(reading) if reading.rows else _cut(reading)


def _joined(reading: Reading) -> Iterator[Chunk]:
    rows: list[KeptRow] = []
    error = None
    try:
        for row in reading:
            if len(rows) >= ROWS and _apart(rows[-1], row):
                yield Chunk(joined=rows)
                rows = []
            rows.append(row)
    except DataError as found:
        error = found
    yield Chunk(joined=rows, error=error)


def _cut(reading: Reading) -> Iterator[Chunk]:
    lines: list[tuple[str, int, bytes]] = []
    error = None
    size = searched = 0
    try:
        for file, number, line in read_lines(reading.files):
            lines.append((file, number, line.removeprefix(BOM_UTF8).rstrip(b"\r\n")))
            size += len(line)
            if len(lines) >= searched + ROWS or size >= BYTES:
                at = _border(reading, lines, searched)
                if at:
                    yield _chunk(lines[:at])
                    lines = lines[at:]
                searched, size = max(0, len(lines) - 1) if not at else 0, 0
    except DataError as found:
        error = found
    yield _chunk(lines, error)


def _chunk(lines: Sequence[tuple[str, int, bytes]], error: RewardryError | None = None) -> Chunk:
    runs: list[tuple[str, int, int]] = []
    for file, number, _ in lines:
        last, first, count = runs[-1] if runs else ("", 0, 0)
        if runs and (last, first + count) == (file, number):
            runs[-1] = (file, first, count + 1)
        else:
            runs.append((file, number, 1))
    return Chunk([line for *_, line in lines], runs, error=error)


def _border(reading: Reading, lines: Sequence[tuple[str, int, bytes]], searched: int) -> int:
    """Where the last group begins; 0 where all lines may be of one group.

    There is no border beside a line that cannot be read: a group that such a line follows is not complete.

    Args:
        reading: how they are read.
        lines: some lines.
        searched: before this line there is no border.
    """
    later = _row(reading, lines[-1])
    for at in range(len(lines) - 1, searched, -1):
        earlier = _row(reading, lines[at - 1])
        if earlier is not None and later is not None and _apart(earlier, later):
            return at
        later = earlier
    return 0


def _row(reading: Reading, line: tuple[str, int, bytes]) -> KeptRow | None:
    try:
        return reading.row(line[2], f"{line[0]}:{line[1]}")
    except RewardryError:
        return None


def _apart(earlier: KeptRow, later: KeptRow) -> bool:
    key = question_of(later)
    return key is None or key != question_of(earlier)
