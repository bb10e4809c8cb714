"""What every kind of row offers: rows for the engine, what became of each, and a protocol."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, TypeAlias

from rewardry.types import VerdictStatus

from ..sets import LabelledRow
from .protocol import Protocol

# How an entrant is asked: for a value of each answer; about two answers at a time, which it sees in both orders by
# itself or not; for the scores of a solution's steps; for a verdict.
Asking: TypeAlias = Literal["values", "compares", "compares both orders", "steps", "verdicts"]
Outcome: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """What an entrant said of one row.

    Attributes:
        status: ``correct`` where the row is right by its kind, ``incorrect`` where it is not, else why nothing is said.
        details: what it rests on: values, decisions, a place.
    """

    status: VerdictStatus
    details: dict[str, Any] = field(default_factory=dict)


class Kind(ABC):
    """A kind of row. Subclasses say how it is put to a component and what is made of the answers.

    Class attributes:
        name: in the column `kind`.
        wants: what a row must be, for messages.
        askings: how an entrant may be asked, and so who may take part.
        whom: what entrants these are, for messages.
    """

    name: ClassVar[str]
    wants: ClassVar[str]
    askings: ClassVar[frozenset[Asking]]
    whom: ClassVar[str]

    @abstractmethod
    def problem(self, data: Mapping[str, Any]) -> str | None:
        """What is wrong with a row of this kind, or None."""

    @abstractmethod
    def unrolled(self, row: LabelledRow, asking: Asking, against: str | None) -> Iterator[dict[str, Any]]:
        """The rows of one completion that an entrant gets to see of a row; its ids begin with the row's.

        Args:
            row: the row.
            asking: how the entrant is asked.
            against: of a comparison the column of the other answer.
        """

    @abstractmethod
    def told(self, row: LabelledRow, outcomes: Sequence[Outcome], asking: Asking) -> Told:
        """What became of a row, from what was said of its unrolled rows, in their order."""

    @abstractmethod
    def protocol(self, rows: Sequence[LabelledRow], told: Sequence[Told], asking: Asking, seed: int) -> Protocol:
        """The figures of one entrant."""


def meta_of(data: Mapping[str, Any], name: str) -> Any:
    """A column of a row, or what its `meta` says under that name; None where neither does."""
    meta = data.get("meta")
    return data.get(name, meta.get(name) if isinstance(meta, Mapping) else None)


def asked_of(row: LabelledRow, suffix: str, completion: str, **changed: Any) -> dict[str, Any]:
    """A row of one completion: the row's own columns, with another id, and no label for a component to see."""
    data = {name: value for name, value in row.data.items() if name not in ("kind", "label", "group")}
    return {**data, "id": f"{row.id}#{suffix}", "completion": completion, **changed}


def value_of(outcome: Outcome) -> float | None:
    """What an entrant made of a completion: a reward's value; of a verdict its score, 1 or 0; None where undecided."""
    if "value" in outcome:
        value = outcome["value"]
        return None if value is None else float(value)
    if outcome["status"] not in ("correct", "incorrect"):
        return None
    return 1.0 if outcome["status"] == "correct" else float(outcome.get("score") or 0.0)


def undecided(outcomes: Sequence[Outcome]) -> VerdictStatus:
    """Why nothing is said of a row: the worst of what became of its completions."""
    found = {outcome["status"] for outcome in outcomes}
    return next((status for status in ("error", "timeout") if status in found), "abstain")


def texts(value: Any, number: int | None = None) -> bool:
    """Whether a value is a list of texts, of so many where that is said."""
    listed = isinstance(value, list) and all(isinstance(text, str) for text in value)
    return listed and (len(value) == number if number is not None else len(value) > 0)


def compared(
    row: LabelledRow, suffix: str, answers: tuple[str, str], asking: Asking, against: str | None
) -> Iterator[dict[str, Any]]:
    """The rows that put two answers to an entrant that compares: each against the other, where it sees one order."""
    assert against is not None
    yield asked_of(row, f"{suffix}ab", answers[0], **{against: answers[1]})
    if asking == "compares":
        yield asked_of(row, f"{suffix}ba", answers[1], **{against: answers[0]})


def decisions_of(outcomes: Sequence[Outcome], asking: Asking) -> list[int | None]:
    """For whom each look at two answers decides: 1 the first, -1 the second, 0 neither, None where it does not."""
    if asking == "compares both orders":
        degrees = (outcomes[0].get("details") or {}).get("degrees")
        if degrees is None:
            value = value_of(outcomes[0])
            degrees = [None if value is None else value - 0.5]
        return [None if degree is None else sign(degree) for degree in degrees]
    first, second = (value_of(outcome) for outcome in outcomes)
    return [None if first is None else sign(first - 0.5), None if second is None else -sign(second - 0.5)]


def sign(number: float) -> int:
    """1, 0 or -1."""
    return (number > 0) - (number < 0)
