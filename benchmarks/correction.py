"""What a recipe must say to correct for a verifier's errors: the measured rates, ready to paste."""

from __future__ import annotations

import json
from typing import Any

from .metrics.binary import Confusion
from .runs import Verdicts


def correction(verdicts: Verdicts, confusion: Confusion) -> dict[str, Any] | None:
    """The rates of errors, and the lines of a recipe that correct for them; None where they cannot be corrected for.

    That is where one of them is not known, where both together reach 1, or where the entrant is no verifier.
    """
    wrong_paid, right_refused = confusion.metric("fpr"), confusion.metric("fnr")
    if verdicts.role != "verifier" or wrong_paid is None or right_refused is None or wrong_paid + right_refused >= 1:
        return None
    name = json.dumps(verdicts.verifier) if set(verdicts.verifier) & set(" :,{}[]#&*!|>'\"%@`") else verdicts.verifier
    negative = f"false_negative_rate: {right_refused:.4g}"
    return {
        "false_positive_rate": wrong_paid,
        "false_negative_rate": right_refused,
        "backward": f"{{use: correct.backward, verifier: {name}, false_positive_rate: {wrong_paid:.4g}, {negative}}}",
        "forward": f"{{use: correct.forward, verifier: {name}, {negative}}}",
    }
