r"""What only dresses an answer: emphasis, dollar signs, quotes, ``\text{}``, a final period."""

from __future__ import annotations

import re

from rewardry.text.spans import strip_blank

_PAIRS = (("**", "**"), ("__", "__"), ("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"), ("`", "`"), ("*", "*"))
_QUOTES = (('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"))
_COMMAND = re.compile(r"\\(?:text|textbf|textit|mathrm|mathbf|mathsf|mathtt|boxed|fbox)\s{0,4}\{")
_DEPTH = 12


def strip_wrappers(answer: str) -> str:
    r"""An answer without what only dresses it: Markdown emphasis, dollar signs, quotes, ``\text{}``, a final period.

    Each pair is removed only where it encloses the whole answer. Invisible characters go at its ends, not within it.
    """
    for _ in range(_DEPTH):
        before = answer
        answer = strip_blank(strip_blank(answer).rstrip(".。,;，；"))
        if answer.count("**") == 1:  # the other half stands before the announcement
            answer = answer.removeprefix("**").removesuffix("**").strip()
        for opening, closing in (*_PAIRS, *_QUOTES):
            if len(answer) > len(opening) + len(closing) and answer.startswith(opening) and answer.endswith(closing):
                inner = answer[len(opening) : -len(closing)]
                answer = answer if opening in inner else inner
        command = _COMMAND.match(answer)
        if answer.startswith("```") and answer.endswith("```") and answer.count("```") == 2:
            language, newline, code = answer[3:-3].partition("\n")
            answer = code if newline else language
        if command and answer.endswith("}") and _closes_at_end(answer, command.end()):
            answer = answer[command.end() : -1]
        if answer == before:
            break
    return answer


def _closes_at_end(text: str, inside: int) -> bool:
    """Whether the brace before `inside` is closed by the last character of the text."""
    depth = 1
    for brace in re.finditer(r"\\.|[{}]", text[inside:]):
        depth += {"{": 1, "}": -1}.get(brace.group(), 0)
        if not depth:
            return inside + brace.end() == len(text)
    return False
