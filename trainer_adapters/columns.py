"""Reading a trainer's rows: which of its columns hold what a recipe reads, whole batches or one row at a time."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from rewardry.errors import ConfigError, nearest
from rewardry.recipe import Recipe

log = logging.getLogger("rewardry")

# What trainers pass by itself, or what is no column.
_OWN = frozenset({"completion", "prompt", "completion_ids", "group", "finish_reason", "meta"})


class Columns:
    """Where the fields and columns of a recipe are found among those of a dataset. Picklable.

    Args:
        recipe: the recipe.
        map: the dataset's column for a field or column that the recipe reads, as ``{"reference": "answer"}``.
        references: where the reference is looked for without a mapped column: our word, then the trainer's.
        advice: what mends a missing column, with ``NAME`` for the field.

    Raises:
        ConfigError: `map` is no mapping of names, or names a column that the recipe does not read.
    """

    def __init__(
        self,
        recipe: Recipe,
        map: Mapping[str, str] | None = None,  # noqa: A002 - the command line's option has the same name
        references: tuple[str, ...] = ("reference",),
        advice: str = "Pass map={'NAME': COLUMN}",
    ) -> None:
        if not isinstance(map or {}, Mapping) or not all(isinstance(column, str) for column in (map or {}).values()):
            raise ConfigError(f"map is {map!r}; it maps fields to names of columns, as {{'reference': 'answer'}}")
        self._recipe_name = recipe.name
        self._map = dict(map or {})
        self._references = references
        self._advice = advice
        needs = recipe.needs()
        self._fields, self._wanted = needs.fields, needs.wanted
        self._looked_for = sorted(needs.fields - _OWN)  # so that of several that are missing the same is told each time
        self._warned = False
        self._refuse_unread()

    def batch(self, columns: Mapping[str, Any], count: int) -> tuple[Sequence[Any], list[dict[str, Any]]]:
        """The references, and for each row the columns that the recipe reads, under its names for them.

        As in files, a row's own `meta` object is merged into its columns and wins over them.

        Args:
            columns: one list a column; whatever else is among them is passed over.
            count: how many rows there are.

        Raises:
            ConfigError: a column is missing that the recipe reads.
        """
        usable = {name: values for name, values in columns.items() if _is_column(values, count)}
        return self._read(usable, count, strict=True)

    def row(self, row: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
        """The reference of one row and its columns that the recipe reads.

        A column that is missing is logged once and left to the components: a row of its own cannot stop a training.
        """
        references, meta = self._read({name: (value,) for name, value in row.items()}, 1, strict=False)
        return references[0], meta[0]

    def _read(self, usable: dict[str, Any], count: int, strict: bool) -> tuple[Sequence[Any], list[dict[str, Any]]]:
        own = [row if isinstance(row, Mapping) else {} for row in usable.pop("meta", [None] * count)]
        places = {name: self._column_of(name, usable) for name in self._looked_for}
        for name, column in places.items():
            found_in_meta = name != "reference" and any(name in row for row in own)
            if column is None and not found_in_meta and name in self._wanted:
                self._complain(name, usable, strict)
        found = {name: _plain(usable[column]) for name, column in places.items() if column is not None}
        references = found.pop("reference", [None] * count)
        if "meta" in self._fields:
            return references, [{**_row({**usable, **found}, i), **own[i]} for i in range(count)]
        kept = [{name: row[name] for name in self._fields if name in row} for row in own]
        return references, [{**_row(found, i), **kept[i]} for i in range(count)]

    def _candidates(self, name: str) -> tuple[str, ...]:
        """The columns in which a field or column of the recipe is looked for."""
        mapped = self._map.get(name)
        if mapped is not None:
            return (mapped,)
        return self._references if name == "reference" else (name,)

    def _column_of(self, name: str, usable: Mapping[str, Any]) -> str | None:
        return next((column for column in self._candidates(name) if column in usable), None)

    def _complain(self, name: str, usable: Mapping[str, Any], strict: bool) -> None:
        if strict:
            raise ConfigError(self._no_column(name, usable, "the dataset"))
        if not self._warned:
            self._warned = True
            log.warning("%s; what needs it is undecided", self._no_column(name, usable, "a row"))

    def _no_column(self, name: str, usable: Mapping[str, Any], whose: str) -> str:
        candidates = self._candidates(name)
        offers = [nearest(candidate, usable) for candidate in candidates]
        offer = next((offer for offer in offers if offer.startswith("Did")), offers[0])
        return (
            f"recipe {self._recipe_name!r} reads {name!r}, and {whose} has no column "
            f"{' or '.join(map(repr, candidates))}. {offer + ' ' if offer else ''}{self._advice.replace('NAME', name)}"
        )

    def _refuse_unread(self) -> None:
        """Refuse a map from a field or column that the recipe never reads: most likely a name that is misspelt."""
        read = {"reference", *self._looked_for}
        for name in self._map:
            if name not in read and "meta" not in self._fields:
                raise ConfigError(
                    f"map names {name!r}, which recipe {self._recipe_name!r} reads from no column. "
                    f"{nearest(name, read)}"
                )


def _row(columns: Mapping[str, Sequence[Any]], i: int) -> dict[str, Any]:
    return {name: values[i] for name, values in columns.items()}


def _is_column(values: Any, count: int) -> bool:
    """Whether a keyword holds one value a completion: a list, a tuple, an array. Trainers pass other things, too."""
    if isinstance(values, (str, bytes, Mapping)) or not hasattr(values, "__getitem__"):
        return False
    try:
        return len(values) == count
    except TypeError:  # an array without dimensions has a length that raises
        return False


def _plain(values: Any) -> list[Any]:
    """A column as plain values: an array or a tensor, or a list of them or of their numbers, is no JSON otherwise."""
    return [_plain_value(value) for value in (values.tolist() if hasattr(values, "tolist") else values)]


def _plain_value(value: Any) -> Any:
    return _plain(value) if getattr(value, "ndim", 0) else value.tolist() if hasattr(value, "tolist") else value
