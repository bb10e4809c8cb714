"""Rows as a packed file that is the same, byte for byte, whenever and wherever it is written."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rewardry.rows import dump


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> tuple[int, int]:
    """Write rows to a ``.jsonl.gz`` file.

    Returns:
        How many rows, and the size of the file in bytes.
    """
    lines = [dump(row) for row in rows]
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0, compresslevel=9) as stream:
        stream.write(b"".join(lines))
    path.write_bytes(packed.getvalue())
    return len(lines), len(packed.getvalue())
