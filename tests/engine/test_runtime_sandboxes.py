"""Sandboxes in a runtime: started once for their settings, shared, and closed after those that use them."""

from typing import ClassVar

import pytest

from rewardry.component import Verifier
from rewardry.engine.runtime import Runtime
from rewardry.errors import ComponentError, ConfigError
from rewardry.parameters import SandboxField
from rewardry.sandbox import LiveSandbox, Sandbox, SandboxUnavailableError
from rewardry.types import Verdict


class Yard(Sandbox):
    size: int = 1

    def open(self, runtime):
        return LiveYard()


class Absent(Yard):
    requires: ClassVar[tuple[str, ...]] = ("no_such_engine",)
    extra: ClassVar[str | None] = "yard"


class LiveYard(LiveSandbox):
    def __init__(self):
        self.closed = 0

    def close(self):
        self.closed += 1


class InYard(Verifier):
    yard: SandboxField = Yard()

    def open(self, runtime):
        return LiveInYard(runtime.open(self.yard))


class LiveInYard:
    def __init__(self, sandbox):
        self.sandbox = sandbox

    def verify(self, samples):
        return [Verdict("correct") for _ in samples]


def test_a_sandbox_is_started_once_for_its_settings_and_closed_with_the_runtime():
    with Runtime("inline") as runtime:
        one = runtime.open(Yard())
        assert isinstance(one, LiveYard)
        assert runtime.open(Yard(size=1)) is one
        other = runtime.open(Yard(size=2))
        assert other is not one
        assert (one.closed, other.closed) == (0, 0)
    assert (one.closed, other.closed) == (1, 1)
    assert runtime.open(Yard()) is not one
    runtime.close()


def test_components_share_a_sandbox_and_are_closed_before_it():
    order = []
    with Runtime("inline") as runtime:
        first = runtime.open(InYard())
        yard = runtime.open(Yard())
        assert first._live.sandbox is yard
        runtime.on_close(lambda: order.append(yard.closed))  # comes after both, so it is closed first
    assert order == [0]
    assert yard.closed == 1


def test_a_sandbox_that_lacks_a_library_is_told_before_the_first_row():
    with Runtime("inline") as runtime, pytest.raises(ConfigError, match=r"no_such_engine; pip install 'rewardry\[yard"):
        runtime.open(Absent())


def test_a_sandbox_is_not_started_under_a_workers_limits():
    with Runtime("inline") as runtime:
        runtime.within_worker = True
        with pytest.raises(ConfigError, match="supervises itself"):
            runtime.open(Yard())


def test_a_sandbox_that_cannot_start_is_named():
    class Shut(Yard):
        def open(self, runtime):
            raise SandboxUnavailableError("no user namespaces: sysctl kernel.unprivileged_userns_clone=1")

    with Runtime("inline") as runtime, pytest.raises(ComponentError, match=r"Shut.*being opened.*no user namespaces"):
        runtime.open(Shut())
