"""A pytest plugin for authors: fixtures, bounds of benchmarks, the figures of the checks at the end of the run.

Not loaded by itself, so that it costs nothing in other projects; a conftest.py asks for it::

    pytest_plugins = ["rewardry.testing.pytest_plugin"]
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from rewardry.component import Component
    from rewardry.engine.runtime import Runtime

_FIGURE = "rewardry_figure"
_RUNS = pytest.StashKey[Path]()


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


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark."""
    from rewardry.testing.benchmark import DESCRIPTION

    config.addinivalue_line("markers", DESCRIPTION)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Hold a marked test's verifiers to their bounds, before its body is run."""
    for mark in item.iter_markers("rewardry_bench"):
        _hold(item, mark)


def _hold(item: pytest.Item, mark: pytest.Mark) -> None:
    from rewardry.testing.benchmark import MARK, explained, missed_bounds

    __tracebackhide__ = True
    if mark.args:
        pytest.fail(f"{MARK}: it takes arguments by name only, such as verifier=...", pytrace=False)
    try:
        missed = missed_bounds(mark.kwargs, item.path.parent, _runs(item.config))
    except Exception as error:
        pytest.fail(f"{MARK}: {explained(error)}", pytrace=False)
    if missed:
        pytest.fail("\n".join(missed), pytrace=False)


def _runs(config: pytest.Config) -> Path:
    """A folder for the runs of this session."""
    if _RUNS not in config.stash:
        made = tempfile.TemporaryDirectory(prefix="rewardry-bench-")
        config.add_cleanup(made.cleanup)
        config.stash[_RUNS] = Path(made.name)
    return config.stash[_RUNS]


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
