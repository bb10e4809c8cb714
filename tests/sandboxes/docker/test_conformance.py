"""The kit's suite of sandboxes."""

import pytest

from rewardry.sandboxes.docker.sandbox import Docker
from rewardry.testing.suites.sandboxes import SandboxSuite


class TestDocker(SandboxSuite):
    @pytest.fixture
    def sandbox(self, engine_is_there):
        return Docker(parallel=2)
