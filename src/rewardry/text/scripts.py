"""Words of a text by the script they are written in, counted by patterns of the standard library.

A word is a run of letters in a script that puts spaces between words. Chinese and Japanese put none, so each of their
characters is counted; of Thai, Lao, Khmer and Burmese, which put none either, every five characters are a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# Letters with the marks that belong to them, as ranges of a character class.
_LETTERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "latin": "A-Za-zªºÀ-ÖØ-öø-ʯ\u0300-\u036fḀ-ỿ\ufb00-\ufb06Ａ-Ｚａ-ｚ",
        "greek": "Ͱ-ͽͿ-ϵϷ-Ͽἀ-\u1fff",
        "cyrillic": "Ѐ-\u052fᲀ-\u1c8fⷠ-\u2dffꙀ-\ua69f",
        "armenian": "\u0531-\u0588",
        "hebrew": "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7-\u05f4",
        "arabic": "\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06dc\u06df-\u06ef\u06fa-\u06ff\u0750-\u077f"
        "\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
        "devanagari": "\u0900-\u0963\u0971-\u097f",
        "bengali": "\u0980-\u09e3\u09f0\u09f1\u09fc",
        "gurmukhi": "\u0a00-\u0a65\u0a70-\u0a7f",
        "gujarati": "\u0a80-\u0ae3",
        "tamil": "\u0b80-\u0be5",
        "telugu": "\u0c00-\u0c65",
        "kannada": "\u0c80-\u0ce5",
        "malayalam": "\u0d00-\u0d65\u0d7a-\u0d7f",
        "georgian": "\u10a0-\u10ff\u1c90-\u1cbf",
        "ethiopic": "\u1200-\u135a",
        "hangul": "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff",
        "thai": "\u0e01-\u0e3a\u0e40-\u0e4e",
        "lao": "\u0e80-\u0ecf",
        "khmer": "\u1780-\u17d3",
        "burmese": "\u1000-\u103f\u1050-\u108f\u109a-\u109d",
        "kana": "\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f",
        "han": "々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af",
    }
)
BY_CHARACTER: Final = frozenset({"han", "kana"})
_WITHOUT_SPACES = frozenset({"thai", "lao", "khmer", "burmese"})
_CHARACTERS_A_WORD = 5

_PRESENT = {script: re.compile(f"[{letters}]") for script, letters in _LETTERS.items()}
# A single Latin letter is a variable or the name of a point.
_LATIN_WORD = re.compile(f"[{_LETTERS['latin']}]{{2,}}")
_ANY_LATIN_WORD = re.compile(f"[{_LETTERS['latin']}]+")
_RUN = {
    script: _PRESENT[script] if script in BY_CHARACTER else re.compile(f"[{letters}]+")
    for script, letters in _LETTERS.items()
}


def count_words(text: str, single_latin: bool = False) -> dict[str, int]:
    """How many words of each script a text has; scripts that it has none of are left out.

    Args:
        text: any text.
        single_latin: a Latin letter that stands alone counts as a word too.
    """
    counts = {script: _count(script, text, single_latin) for script in _scripts_in(text)}
    return {script: count for script, count in counts.items() if count}


def latin_words(text: str, single_latin: bool = False) -> list[str]:
    """The words in Latin letters, in order."""
    # "don't" and "l'homme" are one word each.
    return (_ANY_LATIN_WORD if single_latin else _LATIN_WORD).findall(text.replace("'", "").replace("’", ""))


def _scripts_in(text: str) -> list[str]:
    if text.isascii():
        return ["latin"]
    # A text has few different characters: looking at each once is much cheaper than a scan for every script.
    characters = "".join(set(text))
    return [script for script, pattern in _PRESENT.items() if pattern.search(characters)]


def _count(script: str, text: str, single_latin: bool) -> int:
    if script == "latin":
        return len(latin_words(text, single_latin))
    runs = _RUN[script].findall(text)
    if script in _WITHOUT_SPACES:
        return sum(-(-len(run) // _CHARACTERS_A_WORD) for run in runs)
    return len(runs)
