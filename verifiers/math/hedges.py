"""Doubt: an answer that leaves a choice to the reader is no answer."""

from __future__ import annotations

import re

_DOUBT = re.compile(
    r"\b(?:either|maybe|perhaps|possibly|probably not|(?:could|might|may) (?:also )?be(?=\s+[-$\d\\(])|not sure|unsure"
    r"|don'?t know|do not know|cannot (?:determine|decide)|can'?t (?:determine|decide)|alternatively|i guess|or else"
    r"|one of the following|any of the following)\b|也可能|或许|可能是|不确定|不知道",
    re.IGNORECASE,
)
_ASKS = re.compile(r"[\w)}]\s*\?[\s$})]*$")
_CORRECTION = re.compile(
    r"\b(?:wait|no,|actually|sorry|correction|mistake|wrong|incorrect|instead|rather|rechecking|recomputing|hmm)\b|不对|等等",
    re.IGNORECASE,
)
_CHOICE = re.compile(r"\bor\b|\\lor|\\vee|或", re.IGNORECASE)


def doubts(text: str) -> bool:
    """Whether a sentence or an answer expresses doubt about which value it gives."""
    return _DOUBT.search(text) is not None or _ASKS.search(text) is not None


def corrects(text: str) -> bool:
    """Whether a text takes back what stood before it."""
    return _CORRECTION.search(text) is not None


def offers_choice(text: str) -> bool:
    """Whether "or" stands in an answer: right where several values are asked for, a hedge where one is."""
    return _CHOICE.search(text) is not None
