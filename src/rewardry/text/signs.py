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

_LATEX_BRACES = re.compile(r"\\([{}])")
_LATEX_SPACES = re.compile(r"\\(?:[,;:! ]|q?quad(?![A-Za-z]))|~")
_LATEX_TEXT = re.compile(r"\\(?:text|textbf|textit|mathrm|mathbf)\s?\{([^{}]*)\}")
_SUBSCRIPT = re.compile(r"(?<=[A-Za-z])_\{(\w{1,3})\}")


def without_latex(text: str) -> str:
    r"""A text without what LaTeX needs and does not mean: escaped braces, spaces, ``\text{}``, braces of subscripts.

    >>> without_latex(r"\{A: 1,\ B_{2}: \text{two}\}")
    '{A: 1, B_2: two}'
    """
    if "\\" not in text and "_{" not in text:
        return text
    text = _LATEX_SPACES.sub(" ", _LATEX_TEXT.sub(r"\1", text))
    return _LATEX_BRACES.sub(r"\1", _SUBSCRIPT.sub(r"_\1", text))


def plain_signs(text: str) -> str:
    """A text with one spelling a sign, and without characters that show nothing; lines and letters stay.

    >>> plain_signs("Ａ：１，Ｂ：２")
    'A:1,B:2'
    """
    return text if text.isascii() else _INVISIBLE.sub("", text).translate(_PLAIN)
