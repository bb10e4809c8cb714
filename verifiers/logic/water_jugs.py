"""Water jugs: fill, empty and pour until a jug holds the amount that is wanted."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, NamedTuple, TypeAlias

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance
from rewardry.text.moves import scan_steps, steps_text
from rewardry.text.signs import ARROW

from .state_search import count_shortest, shortest_moves

State: TypeAlias = tuple[int, ...]

NAMES = "ABCDEF"
_MOST_STEPS = 1000
_MOST_STATES = 20_000


class WaterJugsInstance(Instance):
    """Jugs, all empty, and the amount to be measured.

    Attributes:
        capacity: the capacities of from 1 to 6 jugs, called A, B, ..., in litres; up to 20,000 states of all.
        target: the litres that one jug must hold at the end.
        shortest: as few steps as possible are asked for.
    """

    puzzle: Literal["water_jugs"] = "water_jugs"
    capacity: tuple[Annotated[int, Field(ge=1, le=1000)], ...] = Field(min_length=1, max_length=6)
    target: Annotated[int, Field(ge=1, le=1000)]
    shortest: bool = False

    @model_validator(mode="after")
    def _is_searched(self) -> WaterJugsInstance:
        if self.shortest and math.prod(size + 1 for size in self.capacity) > _MOST_STATES:
            raise ValueError(f"the fewest steps are looked for among up to {_MOST_STATES} states")
        return self


class Step(NamedTuple):
    """A step: ``fill``, ``empty`` or ``pour``, of a jug, into another."""

    action: Literal["fill", "empty", "pour"]
    jug: int
    into: int = -1


class WaterJugs(Puzzle):
    """Any steps that end with the wanted amount in one jug."""

    family = "water_jugs"
    instance_type = WaterJugsInstance

    def generate(self, seed: int, difficulty: int = 5) -> WaterJugsInstance:
        """Jugs and an amount that can be measured with them, in about as many steps as the difficulty asks for."""
        dice = chance(self.family, seed, difficulty)
        jugs, largest, fewest, shortest = _LEVELS[difficulty]
        while True:
            capacity = tuple(dice.sample(range(2, largest + 1), jugs))
            target = dice.randint(1, max(capacity))
            if target in capacity or target % math.gcd(*capacity):
                continue
            instance = WaterJugsInstance(capacity=capacity, target=target, shortest=shortest)
            if len(_shortest(instance) or ()) >= fewest:
                return instance

    def prompt(self, instance: WaterJugsInstance) -> str:
        """The capacities, the amount and the form of a step."""
        names = ",".join(NAMES[: len(instance.capacity)])
        asked = " in as few steps as possible" if instance.shortest else ""
        return (
            f"Jugs {names} hold {list(instance.capacity)} litres and are empty. Get exactly {instance.target} litres "
            f"in one jug{asked}. Steps 'fill X', 'empty X', 'pour X->Y' as a JSON list in <answer></answer>."
        )

    def read(self, answer: str, instance: WaterJugsInstance) -> list[Step]:
        """The steps."""
        steps = []
        for found in scan_steps(steps_text(answer, ("action", "from", "to")), _STEP, _MOST_STEPS):
            named = [found[name].upper() for name in ("fill", "empty", "from", "to") if found[name]]
            jugs = [NAMES.find(name) for name in named]
            if not all(0 <= jug < len(instance.capacity) for jug in jugs):
                raise UnreadableAnswerError("unreadable", f"no such jug: {found.group()[:40]!r}")
            sizes = [found[f"{name}_size"] for name in ("fill", "empty", "from", "to") if found[name]]
            if any(size and int(size) != instance.capacity[jug] for jug, size in zip(jugs, sizes, strict=True)):
                raise UnreadableAnswerError("ambiguous", f"a jug of another size: {found.group()[:40]!r}")
            action = "fill" if found["fill"] else "empty" if found["empty"] else "pour"
            steps.append(Step(action, *jugs))  # type: ignore[arg-type]
        return steps

    def judge(self, answer: list[Step], instance: WaterJugsInstance) -> Finding:
        """Whether each step can be done, and what the jugs hold at the end."""
        state: State = (0,) * len(instance.capacity)
        for place, step in enumerate(answer, 1):
            if step.action == "pour" and step.jug == step.into:
                return Finding("illegal-move", f"step {place} pours a jug into itself")
            state = _after(state, step, instance.capacity)
        if instance.target not in state:
            return Finding("incomplete", "no jug holds the amount at the end")
        if instance.shortest and len(answer) > len(_shortest(instance) or ()):
            return Finding("broken-rule", "fewer steps are possible")
        return VALID

    def solution(self, instance: WaterJugsInstance) -> str | None:
        """As few steps as possible, as a JSON list."""
        found = _shortest(instance)
        return None if found is None else "[" + ", ".join(f'"{_said(step)}"' for step in found) + "]"

    def count_solutions(self, instance: WaterJugsInstance, limit: int = 2) -> int:
        """How many ways of the fewest steps there are where they are asked for; else there is no end of ways."""
        if _shortest(instance) is None:
            return 0
        if not instance.shortest:
            return limit
        start: State = (0,) * len(instance.capacity)
        return min(limit, count_shortest(start, lambda state: _moves(state, instance), lambda s: instance.target in s))

    def hardness(self, instance: WaterJugsInstance) -> float | None:
        """The fewest steps."""
        found = _shortest(instance)
        return None if found is None else float(len(found))

    def surface_forms(self, instance: WaterJugsInstance) -> Sequence[str]:
        """JSON, lines, sentences with numbers; and a jug filled and emptied before."""
        found = _shortest(instance)
        if found is None:
            return ()
        steps = [_said(step) for step in found]
        sentences = [_sentence(step) for step in found]
        forms = [
            self.solution(instance) or "",
            "\n".join(steps),
            ", ".join(steps),
            "\n".join(f"{place}. {sentence}." for place, sentence in enumerate(sentences, 1)),
            "; ".join(steps).replace("->", " → ").upper(),
        ]
        return forms if instance.shortest else [*forms, "\n".join(["fill A", "empty A", *steps])]

    def near_misses(self, instance: WaterJugsInstance) -> Sequence[str]:
        """A step short or too many, a jug that is none, part of a jug, the amount alone."""
        found = _shortest(instance)
        if found is None:
            return ()
        steps = [_said(step) for step in found]
        last = found[-1]
        kept = NAMES[last.into if last.action == "pour" and last.into >= 0 else last.jug]
        emptied = [f"empty {name}" for name in NAMES[: len(instance.capacity)]]
        return (
            "\n".join(steps[:-1]) or "none", "\n".join([*steps, *emptied]),
            "\n".join(["fill Z", *steps]), f"fill {kept} with {instance.target} litres", str(instance.target),
            "\n".join([*steps, "or", *steps]), "not " + "\n".join(steps), f"{kept} holds {instance.target} litres",
        )  # fmt: skip


class WaterJugsTasks(PuzzleTasks):
    """Two jugs to four; at higher difficulties as few steps as possible are asked for."""

    puzzle = WaterJugs


# Jugs, the largest capacity, the fewest steps, and whether they are asked for.
_LEVELS = (
    (2, 6, 2, False), (2, 8, 4, False), (2, 9, 4, False), (2, 11, 6, False), (2, 13, 6, False), (3, 11, 4, False),
    (3, 13, 5, False), (3, 13, 5, True), (3, 15, 6, True), (3, 17, 7, True), (4, 9, 4, True),
)  # fmt: skip

_JUG = r"(?:(?:the\s+)?(?:jug|bucket|pitcher|container|壶|桶)\s*)?"


def _named(group: str) -> str:
    """A jug by its name, perhaps with its size: ``jug B (5 L)``."""
    size = rf"(?:\s*\((?P<{group}_size>\d{{1,4}})\s?-?(?:l|lit(?:er|re)s?|gal(?:lons?)?)\))?"
    return rf"{_JUG}(?P<{group}>[A-Z])(?![A-Za-z0-9_]){size}"


_STEP = re.compile(
    rf"fill(?:\s+up)?\s+{_named('fill')}(?:\s+(?:completely|fully|to the top))?"
    rf"|(?:empty|dump|drain)(?:\s+out)?\s+{_named('empty')}(?:\s+(?:completely|out))?"
    rf"|(?:pour|transfer)(?:\s+(?:the\s+)?water)?\s+(?:from\s+)?{_named('from')}"
    rf"\s*(?:{ARROW}|(?:in)?to(?!\w)|,)?\s*{_named('to')}",
    re.IGNORECASE,
)


def _said(step: Step) -> str:
    return f"{step.action} {NAMES[step.jug]}" + (f"->{NAMES[step.into]}" if step.action == "pour" else "")


def _sentence(step: Step) -> str:
    if step.action == "pour":
        return f"Pour jug {NAMES[step.jug]} into jug {NAMES[step.into]}"
    return f"{step.action.capitalize()} jug {NAMES[step.jug]}"


def _after(state: State, step: Step, capacity: Sequence[int]) -> State:
    """What the jugs hold after a step."""
    held = list(state)
    if step.action == "fill":
        held[step.jug] = capacity[step.jug]
    elif step.action == "empty":
        held[step.jug] = 0
    else:
        poured = min(held[step.jug], capacity[step.into] - held[step.into])
        held[step.jug] -= poured
        held[step.into] += poured
    return tuple(held)


def _moves(state: State, instance: WaterJugsInstance) -> Iterator[tuple[Step, State]]:
    jugs = range(len(state))
    steps = [Step("fill", jug) for jug in jugs] + [Step("empty", jug) for jug in jugs]
    steps += [Step("pour", one, other) for one in jugs for other in jugs if one != other]
    for step in steps:
        after = _after(state, step, instance.capacity)
        if after != state:
            yield step, after


@functools.lru_cache(maxsize=256)
def _shortest(instance: WaterJugsInstance) -> list[Step] | None:
    """The fewest steps, or None where the amount cannot be measured."""
    start: State = (0,) * len(instance.capacity)
    return shortest_moves(start, lambda state: _moves(state, instance), lambda state: instance.target in state)
