"""The same rows get the same results: again, in another process, one by one, in another order."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

from rewardry.component import Component, Reward
from rewardry.errors import describe
from rewardry.testing.check import ALL, SCORERS, DefectError, check
from rewardry.testing.fresh import fresh_of
from rewardry.testing.trial import Trial, first_difference, plain, told
from rewardry.types import Sample, Score, Verdict

_STATELESS = "Keep nothing between calls; what draws lots or asks a model declares `deterministic = False`"


def _repeats(component: Component) -> bool:
    return component.deterministic and not component.stateful


def differ(did: str, expected: Sequence[Any], found: Sequence[Any], mend: str) -> None:
    """Refuse results that differ from those expected.

    Raises:
        DefectError: quotes the first pair that differs.
    """
    at = first_difference(expected, found)
    if at is not None:
        pair = [told(values[at]) if at < len(values) else "nothing" for values in (expected, found)]
        raise DefectError(did, f"row {at} got {pair[1]}, and {pair[0]} before", mend)


@check(*ALL, applies=_repeats)
def same_again(trial: Trial) -> None:
    """A policy cannot learn from a reward that changes its mind, and no run can be repeated."""
    first = trial.work()
    differ("scored ordinary rows twice", first, trial.work(), _STATELESS)
    if trial.component.kind != "generator":
        differ("opened it again and scored the same rows", first, trial.work(trial.open_again()), _STATELESS)


@check(*ALL, applies=_repeats)
def same_in_another_process(trial: Trial) -> None:
    """Worker processes, resumed runs and other machines must agree on what a row is worth."""
    here = trial.work()
    fresh, did = fresh_of(trial), "scored the same rows in a fresh process with another hash seed"
    mend = "Do not depend on hash(), id(), the order of a set, the clock or the environment"
    if fresh.work is None:
        raise DefectError(did, fresh.error, mend)
    differ(did, here, fresh.work, mend)


@check(*SCORERS, applies=_repeats)
def batch_like_loop(trial: Trial) -> None:
    """Trainers choose the size of a batch by their memory; it must not change what a row is worth."""
    together = trial.work()
    parts = _parts(trial)
    found = [plain(result) for part in parts for result in trial.ask(part)]
    if isinstance(trial.component, Reward) and not trial.component.per_group:
        mend = "Score each sample for itself; what compares the samples of a prompt declares `per_group = True`"
    else:
        mend = "Let no result depend on what else is in the batch"
    differ("scored rows together and then one by one", together, found, mend)


@check(*SCORERS, applies=_repeats)
def order_is_irrelevant(trial: Trial) -> None:
    """Trainers shuffle and sort by length; the order of a batch must not change what a row is worth."""
    parts = _parts(trial)
    expected = [[plain(result) for result in trial.ask(part)] for part in parts]
    order = list(range(len(parts)))
    random.Random(0).shuffle(order)
    shuffled = [sample for i in order for sample in reversed(parts[i])]
    wanted = [result for i in order for result in reversed(expected[i])]
    found = [plain(result) for result in trial.ask(shuffled)]
    differ(
        "scored rows in another order", wanted, found, "Return one result a sample, in the batch's order, and no more"
    )


def _parts(trial: Trial) -> list[list[Sample]]:
    """The ordinary samples in the smallest parts that can be scored alone: samples, or whole groups."""
    samples = trial.samples()
    if not (isinstance(trial.component, Reward) and trial.component.per_group):
        return [[sample] for sample in samples]
    groups: dict[Any, list[Sample]] = {}
    for sample in samples:
        groups.setdefault(sample.group, []).append(sample)
    return list(groups.values())


@check(*SCORERS, applies=lambda component: component.stateful and component.deterministic)
def state_can_be_saved(trial: Trial) -> None:
    """A run that goes on from a checkpoint must go on with the state that its rewards had."""
    samples, before, after = trial.samples(), trial.open_directly(), trial.open_directly()
    trial.ask_directly(samples, before)
    try:
        after.load_state_dict(json.loads(json.dumps(before.state_dict())))
    except Exception as error:
        raise DefectError(
            "saved the state of its live object as JSON and gave it to another",
            describe(error),
            "Define state_dict() and load_state_dict(state) on what `open` returns, with a state that JSON can hold",
        ) from error
    expected = [_told_directly(result) for result in trial.ask_directly(samples, before)]
    found = [_told_directly(result) for result in trial.ask_directly(samples, after)]
    differ("scored rows with a restored state", expected, found, "Let state_dict() hold all that results depend on")


def _told_directly(result: Any) -> Any:
    return plain(result) if isinstance(result, (Score, Verdict)) else result
