"""The caller's side of components that run in worker processes."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from rewardry.component import Component, Reward
from rewardry.engine import results, wire
from rewardry.engine.engines import Engine
from rewardry.engine.local import Failure, Item, Task
from rewardry.errors import ConfigError, Identity
from rewardry.local_files import file_of
from rewardry.text.sections import THINK_ANSWER, SectionStyle
from rewardry.types import Batch, Sample, Score, Verdict

_SAMPLE_FIELDS = ("prompt", "reference", "completion_ids", "group", "finish_reason")


_ENCODER = json.JSONEncoder(default=wire.plain)


class _Remote:
    """What remote verifiers and rewards share.

    Attributes:
        trace: the traceback of the component's first failure in a worker.
    """

    trace: str | None = None

    def __init__(self, component: Component, identity: Identity, engine: Engine, timeout: float) -> None:
        self._component = component
        self._identity = identity
        self._fields = component.needs().fields
        self._engine = engine
        self._timeout = timeout
        self._task = task_of(component, identity)

    def _run(self, items: Sequence[Item | Failure]) -> list[Any]:
        """The JSON rows of each item, or its failure, in order."""
        sent = [item for item in items if isinstance(item, bytes)]
        return self._merged(items, self._engine.run(self._task, sent, self._timeout))

    async def _arun(self, items: Sequence[Item | Failure]) -> list[Any]:
        sent = [item for item in items if isinstance(item, bytes)]
        return self._merged(items, await self._engine.arun(self._task, sent, self._timeout))

    def _merged(self, items: Sequence[Item | Failure], rows: Sequence[Any]) -> list[Any]:
        """The rows of the items that were sent, and the failures that stand for the others; notes the first trace."""
        came = iter(rows)
        found = [next(came) if isinstance(item, bytes) else item for item in items]
        for answer in found:
            if isinstance(answer, list) and answer and "trace" in answer[0]:
                trace = answer[0].pop("trace")
                self.trace = self.trace or trace
        return found

    def _pack(self, samples: Sequence[Sample], progress: float | None = None) -> Item | Failure:
        """Samples as one item for a worker; what cannot travel is refused, for these samples alone."""
        rows = [sample_to_json(sample, self._fields) for sample in samples]
        try:
            item = _ENCODER.encode({"samples": rows, "progress": progress}).encode()
        except (TypeError, ValueError, RecursionError) as error:
            return _refused(str(error))
        if len(item) > wire.LIMIT // 2:
            return _refused(f"it has {len(item) >> 20} MB, and {wire.LIMIT >> 21} MB is the limit")
        return item


def _refused(why: str) -> Failure:
    return Failure("error", "refused", {"error": f"it cannot be sent to a worker process: {why}"})


class RemoteVerifier(_Remote):
    """A verifier in worker processes, one sample an item."""

    def verify(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict a sample, in order."""
        return _verdicts(self._run([self._pack([sample]) for sample in samples]))

    async def averify(self, samples: Sequence[Sample]) -> list[Verdict]:
        """`verify` under a running event loop, without a thread."""
        return _verdicts(await self._arun([self._pack([sample]) for sample in samples]))


def _verdicts(rows: Sequence[Any]) -> list[Verdict]:
    return [
        results.failed_verdict(row.status, row.reason, row.details, row.seconds)
        if isinstance(row, Failure)
        else results.verdict_from_json(row[0])
        for row in rows
    ]


class RemoteReward(_Remote):
    """A reward in worker processes, one sample an item; a group component has one group an item."""

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample, in order."""
        assert isinstance(self._component, Reward)
        single = [(i,) for i in range(len(batch))]
        parts = (batch.groups or [tuple(range(len(batch)))]) if self._component.per_group else single
        rows = self._run([self._pack([batch.samples[i] for i in part], batch.progress) for part in parts])
        scores: dict[int, Score] = {}
        for part, row in zip(parts, rows, strict=True):
            scores.update(zip(part, _scores(row, len(part)), strict=True))
        return [scores[i] for i in range(len(batch))]


def _scores(row: Any, count: int) -> list[Score]:
    if isinstance(row, Failure):
        return [results.failed_score(row.status, row.reason, row.details, row.seconds)] * count
    return [results.score_from_json(item) for item in row]


def task_of(component: Component, identity: Identity) -> Task:
    """What a worker process must know to open a component.

    Raises:
        ConfigError: a worker process cannot import its class.
    """
    cls = type(component)
    if cls.__module__ in ("__main__", "__mp_main__") or "<locals>" in cls.__qualname__:
        raise ConfigError(
            f"{cls.__qualname__} runs in worker processes, which never import the caller's script. Move it into a "
            f"module, or into a file of its own and write `use: ./that_file.py:{cls.__name__}`"
        )
    return Task(
        target=f"{cls.__module__}:{cls.__qualname__}",
        file=file_of(cls.__module__),
        settings=component.model_dump_json(),
        preload=tuple(component.preload or component.requires),
        memory_limit_mb=component.memory_limit_mb,
        cpu_limit_seconds=component.cpu_limit_seconds,
        name=str(identity),
    )


def sample_to_json(sample: Sample, fields: Collection[str]) -> dict[str, Any]:
    """The fields of a sample that a component reads."""
    meta = sample.meta
    row: dict[str, Any] = {
        "completion": sample.text,
        "meta": {name: meta[name] for name in fields if name in meta} if meta else {},
    }
    for name in _SAMPLE_FIELDS:
        if name in fields:
            row[name] = getattr(sample, name)
    if "meta" in fields:
        row["meta"] = dict(meta)
    if sample.style is not THINK_ANSWER:
        row["style"] = sample.style
    return row


def sample_from_json(row: dict[str, Any]) -> Sample:
    """The sample of a JSON object that `sample_to_json` made."""
    if "style" in row:
        think, answer, prefilled = row["style"]
        row["style"] = SectionStyle(tuple(think) if think else None, tuple(answer) if answer else None, prefilled)
    return Sample(**row)
