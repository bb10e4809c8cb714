"""Anagrams: a word of a list, of exactly the given letters."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance

from .short_answers import one_line
from .words import FOUR_LETTERS, THREE_LETTERS

Word = Annotated[str, Field(min_length=1, max_length=30, pattern=r"^[a-z]+$")]


class AnagramInstance(Instance):
    """Letters, and the words that there are.

    Attributes:
        letters: up to 30 small letters in any order.
        words: the words allowed, at most 2000.
    """

    puzzle: Literal["anagram"] = "anagram"
    letters: Word
    words: tuple[Word, ...] = Field(min_length=1, max_length=2000)


class Anagram(Puzzle):
    """Any word of the list that has exactly the letters."""

    family = "anagram"
    instance_type = AnagramInstance

    def generate(self, seed: int, difficulty: int = 5) -> AnagramInstance:
        """A word's letters in another order, and the word among others, some of which share its letters."""
        dice = chance(self.family, seed, difficulty)
        length, others = _LEVELS[difficulty]
        words = _by_letters(length)
        while True:
            key = dice.choice(sorted(words))
            letters = "".join(dice.sample(key, len(key)))
            if letters in words[key]:
                continue
            near = sorted(word for other, group in words.items() if len(set(other) & set(key)) >= 2 for word in group)
            listed = list(dict.fromkeys([*words[key], *dice.sample(near, min(others, len(near)))]))
            dice.shuffle(listed)
            return AnagramInstance(letters=letters, words=tuple(listed), unique=len(words[key]) == 1)

    def prompt(self, instance: AnagramInstance) -> str:
        """The letters and the list."""
        return (
            f"Which word of this list has exactly the letters of '{instance.letters}', each as often: "
            f"{', '.join(instance.words)}? Give one such word in <answer></answer>."
        )

    def read(self, answer: str, instance: AnagramInstance) -> str:
        """The word."""
        said = one_line(answer).casefold()
        if not said.isalpha():
            raise UnreadableAnswerError("unreadable", "one word is wanted")
        return said

    def judge(self, answer: str, instance: AnagramInstance) -> Finding:
        """Whether the word is in the list and has the letters."""
        if answer not in instance.words:
            return Finding("broken-rule", "the word is not in the list")
        return VALID if sorted(answer) == sorted(instance.letters) else Finding("wrong-value", "it has other letters")

    def solution(self, instance: AnagramInstance) -> str | None:
        """The first word that fits."""
        return next((word for word in instance.words if self.judge(word, instance).valid), None)

    def count_solutions(self, instance: AnagramInstance, limit: int = 2) -> int:
        """How many words fit, up to `limit`."""
        return min(limit, sum(self.judge(word, instance).valid for word in dict.fromkeys(instance.words)))

    def hardness(self, instance: AnagramInstance) -> float:
        """How many words are in the list."""
        return float(len(instance.words))

    def surface_forms(self, instance: AnagramInstance) -> Sequence[str]:
        """Every word that fits, in capitals, in quotes, in bold."""
        fitting = [word for word in instance.words if self.judge(word, instance).valid]
        if not fitting:
            return ()
        word = fitting[0]
        return (*fitting, word.upper(), word.capitalize(), f'"{word}"', f"**{word}**", f"`{word}`", f"{word}.")

    def near_misses(self, instance: AnagramInstance) -> Sequence[str]:
        """The letters as they are, another word, two words."""
        found = self.solution(instance)
        if found is None:
            return ()
        others = [word for word in instance.words if not self.judge(word, instance).valid]
        given = [] if instance.letters in instance.words else [instance.letters]
        return (
            *given, *others[:3], *(word for word in (found + "s", found[:-1]) if word not in instance.words),
            f"not {found}", f"{found} or {found}", *([" ".join(found)] if len(found) > 1 else []), f"{found} {found}",
        )  # fmt: skip


class AnagramTasks(PuzzleTasks):
    """Words of three and four letters among up to 60 others."""

    puzzle = Anagram


# Letters, and other words in the list.
_LEVELS = ((3, 3), (3, 5), (3, 8), (3, 12), (4, 6), (4, 10), (4, 16), (4, 24), (4, 34), (4, 46), (4, 60))


@functools.cache
def _by_letters(length: int) -> Mapping[str, Sequence[str]]:
    """The words of a length by their sorted letters, of those whose letters differ from one word at least."""
    words: dict[str, list[str]] = {}
    for word in THREE_LETTERS if length == 3 else FOUR_LETTERS:
        if len(set(word)) > 1:
            words.setdefault("".join(sorted(word)), []).append(word)
    return words
