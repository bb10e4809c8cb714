"""Whose a container is, without an engine: only what is known to have ended here is taken for dead."""

import json
import os
import subprocess
import sys

import pytest

from rewardry.sandboxes.docker import owner
from rewardry.sandboxes.docker.owner import is_gone, this_process

SAY = "from rewardry.sandboxes.docker.owner import this_process; print(this_process(), flush=True); input()"


@pytest.fixture
def child():
    """A process that lives, and its label."""
    with subprocess.Popen([sys.executable, "-c", SAY], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield process, process.stdout.readline().decode()
        process.stdin.close()


def test_a_process_is_gone_when_it_has_ended_and_not_before(child):
    process, label = child
    assert json.loads(label)["pid"] == process.pid
    assert not is_gone(label)
    process.kill()
    process.wait()
    assert is_gone(label)


@pytest.mark.parametrize("key", ["boot", "processes"])
@pytest.mark.parametrize("other", ["elsewhere", None])
def test_a_process_of_another_machine_or_container_is_never_gone(key, other):
    dead = {**json.loads(this_process()), "began": 1}
    assert is_gone(json.dumps(dead))
    assert not is_gone(json.dumps({**dead, key: other}))
    assert not is_gone(json.dumps({name: value for name, value in dead.items() if name != key}))


@pytest.mark.parametrize("label", ["", "{", "null", "5", '"pid"', "[]", "{}", '{"pid": 1}', "[1]"])
def test_a_label_of_somebody_else_s_is_left_alone(label):
    assert not is_gone(label)


@pytest.mark.parametrize("pid", [None, "1", [1], 1.5])
def test_a_number_that_is_none_names_no_process(pid):
    assert not is_gone(json.dumps({**json.loads(this_process()), "pid": pid}))


def test_a_name_with_spaces_and_brackets_does_not_move_the_start_of_a_process(tmp_path):
    os.symlink(sys.executable, tmp_path / "a) S 1 (b")
    command = [str(tmp_path / "a) S 1 (b"), "-S", "-c", "print(flush=True); input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        assert owner._began(process.pid) >= owner._began(os.getpid())
        process.stdin.close()


def test_where_the_system_tells_nothing_machines_are_told_apart_by_name(monkeypatch):
    class Blind:
        def __init__(self, path):
            pass

        def read_text(self):
            raise OSError

    before = this_process()
    monkeypatch.setattr(owner, "Path", Blind)
    label = json.loads(this_process())
    assert label == {"boot": os.uname().nodename, "processes": "", "pid": os.getpid(), "began": None}
    assert not is_gone(json.dumps(label))
    assert not is_gone(before)
