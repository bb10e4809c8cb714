"""Chat templates: messages as the one text that a model reads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rewardry.curation.extras import needed
from rewardry.errors import ConfigError


class ChatTemplate:
    """A Jinja template as tokenizers have it, run in jinja2's sandbox, which gives it nothing but the messages.

    Args:
        path: a ``.jinja`` file; or the folder of a tokenizer, with its ``chat_template.jinja`` or
            ``tokenizer_config.json``, whose special tokens the template gets. Of several templates in there it is the
            one named ``default``.

    Raises:
        ConfigError: there is no such template, it is none, or jinja2 is not installed.
    """

    def __init__(self, path: str) -> None:
        needed("jinja2", "bench", "--chat-template")
        from jinja2.exceptions import TemplateError
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        source, self._tokens = _source(Path(path))
        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols", _generation()]
        )
        environment.globals["raise_exception"] = _refuse
        environment.filters["tojson"] = lambda value, **options: json.dumps(value, ensure_ascii=False, **options)
        self._path = path
        try:
            self._template = environment.from_string(source)
        except TemplateError as error:
            raise ConfigError(f"{path}: this is no chat template: {error}") from None

    def render(self, messages: Sequence[Mapping[str, Any]]) -> str:
        """The text of a conversation that the assistant has ended.

        Raises:
            ConfigError: the template cannot take the messages.
        """
        try:
            return self._template.render(messages=messages, add_generation_prompt=False, **self._tokens)
        except Exception as error:  # whatever the template does, it is its own
            roles = ", ".join(str(message.get("role")) for message in messages)
            raise ConfigError(f"{self._path}: the template fails on messages of {roles}: {error}") from None


def _refuse(message: str) -> str:
    from jinja2.exceptions import TemplateError

    raise TemplateError(message)


def _generation() -> Any:
    """The block ``{% generation %}``, by which a template says what the assistant wrote: it changes no text."""
    from jinja2 import nodes
    from jinja2.ext import Extension

    class Generation(Extension):
        tags = {"generation"}  # noqa: RUF012 - as jinja2 declares it

        def parse(self, parser: Any) -> nodes.Node:
            line = next(parser.stream).lineno
            return nodes.Scope(parser.parse_statements(("name:endgeneration",), drop_needle=True), lineno=line)

    return Generation


def _source(path: Path) -> tuple[str, dict[str, Any]]:
    """The template and the special tokens by name."""
    try:
        if path.is_file():
            return path.read_text(encoding="utf-8"), {"bos_token": "", "eos_token": ""}
        settings = _settings(path / "tokenizer_config.json")
        own = path / "chat_template.jinja"
        source = own.read_text(encoding="utf-8") if own.is_file() else _default(settings.get("chat_template"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"--chat-template {path}: it cannot be read: {error}") from None
    if not isinstance(source, str):
        raise ConfigError(
            f"--chat-template {path}: there is none; name a .jinja file, or a tokenizer's folder that holds one"
        )
    return source, {name: _token(settings.get(name)) for name in ("bos_token", "eos_token")}


def _default(given: Any) -> Any:
    """The template of a tokenizer's settings, which may hold several with their names."""
    named = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    return next((one.get("template") for one in named if one.get("name") == "default"), None) if named else given


def _settings(file: Path) -> dict[str, Any]:
    found = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return found if isinstance(found, dict) else {}


def _token(token: Any) -> str:
    """A special token, which some tokenizers write down as an object."""
    return str(token.get("content", "")) if isinstance(token, dict) else str(token or "")
