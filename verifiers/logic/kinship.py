"""Relations of kin, their names, and which of them holds between two people."""

from __future__ import annotations

from collections.abc import Collection, Iterable

# A relation for a woman and for a man.
_PAIRS = {
    "spouse": ("wife", "husband"),
    "parent": ("mother", "father"),
    "child": ("daughter", "son"),
    "sibling": ("sister", "brother"),
    "grandparent": ("grandmother", "grandfather"),
    "grandchild": ("granddaughter", "grandson"),
    "parent's sibling": ("aunt", "uncle"),
    "sibling's child": ("niece", "nephew"),
    "parent's sibling's child": ("cousin", "cousin"),
    "spouse's parent": ("mother-in-law", "father-in-law"),
    "child's spouse": ("daughter-in-law", "son-in-law"),
    "sibling-in-law": ("sister-in-law", "brother-in-law"),
}
RELATIONS = frozenset(name for pair in _PAIRS.values() for name in pair)

# Other names of a relation, which say no less.
_SYNONYMS = {
    "mother": ("mum", "mom", "mommy", "mummy", "mama"), "father": ("dad", "daddy", "papa"),
    "grandmother": ("grandma", "granny", "grandmom", "nana"), "grandfather": ("grandpa", "granddad", "grandad"),
    "aunt": ("auntie", "aunty"), "husband": ("hubby",), "cousin": ("first cousin",),
}  # fmt: skip
SPELLINGS: dict[str, str] = {
    **{name: name for name in RELATIONS},
    **{name.replace("-", " "): name for name in RELATIONS if "-" in name},
    **{other: name for name, others in _SYNONYMS.items() for other in others},
}


class Kin:
    """A family: who is what to whom.

    Args:
        women: the names of all women; other people are men.
        couples: pairs of spouses.
        parents: pairs of a parent and a child.
    """

    def __init__(
        self, women: Collection[str], couples: Collection[tuple[str, str]], parents: Collection[tuple[str, str]]
    ) -> None:
        self._women = frozenset(women)
        self._spouses = _joined([*couples, *((other, one) for one, other in couples)])
        self._parents = _joined((child, parent) for parent, child in parents)
        self._children = _joined(parents)

    def relations_to(self, of: str) -> dict[str, str]:
        """Every person of whom it is known what they are to a person, with the nearest relation."""
        spouses, parents, children = self._of(self._spouses, {of}), self._of(self._parents, {of}), {of}
        siblings, in_law = self._siblings({of}), self._siblings(spouses)
        near = {
            "spouse": spouses,
            "parent": parents,
            "child": self._of(self._children, children),
            "sibling": siblings,
            "grandparent": self._of(self._parents, parents),
            "grandchild": self._of(self._children, self._of(self._children, children)),
            "parent's sibling": self._with_spouses(self._siblings(parents)),
            "sibling's child": self._of(self._children, siblings | in_law),
            "parent's sibling's child": self._of(self._children, self._siblings(parents)),
            "spouse's parent": self._of(self._parents, spouses),
            "child's spouse": self._of(self._spouses, self._of(self._children, children)),
            "sibling-in-law": in_law | self._of(self._spouses, siblings),
        }
        found: dict[str, str] = {}
        for relation, people in near.items():
            for person in people - {of}:
                found.setdefault(person, _PAIRS[relation][person not in self._women])
        return found

    def _of(self, table: dict[str, set[str]], people: set[str]) -> set[str]:
        return {other for person in people for other in table.get(person, ())}

    def _siblings(self, people: set[str]) -> set[str]:
        parents = {person: self._of(self._parents, {person}) for person in people}
        return {
            child for person, above in parents.items() for child in self._of(self._children, above) if child != person
        }

    def _with_spouses(self, people: set[str]) -> set[str]:
        """People with their spouses: an uncle's wife is an aunt."""
        return people | self._of(self._spouses, people)


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    table: dict[str, set[str]] = {}
    for one, other in pairs:
        table.setdefault(one, set()).add(other)
    return table
