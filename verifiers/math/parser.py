r"""From tokens to an expression, by precedence: sums, products (written or implied), powers, postfix signs, atoms.

Tokens become trees without anything being worked out, so that the cost of reading is linear in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from .angles import take_degree_sign, with_minutes
from .expressions import INFINITY, Expression, negative, number, product, total
from .functions import function, root, series, zeta
from .letters import GREEK, letter, subscripted
from .limits import DEEPEST_NESTING, IS_NO_MATH, BeyondError, OverLimitError, UnreadableError
from .numerals import numeral
from .tokens import FUNCTIONS, SCALES

_CLOSING = {"(": ")", "[": "]", "{": "}", "\\{": "\\}", "\\lfloor": "\\rfloor", "\\lceil": "\\rceil"}
_TIMES = frozenset(("*", "\\cdot", "\\times"))
_OVER = frozenset(("/",))
_OPAQUE = frozenset(("\\lim", "\\int", "\\iint", "\\oint", "\\partial"))
_NO_MATH = frozenset(("boxed", "fbox", "frac", "begin", "end", "left", "right", "item"))


class Parser:
    """A parser of one list of tokens.

    Args:
        tokens: as `tokens.tokenize` returns them.
    """

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0
        self.bars = 0

    def whole(self) -> Expression:
        """The expression that all tokens make.

        Raises:
            UnreadableError: they make none, or more than one.
            OverLimitError: brackets nest too deeply.
        """
        found = self.sum()
        found = self._divided(found)
        if self.place < len(self.tokens):
            raise UnreadableError(f"{self.tokens[self.place]!r} is not expected here")
        return found

    def _divided(self, above: Expression) -> Expression:
        r"""What fills a group, and what TeX's ``\choose`` or ``\over`` puts below it."""
        if self.peek() not in ("\\choose", "\\over"):
            return above
        return ("C" if self.take() == "\\choose" else "/", above, self.sum())

    def peek(self) -> str:
        """The next token, or an empty text at the end."""
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        """The next token, which is consumed."""
        if self.place >= len(self.tokens):
            raise UnreadableError("the text ends too early")
        self.place += 1
        return self.tokens[self.place - 1]

    def need(self, token: str) -> None:
        """Consume this token."""
        if self.take() != token:
            raise UnreadableError(f"{token!r} is missing")

    def sum(self) -> Expression:
        """Terms with plus and minus between them."""
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise OverLimitError(f"brackets nest deeper than {DEEPEST_NESTING}")
        terms = [self._signed()]
        while self.peek() in ("+", "-"):
            terms.append(self._signed())
        self.depth -= 1
        return total(terms)

    def _signed(self) -> Expression:
        sign = 1
        while self.peek() in ("+", "-"):
            sign = -sign if self.take() == "-" else sign
        term = self.term()
        return negative(term) if sign < 0 else term

    def term(self) -> Expression:
        """Factors with times, division, or nothing between them."""
        factors = [self.factor()]
        while True:
            token = self.peek()
            if token in _TIMES:
                self.take()
                factors.append(self._signed_factor())
            elif token in _OVER:
                self.take()
                factors = [("/", product(factors), self._signed_factor())]
            elif token == "\\mod":
                raise BeyondError("a remainder")
            elif token and self.starts_factor(token):
                self._imply(factors, token)
            else:
                return product(factors)

    def _imply(self, factors: list[Expression], token: str) -> None:
        """A factor without a sign before it: a product, or the fraction of a mixed number."""
        before = factors[-1]
        right = self.factor()
        if before[0] == "n" and right[0] == "n" and token != "(" and self.tokens[self.place - 1] != ")":
            raise UnreadableError("two numbers side by side")
        if (
            token == "\\frac"
            and before[0] == "n"
            and len(factors) == 1
            and before[1].denominator == 1
            and _plain(right)
        ):
            factors[-1] = ("+", (before, right))
        else:
            factors.append(right)

    def starts_factor(self, token: str) -> bool:
        """Whether a token begins a factor, which is multiplied with what stands before it."""
        if token == "|":
            return not self.bars
        first = token[0]
        if first.isalnum() or first == "#" or token in ("(", "[", "{", "\\{"):
            return token not in ("or", "and")
        if first == "." and len(token) > 1:
            return True
        name = token[1:]
        return first == "\\" and (
            name in FUNCTIONS
            or name in GREEK
            or name
            in ("frac", "sqrt", "binom", "pi", "infty", "sum", "prod", "lfloor", "lceil", "bar", "overline", "circ")
        )

    def _signed_factor(self) -> Expression:
        if self.peek() == "-":
            self.take()
            return negative(self._signed_factor())
        if self.peek() == "+":
            self.take()
            return self._signed_factor()
        return self.factor()

    def factor(self) -> Expression:
        """An atom with its powers and postfix signs."""
        base = self.atom()
        while True:
            token = self.peek()
            if token == "^":
                self.take()
                if take_degree_sign(self):
                    base = ("deg", with_minutes(self, base))
                elif self.peek() == "'" or self.peek() == "\\prime":
                    raise BeyondError("a derivative")
                else:
                    base = ("^", base, self._exponent())
            elif token == "!":
                self.take()
                base = ("!", base)
                if self.peek() == "!":  # 5!! is no factorial of a factorial, but (5!)! is
                    self.take()
                    base = _every_other(base)
            elif token in ("\\%", "%"):
                self.take()
                if self.peek() in ("\\%", "%"):
                    raise UnreadableError("two percent signs")
                base = ("/", base, number(100))
            elif token and token[0] == '"' and token[1:].lower() in SCALES:
                self.take()
                base = ("*", (base, number(SCALES[token[1:].lower()])))
            elif token and token[0] == '"' and token[1:].lower() in ("degree", "degrees", "deg"):
                self.take()
                base = ("deg", base)
            else:
                return base

    def _exponent(self) -> Expression:
        """An exponent, with the exponents that follow it without braces: 2^3^2 is 2^9."""
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise OverLimitError(f"exponents nest deeper than {DEEPEST_NESTING}")
        found = self.argument()
        if self.peek() == "^" and self.tokens[self.place + 1 : self.place + 2] != ["\\circ"]:
            self.take()
            found = ("^", found, self._exponent())
        self.depth -= 1
        return found

    def argument(self) -> Expression:
        r"""What a command or power applies to: a group, one digit, or one atom: ``\frac12``, ``x^{10}``, ``2^-3``."""
        token = self.peek()
        if token == "{":
            return self.atom()
        if token in ("-", "+"):
            self.take()
            return negative(self.argument()) if token == "-" else self.argument()
        if token.isdigit() and len(token) > 1 and self._is_latex():
            self.tokens = [*self.tokens[: self.place], *token, *self.tokens[self.place + 1 :]]
        if token[:1] == "\\" and token[1:] in FUNCTIONS:
            return self.factor()
        return self.atom()

    def _is_latex(self) -> bool:
        """Whether a number without braces counts by its first digit: after a command, but not in 2^10 of plain text."""
        return self.place > 0 and self.tokens[self.place - 1] != "^"

    def group(self, opening: str) -> Expression:
        """What stands in brackets that were just opened."""
        bars, self.bars = self.bars, 0
        found = self.sum()
        found = self._divided(found) if opening == "{" else found
        self.need(_CLOSING[opening])
        self.bars = bars
        return found

    def atom(self) -> Expression:
        """A number, a letter, a function with its argument, or something in brackets."""
        token = self.take()
        first = token[0]
        if first.isdigit() or (first == "." and len(token) > 1):
            return numeral(token)
        if first == "#":
            return number(token[1:])
        if token in ("(", "[", "{"):
            return self.group(token)
        if token == "|":
            return self._absolute()
        if first == "\\":
            return self._command(token[1:])
        if first.isalpha() and len(token) == 1:
            return letter(self, token)
        if first == '"' and len(token) == 2:
            return letter(self, token[1])
        raise UnreadableError(f"{token.lstrip(chr(34))!r} {IS_NO_MATH}")

    def _absolute(self) -> Expression:
        bars, self.bars = self.bars, 1
        inside = self.sum()
        self.need("|")
        self.bars = bars
        return ("f", "abs", inside)

    def _command(self, name: str) -> Expression:
        if name == "frac":
            above = self.argument()
            return ("/", above, self.argument())
        if name == "sqrt":
            return root(self)
        if name == "binom":
            above = self.argument()
            return ("C", above, self.argument())
        if name == "pi":
            return ("c", "pi")
        if name == "infty":
            return INFINITY
        if name in ("sum", "prod"):
            return series(self, name)
        if name in ("lfloor", "lceil"):
            inside = self.group("\\" + name)
            return ("f", name[1:], inside)
        if name == "circ":
            raise UnreadableError("a degree sign without a number")
        if name in FUNCTIONS:
            return function(self, name)
        if name == "zeta" and self.peek() == "(":
            return zeta(self)
        if name in GREEK:
            return subscripted(self, "\\" + name)
        if name in ("bar", "overline"):
            inside = self.argument()
            return ("f", "conjugate", inside)
        if "\\" + name in _OPAQUE:
            raise BeyondError(f"\\{name} is left to the last rung")
        if len(name) > 2 and name not in _NO_MATH:
            raise BeyondError(f"\\{name} is not known")
        raise UnreadableError(f"\\{name} is no math here")


def _plain(a: Expression) -> bool:
    return bool(a[0] == "/" and a[1][0] == a[2][0] == "n" and a[1][1].denominator == a[2][1].denominator == 1)


def parse(tokens: Sequence[str]) -> Expression:
    """The expression of some tokens.

    Raises:
        UnreadableError: they make no expression.
        OverLimitError: they exceed a limit.
    """
    if not tokens:
        raise UnreadableError("there is nothing")
    return Parser(list(tokens)).whole()


_LARGEST_DOUBLE = 60


def _every_other(factorial: Expression) -> Expression:
    """A double factorial, 5!! = 5 * 3 * 1, of a small whole number."""
    base = factorial[1]
    if base[0] != "n" or base[1].denominator != 1 or not 0 < base[1] <= _LARGEST_DOUBLE:
        raise BeyondError("a double factorial")
    return number(prod(range(int(base[1]), 0, -2)))
