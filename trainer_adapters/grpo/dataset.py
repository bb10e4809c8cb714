"""The rows of a dataset: of a file, or of a generator of tasks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rewardry.errors import DataError
from rewardry.generator import Generator
from rewardry.local_files import is_local
from rewardry.parameters import build
from rewardry.rows import read_rows

from .config import DataConfig


def rows_of(config: DataConfig, folder: Path | None) -> list[dict[str, Any]]:
    """The rows of a dataset; relative paths start in `folder`.

    Raises:
        ConfigError: the file cannot be read, or there is no such generator.
        DataError: a line is no row, or the generator takes no such arguments.
    """
    if config.generator is not None:
        return _generated(config, folder)
    file = str((folder or Path()) / str(config.file))
    column = config.columns.get("completion", "completion")
    # Rows to train on have no completion, which rows to score must have.
    return [row.data for row in read_rows([file], skip_bad=True) if _is_row(row.data, row.problem, column)]


def _is_row(data: Any, problem: str | None, column: str) -> bool:
    """Whether a line is a row, if only it had a completion.

    Raises:
        DataError: it is none.
    """
    if problem is not None and not (isinstance(data, dict) and column not in data):
        raise DataError(problem)
    return True


def _generated(config: DataConfig, folder: Path | None) -> list[dict[str, Any]]:
    id_ = str(config.generator).removeprefix("generator:")  # most generators share their id with a verifier
    if is_local(id_):
        id_ = str(((folder or Path()) / id_).resolve())
    generator = build(Generator, id_, config.parameters)
    try:
        return list(generator.rows(config.seed, config.rows, config.difficulty))
    except ValueError as error:
        raise DataError(f"generator {config.generator!r}: {error}") from error
