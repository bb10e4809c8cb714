"""Prompts are files: ``templates/<language>/<name>.template``, and any file of a user's own.

A file has a part for each message behind a line ``=== system`` or ``=== user``. Placeholders are ``{{name}}``; they are
filled in one pass, so that braces in a candidate, and placeholders written by one, are text like any other.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeAlias

from rewardry.errors import ConfigError, nearest

Language: TypeAlias = Literal["en", "zh"]
Message: TypeAlias = dict[str, str]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
_PART = re.compile(r"^=== (system|user|assistant)[ \t]*$\n?", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{\{\s{0,3}([A-Za-z_]{1,40})\s{0,3}\}\}")


@functools.cache
def packaged(name: str, language: Language) -> str:
    """The text of a packaged prompt, such as ``verdict`` in ``zh``."""
    return files(__package__).joinpath(f"templates/{language}/{name}.template").read_text("utf-8")


@functools.lru_cache(maxsize=64)
def of_file(path: Path) -> str:
    """The text of a user's own prompt.

    Raises:
        ConfigError: the file cannot be read, or does not show the candidate.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"prompt: {path} cannot be read: {error}") from None
    if not {"materials", "candidate"} & set(placeholders(text)):
        raise ConfigError(
            f"prompt: {path} shows the judge no candidate; write {{{{materials}}}} where the texts belong"
        )
    return text


def placeholders(template: str) -> tuple[str, ...]:
    """The names of a template's placeholders, each once, in their order."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(template)))


def messages_of(template: str, values: Mapping[str, str]) -> list[Message]:
    """The chat messages that a template makes.

    Args:
        template: its text.
        values: what stands for each placeholder; it may hold more.

    Raises:
        ConfigError: there is a placeholder that nothing stands for, or no message.
    """
    parts = _PART.split(template)
    found = [
        {"role": role, "content": filled(text.strip(), values)}
        for role, text in zip(parts[1::2], parts[2::2], strict=True)
    ]
    if not found or parts[0].strip():
        raise ConfigError("a prompt begins with a line `=== system` or `=== user`, with the message's text below it")
    return found


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text whose placeholders are replaced, all at once.

    Raises:
        ConfigError: names the placeholder that nothing stands for.

    >>> filled("{{a}} {{b}}", {"a": "{{b}}", "b": "{0}"})
    '{{b}} {0}'
    """

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name not in values:
            raise ConfigError(f"a prompt holds {{{{{name}}}}}, and nothing stands for it. {nearest(name, values)}")
        return values[name]

    return _PLACEHOLDER.sub(value, text)
