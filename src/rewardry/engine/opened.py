"""Open components: the boundary behind which no fault of a component or a row reaches the caller.

An open verifier or reward never raises because of a sample. It checks that a component returned one result a sample
and that each is what it should be; when a call for many samples fails it asks for each alone, so that one bad sample
costs only itself; and it says once, in the log, what went wrong.
"""

from __future__ import annotations

import importlib.util
import logging
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from rewardry.component import Component, Needs, Reward, Verifier
from rewardry.engine import results
from rewardry.engine.background import finish, in_thread
from rewardry.engine.observation import ComponentWatch
from rewardry.engine.remote import RemoteReward, RemoteVerifier
from rewardry.errors import ComponentError, EngineError, Identity, boundary
from rewardry.types import Batch, CompletionError, Sample, Score, Verdict

if TYPE_CHECKING:
    from rewardry.engine.cache.memory import Memory

log = logging.getLogger("rewardry")
R = TypeVar("R", Verdict, Score)
C = TypeVar("C", bound=Component)


class Opened(Generic[C]):
    """What open verifiers and rewards share.

    Attributes:
        component: the settings.
        identity: whose it is.
        missing: the modules it lacks; while there are any, it abstains.
        lack: what its parameters leave open, so that it abstains; see `Component.lacks`.
        needs: what it reads of a sample.
        watch: counts its results.
        trace: the traceback of its first failure.
    """

    def __init__(
        self,
        component: C,
        identity: Identity,
        live: Any,
        watch: ComponentWatch | None = None,
        memory: Memory[Any] | None = None,
    ) -> None:
        self.component = component
        self.identity = identity
        self.needs: Needs = component.needs()
        self.missing = missing_modules(component)
        self.lack = component.lacks()
        self.watch = watch or ComponentWatch(identity.id)
        self._live = live
        self._is_remote = isinstance(live, (RemoteReward, RemoteVerifier))
        self._memory = memory
        self._reported = False
        self.trace: str | None = None

    def refusals(self, samples: Sequence[Sample]) -> dict[int, str]:
        """Why samples cannot be given to the component, by position; of most batches none."""
        if not self.needs.reference and all(type(sample.completion) is str for sample in samples):
            return {}
        return {i: why for i, sample in enumerate(samples) if (why := self.refusal(sample)) is not None}

    def refusal(self, sample: Sample) -> str | None:
        """Why a sample cannot be given to the component, or None."""
        if type(sample.completion) is not str:
            try:
                _ = sample.text
            except CompletionError as error:
                return str(error)
        return self.needs.refusal(sample.reference)

    def _report(self, problem: object) -> None:
        if not self._reported:
            self._reported = True
            who = "" if isinstance(problem, ComponentError) else f"{self.identity}: "
            log.warning("%s%s. This is logged once.", who, problem)
        if isinstance(problem, ComponentError) and self.trace is None and "error" not in self.watch.first:
            self.trace = traced(problem.__cause__ or problem)

    def _is_final(self, error: Exception) -> bool:
        """Whether it is of no use, or would do harm, to ask for each sample alone."""
        return self.component.stateful or isinstance(error, EngineError)

    def _noted(self, found: list[R]) -> list[R]:
        """The results, which are counted."""
        self.watch.note(found, self.trace or (self._live.trace if self._is_remote else None))
        return found

    def _ask(self, call: Callable[[], Any], count: int, checked: Callable[[Sequence[Any], float], list[R]]) -> list[R]:
        """The checked results of one call of the component.

        Raises:
            ComponentError: it raised, or returned something else than `count` results.
        """
        with boundary(self.identity, f"scoring {count} sample{'s' * (count != 1)}"):
            start = time.perf_counter()
            found = list(finish(call()))
            seconds = (time.perf_counter() - start) / max(count, 1)
            if len(found) != count:
                raise ValueError(f"it returned {len(found)} results for {count} samples")
            return checked(found, seconds)


class OpenVerifier(Opened[Verifier]):
    """A verifier that answers for every sample, come what may."""

    def verify(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict a sample, in order; a failure is a verdict with status ``error`` or ``timeout``."""
        if self.missing:
            self._report(needs_extra(self.component, self.missing))
            return self._noted([results.failed_verdict("abstain", results.NEEDS_EXTRA)] * len(samples))
        if self.lack:
            self._report(self.lack[1])
            return self._noted([results.failed_verdict("abstain", self.lack[0])] * len(samples))
        refused = self.refusals(samples)
        if not refused:
            return self._noted(self._recall(samples))
        return self._noted(_filled(self._recall([s for i, s in enumerate(samples) if i not in refused]), refused))

    def _recall(self, samples: Sequence[Sample]) -> list[Verdict]:
        """What the cache holds, and the component's verdicts for the rest."""
        if self._memory is None:
            return self._verify(samples)
        units = [(i,) for i in range(len(samples))]
        return self._memory.recall(samples, units, None, lambda at: self._verify([samples[i] for i in at]))

    async def averify(self, samples: Sequence[Sample]) -> list[Verdict]:
        """`verify` under a running event loop: worker processes are awaited, any other verifier has a thread.

        With a cache, whose file has to be read, it has a thread too.
        """
        if self.missing or self.lack or self._memory is not None or not hasattr(self._live, "averify"):
            return await in_thread(self.verify, samples)
        refused = self.refusals(samples)
        asked = await self._averify([s for i, s in enumerate(samples) if i not in refused])
        return self._noted(_filled(asked, refused))

    async def _averify(self, samples: Sequence[Sample]) -> list[Verdict]:
        try:
            found: list[Verdict] = await self._live.averify(samples)
            return found
        except Exception as error:  # no worker can be started: nothing is gained by asking for each alone
            self._report(error)
            return [results.failed_verdict(*results.failure(error, self.identity))] * len(samples)

    def _verify(self, samples: Sequence[Sample]) -> list[Verdict]:
        if not samples:
            return []
        try:
            return self._ask(lambda: self._live.verify(samples), len(samples), results.as_verdicts)
        except Exception as error:
            self._report(error)
            if len(samples) == 1 or self._is_final(error):
                return [results.failed_verdict(*results.failure(error, self.identity))] * len(samples)
        return [verdict for sample in samples for verdict in self._verify([sample])]


def _filled(asked: Sequence[Verdict], refused: Mapping[int, str]) -> list[Verdict]:
    """The verdicts of all samples: of those that were asked for, and why the others were refused, by position."""
    found = iter(asked)
    return [
        results.failed_verdict("error", "refused", {"error": refused[i]}) if i in refused else next(found)
        for i in range(len(asked) + len(refused))
    ]


class OpenReward(Opened[Reward]):
    """A reward that answers for every sample, come what may."""

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample, in order; a failure is a score with status ``error`` or ``timeout``."""
        if self.missing:
            self._report(needs_extra(self.component, self.missing))
            return self._noted([results.failed_score("abstain", results.NEEDS_EXTRA)] * len(batch))
        if self.lack:
            self._report(self.lack[1])
            return self._noted([results.failed_score("abstain", self.lack[0])] * len(batch))
        refused = self.refusals(batch.samples)
        if not refused:
            return self._noted(self._recall(batch))
        asked = iter(self._recall(batch.take(i for i in range(len(batch)) if i not in refused)))
        return self._noted(
            [
                results.failed_score("error", "refused", {"error": refused[i]}) if i in refused else next(asked)
                for i in range(len(batch))
            ]
        )

    def state_dict(self) -> Mapping[str, Any]:
        """What a stateful reward has to keep over a checkpoint, as a JSON object; empty of any other."""
        state: Mapping[str, Any] = self._live.state_dict() if self.component.stateful else {}
        return state

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on with the state that `state_dict` returned."""
        if self.component.stateful:
            self._live.load_state_dict(state)

    def _recall(self, batch: Batch) -> list[Score]:
        """What the cache holds, and the component's scores for the rest."""
        if self._memory is None:
            return self._score(batch)
        units = self._parts(batch)
        if sorted(i for unit in units for i in unit) != list(range(len(batch))):
            return self._score(batch)
        return self._memory.recall(batch.samples, units, batch.progress, lambda at: self._score(batch.take(at)))

    def _score(self, batch: Batch) -> list[Score]:
        if not batch.samples:
            return []
        try:
            return self._ask(lambda: self._live.score(batch), len(batch), results.as_scores)
        except Exception as error:
            self._report(error)
            parts = self._parts(batch)
            if len(parts) <= 1 or self._is_final(error):
                return [results.failed_score(*results.failure(error, self.identity))] * len(batch)
        scores: dict[int, Score] = {}
        for positions in parts:
            scores.update(zip(positions, self._score(batch.take(positions)), strict=True))
        return [scores[i] for i in range(len(batch))]

    def _parts(self, batch: Batch) -> Sequence[tuple[int, ...]]:
        """The smallest parts that can be scored alone: samples, or whole groups for a group component."""
        if self.component.per_group:
            return batch.groups or [tuple(range(len(batch)))]
        return [(i,) for i in range(len(batch))]


# A traceback of a recursion is long, and its end says what happened.
_TRACE_LENGTH = 4000
_OUR_FRAMES = ("rewardry.engine.", "rewardry.errors")


def traced(error: BaseException) -> str:
    """The traceback of an exception as text, or its last part; never fails, whatever the exception does.

    The frames of the engine in front of the component's own are left out.
    """
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_globals.get("__name__", "").startswith(_OUR_FRAMES):
        frames = frames.tb_next
    try:
        text = "".join(traceback.format_exception(type(error), error, frames or error.__traceback__))
        return text[-_TRACE_LENGTH:].rstrip()
    except Exception:
        return type(error).__name__


def missing_modules(component: Component | type[Component]) -> list[str]:
    """The modules that a component requires and that cannot be imported."""
    required = component.requires if isinstance(component, type) else component.required_modules()
    return [name for name in required if not _importable(name)]


def _importable(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def needs_extra(component: Component | type[Component], missing: Sequence[str]) -> str:
    """What to install so that a component can decide."""
    what = f"it needs {' and '.join(missing)} and abstains without"
    return f"{what}; pip install 'rewardry[{component.extra}]'" if component.extra else what
