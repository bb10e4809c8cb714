"""A container as the host sees it, with a socket in place of it: whatever it sends, a run has an outcome."""

import json
import socket

import pytest

from rewardry.sandbox import Ended, Limits
from rewardry.sandboxes.docker import container as module
from rewardry.sandboxes.docker.container import Container, Request, Settings
from rewardry.sandboxes.docker.engine import EngineError
from rewardry.sandboxes.docker.inner_program import FRAME, MAGIC
from rewardry.sandboxes.docker.inner_server import RESULT

LIMITS = Limits(seconds=5, memory_mb=64, output_bytes=100)
SETTINGS = Settings("image", None, 1.0)


class Engine:
    """Stands for the engine, and for the container that it starts."""

    def __init__(self):
        self.ours, self.theirs = socket.socketpair()
        self.asked, self.now = [], "running"

    def start(self, options, host_options):
        return "id", self.ours

    def resize(self, container, memory, processes):
        self.asked.append((memory >> 20, processes))

    def state(self, container):
        if self.now is None:
            raise EngineError("the engine does not answer")
        return self.now

    def remove(self, container):
        self.asked.append("removed")

    def close(self):
        self.theirs.close()

    def say(self, kind, content):
        self.raw(FRAME.pack(MAGIC, kind, len(content)) + content)

    def raw(self, data):
        self.theirs.sendall(b"\x01\0\0\0" + len(data).to_bytes(4, "big") + data)

    def result(self, number=1, ended=b"exited", out=b"", err=b"", **given):
        told = {"code": 0, "signal": 0, "memory": 5 << 20, "survivors": 0, "left": 0} | given
        sizes = (told.pop("out_size", len(out)), len(err))
        head = (number, ended, told["code"], told["signal"], 0.25, told["memory"])
        self.say(b"R", RESULT.pack(*head, *sizes, told["survivors"], told["left"], 0) + out + err)


@pytest.fixture
def engine():
    made = Engine()
    made.say(b"H", json.dumps({"python": "3.12.0", "tools": []}).encode())
    return made


@pytest.fixture
def container(engine):
    made = Container(engine, SETTINGS, LIMITS)
    yield made
    made.remove()


def asking(collect=(), limits=LIMITS):
    return Request(True, ("main.py",), {}, {"main.py": (b"print(1)", 0o600)}, b"", collect, limits)


@pytest.mark.parametrize(
    ("told", "ended", "code", "signal"),
    [
        ({"code": 3}, Ended.EXITED, 3, None),
        ({"signal": 11}, Ended.SIGNALLED, None, 11),
        ({"ended": b"time"}, Ended.TIME, None, None),
        ({"ended": b"memory", "signal": 9}, Ended.MEMORY, None, None),
        ({"ended": b"output"}, Ended.OUTPUT, None, None),
    ],
)
def test_a_result_is_an_execution(engine, container, told, ended, code, signal):
    engine.result(out=b"one", err=b"two", **told)
    outcome = container.run(asking())
    done = outcome.execution
    assert (done.ended, done.exit_code, done.signal, done.stdout, done.stderr) == (ended, code, signal, b"one", b"two")
    assert (done.seconds, done.memory_mb, outcome.clean, outcome.lost) == (0.25, 5.0, True, False)


@pytest.mark.parametrize("left", [{"survivors": 1}, {"left": 2}])
def test_what_a_run_has_left_is_noticed(engine, container, left):
    engine.result(**left)
    outcome = container.run(asking())
    assert (outcome.execution.ended, outcome.clean) == (Ended.EXITED, False)


def test_a_program_that_could_not_be_laid_out_is_a_fault_of_the_sandbox(engine, container):
    engine.result(ended=b"lost")
    outcome = container.run(asking())
    assert outcome.execution.ended is Ended.FAULT
    assert "Are disk_mb and files large enough?" in outcome.execution.fault
    assert (outcome.clean, outcome.lost) == (True, False)


def test_only_files_that_were_asked_for_come_back(engine, container):
    engine.say(b"F", (1).to_bytes(4, "little") + b"a" + b"\xff\0")
    engine.result()
    assert container.run(asking(collect=("a", "b"))).execution.files == {"a": b"\xff\0"}


UNUSABLE = {
    "the number of another run": lambda engine: engine.result(number=2),
    "less output than it says": lambda engine: engine.result(out_size=50),
    "more output than it may have": lambda engine: engine.result(out=b"x" * 5000),
    "a result that is cut off": lambda engine: engine.say(b"R", b"x" * 10),
    "a frame of no kind": lambda engine: engine.say(b"X", b""),
    "no frame": lambda engine: engine.raw(b"{'status': 'correct'} " * 3),
    "a file that nobody asked for": lambda engine: engine.say(b"F", (1).to_bytes(4, "little") + b"c"),
    "a file that is too large": lambda engine: engine.say(b"F", (1).to_bytes(4, "little") + b"a" + b"x" * 101),
    "a file without a name": lambda engine: engine.say(b"F", b""),
    "nothing, for it has gone": lambda engine: engine.theirs.close(),
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_what_cannot_be_used_is_a_fault_and_ends_the_container(engine, container, what):
    UNUSABLE[what](engine)
    outcome = container.run(asking(collect=("a",)))
    assert outcome.execution.ended is Ended.FAULT
    assert "Nothing is known of the program" in outcome.execution.fault
    assert (outcome.clean, outcome.lost, outcome.execution.stdout) == (False, True, b"")


@pytest.mark.parametrize(("state", "ended"), [("running", Ended.TIME), ("exited", Ended.FAULT), (None, Ended.FAULT)])
def test_silence_is_the_program_s_time_unless_the_container_has_ended(engine, container, monkeypatch, state, ended):
    monkeypatch.setattr(module, "GRACE_SECONDS", 0.02)
    engine.now = state
    outcome = container.run(asking(limits=Limits(seconds=0.02, memory_mb=64, output_bytes=100)))
    assert (outcome.execution.ended, outcome.clean, outcome.lost) == (ended, False, True)


def test_other_limits_on_memory_are_set_before_a_run_and_others_need_another_container(engine, container):
    more = Limits(seconds=5, memory_mb=128, processes=8, output_bytes=100)
    assert container.takes(more)
    assert not container.suits(more)
    assert not container.takes(Limits(disk_mb=8))
    engine.result()
    container.run(asking(limits=more))
    assert engine.asked == [(128 + 64 + module.SERVER_MB, 8 + module.SERVER_PROCESSES)]
    assert container.suits(more)


GREETINGS = {
    "another frame": lambda engine: engine.say(b"R", b"{}"),
    "no JSON": lambda engine: engine.say(b"H", b"{"),
    "no object": lambda engine: engine.say(b"H", b"[]"),
    "an object of another kind": lambda engine: engine.say(b"H", b'{"tools": 7}'),
    "no frame": lambda engine: engine.raw(b"python3: not found, and much more that is no greeting"),
    "nothing": lambda engine: engine.theirs.close(),
}


@pytest.mark.parametrize("what", GREETINGS)
def test_a_container_that_does_not_greet_does_not_start(what):
    engine = Engine()
    GREETINGS[what](engine)
    with pytest.raises(EngineError, match=r"a container of the image 'image' does not start: .*python3, 3\.9"):
        Container(engine, SETTINGS, LIMITS)
    assert "removed" in engine.asked
