"""Which completions are right, read off what a run wrote: a verdict, a component, the total or a label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rewardry.errors import DataError, nearest
from rewardry.types import VERDICT_STATUSES

_DECIDED = {"correct": True, "incorrect": False}


@dataclass(frozen=True)
class Correctness:
    """How right and wrong are told.

    Without a name it is the verdict: that of `rewardry verify`, or of the one component of `rewardry score` that has
    one (``accuracy`` where several do); of a row that was not scored, its label.

    Attributes:
        by: a component, ``total`` or ``label``; None to look for it.
        at_least: a component's value, or a total, from which on a completion is right; None takes the verdict.
    """

    by: str | None = None
    at_least: float | None = None

    def of(self, data: Mapping[str, Any], row: Mapping[str, Any], place: str) -> bool | None:
        """Whether a completion is right; None where that is undecided.

        Args:
            data: the line of the results.
            row: the input.
            place: ``file:line``, for messages.

        Raises:
            DataError: nothing in the row says so, or several components do.
        """
        if self.by == "label":
            return _label(row)
        if self.by == "total":
            return self._from(data.get("total"), place)
        components = data.get("components")
        if isinstance(components, dict):
            return self._of_components(components, place)
        status = data.get("status")
        if self.by is None and status in VERDICT_STATUSES:
            return _DECIDED.get(str(status)) if self.at_least is None else self._from(data.get("score"), place)
        if self.by is None and data is row:
            return _label(row)
        raise DataError(f"{place}: no field of the result says whether the completion is right{self._named()}")

    def _of_components(self, components: Mapping[str, Any], place: str) -> bool | None:
        name = self.by or _with_verdict(components, place)
        if name is None:  # the component that has verdicts timed out or erred on this row
            return None
        if name not in components:
            raise DataError(f"{place}: there is no component {name!r}. {nearest(name, components)}")
        found = components[name]
        if self.at_least is None and self.by is not None and found.get("status") == "ok":
            raise DataError(
                f"{place}: the component {name!r} has values and no verdicts; say from which value on it is right with "
                f"--right-from VALUE"
            )
        return _DECIDED.get(found.get("status")) if self.at_least is None else self._from(found.get("value"), place)

    def _from(self, value: Any, place: str) -> bool | None:
        if self.at_least is None:
            raise DataError(
                f"{place}: {self.by!r} is a number; say from which value on it is right: --right-from VALUE"
            )
        return value >= self.at_least if isinstance(value, (int, float)) else None

    def _named(self) -> str:
        return f": it has no components, and so no {self.by!r}" if self.by else "; name what does with --right-by NAME"


def _label(row: Mapping[str, Any]) -> bool | None:
    label = row.get("label")
    return bool(label) if label in (0, 1) else None


def _with_verdict(components: Mapping[str, Any], place: str) -> str | None:
    """The component whose status is a verdict; None where none has one in this row."""
    names = [name for name, found in components.items() if found.get("status") in _DECIDED]
    if len(names) > 1 and "accuracy" not in names:
        raise DataError(f"{place}: {' and '.join(names)} both have verdicts; choose one with --right-by NAME")
    return "accuracy" if "accuracy" in names else names[0] if names else None
