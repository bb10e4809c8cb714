"""What is asked of the Docker engine, and how its failures are told."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator, Mapping
from typing import Any

from rewardry.errors import describe
from rewardry.sandbox import SandboxUnavailableError

from .owner import LABEL, is_gone

ANSWER_SECONDS = 30
_DEFAULT_HOST = "unix:///var/run/docker.sock"


class EngineError(Exception):
    """The engine does not answer, or refuses."""


class Engine:
    """A connection to an engine, for one thread at a time.

    Args:
        host: its address; default: DOCKER_HOST, or the socket of this machine.

    Raises:
        SandboxUnavailableError: the SDK is not installed, or no engine answers.
    """

    def __init__(self, host: str | None = None) -> None:
        try:
            import docker
        except ModuleNotFoundError as error:
            raise SandboxUnavailableError(
                f"the sandbox docker needs the Docker SDK ({describe(error)}); run: pip install 'rewardry[docker]'"
            ) from None
        self.host = host or os.environ.get("DOCKER_HOST") or _DEFAULT_HOST
        try:
            _try_socket(self.host)
            if host is None:
                self._api: Any = docker.from_env(version="auto", timeout=ANSWER_SECONDS).api
            else:
                self._api = docker.APIClient(base_url=host, version="auto", timeout=ANSWER_SECONDS)
        except (docker.errors.DockerException, OSError) as error:
            raise SandboxUnavailableError(
                f"no Docker engine answers at {self.host} ({describe(error)}). Start one (`make docker-ready` as root "
                "installs and starts one on Debian), or name one with DOCKER_HOST; the sandbox local needs none"
            ) from None

    @contextlib.contextmanager
    def _asking(self, what: str) -> Iterator[None]:
        from docker.errors import DockerException
        from requests.exceptions import RequestException

        try:
            _try_socket(self.host)
            yield
        except (DockerException, RequestException, OSError) as error:
            raise EngineError(f"the Docker engine fails {what}: {describe(error)}") from None

    def image(self, name: str) -> str | None:
        """The digest of an image, or None where the engine has none of that name.

        Raises:
            EngineError: the engine does not answer.
        """
        from docker.errors import ImageNotFound

        with self._asking(f"to look for the image {name!r}"):
            try:
                found: str = self._api.inspect_image(name)["Id"]
            except ImageNotFound:
                return None
        return found

    def facts(self) -> Mapping[str, Any]:
        """What the engine says of itself.

        Raises:
            EngineError: the engine does not answer.
        """
        with self._asking("to describe itself"):
            found: Mapping[str, Any] = self._api.info()
        return found

    def start(self, options: Mapping[str, Any], host_options: Mapping[str, Any]) -> tuple[str, Any]:
        """Create a container, attach to it and start it.

        Returns:
            Its id, and what `connection_of` finds the connection in.

        Raises:
            EngineError: the engine does not answer, or refuses; nothing is left of the container.
        """
        with self._asking("to start a container"):
            host_config = self._api.create_host_config(**{k: v for k, v in host_options.items() if k != "masked_paths"})
            host_config["MaskedPaths"] = host_options["masked_paths"]  # which the SDK does not know
            made: str = self._api.create_container(host_config=host_config, **options)["Id"]
            attached = None
            try:
                streams = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
                attached = self._api.attach_socket(made, params=streams)
                self._api.start(made)
            except BaseException:
                if attached is not None:
                    release(attached)
                self.remove(made)
                raise
        return made, attached

    def resize(self, container: str, memory: int, processes: int) -> None:
        """Give a running container other limits.

        Raises:
            EngineError: the engine does not answer, or refuses.
        """
        limits = {"Memory": memory, "MemorySwap": memory, "PidsLimit": processes}
        with self._asking("to change the limits of a container"):
            # The SDK's own method does not know the limit on processes.
            url = self._api._url("/containers/{0}/update", container)
            self._api._raise_for_status(self._api._post_json(url, data=limits))

    def state(self, container: str) -> str | None:
        """``running``, ``paused``, ``exited``, ...; None where the container has gone.

        Raises:
            EngineError: the engine does not answer.
        """
        from docker.errors import NotFound

        with self._asking("to say how a container is"):
            try:
                found: str = self._api.inspect_container(container)["State"]["Status"]
            except NotFound:
                return None
        return found

    def remove(self, container: str) -> None:
        """Kill and remove a container; no error where that is not possible: it ends with its connection."""
        with contextlib.suppress(EngineError), self._asking("to remove a container"):
            self._api.remove_container(container, force=True, v=True)

    def remove_orphans(self) -> int:
        """Remove the containers whose owners have ended; how many there were.

        Raises:
            EngineError: the engine does not answer.
        """
        with self._asking("to list its containers"):
            found = self._api.containers(all=True, filters={"label": LABEL})
        orphans = [one["Id"] for one in found if is_gone(one["Labels"].get(LABEL, ""))]
        for orphan in orphans:
            self.remove(orphan)
        return len(orphans)

    def patient(self, seconds: float) -> Any:
        """The SDK's low-level client, made to wait longer for an answer: for builds and imports."""
        self._api.timeout = seconds
        return self._api

    def close(self) -> None:
        """Give its connections back."""
        self._api.close()


def _try_socket(host: str) -> None:
    """Connect once to an engine on this machine: the SDK leaves a socket open where nobody listens.

    Raises:
        OSError: nobody does.
    """
    if host.startswith("unix://"):
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(ANSWER_SECONDS)
            probe.connect(host.removeprefix("unix://"))


def connection_of(attached: Any) -> socket.socket:
    """The socket behind what the SDK gives for an attached container."""
    found: socket.socket = getattr(attached, "_sock", attached)
    return found


def release(attached: Any) -> None:
    """Close an attachment, and the HTTP response that it was taken from."""
    connection, response = connection_of(attached), getattr(attached, "_response", None)
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    parts: tuple[Any, ...] = (response, attached, connection)
    for one in parts:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            one.close()
