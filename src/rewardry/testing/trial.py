"""A component on trial: what a check asks of it, and how.

Components are asked as a training run would ask them, through an open runtime, so that whatever they raise or return
comes back as a result that says so.
"""

from __future__ import annotations

import contextlib
import functools
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from rewardry.component import Component, Reward, Verifier
from rewardry.engine.background import finish
from rewardry.engine.opened import missing_modules
from rewardry.engine.runtime import Runtime
from rewardry.generator import Generator
from rewardry.scoring import groups_of
from rewardry.testing.case import Case
from rewardry.testing.check import CannotTellError
from rewardry.testing.tasks import cases_of, ordinary_samples
from rewardry.types import Batch, Sample, Score, Verdict

Result: TypeAlias = Score | Verdict
# What an item may take where a component with runs = "worker" is given hostile texts.
ITEM_SECONDS = 1.0
_SHOWN = 60


class Trial:
    """A component, opened afresh for a check, and the samples to ask it.

    Args:
        component: the component.
        notes: a file for what is being done, for whoever has to end a trial that hangs.
    """

    def __init__(self, component: Component, notes: Path | None = None) -> None:
        self.component = component
        self._notes = notes
        self._runtimes: list[Runtime] = []

    @functools.cached_property
    def cases(self) -> list[Case]:
        """The author's examples, or else tasks made for what the component reads."""
        return cases_of(self.component)

    @functools.cached_property
    def opened(self) -> Any:
        """The open component."""
        return self.open_again()

    def open_again(self) -> Any:
        """The component opened once more, with nothing in common with `opened`."""
        return self._open(Runtime("inline"))

    def open_guarded(self) -> Any:
        """The component open for hostile texts: what may hang goes to a worker that can be killed."""
        if not may_hang(self.component):
            return self.opened
        return self._open(Runtime("local", workers=1, timeout=ITEM_SECONDS))

    def _open(self, runtime: Runtime) -> Any:
        self._runtimes.append(runtime)
        assert isinstance(self.component, (Reward, Verifier))
        return runtime.open(self.component)

    def close(self) -> None:
        """Close whatever was opened."""
        while self._runtimes:
            self._runtimes.pop().close()
        self.__dict__.pop("opened", None)

    def doing(self, what: str) -> None:
        """Note what is about to be done, so that a hang can be explained."""
        if self._notes is not None:
            with contextlib.suppress(OSError):
                self._notes.write_text(what, encoding="utf-8", errors="backslashreplace")

    def samples(self) -> list[Sample]:
        """Ordinary samples: the cases as they are, and the first ones with other completions."""
        return ordinary_samples(self.component, self.cases)

    def ask(self, samples: Sequence[Sample], opened: Any = None) -> list[Result]:
        """The component's results; those of a group component are for the groups that the samples name."""
        asked = self.opened if opened is None else opened
        if isinstance(self.component, Verifier):
            return list(asked.verify(samples))
        return list(asked.score(self._batch(samples)))

    def _batch(self, samples: Sequence[Sample]) -> Batch:
        """A batch as in the middle of a training; of a group component, samples without a group are one group."""
        if not (isinstance(self.component, Reward) and self.component.per_group):
            return Batch(samples, (), 0.5)
        grouped = [s if s.group is not None else replace(s, group="one") for s in samples]
        return Batch(grouped, groups_of(grouped), 0.5)

    def open_directly(self) -> Any:
        """The live object itself, without the boundary that mends what it raises and returns."""
        runtime = Runtime("inline")
        self._runtimes.append(runtime)
        return self.component.open(runtime)

    def ask_directly(self, samples: Sequence[Sample], live: Any = None) -> list[Any]:
        """What the live object itself returns, which nobody has checked or mended.

        Raises:
            Exception: whatever it raises.
        """
        live = self.open_directly() if live is None else live
        if isinstance(self.component, Verifier):
            return list(finish(live.verify(samples)))
        return list(finish(live.score(self._batch(samples))))

    def work(self, opened: Any = None) -> list[Any]:
        """What the component makes of the ordinary samples, or a generator's rows, as JSON values."""
        self.doing("asked it for ordinary rows")
        if isinstance(self.component, Generator):
            return [json.loads(json.dumps(row, default=repr)) for row in self.component.rows(7, 5, 3)]
        return [plain(result) for result in self.ask(self.samples(), opened)]

    def results(self) -> Iterator[tuple[Sample, Result]]:
        """The ordinary samples with their results."""
        samples = self.samples()
        yield from zip(samples, self.ask(samples), strict=True)

    def require_modules(self) -> None:
        """Refuse a check of what a component decides while it lacks what it needs.

        Raises:
            CannotTellError: names the modules, or what its parameters leave open.
        """
        missing = missing_modules(self.component)
        if missing:
            raise CannotTellError(f"{' and '.join(missing)} is not installed, so the component abstains")
        if lack := self.component.lacks():
            raise CannotTellError(f"{lack[1]}; until then the component abstains")


def may_hang(component: Component) -> bool:
    """Whether the component, or one that it is built on, declares that it must run in a worker process."""
    inner = (getattr(component, name) for name in type(component).model_fields)
    return component.runs == "worker" or any(may_hang(one) for one in inner if isinstance(one, Component))


def plain(result: Result) -> dict[str, Any]:
    """What two runs of the same samples must agree on, as JSON values: everything but the time it took."""
    if isinstance(result, Score):
        return {"status": result.status, "value": result.value}
    extracted = json.loads(json.dumps(result.extracted, default=repr))
    return {"status": result.status, "value": result.score, "reason": result.reason, "extracted": extracted}


def same(one: Any, other: Any) -> bool:
    """Whether two results are the same but for the rounding of sums in another order."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return all(same(one[name], other[name]) for name in one)
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return bool(one == other)


def first_difference(expected: Sequence[Any], found: Sequence[Any]) -> int | None:
    """The first position at which two lists of results differ, or None."""
    if len(expected) != len(found):
        return min(len(expected), len(found))
    return next((i for i, pair in enumerate(zip(expected, found, strict=True)) if not same(*pair)), None)


def worth(result: Result) -> float | None:
    """What a result pays: a reward's value; 1 or 0 for a verdict; None where nothing is decided."""
    if isinstance(result, Score):
        return result.value
    return float(result.status == "correct") if result.decided else None


def told(result: Any) -> str:
    """A result in a few words."""
    if isinstance(result, Score) and result.value is not None:
        return repr(result.value)
    if isinstance(result, (Score, Verdict)):
        reason = result.reason if isinstance(result, Verdict) else result.details.get("reason", "")
        why = result.details.get("error", reason)
        return f"{result.status} ({why})" if why else result.status
    return repr(result) if isinstance(result, (int, float)) else shown(result)


def shown(text: Any) -> str:
    """A text as it can be quoted in a message: short, and in quotes."""
    if not isinstance(text, str):
        return shown(json.dumps(text, default=repr))
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}... ({len(text):,} characters)"
