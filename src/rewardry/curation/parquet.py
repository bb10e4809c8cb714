"""Rows into a parquet file, a row group at a time, so that a file of any size takes constant memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any

from rewardry.curation.extras import needed
from rewardry.errors import ConfigError, DataError, RewardryError

ROWS = 10_000


class ParquetRows:
    """Writes rows whose columns and types are those of the first ones. The file appears when writing has ended.

    Where an error of the user's ends it, such as a bad line, the file holds the rows before; after any other, and where
    nobody has waited for the end, there is no file.

    Args:
        path: where to.
        inputs: the files that are read; none of them may be written to.

    Raises:
        ConfigError: pyarrow is not installed, the file is an input, or cannot be written.
    """

    def __init__(self, path: str, inputs: Iterable[str] = ()) -> None:
        self._arrow = needed("pyarrow", "data", f"{path}: a parquet file")
        self._parquet = needed("pyarrow.parquet", "data", f"{path}: a parquet file")
        if any(os.path.exists(file) and os.path.exists(path) and os.path.samefile(file, path) for file in inputs):
            raise ConfigError(f"{path}: this is an input; choose another output with -o")
        self._path, self._partial = path, f"{path}.partial"
        try:
            open(self._partial, "wb").close()
        except OSError as error:
            raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None
        self._writer: Any = None
        self._waiting: list[Mapping[str, Any]] = []
        self.rows = 0

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take rows.

        Raises:
            DataError: a row's columns have other types than those of the first ones, or hold what parquet cannot.
        """
        self._waiting.extend(rows)
        if len(self._waiting) >= ROWS:
            self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return
        arrow = self._arrow
        try:
            schema = None if self._writer is None else self._writer.schema
            table = arrow.Table.from_pylist(self._waiting, schema=schema)
            if self._writer is None:
                self._writer = self._parquet.ParquetWriter(self._partial, table.schema)
        except (
            *(arrow.ArrowInvalid, arrow.ArrowTypeError, arrow.ArrowNotImplementedError),  # such as an empty object
            *(OverflowError, UnicodeEncodeError),  # an integer beyond 64 bits, half of a surrogate pair
        ) as error:
            first, last = self.rows, self.rows + len(self._waiting) - 1
            self._waiting = []
            raise DataError(
                f"{self._path}: rows {first} to {last} do not fit into one table ({error}); write .jsonl, or give all "
                f"prompts the same form"
            ) from None
        self._writer.write_table(table)
        self.rows += len(self._waiting)
        self._waiting = []

    def __enter__(self) -> ParquetRows:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        keep = kind is None or issubclass(kind, RewardryError)
        of_nothing = False
        try:
            if keep:
                self._flush()
            if kind is None and self._writer is None:
                self._parquet.write_table(self._arrow.table({}), self._partial)
                of_nothing = True
        except BaseException as failed:
            keep = isinstance(failed, RewardryError)
            raise
        finally:
            self._close(keep and (of_nothing or self.rows > 0))

    def _close(self, keep: bool) -> None:
        if self._writer is not None:
            self._writer.close()
        if keep:
            os.replace(self._partial, self._path)
        else:
            os.unlink(self._partial)
