"""A client of any server that speaks the OpenAI protocol: vLLM, SGLang, Ollama, llama.cpp, OpenAI."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import Any

from rewardry.errors import describe

from .replies import CallFailedError, Reply, Request, Usage
from .retries import PASSING, retry_after

_SHOWN = 300
# What a server answers when it does not know an option of the request.
_REFUSING = frozenset({400, 415, 422, 501})
_NO_KEY = "none"  # servers of one's own want none, and the package wants a text


class ServerClient:
    """Asks a server, with structured output as long as the server takes it.

    Args:
        base_url: its address, such as ``http://127.0.0.1:8000/v1``.
        model: the model's name; "" for the first that the server lists.
        api_key_env: the environment variable that holds the key; where it is not set, none is sent.
        timeout: seconds until a call is given up; of a stream, between two pieces.
        structured: ask for a JSON schema. A server that refuses is asked without, from then on.
        stream: have the reply sent as it is made.
    """

    def __init__(
        self,
        base_url: str,
        model: str = "",
        api_key_env: str = "OPENAI_API_KEY",
        timeout: float = 120.0,
        structured: bool = True,
        stream: bool = False,
    ) -> None:
        self.base_url = base_url
        self._model = model
        self._key = os.environ.get(api_key_env, "")
        self._timeout = timeout
        self._structured = structured
        self._stream = stream
        self._client: Any = None
        self._naming: asyncio.Task[str] | None = None

    async def ask(self, request: Request) -> Reply:
        """The server's reply.

        Raises:
            CallFailedError: there is none, or none that can be read.
        """
        body = {
            "model": await self._name(),
            "messages": list(request.messages),
            "temperature": request.temperature,
            "max_tokens": request.max_tokens,
            "seed": request.seed,
        }
        if not self._structured:
            return await self._post(body)
        try:
            return await self._post({**body, "response_format": _format(request)})
        except _RefusedError:
            reply = await self._post(body)  # what is wrong otherwise is wrong again, and raised
            self._structured = False
            return reply

    async def _name(self) -> str:
        """The model's name, of which the server is asked once."""
        if self._model:
            return self._model
        if self._naming is None or (self._naming.done() and self._naming.exception()):
            self._naming = asyncio.ensure_future(self._first_model())
        self._model = await asyncio.shield(self._naming)
        return self._model

    async def _first_model(self) -> str:
        try:
            listed = await self._open().get("/models", cast_to=object)
        except Exception as error:
            raise self._failure(error) from error
        data = listed.get("data") if isinstance(listed, Mapping) else None
        names = [one.get("id") for one in data or [] if isinstance(one, Mapping)]
        if not names or not isinstance(names[0], str):
            raise CallFailedError(f"{self.base_url} lists no model; name one by `model`")
        return names[0]

    async def _post(self, body: dict[str, Any]) -> Reply:
        try:
            if self._stream:
                return await self._streamed(body)
            answer = await self._open().post("/chat/completions", body=body, cast_to=object)
        except CallFailedError:
            raise
        except Exception as error:
            raise self._failure(error, structured="response_format" in body) from error
        return reply_of(answer)

    async def _streamed(self, body: dict[str, Any]) -> Reply:
        body = {**body, "stream_options": {"include_usage": True}}
        stream = await self._open().chat.completions.create(**body, stream=True)
        pieces, usage, ended = [], None, False
        async for chunk in stream:
            usage = _usage_of(chunk.usage.model_dump()) if chunk.usage else usage
            for choice in chunk.choices[:1]:
                pieces.append(choice.delta.content or "")
                ended = ended or choice.finish_reason is not None
        if not ended:
            raise CallFailedError("the stream broke off before the reply's end", again=True)
        return Reply("".join(pieces), usage)

    def _open(self) -> Any:
        """The package's client, made when it is first needed, in the loop that uses it."""
        if self._client is None:
            from openai import AsyncOpenAI

            self._client = AsyncOpenAI(
                base_url=self.base_url,
                api_key=self._key or _NO_KEY,
                timeout=self._timeout,
                max_retries=0,  # ours know the budget and the counts
            )
        return self._client

    def _failure(self, error: Exception, structured: bool = False) -> CallFailedError:
        """What a failure of the package means; no message holds the key."""
        status = getattr(error, "status_code", None)
        response = getattr(error, "response", None)
        wait = retry_after(response.headers) if response is not None else None
        if status is None:
            why = f"{self.base_url} gave no reply: {self._told(error)}"
            return CallFailedError(why, again=True)
        why = f"{self.base_url} answered {status}: {self._told(error)}"
        if structured and status in _REFUSING:
            return _RefusedError(why)
        return CallFailedError(why, again=status in PASSING or status == 200, wait=wait)

    def _told(self, error: BaseException) -> str:
        cause = f" ({self._without_key(error.__cause__)[:_SHOWN]})" if error.__cause__ is not None else ""
        return f"{self._without_key(error)[:_SHOWN]}{cause}"

    def _without_key(self, error: BaseException) -> str:
        """What an error says; the key goes before anything is cut, for half a key is no longer found."""
        text = describe(error)
        return text.replace(self._key, "***") if self._key else text

    async def close(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()


class _RefusedError(CallFailedError):
    """The server does not take a request with a schema; it may take the same without."""


def _format(request: Request) -> dict[str, Any]:
    schema = request.choice.schema()
    return {"type": "json_schema", "json_schema": {"name": "verdict", "strict": True, "schema": schema}}


def reply_of(answer: Any) -> Reply:
    """The reply in what a server sent.

    Raises:
        CallFailedError: it is no chat completion.
    """
    try:
        content = answer["choices"][0]["message"]["content"]
    except (IndexError, KeyError, TypeError):
        raise CallFailedError("the server's answer is no chat completion", again=True) from None
    if content is not None and not isinstance(content, str):
        raise CallFailedError("the server's answer holds a message that is no text", again=True)
    return Reply(content or "", _usage_of(answer.get("usage")))


def _usage_of(usage: Any) -> Usage | None:
    if not isinstance(usage, Mapping):
        return None
    prompt, reply = usage.get("prompt_tokens"), usage.get("completion_tokens")
    if not isinstance(prompt, int) or not isinstance(reply, int):
        return None
    return Usage(max(0, prompt), max(0, reply))
