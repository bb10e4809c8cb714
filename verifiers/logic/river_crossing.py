"""River crossing: a farmer brings all things over, and leaves none that quarrel alone."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, NamedTuple, TypeAlias

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance
from rewardry.text.moves import steps_text

from .state_search import count_shortest, shortest_moves

Item = Annotated[str, Field(min_length=1, max_length=30, pattern=r"^[^\W\d_]+(?: [^\W\d_]+)*$")]

_MOST_CROSSINGS = 400


class RiverCrossingInstance(Instance):
    """Things to bring over a river.

    Attributes:
        items: from 1 to 8 things.
        forbidden: pairs that must not be left without the farmer.
        boat: how many things the farmer takes along at most.
        shortest: as few crossings as possible are asked for.
    """

    puzzle: Literal["river_crossing"] = "river_crossing"
    items: tuple[Item, ...] = Field(min_length=1, max_length=8)
    forbidden: tuple[tuple[Item, Item], ...] = Field((), max_length=28)
    boat: Annotated[int, Field(ge=1, le=4)] = 1
    shortest: bool = False

    @model_validator(mode="after")
    def _names_things(self) -> RiverCrossingInstance:
        if len({item.casefold() for item in self.items}) < len(self.items):
            raise ValueError("two things have one name")
        if unnamed := [item for item in self.items if item.casefold() in _NOTHING]:
            raise ValueError(f"{unnamed[0]!r} is what an empty boat carries; give the thing another name")
        for pair in self.forbidden:
            if pair[0] == pair[1] or not set(pair) <= set(self.items):
                raise ValueError(f"{' and '.join(pair)} are no two of the things")
        return self


class Crossing(NamedTuple):
    """What the farmer takes along; and whether the answer says that this one leads back, None where it does not say."""

    cargo: frozenset[str]
    back: bool | None = None


# The things that are still on the first bank, and whether the farmer is.
State: TypeAlias = tuple[frozenset[str], bool]


class RiverCrossing(Puzzle):
    """Any crossings that bring all over and never leave a forbidden pair alone."""

    family = "river_crossing"
    instance_type = RiverCrossingInstance

    def generate(self, seed: int, difficulty: int = 5) -> RiverCrossingInstance:
        """Things and quarrels by chance, such that all can be brought over."""
        dice = chance(self.family, seed, difficulty)
        count, quarrels, boat, shortest = _LEVELS[difficulty]
        while True:
            items = dice.sample(_THINGS, count)
            pairs = dice.sample(list(itertools.combinations(items, 2)), quarrels)
            instance = RiverCrossingInstance(
                items=tuple(sorted(items)), forbidden=tuple(pairs), boat=boat, shortest=shortest
            )
            if len(_shortest(instance) or ()) > 1:
                return instance

    def prompt(self, instance: RiverCrossingInstance) -> str:
        """The things, the boat and the quarrels."""
        quarrels = " and ".join(f"{one}+{other}" for one, other in instance.forbidden)
        carries = "one item" if instance.boat == 1 else f"at most {instance.boat} items"
        alone = f"; {quarrels} must not be left alone" if quarrels else ""
        asked = " Use as few crossings as possible." if instance.shortest else ""
        form = "comma separated" if instance.boat == 1 else "one crossing a line, items joined by 'and'"
        return (
            f"A farmer must cross a river with {', '.join(instance.items)} (the boat carries the farmer and {carries}"
            f"{alone}).{asked} List what is carried at each crossing ('nothing' when empty), {form}, in "
            "<answer></answer>."
        )

    def read(self, answer: str, instance: RiverCrossingInstance) -> list[Crossing]:
        """What is carried at each crossing."""
        parts = [part for part in _PART.split(_NUMBERING.sub("\n", "\n" + steps_text(answer))) if part.strip(_DRESS)]
        if not 0 < len(parts) <= _MOST_CROSSINGS:
            raise UnreadableAnswerError("unreadable" if not parts else "over-limit", f"{len(parts)} crossings")
        items = {item.casefold(): item for item in instance.items}
        return [_crossing(part, items) for part in parts]

    def judge(self, answer: list[Crossing], instance: RiverCrossingInstance) -> Finding:
        """Whether each crossing is possible and safe, and all are over at the end."""
        state: State = (frozenset(instance.items), True)
        for place, crossing in enumerate(answer, 1):
            if crossing.back is not None and crossing.back == state[1]:
                return Finding("illegal-move", f"crossing {place} leads the other way")
            if len(crossing.cargo) > instance.boat:
                return Finding("illegal-move", f"crossing {place} carries more than {instance.boat}")
            here = state[0] if state[1] else frozenset(instance.items) - state[0]
            if not crossing.cargo <= here:
                return Finding("illegal-move", f"crossing {place}: {min(crossing.cargo - here)} is on the other bank")
            state = _after(state, crossing.cargo)
            if pair := _alone(state, instance):
                return Finding("broken-rule", f"crossing {place} leaves {pair[0]} and {pair[1]} alone")
        if state != (frozenset(), False):
            over = 1 - len(state[0]) / len(instance.items)
            return Finding("incomplete", "not all are over, or the farmer has gone back", over)
        if instance.shortest and len(answer) > len(_shortest(instance) or ()):
            return Finding("broken-rule", "fewer crossings are possible")
        return VALID

    def solution(self, instance: RiverCrossingInstance) -> str | None:
        """As few crossings as possible."""
        found = _shortest(instance)
        joint = ", " if instance.boat == 1 else "\n"
        return None if found is None else joint.join(" and ".join(sorted(cargo)) or "nothing" for cargo in found)

    def count_solutions(self, instance: RiverCrossingInstance, limit: int = 2) -> int:
        """How many ways of the fewest crossings there are where they are asked for; else there is no end of ways."""
        if _shortest(instance) is None:
            return 0
        if not instance.shortest:
            return limit
        start: State = (frozenset(instance.items), True)
        return min(limit, count_shortest(start, lambda state: _moves(state, instance), _is_over))

    def hardness(self, instance: RiverCrossingInstance) -> float | None:
        """The fewest crossings."""
        found = _shortest(instance)
        return None if found is None else float(len(found))

    def surface_forms(self, instance: RiverCrossingInstance) -> Sequence[str]:
        """A list, lines with numbers, sentences, JSON; and a crossing to and fro."""
        found = _shortest(instance)
        if found is None:
            return ()
        said = [" and ".join(sorted(cargo)) or "nothing" for cargo in found]
        forms = [
            self.solution(instance) or "",
            "\n".join(f"{place}. {cargo}" for place, cargo in enumerate(said, 1)),
            "\n".join(
                f"{place}. The farmer {'takes' if place % 2 else 'returns with'} {'the ' if cargo != 'nothing' else ''}"
                f"{cargo.replace(' and ', ' and the ')}{' across' if place % 2 else ''}."
                for place, cargo in enumerate(said, 1)
            ),
            "[" + ", ".join(f'"{cargo}"' for cargo in said) + "]",
            " -> ".join(said),
        ]
        if not instance.shortest:
            forms.append("\n".join([said[0], said[0], *said]))
        return forms

    def near_misses(self, instance: RiverCrossingInstance) -> Sequence[str]:
        """A crossing short or too many, no way back, another thing, the number of crossings."""
        found = _shortest(instance)
        if found is None:
            return ()
        said = [" and ".join(sorted(cargo)) or "nothing" for cargo in found]
        return (
            "\n".join(said[:-1]), "\n".join([*said, said[-1]]), "\n".join(said[::2]) if len(said) > 1 else "none",
            "\n".join(["dragon", *said[1:]]), str(len(said)), " and ".join((*instance.items, "nothing")),
            "\n".join([*said, "or", *said]), "not " + "\n".join(said),
        )  # fmt: skip


class RiverCrossingTasks(PuzzleTasks):
    """From 2 things to 7; at higher difficulties as few crossings as possible are asked for."""

    puzzle = RiverCrossing


# Things, forbidden pairs, the boat's room, and whether the fewest crossings are asked for.
_LEVELS = (
    (2, 0, 1, False), (3, 1, 1, False), (3, 2, 1, False), (3, 2, 1, False), (4, 2, 2, False), (4, 3, 2, False),
    (4, 3, 2, True), (5, 4, 2, True), (5, 5, 2, True), (6, 6, 3, True), (7, 7, 3, True),
)  # fmt: skip
_THINGS = (
    "wolf", "goat", "cabbage", "fox", "goose", "grain", "dog", "cat", "mouse", "cheese", "lion", "sheep", "hen", "corn",
)  # fmt: skip

_DRESS = " \t\r.\"'`*()[]"
_PART = re.compile(r"[\n;,]+|\.(?=\s|$)|->|[→⇒⟶]")
_NUMBERING = re.compile(r"\n\s*(?:(?:step|crossing|trip)\s*)?\(?\d{1,3}\s*[.):]\s*|\n\s*[-*•]\s+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_NOTHING = frozenset({"nothing", "none", "empty", "alone", "nobody", "空", "无"})
_BACK = frozenset({"back", "return", "returns", "returning"})
_FILLERS = frozenset({
    "the", "a", "an", "and", "with", "farmer", "he", "man", "takes", "take", "taking", "brings", "bring", "bringing",
    "carries", "carry", "carrying", "moves", "move", "crosses", "cross", "crossing", "goes", "go", "rows", "row",
    "ferries", "ferry", "across", "over", "river", "to", "boat", "then", "plus",
})  # fmt: skip


def _crossing(part: str, items: dict[str, str]) -> Crossing:
    """What a part of an answer says is carried; each of its words must be a thing or say nothing."""
    said = part.casefold().replace("+", " ").replace("&", " ").strip(_DRESS)
    if re.sub(r"[^\W\d_]|[\s\"'*.]", "", said):
        raise UnreadableAnswerError("unreadable", f"no crossing: {part.strip()[:40]!r}")
    words = _WORD.findall(said)
    cargo: set[str] = set()
    empty = back = False
    at, longest = 0, max(len(item.split()) for item in items)
    while at < len(words):
        length = next((n for n in range(longest, 0, -1) if " ".join(words[at : at + n]) in items), 0)
        if length:
            thing = items[" ".join(words[at : at + length])]
            if thing in cargo:
                raise UnreadableAnswerError("ambiguous", f"{thing} is said twice in a crossing")
            cargo.add(thing)
        elif words[at] in _NOTHING:
            empty = True
        elif words[at] in _BACK:
            back = True
        elif words[at] not in _FILLERS:
            raise UnreadableAnswerError("unreadable", f"{words[at][:30]!r} is nothing to carry")
        at += length or 1
    if empty == bool(cargo) and not (back and not cargo):
        raise UnreadableAnswerError("unreadable", f"it is not said what is carried: {part.strip()[:40]!r}")
    return Crossing(frozenset(cargo), True if back else None)


def _after(state: State, cargo: frozenset[str]) -> State:
    """The state after a crossing."""
    first, farmer = state
    return (first - cargo, False) if farmer else (first | cargo, True)


def _alone(state: State, instance: RiverCrossingInstance) -> tuple[str, str] | None:
    """A forbidden pair on the bank without the farmer."""
    first, farmer = state
    left = frozenset(instance.items) - first if farmer else first
    return next((pair for pair in instance.forbidden if left.issuperset(pair)), None)


def _moves(state: State, instance: RiverCrossingInstance) -> Iterator[tuple[frozenset[str], State]]:
    here = state[0] if state[1] else frozenset(instance.items) - state[0]
    for count in range(instance.boat + 1):
        for cargo in itertools.combinations(sorted(here), count):
            after = _after(state, frozenset(cargo))
            if _alone(after, instance) is None:
                yield frozenset(cargo), after


def _is_over(state: State) -> bool:
    return not state[0] and not state[1]


@functools.lru_cache(maxsize=256)
def _shortest(instance: RiverCrossingInstance) -> list[frozenset[str]] | None:
    """What is carried in the fewest crossings; None where all cannot be brought over."""
    start: State = (frozenset(instance.items), True)
    return shortest_moves(start, lambda state: _moves(state, instance), _is_over)
