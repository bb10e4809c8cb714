"""A pytest plugin for authors: fixtures, and the figures of the checks at the end of the run.

Not loaded by itself, so that it costs nothing in other projects; a conftest.py asks for it::

    pytest_plugins = ["rewardry.testing.pytest_plugin"]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from rewardry.component import Component
    from rewardry.engine.runtime import Runtime

_FIGURE = "rewardry_figure"


@pytest.fixture
def rewardry_runtime() -> Iterator[Runtime]:
    """A runtime with one worker that is closed after the test."""
    from rewardry.engine.runtime import Runtime

    with Runtime("local", workers=1) as runtime:
        yield runtime


@pytest.fixture
def rewardry_check() -> Callable[..., list[Any]]:
    """Makes the checks of a component and fails with every message: ``rewardry_check("chess/legal_move")``."""

    def make(component: Component | str, **options: Any) -> list[Any]:
        from rewardry.testing.conformance import check_component, name_of

        name = component if isinstance(component, str) else name_of(component)
        outcomes = check_component(component, **options)
        failed = [outcome.message(name) for outcome in outcomes if outcome.status == "failed"]
        if failed:
            pytest.fail("\n".join(failed), pytrace=False)
        return outcomes

    return make


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Iterator[Any]:
    """Keep the figure of a check that `parametrize_with_checks` makes."""
    given = getattr(pyfuncitem, "callspec", None)
    check = given.params.get("check") if given else None
    if check is None or not hasattr(check, "figure"):
        return (yield)
    result = yield
    if check.figure:
        pyfuncitem.user_properties.append((_FIGURE, f"{pyfuncitem.name}: {check.figure}"))
    return result


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print how cheaply each component is paid."""
    figures = [
        value
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name == _FIGURE and "unearned_texts_are_not_paid" in value
    ]
    if figures:
        terminalreporter.write_sep("=", "cheapest paid texts")
        for figure in figures:
            terminalreporter.write_line(figure)


def pytest_sessionfinish() -> None:
    """End the worker processes of the checks."""
    import sys

    conformance = sys.modules.get("rewardry.testing.conformance")
    if conformance is not None:
        conformance.close_workers()
