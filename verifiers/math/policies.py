"""What counts as the same answer where people differ: the parameters of the verifier, each with its default."""

from __future__ import annotations

from typing import Literal, NamedTuple

Percent = Literal["value", "strict", "lenient"]
Units = Literal["convert", "strict", "ignore"]
Angles = Literal["convert", "strict"]
Rounding = Literal["reference", "question", "never"]
Order = Literal["free", "strict"]
Form = Literal["evaluated", "any"]


class Policies(NamedTuple):
    """The policies of one verifier; `verifier.Math` documents each with an example."""

    percent: Percent = "value"
    units: Units = "convert"
    angles: Angles = "convert"
    rounding: Rounding = "reference"
    order: Order = "free"
    interval_as_tuple: bool = True
    constant: bool = True
    rename: bool = True
    form: Form = "evaluated"
