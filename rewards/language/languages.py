"""Which scripts a language is written in, by its ISO 639-1 code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LATIN: Final = frozenset(
    (
        *("af", "az", "bs", "ca", "cs", "cy", "da", "de", "en", "eo", "es", "et", "eu", "fi", "fr", "ga", "gl", "hr"),
        *("hu", "id", "is", "it", "la", "lb", "lt", "lv", "mi", "ms", "mt", "nb", "nl", "nn", "no", "pl", "pt", "ro"),
        *("sk", "sl", "so", "sq", "st", "sv", "sw", "tl", "tn", "tr", "ts", "uz", "vi", "xh", "yo", "zu"),
    )
)
# Written in Latin letters, and unknown to the detector lingua.
UNDETECTED: Final = frozenset(("gl", "lb", "mt", "uz"))
# A tag of several languages stands for the one that is written most: Norwegian for Bokmål.
_MOSTLY: Final[Mapping[str, str]] = MappingProxyType({"no": "nb"})
_OTHERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "am": "ethiopic",
        "ar": "arabic",
        "be": "cyrillic",
        "bg": "cyrillic",
        "bn": "bengali",
        "el": "greek",
        "fa": "arabic",
        "gu": "gujarati",
        "he": "hebrew",
        "hi": "devanagari",
        "hy": "armenian",
        "ja": "kana",
        "ka": "georgian",
        "kk": "cyrillic",
        "km": "khmer",
        "kn": "kannada",
        "ko": "hangul",
        "lo": "lao",
        "mk": "cyrillic",
        "ml": "malayalam",
        "mn": "cyrillic",
        "mr": "devanagari",
        "my": "burmese",
        "ne": "devanagari",
        "pa": "gurmukhi",
        "ru": "cyrillic",
        "sr": "cyrillic",
        "ta": "tamil",
        "te": "telugu",
        "th": "thai",
        "uk": "cyrillic",
        "ur": "arabic",
        "zh": "han",
    }
)
# What a prompt's script says of its language, where one is by far the most written in it.
OF_SCRIPT: Final[Mapping[str, str]] = MappingProxyType(
    {**{script: code for code, script in _OTHERS.items()}, "cyrillic": "ru", "arabic": "ar", "devanagari": "hi"}
)
CODES: Final = LATIN | _OTHERS.keys()


def language(tag: str) -> str:
    """The language of a BCP 47 tag: ``zh`` of ``zh-Hans-CN``, ``nb`` of ``no``.

    Raises:
        ValueError: it names none that is known.
    """
    code = tag.replace("_", "-").partition("-")[0].lower()
    if code not in CODES:
        raise ValueError(f"{tag!r} names no language that is known; write one of {', '.join(sorted(CODES))}")
    return _MOSTLY.get(code, code)


def script(code: str) -> str:
    """The script of a language. Of Japanese it is ``kana``, though its text has Chinese characters too."""
    return "latin" if code in LATIN else _OTHERS[code]
