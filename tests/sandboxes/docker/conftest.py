"""What the tests of the Docker sandbox share: an engine with the image, or the reason why there is none."""

import os

import pytest

from rewardry.sandbox import Limits, Program, SandboxUnavailableError
from rewardry.sandboxes.docker.sandbox import Docker


@pytest.fixture(scope="session")
def engine_is_there():
    """Skips where there is no engine with the image; fails where one must be."""
    pytest.importorskip("docker", reason="the extra docker is not installed") if not _is_required() else None
    try:
        from rewardry.sandboxes.docker.engine import Engine

        engine = Engine()
        found = engine.image(Docker().image)
        engine.close()
        reason = None if found else f"no image {Docker().image}; run: make docker-ready"
    except SandboxUnavailableError as error:
        reason = str(error)
    if reason and _is_required():
        pytest.fail(f"REWARDRY_REQUIRE_DOCKER is set, but {reason}")
    if reason:
        pytest.skip(reason)


def _is_required():
    return os.environ.get("REWARDRY_REQUIRE_DOCKER") == "1"


@pytest.fixture(scope="module")
def box(engine_is_there):
    """A sandbox of one container, shared by the tests of a file."""
    live = Docker(parallel=1).open(None)
    yield live
    live.close()


@pytest.fixture
def run(box):
    """Runs a Python text in `box`: `run(text, stdin=..., limits=..., ...)`."""

    def run(text, language="python", *, seconds=10.0, limits=None, **given):
        return box.run(Program(language, text, limits=limits or Limits(seconds=seconds), **given))

    return run


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Where Docker must be, a test of it that is skipped is a failure, but for languages that the image leaves out."""
    report = yield
    if report.skipped and _is_required() and "the sandbox has no" not in str(call.excinfo.value):
        report.outcome = "failed"
        report.longrepr = f"REWARDRY_REQUIRE_DOCKER is set, but the test was skipped: {call.excinfo.value}"
    return report
