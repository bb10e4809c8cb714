"""Rational functions and powers, evaluated modulo large primes.

Two rational functions that agree at a random point modulo a 61-bit prime differ with a probability below their degree
over 2^61 (Schwartz and Zippel); two points modulo two primes are asked. No number grows, however large a power is, and
nothing is rounded: (x+y+z)^50 and (x+y+z)^50 + 1 differ here. Variables that stand for whole numbers take a run of
small ones and a few larger, since (-1)^n is 1 at every other number, and gcd(n, 5) at four of five. The points hang on
what is compared, so verdicts are deterministic and nobody can write an answer that is right at them.
"""

from __future__ import annotations

import hashlib
from fractions import Fraction
from functools import lru_cache

from .exact import factorial, rational
from .expressions import COUNTING, Expression, parts, variables
from .limits import LARGEST_EXPONENT, OverLimitError, UndecidedError

PRIMES = (2**61 - 1, 2**61 - 31)
_ATTEMPTS = 8
_RUN = 11  # consecutive whole numbers that each exponent takes, in an order of its own
_FAR = 2  # larger ones that are tried behind them
_FARTHEST = 400


class NotRationalError(UndecidedError):
    """An expression that is no rational function, or whose exponents are no integers."""


class Point:
    """A place at which expressions are evaluated modulo a prime.

    Args:
        names: the variables; each gets an integer that depends on its name and on the other arguments alone.
        prime: the modulus.
        attempt: which point.
        exponents: variables that occur in exponents, which get small values.
        salt: a text on which the values hang, besides.
    """

    def __init__(
        self, names: frozenset[str], prime: int, attempt: int, exponents: frozenset[str], salt: str = ""
    ) -> None:
        self.prime = prime
        self.values = {name: _integer(f"{name} {attempt} {salt}", prime) for name in names}
        # Letters that are chosen out of others are smaller: n over k wants n >= k, and so does d over k.
        ranked = sorted(exponents, key=_rank)
        self.exact = {name: Fraction(_small(name, place, attempt, salt)) for place, name in enumerate(ranked)}
        self.values.update({name: int(value) for name, value in self.exact.items()})

    def evaluate(self, a: Expression) -> int:
        """The value modulo the prime.

        Raises:
            NotRationalError: the expression is no rational function.
            OverLimitError: an exponent or factorial is too large.
            UndecidedError: a division by zero at this point.
        """
        operation = a[0]
        if operation == "n":
            return self._fraction(a[1])
        if operation == "v":
            return self.values[a[1]]
        if operation == "+":
            return sum(map(self.evaluate, a[1])) % self.prime
        if operation == "*":
            result = 1
            for part in a[1]:
                result = result * self.evaluate(part) % self.prime
            return result
        if operation == "/":
            return self.evaluate(a[1]) * self._inverse(self.evaluate(a[2])) % self.prime
        if operation == "^":
            return self._power(a)
        if operation == "!":
            n = self._integer_value(a[1])
            if n < 0:
                raise UndecidedError("the factorial of a negative number")
            return factorial(n) % self.prime
        if operation in ("C", "sum", "prod", "many") or (operation == "f" and a[1] in ("floor", "ceil")):
            value = rational(a, self.exact)
            if value is not None:
                return self._fraction(value)
        raise NotRationalError("no rational function")

    def _fraction(self, value: Fraction) -> int:
        return value.numerator * self._inverse(value.denominator) % self.prime

    def _inverse(self, value: int) -> int:
        if value % self.prime == 0:
            raise UndecidedError("a division by zero")
        return pow(value, -1, self.prime)

    def _integer_value(self, a: Expression) -> int:
        value = rational(a, self.exact)
        if value is None or value.denominator != 1:
            raise NotRationalError("an exponent that is no integer")
        return value.numerator

    def _power(self, a: Expression) -> int:
        exponent = self._integer_value(a[2])
        if abs(exponent) > LARGEST_EXPONENT:
            raise OverLimitError("an exponent is too large")
        base = self.evaluate(a[1])
        if exponent <= 0 and base == 0:
            raise UndecidedError("zero to a power that is not positive")
        return pow(base, exponent, self.prime)


def _rank(name: str) -> tuple[bool, str]:
    """Lower indices first: k, i, j, r are chosen out of n, m, d."""
    return name[:1] not in "ijklr", name


def _integer(key: str, prime: int) -> int:
    digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
    return 2 + int.from_bytes(digest, "big") % (prime - 3)


def _small(name: str, place: int, attempt: int, salt: str) -> int:
    """The value of an exponent: one of a run that begins at 2, later one that is larger."""
    if attempt < _RUN:
        return 2 + 3 * place + _order(name, salt)[attempt]
    return 100 + _FARTHEST * place + _integer(f"{name} {attempt} {salt}", PRIMES[0]) % _FARTHEST


@lru_cache(maxsize=512)
def _order(name: str, salt: str) -> list[int]:
    """The numbers of a run in an order that hangs on the name, so that the differences of two names vary."""
    return sorted(range(_RUN), key=lambda step: _integer(f"{name} {step} {salt}", PRIMES[0]))


def exponent_variables(a: Expression) -> frozenset[str]:
    """The variables that must be integers: those in exponents, factorials, binomials and the bounds of sums."""
    found: frozenset[str] = frozenset()
    if a[0] == "^":
        found |= variables(a[2])
    elif a[0] in ("!", "C", "sum", "prod", "many"):
        found |= variables(a)
    for part in a[1:]:
        if isinstance(part, tuple) and part:
            for item in part if isinstance(part[0], tuple) else (part,):
                found |= exponent_variables(item)
    return found


def equal(a: Expression, b: Expression) -> bool:
    """Whether two rational functions are the same.

    Raises:
        NotRationalError: one of them is none.
        OverLimitError, UndecidedError: as `Point.evaluate`.
    """
    if _has_pieces(a) or _has_pieces(b):
        raise NotRationalError("a function in pieces")
    names = variables(a) | variables(b)
    exponents = exponent_variables(a) | exponent_variables(b)
    salt = repr((a, b))
    agreed = 0
    error: UndecidedError | OverLimitError = UndecidedError("no point lies inside the domain")
    for attempt in range(_RUN + _FAR if exponents else _ATTEMPTS):
        point = Point(names, PRIMES[attempt % 2], attempt, exponents, salt)
        try:
            if point.evaluate(a) != point.evaluate(b):
                return False
        except NotRationalError:
            raise  # 2^{n/2} has a value at every other number alone
        except (UndecidedError, OverLimitError) as undecided:
            error = undecided
            if not names:
                raise
            continue
        agreed += 1
        if agreed == 2 and not exponents:
            return True
    if agreed < 2:
        raise error
    return True


def _has_pieces(a: Expression) -> bool:
    """Whether something is another function elsewhere, so that whole numbers do not tell what it is."""
    if a[0] == "f" and a[1] in ("floor", "ceil"):
        return any(name[0] not in COUNTING for name in variables(a[2]))
    if a[0] == "many" and a[1] in ("max", "min") and variables(a):
        return True
    return any(map(_has_pieces, parts(a)))
