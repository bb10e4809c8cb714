"""`parametrize_with_checks`: every check of every component as a test of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from rewardry.component import Component
from rewardry.errors import ConfigError
from rewardry.testing.check import Check, checks_for, component_of, refuse_unknown_checks

Expected: TypeAlias = Mapping[str, str] | Callable[[Component], Mapping[str, str]]


def parametrize_with_checks(components: Iterable[Component | str], *, expected_failed_checks: Expected = {}) -> Any:  # noqa: B006
    """A pytest decorator: runs a test with arguments ``component`` and ``check`` for each check of each component.

    After scikit-learn's decorator of the same name::

        @parametrize_with_checks(["chess/legal_move", Opening(depth=3)])
        def test_conforms(component, check):
            check(component)

    Args:
        components: components, or ids of some that need no parameter.
        expected_failed_checks: for each check that fails, why it must: marked as an expected failure, which is an
            error when it passes. Or a function that says this of a component.

    Raises:
        ConfigError: a check that does not exist; a kind without checks; no component at all.
    """
    import pytest

    parameters = []
    for component in _made(components):
        expected = expected_failed_checks(component) if callable(expected_failed_checks) else expected_failed_checks
        refuse_unknown_checks(list(expected))
        for check in checks_for(component):
            marks = [pytest.mark.xfail(reason=expected[check.name], strict=True)] if check.name in expected else []
            parameters.append(pytest.param(component, _UnderPytest(check), id=_id(component, check), marks=marks))
    return pytest.mark.parametrize(("component", "check"), parameters)


def _made(components: Iterable[Component | str]) -> list[Component]:
    found = [component_of(one) if isinstance(one, str) else one for one in components]
    if not found:
        raise ConfigError("no component is given; parametrize_with_checks(['namespace/name', ...])")
    return found


def _id(component: Component, check: Check) -> str:
    from rewardry.testing.conformance import name_of

    name = name_of(component)
    settings = component.model_dump(mode="json", exclude_defaults=True) if check.theme != "settings" else {}
    written = ",".join(f"{key}={value}" for key, value in settings.items())
    return f"{name}({written})-{check.name}" if written else f"{name}-{check.name}"


class _UnderPytest:
    """A check as a test calls it: what cannot be made is a skipped test.

    Attributes:
        figure: what the check had to tell, once it has been made.
    """

    def __init__(self, check: Check) -> None:
        self._check = check
        self.figure = ""
        self.__name__, self.__doc__ = check.name, check.why

    def __call__(self, component: Component) -> str:
        """Make the check."""
        import pytest

        from rewardry.testing.conformance import CheckFailedError, CheckSkippedError

        __tracebackhide__ = True
        try:
            self.figure = self._check(component)
        except CheckSkippedError as why:
            pytest.skip(str(why))
        except CheckFailedError as failed:
            pytest.fail(str(failed), pytrace=False)
        return self.figure

    def __repr__(self) -> str:
        return self._check.name
