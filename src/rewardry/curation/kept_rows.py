"""Rows as `rewardry score --keep` and `verify --keep` write them, read back with what was found out about each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, Generic, TypeVar, overload

from rewardry.curation.correctness import Correctness
from rewardry.curation.numbers import finite
from rewardry.curation.result_form import refuse_malformed, refuse_malformed_components
from rewardry.errors import DataError
from rewardry.rows import parse_object, read_lines, read_objects
from rewardry.text.sections import THINK_ANSWER, Sections, SectionStyle, split
from rewardry.text.units import units
from rewardry.types import CompletionError, Sample, completion_text, prompt_text

_NOTHING: Mapping[str, Any] = {}
T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 - used as property is
    """A property that is worked out once: `functools.cached_property` without its lock, which costs as much as it."""

    def __init__(self, function: Callable[[Any], T]) -> None:
        self._function = function
        self.__doc__ = function.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> once[T]: ...

    @overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object | None, owner: type) -> Any:
        if instance is None:
            return self
        found = instance.__dict__[self._name] = self._function(instance)
        return found


@dataclass
class KeptRow:
    """One result with the row it is of.

    Attributes:
        data: the line of the results.
        input: the row that was scored; of a labelled row that was not, the row itself.
        place: ``file:line``, for messages.
        line: the line as it stands in the file.
        correct: whether the completion is right; None where that is undecided.
        style: how completions mark reasoning and answer.
        columns: the column of the input that holds a field, where it has another name.
    """

    data: Mapping[str, Any]
    input: Mapping[str, Any]
    place: str
    line: bytes
    correct: bool | None
    style: SectionStyle = THINK_ANSWER
    columns: Mapping[str, str] = field(default_factory=dict)

    def field(self, name: str) -> Any:
        """A field of the input, under the name that it has there; None where the row lacks it."""
        return self.input.get(self.columns.get(name, name))

    def column(self, name: str) -> Any:
        """A column of the input, of its `meta`, or else of the result; None where the row lacks it."""
        if name in self.input:
            return self.input[name]
        meta = self.input.get("meta")
        found = meta.get(name) if isinstance(meta, dict) else None
        return self.data.get(name) if found is None else found

    @property
    def group(self) -> Any:
        """The id of the prompt; None where the row is alone."""
        found = self.data.get("group")
        return self.field("group") if found is None else found

    @property
    def id(self) -> Any:
        """The row's id."""
        return self.data.get("id")

    @property
    def total(self) -> float | None:
        """What the row is worth: its total, else its verdict's score, else 1 or 0; None where it is undecided."""
        for name in ("total", "score"):
            found = finite(self.data.get(name))
            if found is not None:
                return found
        if "total" in self.data and self.data is not self.input:  # a row that was not scored may have any column
            return None
        return None if self.correct is None else float(self.correct)

    @property
    def components(self) -> Mapping[str, Any]:
        """The components' results by name; empty for what `verify` wrote."""
        found = self.data.get("components")
        return found if isinstance(found, dict) else _NOTHING

    @once
    def text(self) -> str | None:
        """The completion as text; None where it has none."""
        completion = self.field("completion")
        if type(completion) is str:
            return completion
        try:
            return completion_text(completion)
        except CompletionError:
            return None

    @property
    def prompt(self) -> str | list[dict[str, Any]]:
        """The prompt as it was given: a text, or chat messages; an empty text where there is none.

        Raises:
            DataError: it is something else.
        """
        found = self.field("prompt")
        if found is None:
            return ""
        if isinstance(found, str) or (isinstance(found, list) and all(isinstance(one, dict) for one in found)):
            return found
        raise DataError(
            f"{self.place}: field {self.columns.get('prompt', 'prompt')!r}: a text or a list of chat messages is "
            f"wanted, not {found!r:.60}; mend the row, or name another column with --map prompt=COLUMN"
        )

    @once
    def question(self) -> str:
        """The prompt as text."""
        try:
            return prompt_text(self.field("prompt") or "")
        except CompletionError:
            return ""

    @once
    def sample(self) -> Sample:
        """The row as rewards take it."""
        return Sample(completion=self.text or "", prompt=self.question, group=self.group, style=self.style)

    @once
    def sections(self) -> Sections:
        """Reasoning and answer of the completion."""
        made = self.__dict__.get("sample")
        return split(self.text or "", self.style) if made is None else made.split()

    @once
    def reasoning(self) -> str:
        """The inside of the reasoning, or the whole completion where none is marked."""
        think = self.sections.think_text
        return (self.text or "") if think is None else think

    @once
    def words(self) -> list[str]:
        """The words of the completion."""
        return units(self.text or "")


@dataclass(frozen=True)
class Reading:
    """How results are read.

    Attributes:
        files: the results.
        rows: the files of the inputs, where the results do not hold them; joined by position and checked by id.
        correctness: which completions are right.
        columns: the column of the input that holds a field, where it has another name.
        style: how completions mark reasoning and answer.
    """

    files: Sequence[str]
    rows: Sequence[str] = ()
    correctness: Correctness = field(default_factory=Correctness)
    columns: Mapping[str, str] = field(default_factory=dict)
    style: SectionStyle = THINK_ANSWER

    def __iter__(self) -> Iterator[KeptRow]:
        """The rows, read as they are asked for.

        Raises:
            DataError: as `row`; or results and rows do not belong together.
        """
        if not self.rows:
            for file, number, line in read_lines(self.files):
                yield self.row(line, f"{file}:{number}")
            return
        for data, input_, place, line in self._joined():
            yield self._row(data, input_, place, line)

    def row(self, line: bytes, place: str) -> KeptRow:
        """The row of a line of the results, which holds its input.

        Raises:
            DataError: the line is no JSON object or no result, or has no input, or does not say whether it is right.
        """
        data = parse_object(line, place)
        input_ = data.get("input")
        return self._row(data, input_ if isinstance(input_, dict) else self._itself(data, place), place, line)

    def _row(self, data: Mapping[str, Any], input_: Mapping[str, Any], place: str, line: bytes) -> KeptRow:
        if data is input_:  # any column may have the name of a result's there
            refuse_malformed_components(data, place)
        else:
            refuse_malformed(data, place)
        return KeptRow(data, input_, place, line, self.correctness.of(data, input_, place), self.style, self.columns)

    def _joined(self) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any], str, bytes]]:
        results = read_objects(self.files)
        pairs = zip_longest(results, read_objects(self.rows))
        for position, (result, row) in enumerate(pairs):
            if result is None or row is None:
                longer, shorter = ("--rows", "the results") if result is None else ("the results", "--rows")
                raise DataError(
                    f"{(result or row)[1]}: {longer} go on where {shorter} end; name the file that was scored"
                )
            yield result[0], self._checked(result, row, position), result[1], result[2]

    def _itself(self, data: Mapping[str, Any], place: str) -> Mapping[str, Any]:
        """A line as its own input, which one that was not scored is."""
        if self.columns.get("completion", "completion") in data:
            return data
        raise DataError(
            f"{place}: field 'input': the result does not hold the row it is of; score with --keep, or name the rows "
            f"with --rows FILE"
        )

    def _checked(self, result: tuple[Any, str, bytes], row: tuple[Any, str, bytes], position: int) -> Mapping[str, Any]:
        """The input of a result, whose id must be the result's."""
        data: Mapping[str, Any] = row[0]
        wanted = data.get(self.columns.get("id", "id"))
        if result[0].get("id") != (position if wanted is None else wanted):
            raise DataError(
                f"{result[1]}: field 'id': the result is of {result[0].get('id')!r}, and the row at its position, "
                f"{row[1]}, is {position if wanted is None else wanted!r}; name the file that was scored, in its order"
            )
        return data
