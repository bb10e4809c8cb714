"""What authors and checks use to test components."""

from rewardry.testing.examples import run_example

__all__ = ["run_example"]
