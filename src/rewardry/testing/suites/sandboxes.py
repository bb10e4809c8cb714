"""The frame of the suite of sandboxes; the tests of what runs in one come with the sandboxes."""

from __future__ import annotations

import pytest

from rewardry.component import Component
from rewardry.testing.checks.settings import refuse_lost_settings


class SandboxSuite:
    """Tests of a sandbox.

    Subclass it::

    class TestJail(SandboxSuite):
        @pytest.fixture
        def sandbox(self):
            return Jail(memory_mb=256)
    """

    @pytest.fixture
    def sandbox(self) -> Component:
        """The sandbox's settings. Override it."""
        raise NotImplementedError("override the fixture `sandbox`: return the settings of the sandbox that is tested")

    @pytest.fixture
    def capabilities(self) -> frozenset[str]:
        """What the sandbox can do beyond running a program; tests of anything else are skipped. Override it."""
        return frozenset()

    def test_its_settings_travel(self, sandbox: Component) -> None:
        """Through JSON and pickle."""
        refuse_lost_settings(sandbox)
