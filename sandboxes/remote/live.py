"""The opened sandbox `remote`: as many requests at one time as are allowed."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rewardry.sandbox import (
    Capabilities,
    Compilation,
    Ended,
    Execution,
    Layer,
    LiveSandbox,
    Program,
    SandboxUnavailableError,
)

from .. import names
from .client import Client, ServiceError
from .piston import Piston
from .protocol import Protocol, UnusableError, within
from .sandbox_fusion import SandboxFusion

if TYPE_CHECKING:
    from .sandbox import Remote

_PROTOCOLS: Mapping[str, type[Protocol]] = {"piston": Piston, "sandboxfusion": SandboxFusion}
# An answer holds both outputs, each byte of which JSON may write as six, and files in base64.
_ANSWER_BYTES = 64 << 20


class LiveRemote(LiveSandbox):
    """A client of one server.

    Args:
        settings: the sandbox's settings.

    Raises:
        SandboxUnavailableError: as `Remote.open`.
    """

    def __init__(self, settings: Remote) -> None:
        self._settings = settings
        self._client = Client(settings.url, _authorization(settings.token), settings.retries)
        self._protocol = _PROTOCOLS[settings.protocol]()
        self._places = threading.BoundedSemaphore(settings.parallel)
        self._closed = False
        try:
            self._languages = self._protocol.languages(self._ask)
        except (ServiceError, UnusableError) as error:
            raise SandboxUnavailableError(
                f"no server of {settings.protocol} answers as it should at {settings.url}: {error}. Are the address "
                "and the protocol right, and is it running?"
            ) from None

    def _ask(self, path: str, content: Mapping[str, Any] | None, seconds: float) -> Any:
        return self._client.ask(path, content, seconds + self._settings.patience, _ANSWER_BYTES)

    def capabilities(self) -> Capabilities:
        """What the server says of itself; its isolation cannot be seen from here."""
        believed = self._settings.trust == "untrusted"
        layer = Layer(
            "the operator's isolation",
            "whatever the operator says",
            believed,
            None if believed else "it cannot be probed from here; trust=untrusted says that the operator is believed",
        )
        return Capabilities(
            trust=self._settings.trust,
            languages=self._languages,
            layers=(layer,),
            parallel=self._settings.parallel,
            claims=("expected answers are never sent", "faults of the service are never told as the program's"),
            limits=("what keeps programs in is not seen from here", "limits on processes, files and disk are not sent"),
        )

    def run(self, program: Program) -> Execution:
        """Run one program on the server; its limits on processes, disk and files are not sent."""
        refused = "the sandbox is closed" if self._closed else None
        refused = refused or names.refusal(program, ()) or self._protocol.refusal(program)
        if refused is not None:
            return Execution(Ended.FAULT, fault=refused)
        with self._places:
            try:
                return within(self._twice(program), program.limits)
            except (ServiceError, UnusableError) as error:
                return Execution(Ended.FAULT, fault=f"{self._settings.protocol} at {self._settings.url}: {error}")

    def _twice(self, program: Program) -> Execution:
        """Run a program, and once more where the service itself failed at it, as it does under load.

        Raises:
            UnusableError, ServiceError: as `Protocol.run`.
        """
        try:
            return self._protocol.run(program, self._ask)
        except UnusableError:
            return self._protocol.run(program, self._ask)

    def compile(self, program: Program) -> Compilation:
        """Give the program back: these services compile anew for each run, and tell an error of it there."""
        return Compilation(program, Execution(Ended.EXITED, exit_code=0))

    def close(self) -> None:
        """Take no more programs. May be called twice."""
        self._closed = True


def _authorization(given: str | None) -> dict[str, str]:
    """The header that a token is sent in, without the end of line that files of secrets have.

    Raises:
        SandboxUnavailableError: no header can hold it; it is not shown.
    """
    token = (given or os.environ.get("REWARDRY_REMOTE_TOKEN") or "").strip()
    if not (token.isascii() and token.isprintable()):
        raise SandboxUnavailableError(
            "the token of the sandbox remote has characters that no header can hold; give the setting `token`, or "
            "REWARDRY_REMOTE_TOKEN, as the server's operator wrote it"
        )
    return {"Authorization": f"Bearer {token}"} if token else {}
