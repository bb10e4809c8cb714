"""Bounds on attacks, for `rewardry bench gate`: ``attacks=0.01`` for all families, ``attacks.hedge=0.01`` for one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rewardry.errors import ConfigError, nearest

from ..gate import Bound, Result
from ..runs import SCHEMA

FILE = "attack.json"
ALL = "attacks"


def is_of_attacks(name: str) -> bool:
    """Whether a bound is of attacks, and not of a verifier or a set."""
    return name == ALL or name.startswith(f"{ALL}.")


def check_attacks(folder: str, bounds: Sequence[Bound], *, on_value: bool = False) -> list[Result]:
    """What became of bounds on the share of attacks that are paid; every control must be paid, too.

    Args:
        folder: of the run.
        bounds: what is asked.
        on_value: compare the share itself; by default the upper end of its interval.

    Raises:
        ConfigError: the run has no attacks, or none of a family of that name; or a bound is not of a rate of errors.
    """
    content = read_attack(folder)
    families = {f"{ALL}.{found['name']}": found for found in content["families"]}
    results = []
    for bound in bounds:
        if bound.metric != "fpr":
            raise ConfigError(f"--fail-under {bound.of}.{bound.metric}: of attacks write --max-fpr {bound.of}=RATE")
        if bound.of != ALL and bound.of not in families:
            raise ConfigError(f"--max-fpr {bound.of}: no such family was run. {nearest(bound.of, [ALL, *families])}")
        found = content["total"] if bound.of == ALL else families[bound.of]
        results.append(_result(content["attacked"]["id"], bound, found, on_value))
    return results


def _result(attacked: str, bound: Bound, found: Mapping[str, Any], on_value: bool) -> Result:
    value, (low, high) = found["fpr"]["value"] or 0.0, found["fpr"]["interval"]
    unpaid = found["controls"] - found["controls_paid"]
    kept = (value if on_value else high) <= bound.value and not unpaid
    worse = "" if on_value else " of the worse end"
    controls = f"; {unpaid} of {found['controls']} controls are not paid" if unpaid else ""
    said = f"{value:.4f} [{low:.4f}, {high:.4f}]; at most {bound.value:g} is wanted{worse}{controls}"
    return Result(f"{attacked}@{bound.of}.fpr", kept, said)


def read_attack(folder: str) -> dict[str, Any]:
    """The attacks that a run holds.

    Raises:
        ConfigError: it holds none, or they are of another version.
    """
    path = Path(folder) / FILE
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        content["families"], content["total"]["fpr"], content["attacked"]["id"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{path}: no attacks can be read there: {error!r}; see `rewardry bench attack -o`") from None
    if content.get("schema") != SCHEMA:
        raise ConfigError(f"{path}: schema {content.get('schema')} was written by another version; attack again")
    return content
