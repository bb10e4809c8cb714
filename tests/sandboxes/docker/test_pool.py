"""The pool: containers are shared out, given back, retired, replaced and removed."""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

import pytest

from rewardry.sandbox import Ended, Execution, Limits, Program
from rewardry.sandboxes.docker.container import Outcome, Request, Settings
from rewardry.sandboxes.docker.engine import Engine, EngineError
from rewardry.sandboxes.docker.owner import LABEL, is_gone, this_process
from rewardry.sandboxes.docker.pool import Pool
from rewardry.sandboxes.docker.sandbox import Docker

SMALL = Limits(seconds=20)
HELLO = Program("python", "print('hello')", limits=SMALL)


@pytest.fixture
def engine(engine_is_there):
    engine = Engine()
    yield engine
    engine.close()


@pytest.fixture
def opened(engine_is_there):
    """Opens sandboxes with settings and closes them."""
    live = []

    def opened(**settings):
        live.append(Docker(**{"parallel": 1, **settings}).open(None))
        return live[-1]

    yield opened
    for one in live:
        one.close()


def containers_of(sandbox):
    """The containers that are idle, once those that are being replaced have been."""
    for thread in list(sandbox._pool._replacing):
        thread.join()
    return [container.id for container in sandbox._pool._idle]


def test_runs_at_one_time_are_as_many_as_containers(opened):
    sandbox = opened(parallel=2)
    sleeper = Program("python", "import time; time.sleep(3); print(input())", b"1\n", limits=SMALL)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(sandbox.run, [HELLO] * 8))  # both are started
        begun = time.monotonic()
        done = list(threads.map(sandbox.run, [sleeper] * 4))
    assert [one.stdout for one in done] == [b"1\n"] * 4
    assert time.monotonic() - begun >= 6
    assert len(containers_of(sandbox)) == 2
    assert all(one.seconds < 6 for one in done), "the time that a run waits for a container is not its own"


def test_each_of_many_runs_gets_its_own_answer(opened):
    sandbox = opened(parallel=2)
    programs = [Program("python", f"print({n} * 2, input())", f"{n}\n".encode(), limits=SMALL) for n in range(60)]
    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(sandbox.run, programs))
    assert [one.stdout.decode() for one in done] == [f"{n * 2} {n}\n" for n in range(60)]


def test_a_neighbour_is_not_harmed_by_a_bomb(opened):
    sandbox = opened(parallel=2)
    bombs = (
        "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
        "b = []\nwhile True: b.append(bytearray(b'x') * (8 << 20))",
        "while True: print('x' * 10000)",
    )
    honest = []
    stop = threading.Event()

    def work():
        while not stop.is_set():
            honest.append(sandbox.run(HELLO).stdout)

    worker = threading.Thread(target=work)
    worker.start()
    for bomb in bombs:
        done = sandbox.run(Program("python", bomb, limits=Limits(seconds=1, memory_mb=128)))
        assert done.ended in (Ended.TIME, Ended.MEMORY, Ended.OUTPUT)
    stop.set()
    worker.join()
    assert len(honest) > 3
    assert set(honest) == {b"hello\n"}


def test_a_container_is_retired_after_its_runs(opened):
    sandbox = opened(retire_after=3)
    seen = []
    for _ in range(7):
        assert sandbox.run(HELLO).stdout == b"hello\n"
        seen += containers_of(sandbox)
    assert len(set(seen)) == 3  # the probe at the start was a run too
    assert len(seen) == 7


def test_a_container_of_its_own_for_every_program(opened):
    sandbox = opened(retire_after=1)
    seen = []
    for _ in range(3):
        seen += containers_of(sandbox)
        assert sandbox.run(HELLO).stdout == b"hello\n"
    assert len(set(seen)) == 3


def test_a_container_of_another_size_takes_the_place_of_one(opened):
    sandbox = opened()
    text = "import os; room = os.statvfs('.'); print(room.f_blocks * room.f_frsize >> 20, room.f_files)"
    sizes = [(8, 100), (64, 1024), (16, 50)]
    for disk, files in sizes:
        done = sandbox.run(Program("python", text, limits=Limits(seconds=20, disk_mb=disk, files=files)))
        assert done.stdout == f"{disk} {files + 2}\n".encode()
    assert len(containers_of(sandbox)) == 1


def test_a_container_that_is_killed_while_idle_is_replaced_unnoticed(opened, engine):
    sandbox = opened()
    engine.remove(containers_of(sandbox)[0])
    assert sandbox.run(HELLO).stdout == b"hello\n"


def test_a_container_that_is_killed_during_a_run_is_a_fault(opened, engine):
    sandbox = opened()
    [container] = containers_of(sandbox)
    killer = threading.Timer(1, engine.remove, [container])
    killer.start()
    done = sandbox.run(Program("python", "import time; time.sleep(15)", limits=SMALL))
    killer.join()
    assert (done.ended, done.exit_code) == (Ended.FAULT, None)
    assert "run it again" in done.fault
    assert sandbox.run(HELLO).stdout == b"hello\n"


def test_a_container_that_keeps_silent_is_a_fault_and_not_the_program_s_time(opened, engine, monkeypatch):
    monkeypatch.setattr("rewardry.sandboxes.docker.container.GRACE_SECONDS", 1)
    sandbox = opened()
    [container] = containers_of(sandbox)
    engine._api.pause(container)
    done = sandbox.run(Program("python", "print(1)", limits=Limits(seconds=0.5)))
    assert done.ended is Ended.FAULT
    assert "paused" in done.fault
    assert sandbox.run(HELLO).stdout == b"hello\n"
    assert engine.state(container) is None


def test_an_inner_server_that_hangs_is_ended_from_outside(opened, engine, monkeypatch):
    monkeypatch.setattr("rewardry.sandboxes.docker.container.GRACE_SECONDS", 1)
    sandbox = opened()
    [container] = containers_of(sandbox)
    for process in engine._api.top(container)["Processes"]:
        os.kill(int(process[1]), 19)
    done = sandbox.run(Program("python", "print(1)", limits=Limits(seconds=0.5)))
    assert done.ended is Ended.TIME
    assert sandbox.run(HELLO).stdout == b"hello\n"


def test_a_closed_sandbox_says_so_and_leaves_nothing(opened, engine):
    sandbox = opened()
    containers = containers_of(sandbox)
    sandbox.close()
    sandbox.close()
    assert [engine.state(container) for container in containers] == [None]
    done = sandbox.run(HELLO)
    assert (done.ended, done.fault) == (Ended.FAULT, "the sandbox is closed")


def test_closing_ends_those_who_wait(opened):
    sandbox = opened()
    found = []
    slow = Program("python", "import time; time.sleep(2); print('end')", limits=SMALL)
    threads = [threading.Thread(target=lambda: found.append(sandbox.run(slow))) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.7)
    sandbox.close()
    for thread in threads:
        thread.join(30)
    assert sorted(one.ended for one in found) == ["exited", "fault", "fault"]
    assert containers_of(sandbox) == []


def test_a_forked_process_does_not_speak_into_its_parent_s_containers(opened):
    sandbox = opened()
    sandbox._pool._process += 1
    done = sandbox.run(HELLO)
    assert done.ended is Ended.FAULT
    assert "forked" in done.fault
    sandbox._pool._process -= 1


@pytest.mark.parametrize("how", ["kill", "exit"])
def test_a_process_that_ends_leaves_no_container(engine, how):
    text = (
        "import os, sys\nfrom rewardry.sandboxes.docker.sandbox import Docker\n"
        "live = Docker(parallel=1).open(None)\nprint(live._pool._idle[0].id, flush=True)\n"
        f"os.kill(os.getpid(), 9) if {how!r} == 'kill' else os._exit(0)"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=100)
    container = done.stdout.strip()
    assert container, done.stderr
    deadline = time.monotonic() + 30
    while engine.state(container) is not None and time.monotonic() < deadline:
        time.sleep(0.1)
    assert engine.state(container) is None


def test_what_dead_processes_left_is_removed_at_the_next_start(opened, engine):
    dead = subprocess.run(
        [sys.executable, "-c", "from rewardry.sandboxes.docker.owner import this_process; print(this_process())"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    labels = {"dead": dead, "alive": this_process(), "elsewhere": dead.replace('"boot": "', '"boot": "x')}
    made = {
        name: engine._api.create_container(Docker().image, "true", labels={LABEL: label})["Id"]
        for name, label in labels.items()
    }
    try:
        opened()
        assert {name: engine.state(one) for name, one in made.items()} == {
            "dead": None,
            "alive": "created",
            "elsewhere": "created",
        }
    finally:
        for one in made.values():
            engine.remove(one)


def test_an_owner_is_known_by_more_than_its_number():
    assert not is_gone(this_process())
    assert is_gone(this_process().replace('"began": ', '"began": 1'))
    assert not is_gone("")
    assert not is_gone("[]")
    assert not is_gone("{}")


def test_an_idle_container_needs_little_memory(opened, engine):
    sandbox = opened()
    sandbox.run(HELLO)
    used = engine._api.stats(containers_of(sandbox)[0], stream=False)["memory_stats"]["stats"]
    assert (used.get("total_rss") or used["anon"]) < 40 << 20


def test_settings_that_cannot_be_are_refused_before_anything_starts():
    for settings in ({"parallel": 0}, {"retire_after": 0}, {"cpus": 0}, {"trust": "all"}, {"imge": "x"}):
        with pytest.raises(ValueError, match=next(iter(settings))):
            Docker(**settings)


def test_the_digest_stands_for_the_image_in_the_cache(engine_is_there):
    assert Docker().revisions()["image"].startswith("sha256:")
    assert Docker(image="there/is:none").revisions() == {"image": None}
    assert Docker(host="unix:///nonexistent.sock").revisions() == {"image": None}


class Broken:
    """Stands for a container that fails in its first run."""

    greeting: ClassVar[dict[str, list[str]]] = {"tools": []}
    runs = 0

    def takes(self, limits):
        return True

    suits = takes

    def is_idle(self):
        return True

    def run(self, request):
        return Outcome(Execution(Ended.FAULT, fault="it broke"), clean=False, lost=True)

    def remove(self):
        pass


@pytest.mark.parametrize("error", [EngineError("no room"), RuntimeError("a fault of ours")])
def test_a_replacement_that_does_not_start_gives_its_place_back(monkeypatch, error):
    starts = [Broken(), error, Broken(), Broken()]

    def start(pool, limits):
        found = starts.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(Pool, "_start", start)
    pool = Pool(Settings("image", None, 1.0), None, parallel=1, retire_after=500)
    request = Request(True, ("main.py",), {}, {}, b"", (), Limits())
    found = []
    for _ in range(2):
        one = threading.Thread(target=lambda: found.append(pool.run(request).fault), daemon=True)
        one.start()
        one.join(20)  # a guard against a hang
    assert found == ["it broke", "it broke"]
    pool.close()
