r"""From a text to a typed value: lists, sets, intervals, relations, matrices, quantities, words.

Structure is found on tokens, from the outside in: separators at the top level, then relation signs, then unions, then
brackets; what remains is an expression for the parser, or words.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from functools import lru_cache

from .bracketed import bracketed
from .brackets import closing, opening_of_last, split
from .congruences import congruence
from .dates import date_of
from .environments import environment, opened_cases
from .expressions import INFINITY, Expression, negative, number
from .integer_sets import POSITIVE, named_set
from .limits import DEEPEST_NESTING, MOST_ITEMS, BeyondError, OverLimitError, UnreadableError
from .matrices import TRANSPOSED, matrix_value
from .measures import added, scalar
from .permutations import permuted, permutes
from .phrases import value_of_words, words_of
from .prose import value_of_prose
from .ratios import ratio
from .relations import labelled
from .shapes import (
    ALL_NUMBERS,
    SEPARATORS,
    SETS,
    SIGNS,
    as_call,
    excepted,
    is_matrix_term,
    outward,
    with_constant,
    with_difference,
    with_exclusion,
)
from .spelling import spell
from .tokens import tokenize
from .trimming import is_domain, is_dots, trimmed
from .values import (
    Combined,
    Interval,
    Items,
    Nothing,
    Opaque,
    Relation,
    Scalar,
    Value,
    Words,
)

_OF_NUMBERS = frozenset(("-", "+", "/", "{", "}", "\\frac", "\\sqrt"))
_NUMBER_SETS = frozenset("ZNQC")


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


_NEUTRAL = frozenset((".", ",", "and", "or", "!", "'", "?", "{", "}"))


def _as_words(tokens: Sequence[str], text: str, why: str, beyond: bool) -> Value:
    letters = sum(len(token) - 1 for token in tokens if token[0] == '"')
    others = sum(1 for token in tokens if token[0] != '"' and token not in _NEUTRAL)
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
        tokens = opened_cases(outward(tokens))
        if '"constant' in tokens:
            tokens = with_constant(tokens)
        if tokens[0] == "<" and tokens[-1] == ">" and "," in tokens:
            tokens = ["\\langle", *tokens[1:-1], "\\rangle"]
        if "\\mod" in tokens and tokens.count("\\mod") == 1:
            return congruence(tokens, self.value)
        tokens = with_exclusion(tokens)
        besides = excepted(tokens)
        if besides is not None:
            return self._all_but(besides)
        said_twice = self._said_twice(tokens)
        if said_twice is not None:
            return said_twice
        if ";" in tokens and "," in tokens:
            groups, _ = split(tokens, frozenset((";",)))
            if len(groups) > 1:
                return Items("list", tuple(_as_tuple(self.value(group)) for group in groups if trimmed(group)))
        parts, between = split(tokens, SEPARATORS)
        filled = [part for part in parts if part]
        if len(filled) > 1:
            return self._list(filled, between)
        return self.item(filled[0] if filled else tokens)

    def _all_but(self, tokens: list[str]) -> Value:
        """All real numbers but some."""
        found = self.value(tokens)
        if isinstance(found, Relation) and found.signs == ("=",):
            found = found.sides[-1]
        points = found.items if isinstance(found, Items) else (found,)
        return Combined("setminus", (_ALL_REALS, Items("set", points)))

    def _said_twice(self, tokens: list[str]) -> Value | None:
        """A value with the same in another form behind it in parentheses: ``1/2 (or 0.5)``, ``sqrt 2 (= 1.41...)``."""
        start = opening_of_last(tokens) if tokens[-1] == ")" else 0
        if start <= 0 or start + 2 >= len(tokens):
            return None
        if tokens[start + 1] not in ("or", "=", "\\approx"):
            clocks = ":" in tokens[1:start] and ":" in tokens[start + 1 :]
            if not clocks:
                return None
            return Items("list", (self.value(tokens[:start]), self.value(tokens[start + 1 : -1])), either=True)
        first, again = self.value(tokens[:start]), self.value(tokens[start + 2 : -1])
        if tokens[start + 1] == "\\approx":
            chain = first if isinstance(first, Relation) else Relation((), (first,))
            return Relation((*chain.signs, "\\approx"), (*chain.sides, again))
        return Items("list", (first, again), either=True)

    def _list(self, parts: list[list[str]], between: list[str]) -> Value:
        if len(parts) > MOST_ITEMS:
            raise OverLimitError(f"a list has {len(parts)} members, {MOST_ITEMS} are looked at")
        parts = [part for part in parts if not is_domain(part) and part[1:] != ["\\in", *ALL_NUMBERS]] or parts
        parts = [parts[0], *(part for part in parts[1:] if part[0].lower() != '"not')]
        which = permutes(parts[-1]) if len(parts) > 1 and parts[-1][-1][0] == '"' else None
        if which is not None:
            return self._permuted(parts[:-1], which)
        if len(parts) == 1:
            return self.value(parts[0])
        if "or" in between and "=" in parts[0] and (points := self._points(parts, between)) is not None:
            return points
        values = [self._member(part) for part in parts if not is_dots(part)]
        dots = len(values) < len(parts)
        flat = [item for value in values for item in _flattened(value)]
        flat = _shared_label(flat)
        if between == ["and"] and (sum_ := added(flat)) is not None:
            return sum_
        return Items("list", tuple(flat), "or" in between or "\\lor" in between, dots)

    def _points(self, parts: list[list[str]], between: list[str]) -> Value | None:
        """Solutions of a system that "or" joins, ``x = 1, y = 2 or x = 3, y = 4``, as points; None for all others."""
        if len(between) != len(parts) - 1:
            return None
        groups: list[list[list[str]]] = [[]]
        for part, separator in zip(parts, (*between, "or"), strict=True):
            groups[-1].append(part)
            if separator == "or":
                groups.append([])
        systems = [_assignments([self.value(part) for part in group]) for group in groups[:-1]]
        first = systems[0]
        if first is None or len(first) < 2:
            return None
        found = []
        for system in systems:
            if system is None or set(system) != set(first):
                return None
            found.append(Items("tuple", tuple(system[name] for name in sorted(first))))
        return Items("list", tuple(found))

    def _permuted(self, parts: list[list[str]], which: str) -> Value:
        """The points that ``(1, 1, 2) and its permutations`` are."""
        values = [found for part in parts for found in _flattened(self.value(part))]
        labels = (v.sides[-1] if isinstance(v, Relation) and v.signs == ("=",) else v for v in values)
        return Items("list", tuple(permuted(list(labels), which)))

    def _member(self, tokens: list[str]) -> Value:
        """A member of a list: a value, or words."""
        depth = self.depth
        try:
            return self.value(tokens)
        except UnreadableError:
            self.depth = depth
            if all(token[0] == '"' for token in tokens):
                plain = words_of(" ".join(token[1:] for token in tokens))
                return value_of_words(plain) or value_of_prose(plain) or Words(plain)
            raise

    def item(self, tokens: list[str]) -> Value:
        """A value without separators."""
        tokens = trimmed(tokens)
        if not tokens:
            raise UnreadableError("there is nothing")
        sides, signs = split(tokens, SIGNS)
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
        if is_matrix_term(tokens):
            return matrix_value(tokens, self.value)
        if tokens[-1] == ")" and "," in tokens and (scaled := self._scaled(tokens)) is not None:
            return scaled
        tokens = with_difference(tokens)
        sets, operations = split(tokens, SETS)
        if operations:
            return self._combined(sets, operations)
        return self._single(tokens)

    def _scaled(self, tokens: list[str]) -> Value | None:
        r"""A tuple with a number before it: ``-(1, 2)`` and ``\\frac15 (3, 4)``; None for all others."""
        start = opening_of_last(tokens) if tokens[-1] == ")" else 0
        if start <= 0 or tokens[start] != "(" or "," not in tokens[start:]:
            return None
        factor = self._factor([token for token in tokens[:start] if token not in ("\\cdot", "\\times")])
        point = self.value(tokens[start:]) if factor is not None else None
        if factor is None or not isinstance(point, Items) or point.kind != "tuple":
            return None
        members = [item.expression for item in point.items if isinstance(item, Scalar) and item.unit is None]
        if len(members) < len(point.items):
            return None
        return Items("tuple", tuple(Scalar(("*", (factor, member))) for member in members))

    @staticmethod
    def _factor(tokens: list[str]) -> Expression | None:
        """A sign, or a number in digits, fractions and roots."""
        if tokens in (["+"], ["-"]):
            return number(1 if tokens == ["+"] else -1)
        if not all(token[0].isdigit() or token in _OF_NUMBERS for token in tokens):
            return None
        found = scalar(tokens)
        return found.expression if isinstance(found, Scalar) else None

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
        if not sides[0] and signs[0] == "=" and sides[1]:
            return self._relation(sides[1:], signs[1:])
        if len(signs) == 1 and signs[0] == "\\in":
            if "+" in sides[0] and any(token.isdigit() for token in sides[0]):
                raise UnreadableError("an expression with a number, and no name, lies in a set")
            return self.value(sides[1])
        if signs == ["="] and ("\\pm" in sides[0] or "\\mp" in sides[0]):  # 3x \pm 4y = 0 are two lines
            return self._both_signs([*sides[0], "=", *sides[1]])
        if len(signs) > 1 and _is_said_again(sides):
            raise UnreadableError("two equations stand side by side")
        signs = [{"\\equiv": "=", "\\sim": "\\approx", "\\cong": "\\approx"}.get(sign, sign) for sign in signs]
        return Relation(tuple(signs), tuple(self._side(side, i + 1 < len(sides)) for i, side in enumerate(sides)))

    def _side(self, tokens: list[str], may_be_label: bool) -> Value:
        call = as_call(trimmed(tokens))
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
            found = bracketed(tokens, self.value)
            if found is not None:
                return found
        if first in ("(", "[") and last > 2 and tokens[1] == "\\begin" and tokens[-1] in (")", "]"):
            return environment(tokens[1:-1], self.value)
        if first == "\\emptyset" and last == 0:
            return Nothing()
        if tuple(tokens) == ALL_NUMBERS:
            return Interval(negative(INFINITY), INFINITY, False, False)
        mark = "".join(token for token in tokens[4:] if token not in "{}")
        if tuple(tokens[:4]) == ALL_NUMBERS and mark in POSITIVE:
            return Interval(number(0), INFINITY, False, False)
        if first == "\\mathbb" and len(tokens) >= 4 and tokens[2] in _NUMBER_SETS:
            name = named_set(tokens[2], mark)
            if name:
                return Words(name)
        if ":" in tokens:
            parts, colons = split(tokens, frozenset((":",)))
            if colons:
                return ratio(parts, self.value)
        if '"to' in tokens:
            parts, _ = split(tokens, frozenset(('"to',)))
            return ratio(parts, self.value)
        return scalar(tokens)


def _is_said_again(sides: list[list[str]]) -> bool:
    """Whether the left side of an equation stands once more behind another value: ``y = 2x - 1 xor y = 2x + 1``."""
    label = sides[0]
    return any(len(side) >= len(label) > 0 and side[-len(label) :] == label for side in sides[1:-1]) and not any(
        token.isdigit() for token in label
    )


_ALL_REALS = Interval(negative(INFINITY), INFINITY, False, False)


def _flattened(value: Value) -> tuple[Value, ...]:
    """The members of a list within a list: ``1 ± 2, 5`` are three numbers."""
    return value.items if isinstance(value, Items) and value.kind == "list" else (value,)


def _shared_label(values: list[Value]) -> list[Value]:
    r"""Values of which only the first bears a label that they share: ``x = 2, 5`` and ``x \ne 2, 5``."""
    first, rest = values[0], values[1:]
    if not isinstance(first, Relation) or any(isinstance(v, Relation) for v in rest):
        return values
    if first.signs == ("=",) and (label := labelled(first)) is not None:
        return [label[1], *rest]
    if first.signs == ("\\ne",) and rest and all(isinstance(v, Scalar) for v in rest):
        return [first, *(first._replace(sides=(first.sides[0], v)) for v in rest)]
    return values


def _assignments(values: Sequence[Value]) -> dict[str, Value] | None:
    """What each letter is set to by some equations, or None where they do something else."""
    found: dict[str, Value] = {}
    for value in values:
        if not isinstance(value, Relation) or value.signs != ("=",) or not isinstance(value.sides[0], Scalar):
            return None
        name = value.sides[0].expression
        if name[0] != "v" or name[1] in found:
            return None
        found[name[1]] = value.sides[1]
    return found


def _as_tuple(value: Value) -> Value:
    """One of several groups of values as a tuple: ``1, 2; 3, 4`` are two pairs."""
    return value._replace(kind="tuple") if isinstance(value, Items) and value.kind == "list" else value


def _approximate(value: Value) -> Value:
    return value._replace(approximate=True) if isinstance(value, Scalar) else value
