"""`rewardry score`."""

from __future__ import annotations

import collections
import functools
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import click

from rewardry.cli.completion import ids_for
from rewardry.cli.facts import facts_of_options, facts_of_recipe
from rewardry.cli.main import ROWS_IN_ERROR, exit_with
from rewardry.cli.options import CachingCommand, Options, pairs, shared_options
from rewardry.cli.output import counted
from rewardry.cli.run import Work, default_output, run
from rewardry.cli.tables import number, percent, print_cache, print_json, print_table, printable
from rewardry.errors import ConfigError, UndecidedError
from rewardry.lock import load_locked
from rewardry.recipe import Recipe
from rewardry.recipe_reader import Changes, load
from rewardry.rows import STDIN, Row
from rewardry.scoring import OpenRecipe, why_undecided
from rewardry.types import Sample, Score, Scored


@dataclass
class Column:
    """The sums of one component, or of the total."""

    values: int = 0
    total: float = 0.0
    seconds: float = 0.0
    statuses: collections.Counter[str] = field(default_factory=collections.Counter)

    def add(self, value: float | None, status: str, seconds: float | None) -> None:
        """Count one row."""
        self.statuses[status] += 1
        self.seconds += seconds or 0.0
        if value is not None:
            self.values += 1
            self.total += value

    def summary(self) -> dict[str, Any]:
        """The figures of the table."""
        rows = sum(self.statuses.values())
        return {
            "mean": self.total / self.values if self.values else None,
            "undecided": 1 - self.values / rows if rows else None,
            "ms": 1000 * self.seconds / rows if rows else None,
            "statuses": dict(sorted(self.statuses.items())),
        }

    @classmethod
    def of(cls, sums: Mapping[str, Any]) -> Column:
        """The column with these sums, which are its fields as JSON."""
        return cls(**{**sums, "statuses": collections.Counter(sums["statuses"])})


_NUMBERS = ("rows", "errors", "timeouts", "first_error")


class Scores:
    """Sums of scores, by component."""

    def __init__(self, recipe: Recipe, timings: bool) -> None:
        self._recipe = recipe
        self.columns = {name: Column() for name in recipe.names}
        self.total = Column()
        self.rows = 0
        self.errors = 0
        self.timeouts = 0
        self.first_error: str | None = None
        self._timings = timings

    def row(self, row: Row, result: Scored) -> dict[str, Any]:
        """The output row of a result.

        Raises:
            UndecidedError: it has no total, and the recipe's policy is ``raise``.
        """
        if result.undecided and self._recipe.on_undecided == "raise":
            name = result.undecided[0]
            raise UndecidedError(f"{row.place}: {why_undecided(self._recipe, name, result.components[name])}")
        self._note_errors(row, result.components)
        return self._counted(result)

    def _counted(self, result: Scored) -> dict[str, Any]:
        for name, score in result.components.items():
            self.columns[name].add(score.value, score.reported_status, score.seconds)
        seconds = sum(score.seconds or 0.0 for score in result.components.values())
        self.total.add(result.total, "ok" if result.total is not None else "undecided", seconds)
        self.rows += 1
        return {**result.to_row(), **({"seconds": seconds} if self._timings else {})}

    def _note_errors(self, row: Row, components: Any) -> None:
        failed = [(name, score) for name, score in components.items() if score.status == "error"]
        self.errors += bool(failed)
        self.timeouts += any(score.status == "timeout" for score in components.values())
        if failed and self.first_error is None:
            name, score = failed[0]
            self.first_error = f"{row.place}: {name}: {score.details.get('error') or score.details.get('reason')}"

    def bad_row(self, row: Row) -> dict[str, Any]:
        """The output row of a bad line."""
        self.errors += 1
        self.first_error = self.first_error or row.problem
        bad = Score(None, "error", {"reason": "bad-row", "error": row.problem})
        return self._counted(Scored(None, dict.fromkeys(self.columns, bad)))

    def counts(self) -> dict[str, int]:
        """For the progress bar."""
        return {"undecided": self.rows - self.total.values, "timeouts": self.timeouts, "errors": self.errors}

    def sums(self) -> dict[str, Any]:
        """All sums, as JSON."""
        numbers = {name: getattr(self, name) for name in _NUMBERS}
        columns = {name: dict(vars(column)) for name, column in self.columns.items()}
        return {**numbers, "columns": columns, "total": dict(vars(self.total))}

    def restore(self, sums: Mapping[str, Any]) -> None:
        """Go on from these sums."""
        for name in _NUMBERS:
            setattr(self, name, sums[name])
        self.columns = {name: Column.of(column) for name, column in sums["columns"].items()}
        self.total = Column.of(sums["total"])

    def summary(self) -> dict[str, Any]:
        """The figures of the table."""
        return {
            "rows": self.rows,
            "components": {name: column.summary() for name, column in self.columns.items()},
            "total": self.total.summary(),
        }


@click.command("score", cls=CachingCommand)
@click.argument("recipe_", metavar="RECIPE", shell_complete=ids_for("score"))
@click.option(
    "--set", "settings", multiple=True, metavar="NAME.PARAMETER=VALUE", help="Set a parameter of a reward. Repeatable."
)
@shared_options
def score(recipe_: str, settings: tuple[str, ...], options: Options) -> None:
    """Score the completions of FILE... under RECIPE, which is a recipe's name or its .yaml file.

    FILE is .jsonl or .jsonl.gz, or - for the standard input; a row has `completion` and what the recipe's rewards
    read, such as `reference`. The scores are written to STEM.scored.jsonl in the current folder, or where -o says.
    """
    recipe = _load(recipe_, changes_of(settings), options.locked)
    output = options.output or default_output(options.files, "scored")
    scores = Scores(recipe, options.timings)
    with options.runtime(output) as runtime:
        opened = OpenRecipe(_without_raise(recipe), runtime)
        options.refuse_unknown_fields(recipe.needs())
        facts = {"command": "score", **facts_of_options(options), **facts_of_recipe(recipe)}
        rewards = [part.reward for part in recipe.parts]
        check = functools.partial(_problem, recipe)
        run(options, output, runtime, Work(check, opened.score, scores, rewards, facts, recipe.per_group))
        cache = runtime.cache.summary() if runtime.cache is not None else None
    _print(recipe, scores, options, output, cache)
    if scores.errors:
        exit_with(ROWS_IN_ERROR)


def _load(recipe: str, changes: Changes, locked: str | None) -> Recipe:
    """The recipe, which is what was locked where a lock is given."""
    return load(recipe, changes) if locked is None else load_locked(lambda: load(recipe, changes), locked)


def changes_of(settings: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """The parameters to set, by the reward's name.

    Raises:
        ConfigError: a setting that is not ``NAME.parameter=value``.
    """
    changes: dict[str, dict[str, str]] = {}
    for left, value in pairs(settings, "--set", "NAME.parameter=value"):
        name, dot, parameter = left.rpartition(".")
        if not dot or not name or not parameter:
            raise ConfigError(f"--set {left}={value}: write NAME.parameter=value, for example accuracy.verifier=choice")
        changes.setdefault(name, {})[parameter] = value
    return changes


def _without_raise(recipe: Recipe) -> Recipe:
    """The recipe for scoring: where an undecided row stops the run, `Scores` does so, which knows its line."""
    return replace(recipe, on_undecided="none") if recipe.on_undecided == "raise" else recipe


def _problem(recipe: Recipe, sample: Sample) -> tuple[str, str] | None:
    """The field of a sample that the recipe cannot take, and why."""
    if recipe.per_group and sample.group is None:
        return "group", "the recipe compares the completions of a prompt, and this row says of none"
    for part in recipe.parts:
        why = part.reward.refusal(sample)
        if why:
            return "reference", f"{part.name}: {why}"
    return None


def _print(recipe: Recipe, scores: Scores, options: Options, output: str, cache: dict[str, Any] | None) -> None:
    summary = scores.summary()
    stream = sys.stderr if output == STDIN else sys.stdout
    if options.as_json:
        print_json({"recipe": recipe.name, **summary, **({"cache": cache} if cache else {}), "output": output}, stream)
        return
    rows = [
        _cells(part.name, f"{part.weight:g}", summary["components"][part.name], _statuses(scores.columns[part.name]))
        for part in recipe.parts
    ]
    rows.append(_cells("total", "", summary["total"], ""))
    print_table(("component", "weight>", "mean>", "undecided>", "ms a row>", "rows by status"), rows, stream=stream)
    print_cache(cache, stream)
    if scores.first_error:
        click.echo(f"First error: {printable(scores.first_error)}", err=True)
    if output != STDIN:
        click.echo(f"{counted(scores.rows)} written to {output}")


def _cells(name: str, weight: str, summary: dict[str, Any], statuses: str) -> tuple[str, ...]:
    return name, weight, number(summary["mean"]), percent(summary["undecided"]), number(summary["ms"], 2), statuses


def _statuses(column: Column) -> str:
    return ", ".join(f"{count} {status}" for status, count in column.statuses.most_common())
