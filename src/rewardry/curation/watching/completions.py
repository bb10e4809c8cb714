"""Completions that TRL logs with ``log_completions=True``: a parquet file a logged step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rewardry.curation.extras import needed
from rewardry.errors import DataError

FOLDER = "completions"
_FILES = "completions_*.parquet"
_NO_REWARD = ("step", "advantage")


class Completions:
    """The files of a run that are new since the last look.

    Args:
        run: the output folder of TRL's trainer.
    """

    def __init__(self, run: Path) -> None:
        self._folder = run / FOLDER
        self._read: set[Path] = set()

    def new(self, *, last: bool = False) -> Iterator[Mapping[str, Any]]:
        """The completions of new files: `step`, `completion` as a text, `rewards` by name.

        Args:
            last: nothing more will come, so that a file that cannot be read never will be.

        Raises:
            ConfigError: there are such files, and pyarrow is not installed.
            DataError: a file cannot be read, or has no step.
        """
        for file in sorted(self._folder.glob(_FILES)):
            if file in self._read:
                continue
            rows = self._rows(file, last)
            if rows is None:
                return  # written this moment; the next look will find it whole
            self._read.add(file)
            yield from (_row(row) for row in rows)

    @staticmethod
    def _rows(file: Path, last: bool) -> list[dict[str, Any]] | None:
        what = f"{file.parent}: what TRL logs of its completions"
        arrow, parquet = needed("pyarrow", "data", what), needed("pyarrow.parquet", "data", what)
        try:
            rows: list[dict[str, Any]] = parquet.read_table(file).to_pylist()
        except (arrow.ArrowInvalid, OSError) as error:
            if not last:
                return None
            raise DataError(f"{file}: this is no parquet file: {error}") from None
        if rows and "step" not in rows[0]:
            raise DataError(f"{file}: it has no column step, as TRL's completions have")
        return rows


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    rewards = {
        name: value
        for name, value in row.items()
        if name not in _NO_REWARD and isinstance(value, (int, float)) and not isinstance(value, bool)
    }
    text = _text(row.get("completion"))
    return {"step": row["step"], "completion": text, "characters": len(text), "rewards": rewards}


def _text(completion: Any) -> str:
    """What a completion says, of one message or of several."""
    if isinstance(completion, str):
        return completion
    messages = completion if isinstance(completion, list) else ()
    parts = [one.get("content") for one in messages if isinstance(one, dict)]
    return "\n".join(part for part in parts if isinstance(part, str))
