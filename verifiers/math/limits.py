"""Limits that are checked before any work is done.

A model can write in twenty characters what nobody can evaluate. Whatever exceeds a limit is refused before it costs
anything: an answer over a limit is wrong, a reference over a limit decides nothing.
"""

from __future__ import annotations

LONGEST_TEXT = 4_000  # characters of an answer or a reference
DEEPEST_NESTING = 40  # brackets within brackets
MOST_TOKENS = 3_000
MOST_DIGITS = 1_500  # digits of a number as it is written
LARGEST_BITS = 40_000  # of an integer that is worked out
LARGEST_FACTORIAL = 3_000
LARGEST_EXPONENT = 10**15  # of a power that is compared modulo primes
MOST_TERMS = 200  # of a sum or product that is worked out term by term
MOST_INNER_TERMS = 30  # of a sum of sums; sums within them are not worked out
MOST_ITEMS = 200  # of a set, list or matrix
MOST_PAIRS = 3_000  # comparisons of members in one verdict


class OverLimitError(ValueError):
    """An expression is larger than what is looked at; the message names the limit."""


# How the message about a word ends that stands where math is read.
IS_NO_MATH = "is no math"


class UnreadableError(ValueError):
    """A text that is no math that we can read; the message says where it stops to be."""


class BeyondError(UnreadableError):
    """A text that is math, but beyond what is read here: a limit, an integral, an unknown command."""


class UndecidedError(ValueError):
    """Two values that this rung cannot compare; the message says why."""
