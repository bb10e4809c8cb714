"""The sandbox `remote`: a service elsewhere that speaks SandboxFusion's or Piston's protocol.

What is covered. Programs and their input are sent, expected answers never are; what comes back is data, limited in
size. Whatever goes wrong on the way or at the other end is a fault of the sandbox, never of the program: it is tried
again where that may help, and told as such where it does not.

What is not covered. What the service keeps in and out is its operator's word and not seen from here, so its programs
are taken as ``cooperative`` unless ``trust="untrusted"`` says that the operator is believed. Anyone between can read
and change what is sent unless the address begins with ``https``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, field_validator

from rewardry.sandbox import LiveSandbox, Sandbox, SandboxUnavailableError, Trust

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime

_NO_SERVER = (
    "the sandbox remote has no server; start SandboxFusion or Piston and give its address, url=http://HOST:PORT, as in "
    """`rewardry verify code FILE --set 'sandbox={"use": "remote", "url": "http://localhost:8080"}'`"""
)


class Remote(Sandbox):
    """Programs on a server of SandboxFusion or Piston.

    Attributes:
        url: the server's address, for example ``http://localhost:8080``.
        protocol: ``sandboxfusion`` or ``piston``.
        trust: ``untrusted`` where the operator's isolation is believed; it cannot be looked at from here.
        parallel: requests at one time.
        retries: how often a request is repeated that failed in passing.
        patience: seconds that an answer may take beyond the limits of a program, for queues at the server.
        token: sent as ``Authorization: Bearer``; better from the environment than in a recipe.
    """

    url: str = ""
    protocol: Literal["sandboxfusion", "piston"] = "sandboxfusion"
    trust: Trust = "cooperative"
    parallel: int = Field(default=16, ge=1, le=1024)
    retries: int = Field(default=4, ge=0, le=20)
    patience: float = Field(default=30.0, gt=0)
    token: str | None = Field(default=None, repr=False)

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.username is not None:
            raise ValueError("an address holds no user and password; give what the server asks for as `token`")
        if url and (parts.scheme not in ("http", "https") or not parts.hostname or not _is_plain(parts)):
            raise ValueError(f"{url!r} is no address; write http://HOST:PORT or https://HOST")
        return url

    def open(self, runtime: Runtime) -> LiveSandbox:
        """Ask the server what it can do.

        Raises:
            SandboxUnavailableError: there is no address, or it does not answer, or not in this protocol.
        """
        from .live import LiveRemote

        if not self.url:
            raise SandboxUnavailableError(_NO_SERVER)
        return LiveRemote(self)


def _is_plain(parts: SplitResult) -> bool:
    """Whether a path can follow, and the port is one."""
    try:
        return parts.port != 0 and not parts.query and not parts.fragment
    except ValueError:
        return False
