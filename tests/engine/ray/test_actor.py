"""What an actor hosts, without Ray around it."""

import json
import os
import sys

import pytest

from rewardry import __version__
from rewardry.engine import wire
from rewardry.engine.local import Failure, LocalEngine, Task
from rewardry.engine.ray import actor as ray_actor
from rewardry.engine.ray.actor import Host, answer, digest, file_problem, task_from_json, task_to_json
from rewardry.engine.remote import sample_to_json
from rewardry.errors import EngineError
from rewardry.types import Sample


@pytest.fixture
def host():
    made = Host(1)
    yield made
    made.close()


def item(text):
    row = sample_to_json(Sample(completion=text), {"completion"})
    row["style"] = [["<think>", "</think>"], None, False]
    return json.dumps({"samples": [row], "progress": None}).encode()


def ask(host, task, *texts, timeout=20.0, **more):
    at = list(range(10, 10 + len(texts)))
    head = {"batch": 3, "at": at, "task": task_to_json(task), "digest": digest(task.file), "timeout": timeout, **more}
    found = host.run(wire.encode(head, *map(item, texts)))
    return [json.loads(line) for (line,) in wire.Reader().feed(found)]


def test_a_task_survives_the_way_to_the_actor():
    task = Task("a.b:C", "/there/c.py", '{"x": 1}', ("json", "math"), 100, "c (of d)")
    assert task_from_json(json.loads(json.dumps(task_to_json(task)))) == task


def test_it_says_who_it_is(host):
    assert json.loads(host.hello())["version"] == __version__


def test_each_item_gets_its_answer(host, task):
    found = ask(host, task, "a", "raise no", "b")
    assert [(row["batch"], row["at"]) for row in found] == [(3, 10), (3, 11), (3, 12)]
    assert [row["rows"][0]["extracted"] for row in (found[0], found[2])] == ["a", "b"]
    assert found[1]["rows"][0]["reason"] == "raised"


def test_a_hang_costs_a_worker_and_not_the_host(host, task):
    found = ask(host, task, "stubborn", "a", timeout=0.5)
    assert found[0]["failure"] == ["timeout", "deadline", {}, 0.5]
    assert found[1]["rows"][0]["extracted"] == "a"


def test_a_file_that_this_node_lacks_is_named(host, task, alone):
    alone(ray_actor, "socket", gethostname=lambda: "node7")
    lacking = Task(task.target, "/not/here/mine.py", task.settings, name="mine")
    failure = [
        "error",
        "open-failed",
        {
            "error": "there is no file /not/here/mine.py on the node node7; a component without a package must lie at "
            "the same path on every node: put it on a shared disk, or install it there as a package",
            "component": "mine",
        },
        None,
    ]
    assert [row["failure"] for row in ask(host, lacking, "a", "b")] == [failure, failure]


def test_a_file_that_is_another_than_the_callers_is_named(host, task, alone):
    alone(ray_actor, "socket", gethostname=lambda: "node7")
    [row] = ask(host, task, "a", digest="0" * 64)
    assert row["failure"][:2] == ["error", "open-failed"]
    assert row["failure"][2]["error"].startswith(f"{task.file} is another on the node node7; a component without")


def test_a_file_that_the_caller_can_no_longer_read_is_taken_as_it_is(tmp_path):
    file = tmp_path / "mine.py"
    file.touch()
    assert digest(str(tmp_path)) is None
    assert file_problem(str(file), None) is None
    assert file_problem(None, None) is None


def test_workers_that_cannot_start_are_an_error_of_each_item(host, task, monkeypatch):
    def fail(*_):
        raise EngineError("no process is left")

    monkeypatch.setattr(LocalEngine, "run", fail)
    found = ask(host, task, "a", "b")
    failure = ["error", "worker-start", {"error": "EngineError: no process is left"}, None]
    assert [row["failure"] for row in found] == [failure, failure]


def test_closing_it_ends_its_workers(host, task, processes):
    ask(host, task, "a")
    assert processes()
    host.close()
    assert processes() == []


def test_on_the_callers_machine_it_has_the_callers_path(monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    Host(1, ["/somewhere", *sys.path])
    assert sys.path[0] == "/somewhere"


def test_on_the_callers_machine_it_has_the_callers_environment(monkeypatch):
    monkeypatch.setenv("RAY_AUTH_TOKEN", "secret")
    before = dict(os.environ)
    try:
        Host(1, environment={"HOME": "/somewhere", "MINE": "yes"})
        assert dict(os.environ) == {"HOME": "/somewhere", "MINE": "yes"}
    finally:
        os.environ.update(before)
        del os.environ["MINE"]


def test_elsewhere_path_and_environment_stay():
    before = list(sys.path), dict(os.environ)
    Host(1)
    assert (list(sys.path), dict(os.environ)) == before


def test_what_cannot_be_a_message_is_an_error_of_that_item():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    ((line,),) = wire.Reader().feed(answer(0, 1, deep))
    assert json.loads(line)["failure"][:2] == ["error", "raised"]


def test_a_failure_keeps_all_it_says():
    failure = Failure("timeout", "memory-limit", {"error": "x"}, 1.5)
    ((line,),) = wire.Reader().feed(answer(4, 5, failure))
    assert json.loads(line) == {"batch": 4, "at": 5, "failure": ["timeout", "memory-limit", {"error": "x"}, 1.5]}
    assert Failure(*json.loads(line)["failure"]) == failure
