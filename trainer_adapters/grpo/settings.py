"""What all parts of a configuration have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

from rewardry.errors import nearest


class Settings(BaseModel):
    """A part of the configuration: constant, of finite numbers, and without fields that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _no_truth_value(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse true and false for a number, for which Python takes them: ``steps: true`` is not one step."""
        wanted = cls.model_fields[str(info.field_name)].annotation
        if isinstance(value, bool) and {int, float} & {wanted, *get_args(wanted)}:
            raise ValueError(f"a number is wanted, not {str(value).lower()}")
        return value


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
