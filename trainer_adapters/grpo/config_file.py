"""The configuration of a training as a YAML file: what is wrong in it is said with file, line and field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from rewardry.component import json_type
from rewardry.errors import ConfigError, nearest
from rewardry.yaml_source import Source, read

from .config import TrainConfig


def read_config(file: str | Path, changes: Mapping[str, Any] | None = None) -> tuple[TrainConfig, Source]:
    """The configuration in a YAML file, and the document it came from.

    Args:
        file: the file.
        changes: values that win over the file's, by dotted name: ``{"optimizer.learning_rate": 1e-5}``.

    Raises:
        ConfigError: it cannot be read, or does not hold together; names file, line, field and the fix.
    """
    source = read(Path(file))
    data = dict(source.data) if isinstance(source.data, Mapping) else source.data
    for name, value in (changes or {}).items():
        data = _changed(data, name.split("."), value)
    try:
        return TrainConfig.model_validate(data), source
    except ValidationError as error:
        raise ConfigError("\n".join(_problem(source, one) for one in error.errors())) from None


def _changed(data: Any, path: list[str], value: Any) -> dict[str, Any]:
    """A mapping with one value set."""
    kept = dict(data) if isinstance(data, Mapping) else {}
    kept[path[0]] = value if len(path) == 1 else _changed(kept.get(path[0]), path[1:], value)
    return kept


def _problem(source: Source, error: Any) -> str:
    """A line about one field that is wrong."""
    place, why = source.at(*error["loc"]), error["msg"].removeprefix("Value error, ")
    if error["type"] == "model_type":
        return f"{place}: {_no_settings(_section_at(error['loc']).model_fields, error['input'])}"
    if error["type"] != "extra_forbidden":
        return f"{place}: {why}"
    known = _section_at(error["loc"][:-1]).model_fields
    return f"{place}: there is no such field. {nearest(str(error['loc'][-1]), known)}"


def _no_settings(known: Mapping[str, Any], given: Any) -> str:
    """Why something is no section of settings."""
    if "preset" in known and isinstance(given, str):
        return f"a preset is named by {{preset: {given}}}"
    return f"a mapping of settings is wanted, not a JSON {json_type(given)}; there are {', '.join(known)}"


def _section_at(path: Sequence[Any]) -> Any:
    """The model of the section at a place."""
    section: Any = TrainConfig
    for part in path:
        section = _section(section, str(part))
    return section


def _section(section: Any, name: str) -> Any:
    """The model behind a field, which may be optional."""
    annotation = section.model_fields[name].annotation
    return next((one for one in (annotation, *get_args(annotation)) if hasattr(one, "model_fields")), section)
