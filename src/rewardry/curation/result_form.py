"""The form of a result: what is worked out from results may rely on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rewardry.component import json_type
from rewardry.curation.numbers import LARGEST, finite
from rewardry.errors import DataError

_MEND = "name a file that `rewardry score` or `rewardry verify` wrote, or mend the line"


def refuse_malformed(result: Mapping[str, Any], place: str) -> None:
    """Refuse a line with a number or a status that no result has.

    Args:
        result: the line.
        place: ``file:line``, for messages.

    Raises:
        DataError: names the place, the field and what is wrong with it.
    """
    if not (_is_usual(result.get("total"), result.get("status")) and _is_usual(result.get("score"), None)):
        _refuse_number(result, "total", "", place)
        _refuse_number(result, "score", "", place)
        _refuse_status(result, "", place)
    refuse_malformed_components(result, place)


def refuse_malformed_components(result: Mapping[str, Any], place: str) -> None:
    """Refuse a line whose components are no objects with a value and a status; see `refuse_malformed`."""
    components = result.get("components")
    if not isinstance(components, dict):
        return
    for name, component in components.items():
        if isinstance(component, dict) and _is_usual(component.get("value"), component.get("status")):
            continue
        field = f"components.{name}"
        if not isinstance(component, dict):
            raise _refused(
                place, field, f"an object with value and status is wanted, not a JSON {json_type(component)}"
            )
        _refuse_number(component, "value", f"{field}.", place)
        _refuse_status(component, f"{field}.", place)


def _is_usual(value: Any, status: Any) -> bool:
    """Whether nothing has to be said of these, as in nearly every line: a glance, for the sake of large files."""
    usual = value is None or (type(value) is float and -LARGEST <= value <= LARGEST)
    return usual and (status is None or type(status) is str)


def _refuse_number(data: Mapping[str, Any], name: str, above: str, place: str) -> None:
    value = data.get(name)
    if value is not None and finite(value) is None:
        kind = json_type(value)
        said = "one of this size" if kind == "number" else f"a JSON {kind}"
        raise _refused(place, f"{above}{name}", f"a number or null is wanted, not {said}")


def _refuse_status(data: Mapping[str, Any], above: str, place: str) -> None:
    status = data.get("status")
    if status is not None and not isinstance(status, str):
        raise _refused(place, f"{above}status", f"a text is wanted, not a JSON {json_type(status)}")


def _refused(place: str, field: str, why: str) -> DataError:
    return DataError(f"{place}: field {field!r}: {why}; {_MEND}")
