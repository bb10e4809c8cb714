"""The values of rewards: finite, in the declared range, earned, and what the author's examples say."""

from __future__ import annotations

import math
from typing import Any

from rewardry.component import Reward
from rewardry.testing.case import Expected
from rewardry.testing.check import SCORERS, DefectError, check
from rewardry.testing.texts import EMPTY, HOSTILE
from rewardry.testing.trial import Result, Trial, may_hang, shown, told, worth
from rewardry.types import Verdict

_ROUNDING = 1e-9
_SHORT = 10_000


@check("reward")
def values_are_finite_and_in_range(trial: Trial) -> str:
    """Trainers normalise and clip by the declared range; one NaN spoils a whole batch of gradients."""
    assert isinstance(trial.component, Reward)
    samples = trial.samples()
    if not may_hang(trial.component):
        samples += [case.sample(text) for case in trial.cases[:1] for text in HOSTILE.values() if len(text) < _SHORT]
    low, high = trial.component.value_bounds() or (-math.inf, math.inf)
    values = []
    for sample, result in zip(samples, trial.ask(samples), strict=True):
        error = str(result.details.get("error", ""))
        if "a reward is finite" in error or "a score's value is finite" in error:
            raise DefectError(
                f"scored {shown(sample.completion)}", error, "Guard divisions and logarithms, or return None: abstain"
            )
        value = worth(result)
        if value is not None:
            values.append(value)
            if not low - _ROUNDING <= value <= high + _ROUNDING:
                raise DefectError(
                    f"scored {shown(sample.completion)}",
                    f"{value!r}, which lies outside of value_range = {trial.component.value_bounds()}",
                    "Clip the value, or declare the range that it has",
                )
    return f"values from {min(values):g} to {max(values):g}" if values else "no value"


@check("reward")
def empty_texts_earn_no_more_than_declared(trial: Trial) -> None:
    """A policy finds the cheapest text that is paid; a text that says nothing is the cheapest there is."""
    assert isinstance(trial.component, Reward)
    trial.require_modules()
    declared = trial.component.empty_is_worth
    for case in trial.cases[:2]:
        for text in EMPTY:
            [result] = trial.ask([case.sample(text)])
            value = worth(result)
            if value is not None and value > declared + _ROUNDING:
                raise DefectError(
                    f"scored {text!r}, which says nothing",
                    f"{value!r}, and empty_is_worth = {declared!r} is declared",
                    "Pay a block for what it says (rewardry.text.spans.has_content), or declare `empty_is_worth`",
                )


@check(*SCORERS, applies=lambda component: any(case.expected is not None for case in component.examples()))
def examples_get_what_they_should(trial: Trial) -> str:
    """The author knows best: right answers in other surface forms, wrong ones that come near."""
    given = [case for case in trial.component.examples() if case.expected is not None]
    trial.require_modules()
    for case in given:
        [result] = trial.ask([case.sample()])
        found = _comparable(result, case.expected)
        if isinstance(case.expected, (int, float)) and isinstance(found, (int, float)):
            right = math.isclose(case.expected, found, abs_tol=1e-6)
        else:
            right = case.expected == found
        if not right:
            raise DefectError(
                f"scored the example {shown(case.completion)} with the reference {shown(case.reference)}",
                f"{told(result)} instead of {case.expected}",
                "Mend the component, or the example",
            )
    return f"{len(given)} examples"


def _comparable(result: Result, expected: Expected) -> Any:
    """What an example's expectation is compared with: a status, of a reward its verdict's, or a reward's value."""
    if isinstance(result, Verdict):
        return result.status
    return result.reported_status if isinstance(expected, str) else result.value
