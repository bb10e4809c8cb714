"""Packages that come with an extra, imported where they are needed."""

from __future__ import annotations

import importlib
from typing import Any

from rewardry.errors import ConfigError


def needed(module: str, extra: str, what: str) -> Any:
    """A module of an extra.

    Args:
        module: its name.
        extra: the extra of rewardry that brings it.
        what: who needs it, as the beginning of a sentence.

    Raises:
        ConfigError: it is not installed; names the extra.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = (error.name or module).partition(".")[0]
        raise ConfigError(f"{what} needs {package}, which is not installed; pip install 'rewardry[{extra}]'") from None
