"""One spelling for signs that are written in several ways: full-width forms, dashes, quotes, Chinese punctuation."""

from __future__ import annotations

import re

from rewardry.text.spans import INVISIBLE

# Signs of no family's alphabet. Arrows and times signs stay: they are moves in one family, connectors in another.
_PLAIN: dict[int, int | str | None] = {
    **{full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)},
    **dict.fromkeys((0x3000, 0xA0, 0x202F, 0x205F, *range(0x2000, 0x200B)), " "),
    **dict.fromkeys(map(ord, "−–—―‒‐‑﹣"), "-"),
    **dict.fromkeys(map(ord, "“”„‟〝〞"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛´"), "'"),
    **dict.fromkeys(map(ord, "、﹐"), ","),
    **dict.fromkeys(map(ord, "【〔﹝"), "["),
    **dict.fromkeys(map(ord, "】〕﹞"), "]"),
    ord("。"): ".\n",
}
_INVISIBLE = re.compile(f"[{INVISIBLE}]")

# What may stand between a thing and its value or its successor.
ARROW = r"(?:-{1,3}>|={1,2}>|\|->|[→⇒⟶➔➜➝➞⟹↦]|\\(?:to|rightarrow|Rightarrow|longrightarrow|mapsto)(?![A-Za-z]))"


def plain_signs(text: str) -> str:
    """A text with one spelling a sign, and without characters that show nothing; lines and letters stay.

    >>> plain_signs("Ａ：１，Ｂ：２")
    'A:1,B:2'
    """
    return text if text.isascii() else _INVISIBLE.sub("", text).translate(_PLAIN)
