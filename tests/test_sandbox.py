"""The contract of sandboxes: what is abstract says so, and one is started by its id."""

import pytest

from rewardry.component import Component
from rewardry.errors import ParameterError, UnknownIdError
from rewardry.plugins import registry
from rewardry.registry import Entry
from rewardry.sandbox import Ended, Execution, Limits, LiveSandbox, Program, Sandbox, start_sandbox


class Live(LiveSandbox):
    closed = False

    def close(self):
        self.closed = True


class Jail(Sandbox):
    cells: int = 1

    def open(self, runtime):
        live = Live()
        live.cells, live.runtime = self.cells, runtime
        return live


@pytest.fixture
def jail(monkeypatch):
    entry = Entry("sandbox", "jail", f"{__name__}:Jail", "", "rewardry", "0")
    monkeypatch.setattr(Entry, "load", lambda self: Jail)
    monkeypatch.setattr(registry(), "find", lambda kind, wanted: entry)


@pytest.mark.usefixtures("jail")
def test_a_sandbox_is_started_by_its_id_and_closed_by_with():
    with start_sandbox("jail", cells=3) as live:
        assert live.cells == 3
        assert live.runtime is not None
        assert not live.closed
    assert live.closed


@pytest.mark.usefixtures("jail")
def test_parameters_are_checked():
    with pytest.raises(ParameterError, match="cell"):
        start_sandbox("jail", cell=3)


def test_an_id_that_nobody_has_says_what_there_is():
    with pytest.raises(UnknownIdError, match="there is no sandbox 'loca'"):
        start_sandbox("loca")


def test_what_is_abstract_says_so():
    with pytest.raises(NotImplementedError, match="Sandbox does not define open"):
        Sandbox().open(None)
    live = LiveSandbox()
    for call in (live.capabilities, lambda: live.run(Program("c", "")), lambda: live.compile(Program("c", ""))):
        with pytest.raises(NotImplementedError):
            call()


def test_defaults_are_those_that_every_sandbox_promises():
    assert issubclass(Sandbox, Component)
    assert (Sandbox.kind, Sandbox.runs, Sandbox.deterministic) == ("sandbox", "own", False)
    limits = Limits()
    assert (limits.seconds, limits.memory_mb, limits.processes, limits.output_bytes) == (5.0, 512, 32, 1 << 20)
    done = Execution(Ended.FAULT, fault="gone")
    assert (done.exit_code, done.signal, done.stdout, dict(done.files)) == (None, None, b"", {})
