"""Family relations: what one person of a family tree is to another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance

from .kinship import RELATIONS, SPELLINGS, Kin
from .short_answers import one_line

Name = Annotated[str, Field(min_length=1, max_length=30, pattern=r"^\w+$")]


class FamilyRelationsInstance(Instance):
    """A family and two of its members.

    Attributes:
        women, men: the names; up to 40 in all.
        couples: pairs of spouses.
        parents: pairs of a parent and a child.
        of, who: the question: what is `who` to `of`? One of the relations that `kinship` knows must hold.
    """

    puzzle: Literal["family_relations"] = "family_relations"
    women: tuple[Name, ...] = Field(max_length=40)
    men: tuple[Name, ...] = Field(max_length=40)
    couples: tuple[tuple[Name, Name], ...] = Field((), max_length=40)
    parents: tuple[tuple[Name, Name], ...] = Field((), max_length=80)
    who: Name
    of: Name

    @model_validator(mode="after")
    def _is_a_question(self) -> FamilyRelationsInstance:
        people = {*self.women, *self.men}
        if len(people) < len(self.women) + len(self.men):
            raise ValueError("two people have one name")
        named = {name for pair in (*self.couples, *self.parents) for name in pair} | {self.who, self.of}
        if not named <= people:
            raise ValueError(f"{min(named - people)} is neither among the women nor among the men")
        if self.relation() is None:
            raise ValueError(f"no relation that is known holds between {self.who} and {self.of}")
        return self

    def relation(self) -> str | None:
        """What `who` is to `of`, or None where no relation that is known holds."""
        return Kin(self.women, self.couples, self.parents).relations_to(self.of).get(self.who)


class FamilyRelations(Puzzle):
    """The nearest relation that holds, by any of its names."""

    family = "family_relations"
    instance_type = FamilyRelationsInstance

    def generate(self, seed: int, difficulty: int = 5) -> FamilyRelationsInstance:
        """A family of some generations; the two are chosen so that each relation comes about as often."""
        dice = chance(self.family, seed, difficulty)
        children, generations = _LEVELS[difficulty]
        family = _grown(dice, children, generations)
        kin = Kin(family.women, family.couples, family.parents)
        questions: dict[str, list[tuple[str, str]]] = {}
        for of in (*family.women, *family.men):
            for who, relation in sorted(kin.relations_to(of).items()):
                questions.setdefault(relation, []).append((who, of))
        who, of = dice.choice(questions[dice.choice(sorted(questions))])
        dice.shuffle(family.parents)
        dice.shuffle(family.couples)
        return FamilyRelationsInstance(
            women=tuple(sorted(family.women)), men=tuple(sorted(family.men)), couples=tuple(family.couples),
            parents=tuple(family.parents), who=who, of=of, unique=True,
        )  # fmt: skip

    def prompt(self, instance: FamilyRelationsInstance) -> str:
        """The facts and the question."""
        facts = [f"{one} is married to {other}." for one, other in instance.couples]
        facts += [f"{parent} is a parent of {child}." for parent, child in instance.parents]
        return (
            f"Women: {', '.join(instance.women)}. Men: {', '.join(instance.men)}. {' '.join(facts)} What is "
            f"{instance.who} to {instance.of}? Give one word such as {', '.join(sorted(RELATIONS)[:6])} in "
            "<answer></answer>."
        )

    def read(self, answer: str, instance: FamilyRelationsInstance) -> str:
        """The relation, by any of its names, perhaps in the sentence that answers the question."""
        said = one_line(answer).casefold()
        who, of = re.escape(instance.who.casefold()), re.escape(instance.of.casefold())
        sentence = re.fullmatch(
            rf"{who} is (?:(?:the|a|an|{of}'s) )?(?P<one>[a-z -]+?)(?: (?:of|to) {of})?|{of}'s (?P<other>[a-z -]+)",
            said,
        )
        word = (sentence["one"] or sentence["other"]) if sentence else said
        found = SPELLINGS.get(word.removeprefix("the ").removeprefix("a ").removeprefix("an "))
        if found is None:
            raise UnreadableAnswerError("unreadable", "the name of a relation is wanted")
        return found

    def judge(self, answer: str, instance: FamilyRelationsInstance) -> Finding:
        """Whether it is the relation."""
        return VALID if answer == instance.relation() else Finding("wrong-value", "another relation holds")

    def solution(self, instance: FamilyRelationsInstance) -> str:
        """The relation's name."""
        return instance.relation() or ""

    def count_solutions(self, instance: FamilyRelationsInstance, limit: int = 2) -> int:
        """One: the nearest relation is asked for."""
        return 1

    def hardness(self, instance: FamilyRelationsInstance) -> float:
        """How many people there are."""
        return float(len(instance.women) + len(instance.men))

    def surface_forms(self, instance: FamilyRelationsInstance) -> Sequence[str]:
        """Every name of the relation, and sentences."""
        found = self.solution(instance)
        names = [said for said, relation in SPELLINGS.items() if relation == found]
        return (
            found, *names, found.capitalize(), f"**{found}**", f"{instance.who} is {instance.of}'s {found}.",
            f"{instance.who} is the {found} of {instance.of}", f"{instance.of}'s {found}",
        )  # fmt: skip

    def near_misses(self, instance: FamilyRelationsInstance) -> Sequence[str]:
        """Every other relation, the sentence turned round, two answers."""
        found = self.solution(instance)
        others = [relation for relation in sorted(RELATIONS) if relation != found]
        return (
            *others, f"{instance.of} is {instance.who}'s {found}", f"{found} or {others[0]}", f"not {found}",
            f"{instance.who} is not the {found} of {instance.of}", f"{found}, {others[0]}",
        )  # fmt: skip


class FamilyRelationsTasks(PuzzleTasks):
    """Families of two to four generations."""

    puzzle = FamilyRelations


# Children of each couple, and generations after the first.
_LEVELS = ((2, 1), (3, 1), (2, 2), (2, 2), (3, 2), (3, 2), (2, 3), (2, 3), (2, 3), (3, 3), (3, 3))
_WOMEN = (
    "Ada", "Bea", "Cora", "Dora", "Ella", "Faye", "Gina", "Hana", "Ines", "Jane", "Kara", "Lena", "Mara", "Nina",
    "Olga", "Pia", "Rosa", "Sara", "Tina", "Vera",
)  # fmt: skip
_MEN = (
    "Alan", "Bert", "Carl", "Dirk", "Emil", "Fred", "Greg", "Hans", "Ivan", "John", "Karl", "Luis", "Mark", "Nils",
    "Otto", "Paul", "Rolf", "Sven", "Theo", "Walt",
)  # fmt: skip


class _Family(NamedTuple):
    women: list[str]
    men: list[str]
    couples: list[tuple[str, str]]
    parents: list[tuple[str, str]]


def _grown(dice: Random, children: int, generations: int) -> _Family:
    """A couple, its children, whom they marry, and so on, while there are names."""
    women, men = dice.sample(_WOMEN, len(_WOMEN)), dice.sample(_MEN, len(_MEN))
    first = (women.pop(), men.pop())
    family = _Family([first[0]], [first[1]], [first], [])
    young = [first]
    for generation in range(generations):
        born = []
        for couple in young:
            for _ in range(children):
                pool, names = dice.choice(((women, family.women), (men, family.men)))
                if pool:
                    born.append(pool.pop())
                    names.append(born[-1])
                    family.parents.extend((parent, born[-1]) for parent in couple)
        young = []
        for child in born if generation < generations - 1 else ():
            is_woman = child in family.women
            pool, names = (men, family.men) if is_woman else (women, family.women)
            if pool:
                names.append(pool.pop())
                young.append((child, names[-1]) if is_woman else (names[-1], child))
                family.couples.append(young[-1])
    return family
