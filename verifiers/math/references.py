"""References as they come: texts and JSON numbers."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any


def as_text(reference: Any) -> str:
    """A reference as text: a number without an exponent, since 1e-07 is no LaTeX.

    Raises:
        Exception: what a reference that is no plain text or number raises when it is turned into one.
    """
    if type(reference) is str:
        return reference
    if isinstance(reference, float):
        if math.isinf(reference):
            return "\\infty" if reference > 0 else "-\\infty"
        if math.isnan(reference):
            return ""
        return (
            str(int(reference))
            if reference.is_integer() and abs(reference) < 1e15
            else format(Decimal(repr(reference)), "f")
        )
    return str(reference)  # also of other kinds of str, which may have no hash to be kept by
