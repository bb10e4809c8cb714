"""An engine that is absent, refuses, stops or comes back: told clearly, never taken for the program's doing."""

import contextlib
import socket
import threading
from pathlib import Path

import pytest

from rewardry.sandbox import Ended, Limits, Program, SandboxUnavailableError
from rewardry.sandboxes.docker.sandbox import Docker

HELLO = Program("python", "print('hello')", limits=Limits(seconds=20))
SOCKET = "/var/run/docker.sock"


class Relay:
    """A way to the engine that can be cut, as if the engine had stopped, and opened again."""

    def __init__(self, path):
        self.path = path
        self._connections = []
        self._listener = None

    def start(self):
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.path))
        self._listener.listen(16)
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener):
        with contextlib.suppress(OSError):
            while True:
                here, _ = listener.accept()
                there = socket.socket(socket.AF_UNIX)
                there.connect(SOCKET)
                self._connections += [here, there]
                for source, target in ((here, there), (there, here)):
                    threading.Thread(target=self._pump, args=(source, target), daemon=True).start()

    def _pump(self, source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def stop(self):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.path.unlink(missing_ok=True)
        for one in self._connections:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._connections.clear()


@pytest.fixture
def relay(engine_is_there, tmp_path):
    if not Path(SOCKET).exists():
        pytest.skip(f"the engine is not at {SOCKET}")
    relay = Relay(tmp_path / "engine.sock")
    relay.start()
    yield relay
    relay.stop()


def test_no_engine_is_told_before_the_first_run_with_what_mends_it():
    pytest.importorskip("docker")
    with pytest.raises(SandboxUnavailableError) as told:
        Docker(host="unix:///nonexistent/docker.sock").open(None)
    assert "no Docker engine answers at unix:///nonexistent/docker.sock" in str(told.value)
    assert "make docker-ready" in str(told.value)
    assert "DOCKER_HOST" in str(told.value)


def test_no_sdk_is_told_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "docker", None)
    with pytest.raises(SandboxUnavailableError, match=r"pip install 'rewardry\[docker\]'"):
        Docker().open(None)


def test_no_image_is_told_with_the_command_that_builds_it(engine_is_there):
    with pytest.raises(SandboxUnavailableError, match=r"no image 'there/is:none'; run: rewardry sandbox build"):
        Docker(image="there/is:none").open(None)


def test_an_unknown_runtime_is_told_in_the_engine_s_words(engine_is_there):
    with pytest.raises(SandboxUnavailableError, match="nonsense"):
        Docker(runtime="nonsense", parallel=1).open(None)


def test_an_engine_that_stops_during_a_run_is_a_fault_and_it_recovers(relay):
    sandbox = Docker(parallel=1, host=f"unix://{relay.path}").open(None)
    try:
        assert sandbox.run(HELLO).stdout == b"hello\n"
        stopper = threading.Timer(0.7, relay.stop)
        stopper.start()
        during = sandbox.run(Program("python", "import time; time.sleep(15)", limits=Limits(seconds=20)))
        stopper.join()
        assert (during.ended, during.exit_code) == (Ended.FAULT, None)
        assert "the container has gone" in during.fault
        after = sandbox.run(HELLO)
        assert after.ended is Ended.FAULT
        assert "no Docker engine answers" in after.fault
        relay.start()
        assert sandbox.run(HELLO).stdout == b"hello\n"
    finally:
        sandbox.close()


def test_an_engine_that_stopped_between_two_runs_and_came_back_is_not_noticed(relay):
    sandbox = Docker(parallel=1, host=f"unix://{relay.path}").open(None)
    try:
        relay.stop()
        relay.start()
        assert sandbox.run(HELLO).stdout == b"hello\n"
    finally:
        sandbox.close()


def test_a_layer_that_is_missing_refuses_programs_of_anyone(engine_is_there, monkeypatch):
    permissive = '{"defaultAction": "SCMP_ACT_ALLOW"}'
    monkeypatch.setattr("rewardry.sandboxes.docker.container.profile", lambda: permissive)
    with pytest.raises(SandboxUnavailableError) as told:
        Docker(parallel=1).open(None)
    assert "cannot take untrusted programs here" in str(told.value)
    assert "system calls" in str(told.value)
    assert "trust=cooperative" in str(told.value)
    sandbox = Docker(parallel=1, trust="cooperative").open(None)
    try:
        found = sandbox.capabilities()
        assert found.trust == "cooperative"
        assert {layer.name for layer in found.layers if not layer.present} >= {"system calls"}
        assert all(layer.missing for layer in found.layers if not layer.present)
        assert sandbox.run(HELLO).stdout == b"hello\n"
    finally:
        sandbox.close()
