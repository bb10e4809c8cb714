"""Sentences of a text, by rule.

IFEval and IFBench split them with nltk's Punkt model for English. This follows its rules without its trained lists: a
``?`` or ``!`` ends a sentence where white space or a mark follows, and so does a period, unless the word before it is
an abbreviation, an initial before a name, or the number of an item before a small letter. Line breaks end none. Quotes
and brackets that close right behind the mark belong to the sentence. It differs from Punkt where Punkt knows an
abbreviation of its training corpus that is not listed here, where a sentence ends in a curly quote (Punkt goes on, this
does not), and for Chinese and Japanese periods (Punkt does not know them).
"""

from __future__ import annotations

import re

from .vocabulary import ABBREVIATIONS, STARTERS

# An end where something follows that is no letter; the last one of a word between spaces counts.
_END = re.compile(r"[.?!](?=[)\";}\]*:@'({\[!?”’»]|\s+\S)|[。！？]+")
_CLOSING = re.compile(r"[\"'”’»)\]}]+(?=\s|$|--)")
_SPACE = re.compile(r"\s+")
_INITIAL = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"[-+]?[\d.,]*\d")
_EDGES = "\"'“”‘’()[]{}*_<>-–—,;:"


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order, without the white space between them.

    Args:
        text: any text; time is linear in its length.

    >>> sentences("Dr. Who said hi! Is it 3.5 m? Yes.")
    ['Dr. Who said hi!', 'Is it 3.5 m?', 'Yes.']
    """
    found: list[str] = []
    start = 0
    for end in _ends(text):
        closing = _CLOSING.match(text, end)
        stop = closing.end() if closing else end
        if stop <= start:
            continue
        found.append(text[start:stop].strip())
        start = stop
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def _ends(text: str) -> list[int]:
    """Where sentences end: behind the last mark of a word, where that mark ends one."""
    ends: list[int] = []
    word_start = word_end = 0
    last: int | None = None
    for mark in _END.finditer(text):
        if mark.start() >= word_end:
            if last is not None:
                ends.append(last)
            word_start, word_end = _word_around(text, mark.start(), word_end)
            last = None
        if mark.group()[0] in "。！？":
            ends.append(mark.end())
            last = None
        elif _ends_sentence(text, word_start, mark.end()):
            last = mark.end()
        else:
            last = None
    if last is not None:
        ends.append(last)
    return ends


def _word_around(text: str, place: int, after: int) -> tuple[int, int]:
    """The bounds of the word between spaces around a place, which begins at `after` or later."""
    start = place
    while start > after and not text[start - 1].isspace():
        start -= 1
    space = _SPACE.search(text, place)
    return start, space.start() if space else len(text)


def _ends_sentence(text: str, start: int, end: int) -> bool:
    """Whether the mark before `end` ends a sentence, given that its word begins at `start`."""
    if text[end - 1] != ".":
        return True
    word = text[max(start, end - 60) : end - 1].strip(_EDGES)
    following = _following(text, end)
    if word.endswith(".") or not word:  # three points
        return following.istitle() and following.lower() in STARTERS
    if word.lower() in ABBREVIATIONS or word.lower().rpartition("-")[2] in ABBREVIATIONS:
        return following[:1].isupper() and following.lower() in STARTERS
    if _INITIAL.fullmatch(word):
        return not following[:1].isupper() or following.lower() in STARTERS
    if _NUMBER.fullmatch(word):
        return not following[:1].islower()
    return True


def _following(text: str, end: int) -> str:
    """The word that follows a mark, without what encloses it; at most 30 characters of it."""
    space = _SPACE.match(text, end)
    start = space.end() if space else end
    found = text[start : start + 30].split(maxsplit=1)
    return found[0].strip(_EDGES + ".?!") if found else ""
