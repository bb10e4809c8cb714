"""Servers for tests: in this process through ASGI, and as processes of their own."""

import asyncio
import contextlib
import json
import re
import signal
import subprocess
import sys
import time

import pytest

pytest.importorskip("fastapi")
httpx = pytest.importorskip("httpx")

RIGHT = "<think>340 + 51</think><answer>391</answer>"
# The hang guard of whatever a test waits for, in seconds.
PATIENCE = 120


@pytest.fixture
def right():
    """A completion that every recipe here finds right, where the reference is 391."""
    return RIGHT


class Server:
    """A server in this process: each call is a request through ASGI; a Runtime may be given."""

    def __init__(self, app):
        self.app = app
        self.lines = []

    def __call__(self, *requests):
        """The answers to requests, all sent at once: (method, path, keywords of httpx)."""
        return asyncio.run(self._all(requests))

    def ask(self, path, body, **more):
        """The answer to a POST."""
        [answer] = self(("POST", path, {"json": body, **more}))
        return answer

    def get(self, path, **more):
        """The answer to a GET."""
        [answer] = self(("GET", path, more))
        return answer

    async def _all(self, requests):
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=True)
        client = httpx.AsyncClient(transport=transport, base_url="http://server", timeout=PATIENCE)
        async with self.app.router.lifespan_context(self.app), client:
            calls = [client.request(method, path, **more) for method, path, more in requests]
            return await asyncio.gather(*calls)


@pytest.fixture
def server(tmp_path):
    """Makes servers in this process: server(recipe, **settings)."""
    from rewardry.engine.runtime import Runtime
    from rewardry.trainer_adapters.server.app import make_app
    from rewardry.trainer_adapters.server.settings import Settings

    with contextlib.ExitStack() as runtimes:

        def make(recipe="deepseek-r1-zero", **settings):
            if not isinstance(recipe, str):
                file = tmp_path / "recipe.yaml"
                file.write_text(json.dumps({"name": "tested", **recipe}))
                recipe = str(file)
            lines = []
            runtime = runtimes.enter_context(Runtime("inline"))
            made = Server(make_app(Settings(recipe, **settings), lines.append, runtime))
            made.lines = lines
            return made

        yield make


@pytest.fixture
def token_file(tmp_path):
    """A file with a token, which is "a-secret-of-enough-letters"."""
    file = tmp_path / "token"
    file.write_text("a-secret-of-enough-letters\n")
    file.chmod(0o600)
    return file


class Process:
    """A server that is a process of its own."""

    def __init__(self, process, address):
        self.process = process
        self.address = address

    def end(self):
        """End it by SIGTERM; returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@pytest.fixture
def served(tmp_path):
    """Starts `rewardry serve` with some arguments, on a free port, with its log in served.log; ends it in the end."""
    with contextlib.ExitStack() as stack:

        def start(*arguments, log=tmp_path / "served.log"):
            command = [sys.executable, "-m", "rewardry", "serve", *map(str, arguments), "--port", "0"]
            errors = stack.enter_context(open(log, "wb"))
            process = stack.enter_context(
                subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=tmp_path)
            )
            stack.callback(_kill, process)
            found = re.search(r"http://\S+:\d+", process.stdout.readline())
            assert found, log.read_text()
            end = time.monotonic() + PATIENCE
            while time.monotonic() < end and process.poll() is None:
                with contextlib.suppress(httpx.TransportError):
                    if httpx.get(f"{found[0]}/ready", timeout=PATIENCE).status_code == 200:
                        return Process(process, found[0])
                time.sleep(0.1)
            raise AssertionError(log.read_text())

        yield start


def _kill(process):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
