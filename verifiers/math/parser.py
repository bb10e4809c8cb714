r"""From tokens to an expression, by precedence: sums, products (written or implied), powers, postfix signs, atoms.

Tokens become trees without anything being worked out, so that the cost of reading is linear in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .expressions import (
    IMAGINARY,
    INFINITY,
    MINUS_ONE,
    Expression,
    as_letter,
    negative,
    number,
    product,
    replaced,
    total,
)
from .limits import DEEPEST_NESTING, BeyondError, OverLimitError, UnreadableError
from .tokens import FUNCTIONS, SCALES
from .vocabulary import words

GREEK = words(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau upsilon phi chi psi omega"
    " Gamma Delta Theta Lambda Xi Sigma Phi Psi Omega ell hbar Pi partial nabla odot"
)
_CLOSING = {"(": ")", "[": "]", "{": "}", "\\{": "\\}", "\\lfloor": "\\rfloor", "\\lceil": "\\rceil"}
_TIMES = frozenset(("*", "\\cdot", "\\times"))
_OVER = frozenset(("/",))
_OPAQUE = frozenset(("\\lim", "\\int", "\\iint", "\\oint", "\\partial"))
_NO_MATH = frozenset(("boxed", "fbox", "frac", "begin", "end", "left", "right", "item"))
_INVERSE = {"sin": "arcsin", "cos": "arccos", "tan": "arctan", "cot": "arccot", "sec": "arcsec", "csc": "arccsc"}
_ALIASES = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}
_CIS = ("+", (("f", "cos", ("v", "\0")), ("*", (IMAGINARY, ("f", "sin", ("v", "\0"))))))
_FUNCTION_LETTERS = frozenset("fghFGWTPQ")
_INVERSE_CALL = ["^", "{", "-", "1", "}", "("]


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
        if self.peek() == "\\choose":
            self.take()
            found = ("C", found, self.sum())
        if self.place < len(self.tokens):
            raise UnreadableError(f"{self.tokens[self.place]!r} is not expected here")
        return found

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
            elif token and self._starts_factor(token):
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

    def _starts_factor(self, token: str) -> bool:
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
                if self._degrees():
                    base = ("deg", self._with_minutes(base))
                elif self.peek() == "'" or self.peek() == "\\prime":
                    raise BeyondError("a derivative")
                else:
                    base = ("^", base, self._exponent())
            elif token == "!":
                self.take()
                if base[0] == "!":
                    raise BeyondError("a double factorial")
                base = ("!", base)
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

    def _with_minutes(self, degrees: Expression) -> Expression:
        """Degrees with the minutes and seconds of arc behind them: 60 degrees 42'."""
        terms = [degrees]
        for marks, share in ((1, 60), (2, 3600)):
            token = self.peek()
            behind = list(self.tokens[self.place + 1 : self.place + 1 + marks])
            if not token.isdigit() or behind != ["'"] * marks:
                break
            self.place += 1 + marks
            terms.append(number(Fraction(int(token), share)))
        return total(terms)

    def _degrees(self) -> bool:
        if self.peek() == "\\circ":
            self.place += 1
            return True
        if self.tokens[self.place : self.place + 3] == ["{", "\\circ", "}"]:
            self.place += 3
            return True
        return False

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
        if opening == "{" and self.peek() == "\\choose":
            self.take()
            found = ("C", found, self.sum())
        self.need(_CLOSING[opening])
        self.bars = bars
        return found

    def atom(self) -> Expression:
        """A number, a letter, a function with its argument, or something in brackets."""
        token = self.take()
        first = token[0]
        if first.isdigit() or (first == "." and len(token) > 1):
            return _number(token)
        if first == "#":
            return number(token[1:])
        if token in ("(", "[", "{"):
            return self.group(token)
        if token == "|":
            return self._absolute()
        if first == "\\":
            return self._command(token[1:])
        if first.isalpha() and len(token) == 1:
            return self._letter(token)
        if first == '"' and len(token) == 2:
            return self._letter(token[1])
        raise UnreadableError(f"{token.lstrip(chr(34))!r} is no math")

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
            return self._root()
        if name == "binom":
            above = self.argument()
            return ("C", above, self.argument())
        if name == "pi":
            return ("c", "pi")
        if name == "infty":
            return INFINITY
        if name in ("sum", "prod"):
            return self._series(name)
        if name in ("lfloor", "lceil"):
            inside = self.group("\\" + name)
            return ("f", name[1:], inside)
        if name == "circ":
            raise UnreadableError("a degree sign without a number")
        if name in FUNCTIONS:
            return self._function(_ALIASES.get(name, name))
        if name in GREEK:
            return self._subscripted("\\" + name)
        if name in ("bar", "overline"):
            inside = self.argument()
            return ("f", "conjugate", inside)
        if "\\" + name in _OPAQUE:
            raise BeyondError(f"\\{name} is left to the last rung")
        if len(name) > 2 and name not in _NO_MATH:
            raise BeyondError(f"\\{name} is not known")
        raise UnreadableError(f"\\{name} is no math here")

    def _root(self) -> Expression:
        if self.peek() != "[":
            return ("root", self.argument(), number(2))
        self.take()
        index = self.sum()
        self.need("]")
        return ("root", self.argument(), index)

    def _series(self, name: str) -> Expression:
        """A sum or product over an integer between two bounds."""
        self.need("_")
        self.need("{")
        variable = self.take()
        self.need("=")
        low = self.sum()
        self.need("}")
        self.need("^")
        high = self.argument()
        body = self.term()
        return (name, variable, low, high, as_letter(body, IMAGINARY, "i") if variable == "i" else body)

    def _function(self, name: str) -> Expression:
        if name in ("max", "min", "gcd", "lcm"):
            return self._of_many(name)
        base: Expression | None = None
        power: Expression | None = None
        for _ in range(2):
            if self.peek() == "_" and name == "log":
                self.take()
                base = self.argument()
            elif self.peek() == "^":
                self.take()
                power = self.argument()
        inside = self.function_argument()
        if power == MINUS_ONE and name in _INVERSE:
            return ("f", _INVERSE[name], inside)
        if name == "log":
            found: Expression = ("f", "log", inside) if base is None else ("log", base, inside)
            if base == ("c", "e"):
                found = ("f", "ln", inside)
        elif name in ("sqrt", "cbrt"):
            found = ("root", inside, number(2 if name == "sqrt" else 3))
        elif name == "cis":
            found = replaced(_CIS, "\0", inside)
        else:
            found = ("f", name, inside)
        return found if power is None else ("^", found, power)

    def _of_many(self, name: str) -> Expression:
        self.need("(")
        items = [self.sum()]
        while self.peek() == ",":
            self.take()
            items.append(self.sum())
        self.need(")")
        return ("many", name, tuple(items))

    def function_argument(self) -> Expression:
        """What a function applies to without brackets: all that is multiplied without a sign, as in sin 2x."""
        if self.peek() in ("(", "[", "{"):
            return self.group(self.take())
        if self.peek() == "-":
            self.take()
            return negative(self.function_argument())
        factors = [self.factor()]
        while True:
            token = self.peek()
            is_function = token[:1] == "\\" and token[1:] in FUNCTIONS
            if not token or is_function or token in ("(", "[", "\\sum", "\\prod") or not self._starts_factor(token):
                break
            factors.append(self.factor())
        if self.peek() == "/" and self._simple_over():
            self.take()
            return ("/", product(factors), self.factor())
        return product(factors)

    def _simple_over(self) -> bool:
        """Whether a division belongs to the argument: sin pi/6."""
        after = self.tokens[self.place + 1 : self.place + 2]
        return bool(after) and after[0].isdigit()

    def _letter(self, letter: str) -> Expression:
        if letter == "e" and self.peek() != "_":
            return ("c", "e")
        if letter == "i" and self.peek() != "_":
            return IMAGINARY
        if letter == "C" and self.peek() == "(":
            return self._chosen()
        return self._subscripted(letter)

    def _chosen(self) -> Expression:
        """C(10, 3) is a binomial coefficient; C(x) is a product."""
        self.need("(")
        first = self.sum()
        if self.peek() == ",":
            self.take()
            second = self.sum()
            self.need(")")
            return ("C", first, second)
        self.need(")")
        return ("*", (("v", "C"), first))

    def _subscripted(self, name: str) -> Expression:
        if self.peek() == "_":
            self.take()
            name += "_" + self._index()
        while self.peek() == "'":
            self.take()
            name += "'"
        if self.peek() == "^" and self.tokens[self.place + 1 : self.place + 4] == ["{", "\\prime", "}"]:
            self.place += 4
            name += "'"
        if name in _FUNCTION_LETTERS and list(self.tokens[self.place : self.place + 6]) == _INVERSE_CALL:
            self.place += 5
            name += "^-1"
        if self.peek() == "(" and name[0] in _FUNCTION_LETTERS:
            return self._call(name)
        return ("v", name)

    def _index(self) -> str:
        """A subscript as it is written, without braces and marks."""
        token = self.take()
        if token != "{":
            return token.lstrip('"')
        depth, found = 1, []
        while depth:
            token = self.take()
            depth += (token == "{") - (token == "}")
            found.append(token.lstrip('"'))
        return "".join(found[:-1]).replace("{", "").replace("}", "")

    def _call(self, name: str) -> Expression:
        self.need("(")
        items = [self.sum()]
        while self.peek() == ",":
            self.take()
            items.append(self.sum())
        self.need(")")
        return ("call", name, tuple(items))


def _number(token: str) -> Expression:
    if "_" in token:
        digits, _, base = token.partition("_")
        try:
            return ("n", Fraction(int(digits, int(base.strip("{}")))))
        except ValueError:
            raise UnreadableError(f"{digits} is no number in base {base}") from None
    return ("n", Fraction(token))


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
