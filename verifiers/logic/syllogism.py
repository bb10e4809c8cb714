"""Syllogisms: what follows from sentences such as "all A are B" and "some B are not C"."""

from __future__ import annotations

from typing import Literal, NamedTuple

from pydantic import Field, model_validator

from rewardry.puzzle import Instance, PuzzleTasks, chance

from .three_valued import ThreeValued, Truth

Form = Literal["all", "no", "some", "some-not"]


class Sentence(NamedTuple):
    """A sentence about two kinds of things.

    Attributes:
        form: ``all``, ``no``, ``some``, ``some-not``: all a are b, no a is b, some a are b, some a are not b.
        a, b: the kinds.
    """

    form: Form
    a: str
    b: str


class SyllogismInstance(Instance):
    """Premises and a conclusion.

    Attributes:
        terms: the kinds of things, 2 to 6.
        premises: sentences that can be true together.
        conclusion: a sentence.
        existential: there is at least one thing of each kind.
    """

    puzzle: Literal["syllogism"] = "syllogism"
    terms: tuple[str, ...] = Field(min_length=2, max_length=6)
    premises: tuple[Sentence, ...] = Field(max_length=20)
    conclusion: Sentence
    existential: bool = True

    @model_validator(mode="after")
    def _fits(self) -> SyllogismInstance:
        if len(set(self.terms)) < len(self.terms):
            raise ValueError("two kinds have one name")
        if any(term not in self.terms for one in (*self.premises, self.conclusion) for term in one[1:]):
            raise ValueError("a sentence is about a kind that is not among the terms")
        if not _possible(self, ()):
            raise ValueError("the premises contradict each other")
        return self


_TERMS = (
    "bakers", "chess players", "cyclists", "doctors", "farmers", "gardeners", "pilots", "poets", "sailors", "singers",
)  # fmt: skip
# For each difficulty: kinds, premises.
_LEVELS = ((3, 2), (3, 2), (3, 3), (4, 3), (4, 3), (4, 4), (5, 4), (5, 5), (5, 6), (6, 6), (6, 7))
_FORMS: tuple[Form, ...] = ("all", "all", "no", "some", "some-not")
_TRUTHS: tuple[Truth, ...] = ("True", "False", "Unknown")
_DENIAL: dict[Form, Form] = {"all": "some-not", "some-not": "all", "no": "some", "some": "no"}


class Syllogism(ThreeValued):
    """True where the conclusion holds whenever the premises do, False where it never does, else Unknown."""

    family = "syllogism"
    instance_type = SyllogismInstance

    def generate(self, seed: int, difficulty: int = 5) -> SyllogismInstance:
        """Premises and a conclusion; each of the three answers is as likely."""
        dice = chance(self.family, seed, difficulty)
        kinds, premises = _LEVELS[difficulty]
        wanted = dice.choice(_TRUTHS)
        while True:
            terms = tuple(dice.sample(_TERMS, kinds))
            said = tuple(Sentence(dice.choice(_FORMS), *dice.sample(terms, 2)) for _ in range(premises))
            for _ in range(12):
                conclusion = Sentence(dice.choice(_FORMS), *dice.sample(terms, 2))
                pairs = {frozenset(one[1:]) for one in said}
                made = SyllogismInstance.model_construct(terms=terms, premises=said, conclusion=conclusion, unique=True)
                if frozenset(conclusion[1:]) not in pairs and _possible(made, ()) and _truth(made) == wanted:
                    return made

    def prompt(self, instance: SyllogismInstance) -> str:
        """The premises, the conclusion, and the three answers."""
        premises = "\n".join(f"{i}. {_said(one)}" for i, one in enumerate(instance.premises, 1))
        exist = " There is at least one of each kind." if instance.existential else ""
        return (
            f"Take these sentences to be true.{exist}\n{premises}\nConclusion: {_said(instance.conclusion)}\nAnswer "
            "True if the conclusion must be true, False if it must be false, and Unknown otherwise. Give one of "
            "these words in <answer> tags."
        )

    def truth(self, instance: SyllogismInstance) -> Truth:
        """By the regions of the kinds that may have members."""
        return _truth(instance)

    def hardness(self, instance: SyllogismInstance) -> float:
        """Kinds and premises."""
        return len(instance.terms) + len(instance.premises)


class SyllogismTasks(PuzzleTasks):
    """Three to six kinds; a third of the conclusions is true, a third false, a third open."""

    puzzle = Syllogism


def _said(sentence: Sentence) -> str:
    form, a, b = sentence
    return {"all": f"All {a} are {b}.", "no": f"No {a} are {b}.", "some": f"Some {a} are {b}."}.get(
        form, f"Some {a} are not {b}."
    )


def _possible(instance: SyllogismInstance, beside: tuple[Sentence, ...]) -> bool:
    """Whether the premises and some other sentences can be true together.

    A region is a choice of the kinds that a thing is of, as bits. Where every region that may have a member has one,
    each sentence that wants a member of some regions has it unless they are all empty.
    """
    number = {term: 1 << i for i, term in enumerate(instance.terms)}
    regions = range(1 << len(instance.terms))
    empty: set[int] = set()
    wants: list[set[int]] = []
    if instance.existential:
        wants += [{region for region in regions if region & bit} for bit in number.values()]
    for form, a, b in (*instance.premises, *beside):
        inside = form in ("no", "some")
        spoken_of = {region for region in regions if region & number[a] and bool(region & number[b]) == inside}
        if form in ("all", "no"):
            empty |= spoken_of
        else:
            wants.append(spoken_of)
    return all(wanted - empty for wanted in wants)


def _truth(instance: SyllogismInstance) -> Truth:
    form, a, b = instance.conclusion
    if not _possible(instance, (Sentence(_DENIAL[form], a, b),)):
        return "True"
    return "Unknown" if _possible(instance, (instance.conclusion,)) else "False"
