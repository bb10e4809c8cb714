"""What authors and checks use to test components: the conformance kit, and golden values of published projects.

Importing this loads neither pytest nor the checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rewardry.testing.case import Case
    from rewardry.testing.check import Check, DefectError, all_checks, checks_for
    from rewardry.testing.conformance import CheckFailedError, CheckSkippedError, Outcome, check_component
    from rewardry.testing.examples import run_example
    from rewardry.testing.grpo import grpo_oracle
    from rewardry.testing.parametrize import parametrize_with_checks

__all__ = [
    "Case",
    "Check",
    "CheckFailedError",
    "CheckSkippedError",
    "DefectError",
    "Outcome",
    "all_checks",
    "check_component",
    "checks_for",
    "grpo_oracle",
    "parametrize_with_checks",
    "run_example",
]

_HOMES = {
    "case": ("Case",),
    "check": ("Check", "DefectError", "all_checks", "checks_for"),
    "conformance": ("CheckFailedError", "CheckSkippedError", "Outcome", "check_component"),
    "examples": ("run_example",),
    "grpo": ("grpo_oracle",),
    "parametrize": ("parametrize_with_checks",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    import importlib

    if name not in _HOME_OF:
        raise AttributeError(f"module 'rewardry.testing' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"rewardry.testing.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
