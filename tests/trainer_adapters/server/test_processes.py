"""Servers as processes: start, drain, several of them, one that is killed, overload."""

import asyncio
import collections
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import threading
from pathlib import Path

import pytest

from rewardry.cli.main import cli
from rewardry.errors import ConfigError

pytest.importorskip("fastapi")
httpx = pytest.importorskip("httpx")

PATIENCE = 300
GATED = '''
import time
from pathlib import Path

import rewardry

@rewardry.reward(value_range=(0.0, 1.0))
def gated(completion: str, *, folder: str) -> float:
    """1, once a file says go; one that says what was begun."""
    Path(folder, "begun").touch()
    while not Path(folder, "go").exists():
        time.sleep(0.05)
    return 1.0
'''
FORM = "name: form\nrewards:\n  - use: format.think_answer\n"


@pytest.fixture
def gate(tmp_path):
    """The file of a recipe whose one reward writes the file begun and then waits for the file go, in this folder."""
    (tmp_path / "gated.py").write_text(GATED)
    file = tmp_path / "gated.yaml"
    file.write_text(f"name: gated\nrewards:\n  - use: ./gated.py:gated\n    name: gated\n    folder: {tmp_path}\n")
    return file


def rows(first, count=5):
    """Rows of which every second is well-formed, told apart by their ids."""
    texts = ("<think>a</think><answer>b</answer>", "nothing")
    return {"rows": [{"id": first + i, "completion": texts[(first + i) % 2]} for i in range(count)]}


def is_right(answer, first, count=5):
    found = [(row["id"], row["total"]) for row in answer.json()["rows"]]
    return found == [(first + i, float((first + i) % 2 == 0)) for i in range(count)]


def test_a_server_that_is_told_to_end_answers_what_has_come(served, gate, tmp_path, wait_until):
    server = served(gate, "--timeout", PATIENCE, "--drain", PATIENCE)
    answers = []

    def ask():
        answers.append(httpx.post(f"{server.address}/v1/score", json={"rows": [{"completion": "a"}]}, timeout=PATIENCE))

    asking = threading.Thread(target=ask)
    asking.start()
    assert wait_until((tmp_path / "begun").exists, PATIENCE)
    server.process.send_signal(signal.SIGTERM)
    assert wait_until(lambda: refuses(server), PATIENCE)
    assert server.process.poll() is None
    (tmp_path / "go").touch()
    assert server.process.wait(PATIENCE) in (0, -signal.SIGTERM, 143)
    asking.join(PATIENCE)
    assert [answer.json()["rows"][0]["total"] for answer in answers] == [1.0]
    for line in (tmp_path / "served.log").read_text().splitlines():
        if line.startswith("{"):
            assert json.loads(line)["event"] in ("request", "log")


def refuses(server):
    """Whether nobody listens at a server's address any more."""
    host, _, port = server.address.removeprefix("http://").partition(":")
    try:
        socket.create_connection((host, int(port)), timeout=PATIENCE).close()
    except OSError:
        return True
    return False


def test_requests_beyond_the_room_are_refused_and_the_others_answered(served, gate, tmp_path):
    server = served(gate, "--max-waiting", "4", "--max-batch", "1", "--quiet", "--timeout", PATIENCE)
    assert asyncio.run(_all_at_once(server.address, 30, tmp_path / "go")) == {200: 4, 429: 26}
    assert httpx.post(f"{server.address}/v1/score", json=rows(0, 1), timeout=PATIENCE).status_code == 200


async def _all_at_once(address, count, go):
    """The statuses of so many requests; those that wait may go on when all others are refused."""
    found = collections.Counter()

    async def ask(client):
        answer = await client.post(f"{address}/v1/score", json=rows(0, 1))
        assert answer.status_code != 429 or "retry-after" in answer.headers
        found[answer.status_code] += 1
        if found[429] == count - 4:
            go.touch()

    async with httpx.AsyncClient(timeout=PATIENCE, limits=httpx.Limits(max_connections=count)) as client:
        await asyncio.gather(*(ask(client) for _ in range(count)))
    return found


def children(pid):
    """The processes that a process has started, and theirs."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, task.read_text().split()):
                found += [child, *children(child)]
    return found


def gone(pid):
    """Whether a process has ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


def count_of(server, start):
    """The number of a line of the metrics."""
    text = httpx.get(f"{server.address}/metrics", timeout=PATIENCE).text
    return sum(float(line.rpartition(" ")[2]) for line in text.splitlines() if line.startswith(start))


def test_several_processes_go_on_when_one_is_killed(served, tmp_path, wait_until):
    file = tmp_path / "form.yaml"
    file.write_text(FORM)
    server = served(file, "--workers", "2", "--quiet")
    assert wait_until(lambda: len(_answering(server.process.pid)) == 2, PATIENCE)
    os.kill(max(_answering(server.process.pid)), signal.SIGKILL)
    outcomes = collections.Counter()
    for first in range(0, 100, 5):
        try:
            answer = httpx.post(f"{server.address}/v1/score", json=rows(first), timeout=PATIENCE)
        except httpx.TransportError:  # it was the killed one's
            continue
        outcomes[answer.status_code == 200 and is_right(answer, first)] += 1
    assert set(outcomes) == {True}


@pytest.mark.long
def test_several_processes_answer_as_one_and_survive_that_one_is_killed_under_load(served, tmp_path, wait_until):
    file = tmp_path / "form.yaml"
    file.write_text(FORM)
    server = served(file, "--workers", "2", "--quiet")
    assert wait_until(lambda: count_of(server, "rewardry_http_processes ") == 2, PATIENCE)
    outcomes = collections.Counter()
    stop = threading.Event()

    def ask(first):
        while not stop.is_set():
            first += 5
            try:  # a connection for each request, so that both processes get some
                answer = httpx.post(f"{server.address}/v1/score", json=rows(first), timeout=PATIENCE)
            except httpx.TransportError:
                outcomes["told"] += 1
                continue
            outcomes["right" if answer.status_code == 200 and is_right(answer, first) else "wrong"] += 1

    asking = [threading.Thread(target=ask, args=(1000 * i,)) for i in range(4)]
    for thread in asking:
        thread.start()
    assert wait_until(lambda: outcomes["right"] > 0, PATIENCE)
    victim = max(_answering(server.process.pid))
    os.kill(victim, signal.SIGKILL)
    assert wait_until(
        lambda: victim not in _answering(server.process.pid) and len(_answering(server.process.pid)) == 2, PATIENCE
    )
    assert wait_until(lambda: count_of(server, "rewardry_http_processes ") == 2, PATIENCE)
    stop.set()
    for thread in asking:
        thread.join(PATIENCE)
    assert outcomes["wrong"] == 0
    assert outcomes["right"] > 0
    counts = 'rewardry_http_rows_total{path="/v1/score"}'
    assert wait_until(lambda: count_of(server, counts) > 0, PATIENCE)
    assert count_of(server, counts) <= 5 * (outcomes["right"] + outcomes["told"])
    started = children(server.process.pid)
    server.end()
    assert wait_until(lambda: all(map(gone, started)), PATIENCE)


def _answering(pid):
    """The processes of a server that answer: its children that uvicorn has spawned."""
    found = []
    for child in children(pid):
        with contextlib.suppress(OSError):
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(child)
    return found


@pytest.mark.long
def test_processes_end_with_the_one_that_started_them_and_share_the_cache(served, tmp_path, wait_until):
    pytest.importorskip("math_verify")
    file = tmp_path / "form.yaml"
    file.write_text("name: cached\nrewards:\n  - use: accuracy\n    verifier: math-verify\n")
    server = served(file, "--workers", "2", "--quiet", "--cache", tmp_path / "cache.sqlite")
    asked = {"rows": [{"completion": "so it is $\\boxed{42}$", "reference": "42"}]}
    for _ in range(12):
        answer = httpx.post(f"{server.address}/v1/score", json=asked, timeout=PATIENCE)
        assert answer.json()["rows"][0]["total"] == 1.0
    hits = 'rewardry_cache_lookups_total{component="math-verify",outcome="hit"}'
    assert wait_until(lambda: count_of(server, hits) == 11, PATIENCE)
    folders = {Path(line) for line in _folders(server.process.pid)}
    started = children(server.process.pid)
    server.process.kill()
    server.process.wait(PATIENCE)
    assert wait_until(lambda: all(map(gone, started)), PATIENCE)
    for folder in folders:  # nobody is left who could remove it
        _remove(folder)


def _folders(pid):
    for child in _answering(pid):
        for entry in Path(f"/proc/{child}/environ").read_bytes().split(b"\0"):
            if entry.startswith(b"REWARDRY_SERVE_SETTINGS="):
                yield os.path.dirname(entry.partition(b"=")[2].decode())


def _remove(folder):
    assert folder.name.startswith("rewardry-serve-")
    shutil.rmtree(folder)


def serve(*arguments):
    """The command, in this process, where it ends before it listens."""
    cli.main(["serve", *map(str, arguments)], standalone_mode=False)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no-such-recipe"], "there is no recipe 'no-such-recipe'"),
        (["deepseek-r1-zero", "--host", "0.0.0.0"], "--host 0.0.0.0: others could reach the server there"),
        (["deepseek-r1-zero", "--map", "refrence=x"], "nothing reads 'refrence'. Did you mean 'reference'?"),
        (["deepseek-r1-zero", "--quiet", "--log-completions"], "--quiet logs no requests"),
        (["deepseek-r1-zero", "--token-file", "nowhere"], "--token-file nowhere: cannot be read"),
        (["deepseek-r1-zero", "--workers", "2", "--token-file", "nowhere"], "--token-file nowhere: cannot be read"),
    ],
)
def test_what_cannot_be_served_is_told_before_anything_listens(tmp_path, monkeypatch, capsys, arguments, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=re.escape(message)):
        serve(*arguments, "--port", "0")
    assert capsys.readouterr().out == ""


def test_a_port_that_is_taken_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        why = "Address already in use; name another port, or 0 for any that is free"
        with pytest.raises(ConfigError, match=why):
            serve("deepseek-r1-zero", "--port", taken.getsockname()[1])
