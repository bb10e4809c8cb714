"""What is wrong before any judge is asked: texts that say nothing, whatever a judge would make of them.

Some judges pay for a colon, for ``Thought process:`` or for ``解`` in most cases, and neither a prompt nor several
votes cure it ("One Token to Fool LLM-as-a-Judge", arXiv:2507.08794). So such a text never reaches one.
"""

from __future__ import annotations

import re

from rewardry.text.spans import has_content, is_blank, says_something

from .claims import without_claims
from .gibberish import is_gibberish
from .openers import is_opener

_FENCE = re.compile(r"```[^\n`]{0,40}|~~~[^\n~]{0,40}")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}/?>|<[A-Za-z_]{1,20}$")
_COMMAND = re.compile(
    r"\\(?:boxed|fbox|text(?:bf|it|rm|sf)?|mathrm|mathbf|displaystyle|left|right|quad|qquad)(?![A-Za-z])"
)
_PLACEHOLDER = re.compile(
    r"[{\[<(]{1,3}\s*(?:the[\s_-]?|your[\s_-]?|final[\s_-]?|insert[\s_-]?|correct[\s_-]?){0,3}"
    r"(?:gold|answer|reference|ground[\s_-]?truth|solution|target|label|result|response|expected(?:[\s_-]?answer)?)"
    r"(?:[\s_-]?here)?\s*[}\]>)]{1,3}",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:nbsp|lt|gt|amp|quot|zwnj|zwj|#\d{1,7});")
_LONGEST_WORD = 1000
_UNBROKEN = re.compile(rf"\w{{{_LONGEST_WORD},}}")
_LOOKED_AT = 50_000


def why_void(text: str) -> str | None:
    """Why a candidate is incorrect without a call, or None where a judge must be asked.

    Args:
        text: what is to be judged, disarmed (see `rewardry.rewards.judge.disarm`) or as it was written.

    Returns:
        ``guard.empty``, ``guard.symbols`` (no letter, digit or sign that can be an answer), ``guard.placeholder``
        (``{answer}``), ``guard.opener``, ``guard.claim`` (it speaks of nothing but its grading), ``guard.gibberish``
        or ``guard.over-limit`` (one word of a thousand letters).
    """
    text = text[:_LOOKED_AT]
    if is_blank(text):
        return "guard.empty"
    placeholder = _PLACEHOLDER.search(text) is not None
    said = bare(_PLACEHOLDER.sub(" ", text))
    if not says_something(said, 0, len(said)) or (not has_content(_undecoded(said)) and "\ufffd" in said):
        return "guard.placeholder" if placeholder else "guard.symbols" if has_content(text) or said else "guard.empty"
    if _UNBROKEN.search(said):
        return "guard.over-limit"
    beside = without_claims(said)
    if not says_something(beside, 0, len(beside)) or (beside != said and is_opener(beside)):
        return "guard.claim"
    if is_opener(said):
        return "guard.opener"
    return "guard.gibberish" if is_gibberish(said) else None


def bare(text: str) -> str:
    """A text without mark-up: tags, fences, boxes and entities."""
    for pattern in (_FENCE, _TAG, _COMMAND, _ENTITY):
        text = pattern.sub(" ", text)
    return text.strip()


def _undecoded(text: str) -> str:
    return text.replace("\ufffd", "")
