"""Signs that say the same, written as one: full-width digits, Chinese punctuation, Unicode minus, curly quotes."""

from __future__ import annotations

import unicodedata

_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\ufe63", "-"),
        **dict.fromkeys("“”„«»「」『』", '"'),
        **dict.fromkeys("‘’‚‛", "'"),
        **dict.fromkeys("→⟶⇒➔➜➝⟹", "->"),
        "、": ",",
        "。": ".",
        "【": "[",
        "】": "]",
    }
)


def plain_glyphs(text: str) -> str:
    """A text in NFKC, with ASCII signs for those that mean the same; an ASCII text comes back as it is.

    >>> plain_glyphs("１，−２")
    '1,-2'
    """
    return text if text.isascii() else unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME)
