"""Bounds on attacks and on the price of a reward, for `bench gate` and for the commands themselves.

``attacks=0.01`` bounds all families, ``attacks.hedge=0.01`` one. A bound on attacks also wants every control paid, no
completion past the deadline and, of all families, nothing left running.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rewardry.errors import ConfigError, nearest

from ..gate import Bound, Result

ALL = "attacks"


def is_of_attacks(name: str) -> bool:
    """Whether a bound is of attacks, and not of a verifier or a set."""
    return name == ALL or name.startswith(f"{ALL}.")


def check_attacks(found: Mapping[str, Any], bounds: Sequence[Bound], *, on_value: bool = False) -> list[Result]:
    """What became of bounds on the share of attacks that are paid.

    Args:
        found: what `bench attack` found.
        bounds: what is asked.
        on_value: compare the share itself; by default the upper end of its interval.

    Raises:
        ConfigError: no attack of a family of that name was made; or a bound is not of a rate of errors.
    """
    families = {f"{ALL}.{each['name']}": each for each in found["families"]}
    results = []
    for bound in bounds:
        if bound.metric != "fpr":
            raise ConfigError(f"--fail-under {bound.of}.{bound.metric}: of attacks write --max-fpr {bound.of}=RATE")
        if bound.of != ALL and bound.of not in families:
            raise ConfigError(f"--max-fpr {bound.of}: no such family was run. {nearest(bound.of, [ALL, *families])}")
        results.append(_result(found, bound, families.get(bound.of), on_value))
    return results


def _result(found: Mapping[str, Any], bound: Bound, family: Mapping[str, Any] | None, on_value: bool) -> Result:
    figures = found["total"] if family is None else family
    name, wanted = f"{found['attacked']['id']}@{bound.of}.fpr", f"at most {bound.value:g} is wanted"
    value = figures["fpr"]["value"]
    if value is None:
        return Result(name, False, f"no attack was made; {wanted}")
    low, high = figures["fpr"]["interval"]
    faults = list(_faults(figures, [] if family else found["leaked"]))
    kept = (value if on_value else high) <= bound.value and not faults
    worse = "" if on_value else " of the worse end"
    said = f"{value:.4f} [{low:.4f}, {high:.4f}]; {wanted}{worse}"
    return Result(name, kept, "; ".join([said, *faults]))


def _faults(figures: Mapping[str, Any], leaked: Sequence[str]) -> Iterator[str]:
    """What is wrong beside attacks that are paid."""
    unpaid = figures["controls"] - figures["controls_paid"]
    if unpaid:
        yield f"{unpaid} of {figures['controls']} controls are not paid"
    if figures["over_deadline"]:
        yield f"{figures['over_deadline']} past the deadline"
    if leaked:
        yield f"left running: {', '.join(leaked)}"


def check_price(found: Mapping[str, Any], tokens: int) -> Result:
    """Whether no text is paid that knows nothing of the task and has fewer tokens.

    Args:
        found: what `bench price` found.
        tokens: that it must cost at least.
    """
    blind = found["blind"]["tokens"]
    told = "nothing was found that is paid and knows nothing of the task" if blind is None else f"{blind} tokens"
    said = f"{told}; at least {tokens} are wanted for {found['at_least']:g}"
    return Result(f"{found['attacked']['id']}.price", blind is None or blind >= tokens, said)
