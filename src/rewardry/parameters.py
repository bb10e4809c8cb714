"""From what a user writes to a component: ids, parameters, local files; with errors that offer the nearest name."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, PlainSerializer, ValidationError, ValidationInfo, WithJsonSchema

from rewardry.component import Component, Reward, Verifier
from rewardry.errors import ConfigError, ParameterError, RewardryError, nearest
from rewardry.local_files import is_local, load_local
from rewardry.plugins import registry
from rewardry.sandbox import Sandbox

C = TypeVar("C", bound=Component)


def component_class(base: type[C], use: str, folder: Path | None = None) -> tuple[str, type[C]]:
    """The class behind an id.

    Args:
        base: the class it must be of: `Reward` or `Verifier`.
        use: an id, or ``path/to/file.py:name`` for a component without a package.
        folder: where a relative path starts; default: the current folder.

    Returns:
        The full id and the class.

    Raises:
        UnknownIdError, ClashError, ComponentError: see `Registry.find` and `Entry.load`.
        ConfigError: what the id names is no component of that kind, or the id is no text.
    """
    if not isinstance(use, str):
        raise ConfigError(f"a {base.kind}'s id is wanted, not {type(use).__name__}: {use!r}")
    if is_local(use):
        found, full = load_local(use, folder), use
    else:
        entry = registry().find(base.kind, use)
        found, full = entry.load(), entry.id
    if not (isinstance(found, type) and issubclass(found, base)):
        mark = " or put @rewardry.reward above it" if inspect.isfunction(found) and issubclass(Reward, base) else ""
        kind = "component" if base is Component else base.kind
        raise ConfigError(f"{full!r} names {found!r}, which is no {kind}; subclass rewardry.{base.__name__}{mark}")
    return full, found


def build(base: type[C], use: str, parameters: Mapping[str, Any], folder: Path | None = None) -> C:
    """The component of that id with these parameters; see `component_class` for the folder.

    Raises:
        ParameterError: an unknown parameter, or a value it cannot take; names all of them.
        ConfigError, ComponentError: as `component_class`.
    """
    full, cls = component_class(base, use, folder)
    try:
        return cls.model_validate(dict(parameters), context=folder)
    except ValidationError as error:
        names = tuple(str(item["loc"][0]) for item in error.errors() if item["loc"])
        raise ParameterError(explain(error, full, cls), names) from None


def explain(error: ValidationError, where: str, cls: type[Component]) -> str:
    """What is wrong with the parameters, one clause each."""
    clauses = []
    for item in error.errors(include_url=False, include_context=True):
        name = ".".join(str(part) for part in item["loc"])
        if item["type"] == "extra_forbidden":
            offer = nearest(name, cls.model_fields) or "It has none at all."
            clauses.append(f"{where} has no parameter {name!r}. {offer}")
        elif item["type"] == "missing":
            clauses.append(f"{where} needs the parameter {name!r}")
        else:
            message = item["msg"].removeprefix("Value error, ")
            clauses.append(f"{where}: {name or 'the parameters'} = {item['input']!r}: {message}")
    return "; ".join(clauses)


def from_text(settings: Mapping[str, str]) -> dict[str, Any]:
    """Parameters as the command line gives them, ready for `build`.

    A text that begins with ``{`` or ``[`` is JSON, ``null`` is None, and everything else stays a text, which pydantic
    turns into the field's type.

    Raises:
        ParameterError: JSON that cannot be read.
    """
    return {name: _value(name, text) for name, text in settings.items()}


def _value(name: str, text: str) -> Any:
    if text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except ValueError as error:
            raise ParameterError(f"{name}={text!r} begins like JSON but is none: {error}") from None
    return None if text == "null" else text


def _component_of(base: type[C]) -> Any:
    """A validator that takes a component, its id, or an object ``{"use": id, parameter: value, ...}``."""

    def validate(value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, base):
            return value
        if isinstance(value, str):
            value = {"use": value}
        if not isinstance(value, Mapping) or not isinstance(value.get("use"), str):
            raise ValueError(f"write the {base.kind}'s id, or {{use: id, parameter: value}}")
        try:
            return build(base, value["use"], {k: v for k, v in value.items() if k != "use"}, info.context)
        except RewardryError as error:
            raise ValueError(str(error)) from error

    return validate


def reference_to(component: Component) -> str | dict[str, Any]:
    """What a user writes to get this component: its id, with the parameters that are not the defaults."""
    fields = type(component).model_fields
    dumped = component.model_dump(mode="json", exclude_defaults=True)
    # A component that is a parameter is no longer what its default is: the id that it was made of.
    parameters = {name: value for name, value in dumped.items() if value != fields[name].default}
    use = registry().identity_of(type(component)).id
    return {"use": use, **parameters} if parameters else use


VerifierField = Annotated[
    Verifier,
    BeforeValidator(_component_of(Verifier)),
    PlainSerializer(reference_to),
    WithJsonSchema({"type": ["string", "object"], "description": "a verifier's id, or {use: id, parameter: value}"}),
]
# The verifier of rewards that ask one, where nothing else is said: its id, which the field's validator resolves.
DEFAULT_VERIFIER: Any = "math"
RewardField = Annotated[
    Reward,
    BeforeValidator(_component_of(Reward)),
    PlainSerializer(reference_to),
    WithJsonSchema({"type": ["string", "object"], "description": "a reward's id, or {use: id, parameter: value}"}),
]
# Where programs run, where nothing else is said: the embedded sandbox, by its id, which the field's validator resolves.
DEFAULT_SANDBOX: Any = "local"
SandboxField = Annotated[
    Sandbox,
    BeforeValidator(_component_of(Sandbox)),
    PlainSerializer(reference_to),
    WithJsonSchema({"type": ["string", "object"], "description": "a sandbox's id, or {use: id, parameter: value}"}),
]
