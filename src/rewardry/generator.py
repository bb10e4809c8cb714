"""What a generator is: settings that make tasks without end, the same ones for the same arguments."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from rewardry.component import Component

EASIEST, HARDEST = 0, 10


class Generator(Component):
    """A component that makes rows to train and to test on.

    A subclass defines `rows`. Take all chance from ``random.Random(f"{seed} {difficulty}")``, or from a generator like
    it: the rows are a function of the settings and the arguments, in every process and on every machine.
    """

    kind: ClassVar[str] = "generator"

    def rows(self, seed: int, n: int, difficulty: int = 5) -> Iterator[dict[str, Any]]:
        """Rows as they stand in a file: ``id``, ``prompt``, ``reference``, and columns of your own.

        Args:
            seed: any whole number; another seed makes other rows.
            n: how many rows, at least 0.
            difficulty: from 0, the easiest, to 10, the hardest; see `refuse_arguments`.

        Raises:
            ValueError: a number out of its range, at the call or when the first row is asked for.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define rows")


def refuse_arguments(seed: int, n: int, difficulty: int) -> None:
    """Refuse arguments that no generator takes; a generator calls this first.

    Raises:
        ValueError: one is no whole number, or out of its range.
    """
    for name, value in (("seed", seed), ("n", n), ("difficulty", difficulty)):
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"{name} is {value!r}; a whole number is wanted")
    if n < 0:
        raise ValueError(f"n is {n}; it cannot be negative")
    if not EASIEST <= difficulty <= HARDEST:
        raise ValueError(f"difficulty is {difficulty}; it goes from {EASIEST} to {HARDEST}")


def seed_of_row(seed: int, index: int) -> int:
    """A seed for one row, below 2**56, far from those of the rows of neighbouring seeds.

    With it a row is the same however many are asked for.
    """
    return int.from_bytes(hashlib.blake2b(f"{seed} {index}".encode(), digest_size=7).digest(), "big")


def row_problem(row: Any) -> str | None:
    """What is wrong with a row that a generator made, or None.

    A row is an object with a text ``id``, a ``prompt`` (a text or chat messages) and a ``reference``; what it holds
    can be written as JSON. A ``completion`` is for the policy to write. Its ``kind``, where it has one, is ``point``,
    as of every row with one completion.
    """
    if not isinstance(row, Mapping):
        return f"it is {type(row).__name__}, not an object"
    missing = [name for name in ("id", "prompt", "reference") if row.get(name) in (None, "")]
    if missing:
        return f"it has no {' and no '.join(missing)}"
    if not isinstance(row["id"], str):
        return f"its id is {row['id']!r}, not a text"
    if not isinstance(row["prompt"], (str, list)):
        return f"its prompt is {type(row['prompt']).__name__}, neither a text nor chat messages"
    if "meta" in row and not isinstance(row["meta"], Mapping):
        return f"its meta is {type(row['meta']).__name__}, not an object"
    if row.get("kind") not in (None, "point"):
        return f"its kind is {row['kind']!r}, and only rows of kind 'point' are scored; give the column another name"
    return _json_problem(row)


def _json_problem(row: Mapping[str, Any]) -> str | None:
    try:
        again = json.loads(json.dumps(row, allow_nan=False))
    except (TypeError, ValueError) as error:
        return f"it cannot be written as JSON: {error}"
    changed = [name for name in row if again.get(name) != row[name]]
    return f"its {changed[0]} does not come back from JSON as it was" if changed else None
