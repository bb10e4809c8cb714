"""What one component remembers of earlier runs: results by what it was asked, in the runtime's cache.

A result is stored when the same question will always get it: it is decided, it fits into JSON without loss, and no
limit on time or memory has a part in it. The question is the component's fingerprint with what the component declares
to read: `needs().fields`, the completion and how it is split; for a reward that is no function also the training's
progress; for a group component all of that for every member, in order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from rewardry.component import Component, Reward, Verifier
from rewardry.component_tree import components_in
from rewardry.engine import results
from rewardry.engine.cache.canonical import canonical, dumped, is_json, loaded
from rewardry.engine.cache.distributions import UncacheableError
from rewardry.engine.cache.fingerprint import Fingerprint, fingerprint
from rewardry.engine.cache.store import Cache
from rewardry.engine.observation import ComponentWatch
from rewardry.errors import Identity
from rewardry.function_reward import AsyncFunctionReward, FunctionReward
from rewardry.types import Sample, Score, Verdict

R = TypeVar("R", Verdict, Score)
Unit = tuple[int, ...]
# Reasons, and words in details, that say how much time, memory or room there was, not what the answer is.
RESOURCE_LIMITS = frozenset(
    {
        *("tle", "mle", "ole", "ile", "deadline", "timeout", "timed-out", "out-of-memory"),
        *(f"{what}-limit" for what in ("time", "memory", "output", "cpu", "disk", "process", "file", "idleness")),
        *(f"{what}-limit-exceeded" for what in ("time", "memory", "output", "cpu", "disk", "process", "idleness")),
        *("memoryerror", "recursionerror", "timeouterror", "timeoutexception", "timeoutexpired"),
    }
)
# A function is given what it names, and the progress has no name there.
_WITHOUT_PROGRESS = (FunctionReward.score, AsyncFunctionReward.score)
_FIELDS = ("prompt", "reference", "completion_ids", "group", "finish_reason")


def memory_of(component: Component, identity: Identity, cache: Cache, watch: ComponentWatch) -> Memory[Any] | None:
    """The memory of a component; None for one whose results cannot be stored, which the cache notes with the reason."""
    try:
        _refuse_hidden_answers(component, identity)
        return Memory(component, identity, cache, watch, fingerprint(component))
    except UncacheableError as error:
        cache.refuse(identity.id, str(error))
        return None


def _refuse_hidden_answers(component: Component, identity: Identity) -> None:
    """Refuse a component that asks others where nobody sees what they answer, which may be that memory ran out.

    Raises:
        UncacheableError: it is one.
    """
    asks = any(isinstance(part, (Reward, Verifier)) for part in components_in(component) if part is not component)
    if component.runs == "worker" and asks:
        raise UncacheableError(f"{identity.id} asks other components within its worker process")


class Memory(Generic[R]):
    """The results of one component in a cache. Thread-safe.

    Args:
        component: the component.
        identity: whose it is.
        cache: where results are.
        watch: counts what was found.
        made_of: the component's fingerprint.
    """

    def __init__(
        self, component: Component, identity: Identity, cache: Cache, watch: ComponentWatch, made_of: Fingerprint
    ) -> None:
        self._is_reward = isinstance(component, Reward)
        self._reads_progress = getattr(type(component), "score", None) not in _WITHOUT_PROGRESS
        self._fields = sorted(component.needs().fields - {"completion"})
        self._name = identity.id
        self._cache = cache
        self._watch = watch
        self._fingerprint = made_of

    def recall(
        self,
        samples: Sequence[Sample],
        units: Sequence[Unit],
        progress: float | None,
        ask: Callable[[list[int]], Sequence[R]],
    ) -> list[R]:
        """A result for each sample: the stored one, or else that which the component gives now, which is stored.

        Args:
            samples: what is asked.
            units: the positions of the samples that are scored together; each position is in one of them.
            progress: how far the training is.
            ask: gives the results of the samples at some positions, in their order.
        """
        keys = [self._key([samples[i] for i in unit], progress) for unit in units]
        stored = self._cache.get([key for key in keys if key is not None])
        found: dict[int, R] = {}
        missing: list[tuple[Unit, bytes | None]] = []
        for unit, key in zip(units, keys, strict=True):
            known = self._read(stored.get(key), len(unit)) if key is not None else None
            if known is None:
                missing.append((unit, key))
            else:
                found.update(zip(unit, known, strict=True))
        self._cache.note(self._name, len(found), len(samples) - len(found))
        self._watch.note_cache(len(found), len(samples) - len(found))
        if missing:
            asked = sorted(i for unit, _ in missing for i in unit)
            found.update(zip(asked, ask(asked), strict=True))
            self._store((key, [found[i] for i in unit]) for unit, key in missing)
        return [found[i] for i in range(len(samples))]

    def _key(self, unit: Iterable[Sample], progress: float | None) -> bytes | None:
        """The key of what is asked about some samples; None where it has no form that can be compared."""
        try:
            asked = canonical([progress if self._reads_progress else None, *(self._inputs(sample) for sample in unit)])
        except (TypeError, ValueError, RecursionError):
            return None
        return hashlib.sha256(self._fingerprint.digest + asked).digest()

    def _inputs(self, sample: Sample) -> list[Any]:
        """What the component reads of a sample."""
        read: dict[str, Any] = {}
        for name in self._fields:
            if name in _FIELDS:
                read[name] = getattr(sample, name)
            elif name == "meta":
                read["meta"] = dict(sample.meta)
            elif name in sample.meta:
                read[name] = sample.meta[name]
        think, answer, prefilled = sample.style
        style = [think and list(think), answer and list(answer), prefilled]
        return [style, sample.completion, read]

    def _read(self, value: bytes | None, count: int) -> list[R] | None:
        """The stored results of a unit, or None where there are none that make sense."""
        if value is None:
            return None
        read: Any = results.score_from_json if self._is_reward else results.verdict_from_json
        try:
            rows: list[R] = [read(row) for row in loaded(value)]
        except (TypeError, ValueError, KeyError, RecursionError):
            return None
        return rows if len(rows) == count else None

    def _store(self, units: Iterable[tuple[bytes | None, list[R]]]) -> None:
        values = {key: value for key, rows in units if key is not None and (value := self._value(rows)) is not None}
        if values and self._fingerprint.holds():
            self._cache.put(values)

    def _value(self, rows: Sequence[R]) -> bytes | None:
        """What is stored of a unit's results; None where one of them does not last."""
        if not all(map(lasts, rows)):
            return None
        write: Any = results.score_to_json if self._is_reward else results.verdict_to_json
        try:
            return dumped([write(timeless(row)) for row in rows])
        except (ValueError, RecursionError):  # an integer of thousands of digits, or nested too deeply
            return None


def lasts(result: Verdict | Score) -> bool:
    """Whether a result will be the same again, and can be read back as it is."""
    if type(result) is Verdict:
        return result.decided and not _limited(result.reason, result.details) and _fits(result)
    if type(result) is Score:
        limited = _limited("", result.details)
        return result.status == "ok" and not limited and _fits(result) and (not result.verdict or lasts(result.verdict))
    return False


def timeless(result: R) -> R:
    """A result without the time it took: whoever reads it from the cache has not waited for it."""
    if isinstance(result, Score) and result.verdict is not None:
        return replace(result, seconds=None, verdict=timeless(result.verdict))
    return replace(result, seconds=None)


def _fits(result: Verdict | Score) -> bool:
    """Whether JSON holds a result without loss."""
    own = [result.extracted, result.score, result.reason] if isinstance(result, Verdict) else [result.value]
    own.append(result.status)
    try:
        return type(result.details) is dict and is_json([result.details, *own])
    except RecursionError:
        return False


def _limited(reason: str, details: Mapping[str, Any]) -> bool:
    """Whether a limit on time or memory had a part in a result: by its reason, or by a word among its details."""
    try:
        return any(_is_limit(word) for word in (reason, *_words(details)))
    except RecursionError:
        return True


def _is_limit(word: str) -> bool:
    plain = word.lower().replace("_", "-").replace(" ", "-")
    return plain in RESOURCE_LIMITS or not RESOURCE_LIMITS.isdisjoint(plain.split("."))


def _words(value: Any) -> Iterable[str]:
    """The texts in a JSON value, as far as they are as short as a reason."""
    if isinstance(value, str):
        if len(value) <= 40:
            yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _words(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _words(item)
