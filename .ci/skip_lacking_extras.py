"""A plugin of pytest for core-only and minimum: tests that lack an extra are skipped, with the extra's name.

Loaded by ``PYTHONPATH=.ci pytest -p skip_lacking_extras``. Everywhere else a missing extra makes a test fail as
anything else does.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any

import pytest

from rewardry.cli.machine_checks import extra_lines
from rewardry.engine import opened
from rewardry.missing_packages import what_to_install

_LACKING = {what.removeprefix("extra ") for what, state, _ in extra_lines() if state == "missing"}
_TOLD = re.compile(r"pip install 'rewardry\[(\w+)\]'")
_OF_A_PROCESS = re.compile(r"^E? *ModuleNotFoundError: No module named '([\w.]+)'$", re.MULTILINE)
# What components have said since the test began of extras that they lack: the log has it only once a process.
_said: list[str] = []


def _needs_extra(component: Any, missing: Any, told: Any = opened.needs_extra) -> str:
    _said.append(told(component, missing))
    return _said[-1]


opened.needs_extra = _needs_extra


def pytest_runtest_logstart() -> None:
    """Forget what was said during other tests."""
    _said.clear()


def _lacks(error: BaseException | None) -> str | None:
    """Why a test cannot run here: the extra that would bring the module it imports; None of any other error."""
    if not isinstance(error, ModuleNotFoundError):
        return None
    try:
        mends = what_to_install(error, distribution("rewardry"))
    except PackageNotFoundError:
        return None
    return f"no module {error.name}: {mends}" if mends and mends.startswith("pip install 'rewardry[") else None


def _lacks_by_what_is_printed(printed: str) -> str | None:
    """The same of what a test, or a process that it started, has printed."""
    for extra in _TOLD.findall(printed):
        if extra in _LACKING:
            return f"the extra {extra} is not installed"
    reasons = (_lacks(ModuleNotFoundError(name=module)) for module in _OF_A_PROCESS.findall(printed))
    return next(filter(None, reasons), None)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """A file that imports what an extra brings is skipped without, with the extra's name, and needs no list."""
    report = yield
    raised = report.call.excinfo.value if report.outcome == "failed" else None
    reason = _lacks(getattr(raised, "__cause__", None) or raised)
    if reason is not None:
        report.outcome, report.longrepr, report.result = "skipped", (str(collector.path), 1, f"Skipped: {reason}"), []
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Generator[None, Any, Any]:
    """So is a test that fails as it imports such a module, here or in a process, or once something lacked an extra."""
    report = yield
    if report.failed and call.excinfo is not None:
        printed = "\n".join([report.longreprtext, *(text for _, text in report.sections), *_said])
        reason = _lacks(call.excinfo.value) or _lacks_by_what_is_printed(printed)
        if reason is not None:
            report.outcome, report.longrepr = "skipped", (str(item.path), item.location[1], f"Skipped: {reason}")
    return report
