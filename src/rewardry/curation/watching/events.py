"""A watched run as TensorBoard's event files, written without torch."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rewardry.curation.extras import needed
from rewardry.curation.watching.alarms import KINDS, Alarm
from rewardry.curation.watching.distributions import SHARES, spreads_of
from rewardry.curation.watching.signals import Record


class Events:
    """Writes numbers and alarms; an alarm is 1 at its step under ``watch/KIND``, and 0 elsewhere.

    Args:
        folder: where the event files go.

    Raises:
        ConfigError: tensorboard is not installed.
    """

    def __init__(self, folder: str | Path) -> None:
        writing = needed("tensorboard.summary.writer.event_file_writer", "plot", "--tensorboard")
        self._event = needed("tensorboard.compat.proto.event_pb2", "plot", "--tensorboard").Event
        self._summary = needed("tensorboard.compat.proto.summary_pb2", "plot", "--tensorboard").Summary
        self._writer: Any = writing.EventFileWriter(str(folder))

    def write(self, record: Record, alarms: Iterable[Alarm]) -> None:
        """Write a record's numbers, the quantiles of its completions, and which alarms it raised."""
        raised = {alarm.kind for alarm in alarms}
        spread = {
            f"distributions/{name}/p{share}": cut
            for name, cuts in spreads_of(record).items()
            for share, cut in zip(SHARES, cuts, strict=True)
        }
        numbers = {**record.numbers, **spread, **{f"watch/{kind}": float(kind in raised) for kind in KINDS}}
        values = [self._summary.Value(tag=_encodable(name), simple_value=value) for name, value in numbers.items()]
        self._writer.add_event(
            self._event(wall_time=time.time(), step=record.step, summary=self._summary(value=values))
        )

    def close(self) -> None:
        """Write what is held back."""
        self._writer.close()


def _encodable(name: str) -> str:
    """A name as UTF-8 can hold it."""
    return name.encode("utf-8", "replace").decode()
