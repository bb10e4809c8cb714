"""A server of the OpenAI protocol, real and of the tests' own, and judges of its answers."""

import asyncio
import json
import socket
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from rewardry import get
from rewardry.engine.runtime import Runtime
from rewardry.types import Batch, Sample

CLIENTS = Path(__file__).parents[2] / "data" / "judge_clients.py"


def completion(text, usage=(100, 10)):
    """A chat completion with that text."""
    told = dict(zip(("prompt_tokens", "completion_tokens"), usage, strict=True)) if usage else None
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": told}


class Served:
    """What the server got, and what it says: a text, an object, or a callable that makes one of the request."""

    def __init__(self):
        self.url = ""
        self.answers = '{"reasoning": "", "verdict": "correct"}'
        self.script = []  # (status, headers, body) or seconds of silence, for the first requests
        self.delay = 0.0
        self.together = 0  # nothing is answered before so many requests are there at once
        self._met = asyncio.Event()
        self.requests = []
        self.headers = []
        self.most_at_once = 0
        self._at_once = 0
        self.broken_stream = False

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            while True:
                kind = (await receive())["type"]
                await send({"type": f"{kind}.complete"})
                if kind == "lifespan.shutdown":
                    return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await self._answer(scope, json.loads(body) if body else {}, send)
        finally:
            self._at_once -= 1

    async def _answer(self, scope, request, send):
        if scope["path"].endswith("/models"):
            await reply(send, 200, {"object": "list", "data": [{"id": "the-only-model"}]})
            return
        self.requests.append(request)
        self.headers.append({name.decode(): value.decode() for name, value in scope["headers"]})
        step = self.script.pop(0) if self.script else None
        if isinstance(step, (int, float)):
            await asyncio.sleep(step)
        elif step is not None:
            status, headers, content = step(request) if callable(step) else step
            await reply(send, status, content, headers)
            return
        if self._at_once >= self.together:
            self._met.set()
        await self._met.wait()
        await asyncio.sleep(self.delay)
        text = self.answers(request) if callable(self.answers) else self.answers
        if request.get("stream"):
            await self._stream(send, text)
        else:
            await reply(send, 200, completion(text) if isinstance(text, str) else text)

    async def _stream(self, send, text):
        await send(start(200, {"content-type": "text/event-stream"}))
        pieces = [text[i : i + 7] for i in range(0, len(text), 7)]
        for piece in pieces:
            await send(event({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]}))
        if not self.broken_stream:
            await send(event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}))
            await send(
                event({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}})
            )
            await send({"type": "http.response.body", "body": b"data: [DONE]\n\n", "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def start(status, headers):
    named = [(name.encode(), str(value).encode()) for name, value in headers.items()]
    return {"type": "http.response.start", "status": status, "headers": named}


def event(data):
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", **data}
    return {"type": "http.response.body", "body": f"data: {json.dumps(chunk)}\n\n".encode(), "more_body": True}


async def reply(send, status, content, headers=None):
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    await send(start(status, {"content-type": "application/json", "content-length": len(body), **(headers or {})}))
    await send({"type": "http.response.body", "body": body})


@contextmanager
def running(app):
    """uvicorn with an application on a free port, in a thread."""
    uvicorn = pytest.importorskip("uvicorn")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < deadline, "the server does not start"
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    server.should_exit = True
    thread.join(10)
    listening.close()


@pytest.fixture(scope="session")
def endpoint():
    """The server, for all tests of a session."""
    served = Served()
    with running(served) as url:
        served.url = url
        yield served


@pytest.fixture
def server(endpoint):
    """The server as new."""
    pytest.importorskip("openai")
    url = endpoint.url
    endpoint.__init__()
    endpoint.url = url
    return endpoint


@pytest.fixture
def runtime():
    """A runtime of a test's own: nothing is remembered from another test."""
    with Runtime("inline") as opened:
        yield opened


@pytest.fixture
def verify(runtime, server):
    """Verifies one answer with the server's judge; parameters by name."""

    def call(completion="seven apples", reference="7", prompt="How many?", use="judge", **parameters):
        settings = {"base_url": server.url, "canaries": 0.0, **parameters}
        opened = runtime.open(get(use, **settings))
        return opened.verify([Sample(completion=completion, reference=reference, prompt=prompt)])[0]

    return call


@pytest.fixture
def clients():
    """Says where a callable of tests/data/judge_clients.py is."""
    return lambda name: f"{CLIENTS}:{name}"


@pytest.fixture
def judged(runtime, clients):
    """Verifies or scores completions with a callable: a name of judge_clients.py, or one of the test's own."""

    def call(use, completions, client, reference="7", prompt="How many?", meta=None, **parameters):
        settings = {"client": clients(client) if isinstance(client, str) else client, "canaries": 0.0, **parameters}
        opened = runtime.open(get(use, **settings))
        samples = [Sample(completion=text, reference=reference, prompt=prompt, meta=meta or {}) for text in completions]
        return opened.verify(samples) if hasattr(opened, "verify") else opened.score(Batch(samples))

    return call
