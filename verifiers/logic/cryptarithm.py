"""Cryptarithms: digits for letters that make a sum true."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, chance
from rewardry.text.assignments import Reading, parse_assignment

from .search_limits import count_up_to

Mapping: TypeAlias = dict[str, int]

Word = Annotated[str, Field(min_length=1, max_length=12, pattern=r"^[A-Z]+$")]


class CryptarithmInstance(Instance):
    """A sum in letters.

    Attributes:
        addends: from 2 to 6 words in capital letters.
        result: the word of their sum.
        leading_zero: whether a word of several letters may begin with 0.
    """

    puzzle: Literal["cryptarithm"] = "cryptarithm"
    addends: tuple[Word, ...] = Field(min_length=2, max_length=6)
    result: Word
    leading_zero: bool = False

    @model_validator(mode="after")
    def _has_digits(self) -> CryptarithmInstance:
        if len(self.letters) > 10:
            raise ValueError("there are more than ten letters")
        return self

    @property
    def words(self) -> tuple[str, ...]:
        """The addends and the result."""
        return (*self.addends, self.result)

    @property
    def letters(self) -> str:
        """The letters, sorted."""
        return "".join(sorted(set("".join(self.words))))


class Cryptarithm(Puzzle):
    """Any mapping of the letters to different digits that makes the sum true."""

    family = "cryptarithm"
    instance_type = CryptarithmInstance

    def generate(self, seed: int, difficulty: int = 5) -> CryptarithmInstance:
        """A true sum whose digits are written as letters."""
        dice = chance(self.family, seed, difficulty)
        count, digits, fewest = _LEVELS[difficulty]
        while True:
            addends = [dice.randint(10 ** (digits - 1), 10**digits - 1) for _ in range(count)]
            numbers = [str(number) for number in (*addends, sum(addends))]
            used = sorted(set("".join(numbers)))
            if len(used) < fewest:
                continue
            letters = dict(zip(used, dice.sample(_LETTERS, len(used)), strict=True))
            words = ["".join(letters[digit] for digit in number) for number in numbers]
            return CryptarithmInstance(addends=tuple(words[:-1]), result=words[-1])

    def prompt(self, instance: CryptarithmInstance) -> str:
        """The sum and its rules."""
        zeros = "leading zeros are allowed" if instance.leading_zero else "no leading zeros"
        return (
            f"Solve {' + '.join(instance.addends)} = {instance.result}: each letter is a distinct digit, {zeros}; any "
            "valid mapping is accepted. Answer like A=1,B=2 in <answer></answer>."
        )

    def read(self, answer: str, instance: CryptarithmInstance) -> Mapping:
        """The digit of each letter."""
        letters = {letter.casefold(): letter for letter in instance.letters}
        return parse_assignment(answer, Reading(letters.get, _digit))

    def judge(self, answer: Mapping, instance: CryptarithmInstance) -> Finding:
        """Whether the digits are different, no word begins with 0, and the sum is true."""
        if len(answer) < len(instance.letters):
            return Finding("incomplete", "a letter has no digit")
        if len(set(answer.values())) < len(answer):
            return Finding("broken-rule", "two letters have one digit")
        if not instance.leading_zero and any(len(word) > 1 and not answer[word[0]] for word in instance.words):
            return Finding("broken-rule", "a word begins with 0")
        numbers = [int("".join(str(answer[letter]) for letter in word)) for word in instance.words]
        return VALID if sum(numbers[:-1]) == numbers[-1] else Finding("wrong-value", "the sum is false")

    def solution(self, instance: CryptarithmInstance) -> str | None:
        """A mapping, found column by column."""
        found = next(_mappings(instance), None)
        return None if found is None else ",".join(f"{letter}={found[letter]}" for letter in sorted(found))

    def count_solutions(self, instance: CryptarithmInstance, limit: int = 2) -> int:
        """How many mappings make the sum true, up to `limit`."""
        return count_up_to(limit, _mappings(instance))

    def hardness(self, instance: CryptarithmInstance) -> float:
        """How many letters there are."""
        return float(len(instance.letters))

    def surface_forms(self, instance: CryptarithmInstance) -> Sequence[str]:
        """Equals signs, arrows, colons, JSON, a table."""
        found = next(_mappings(instance), None)
        if found is None:
            return ()
        pairs = sorted(found.items())
        return (
            ",".join(f"{letter}={digit}" for letter, digit in pairs),
            "\n".join(f"{letter} -> {digit}" for letter, digit in pairs),
            ", ".join(f"{letter} → {digit}" for letter, digit in reversed(pairs)),
            "; ".join(f"{letter.lower()}: {digit}" for letter, digit in pairs),
            "{" + ", ".join(f'"{letter}": {digit}' for letter, digit in pairs) + "}",
            "{" + ", ".join(f"'{letter}': {digit}" for letter, digit in pairs) + "}",
            "| Letter | Digit |\n| --- | --- |\n" + "\n".join(f"| {letter} | {digit} |" for letter, digit in pairs),
        )

    def near_misses(self, instance: CryptarithmInstance) -> Sequence[str]:
        """Letters missing, twice or with one digit, digits out of range, numbers alone."""
        found = next(_mappings(instance), None)
        if found is None:
            return ()
        pairs = [f"{letter}={digit}" for letter, digit in sorted(found.items())]
        first = instance.letters[0]
        words = ["".join(str(found[letter]) for letter in word) for word in instance.words]
        return (
            ",".join(pairs[:-1]),
            ",".join([*pairs, f"{first}={(found[first] + 1) % 10}"]),
            ",".join([f"{first}={found[first] + 10}", *pairs[1:]]),
            ",".join(f"{letter}=1" for letter in instance.letters),
            ",".join(f"{letter}=0" for letter in instance.letters),
            " + ".join(words[:-1]),
            ",".join(pairs) + " or " + ",".join(pairs),
            "not " + ",".join(pairs),
        )


class CryptarithmTasks(PuzzleTasks):
    """Sums of two to four numbers with 4 to 10 letters; each has a solution, perhaps several."""

    puzzle = Cryptarithm


# Addends, their digits, the fewest letters.
_LEVELS = (
    (2, 2, 4), (2, 2, 5), (2, 3, 5), (2, 3, 6), (2, 3, 7), (2, 4, 7), (2, 4, 8), (3, 4, 8), (3, 5, 9), (3, 5, 10),
    (4, 5, 10),
)  # fmt: skip
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _digit(said: Any) -> int | None:
    text = str(said)
    return int(text) if len(text) == 1 and text.isascii() and text.isdecimal() else None


# Digits tried before the search gives up.
_MOST_TRIALS = 300_000


def _mappings(instance: CryptarithmInstance) -> Iterator[Mapping]:
    """Mappings that make the sum true, found from the last column to the first."""
    places = max(map(len, instance.words))
    columns = [[word[-place] for word in instance.addends if len(word) >= place] for place in range(1, places + 1)]
    results = [instance.result[-place] if len(instance.result) >= place else "" for place in range(1, places + 1)]
    first = set() if instance.leading_zero else {word[0] for word in instance.words if len(word) > 1}
    mapping: Mapping = {}
    trials = 0

    def fill(column: int, carry: int) -> Iterator[Mapping]:
        nonlocal trials
        if column == places:
            if not carry:
                yield dict(mapping)
            return
        letter = next((letter for letter in columns[column] if letter not in mapping), "")
        if letter:
            for digit in range(letter in first, 10):
                trials += 1
                if digit not in mapping.values() and trials < _MOST_TRIALS:
                    mapping[letter] = digit
                    yield from fill(column, carry)
                    del mapping[letter]
            return
        total = carry + sum(mapping[letter] for letter in columns[column])
        carry, digit = divmod(total, 10)
        below = results[column]
        if not below:
            if not digit:
                yield from fill(column + 1, carry)
        elif below in mapping:
            if mapping[below] == digit:
                yield from fill(column + 1, carry)
        elif digit not in mapping.values() and (digit or below not in first):
            mapping[below] = digit
            yield from fill(column + 1, carry)
            del mapping[below]

    return fill(0, 0)
