"""Scoring changes nothing: neither the rows, which others read after, nor the process, which is the trainer's."""

from __future__ import annotations

import contextlib
import copy
import io
import locale
import os
import random
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rewardry.testing.check import ALL, SCORERS, DefectError, check
from rewardry.testing.trial import Trial, shown
from rewardry.types import Sample

_READ = ("completion", "prompt", "reference", "completion_ids", "group", "finish_reason", "meta")


@check(*SCORERS)
def inputs_are_untouched(trial: Trial) -> None:
    """Other components, the trainer and the log read the same rows afterwards."""
    samples = [_as_messages(sample) for sample in trial.samples()] + trial.samples()
    before, settings = copy.deepcopy(samples), trial.component.model_dump_json()
    trial.ask(samples)
    mend = "Copy what you change: list(x), dict(x), sorted(x)"
    for sample, kept in zip(samples, before, strict=True):
        for name in _READ:
            if getattr(sample, name) != getattr(kept, name):
                came = f"{name} became {shown(getattr(sample, name))}, from {shown(getattr(kept, name))}"
                raise DefectError("scored rows and compared them with a copy", came, mend)
    if trial.component.model_dump_json() != settings:
        raise DefectError("scored rows and compared its settings with a copy", "they have changed", mend)


def _as_messages(sample: Sample) -> Sample:
    """The sample with its completion as chat messages, which can be changed in place."""
    text = sample.completion if isinstance(sample.completion, str) else sample.text
    return replace(sample, completion=[{"role": "assistant", "content": text}])


@check(*ALL)
def process_is_untouched(trial: Trial) -> None:
    """The process is the trainer's: its random numbers, its environment, its folder, its signals."""
    trial.work()  # what libraries set when they are first used is not the component's doing each time
    random.seed(20250122)
    before = _state()
    trial.work()
    after = _state()
    changed = [name for name in before if before[name] != after[name]]
    if changed:
        raise DefectError(
            "scored ordinary rows",
            f"{' and '.join(changed)} changed",
            "Use an own random.Random, pass settings to calls, and start programs with `env=` and `cwd=`",
        )


def _state() -> Mapping[str, Any]:
    return {
        "the state of random": random.getstate(),
        "the environment": dict(os.environ),
        "the current folder": os.getcwd(),
        "sys.path": list(sys.path),
        "the signal handlers": [signal.getsignal(number) for number in sorted(signal.valid_signals())],
        "the recursion limit": sys.getrecursionlimit(),
        "the longest integer's digits": sys.get_int_max_str_digits(),
        "the default time-out of sockets": socket.getdefaulttimeout(),
        "the locale": locale.setlocale(locale.LC_ALL),
        "sys.stdout": sys.stdout,
    }


@check(*ALL)
def prints_nothing(trial: Trial) -> None:
    """The standard output is where results are written, and a trainer's log has a line for everything but this."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        trial.work()
    if printed.getvalue():
        raise DefectError(
            "scored ordinary rows",
            f"it printed {shown(printed.getvalue())}",
            "Return what is worth knowing in `details`, or log it with the logging module",
        )
