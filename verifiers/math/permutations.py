r"""``(1, 1, 2)`` and its permutations: the points that such words stand for."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from .limits import MOST_ITEMS, OverLimitError
from .values import Items, Value
from .vocabulary import words

_ALL = words("permutation permutations")
_ROUND = words("cyclic cyclical")
_AROUND = words("its all any the their thereof of it them these this every other possible and") | _ALL | _ROUND


def permutes(tokens: Sequence[str]) -> str | None:
    """Whether tokens speak of permutations, and of which: ``all`` or ``cyclic``; None where they do not."""
    said = [token.lstrip('"').lower() for token in tokens]
    if not said or not _ALL & set(said) or not set(said) <= _AROUND:
        return None
    return "cyclic" if _ROUND & set(said) else "all"


def permuted(values: Sequence[Value], which: str) -> list[Value]:
    """All tuples that some tuples become when their members change places, each once.

    Args:
        values: tuples of one length; others stay as they are.
        which: ``all`` or ``cyclic``.

    Raises:
        OverLimitError: there are too many.
    """
    found: dict[Value, None] = {}
    for value in values:
        if not isinstance(value, Items) or value.kind != "tuple":
            found[value] = None
            continue
        if which == "all" and len(value.items) > 5:
            raise OverLimitError("too many permutations")
        n = len(value.items)
        orders = itertools.permutations(range(n)) if which == "all" else ((*range(i, n), *range(i)) for i in range(n))
        found.update((value._replace(items=tuple(value.items[i] for i in order)), None) for order in orders)
    if len(found) > MOST_ITEMS:
        raise OverLimitError("too many permutations")
    return list(found)
