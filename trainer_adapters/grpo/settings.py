"""What all parts of a configuration have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from rewardry.errors import nearest


class Settings(BaseModel):
    """A part of the configuration: constant, and without fields that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def with_preset(given: Any, presets: Mapping[str, Mapping[str, Any]]) -> Any:
    """Settings with those of the preset that they name beneath them.

    Raises:
        ValueError: there is no such preset; offers the nearest.
    """
    if not isinstance(given, Mapping) or given.get("preset") is None:
        return given
    name = given["preset"]
    if name not in presets:
        raise ValueError(f"there is no preset {name!r}. {nearest(str(name), presets)}")
    return {**presets[name], **given}
