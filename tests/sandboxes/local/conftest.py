"""A started sandbox, and a way to run programs in it."""

import pytest

from rewardry.sandbox import Limits, Program, SandboxUnavailableError
from rewardry.sandboxes.local.live import LiveLocal

COMPILE = Limits(60, 2048, 128, 1 << 16, 512, 8192)


@pytest.fixture(scope="session")
def start():
    """Starts a sandbox, without some layers; skips where this machine has none."""
    started = []

    def make(*without, trust="untrusted", parallel=2):
        try:
            live = LiveLocal(trust, parallel, COMPILE, without)
        except SandboxUnavailableError as error:
            if without:
                raise
            pytest.skip(str(error))
        started.append(live)
        return live

    yield make
    for live in started:
        live.close()


@pytest.fixture(scope="session")
def live(start):
    """A sandbox with every layer."""
    return start()


@pytest.fixture
def run(live):
    """Runs a Python program."""

    def do(source, stdin=b"", **given):
        return live.run(Program("python", source, stdin, **{"limits": Limits(seconds=20, memory_mb=256), **given}))

    return do
