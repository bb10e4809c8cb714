"""What a verifier's errors do to training: how much of the reward's signal is left.

With rates r0 of wrong completions that are paid and r1 of right ones that are not, a prompt of pass rate p earns
``r0 + (1 - r0 - r1) p`` on average (arXiv:2510.00915): what a group's rewards say of right and wrong shrinks by
``1 - r0 - r1``, which is Youden's J.
"""

from __future__ import annotations

from dataclasses import dataclass

PASS_RATES = (0.05, 0.25, 0.5, 0.75)
GROUP_SIZES = (8, 16)


@dataclass(frozen=True)
class Signal:
    """What is left of the signal at one pass rate and group size.

    Attributes:
        pass_rate: the share of right completions, in [0, 1].
        group_size: completions a prompt.
        mean_reward: what the verifier pays on average, in [0, 1].
        silent: the chance that all completions of a group are paid the same, so that it teaches nothing.
        silent_when_exact: the same with a verifier that never errs.
        precision: the share of right ones among the completions that are paid; None where nothing is.
        right_above_wrong: the expected advantage of a right completion over a wrong one of its group, in standard
            deviations of the rewards; 0 where the verifier cannot tell them apart.
    """

    pass_rate: float
    group_size: int
    mean_reward: float
    silent: float
    silent_when_exact: float
    precision: float | None
    right_above_wrong: float


def signal(false_positive_rate: float, false_negative_rate: float, pass_rate: float, group_size: int) -> Signal:
    """What a group's rewards still say under these error rates.

    Args:
        false_positive_rate: the share of wrong completions that are paid, in [0, 1].
        false_negative_rate: the share of right completions that are not, in [0, 1].
        pass_rate: the share of right completions, in [0, 1].
        group_size: completions a prompt, at least 1.

    Raises:
        ValueError: a number out of its range.
    """
    for name, rate in (("false_positive_rate", false_positive_rate), ("false_negative_rate", false_negative_rate)):
        _refuse_no_rate(name, rate)
    _refuse_no_rate("pass_rate", pass_rate)
    if group_size < 1:
        raise ValueError(f"group_size is {group_size}; a group has at least one completion")
    kept = 1 - false_positive_rate - false_negative_rate
    paid_right = pass_rate * (1 - false_negative_rate)
    # A sum of two shares stays in [0, 1]; r0 + kept * p, which is the same number, rounds to less than nothing.
    mean = paid_right + (1 - pass_rate) * false_positive_rate
    deviation = (mean * (1 - mean)) ** 0.5
    return Signal(
        pass_rate=pass_rate,
        group_size=group_size,
        mean_reward=mean,
        silent=mean**group_size + (1 - mean) ** group_size,
        silent_when_exact=pass_rate**group_size + (1 - pass_rate) ** group_size,
        precision=paid_right / mean if mean else None,
        right_above_wrong=kept / deviation if deviation else 0.0,
    )


def _refuse_no_rate(name: str, rate: float) -> None:
    if not 0 <= rate <= 1:
        raise ValueError(f"{name} is {rate}; a rate lies in [0, 1]")
