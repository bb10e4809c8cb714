"""What a file must hold to be read: forms of its objects, and an error that names the field where one has another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rewardry.component import json_type
from rewardry.errors import ConfigError

_SHOWN = 60

Count = Annotated[int, Field(ge=0)]
# Seconds, megabytes, dollars.
Amount = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
# The two ends of an interval.
Ends = Annotated[list[float], Field(min_length=2, max_length=2)]


class Form(BaseModel):
    """The fields of an object that are read; what else stands in it is nobody's concern.

    A number is no text and no truth value, and neither infinite nor NaN.
    """

    model_config = ConfigDict(strict=True, allow_inf_nan=False)


def refuse_malformed(content: Any, form: type[Form], where: str, fix: str) -> None:
    """Refuse a JSON value that has not the form that it is read in.

    Args:
        content: the value.
        form: its form.
        where: the file, with the line of one that has several objects.
        fix: what to do about it.

    Raises:
        ConfigError: names where, the first field that is wrong, why, and the fix.
    """
    try:
        form.model_validate(content)
    except ValidationError as error:
        raise ConfigError(f"{where}: {_told(error)}; {fix}") from None


def read_json(path: Path, fix: str) -> Any:
    """The JSON value of a file.

    Raises:
        ConfigError: it cannot be read, or is none.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}; {fix}") from None
    except RecursionError:
        raise ConfigError(f"{path}: cannot be read: it is nested too deeply; {fix}") from None
    except ValueError as error:
        raise ConfigError(f"{path}: cannot be read: {error}; {fix}") from None


def _told(error: ValidationError) -> str:
    """The first thing that is wrong, with the field as it would be written in Python."""
    first = error.errors(include_url=False)[0]
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
    if first["type"] == "missing":
        return f"the field {path!r} is missing"
    what = first["msg"].removeprefix("Value error, ")
    what = what[:1].lower() + what[1:]
    if first["type"] == "value_error":  # of an object whose fields do not go together
        return f"the field {path!r}: {what}" if path else what
    if not path:
        return f"it is {_shown(first['input'])}: {what}"
    return f"the field {path!r} is {_shown(first['input'])}: {what}"


def _shown(value: Any) -> str:
    if isinstance(value, (Mapping, list)):
        return f"a JSON {json_type(value)}"
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
