"""What a judge costs beside its server: 64 calls in flight against a bare httpx client, and a reply that is known.

The server is a process of its own that speaks the OpenAI protocol and answers after 200 ms.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
from timing import Figure, best_seconds, report

from rewardry import get
from rewardry.component import Verifier
from rewardry.engine.opened import OpenVerifier
from rewardry.engine.runtime import Runtime
from rewardry.types import Sample

IN_FLIGHT = 64
CALLS = 640
ROUNDS = 3
DELAY = 0.2
HITS = 200
SERVER = f"""
import asyncio, json, sys, uvicorn
TEXT = json.dumps({{"reasoning": "the same", "verdict": "correct"}})
CHOICE = {{"index": 0, "message": {{"role": "assistant", "content": TEXT}}, "finish_reason": "stop"}}
USAGE = {{"prompt_tokens": 500, "completion_tokens": 20}}
BODY = json.dumps({{"choices": [CHOICE], "usage": USAGE}}).encode()

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            kind = (await receive())["type"]
            await send({{"type": f"{{kind}}.complete"}})
            if kind == "lifespan.shutdown":
                return
    while (await receive()).get("more_body"):
        pass
    await asyncio.sleep({DELAY})
    head = [(b"content-type", b"application/json"), (b"content-length", str(len(BODY)).encode())]
    await send({{"type": "http.response.start", "status": 200, "headers": head}})
    await send({{"type": "http.response.body", "body": BODY}})

uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", timeout_keep_alive=120)
"""


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The server's address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(port)])
    try:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait()


def samples(first: int) -> list[Sample]:
    """Answers, each another one, of about six hundred characters."""
    reasoning = "which follows from what was said about the price of an apple and a pear. " * 8
    return [
        Sample(completion=f"<think>Hm.</think>{reasoning} So it is {i}.", reference="7", prompt="How many apples?")
        for i in range(first, first + CALLS)
    ]


def bare(url: str) -> float:
    """Calls a second of a bare httpx client with the bodies that the judge sends, and JSON read."""
    sent: list[list[dict[str, str]]] = []

    def keep(messages: list[dict[str, str]]) -> str:
        sent.append(messages)
        return '{"verdict": "correct"}'

    with Runtime("inline") as runtime:
        verifier = get("judge", client=keep, canaries=0.0)
        assert isinstance(verifier, Verifier)
        runtime.open(verifier).verify(samples(0))

    async def all_calls() -> float:
        limits = httpx.Limits(max_connections=IN_FLIGHT, max_keepalive_connections=IN_FLIGHT)
        gate = asyncio.Semaphore(IN_FLIGHT)
        async with httpx.AsyncClient(limits=limits, timeout=60) as client:

            async def call(messages: list[dict[str, str]]) -> None:
                async with gate:
                    body = {"model": "m", "messages": messages, "temperature": 0.0, "max_tokens": 1024}
                    answer = await client.post(f"{url}/chat/completions", json=body)
                    json.loads(answer.json()["choices"][0]["message"]["content"])

            start = time.perf_counter()
            await asyncio.gather(*(call(messages) for messages in sent))
            return CALLS / (time.perf_counter() - start)

    return asyncio.run(all_calls())


def judged(opened: OpenVerifier, first: int) -> float:
    """Verdicts a second of the judge, each with a call of its own."""
    asked = samples(first)
    start = time.perf_counter()
    found = opened.verify(asked)
    assert all(verdict.status == "correct" for verdict in found), found[0]
    return CALLS / (time.perf_counter() - start)


def main() -> None:
    with server() as url, Runtime("inline") as runtime:
        settings = {"base_url": url, "model": "m", "concurrency": IN_FLIGHT, "canaries": 0.0}
        verifier = get("judge", **settings)
        assert isinstance(verifier, Verifier)
        opened = runtime.open(verifier)
        fresh = itertools.count(CALLS, CALLS)
        pairs = [(judged(opened, next(fresh)), bare(url)) for _ in range(ROUNDS)]
        ours, peer = (max(column) for column in zip(*pairs, strict=True))
        known = samples(CALLS)[:1]
        opened.verify(known)
        [hit] = best_seconds([lambda: opened.verify(known)], repeat=HITS)
    ideal = IN_FLIGHT / DELAY
    report(
        [
            Figure(
                f"{IN_FLIGHT} calls in flight (at best {ideal:g})", ours, "verdicts/s", 0.9 * peer, True, peer, "httpx"
            ),
            Figure("a verdict whose reply is known", 1e3 * hit, "ms", 1.0),
        ]
    )


if __name__ == "__main__":
    main()
