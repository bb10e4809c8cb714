"""The clues of a zebra puzzle: their forms, their truth, their words, and a search for the houses that fit them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .search_limits import Steps

# Forms of clues: attribute and value once, twice or three times; a house from 1 where the form ends with one.
_PAIRS = {"same": 2, "not": 2, "left": 2, "before": 2, "next": 2, "between": 3, "at": 1, "not_at": 1}
_WITH_HOUSE = {"at", "not_at"}


class Clue(NamedTuple):
    """A clue about things, which are numbered.

    Attributes:
        kind: ``same`` and ``not``: a and b share a house, or do not; ``left``: a is directly left of b; ``before``:
            somewhere left; ``next``: side by side; ``between``: a is somewhere between b and c; ``at``, ``not_at``.
        a, b, c: things; for ``at`` and ``not_at`` b is a house from 0.
    """

    kind: str
    a: int
    b: int
    c: int = -1


def as_clue(given: Any, things: Mapping[tuple[str, str], int], houses: int) -> Clue:
    """A clue as an instance has it: ``["left", "Pet", "cat", "Name", "Eva"]``, ``["at", "Pet", "cat", 2]``.

    Raises:
        ValueError: it is none, or about things that are not there.
    """
    if not isinstance(given, (list, tuple)) or not given or given[0] not in _PAIRS:
        raise ValueError(f"no clue: {str(given)[:80]}")
    kind, *said = given
    if kind == "not" and len(said) == 3:
        kind = "not_at"
    if len(said) != 2 * _PAIRS[kind] + (kind in _WITH_HOUSE):
        raise ValueError(f"no clue: {str(given)[:80]}")
    found = [things.get((str(said[i]), str(said[i + 1])), -1) for i in range(0, 2 * _PAIRS[kind], 2)]
    if kind in _WITH_HOUSE:
        house = said[-1]
        if isinstance(house, bool) or not isinstance(house, int) or not 1 <= house <= houses:
            raise ValueError(f"no house: {str(given)[:80]}")
        found.append(house - 1)
    if -1 in found:
        raise ValueError(f"a clue about what is not there: {str(given)[:80]}")
    return Clue(kind, *found)


def holds(clue: Clue, at: Sequence[int]) -> bool:
    """Whether a clue is true where each thing is in the given house."""
    kind, a = clue.kind, at[clue.a]
    if kind in _WITH_HOUSE:
        return (a == clue.b) == (kind == "at")
    b = at[clue.b]
    if kind == "same":
        return a == b
    if kind == "not":
        return a != b
    if kind == "left":
        return a + 1 == b
    if kind == "before":
        return a < b
    if kind == "next":
        return abs(a - b) == 1
    return min(b, at[clue.c]) < a < max(b, at[clue.c])


def in_words(clue: Clue, names: Sequence[tuple[str, str]]) -> str:
    """A clue as a sentence."""
    a, b, c = (f"the house with {' '.join(names[thing])}" for thing in clue[1:])
    said = {
        "same": f"{a} is also {b}",
        "not": f"{a} is not {b}",
        "left": f"{a} is directly left of {b}",
        "before": f"{a} is somewhere left of {b}",
        "next": f"{a} is next to {b}",
        "between": f"{a} is somewhere between {b} and {c}",
        "at": f"{a} is house {clue.b + 1}",
        "not_at": f"{a} is not house {clue.b + 1}",
    }[clue.kind]
    return said[0].upper() + said[1:] + "."


class Street:
    """A search for the house of each thing; the houses a thing may be in are a bit mask.

    Args:
        houses: how many houses.
        attributes: how many attributes, of which each has a thing in each house; things are numbered by attribute.
        clues: what must hold.
    """

    def __init__(self, houses: int, attributes: int, clues: Sequence[Clue]) -> None:
        self.houses, self.attributes, self.clues = houses, attributes, clues
        self._all = (1 << houses) - 1

    def solutions(self, most_steps: int = 5000) -> Iterator[list[int]]:
        """The house of each thing, from 0, in every way that fits.

        Raises:
            SearchLimitError: there are more guesses to make.
        """
        yield from self._search([self._all] * (self.houses * self.attributes), Steps(most_steps))

    def _search(self, masks: list[int], steps: Steps) -> Iterator[list[int]]:
        if not self._narrow(masks):
            return
        open_things = [thing for thing, mask in enumerate(masks) if mask & (mask - 1)]
        if not open_things:
            found = [mask.bit_length() - 1 for mask in masks]
            if all(holds(clue, found) for clue in self.clues):
                yield found
            return
        thing = min(open_things, key=lambda one: masks[one].bit_count())
        for house in (house for house in range(self.houses) if masks[thing] >> house & 1):
            steps.take()
            tried = masks.copy()
            tried[thing] = 1 << house
            yield from self._search(tried, steps)

    def _narrow(self, masks: list[int]) -> bool:
        """Draw all simple conclusions, in place; False where a thing has no house left."""
        before: list[int] = []
        while before != masks:
            before = masks.copy()
            for kind, a, b, _ in self.clues:
                _RULES[kind](masks, a, b)
            if 0 in masks or not self._one_a_house(masks):
                return False
        return True

    def _one_a_house(self, masks: list[int]) -> bool:
        """Each house has one thing of each attribute."""
        for start in range(0, len(masks), self.houses):
            group = range(start, start + self.houses)
            once = twice = known = 0
            for thing in group:
                mask = masks[thing]
                twice |= once & mask
                once |= mask
                if not mask & (mask - 1):
                    if known & mask:
                        return False
                    known |= mask
            if once != self._all:
                return False
            lone = once & ~twice
            for thing in group:
                mask = masks[thing]
                if mask & (mask - 1):
                    masks[thing] = mask & lone if mask & lone else mask & ~known
        return True


def _same(masks: list[int], a: int, b: int) -> None:
    masks[a] = masks[b] = masks[a] & masks[b]


def _not(masks: list[int], a: int, b: int) -> None:
    first, second = masks[a], masks[b]
    if not first & (first - 1):
        masks[b] &= ~first
    elif not second & (second - 1):
        masks[a] &= ~second


def _left(masks: list[int], a: int, b: int) -> None:
    masks[b] &= masks[a] << 1
    masks[a] &= masks[b] >> 1


def _before(masks: list[int], a: int, b: int) -> None:
    first = masks[a]
    masks[b] &= -((first & -first) << 1) if first else 0
    masks[a] &= (1 << masks[b].bit_length() >> 1) - 1 if masks[b] else 0


def _next(masks: list[int], a: int, b: int) -> None:
    first = masks[a]
    second = masks[b] & (first << 1 | first >> 1)
    masks[b] = second
    masks[a] = first & (second << 1 | second >> 1)


def _at(masks: list[int], a: int, b: int) -> None:
    masks[a] &= 1 << b


def _not_at(masks: list[int], a: int, b: int) -> None:
    masks[a] &= ~(1 << b)


def _nothing(masks: list[int], a: int, b: int) -> None:
    """A clue of three things rules out nothing before it is checked."""


# What each kind of clue takes from the houses of the things that it is about.
_RULES: dict[str, Callable[[list[int], int, int], None]] = {
    "same": _same,
    "not": _not,
    "left": _left,
    "before": _before,
    "next": _next,
    "between": _nothing,
    "at": _at,
    "not_at": _not_at,
}
