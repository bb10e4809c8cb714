"""Build an image and give it its name: from a public base where a registry answers, else from a Debian tree."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rewardry.errors import ConfigError, describe

from ..engine import Engine
from .debootstrap import debian_tree, packed
from .recipe import dockerfile

BASE_IMAGE = "debian:bookworm-slim"
SUITE = "bookworm"
LANGUAGES_LABEL = "rewardry.languages"
_BUILD_SECONDS = 1800


class Builder:
    """Builds images on an engine.

    Args:
        engine: a connection, which stays open.
        say: where progress is told, a line at a time.
    """

    def __init__(self, engine: Engine, say: Callable[[str], None]) -> None:
        self._api: Any = engine.patient(_BUILD_SECONDS)
        self._say = say

    def from_registry(self, languages: Sequence[str], tag: str, base: str) -> None:
        """Build on a public base image, fetched where the engine does not have it.

        Raises:
            ConfigError: the base cannot be had, or a step fails; the message holds its last line.
        """
        self._say(f"building {tag} on {base} with {', '.join(languages)}")
        text = io.BytesIO(dockerfile(base, languages).encode())
        labels = {LANGUAGES_LABEL: ",".join(languages)}
        with _told(f"cannot build on {base!r}"):
            for step in self._api.build(
                fileobj=text, tag=tag, labels=labels, network_mode="host", rm=True, forcerm=True, decode=True
            ):
                if "error" in step:
                    raise ConfigError(f"cannot build on {base!r}: {step['error'].strip()}")

    def from_debian(self, languages: Sequence[str], tag: str, suite: str, mirror: str | None) -> None:
        """Make a Debian tree and import it: no registry is needed, a Debian mirror is, and root.

        Raises:
            ConfigError: a tool is missing, the tree cannot be made, or the engine refuses it.
        """
        self._say(f"making a Debian {suite} tree with {', '.join(languages)}; this takes a minute or two")
        repository, name = _parts(tag)
        changes = ['CMD ["/bin/bash"]', f"LABEL {LANGUAGES_LABEL}={','.join(languages)}"]
        with debian_tree(languages, suite, mirror) as tree, packed(tree) as stream:
            self._say("importing it")
            with _told("the engine does not take the tree"):
                said = self._api.import_image_from_stream(stream, repository, name, changes=changes)
        if '"error"' in said:
            raise ConfigError(f"the engine does not take the tree: {said.strip()[-300:]}")


def _parts(tag: str) -> tuple[str, str]:
    """The repository of an image's name, which may hold the port of a registry, and its tag."""
    repository, colon, name = tag.rpartition(":")
    return (repository, name) if colon and name and "/" not in name else (tag.removesuffix(":"), "latest")


@contextlib.contextmanager
def _told(what: str) -> Iterator[None]:
    from docker.errors import DockerException
    from requests.exceptions import RequestException

    try:
        yield
    except (DockerException, RequestException) as error:
        raise ConfigError(f"{what}: {describe(error)}") from None
