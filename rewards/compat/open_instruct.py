"""How open-instruct reads a judge's score (allenai/open-instruct, commit e6c3044, open_instruct/judge_utils.py).

Neither is of use against a policy: what a candidate wrote and the judge quotes can win, and "incorrect" is read as
"correct". They are here for whoever must repeat a run.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

_LONE_BACKSLASH = re.compile(r'\\(?!["\\/bfnrtu])')
_SCORE = re.compile(r'"SCORE"\s*:\s*"?(\d{1,300}(?:\.\d{1,300})?)"?', re.ASCII)
_RATIO = re.compile(r"(\d{1,300})/(\d{1,300})")
_NUMBER = r"(\d{1,300}\.?\d{0,300}|\.\d{1,300})"
_PERCENT, _ANY_NUMBER = re.compile(f"{_NUMBER}%"), re.compile(_NUMBER)
_GOOD = ("yes", "correct", "good", "true", "pass")


def json_score(judge_output: str, scale: float = 10.0) -> float:
    """The field ``SCORE`` of the judge's JSON over `scale`; failing that, the first ``"SCORE": number`` in the text.

    Code fences around the whole, line ends within texts and lone backslashes are forgiven. A text without a score is
    worth 0, as is one on which the original crashes: JSON that is no object, or nests too deep.

    >>> json_score('{"REASONING": "ok", "SCORE": "8"}')
    0.8
    """
    text = _LONE_BACKSLASH.sub(r"\\\\", _unfenced(judge_output).replace("\r\n", "\n").replace("\n", "\\n")).strip()
    try:
        return _finite(_field(json.loads(text)) / scale)
    except json.JSONDecodeError:
        found = _SCORE.search(text)
        return _finite(float(found[1]) / scale) if found else 0.0
    except (AttributeError, OverflowError, RecursionError, TypeError, ValueError):
        return 0.0


def _field(data: Any) -> float:
    return float(data.get("SCORE", 0.0))


def _finite(score: float) -> float:
    return score if math.isfinite(score) else 0.0


def _unfenced(text: str) -> str:
    text = text.strip()
    for opening in ("```json", "```"):
        if text.startswith(opening):
            text = text[len(opening) :]
            break
    return text.removesuffix("```")


def free_score(judge_output: str) -> float:
    """The first ratio in a text, else its first percentage, else its first number, else 1 for a word of praise.

    A word is found in others: "incorrect" holds "correct" and is worth 1. Division by zero, on which the original
    crashes, is worth 0.

    >>> free_score("4/5"), free_score("incorrect")
    (0.8, 1.0)
    """
    if ratio := _RATIO.search(judge_output):
        return float(ratio[1]) / float(ratio[2]) if float(ratio[2]) else 0.0
    if percent := _PERCENT.search(judge_output):
        return float(percent[1]) / 100.0
    if number := _ANY_NUMBER.search(judge_output):
        return float(number[1])
    low = judge_output.lower()
    return float(any(word in low for word in _GOOD))
