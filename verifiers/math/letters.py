"""Letters: variables with their subscripts, constants, functions without a meaning of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .expressions import IMAGINARY, Expression
from .vocabulary import words

if TYPE_CHECKING:
    from .parser import Parser

GREEK = words(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau upsilon phi chi psi omega"
    " Gamma Delta Theta Lambda Xi Sigma Phi Psi Omega ell hbar Pi partial nabla odot"
)
_FUNCTION_LETTERS = frozenset("fghFGWTPQ")
_INVERSE_CALL = ["^", "{", "-", "1", "}", "("]


def letter(parser: Parser, name: str) -> Expression:
    """What a letter stands for that was just taken: a constant, a variable, a function of what follows it."""
    if name == "e" and parser.peek() != "_":
        return ("c", "e")
    if name == "i" and parser.peek() != "_":
        return IMAGINARY
    if name == "C" and parser.peek() == "(":
        return _chosen(parser)
    return subscripted(parser, name)


def _chosen(parser: Parser) -> Expression:
    """C(10, 3) is a binomial coefficient; C(x) is a product."""
    parser.need("(")
    first = parser.sum()
    if parser.peek() == ",":
        parser.take()
        second = parser.sum()
        parser.need(")")
        return ("C", first, second)
    parser.need(")")
    return ("*", (("v", "C"), first))


def subscripted(parser: Parser, name: str) -> Expression:
    """A variable with the subscripts and primes that follow it, or the function of that name."""
    if parser.peek() == "_":
        parser.take()
        name += "_" + _index(parser)
    while parser.peek() == "'":
        parser.take()
        name += "'"
    if parser.peek() == "^" and parser.tokens[parser.place + 1 : parser.place + 4] == ["{", "\\prime", "}"]:
        parser.place += 4
        name += "'"
    if name in _FUNCTION_LETTERS and list(parser.tokens[parser.place : parser.place + 6]) == _INVERSE_CALL:
        parser.place += 5
        name += "^-1"
    if parser.peek() == "(" and name[0] in _FUNCTION_LETTERS:
        return _call(parser, name)
    return ("v", name)


def _index(parser: Parser) -> str:
    """A subscript as it is written, without braces and marks."""
    token = parser.take()
    if token != "{":
        return token.lstrip('"')
    depth, found = 1, []
    while depth:
        token = parser.take()
        depth += (token == "{") - (token == "}")
        found.append(token.lstrip('"'))
    return "".join(found[:-1]).replace("{", "").replace("}", "")


def _call(parser: Parser, name: str) -> Expression:
    parser.need("(")
    items = [parser.sum()]
    while parser.peek() == ",":
        parser.take()
        items.append(parser.sum())
    parser.need(")")
    return ("call", name, tuple(items))
