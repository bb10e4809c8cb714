"""Generators: rows by the thousand, the same ones for the same arguments, of the form that everything else reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rewardry.errors import describe
from rewardry.generator import EASIEST, HARDEST, Generator, row_problem
from rewardry.testing.check import DefectError, check
from rewardry.testing.trial import Trial, shown

_ROWS = 6


def _rows(trial: Trial, seed: int, n: int, difficulty: int) -> list[Any]:
    assert isinstance(trial.component, Generator)
    trial.doing(f"made {n} rows with the seed {seed} at difficulty {difficulty}")
    try:
        return list(trial.component.rows(seed, n, difficulty))
    except Exception as error:
        raise DefectError(
            f"made {n} rows with the seed {seed} at difficulty {difficulty}",
            describe(error),
            f"Take every seed, and every difficulty from {EASIEST} to {HARDEST}",
        ) from error


@check("generator")
def rows_have_the_form_of_rows(trial: Trial) -> None:
    """Files, recipes and trainers read what a generator makes without knowing it."""
    for difficulty in (EASIEST, 5, HARDEST):
        rows = _rows(trial, 1, _ROWS, difficulty)
        did = f"made {_ROWS} rows at difficulty {difficulty}"
        if len(rows) != _ROWS:
            raise DefectError(did, f"{len(rows)} came", "Yield exactly n rows")
        for row in rows:
            if why := row_problem(row):
                raise DefectError(did, f"{shown(row)}: {why}", "Yield objects with id, prompt and reference, as JSON")
        if len({row["id"] for row in rows}) < _ROWS:
            raise DefectError(
                did, "two rows have the same id", "Make the id of the seed, the difficulty and the position"
            )


@check("generator")
def a_seed_decides_the_rows(trial: Trial) -> None:
    """A seed is how a run is repeated, and how training and test rows are kept apart."""
    did = "made rows with the seeds 1, 2 and 1"
    first, second, again = (_rows(trial, seed, _ROWS, 5) for seed in (1, 2, 1))
    if first != again:
        raise DefectError(did, "the seed 1 made other rows the second time", "Take all chance from random.Random(seed)")
    if [_task(row) for row in first] == [_task(row) for row in second]:
        raise DefectError(did, "the seeds 1 and 2 made the same rows", "Take all chance from random.Random(seed)")


def _task(row: Any) -> Any:
    return (row.get("prompt"), row.get("reference")) if isinstance(row, Mapping) else row


@check("generator")
def wrong_arguments_are_refused(trial: Trial) -> None:
    """A difficulty of 11 that is quietly taken for 10 makes a curriculum that is not what it says."""
    assert isinstance(trial.component, Generator)
    for seed, n, difficulty in ((1, 1, HARDEST + 1), (1, 1, EASIEST - 1), (1, -1, 5)):
        did = f"asked for rows({seed}, {n}, {difficulty})"
        try:
            rows = list(trial.component.rows(seed, n, difficulty))
        except ValueError:
            continue
        except Exception as error:
            raise DefectError(
                did, describe(error), "Raise a ValueError: call rewardry.generator.refuse_arguments"
            ) from error
        raise DefectError(
            did, f"it made {len(rows)} rows", "Raise a ValueError: call rewardry.generator.refuse_arguments"
        )
    if rows := _rows(trial, 1, 0, 5):
        raise DefectError("asked for no row", f"{len(rows)} came", "Yield exactly n rows")


@check("generator")
def difficulty_changes_the_rows(trial: Trial) -> None:
    """A curriculum needs rows that grow harder; those of 0 and of 10 cannot be the same."""
    easy, hard = _rows(trial, 3, _ROWS, EASIEST), _rows(trial, 3, _ROWS, HARDEST)
    if [_task(row) for row in easy] == [_task(row) for row in hard]:
        raise DefectError(
            f"made rows at difficulty {EASIEST} and {HARDEST}",
            "they are the same",
            "Let the difficulty decide the size",
        )
