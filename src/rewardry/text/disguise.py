"""Why a tag that seems to be there is not: HTML escapes, invisible characters, letters and brackets that look alike.

This explains a missing tag, it never supplies one; so it may look at the ends of a text only and stay cheap.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rewardry.text.spans import INVISIBLE

# Tags stand near the ends of a completion. A bound keeps the scan cheap on hostile megabytes.
_LOOK_AT = 32_768
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
# Characters of other scripts that are drawn like those of a tag (after Unicode's confusables, TR 39).
_DRAWN_LIKE = {
    "<": "〈⟨‹❮〈", ">": "〉⟩›❯〉", "/": "⁄∕", "_": "ˍ",
    "a": "аαɑ", "b": "Ьƅ", "c": "сϲ", "d": "ԁ", "e": "еεҽ", "g": "ɡ", "h": "һհн", "i": "іιıɩ", "j": "ј", "k": "кκ",
    "l": "ӏ", "m": "м", "n": "пηոռ", "o": "оοօ", "p": "рρ", "q": "ԛ", "r": "гꭇ", "s": "ѕꜱ", "t": "тτ", "u": "υս",
    "v": "νѵ", "w": "ԝωѡ", "x": "хχ", "y": "уγ", "z": "ᴢ",
}  # fmt: skip
_KEPT = 50_000  # all of Unicode would be too much


class _Plain(dict[int, str]):
    """A table for `str.translate`: each character as the plain one that it looks like.

    Characters are normalised one by one, since normalising a text takes time quadratic in a run of combining marks.
    """

    def __missing__(self, code: int) -> str:
        normal = unicodedata.normalize("NFKC", chr(code))
        plain = "".join(self.get(ord(char), char) for char in normal)
        if len(self) < _KEPT:
            self[code] = plain
        return plain


_PLAIN = _Plain({ord(drawn): letter for letter, like in _DRAWN_LIKE.items() for drawn in like})


def may_disguise(text: str) -> bool:
    """Whether `disguises` could find anything: a text of plain letters without ``&`` and backslashes hides no tag."""
    return "&" in text or "\\" in text or not text.isascii()


def disguises(text: str, tags: Iterable[str]) -> list[str]:
    r"""The ways in which `text` seems to hold one of `tags` that it does not hold.

    Args:
        text: the completion.
        tags: the literal tags.

    Returns:
        Some of ``escaped_tag`` (``&lt;think&gt;``, ``\<think\>``), ``invisible_chars`` (a zero-width space inside
        the tag), ``homoglyph_tag`` (a Cyrillic or full-width look-alike).
    """
    ends = text if len(text) <= 2 * _LOOK_AT else text[:_LOOK_AT] + "\n" + text[-_LOOK_AT:]
    absent = [tag for tag in tags if tag not in text]
    if not absent:
        return []
    found = []
    if "&" in ends or "\\" in ends:
        plain = ends.replace("&lt;", "<").replace("&gt;", ">").replace("&#60;", "<").replace("&#62;", ">")
        found += ["escaped_tag"] * _seems(plain.replace("\\", ""), absent)
    if not ends.isascii():
        visible = _INVISIBLE.sub("", ends)
        found += ["invisible_chars"] * (visible != ends and _seems(visible, absent))
        found += ["homoglyph_tag"] * _seems(visible.translate(_PLAIN), absent, visible)
    return found


def _seems(rewritten: str, absent: Iterable[str], before: str = "") -> bool:
    """Whether a rewriting brought out a tag that was not there `before`."""
    return any(tag in rewritten and tag not in before for tag in absent)
