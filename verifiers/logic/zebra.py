"""Zebra puzzles: who lives in which house with what, from clues; the whole street, or the answer to one question."""

from __future__ import annotations

import functools
import json
import random
from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

from pydantic import Field, field_validator, model_validator

from rewardry.component import UnreadableReferenceError
from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance

from .search_limits import SearchLimitError, count_up_to, is_one
from .zebra_clues import Clue, Street, as_clue, holds, in_words
from .zebra_reading import plain_name, read_street

HOUSE = "House"


class ZebraInstance(Instance):
    """A street.

    Attributes:
        n: how many houses, numbered from 1 from left to right; 2 to 8.
        attributes: the values of each attribute, one a house.
        clues: see `rewardry.verifiers.logic.zebra_clues.as_clue`.
        question: an attribute, a value and the attribute that is asked for, or ``House``, of the house with that value;
            None where the whole street is.
    """

    puzzle: Literal["zebra"] = "zebra"
    n: int = Field(ge=2, le=8)
    attributes: dict[str, tuple[str, ...]] = Field(min_length=1, max_length=8)
    clues: tuple[tuple[Any, ...], ...] = Field(max_length=100)
    question: tuple[str, str, str] | None = None

    @field_validator("attributes")
    @classmethod
    def _are_different(cls, given: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        if len({plain_name(name) for name in given}) < len(given):
            raise ValueError("two attributes have one name")
        if plain_name(HOUSE) in map(plain_name, given):
            raise ValueError(f"an attribute is called {HOUSE}, which stands for the number of a house")
        for name, values in given.items():
            if len({plain_name(value) for value in values}) < len(values):
                raise ValueError(f"two values of {name} are the same")
        return given

    @model_validator(mode="after")
    def _fits(self) -> ZebraInstance:
        if any(len(values) != self.n for values in self.attributes.values()):
            raise ValueError(f"an attribute has not {self.n} values")
        things = {thing: i for i, thing in enumerate(self.things)}
        for clue in self.clues:
            as_clue(clue, things, self.n)
        if self.question is not None:
            attribute, value, asked = self.question
            if (attribute, value) not in things or asked not in (*self.attributes, HOUSE):
                raise ValueError("the question is about what is not there")
        return self

    @property
    def things(self) -> list[tuple[str, str]]:
        """All attributes with their values."""
        return [(name, value) for name, values in self.attributes.items() for value in values]

    def read_clues(self) -> list[Clue]:
        """The clues about numbered things."""
        things = {thing: i for i, thing in enumerate(self.things)}
        return [as_clue(clue, things, self.n) for clue in self.clues]


_VALUES = {
    "Name": ("Alice", "Arnold", "Bob", "Carol", "Eric", "Peter"),
    "Pet": ("bird", "cat", "dog", "fish", "horse", "zebra"),
    "Drink": ("coffee", "juice", "milk", "tea", "water", "wine"),
    "Color": ("blue", "green", "red", "white", "yellow", "ivory"),
    "Job": ("artist", "baker", "doctor", "lawyer", "nurse", "teacher"),
    "Sport": ("chess", "golf", "rowing", "soccer", "swimming", "tennis"),
}
# For each difficulty: houses, attributes, and whether clues that say most are left out.
_LEVELS = (
    (2, 2, False), (2, 3, False), (3, 2, False), (3, 3, False), (3, 4, False), (4, 3, False),
    (4, 4, False), (4, 4, True), (5, 4, True), (5, 5, False), (5, 5, True),
)  # fmt: skip

# How many guesses a hard street may need; easy ones are solved without.
_MOST_GUESSES = 8

_Answer: TypeAlias = "tuple[int, ...] | str"


class Zebra(Puzzle):
    """The street that fits all clues, each value used once; or the answer to a question about it.

    Read are objects by house or by attribute, lists of houses, ``{"header": ..., "rows": ...}``, Markdown tables either
    way round, and lines such as ``House 1: Name = Eva, Pet = cat``. A question takes one value.
    """

    family = "zebra"
    instance_type = ZebraInstance

    def generate(self, seed: int, difficulty: int = 5) -> ZebraInstance:
        """A street with one solution, proved, and few clues more than it needs; each fourth asks one question."""
        dice = chance(self.family, seed, difficulty)
        houses, kinds, hard = _LEVELS[difficulty]
        attributes = {
            name: tuple(sorted(dice.sample(_VALUES[name], houses)))
            for name in sorted(dice.sample(sorted(_VALUES), kinds))
        }
        at = [house for _ in attributes for house in dice.sample(range(houses), houses)]
        clues = _chosen(_true_clues(at, houses, hard, dice), houses, kinds, _MOST_GUESSES * hard)
        things = [(name, value) for name, values in attributes.items() for value in values]
        written = tuple(_as_written(clue, things) for clue in clues)
        question = None
        if dice.random() < 0.25:
            (name, value), asked = dice.choice(things), dice.choice([*attributes, HOUSE])
            question = None if asked == name else (name, value, asked)
        return ZebraInstance(n=houses, attributes=attributes, clues=written, question=question, unique=True)

    def prompt(self, instance: ZebraInstance) -> str:
        """The attributes, the clues, and the form of the answer."""
        values = "\n".join(f"{name}: {', '.join(values)}" for name, values in instance.attributes.items())
        clues = "\n".join(f"{i}. {in_words(clue, instance.things)}" for i, clue in enumerate(instance.read_clues(), 1))
        if instance.question is not None:
            attribute, value, asked = instance.question
            wanted = (
                f"What is the {asked} of the house with {attribute} {value}? Give only that value, in <answer> tags."
            )
            wanted = wanted.replace("the House of", "the number of") if asked == HOUSE else wanted
        else:
            shown = ", ".join(f'"{name}": "..."' for name in instance.attributes)
            which = "Give the solution" if instance.unique else "Any assignment that fits is accepted. Give all of it"
            wanted = f'{which} as JSON, {{"House 1": {{{shown}}}, ...}}, in <answer> tags.'
        return (
            f"There are {instance.n} houses, numbered 1 to {instance.n} from left to right. Each has one value of each "
            f"attribute, and no two have the same.\n{values}\nClues:\n{clues}\n{wanted}"
        )

    def read(self, answer: str, instance: ZebraInstance) -> _Answer:
        """The house of each thing, from 0; or the plain value that answers the question."""
        if instance.question is not None:
            return _one_value(answer, instance)
        names = {plain_name(name): name for name in instance.attributes}
        owners = Counter(plain_name(value) for _, value in instance.things)
        bare = {
            plain_name(value): plain_name(name) for name, value in instance.things if owners[plain_name(value)] == 1
        }
        street = read_street(answer, instance.n, list(names), bare)
        houses: dict[tuple[str, str], int] = {}
        for (house, name), value in street.items():
            if (name, value) in houses:
                raise UnreadableAnswerError("ambiguous", f"{name} {value[:40]} is used twice")
            houses[name, value] = house
        missing = [thing for thing in instance.things if (plain_name(thing[0]), plain_name(thing[1])) not in houses]
        if missing:
            raise UnreadableAnswerError("incomplete", f"no house has {' '.join(missing[0])}")
        return tuple(houses[plain_name(name), plain_name(value)] for name, value in instance.things)

    def judge(self, answer: _Answer, instance: ZebraInstance) -> Finding:
        """Whether every clue holds; or whether the value is that of every street that fits."""
        if isinstance(answer, str):
            return VALID if answer == _one_answer(instance) else Finding("wrong-value", "not what the clues say")
        kept = [holds(clue, answer) for clue in instance.read_clues()]
        if all(kept):
            return VALID
        return Finding("broken-rule", f"clue {kept.index(False) + 1} does not hold", sum(kept) / len(kept))

    def solution(self, instance: ZebraInstance) -> str | None:
        """The first street that a search finds, as JSON; or the answer to the question."""
        if instance.question is not None:
            found = _answers(instance.model_dump_json())
            shown = {plain_name(value): value for value in _values_of(instance, instance.question[2])}
            return shown[next(iter(found))] if found is not None and len(found) == 1 else None
        at = next(_street(instance).solutions(), None)
        return None if at is None else _json(_houses(instance, tuple(at)))

    def count_solutions(self, instance: ZebraInstance, limit: int = 2) -> int:
        """By search; of the streets, not of the answers to a question."""
        return count_up_to(limit, _street(instance).solutions())

    def hardness(self, instance: ZebraInstance) -> float:
        """Values to place for each clue."""
        return len(instance.things) / max(len(instance.clues), 1)

    def surface_forms(self, instance: ZebraInstance) -> Sequence[str]:
        """JSON of several shapes, tables either way round, lines; of a question the value alone and with its name."""
        text = self.solution(instance)
        if text is None:
            return ()
        if instance.question is not None:
            return (text, text.upper(), f"{instance.question[2]}: {text}")
        houses, names = json.loads(text), list(instance.attributes)
        rows = [[str(i), *house.values()] for i, house in enumerate(houses.values(), 1)]
        header = ["House", *names]
        return (
            text,
            text.upper(),
            _json([{"house": i, **house} for i, house in enumerate(houses.values(), 1)]),
            _json({"header": header, "rows": rows}),
            _table([header, ["---"] * len(header), *rows]),
            _table([list(column) for column in zip(header, *rows, strict=True)]),
            _lines(houses),
            _json({name: [house[name] for house in houses.values()] for name in names}),
        )

    def near_misses(self, instance: ZebraInstance) -> Sequence[str]:
        """Houses exchanged, one too few, a value twice, two values in a house; of a question every other value."""
        text = self.solution(instance)
        if text is None:
            return ()
        if instance.question is not None:
            others = [value for value in _values_of(instance, instance.question[2]) if value != text]
            return (*others, f"{text} or {others[0]}", f"not {text}")
        houses, first = json.loads(text), next(iter(instance.attributes))
        lines = _lines(houses)
        return (
            _json(dict(zip(houses, reversed(houses.values()), strict=True))),
            _json(dict(list(houses.items())[1:])),
            _json({name: {**house, first: houses["House 1"][first]} for name, house in houses.items()}),
            _json({name: {key: [value] for key, value in house.items()} for name, house in houses.items()}),
            f"{lines}\nHouse 1: {first} = {houses['House 2'][first]}",
            text[:-3],
        )


class ZebraTasks(PuzzleTasks):
    """Streets of 2 to 5 houses with 2 to 5 attributes; each fourth row asks one question."""

    puzzle = Zebra


def _street(instance: ZebraInstance, *beside: Clue) -> Street:
    """The street's search, with some clues beside its own."""
    return Street(instance.n, len(instance.attributes), [*instance.read_clues(), *beside])


def _houses(instance: ZebraInstance, at: tuple[int, ...]) -> dict[str, dict[str, str]]:
    houses: dict[str, dict[str, str]] = {f"House {house + 1}": {} for house in range(instance.n)}
    for (name, value), house in zip(instance.things, at, strict=True):
        houses[f"House {house + 1}"][name] = value
    return houses


def _values_of(instance: ZebraInstance, asked: str) -> Sequence[str]:
    """The values of an attribute, or the numbers of the houses."""
    return [str(house + 1) for house in range(instance.n)] if asked == HOUSE else instance.attributes[asked]


def _json(found: Any) -> str:
    return json.dumps(found, ensure_ascii=False)


def _table(rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _lines(houses: dict[str, dict[str, str]]) -> str:
    """A line a house: ``House 1: Name = Eva, Pet = cat``."""
    said = {name: ", ".join(f"{key} = {value}" for key, value in house.items()) for name, house in houses.items()}
    return "\n".join(f"{name}: {pairs}" for name, pairs in said.items())


def _one_value(answer: str, instance: ZebraInstance) -> str:
    """The value that answers a question, perhaps behind its attribute's name."""
    assert instance.question is not None
    asked = instance.question[2]
    said = plain_name(answer)
    name = plain_name(asked)
    for lead in (f"{name}:", f"{name} is ", f"{name} =", "the ", f"{name} "):
        said = plain_name(said.removeprefix(lead))
    if said not in map(plain_name, _values_of(instance, asked)):
        raise UnreadableAnswerError("unreadable", f"no value of {asked}: {said[:40]!r}")
    return said


def _one_answer(instance: ZebraInstance) -> str:
    """The plain value that answers the question in every street that fits.

    Raises:
        UnreadableReferenceError: no street fits, the answer depends on the street, or it takes too long to tell.
    """
    found = _answers(instance.model_dump_json())
    if found is None:
        raise UnreadableReferenceError("zebra: it takes too long to find the streets that fit the clues")
    if len(found) != 1:
        raise UnreadableReferenceError(f"zebra: the clues leave {len(found) or 'no'} answers to the question")
    return next(iter(found))


@functools.lru_cache(maxsize=1024)
def _answers(written: str) -> frozenset[str] | None:
    """The answers to a question in the streets that fit, each tried as a clue; None where the search gives up.

    They are kept, for all answers to a prompt need the same.
    """
    instance = ZebraInstance.model_validate_json(written)
    assert instance.question is not None
    attribute, value, asked = instance.question
    thing = instance.things.index((attribute, value))
    found = set()
    try:
        for place, offered in enumerate(_values_of(instance, asked)):
            said = (
                Clue("at", thing, place)
                if asked == HOUSE
                else Clue("same", thing, instance.things.index((asked, offered)))
            )
            if count_up_to(1, _street(instance, said).solutions(1000)):
                found.add(plain_name(offered))
    except SearchLimitError:
        return None
    return frozenset(found)


def _true_clues(at: list[int], houses: int, hard: bool, dice: random.Random) -> list[Clue]:
    """Clues that hold, in a random order, those that say little first where it shall be hard."""
    pairs = [(a, b) for a in range(len(at)) for b in range(len(at)) if a // houses != b // houses]
    kinds = ("left", "next", "before", "not") if hard else ("same", "left", "next", "before")
    clues = [Clue(kind, a, b) for kind in kinds for a, b in dice.sample(pairs, min(len(pairs), 60))]
    clues = [clue for clue in clues if holds(clue, at)]
    same = [Clue("same", a, b) for a, b in pairs if a < b and at[a] == at[b]]
    places = [Clue("at", a, at[a]) for a in range(len(at))]
    between = [Clue("between", *dice.sample(range(len(at)), 3)) for _ in range(20 if houses > 2 else 0)]
    clues += [clue for clue in between if holds(clue, at)]
    clues = list({frozenset((c.a, c.b)) if c.kind in ("same", "next", "not") else c: c for c in clues}.values())
    dice.shuffle(clues)
    dice.shuffle(same)
    dice.shuffle(places)
    return clues[: 6 * houses] + same + places


def _chosen(clues: list[Clue], houses: int, kinds: int, guesses: int) -> list[Clue]:
    """As many of the first clues as leave one street, without some that are not needed."""
    low, high = 1, len(clues)
    while low < high:
        middle = (low + high) // 2
        if _is_unique(clues[:middle], houses, kinds, guesses):
            high = middle
        else:
            low = middle + 1
    chosen = clues[:low]
    for clue in clues[:low]:
        fewer = [one for one in chosen if one != clue]
        if _is_unique(fewer, houses, kinds, guesses):
            chosen = fewer
    return chosen


def _is_unique(clues: list[Clue], houses: int, kinds: int, guesses: int) -> bool:
    return is_one(Street(houses, kinds, clues).solutions(guesses))


def _as_written(clue: Clue, things: list[tuple[str, str]]) -> tuple[Any, ...]:
    if clue.kind in ("at", "not_at"):
        return (clue.kind, *things[clue.a], clue.b + 1)
    return (clue.kind, *things[clue.a], *things[clue.b], *(things[clue.c] if clue.c >= 0 else ()))
