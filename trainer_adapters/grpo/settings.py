"""What all parts of a configuration have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """A part of the configuration: constant, and without fields that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)
