"""What every judge can be told: which model, within which limits, how it is asked, and what the guard does."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, field_validator, model_validator

from rewardry.component import Component, Resource, Runs
from rewardry.engine.opened import missing_modules

from .budget import Budget
from .callables import CallableClient, ClientField
from .desk import Desk
from .pacing import Pace
from .prompts import Language
from .replies import Client
from .reply_cache import ReplyCache
from .server import ServerClient

if TYPE_CHECKING:
    from typing import Self

    from rewardry.engine.runtime import Runtime

log = logging.getLogger("rewardry")
Scope = Literal["all", "think", "after_think", "answer"]
ADDRESS = "OPENAI_BASE_URL"  # the environment variable that the package openai reads


class JudgeSettings(Component):
    """Parameters that all judges share.

    Judges with the same model and limits share one client, its limits and its budget.

    Attributes:
        client: an async callable that answers chat messages, or where it is (``package.module:name``); in the place of
            a server.
        backend: ``server``: any server of the OpenAI protocol; ``transformers``: a causal model in this process, whose
            logits give the probability of each verdict (extra ``train``).
        base_url: the server's address, such as ``http://127.0.0.1:8000/v1``; default: that of the environment variable
            OPENAI_BASE_URL. Without an address or a client nothing is sent anywhere, and the judge abstains.
        model: the model's name, by default the first that the server lists; for ``transformers`` a folder or a name.
        api_key_env: the environment variable that holds the server's key. A key itself is never a parameter.
        timeout: seconds until a call is given up.
        stream: have replies sent as they are made, so that `timeout` is for silence, not for a long reply.
        structured: ask for a JSON schema; a server that refuses it is asked without, from then on.
        temperature: of the model's sampling.
        max_tokens: the most tokens of a reply, its reasoning included.
        language: of the prompts: ``en`` or ``zh``.
        prompt: a file of one's own in the place of the packaged prompt.
        scope: what of the completion is judged: ``all``, ``think``, ``after_think`` (the summary) or ``answer``.
        votes: how often the same is asked, with the materials in another order each second time; most decide.
        guard: decide what says nothing without a call.
        max_candidate_chars: a longer candidate loses its middle.
        cache: remember replies; also in the runtime's cache, where it has one.
        retries: how often a call that failed is tried again, after waiting.
        concurrency: calls under way.
        requests_per_minute, tokens_per_minute: further limits; None for none.
        budget: US dollars that calls may cost; None for no limit.
        prompt_price, reply_price: US dollars a million tokens.
        canaries: the share of samples beside which a candidate is judged whose verdict is known, to watch the judge;
            of no effect on pairs and on safety, where nothing is known beforehand.
        canary_alarm: a share of paid known-wrong candidates above which the log warns.
    """

    runs: ClassVar[Runs] = "own"
    deterministic: ClassVar[bool] = False
    extra: ClassVar[str | None] = "judge"
    resources: ClassVar[tuple[Resource, ...]] = ("network",)

    client: ClientField = None
    backend: Literal["server", "transformers"] = "server"
    base_url: str | None = None
    model: str = ""
    api_key_env: str = Field("OPENAI_API_KEY", pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    timeout: PositiveFloat = 120.0
    stream: bool = False
    structured: bool = True
    temperature: float = Field(0.0, ge=0.0, le=2.0)
    max_tokens: PositiveInt = 1024
    language: Language = "en"
    prompt: Path | None = None
    scope: Scope = "after_think"
    votes: int = Field(1, ge=1, le=99)
    guard: bool = True
    max_candidate_chars: int = Field(24_000, ge=200, le=1_000_000)
    cache: bool = True
    retries: int = Field(4, ge=0, le=20)
    concurrency: int = Field(64, ge=1, le=4096)
    requests_per_minute: PositiveFloat | None = None
    tokens_per_minute: PositiveFloat | None = None
    budget: PositiveFloat | None = None
    prompt_price: NonNegativeFloat = 0.0
    reply_price: NonNegativeFloat = 0.0
    canaries: float = Field(0.01, ge=0.0, le=1.0)
    canary_alarm: float = Field(0.05, ge=0.0, le=1.0)

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        """Refuse what is no address of a server, and one that holds a secret."""
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError("a server's address is wanted, such as http://127.0.0.1:8000/v1")
        if parts.username or parts.password or parts.query:
            raise ValueError("an address holds no key; put it into an environment variable and name that: api_key_env")
        return value

    @field_validator("api_key_env")
    @classmethod
    def _is_no_key(cls, value: str) -> str:
        """Refuse a key where the name of a variable is wanted."""
        if value.lower().startswith(("sk_", "sk-")) or len(value) > 64:
            raise ValueError("name the environment variable that holds the key, not the key itself")
        return value

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        """Refuse a budget that nothing can reach, and a model in this process without its name."""
        if self.budget is not None and not (self.prompt_price or self.reply_price):
            raise ValueError("a budget needs prices: set prompt_price and reply_price, in USD a million tokens")
        if self.backend == "transformers" and not self.model and self.client is None:
            raise ValueError("backend: transformers needs model, a folder or the name of a model")
        return self

    def address(self) -> str | None:
        """The server's address: the parameter, or what the environment says; None where there is none."""
        return self.base_url or os.environ.get(ADDRESS) or None

    def configured(self) -> bool:
        """Whether there is anybody to ask."""
        return self.client is not None or self.backend == "transformers" or self.address() is not None

    def required_modules(self) -> tuple[str, ...]:
        """What the client needs."""
        asks_server = self.client is None and self.backend == "server" and self.address() is not None
        return ("openai",) if asks_server else ()

    def lacking(self, instead: str = "it abstains") -> str | None:
        """Why nobody can be asked: ``no-judge`` or ``needs-extra``; None where somebody can. It is logged.

        Args:
            instead: what happens then, for the log.
        """
        if not self.configured():
            log.warning(
                "%s: no judge is named, so %s; set base_url (or %s) for a server, client for a callable, or "
                "backend: transformers with a model",
                *(type(self).__name__, instead, ADDRESS),
            )
            return "no-judge"
        if self.client is None and self.backend == "transformers" and missing_modules(_NeedsTransformers):
            log.warning(
                "%s: a model in this process needs torch and transformers, so %s; pip install 'rewardry[train]'",
                *(type(self).__name__, instead),
            )
            return "needs-extra"
        return None

    def desk(self, runtime: Runtime) -> Desk:
        """The desk of these settings, which other judges of the runtime may share."""
        model = (self.backend, self.address() or "", self.model)
        limits = (self.concurrency, self.requests_per_minute, self.tokens_per_minute, self.retries, self.cache)
        money = (self.budget, self.prompt_price, self.reply_price)
        wire = (self.api_key_env, self.timeout, self.stream, self.structured)
        key = ("judge", _as_key(self.client), *model, *limits, *money, *wire)
        return runtime.shared(key, lambda: self._desk(runtime, model))

    def _desk(self, runtime: Runtime, model: tuple[str, ...]) -> Desk:
        # What a callable answers, or whichever model a server lists first, is known in this process alone.
        stored = runtime.cache if self.client is None and self.model else None
        return Desk(
            self._client(),
            model,
            Pace(self.concurrency, self.requests_per_minute, self.tokens_per_minute),
            Budget(self.budget, self.prompt_price, self.reply_price),
            self.retries,
            ReplyCache(stored) if self.cache else None,
        )

    def _client(self) -> Client:
        if self.client is not None:
            return CallableClient(self.client)
        if self.backend == "transformers":
            from .local_model import LocalModelClient

            return LocalModelClient(self.model)
        address = self.address()
        assert address is not None
        return ServerClient(address, self.model, self.api_key_env, self.timeout, self.structured, self.stream)


def _as_key(client: Any) -> Any:
    """What tells a callable from others: itself, or its place where it has no hash, as a dataclass that can be called.

    No other object takes that place as long as there is the desk, which keeps the callable.
    """
    try:
        hash(client)
    except TypeError:
        return id(client)
    return client


class _NeedsTransformers(Component):
    """Stands for what a model in this process needs."""

    requires: ClassVar[tuple[str, ...]] = ("torch", "transformers")


def shared_settings(component: JudgeSettings) -> dict[str, Any]:
    """The parameters that all judges share, of one of them."""
    return {name: getattr(component, name) for name in JudgeSettings.model_fields}
