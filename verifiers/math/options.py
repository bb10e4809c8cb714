"""Options of a multiple choice: a letter, or a letter with the text of its option behind it."""

from __future__ import annotations

import re

from .spelling import bare, spell

_LETTER = re.compile(r"(?:(?:[Oo]ption|[Cc]hoice)\s)?[\s({\x01]*([A-J])[\s)}\x02]*\.?")
_WITH_TEXT = re.compile(
    r"[\s({\x01]*([A-J])(?:[\s}\x02]*(?:[.:)]|\s-\s))+[\s}\x02]*((?!(?:or|and)\b|[/|])[^\s.:)}\x02].*)", re.DOTALL
)
# What a question lists: "(A) 3 (B) 4", or a line each.
_LISTED = re.compile(r"(?:^|\s)\(?([A-J])[).:]\s{0,3}(.{1,80}?)(?=\s{0,3}(?:$|\n|[\s,;]\(?[A-J][).:]\s))", re.MULTILINE)
_LONGEST = 2_000  # characters at the end of a question in which it lists its options


def same_option(reference: str, answer: str) -> bool | None:
    """Whether two texts name the same option; None where one of them names none.

    Args:
        reference: in our spelling.
        answer: in our spelling.
    """
    given = _LETTER.fullmatch(answer) or _WITH_TEXT.fullmatch(answer)
    if given is None:
        return None
    wanted = _LETTER.fullmatch(reference) or _WITH_TEXT.fullmatch(reference)
    return None if wanted is None else given[1] == wanted[1]


def text_of_option(spelled: str) -> str | None:
    """The text behind the letter of an option, or None where there is none: the 42 of "B. 42"."""
    found = _WITH_TEXT.fullmatch(spelled)
    return None if found is None else found[2]


def is_listed(spelled: str, question: str) -> bool | None:
    """Whether a question lists the text of an option beside its letter; None where it lists nothing."""
    found = _WITH_TEXT.fullmatch(spelled)
    listed = {option[1]: option[2] for option in _LISTED.finditer(question[-_LONGEST:])}
    if found is None or len(listed) < 2:
        return None
    return bare(spell(listed.get(found[1], ""))) == bare(found[2])
