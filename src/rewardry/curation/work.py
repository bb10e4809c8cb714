"""Work on chunks of results, which gives the same wherever it is done; and the parts that come of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Protocol

from rewardry.curation.chunks import Chunk
from rewardry.curation.correctness import Correctness
from rewardry.curation.groups import in_groups, marks
from rewardry.curation.kept_rows import KeptRow, Reading
from rewardry.errors import ConfigError, DataError, RewardryError
from rewardry.text.sections import SectionStyle


@dataclass
class Part:
    """What came of a chunk: JSON and lines, nothing else.

    Attributes:
        rows: how many rows there were, those of a group that is not complete left out.
        begun: the groups that began, as `rewardry.curation.groups.marks` gives them.
        found: what the work found.
        lines: lists of lines that it made, without line ends, by name.
        error: why it stopped in the middle.
    """

    rows: int = 0
    begun: list[Any] = field(default_factory=list)
    found: Any = None
    lines: dict[str, list[bytes]] = field(default_factory=dict)
    error: RewardryError | None = None


class Work(Protocol):
    """What is done with each chunk.

    Another process makes the same work of `settings`, by its class's name in `rewardry.curation.process.WORKS`.
    """

    name: ClassVar[str]

    @property
    def settings(self) -> Mapping[str, Any]:
        """What its class is called with, by name, as JSON."""

    def do(self, groups: Iterable[Sequence[KeptRow]], part: Part) -> None:
        """Work on groups. What a part has when an error is raised is what came of the groups before it."""


def part_of(work: Work, reading: Reading, chunk: Chunk) -> Part:
    """Work on a chunk, up to the first row with which that cannot be done."""
    part = Part()
    try:
        work.do(_noted(in_groups(chunk.rows(reading)), part), part)
    except (DataError, ConfigError) as error:
        part.error = error
    return part


def _noted(groups: Iterable[list[KeptRow]], part: Part) -> Iterator[list[KeptRow]]:
    for group in groups:
        part.rows += len(group)
        part.begun += marks([group])
        yield group


def reading_to_json(reading: Reading) -> dict[str, Any]:
    """How lines are read, without the files they come from."""
    return {
        "correctness": asdict(reading.correctness),
        "columns": dict(reading.columns),
        "style": list(reading.style),
    }


def reading_from_json(data: Mapping[str, Any]) -> Reading:
    """What `reading_to_json` gave."""
    think, answer, prefilled = data["style"]
    style = SectionStyle(think and tuple(think), answer and tuple(answer), prefilled)
    return Reading((), (), Correctness(**data["correctness"]), data["columns"], style)
