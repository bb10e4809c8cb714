"""The sandbox local passes the suite of the kit, with and without a cgroup."""

import pytest

from rewardry.sandbox import Limits, Sandbox
from rewardry.sandboxes.local.live import LiveLocal
from rewardry.sandboxes.local.sandbox import Local
from rewardry.testing.suites.sandboxes import SandboxSuite


class TestLocal(SandboxSuite):
    @pytest.fixture
    def sandbox(self):
        return Local(parallel=4)


class WithoutCgroup(Sandbox):
    def open(self, runtime):
        return LiveLocal("untrusted", 2, Limits(60, 2048, 128, 1 << 16, 512, 8192), ("memory cgroup",))


@pytest.mark.long
class TestWithoutCgroup(SandboxSuite):
    @pytest.fixture
    def sandbox(self):
        return WithoutCgroup()

    # Its class is one of this file; and compilers do the same as above.
    test_its_settings_travel = test_each_language_that_is_named_runs = None
