"""What every form of asking has: a path, a schema of what is sent and of what is answered, and both directions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rewardry.component import json_type
from rewardry.errors import DataError
from rewardry.recipe import Recipe
from rewardry.routing import behind
from rewardry.rows import sample_of, usual_samples
from rewardry.scoring import why_undecided
from rewardry.types import Scored

from ..refusal import Refusal
from ..scorer import BadRow, Entry
from ..settings import Settings

Schema = dict[str, Any]
NUMBER: Schema = {"type": "number"}
TEXT: Schema = {"type": "string"}
STATUSES = ["ok", "correct", "incorrect", "abstain", "timeout", "error"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks.

    Attributes:
        entries: its rows, as samples where they are some.
        body: the request, for what the answer copies of it.
        progress: how far the training is, in [0, 1], where the request says so.
        judge: the reward whose verdicts are wanted; None for scores.
        split: whether the answer is to tell the rewards apart.
    """

    entries: Sequence[Entry]
    body: Any
    progress: float | None = None
    judge: str | None = None
    split: bool = False


class Form(ABC):
    """A form of asking, for one recipe.

    Class attributes:
        path: where it is asked.
        name: what it is called in messages.
        summary: one line for the OpenAPI document.
        takes_none: an answer may say that a row is undecided; others need a number in its place.
        takes_groups: all completions of a prompt come in one request.
        splits: it takes ``?components=true``, to tell the rewards apart.
    """

    path: ClassVar[str]
    name: ClassVar[str]
    summary: ClassVar[str]
    takes_none: ClassVar[bool] = False
    takes_groups: ClassVar[bool] = True
    splits: ClassVar[bool] = False

    def __init__(self, recipe: Recipe, settings: Settings) -> None:
        self.recipe = recipe
        self.max_batch = settings.max_batch
        self.columns = dict(settings.columns)
        self.on_undecided = settings.on_undecided

    @classmethod
    def why_not(cls, recipe: Recipe, settings: Settings) -> str | None:
        """Why a server cannot answer in this form, and what mends it; None where it can."""
        if not cls.takes_groups and recipe.per_group:
            return (
                f"{cls.name} sends one completion a request, and recipe {recipe.name!r} compares the completions of a "
                f"prompt; use a recipe without group components"
            )
        if not cls.takes_none and recipe.is_scheduled:
            return (
                f"{cls.name} does not say how far the training is, and recipe {recipe.name!r} has a schedule; give its "
                f"rewards constant weights"
            )
        if not cls.takes_none and settings.on_undecided is None:
            return (
                f"{cls.name} takes a number for every row and cannot be told that one is undecided; start the server "
                f"with --on-undecided zero (such a row earns 0) or --on-undecided raise (it fails the request)"
            )
        return None

    @abstractmethod
    def request_schema(self) -> Schema:
        """What a body may be, as JSON schema."""

    @abstractmethod
    def answer_schema(self) -> Schema:
        """What is answered, as JSON schema."""

    @abstractmethod
    def read(self, body: Any, split: bool) -> Asked:
        """What a body asks.

        Raises:
            Refusal: it is not of this form.
        """

    @abstractmethod
    def answer(self, asked: Asked, found: Sequence[Any]) -> Any:
        """The answer, as JSON.

        Raises:
            Refusal: a row is undecided, and that is to fail the request.
        """

    def number(self, scored: Scored, position: int) -> float:
        """What a trainer gets that takes numbers only.

        Raises:
            Refusal: the row is undecided, and that is to fail the request.
        """
        if scored.total is not None:
            return scored.total
        if self.on_undecided == "zero":
            return 0.0
        raise Refusal(409, "undecided", f"row {position}: {self.why(scored)}; --on-undecided zero would make it 0")

    def why(self, scored: Scored) -> str:
        """Why a row is undecided, without advice for who writes the recipe."""
        name = next(iter(scored.undecided), self.recipe.names[0])
        return why_undecided(self.recipe, name, scored.components[name]).rpartition(";")[0]

    def numbers(self, scored: Scored) -> dict[str, float]:
        """The value of each reward under keys that are always the same; 0 where it is undecided."""
        return {name: score.value or 0.0 for name, score in scored.components.items()}


def judging(recipe: Recipe) -> tuple[str, ...]:
    """The names of the rewards whose scores carry a verdict."""
    return tuple(part.name for part in recipe.parts if any(one.gives_verdict for one in behind(part.reward)))


def whole(body: Any) -> dict[str, Any]:
    """A body that is an object.

    Raises:
        Refusal: it is something else.
    """
    if isinstance(body, dict):
        return body
    raise Refusal(422, "wrong-form", f"the body is a JSON {json_type(body)}; an object is wanted")


def listed(body: Mapping[str, Any], name: str, max_batch: int) -> list[Any]:
    """The list in a field of a body.

    Raises:
        Refusal: there is none, or it is too long.
    """
    if name not in body:
        raise Refusal(422, "wrong-form", f"field {name!r}: the body has none; a list is wanted")
    found = body[name]
    if not isinstance(found, list):
        raise Refusal(422, "wrong-form", f"field {name!r}: a JSON list is wanted, not {json_type(found)}")
    refuse_many(found, max_batch)
    return found


def refuse_many(rows: Sequence[Any], max_batch: int) -> None:
    """Refuse a batch over the limit.

    Raises:
        Refusal: it is.
    """
    if len(rows) > max_batch:
        why = f"{len(rows)} rows are more than the {max_batch} of --max-batch; send them in several requests"
        raise Refusal(422, "too-many-rows", why)


def entries_of(rows: Sequence[Any], columns: Mapping[str, str]) -> list[Entry]:
    """The samples of rows of the form of an input file, or why each is none."""
    made: Sequence[Entry | None] = [None] * len(rows) if columns else usual_samples(rows)
    return [sample or entry_of(row, i, columns) for i, (row, sample) in enumerate(zip(rows, made, strict=True))]


def entry_of(row: Any, position: int, columns: Mapping[str, str] | None = None) -> Entry:
    """The sample of a row of the form of an input file, or why it is none."""
    try:
        if isinstance(row, dict):
            return sample_of(row, columns or None, f"row {position}")
        return BadRow(f"row {position}: an object with `completion` is wanted, not a JSON {json_type(row)}")
    except DataError as error:
        return BadRow(str(error))


def entry(position: int, **fields: Any) -> Entry:
    """The sample of these fields of a row, or why it is none."""
    return entry_of(fields, position)
