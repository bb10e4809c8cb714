"""Makes checks of components, each in a worker process with a deadline, and reports what came."""

from __future__ import annotations

import contextlib
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic_core import PydanticSerializationError

from rewardry.component import Component
from rewardry.engine.opened import OpenVerifier
from rewardry.engine.runtime import Runtime
from rewardry.errors import ConfigError, RewardryError
from rewardry.plugins import registry
from rewardry.testing import examiner
from rewardry.testing.check import Check, checks_for, component_of, refuse_unknown_checks
from rewardry.types import Sample, Verdict

Status = Literal["passed", "failed", "skipped"]
SECONDS = 30.0
_JSON = "settings_survive_json"


class CheckFailedError(AssertionError):
    """A component fails a check."""


class CheckSkippedError(Exception):
    """A check cannot be made of a component."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one check.

    Attributes:
        check: the check's name.
        why: why a component should pass it.
        status: ``passed``, ``failed``, or ``skipped`` where it could not be made.
        did, came, mend: of a failed check: what was done, what came, how to mend it.
        note: of another check: a figure, or why it was skipped.
        seconds: how long it took.
    """

    check: str
    why: str
    status: Status
    did: str = ""
    came: str = ""
    mend: str = ""
    note: str = ""
    seconds: float = 0.0

    def to_row(self) -> dict[str, Any]:
        """The outcome as a JSON object."""
        return asdict(self)

    def message(self, component: str) -> str:
        """What is wrong, for whoever has to mend it."""
        return (
            f"{component} fails {self.check}\n  did:  {self.did}\n  came: {self.came}\n  mend: {self.mend}\n"
            f"  why:  {self.why}"
        )


def check_component(component: Component | str, *, only: Sequence[str] = (), seconds: float = SECONDS) -> list[Outcome]:
    """Make the checks of a component, one after the other.

    Args:
        component: a component, or the id of one.
        only: names of checks to make; default: all that apply.
        seconds: what a check may take until its process is killed.

    Returns:
        One outcome a check, in their order. When ordinary rows hang, the checks after that are skipped.

    Raises:
        UnknownIdError, ParameterError: there is no such component, or it needs parameters.
        ConfigError: worker processes cannot import it; a kind without checks; a check that does not exist.
    """
    made = component_of(component) if isinstance(component, str) else component
    refuse_unknown_checks(only)
    with Runtime("local", workers=1, timeout=seconds) as runtime:
        return list(_outcomes(made, [one for one in checks_for(made) if not only or one.name in only], runtime))


def _outcomes(component: Component, checks: Sequence[Check], runtime: Runtime) -> Iterator[Outcome]:
    stopped = ""
    for one in checks:
        if stopped:
            yield Outcome(one.name, one.why, "skipped", note=stopped)
            continue
        outcome = make_check(component, one, runtime)
        yield outcome
        if one.name == "answers_in_time" and outcome.status == "failed":
            stopped = f"{one.name} failed, and whatever asks the component would hang too"
        if outcome.came.startswith(_NO_JSON):
            stopped = f"{_JSON} failed, so no other process can be given the component"


def name_of(component: Component) -> str:
    """How messages call a component: by its id, or by its class where it has none but a path."""
    return registry().identity_of(type(component)).id.rpartition(":")[2]


_NO_JSON = "its settings have no JSON form"


def make_check(component: Component, one: Check, runtime: Runtime) -> Outcome:
    """Make one check in a worker of a runtime.

    Raises:
        ConfigError: worker processes cannot import the component.
    """
    identity = registry().identity_of(type(component))
    try:
        opened = runtime.open(examiner.examiner_of(component, identity))
    except PydanticSerializationError as error:
        mend = "Give every parameter a type that pydantic writes as JSON, and keep clients, locks and caches in `open`"
        return Outcome(one.name, one.why, "failed", "wrote its settings as JSON", f"{_NO_JSON}: {error}", mend)
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "notes"
        start = time.perf_counter()
        verdict = _ask(opened, Sample(completion=one.name, meta={"notes": str(notes)}))
        seconds = time.perf_counter() - start
        doing = notes.read_text(encoding="utf-8") if notes.exists() else "made it"
    return _outcome(one, verdict, doing, seconds, runtime.timeout)


def _ask(opened: OpenVerifier, sample: Sample) -> Verdict:
    return opened.verify([sample])[0]


def _outcome(one: Check, verdict: Verdict, doing: str, seconds: float, limit: float) -> Outcome:
    details = verdict.details
    if verdict.reason == examiner.FAILED:
        return Outcome(one.name, one.why, "failed", details["did"], details["came"], details["mend"], "", seconds)
    if verdict.reason in (examiner.PASSED, examiner.SKIPPED):
        status: Status = "passed" if verdict.reason == examiner.PASSED else "skipped"
        return Outcome(one.name, one.why, status, note=details["note"], seconds=seconds)
    came, mend = _of_process(verdict, limit)
    return Outcome(one.name, one.why, "failed", doing, came, mend, "", seconds)


def _of_process(verdict: Verdict, limit: float) -> tuple[str, str]:
    """What became of a process that did not answer, and how that is mended."""
    if verdict.reason == "deadline":
        return (
            f"no answer after {limit:g} s, and its process was killed",
            "Bound the work; what may hang on hostile text all the same declares `runs = 'worker'`",
        )
    if verdict.reason == "memory-limit":
        return "it ran out of memory", "Bound what a text can make it hold"
    if verdict.reason == "worker-died":
        return "its process ended", "A component must not end the process it runs in"
    return f"{verdict.reason}: {verdict.details.get('error', '')}", "It must be importable and openable by itself"


_lock = threading.Lock()
_runtimes: dict[float, Runtime] = {}


def require(component: Component | str, one: Check, seconds: float = SECONDS) -> str:
    """Make a check, in a worker process that is kept for the next ones; see `Check.__call__`."""
    made = component_of(component) if isinstance(component, str) else component
    if made.kind not in one.kinds:
        raise ConfigError(f"{one.name} is a check of a {' and a '.join(one.kinds)}, not of a {made.kind}")
    with _lock:
        if seconds not in _runtimes:
            _runtimes[seconds] = Runtime("local", workers=1, timeout=seconds)
        outcome = make_check(made, one, _runtimes[seconds])
    if outcome.status == "failed":
        raise CheckFailedError(outcome.message(name_of(made)))
    if outcome.status == "skipped":
        raise CheckSkippedError(outcome.note)
    return outcome.note


def close_workers() -> None:
    """End the worker processes that `require` keeps; the next check starts others."""
    with _lock:
        while _runtimes:
            with contextlib.suppress(RewardryError):
                _runtimes.popitem()[1].close()
