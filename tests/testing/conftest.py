"""Components with planted defects, and workers to check them in."""

from pathlib import Path

import pytest

from rewardry.engine.runtime import Runtime
from rewardry.local_files import load_local
from rewardry.testing.check import all_checks
from rewardry.testing.conformance import close_workers, make_check

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def planted():
    """Makes a component of the file of defects by its class's name."""

    def make(name, **parameters):
        file = "heavy_defect.py" if name == "ImportsTooMuch" else "defects.py"
        return load_local(f"{HERE / file}:{name}")(**parameters)

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
