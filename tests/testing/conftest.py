"""Components with planted defects, and workers to check them in."""

import re
from pathlib import Path

import pytest

from rewardry.engine.runtime import Runtime
from rewardry.local_files import load_local
from rewardry.testing.check import all_checks
from rewardry.testing.conformance import close_workers, make_check

DEFECTS = Path(__file__).with_name("defects")


@pytest.fixture(scope="session")
def planted():
    """Makes a component with a defect by its class's name."""
    files = {name: file for file in DEFECTS.glob("*.py") for name in re.findall(r"(?m)^class (\w+)", file.read_text())}

    def make(name, **parameters):
        return load_local(f"{files[name]}:{name}")(**parameters)

    return make


@pytest.fixture(scope="session")
def runtimes():
    """A patient worker and an impatient one."""
    made = {seconds: Runtime("local", workers=1, timeout=seconds) for seconds in (60.0, 3.0)}
    yield made
    for runtime in made.values():
        runtime.close()
    close_workers()


@pytest.fixture(scope="session")
def outcome(runtimes):
    """Makes one check of a component; an impatient worker is for those that hang."""
    checks = {check.name: check for check in all_checks()}

    def make(component, name, seconds=60.0):
        return make_check(component, checks[name], runtimes[seconds])

    return make
