"""Scores that were logged, put together anew: what `rewardry score` wrote, under another recipe's weights and gates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rewardry.curation.groups import Grouped
from rewardry.curation.kept_rows import KeptRow
from rewardry.curation.numbers import finite
from rewardry.curation.result_form import refuse_malformed
from rewardry.errors import ConfigError, DataError
from rewardry.recipe import Part, Recipe
from rewardry.rows import read_objects
from rewardry.scoring import combined, gated, in_order
from rewardry.types import Score, Scored, Verdict

# Up to so much, relative to their size from 1 on, two totals are the same but for rounding.
NEAR = 1e-9
_VERDICTS = ("correct", "incorrect")
_UNDECIDED = ("abstain", "timeout", "error")
Value = float | None


@dataclass
class LoggedScores:
    """The rows of some logs, in groups that follow each other.

    Attributes:
        rows: what each row is.
        groups: the positions of each question's rows.
        columns: the scores of each component, by name; None where a row has none of that name.
        totals: the totals as logged.
        warning: what to tell of groups that come apart, or None.
    """

    rows: list[KeptRow] = field(default_factory=list)
    groups: list[tuple[int, ...]] = field(default_factory=list)
    columns: dict[str, list[Score | None]] = field(default_factory=dict)
    totals: list[Value] = field(default_factory=list)
    warning: str | None = None

    def lacking(self, names: Iterable[str]) -> list[str]:
        """Which of these components some row has no score of."""
        return [name for name in names if name not in self.columns or None in self.columns[name]]


def read_scores(files: Sequence[str], shorten: Callable[[KeptRow], KeptRow] | None = None) -> LoggedScores:
    """Read what `rewardry score` wrote.

    Args:
        files: the results, ``--keep`` or not.
        shorten: what to keep of a row; default: all of it.

    Raises:
        DataError: a line has no components, or a score that is none; names file and line.
    """
    found, grouped = LoggedScores(), Grouped()
    for group in grouped.of(_rows(files)):
        start = len(found.rows)
        for row in group:
            _add(found, row)
            found.rows.append(shorten(row) if shorten else row)
        found.groups.append(tuple(range(start, len(found.rows))))
    for column in found.columns.values():
        column += [None] * (len(found.rows) - len(column))
    found.warning = grouped.warning()
    if not found.rows:
        raise DataError(f"{', '.join(files)}: there are no rows")
    return found


def _rows(files: Sequence[str]) -> Iterator[KeptRow]:
    for data, place, line in read_objects(files):
        refuse_malformed(data, place)
        kept = data.get("input")
        yield KeptRow(data, kept if isinstance(kept, dict) else {}, place, line, None)


def _add(found: LoggedScores, row: KeptRow) -> None:
    if not row.components:
        raise DataError(
            f"{row.place}: field 'components': there are no scores of components; name a file that `rewardry score` "
            f"wrote"
        )
    position = len(found.rows)
    for name, result in row.components.items():
        column = found.columns.setdefault(name, [])
        column += [None] * (position - len(column))
        column.append(_score(result))
    found.totals.append(row.total)


def _score(result: Mapping[str, Any]) -> Score:
    """A score as it was logged."""
    value, status = finite(result.get("value")), result.get("status")
    if value is None:
        return Score(None, status if status in _UNDECIDED else "abstain")
    return Score(value, "ok", verdict=Verdict(status, reason="logged") if status in _VERDICTS else None)


def recombined(logged: LoggedScores, recipe: Recipe, scored_by: Recipe | None = None) -> list[Scored]:
    """The rows under a recipe, without scoring a completion.

    Args:
        logged: the rows, with a score for each of the recipe's rewards.
        recipe: the recipe; an undecided row has no total under ``on_undecided: raise``.
        scored_by: the recipe that the log was scored by, whose gates and clips are in its scores already; default:
            `recipe`.

    Raises:
        ConfigError: a reward is not in the log.
    """
    lacking = logged.lacking(recipe.names)
    if lacking:
        raise ConfigError(
            f"the log has no score of {', '.join(map(repr, lacking))} in some rows, which recipe {recipe.name!r} names"
        )
    before = {part.name: part for part in (scored_by or recipe).parts}
    columns: dict[str, list[Score]] = {}
    for part in in_order(recipe.parts):
        scores = [score for score in logged.columns[part.name] if score is not None]
        done = part.name in before and _same_gate(part, before[part.name])
        columns[part.name] = scores if done else gated(part, scores, columns)
    return combined(without_raise(recipe), columns, logged.groups)


def without_raise(recipe: Recipe) -> Recipe:
    """The recipe with undecided rows without a total, where it would raise at them."""
    return replace(recipe, on_undecided="none") if recipe.on_undecided == "raise" else recipe


def _same_gate(part: Part, other: Part) -> bool:
    return part.when == other.when and part.clip == other.clip


def why_not_logged(recipe: Recipe, scored_by: Recipe) -> str | None:
    """Why a recipe cannot be put together from scores of another, or None where it can.

    A component must be the same and see the same sections; what a closed gate or a clip took away is not in the log.
    """
    before = {part.name: part for part in scored_by.parts}
    if recipe.style != scored_by.style:
        return "it splits completions in another way"
    for part in recipe.parts:
        other = before.get(part.name)
        if other is None:
            return f"{part.name!r} is not in recipe {scored_by.name!r}"
        if other.reward != part.reward:
            return f"{part.name!r} has other settings"
        if not _same_gate(part, other) and (other.when is not None or other.clip is not None):
            return f"the log has {part.name!r} behind another gate or clip"
    return None


def reproduces(logged: LoggedScores, recipe: Recipe) -> bool:
    """Whether a log's totals are those of a recipe, so that it was scored by it."""
    if logged.lacking(recipe.names) or set(logged.columns) != set(recipe.names):
        return False
    again = totals(recombined(logged, recipe))
    return all(a is b if a is None or b is None else near(a, b) for a, b in zip(logged.totals, again, strict=True))


def totals(scored: Sequence[Scored]) -> list[Value]:
    """The totals of results."""
    return [row.total for row in scored]


def near(first: float, second: float) -> bool:
    """Whether two totals are the same but for rounding."""
    return abs(first - second) <= NEAR * max(1.0, abs(first), abs(second))


def input_of(row: KeptRow) -> Mapping[str, Any]:
    """The row that was scored.

    Raises:
        DataError: the log does not hold it.
    """
    if not row.input:
        raise DataError(f"{row.place}: field 'input': to score anew the rows are needed; score with --keep")
    return row.input
