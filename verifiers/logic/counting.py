"""Counting: letters of a word, numbers of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance

from .short_answers import one_line
from .words import FOUR_LETTERS, THREE_LETTERS


class CountingInstance(Instance):
    """What is to be counted.

    Attributes:
        op: ``letter``, how often it stands in the text; ``words`` of the text; ``above``, the numbers greater than the
            threshold.
        text: up to 2000 small letters and spaces, for ``letter`` and ``words``.
        letter: a small letter.
        numbers: up to 500 whole numbers, for ``above``.
        threshold: for ``above``.
    """

    puzzle: Literal["counting"] = "counting"
    op: Literal["letter", "words", "above"] = "letter"
    text: Annotated[str, Field(max_length=2000, pattern=r"^[a-z ]*$")] = ""
    letter: Annotated[str, Field(pattern=r"^[a-z]?$")] = ""
    numbers: tuple[Annotated[int, Field(ge=-(10**9), le=10**9)], ...] = Field((), max_length=500)
    threshold: Annotated[int, Field(ge=-(10**9), le=10**9)] = 0

    @model_validator(mode="after")
    def _has_things_to_count(self) -> CountingInstance:
        if not (self.numbers if self.op == "above" else self.text) or (self.op == "letter" and not self.letter):
            raise ValueError(f"there is nothing to count for {self.op!r}")
        return self


class Counting(Puzzle):
    """The exact count."""

    family = "counting"
    instance_type = CountingInstance

    def generate(self, seed: int, difficulty: int = 5) -> CountingInstance:
        """Words or numbers by chance."""
        dice = chance(self.family, seed, difficulty)
        size = _LEVELS[difficulty]
        op = dice.choice(("letter", "words", "above"))
        if op == "above":
            numbers = tuple(dice.randint(0, 99) for _ in range(size * 2))
            return CountingInstance(op=op, numbers=numbers, threshold=dice.randint(10, 89), unique=True)
        count = dice.randint(max(1, size // 2), size)
        text = " ".join(dice.choice(THREE_LETTERS + FOUR_LETTERS) for _ in range(count))
        letter = dice.choice(text.replace(" ", "")) if op == "letter" else ""
        return CountingInstance(op=op, text=text, letter=letter, unique=True)

    def prompt(self, instance: CountingInstance) -> str:
        """What is to be counted."""
        if instance.op == "above":
            asked = f"How many numbers of {list(instance.numbers)} are greater than {instance.threshold}?"
        elif instance.op == "letter":
            asked = f'How often does the letter "{instance.letter}" occur in "{instance.text}"?'
        else:
            asked = f'How many words does "{instance.text}" have?'
        return f"{asked} Give the number in <answer></answer>."

    def read(self, answer: str, instance: CountingInstance) -> int:
        """The number, in digits or in words up to twenty, perhaps with what is counted."""
        found = _COUNT.fullmatch(one_line(answer).casefold())
        if found is None or found["letter"] not in (None, instance.letter):
            raise UnreadableAnswerError("unreadable", "a whole number is wanted")
        number, *again = (_number(said) for said in found.group("number", "again") if said is not None)
        if again not in ([], [number]):
            raise UnreadableAnswerError("ambiguous", "two numbers are said")
        return number

    def judge(self, answer: int, instance: CountingInstance) -> Finding:
        """Whether it is the count."""
        return VALID if answer == right_count(instance) else Finding("wrong-value", "it is another number")

    def solution(self, instance: CountingInstance) -> str:
        """The count."""
        return str(right_count(instance))

    def count_solutions(self, instance: CountingInstance, limit: int = 2) -> int:
        """One."""
        return 1

    def hardness(self, instance: CountingInstance) -> float:
        """How many things are looked at."""
        return float(len(instance.numbers) or len(instance.text))

    def surface_forms(self, instance: CountingInstance) -> Sequence[str]:
        """Digits, a word, a unit."""
        count = right_count(instance)
        forms = [str(count), f"**{count}**", f"{count} times", f"{count}.", f"Answer: {count}"]
        return [*forms, _WORDS[count], _WORDS[count].capitalize()] if count < len(_WORDS) else forms

    def near_misses(self, instance: CountingInstance) -> Sequence[str]:
        """One more, one less, a fraction, two answers."""
        count = right_count(instance)
        return (
            str(count + 1), str(count - 1), f"{count}.5", f"{count}.0001", f"-{count}" if count else "-1",
            f"{count} or {count + 1}", f"not {count}", f"more than {count}", f"{count}, {count + 1}", f"{count}!",
        )  # fmt: skip


class CountingTasks(PuzzleTasks):
    """Up to 40 words and 80 numbers."""

    puzzle = Counting


# Words at most; twice as many numbers.
_LEVELS = (2, 3, 4, 6, 8, 10, 14, 18, 24, 32, 40)
_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_NUMBER = rf"(?:\d{{1,9}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
# there are three (3) r's
_COUNT = re.compile(
    rf"(?:there (?:is|are) )?(?:exactly )?(?P<number>{_NUMBER})(?: \((?P<again>{_NUMBER})\))?"
    r"(?: (?:times?|words?|letters?|numbers?|[\"']?(?P<letter>[a-z])[\"']?(?:'?s)?))?"
)


def _number(said: str) -> int:
    return int(said) if said.isdecimal() else _WORDS.index(said)


def right_count(instance: CountingInstance) -> int:
    """The count."""
    if instance.op == "above":
        return sum(number > instance.threshold for number in instance.numbers)
    return instance.text.count(instance.letter) if instance.op == "letter" else len(instance.text.split())
