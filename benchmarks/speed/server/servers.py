"""The servers that are compared, each in a process of its own: ours, and bare FastAPI applications."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

# What answers the same body with FastAPI alone: it reads the rows and gives each a number.
BARE = """
import sys, uvicorn
from typing import Any
from fastapi import FastAPI, Request
from pydantic import BaseModel

class Row(BaseModel):
    id: Any = None
    prompt: str = ""
    completion: str
    reference: Any = None

class Body(BaseModel):
    rows: list[Row]

class Value(BaseModel):
    value: float
    status: str

class Result(BaseModel):
    id: Any
    total: float
    components: dict[str, Value]

class Results(BaseModel):
    rows: list[Result]

from rewardry import Recipe, Runtime
from rewardry.rows import as_samples
from rewardry.scoring import OpenRecipe

OPEN = OpenRecipe(Recipe.load({"name": "bare", "rewards": [{"use": "format.think_answer"}]}), Runtime("inline"))
app = FastAPI()
ONE = {"value": 1.0, "status": "ok"}

@app.post("/models")
async def models(body: Body) -> Results:
    one = Value(value=1.0, status="ok")
    return Results(rows=[Result(id=row.id, total=1.0, components={"format.think_answer": one}) for row in body.rows])

@app.post("/json")
async def plain(request: Request):
    rows = (await request.json())["rows"]
    return {"rows": [{"id": row["id"], "total": 1.0, "components": {"format.think_answer": ONE}} for row in rows]}

@app.post("/scored")
async def scored(body: Body) -> Results:
    found = OPEN.score(as_samples(row.model_dump() for row in body.rows))
    return Results(rows=[{"id": row.id, **one.to_row()} for row, one in zip(body.rows, found, strict=True)])

@app.get("/health")
async def health():
    return {}

uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False, timeout_keep_alive=120)
"""
RECIPE = "name: think-answer\nrewards:\n  - use: format.think_answer\n"
_SECONDS_TO_START = 120


@contextlib.contextmanager
def rewardry(*options: str, recipe: str = RECIPE) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Our server's address and process."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "recipe.yaml")
        file.write_text(recipe)
        command = [sys.executable, "-m", "rewardry", "serve", str(file), "--port", "0", "--quiet", *options]
        with _running(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            found = re.search(r"http://\S+:\d+", process.stdout.readline())
            assert found is not None, "the server did not start"
            _await(found[0])
            yield found[0], process


@contextlib.contextmanager
def bare() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address and the process of the bare application."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with _running([sys.executable, "-c", BARE, str(port)]) as process:
        _await(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}", process


def cpu_seconds(process: subprocess.Popen[str]) -> float:
    """The processor time that a process has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(process: subprocess.Popen[str]) -> float:
    """The memory that a process has in use, in MB."""
    return int(Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


@contextlib.contextmanager
def _running(command: Sequence[str], stdout: int | None = None) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, stdout=stdout, text=True, env=dict(os.environ))
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _await(address: str) -> None:
    end = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            urllib.request.urlopen(f"{address}/health", timeout=5).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
