"""What lies beneath a component: the components and files among its parameters, among theirs, and so on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from rewardry.component import Component


def parts_of(value: Any) -> Iterator[Component | Path]:
    """The components in a value, and the files and folders that exist; a component comes before what it is made of."""
    if isinstance(value, Component):
        yield value
    if isinstance(value, BaseModel):
        value = list(_parameters(value).values())
    elif isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, Path) and value.exists():
        yield value
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from parts_of(item)


def components_in(value: Any) -> Iterator[Component]:
    """The components in a value: itself, those among its parameters, and theirs."""
    return (part for part in parts_of(value) if isinstance(part, Component))


def components_at(value: Any, path: str) -> Iterator[tuple[str, Component]]:
    """The components in a value that have a place, with it: ``accuracy``, ``accuracy.verifier``."""
    if isinstance(value, Component):
        yield path, value
    if isinstance(value, BaseModel):
        value = _parameters(value)
    elif isinstance(value, (list, tuple)):
        value = dict(enumerate(value))
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from components_at(item, f"{path}.{name}")


def _parameters(model: BaseModel) -> dict[str, Any]:
    return {name: getattr(model, name) for name in type(model).model_fields}
