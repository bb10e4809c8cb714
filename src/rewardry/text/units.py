"""Words and characters as units of a text: what repetition, novelty and steps are counted in, whatever the script."""

from __future__ import annotations

import re

# Scripts that are written without spaces between words: kana, Han, Thai, Lao, Khmer, Burmese. Each character is a unit.
UNSPACED = (
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u1000-\u102a\u1780-\u17b3"
    "\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Signs that belong to the letter before them, which the re module takes for no part of a word: accents, vowel signs of
# Hebrew, Arabic and the scripts of India, and the joiners inside a word.
_SIGNS = "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u200c\u200d"
# A word without end is no word: it is cut, so that what repeats inside it can be seen.
LONGEST_WORD = 32
# Each byte as it counts: letters in lower case, digits, and white space for everything else.
_COUNTED = bytes(ord(chr(i).lower()) if chr(i).isalnum() and i < 128 else 32 for i in range(256))
_LETTER = rf"[^\W_{UNSPACED}]"
_UNIT = re.compile(rf"[{UNSPACED}]|{_LETTER}(?:{_LETTER}|[{_SIGNS}]){{0,{LONGEST_WORD - 1}}}")


def units(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation; single characters where words are not spaced.

    Args:
        text: any text; time is linear in it.

    >>> units("Wait, let me check: 17*23!")
    ['wait', 'let', 'me', 'check', '17', '23']
    >>> units("我们再算")
    ['我', '们', '再', '算']
    """
    if not text.isascii():
        return _UNIT.findall(text.lower())
    words = text.encode("ascii").translate(_COUNTED).decode("ascii").split()
    return words if max(map(len, words), default=0) <= LONGEST_WORD else _cut(words)


def count_units(text: str) -> int:
    """How many `units` a text has, without making them.

    >>> count_units("Wait, let me check: 17*23!")
    6
    """
    if not text.isascii():
        return len(units(text))
    words = text.encode("ascii").translate(_COUNTED).split()
    return len(words) + sum((len(word) - 1) // LONGEST_WORD for word in words if len(word) > LONGEST_WORD)


def _cut(words: list[str]) -> list[str]:
    return [word[i : i + LONGEST_WORD] for word in words for i in range(0, len(word), LONGEST_WORD)]
