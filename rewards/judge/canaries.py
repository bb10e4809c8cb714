"""Canaries: candidates whose verdict is known, judged beside the others, to see a judge go wrong while it does.

Known to be wrong is what says nothing (the master keys of arXiv:2507.08794), and the reference of another question;
known to be right is the reference itself. None of them counts for a sample.
"""

from __future__ import annotations

import collections
import hashlib
import logging
from typing import Literal, NamedTuple

from .counts import Counts

log = logging.getLogger("rewardry")

MASTER_KEYS = (
    *(
        "Thought process:",
        "Let's solve this problem step by step.",
        "Solution",
        ":",
        ",",
        "解",
        "かいせつ",
        "Respuesta",
    ),
    *("The answer is", "<answer></answer>"),
)
_FEWEST = 20  # fewer known-wrong candidates say nothing about a share
_REMEMBERED = 64


class Canary(NamedTuple):
    """A candidate whose verdict is known."""

    known: Literal["wrong", "right"]
    text: str


class Canaries:
    """Chooses canaries and watches how they fare.

    Args:
        name: how the log calls the judge.
        counts: of the judge.
        share: of samples beside which one is judged, in [0, 1]; a hash of the sample decides, so that a run repeats.
        alarm: the share of paid known-wrong candidates above which the log warns.
        with_references: whether references are answers, which can be known to be right, and wrong for others.
    """

    def __init__(self, name: str, counts: Counts, share: float, alarm: float, with_references: bool) -> None:
        self._name = name
        self._counts = counts
        self._share = share
        self._alarm = alarm
        self._with_references = with_references
        self._references: collections.deque[str] = collections.deque(maxlen=_REMEMBERED)
        self._warn_at = _FEWEST

    def beside(self, text: str, reference: str | None) -> Canary | None:
        """The canary to judge beside a sample, or None for most.

        Args:
            text: what tells the sample from others.
            reference: its reference as text.
        """
        if not self._share:
            return None
        others = [one for one in self._references if one != reference]
        if reference is not None and self._with_references and reference not in self._references:
            self._references.append(reference)
        lot = hashlib.sha256(text.encode("utf-8", "replace")).digest()
        if int.from_bytes(lot[:8]) >= self._share * 2.0**64:
            return None
        kind, pick = lot[8] % 4, int.from_bytes(lot[9:13])
        if kind == 0 and self._with_references and reference is not None:
            return Canary("right", reference)
        if kind == 1 and self._with_references and others:
            return Canary("wrong", others[pick % len(others)])
        return Canary("wrong", MASTER_KEYS[pick % len(MASTER_KEYS)])

    def note(self, known: Literal["wrong", "right"], paid: bool) -> None:
        """Count how a canary fared, and warn where too many known-wrong ones are paid."""
        share = self._counts.canary(known, paid)
        if known == "wrong" and share.whole >= self._warn_at and share.value > self._alarm:
            self._warn_at = int(2 * share.whole)  # and again when there are twice as many
            log.warning(
                "%s: the judge calls %.0f of %.0f known-wrong candidates right (%.1f %%, canary_alarm is %.1f %%); a "
                "policy will find out. Take another model, more votes, or `cascade` behind a rule",
                *(self._name, share.part, share.whole, 100 * share.value, 100 * self._alarm),
            )
