"""Text of a candidate as a judge may read it: nothing invisible, nothing that a chat template takes for its own."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass

from rewardry.text.spans import INVISIBLE

from .claims import spelled_out

# Before anything else a text is cut to so many characters, so that no text costs more than another.
_LONGEST_READ = 200_000
_INVISIBLE = re.compile(rf"[{INVISIBLE}\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# A comment, or what is hidden, that is longer than this and ends nowhere is a text like any other.
_LONGEST_HIDDEN = 4000
_HIDING = re.compile(
    r"<([a-z][a-z0-9]{0,15})\b[^<>]{0,300}?"
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])|\bhidden\b"
    r"|\bcolor\s*:\s*(?:white|\#fff))[^<>]{0,300}>",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"</([a-z][a-z0-9]{0,15})\s*>", re.IGNORECASE)
_ROLES = "system|user|assistant|human|developer|tool|instructions?|student_answer|candidate|grader|judge"
_TEMPLATE_TOKEN = re.compile(
    r"<[|｜][^<>|｜\n]{1,40}[|｜]>"  # ChatML, Llama 3, Qwen, DeepSeek
    r"|\[/?(?:INST|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|SYSTEM_PROMPT)\]|<</?SYS>>"  # Llama 2, Mistral
    r"|</?(?:s|bos|eos|pad|unk|mask|start_of_turn|end_of_turn|extra_id_\d{1,3}|extra_\d{1,3})>"
    rf"|</?(?:{_ROLES}|think|tool_call|tool_response)\s*>",
    re.IGNORECASE,
)
_LONE_BRACKET = re.compile(r"<[|｜]|[|｜]>")
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Disarmed:
    """A text that a judge may read.

    Attributes:
        text: the text.
        plain: the same before verdicts were spelled out, which is what the guard looks at.
        found: what was taken out or defused, out of ``invisible``, ``hidden``, ``template-token``, ``claim``,
            ``too-long``.
    """

    text: str
    plain: str = ""
    found: tuple[str, ...] = ()


def disarm(text: str, longest: int) -> Disarmed:
    """A candidate's text without what only a machine reads, and with what imitates a verdict spelled out.

    A verdict, and a claim about the grading, is spelled with dots between its letters, so that it can still be read and
    no longer copied.

    Args:
        text: any text.
        longest: the most characters that are kept.
    """
    plain, found = readable(text, longest)
    spelled = spelled_out(plain)
    return Disarmed(spelled, plain, (*found, "claim") if spelled != plain else found)


def readable(text: str, longest: int) -> tuple[str, tuple[str, ...]]:
    """A text without what only a machine reads, and what was taken out; see `Disarmed`.

    Invisible and control characters, lone surrogates, comments and hidden elements of HTML, and the tokens of chat
    templates are taken out. A text that is too long loses its middle.

    Args:
        text: any text.
        longest: the most characters that are kept.
    """
    found = []
    visible = _INVISIBLE.sub("", _cut(text, _LONGEST_READ))
    if len(visible) < min(len(text), _LONGEST_READ):
        found.append("invisible")
    if len(visible) > longest or len(text) > _LONGEST_READ:
        found.append("too-long")
    visible = _cut(visible, longest)
    plain = _without_hidden(_without_comments(visible)) if "<" in visible else visible
    if plain != visible:
        found.append("hidden")
    without = without_template_tokens(plain)
    if without != plain:
        found.append("template-token")
    return without, tuple(found)


def _without_comments(text: str) -> str:
    """A text with a space in the place of each comment, one that never ends included."""
    kept, done, end = [], 0, 0
    start = text.find("<!--")
    while start >= 0:
        if 0 <= end < start + 4:
            end = text.find("-->", start + 4)
        until = len(text) if end < 0 else end + 3
        if until - start <= _LONGEST_HIDDEN:
            kept += [text[done:start], " "]
            done = until
        start = text.find("<!--", max(done, start + 4))
    return "".join([*kept, text[done:]])


def _without_hidden(text: str) -> str:
    """A text with a space in the place of each element of HTML that nobody sees, up to its closing tag."""
    openings = list(_HIDING.finditer(text))
    if not openings:
        return text
    closings: dict[str, list[tuple[int, int]]] = {}
    for closing in _CLOSING.finditer(text):
        closings.setdefault(closing[1].lower(), []).append(closing.span())
    kept, done = [], 0
    for opening in openings:
        if opening.start() < done:
            continue
        of_name = closings.get(opening[1].lower(), [])
        place = bisect.bisect_left(of_name, (opening.end(), 0))
        until = of_name[place][1] if place < len(of_name) else len(text)
        if until - opening.end() <= _LONGEST_HIDDEN:
            kept += [text[done : opening.start()], " "]
            done = until
    return "".join([*kept, text[done:]])


def without_template_tokens(text: str) -> str:
    """A text without the tokens of chat templates, those that appear when others are taken out included."""
    if "<" not in text and "[" not in text:
        return text
    for _ in range(_ROUNDS):
        shorter = _TEMPLATE_TOKEN.sub(" ", text)
        if shorter == text:
            return text
        text = shorter
    return _LONE_BRACKET.sub(" ", text)


def _cut(text: str, longest: int) -> str:
    """The head and the tail of a text, with a note of what lies between them."""
    if len(text) <= longest:
        return text
    head = longest * 2 // 3
    tail = longest - head
    return f"{text[:head]}\n[... {len(text) - longest} characters left out ...]\n{text[len(text) - tail :]}"
