"""Letters that may be any: the parameter of a general solution, a constant of integration, an argument."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from .expressions import Expression, contains, replaced, variables
from .progressions import PARAMETERS
from .question import Question

_CONSTANTS = frozenset(("C", "c", "K", "k", "A", "B", "D", "C_1", "C_2", "C_3", "c_1", "c_2", "c_3"))
_LIKELY = _CONSTANTS | {"a", "b"}
_MOST = 3  # constants that are tried in every order


def renamed(reference: Expression, answer: Expression, asked: Question) -> Iterator[Expression]:
    """An answer with its letters renamed to the reference's, where they are free to choose.

    The letter of a general solution, or one that the question does not speak of, may be any; so may arbitrary constants
    beside a variable that both sides have: ``C e^x`` and ``A e^x``.
    """
    ours, theirs = variables(reference) - variables(answer), variables(answer) - variables(reference)
    if len(ours) == len(theirs) == 1:
        old, new = next(iter(theirs)), next(iter(ours))
        if _is_free(reference, old, new, asked):
            yield replaced(answer, old, ("v", new))
            return
    yield from _with_constants(reference, answer, asked)


def _is_free(reference: Expression, old: str, new: str, asked: Question) -> bool:
    if contains(reference, "pi", "deg") and {old, new} <= PARAMETERS:
        return True
    if new in asked.letters or old in asked.letters or len(old) > 2 or len(new) > 2:
        return False
    return asked.known or (old in "klmnt" and new in "klmnt")


def _with_constants(reference: Expression, answer: Expression, asked: Question) -> Iterator[Expression]:
    here, there = variables(reference), variables(answer)
    ours, theirs = sorted(here & _CONSTANTS), sorted(there & _CONSTANTS)
    if asked.known or len(ours) != len(theirs):
        ours, theirs = sorted((here - there) & _LIKELY), sorted((there - here) & _LIKELY)
        if not asked.known:
            ours = [name for name in ours if name in _CONSTANTS]
    if len(ours) != len(theirs) or not 0 < len(ours) <= _MOST or not (here & there) - _LIKELY:
        return
    if {*ours, *theirs} & asked.letters:
        return
    for order in itertools.permutations(ours):
        found = answer
        for place, name in enumerate(theirs):
            found = replaced(found, name, ("v", f"\0{place}"))
        for place, name in enumerate(order):
            found = replaced(found, f"\0{place}", ("v", name))
        if found != answer:
            yield found
