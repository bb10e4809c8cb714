"""Whether an image works: the sandbox is opened with it, and its toolchains are asked for their versions."""

from __future__ import annotations

from collections.abc import Mapping

from rewardry.errors import ConfigError
from rewardry.sandbox import SandboxUnavailableError

from .live import LiveDocker
from .sandbox import Docker


def languages_in(image: str, host: str | None) -> Mapping[str, str]:
    """The languages of an image, with the versions of their toolchains.

    Args:
        image: its name.
        host: the engine's address, or None.

    Raises:
        ConfigError: the sandbox does not start with it.
    """
    try:
        live = LiveDocker(Docker(image=image, host=host, trust="cooperative"), 1)
    except SandboxUnavailableError as error:
        raise ConfigError(str(error)) from None
    try:
        return live.capabilities().languages
    finally:
        live.close()
