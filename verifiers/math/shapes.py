r"""What tokens look like before they are read: calls, matrices that are worked with, outward brackets."""

from __future__ import annotations

from collections.abc import Sequence

from .brackets import closing, opening_of_last
from .expressions import Expression
from .letters import GREEK
from .matrices import has_matrix

SEPARATORS = frozenset((",", ";", "or", "and", "\\lor", "\\land"))
SIGNS = frozenset(("=", "<", ">", "\\le", "\\ge", "\\ne", "\\approx", "\\in", "\\notin", "\\equiv", "\\sim", "\\cong"))
SETS = frozenset(("\\cup", "\\cap", "\\setminus"))
ALL_NUMBERS = ("\\mathbb", "{", "R", "}")


def is_matrix_term(tokens: list[str]) -> bool:
    """Whether matrices are worked with: more than one environment alone, or in plain brackets."""
    if "\\begin" not in tokens or not has_matrix(tokens):
        return False
    inner = tokens[1:-1] if tokens[0] in ("(", "[") and closing(tokens) == len(tokens) - 1 else tokens
    return inner[0] != "\\begin" or any(token in ("+", "-", "^", "\\begin") for token in inner[closing(inner) :])


def outward(tokens: list[str]) -> list[str]:
    """Tokens with open ends written as outward brackets, ]1, 2[, in the usual brackets."""
    if "," not in tokens and ";" not in tokens:
        return tokens
    if tokens.count("[") + tokens.count("(") == tokens.count("]") + tokens.count(")") and "]" not in tokens[:1]:
        return tokens
    found, opened = list(tokens), False
    for i, token in enumerate(tokens):
        if token in ("[", "]") and not opened:
            found[i], opened = "[" if token == "[" else "(", True
        elif token in ("[", "]"):
            found[i], opened = "]" if token == "]" else ")", False
    return found


def as_call(tokens: list[str]) -> Expression | None:
    r"""A side of an equation that is a function of letters: ``f(x)``, ``\Phi(x, y)``, ``n_{\gamma}(\nu)``."""
    if len(tokens) < 4 or tokens[-1] != ")" or not (tokens[0].isalpha() or tokens[0][1:] in GREEK):
        return None
    start = opening_of_last(tokens)
    inside = tokens[start + 1 : -1]
    named = start == 1 or (start > 1 and tokens[1] in ("_", "^"))
    if not named or not inside or not all((len(t) == 1 and t.isalpha()) or t == "," or t[1:] in GREEK for t in inside):
        return None
    name = "".join(token for token in tokens[:start] if token not in ("{", "}"))
    return ("call", name, tuple(("v", token) for token in inside if token != ","))


_EXCEPT = ('"except', '"excluding', '"besides')
_ALL_WORDS = frozenset((
    "all real numbers", "all reals", "all numbers", "all real", "all values", "any real number", "every real number",
    "every real", "any number", "all values of", "all real values of", "all real values",
))  # fmt: skip


def excepted(tokens: list[str]) -> list[str] | None:
    """What is left out by ``all real numbers except 2``, or None where nothing is said so."""
    place = next((i for i, token in enumerate(tokens[:8]) if token in _EXCEPT), None)
    if place is None:
        return None
    named = tokens[:place]
    if named and len(named[-1]) == 1:
        named = named[:-1]
    if " ".join(token[1:].lower() for token in named) not in _ALL_WORDS:
        return None
    rest = tokens[place + 1 :]
    return rest[1:] if rest[:1] == ['"for'] else rest


_CANNOT = (('"cannot', '"be'), ('"cannot', '"equal'), ('"can', '"not', '"be'), ('"not', '"equal', '"to'))


def with_exclusion(tokens: list[str]) -> list[str]:
    """The words of ``x cannot be 2`` as a sign."""
    if len(tokens) < 4 or len(tokens[0]) != 1 or tokens[1] not in ('"cannot', '"can', '"is'):
        return tokens
    start = 2 if tokens[1] == '"is' else 1
    for words in _CANNOT:
        if tuple(tokens[start : start + len(words)]) == words:
            return [tokens[0], "\\ne", *tokens[start + len(words) :]]
    return tokens


def with_constant(tokens: list[str]) -> list[str]:
    """The word for a constant of integration as its letter: ``x^2 + constant``."""
    if '"constant' not in tokens[1:]:
        return tokens
    place = tokens.index('"constant')
    kept = tokens[: place - 1] if tokens[place - 1].lower() in ('"a', '"an', '"arbitrary', "a") else tokens[:place]
    return [*kept, "C"] if kept and kept[-1] == "+" else tokens


def with_difference(tokens: list[str]) -> list[str]:
    r"""A minus between two sets is a difference of sets: ``\mathbb{R} - \{0\}``."""
    if "\\{" not in tokens or "-" not in tokens:
        return tokens
    return [
        "\\setminus" if token == "-" and 0 < i < len(tokens) - 1 and tokens[i + 1] == "\\{" else token
        for i, token in enumerate(tokens)
    ]


def is_math(tokens: Sequence[str]) -> bool:
    """Whether tokens in parentheses are an ordinary expression, which the parser reads together with what is around."""
    return not any(token in SIGNS or token in SEPARATORS or token in SETS or token == ":" for token in tokens) and not (
        tokens[0] in ("(", "[", "\\{") or any(token[0] == '"' for token in tokens) or "\\pm" in tokens
    )
