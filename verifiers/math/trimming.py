"""What is no part of a value: punctuation, filler words before it, remarks and conditions behind it."""

from __future__ import annotations

from collections.abc import Sequence

from .brackets import opening_of_last
from .spelling import ROW
from .vocabulary import words

_TAIL_WORDS = words("for where when since because with if whenever provided respectively as such")
_ROUGHLY = frozenset(
    f'"{word}'
    for word in words(
        "about approximately approx roughly etwa ungefähr rund circa environ approximativement aproximadamente"
        " approssimativamente около примерно приблизительно ongeveer ungefär około yaklaşık khoảng sekitar 약 約 约"
    )
)
_FILLER = words("approximately about approx exactly is are equals equal roughly nearly just only be the")
_NEGATIVE = ('"negative', '"minus')
_DENIES = words("not never no neither nor")


def trimmed(tokens: list[str]) -> list[str]:
    """Tokens without punctuation at the ends, closing remarks, and filler words before the math."""
    if len(tokens) == 1 and tokens[0].isdigit():
        return tokens
    while tokens and tokens[-1] in (".", ",", ";", ":", ROW, "\\", '"', "?", "`", "\\right", "and", "or", "_"):
        tokens = tokens[:-1]
    while tokens and (
        tokens[0] in (".", ",", ";", ":", '"', "\\therefore", "\\to", "\\forall", ROW, "`", "&", "and", "or")
    ):
        tokens = tokens[1:]
    if tokens[:2] == ["=", ">"]:
        tokens = tokens[2:]  # an arrow
    for i, token in enumerate(tokens):
        if token == "\\begin":
            break  # the conditions of cases are no remarks
        if i and token[0] == '"' and token[1:].lower() in _TAIL_WORDS and tokens[i - 1][0] != '"':
            if "=" in tokens[i:] and ("and" in tokens[i:] or "," in tokens[i:] or "or" in tokens[i:]):
                break  # more values follow; each is trimmed by itself
            return trimmed(tokens[: i - 1] if tokens[i - 1] == "(" else tokens[:i])
    if len(tokens) > 1 and tokens[0].lower() in _ROUGHLY and tokens[1] not in ("\\approx", "="):
        return ["\\approx", *trimmed(tokens[1:])]
    if "=" in tokens[1:40]:
        tokens = _without_operator(tokens)
    if len(tokens) > 1 and tokens[0][0] == '"' and tokens[0][1:].lower() in _FILLER:
        return trimmed(tokens[1:])
    if len(tokens) > 1 and tokens[0].lower() in _NEGATIVE and tokens[1][0] not in ('"', "-"):
        return ["-", *trimmed(tokens[1:])]
    verb = next((i for i in range(1, min(8, len(tokens))) if tokens[i] in ('"is', '"are')), 0)
    if verb and tokens[verb + 1 :] and all(_is_named(token) for token in tokens[:verb]):
        return trimmed(tokens[verb + 1 :])
    if tokens and tokens[-1] == ")":
        start = opening_of_last(tokens)
        if start > 0 and (is_domain(tokens[start + 1 : -1]) or tokens[start + 1][1:].lower() in _TAIL_WORDS):
            return trimmed(tokens[:start])
    return tokens


def _is_named(token: str) -> bool:
    """Whether a token may stand before a verb as what is spoken of: a word or a letter."""
    return token[1:].lower() not in _DENIES if token[0] == '"' else len(token) == 1 and token.isalpha()


def _without_operator(tokens: list[str]) -> list[str]:
    r"""An equation without a left side that only names what is given: ``dy/dx = 2x``, ``A^{-1} = (a matrix)``."""
    equals = tokens.index("=")
    left, right = tokens[:equals], tokens[equals + 1 :]
    derivative = left[:3] == ["\\frac", "{", "d"] and "d" in left[4:]
    inverse = len(left) > 2 and left[0].isalpha() and left[1] == "^" and right[:1] == ["\\begin"]
    return right if (derivative or inverse) and right else tokens


def is_domain(tokens: Sequence[str]) -> bool:
    r"""Whether tokens only say what a letter stands for: ``k \in \mathbb{Z}``, ``n an integer``."""
    tokens = trimmed(list(tokens))
    if "\\in" in tokens and ("\\mathbb" in tokens or tokens[-1] in ("Z", "N", "R", "Q")):
        return len(tokens) > 1 and tokens[0] not in ("\\in", "x", "(", "[")
    counted = any(token[0].isdigit() for token in tokens)  # 24 integers are a value
    return len(tokens) <= 6 and not counted and any(token.lower() in ('"integer', '"integers') for token in tokens)


def is_dots(tokens: Sequence[str]) -> bool:
    """Whether tokens are the dots of a list."""
    return len(tokens) == 1 and tokens[0] == "\\ldots"
