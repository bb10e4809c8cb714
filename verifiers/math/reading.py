r"""From a text to a typed value: lists, sets, intervals, relations, matrices, quantities, words.

Structure is found on tokens, from the outside in: separators at the top level, then relation signs, then unions, then
brackets; what remains is an expression for the parser, or words.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from functools import lru_cache

from .brackets import closing, opening_of_last, split
from .congruences import congruence
from .dates import date_of
from .environments import environment, opened_cases
from .expressions import INFINITY, Expression, negative, number
from .limits import DEEPEST_NESTING, MOST_ITEMS, BeyondError, OverLimitError, UnreadableError
from .matrices import TRANSPOSED, has_matrix, matrix_value
from .measures import added, scalar
from .parser import GREEK, parse
from .phrases import value_of_words, words_of
from .prose import value_of_prose
from .spelling import spell
from .tokens import tokenize
from .trimming import is_domain, is_dots, trimmed
from .values import (
    Combined,
    Interval,
    Items,
    Nothing,
    Opaque,
    Ratio,
    Relation,
    Scalar,
    Value,
    Words,
)

_SEPARATORS = frozenset((",", ";", "or", "and", "\\lor", "\\land"))
_SIGNS = frozenset(("=", "<", ">", "\\le", "\\ge", "\\ne", "\\approx", "\\in", "\\notin", "\\equiv", "\\sim", "\\cong"))
_SETS = frozenset(("\\cup", "\\cap", "\\setminus"))
_POSITIVE = frozenset(("^+", "_+", "^{+}", "_{+}", "_{>0}"))
_NUMBER_SETS = {"Z": "integers", "N": "natural numbers", "Q": "rational numbers", "C": "complex numbers"}
_ALL_NUMBERS = ("\\mathbb", "{", "R", "}")


@lru_cache(maxsize=4096)
def read(text: str) -> Value:
    """The value of a text; never fails but for limits. Readings are kept: references come back with each completion.

    Raises:
        OverLimitError: the text exceeds a limit.
    """
    return read_spelled(spell(text))


def read_spelled(text: str) -> Value:
    """As `read`, of a text that `spelling.spell` returned."""
    plain = words_of(text)
    said = value_of_words(plain) or value_of_prose(plain) or date_of(text, plain)
    if said is not None:
        return said
    tokens = tokenize(text)
    try:
        return _Reader().value(tokens)
    except UnreadableError as error:
        return _as_words(tokens, text, str(error), isinstance(error, BeyondError))
    except RecursionError:
        raise OverLimitError("brackets nest too deeply") from None


def _as_words(tokens: Sequence[str], text: str, why: str, beyond: bool) -> Value:
    letters = sum(len(token) - 1 for token in tokens if token[0] == '"')
    others = sum(1 for token in tokens if token[0] != '"' and token not in (".", ",", "and", "or", "!", "'", "?"))
    if letters >= 3 * others or (letters and not others):
        return Words(words_of(text))
    return Opaque(why, beyond)


class _Reader:
    """One reading; counts how deep it is."""

    def __init__(self) -> None:
        self.depth = 0

    def value(self, tokens: Sequence[str]) -> Value:
        """The value of some tokens."""
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise OverLimitError(f"brackets nest deeper than {DEEPEST_NESTING}")
        found = self._value(trimmed(list(tokens)))
        self.depth -= 1
        return found

    def _value(self, tokens: list[str]) -> Value:
        if not tokens:
            raise UnreadableError("there is nothing")
        if tokens[0] == "{" and closing(tokens) == len(tokens) - 1:
            return self.value(tokens[1:-1])
        tokens = opened_cases(_outward(tokens))
        if tokens[0] == "<" and tokens[-1] == ">" and "," in tokens:
            tokens = ["\\langle", *tokens[1:-1], "\\rangle"]
        if "\\mod" in tokens and tokens.count("\\mod") == 1:
            return congruence(tokens, self.value)
        said_twice = self._said_twice(tokens)
        if said_twice is not None:
            return said_twice
        if ";" in tokens and "," in tokens:
            groups, _ = split(tokens, frozenset((";",)))
            if len(groups) > 1:
                return Items("list", tuple(_as_tuple(self.value(group)) for group in groups if trimmed(group)))
        parts, between = split(tokens, _SEPARATORS)
        filled = [part for part in parts if part]
        if len(filled) > 1:
            return self._list(filled, between)
        return self.item(filled[0] if filled else tokens)

    def _said_twice(self, tokens: list[str]) -> Value | None:
        """A value with the same in another form behind it in parentheses: ``1/2 (or 0.5)``, ``sqrt 2 (= 1.41...)``."""
        start = opening_of_last(tokens) if tokens[-1] == ")" else 0
        if start <= 0 or start + 2 >= len(tokens) or tokens[start + 1] not in ("or", "=", "\\approx"):
            return None
        first = self.value(tokens[:start])
        if tokens[start + 1] == "\\approx":
            return first
        return Items("list", (first, self.value(tokens[start + 2 : -1])), either=True)

    def _list(self, parts: list[list[str]], between: list[str]) -> Value:
        if len(parts) > MOST_ITEMS:
            raise OverLimitError(f"a list has {len(parts)} members, {MOST_ITEMS} are looked at")
        parts = [part for part in parts if not is_domain(part) and part[1:] != ["\\in", *_ALL_NUMBERS]] or parts
        parts = [parts[0], *(part for part in parts[1:] if part[0].lower() != '"not')]
        if len(parts) == 1:
            return self.value(parts[0])
        values = [self._member(part) for part in parts if not is_dots(part)]
        dots = len(values) < len(parts)
        flat = [item for value in values for item in _flattened(value)]
        flat = _shared_label(flat)
        if between == ["and"] and (sum_ := added(flat)) is not None:
            return sum_
        return Items("list", tuple(flat), "or" in between or "\\lor" in between, dots)

    def _member(self, tokens: list[str]) -> Value:
        """A member of a list: a value, or words."""
        depth = self.depth
        try:
            return self.value(tokens)
        except UnreadableError:
            self.depth = depth
            if all(token[0] == '"' for token in tokens):
                return Words(words_of(" ".join(token[1:] for token in tokens)))
            raise

    def item(self, tokens: list[str]) -> Value:
        """A value without separators."""
        tokens = trimmed(tokens)
        if not tokens:
            raise UnreadableError("there is nothing")
        sides, signs = split(tokens, _SIGNS)
        for marks in TRANSPOSED:
            if tokens[0] in ("(", "[") and tokens[-len(marks) :] == marks and "\\begin" not in tokens:
                return self.value(tokens[: -len(marks)])
        if "\\mapsto" in tokens:
            return self._mapping(tokens)
        if signs and "\\mod" in tokens:
            return congruence(tokens, self.value)
        if signs:
            return self._relation(sides, signs)
        whole_set = tokens[0] == "\\{" and closing(tokens) == len(tokens) - 1
        if ("\\pm" in tokens or "\\mp" in tokens) and not whole_set:
            return self._both_signs(tokens)
        if "\\mod" in tokens:
            return congruence(tokens, self.value)
        if _is_matrix_term(tokens):
            return matrix_value(tokens, self.value)
        tokens = _with_difference(tokens)
        sets, operations = split(tokens, _SETS)
        if operations:
            return self._combined(sets, operations)
        return self._single(tokens)

    def _mapping(self, tokens: list[str]) -> Value:
        r"""A function by what it maps its argument to: ``f: x \mapsto 2x + 1``."""
        place = tokens.index("\\mapsto")
        named = tokens[:place]
        names = [token for token in named if token not in (":", "(", ")")]
        if len(names) not in (1, 2) or not all(len(name) == 1 and name.isalpha() for name in names):
            raise BeyondError("a mapping")
        call = ("call", names[0] if len(names) == 2 else "f", (("v", names[-1]),))
        return Relation(("=",), (Scalar(call), self.value(tokens[place + 1 :])))

    def _both_signs(self, tokens: list[str]) -> Value:
        if tokens[0] == "(" and tokens[-1] == ")" and closing(tokens) == len(tokens) - 1:
            parts, between = split(tokens[1:-1], frozenset((",",)))
            if between:
                return self._free_signs(parts)
        upper = [{"\\pm": "+", "\\mp": "-"}.get(token, token) for token in tokens]
        lower = [{"\\pm": "-", "\\mp": "+"}.get(token, token) for token in tokens]
        return Items("list", (self.item(upper), self.item(lower)))

    def _free_signs(self, parts: list[list[str]]) -> Value:
        r"""A tuple whose members have both signs, each on its own: ``(\pm 1, \pm 2)`` are four points."""
        members = [_flattened(self.value(part)) for part in parts]
        if math.prod(map(len, members)) > MOST_ITEMS:
            raise OverLimitError("too many points")
        return Items("list", tuple(Items("tuple", point) for point in itertools.product(*members)))

    def _combined(self, parts: list[list[str]], operations: list[str]) -> Value:
        if len(set(operations)) > 1:
            raise UnreadableError("unions and differences mixed")
        return Combined(operations[0][1:], tuple(self.value(part) for part in parts if part))

    def _relation(self, sides: list[list[str]], signs: list[str]) -> Value:
        if not sides[0] and len(signs) == 1:
            if signs[0] in ("=", "\\approx", "\\in", "\\sim"):
                return _approximate(self.value(sides[1])) if signs[0] != "=" else self.value(sides[1])
            return Relation((signs[0],), (Scalar(("v", "x")), self.value(sides[1])))
        if len(signs) == 1 and signs[0] == "\\in":
            return self.value(sides[1])
        signs = [{"\\equiv": "=", "\\sim": "\\approx", "\\cong": "\\approx"}.get(sign, sign) for sign in signs]
        return Relation(tuple(signs), tuple(self._side(side, i + 1 < len(sides)) for i, side in enumerate(sides)))

    def _side(self, tokens: list[str], may_be_label: bool) -> Value:
        call = _as_call(trimmed(tokens))
        if call is not None:
            return Scalar(call)
        try:
            return self.value(tokens)
        except UnreadableError:
            if tokens and (may_be_label or any(token[0] == '"' for token in tokens)):
                return Words(" ".join(token.lstrip('"').lower() for token in tokens))
            raise

    def _single(self, tokens: list[str]) -> Value:
        first, last = tokens[0], len(tokens) - 1
        if first == "\\begin":
            return environment(tokens, self.value)
        if first in ("(", "[", "\\{", "\\langle", "]") and (closing(tokens) == last or first == "]"):
            found = self._bracketed(tokens)
            if found is not None:
                return found
        if first in ("(", "[") and last > 2 and tokens[1] == "\\begin" and tokens[-1] in (")", "]"):
            return environment(tokens[1:-1], self.value)
        if first == "\\emptyset" and last == 0:
            return Nothing()
        if tuple(tokens) == _ALL_NUMBERS:
            return Interval(negative(INFINITY), INFINITY, False, False)
        if tuple(tokens[:4]) == _ALL_NUMBERS and "".join(tokens[4:]) in _POSITIVE:
            return Interval(number(0), INFINITY, False, False)
        if first == "\\mathbb" and len(tokens) == 4 and tokens[2] in _NUMBER_SETS:
            return Words(_NUMBER_SETS[tokens[2]])
        if ":" in tokens:
            parts, colons = split(tokens, frozenset((":",)))
            if colons:
                return self._ratio(parts)
        if '"to' in tokens:
            parts, _ = split(tokens, frozenset(('"to',)))
            return self._ratio(parts)
        return scalar(tokens)

    def _ratio(self, parts: list[list[str]]) -> Value:
        if not all(parts):
            raise UnreadableError("a ratio without one of its parts")
        if any(token[0] == '"' for token in parts[0]):  # a label, as in "Maximum: 3"
            return Relation(("=",), (Words(" ".join(t.lstrip('"').lower() for t in parts[0])), self.value(parts[-1])))
        half = ""
        if parts[-1][-1].lower() in ('"am', '"pm'):
            half, parts = parts[-1][-1][1:].lower(), [*parts[:-1], parts[-1][:-1]]
        clock = (
            len(parts) == 2
            and all(len(part) == 1 and part[0].isdigit() for part in parts)
            and len(parts[1][0]) == 2
            and int(parts[1][0]) < 60
            and int(parts[0][0]) < 25
        )
        return Ratio(tuple(parse(_without_words(part)) for part in parts), clock, half)

    def _bracketed(self, tokens: list[str]) -> Value | None:
        first, last, inside = tokens[0], tokens[-1], tokens[1:-1]
        if first == "\\{":
            return self._set(inside)
        if not inside:
            return None
        parts, between = split(inside, frozenset((",", ";")))
        if first == "\\langle":
            return Items("tuple", tuple(self.value(part) for part in parts))
        if not between:
            if first == "(" and last == ")" and not _is_math(inside):
                return self.value(inside)
            return None
        if first == "]" and last not in ("[", "]"):
            return None
        parts = [part for part in parts if part]
        infinite = any("\\infty" in part for part in parts)
        if len(parts) == 2 and (first != "(" or last != ")" or infinite):
            ends = [self.value(part) for part in parts]
            if all(isinstance(end, Scalar) for end in ends):
                low, high = (end.expression for end in ends if isinstance(end, Scalar))
                return Interval(low, high, first == "[", last == "]")
        values = [self.value(part) for part in parts if not is_dots(part)]
        return Items("tuple", tuple(values), open_ended=len(values) < len(parts))

    def _set(self, inside: list[str]) -> Value:
        if not trimmed(list(inside)):
            return Nothing()
        parts, bars = split(inside, frozenset(("|", ":")))
        if bars and len(parts[0]) <= 8 and len(bars) in (1, 3):
            condition = inside[len(parts[0]) + 1 :]
            if parts[0][1:] == ["\\in", *_ALL_NUMBERS]:
                parts[0] = parts[0][:1]
            head = self.value(parts[0])
            found = self.value(condition)
            if isinstance(head, Scalar) and head.expression[0] == "v":
                return found
            raise UnreadableError("a set of expressions")
        found = self.value(inside)
        if isinstance(found, Items) and found.kind == "list":
            return found._replace(kind="set")
        return Items("set", (found,))


def _is_matrix_term(tokens: list[str]) -> bool:
    """Whether matrices are worked with: more than one environment alone, or in plain brackets."""
    if "\\begin" not in tokens or not has_matrix(tokens):
        return False
    inner = tokens[1:-1] if tokens[0] in ("(", "[") and closing(tokens) == len(tokens) - 1 else tokens
    return inner[0] != "\\begin" or any(token in ("+", "-", "^", "\\begin") for token in inner[closing(inner) :])


def _outward(tokens: list[str]) -> list[str]:
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


def _as_call(tokens: list[str]) -> Expression | None:
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


def _is_math(tokens: Sequence[str]) -> bool:
    """Whether tokens in parentheses are an ordinary expression, which the parser reads together with what is around."""
    return not any(
        token in _SIGNS or token in _SEPARATORS or token in _SETS or token == ":" for token in tokens
    ) and not (tokens[0] in ("(", "[", "\\{") or any(token[0] == '"' for token in tokens) or "\\pm" in tokens)


def _with_difference(tokens: list[str]) -> list[str]:
    r"""A minus between two sets is a difference of sets: ``\mathbb{R} - \{0\}``."""
    if "\\{" not in tokens or "-" not in tokens:
        return tokens
    return [
        "\\setminus" if token == "-" and 0 < i < len(tokens) - 1 and tokens[i + 1] == "\\{" else token
        for i, token in enumerate(tokens)
    ]


def _flattened(value: Value) -> tuple[Value, ...]:
    """The members of a list within a list: ``1 ± 2, 5`` are three numbers."""
    return value.items if isinstance(value, Items) and value.kind == "list" else (value,)


def _shared_label(values: list[Value]) -> list[Value]:
    """Values of which only the first bears a label that they share: ``x = 2, 5``."""
    first, rest = values[0], values[1:]
    if isinstance(first, Relation) and first.signs == ("=",) and not any(isinstance(v, Relation) for v in rest):
        return [first.sides[-1], *rest]
    return values


def _as_tuple(value: Value) -> Value:
    """One of several groups of values as a tuple: ``1, 2; 3, 4`` are two pairs."""
    return value._replace(kind="tuple") if isinstance(value, Items) and value.kind == "list" else value


def _approximate(value: Value) -> Value:
    return value._replace(approximate=True) if isinstance(value, Scalar) else value


def _without_words(tokens: list[str]) -> list[str]:
    return [token for token in tokens if token[0] != '"']
