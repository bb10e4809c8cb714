"""The figures of chunks, which `rewardry stats` adds up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from rewardry.curation.kept_rows import KeptRow
from rewardry.curation.row_figures import RowFigures
from rewardry.curation.work import Part


class Figuring:
    """The work of `rewardry stats`: the figures of a chunk, for `RowFigures.merge`.

    Args:
        ks, by: see `RowFigures`.
    """

    name: ClassVar[str] = "figures"

    def __init__(self, ks: Sequence[int] | None, by: Sequence[str]) -> None:
        self._ks, self._by = ks, by

    @property
    def settings(self) -> Mapping[str, Any]:
        """What it is called with."""
        return {"ks": self._ks, "by": self._by}

    def do(self, groups: Iterable[Sequence[KeptRow]], part: Part) -> None:
        """Take in groups."""
        figures = RowFigures(self._ks, self._by, None)
        try:
            figures.add(groups)
        finally:
            part.found = figures.to_json()
