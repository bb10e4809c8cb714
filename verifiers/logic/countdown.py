"""Countdown and 24: an expression of the given numbers that equals the target."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance
from rewardry.text.expressions import (
    Expression,
    Negative,
    Number,
    Operation,
    evaluate_expression,
    numbers_of,
    parse_expression,
    signs_of,
)
from rewardry.text.signs import plain_signs
from rewardry.text.strict_json import JsonError, load_json

from .countdown_search import find_expressions

# A line of an answer: the sides of its equation, from left to right.
Equation = tuple[Expression, ...]

_MOST_EQUATIONS = 16


class CountdownInstance(Instance):
    """Numbers, and the target to reach with them.

    Attributes:
        numbers: from 1 to 8 whole numbers from 0 to a million.
        ops: the operations that may be used.
        use: whether all numbers are used, or some.
    """

    puzzle: Literal["countdown", "game24"] = "countdown"
    numbers: tuple[Annotated[int, Field(ge=0, le=10**6)], ...] = Field(min_length=1, max_length=8)
    target: Annotated[int, Field(ge=-(10**9), le=10**9)]
    ops: tuple[Literal["+", "-", "*", "/"], ...] = Field(("+", "-", "*", "/"), min_length=1, max_length=4)
    use: Literal["each exactly once", "each at most once"] = "each exactly once"


class Countdown(Puzzle):
    """Any expression that uses the numbers as it is asked, only the operations, and equals the target exactly.

    A chain of equations is read as one expression: ``5 - 3 = 2, 2 * 7 = 14``. Each stated equality must be true.
    """

    family = "countdown"
    instance_type = CountdownInstance

    def generate(self, seed: int, difficulty: int = 5) -> CountdownInstance:
        """Numbers whose combination gives the target, at least one way."""
        dice = chance(self.family, seed, difficulty)
        count, largest, fractions = _LEVELS[difficulty]
        while True:
            numbers = [dice.randint(1, largest) for _ in range(count)]
            pool = [Fraction(number) for number in numbers]
            whole = True
            while len(pool) > 1:
                one, other = pool.pop(dice.randrange(len(pool))), pool.pop(dice.randrange(len(pool)))
                sign = dice.choice("++-**/")
                if sign == "/" and (not other or (one / other).denominator > (12 if fractions else 1)):
                    sign = "+"
                pool.append({"+": one + other, "-": abs(one - other), "*": one * other}.get(sign) or one / (other or 1))
                whole &= pool[-1].denominator == 1
            target = pool[0]
            if target.denominator == 1 and 10 <= target <= 1000 and target not in numbers and whole is not fractions:
                return CountdownInstance(numbers=tuple(numbers), target=int(target))

    def prompt(self, instance: CountdownInstance) -> str:
        """The numbers, the target, and how they may be used."""
        return (
            f"Using the numbers {list(instance.numbers)}, create an expression that equals {instance.target}. "
            f"Use {_USE[instance.use]} and only {' '.join(instance.ops)} and parentheses. "
            "Put the expression in <answer></answer>."
        )

    def read(self, answer: str, instance: CountdownInstance) -> list[Equation]:
        """The equations that the answer consists of; an expression alone is an equation of one side."""
        lines = _lines(answer)
        if not lines or len(lines) > _MOST_EQUATIONS:
            raise UnreadableAnswerError("unreadable", "an expression is wanted")
        return [tuple(parse_expression(side) for side in line.split("=")) for line in lines]

    def judge(self, answer: list[Equation], instance: CountdownInstance) -> Finding:
        """Whether the expression, or the steps, use the numbers and reach the target."""
        try:
            if len(answer) == 1:
                return _judge_expression(answer[0], instance)
            return _judge_steps(answer, instance)
        except ZeroDivisionError:
            return Finding("broken-rule", "it divides by zero")
        except OverflowError as error:
            return Finding("over-limit", str(error))

    def solution(self, instance: CountdownInstance) -> str | None:
        """An expression, found by search."""
        return next(find_expressions(instance.numbers, instance.target, instance.ops, instance.use), None)

    def count_solutions(self, instance: CountdownInstance, limit: int = 2) -> int:
        """How many expressions are written differently, up to `limit`."""
        found: set[str] = set()
        for expression in find_expressions(instance.numbers, instance.target, instance.ops, instance.use):
            found.add(expression)
            if len(found) >= limit:
                break
        return len(found)

    def hardness(self, instance: CountdownInstance) -> float:
        """How many numbers there are."""
        return float(len(instance.numbers))

    def surface_forms(self, instance: CountdownInstance) -> Sequence[str]:
        """The expression with the signs of print and of LaTeX, with its value, in a box."""
        found = self.solution(instance)
        if found is None:
            return ()
        latex = found.replace("*", r"\times").replace("/", r"\div").replace("(", r"\left(").replace(")", r"\right)")
        return (
            found,
            found.replace(" ", ""),
            found.replace("*", "×").replace("/", "÷").replace("-", "−"),
            f"${latex}$",
            f"\\boxed{{{found}}}",
            f"{found} = {instance.target}",
            f"Answer: **{found}**",
            f"```\n{found}\n```",
        )

    def near_misses(self, instance: CountdownInstance) -> Sequence[str]:
        """Other numbers, other operations, a wrong value, a claim, two answers."""
        found = self.solution(instance)
        if found is None:
            return ()
        return (
            str(instance.target),
            f"({found}) + 0",
            f"({found}) * 1",
            f"{found} = {instance.target + 1}",
            f"({found})**1",
            f"({found})//1",
            f"{found} or {found}",
            f"int({found})",
            f"{found} # done",
            f"{found}; import os",
            f"{instance.target - 1} + 1",
            "0*(" + "+".join(map(str, instance.numbers)) + f")+{instance.target}",
        )


class CountdownTasks(PuzzleTasks):
    """Numbers to combine to a target; from 3 numbers to 6, with fractions on the way at the end."""

    puzzle = Countdown


# How many numbers, the largest, and whether a fraction is needed on the way that made the target.
_LEVELS = (
    (3, 9, False), (3, 20, False), (3, 50, False), (4, 13, False), (4, 50, False), (4, 99, False),
    (5, 50, False), (5, 99, False), (6, 50, False), (6, 99, False), (6, 99, True),
)  # fmt: skip
_USE = {"each exactly once": "each number exactly once", "each at most once": "each number at most once"}

_MATH_MARK = re.compile(r"\\[()\[\]]")  # where a formula of LaTeX begins and ends
_CONTINUED = re.compile(r"\s*\n\s*(?==)")
_PART = re.compile(r"[\n;]|,(?!\d{3}(?!\d))|\s(?:and\s+)?then\s", re.IGNORECASE)
_NUMBERING = re.compile(r"\s*(?:(?:step\s*)?\d{1,2}[.):](?=\s)|step\s*\d{1,2}\s|[-*•]\s)\s*", re.IGNORECASE)


def _lines(answer: str) -> list[str]:
    """The equations as they are written, without what numbers them."""
    plain = _MATH_MARK.sub(" ", plain_signs(answer)).strip()
    if len(plain) > 4 and plain.startswith("**") and plain.endswith("**"):
        plain = plain[2:-2].strip()
    if plain[:1] in ('"', "["):
        try:
            found = load_json(plain)
        except JsonError:
            found = None
        if isinstance(found, str):
            plain = found
        elif isinstance(found, list) and found and all(isinstance(item, str) for item in found):
            plain = "\n".join(found)
    parts = [part.strip(" \t\r\"'✓✔✅").removesuffix(".") for part in _PART.split(_CONTINUED.sub(" ", plain))]
    parts = [part for part in parts if part]
    if len(parts) > 1:
        parts = [_NUMBERING.sub("", part, count=1) if _NUMBERING.match(part) else part for part in parts]
    return parts


def _judge_expression(sides: Equation, instance: CountdownInstance) -> Finding:
    """An expression, perhaps with its value and what it comes to on the way."""
    values = [evaluate_expression(side) for side in sides]
    if len(sides) > 1 and isinstance(sides[0], Number) and values[0] == instance.target:
        sides, values = sides[1:], values[1:]
    used = list(numbers_of(sides[0]))
    if unlike := signs_of(sides[0]) - set(instance.ops):
        return Finding("broken-rule", f"the operation {min(unlike)} is not allowed")
    if (wrong := _wrong_numbers([number.text for number in used], instance)) is not None:
        return Finding("broken-rule", wrong)
    if any(value != values[0] for value in values):
        return Finding("wrong-value", "a stated equality is false")
    return VALID if values[0] == instance.target else Finding("wrong-value", f"it is {_shown(values[0])}")


def _wrong_numbers(used: Sequence[str], instance: CountdownInstance) -> str | None:
    """What is wrong with the numbers that stand in an expression."""
    given = Counter(map(str, instance.numbers))
    said = Counter(text.replace(",", "") for text in used)
    if extra := said - given:
        return f"{next(iter(extra))} is used more often than it is given"
    return "not all numbers are used" if instance.use == "each exactly once" and given - said else None


def _judge_steps(steps: Sequence[Equation], instance: CountdownInstance) -> Finding:
    """Steps that each combine numbers to another, until the target is left."""
    pool = Counter(Fraction(number) for number in instance.numbers)
    for place, sides in enumerate(steps, 1):
        if len(sides) != 2 or not _is_number(sides[1]):
            return Finding("incomplete", f"step {place} is no equation with its value on the right")
        if unlike := signs_of(sides[0]) - set(instance.ops):
            return Finding("broken-rule", f"step {place} uses {min(unlike)}, which is not allowed")
        value, used = evaluate_expression(sides[0]), Counter(_used(sides[0], pool.copy()))
        if used - pool:
            return Finding("broken-rule", f"step {place} uses a number that is not left")
        if value != evaluate_expression(sides[1]):
            return Finding("wrong-value", f"step {place} states a false equality")
        pool = pool - used + Counter([value])
    if value != instance.target:
        return Finding("wrong-value", f"the last step gives {_shown(value)}")
    if instance.use == "each exactly once" and pool.total() > 1:
        return Finding("broken-rule", "not all numbers are used")
    return VALID


def _used(side: Expression, left: Counter[Fraction]) -> Iterator[Fraction]:
    """The numbers that a step uses; -2 and 8/3 are one number each where an earlier step gave them.

    Args:
        side: what is worked out.
        left: the numbers that may be used; what is used of them is taken away.
    """
    value = evaluate_expression(side) if _is_number(side) else Fraction(0)
    if isinstance(side, Number) or (left[value] > 0 and (value < 0 or value.denominator > 1)):
        left[value] -= 1
        yield value
    elif isinstance(side, Negative):
        yield from _used(side.inner, left)
    else:
        yield from _used(side.left, left)
        yield from _used(side.right, left)


def _is_number(side: Expression) -> bool:
    """Whether a side is a value: a number, a fraction, or either with a sign in front."""
    if isinstance(side, Negative):
        return _is_number(side.inner)
    if isinstance(side, Operation):
        return side.sign == "/" and isinstance(side.left, Number) and isinstance(side.right, Number)
    return True


def _shown(value: Fraction) -> str:
    return str(value)[:40]
