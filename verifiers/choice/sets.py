"""Which options an answer names where several are right together: a list of labels, of texts, or of both."""

from __future__ import annotations

import re

from .options import Options, tidy
from .reading import leading, read_choice, read_plain

_MOST_PIECES = 60
# An option's text may hold what parts a list: so many pieces of an answer are tried together as one option.
_LONGEST_OPTION = 6
_LEAD = leading("both|all|answers?|options?|choices?|letters?|numbers?|they|are")
_TAIL = re.compile(r"\s+(?:only|(?:is|are)\s+(?:all\s+|both\s+)?(?:the\s+)?(?:correct|right|true)(?:\s+\w+)?)$", re.I)
_JOINT = re.compile(r"\s*(?:[,;、，；&+\n]|\band\b|[和与及])(?:\s|[,;、，；&+\n]|\band\b)*", re.IGNORECASE)
_RUN_OF_LETTERS = re.compile(r"[A-Z](?:\s?[A-Z]){1,25}")
_BRACKETS = (("[", "]"), ("{", "}"), ("(", ")"), ("\\{", "\\}"))


def read_choices(answer: str, options: Options) -> tuple[frozenset[str] | None, str]:
    """The labels that an answer names; whoever names one twice names it.

    Args:
        answer: the answer as it is written: ``A, C``, ``A and C``, ``AC``, ``oxygen and argon``, lines of a list.
        options: what the question offers.

    Returns:
        The labels and ""; or None and why there are none: ``over-limit``, or a reason of `read_choice`. "or" joins
        nothing: who offers alternatives has not chosen.
    """
    text = tidy(answer)
    lead = _LEAD.match(text)
    bare = _unbracketed(tidy(_TAIL.sub("", text[lead.end() :] if lead else text)))
    if (run := _run_of_letters(bare, options)) is not None:
        return run, ""
    pieces, joints = _pieces(bare)
    if len(pieces) > _MOST_PIECES:
        return None, "over-limit"
    labels = _of_pieces(bare, pieces, joints, options)
    if labels is not None:
        return labels, ""
    label, reason = read_choice(answer, options)
    return (frozenset({label}), "") if label and not reason else (None, reason or "no-choice")


def _unbracketed(text: str) -> str:
    for opening, closing in _BRACKETS:
        inner = text[len(opening) : -len(closing)]
        if text.startswith(opening) and text.endswith(closing) and opening not in inner and len(inner) > 1:
            return inner
    return text


def _run_of_letters(text: str, options: Options) -> frozenset[str] | None:
    """The letters of ``AC`` or ``A C``: capitals that each name an option, none of them twice."""
    if options.numbered or not _RUN_OF_LETTERS.fullmatch(text) or options.labels_of(text):
        return None
    letters = text.replace(" ", "")
    named = frozenset(letters)
    return named if len(named) == len(letters) and named <= set(options.labels) else None


def _pieces(text: str) -> tuple[list[int], list[int]]:
    """Where the pieces of a list begin, and where each ends."""
    starts, ends = [0], []
    for joint in _JOINT.finditer(text):
        if joint.start() > 0 and joint.end() < len(text):
            ends.append(joint.start())
            starts.append(joint.end())
    return starts, [*ends, len(text)]


def _of_pieces(text: str, starts: list[int], ends: list[int], options: Options) -> frozenset[str] | None:
    """The labels of the pieces, or None where they are no list of options.

    As many pieces as can be are one option, but where nothing could be made of what follows: the "radon" of "A. oxygen,
    radon, a noble gas" is no remark on oxygen.
    """
    labels: dict[int, frozenset[str] | None] = {len(starts): frozenset()}
    for at in reversed(range(len(starts))):
        labels[at] = None
        for last in range(min(at + _LONGEST_OPTION, len(starts)) - 1, at - 1, -1):
            behind = labels[last + 1]
            label, reason = _read_piece(text[starts[at] : ends[last]], options) if behind is not None else (None, "")
            if behind is not None and label and not reason:
                labels[at] = behind | {label}
                break
    return labels[0]


_OF_A_LIST = re.compile(r"^(?:[-*•]\s+)?(?:(?:the\s+)?(?:options?|choices?|letters?|answers?)\s+)?", re.IGNORECASE)


def _read_piece(piece: str, options: Options) -> tuple[str | None, str]:
    return read_plain(tidy(_OF_A_LIST.sub("", piece)), options)
