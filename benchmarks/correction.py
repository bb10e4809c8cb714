"""What a recipe must say to correct for a verifier's errors: the measured rates, ready to paste."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from .metrics.binary import Confusion
from .runs import Verdicts

# Names that YAML takes for a text as they stand.
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:[./-][A-Za-z0-9_]+)*")


def correction(verdicts: Verdicts, confusion: Confusion) -> dict[str, Any] | None:
    """The rates of errors, and the lines of a recipe that correct for them; None where they cannot be corrected for.

    That is where one of them is not known, where both together reach 1, or where the entrant is no verifier.
    """
    wrong_paid, right_refused = confusion.metric("fpr"), confusion.metric("fnr")
    if verdicts.role != "verifier" or wrong_paid is None or right_refused is None or wrong_paid + right_refused >= 1:
        return None
    name = (
        verdicts.verifier if _PLAIN.fullmatch(verdicts.verifier) else json.dumps(verdicts.verifier, ensure_ascii=False)
    )
    positive = f"false_positive_rate: {_in_digits(wrong_paid)}"
    negative = f"false_negative_rate: {_in_digits(right_refused)}"
    return {
        "false_positive_rate": wrong_paid,
        "false_negative_rate": right_refused,
        "backward": f"{{use: correct.backward, verifier: {name}, {positive}, {negative}}}",
        "forward": f"{{use: correct.forward, verifier: {name}, {negative}}}",
    }


def _in_digits(rate: float) -> str:
    """A rate to four digits that say something; YAML takes one with an exponent, 1e-05, for a text."""
    return f"{Decimal(f'{rate:.4g}'):f}"
