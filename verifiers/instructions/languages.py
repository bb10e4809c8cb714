"""Constraints of IFEval on the language of a response.

Scripts are counted by the core; a script that one language alone is written in decides. Languages that share a script
are told apart by lingua (extra ``lang``), over the first `_LONGEST_TOLD` characters.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Annotated, ClassVar, TypeAlias

from pydantic import AfterValidator

from rewardry.text.scripts import count_words

from .constraint import IFEvalConstraint, NeedsExtraError
from .vocabulary import IN_DEVANAGARI

_SCRIPTS = {
    "latin": ("en", "es", "pt", "fr", "de", "it", "pl", "vi", "sw", "fi", "nl", "sv", "tr", "id"),
    "cyrillic": ("ru", "uk", "bg"),
    "arabic": ("ar", "ur", "fa"),
    "devanagari": ("hi", "mr", "ne"),
    "bengali": ("bn",),
    "thai": ("th",),
    "tamil": ("ta",),
    "telugu": ("te",),
    "hangul": ("ko",),
    "hebrew": ("he",),
    "kannada": ("kn",),
    "gujarati": ("gu",),
    "gurmukhi": ("pa",),
    "malayalam": ("ml",),
    "kana": ("ja",),
    "han": ("zh",),
}
_SCRIPT_OF = {code: script for script, codes in _SCRIPTS.items() for code in codes}
_LONGEST_TOLD = 4_000
_LONGEST_WORD = 30


def _known(code: str) -> str:
    base = code.partition("-")[0].lower()
    if base not in _SCRIPT_OF:
        raise ValueError(f"{code!r} names no language that is known; write one of {', '.join(sorted(_SCRIPT_OF))}")
    return base


LanguageCode: TypeAlias = Annotated[str, AfterValidator(_known)]


def language_of(text: str) -> str | None:
    """The language that a text is written in, as its ISO 639-1 code; None where it has no words, or nothing tells.

    Raises:
        NeedsExtraError: its script has several languages, and lingua is not installed.
    """
    words = count_words(text, single_latin=True)
    if not words:
        return None
    script = (
        "kana" if "kana" in words and words["kana"] * 20 >= words.get("han", 0) else max(words, key=words.__getitem__)
    )
    codes = _SCRIPTS.get(script, ())
    if len(codes) <= 1:
        return codes[0] if codes else None
    told = _plain(text[:_LONGEST_TOLD])
    return (_by_small_words(told) if script == "devanagari" else None) or _detector(codes)(told)


def _plain(text: str) -> str:
    """A text as the detector takes it: small letters, no lone surrogate, no endless word, whose cost is its square."""
    words = text.lower().encode("utf-8", "ignore").decode("utf-8").split()
    return " ".join(word[:_LONGEST_WORD] for word in words)


def _by_small_words(text: str) -> str | None:
    words = text.replace("।", " ").replace(",", " ").split()
    hits = {code: sum(word in small for word in words) for code, small in IN_DEVANAGARI.items()}
    most = max(hits.values())
    leading = [code for code, count in hits.items() if count == most]
    return leading[0] if len(leading) == 1 else None


@functools.cache
def _detector(codes: tuple[str, ...]) -> Callable[[str], str | None]:
    """A detector for languages of one script; loads lingua and their models."""
    try:
        from lingua import IsoCode639_1, LanguageDetectorBuilder
    except ImportError:
        raise NeedsExtraError("the language cannot be told without lingua: pip install 'rewardry[lang]'") from None
    known = [found for found in (getattr(IsoCode639_1, code.upper(), None) for code in codes) if found is not None]
    detector = LanguageDetectorBuilder.from_iso_codes_639_1(*known).build()

    def detect(text: str) -> str | None:
        found = detector.detect_language_of(text)
        return None if found is None else found.iso_code_639_1.name.lower()

    return detect


class ResponseLanguage(IFEvalConstraint):
    """Most of the response is in the language, an ISO 639-1 code."""

    id: ClassVar[str] = "language:response_language"
    language: LanguageCode

    def kept(self, text: str) -> bool:
        """Whether it is in that language."""
        return language_of(text) == self.language


class EnglishCapital(IFEvalConstraint):
    """The response is in English and has no small letter."""

    id: ClassVar[str] = "change_case:english_capital"

    def kept(self, text: str) -> bool:
        """Whether it is."""
        return text.isupper() and language_of(text) == "en"


class EnglishLowercase(IFEvalConstraint):
    """The response is in English and has no capital letter."""

    id: ClassVar[str] = "change_case:english_lowercase"

    def kept(self, text: str) -> bool:
        """Whether it is."""
        return text.islower() and language_of(text) == "en"
