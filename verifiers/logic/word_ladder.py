"""Word ladders: from a word to another, one letter at a time, through words of a list."""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, chance
from rewardry.text.moves import parse_moves

from .state_search import count_shortest, shortest_moves
from .words import FOUR_LETTERS, THREE_LETTERS

Word = Annotated[str, Field(min_length=2, max_length=20, pattern=r"^[a-z]+$")]


class WordLadderInstance(Instance):
    """Two words, and those that may stand between.

    Attributes:
        start, end: words of one length, in small letters.
        words: the words allowed, at most 2000; the two are allowed without standing among them.
        shortest: as few words as possible are asked for.
    """

    puzzle: Literal["word_ladder"] = "word_ladder"
    start: Word
    end: Word
    words: tuple[Word, ...] = Field(max_length=2000)
    shortest: bool = False

    @model_validator(mode="after")
    def _is_a_task(self) -> WordLadderInstance:
        if len(self.start) != len(self.end) or self.start == self.end:
            raise ValueError("`start` and `end` must be different words of one length")
        return self


class WordLadder(Puzzle):
    """Any ladder from the start to the end through words of the list, each one letter from the one before."""

    family = "word_ladder"
    instance_type = WordLadderInstance

    def generate(self, seed: int, difficulty: int = 5) -> WordLadderInstance:
        """Two words as far apart as the difficulty asks for, and the words about their way."""
        dice = chance(self.family, seed, difficulty)
        letters, apart, others, shortest = _LEVELS[difficulty]
        graph = _graph(letters)
        while True:
            start = dice.choice(_WORDS[letters])
            ends = [word for word, distance in _distances(start, graph).items() if distance == apart]
            if not ends:
                continue
            end = dice.choice(ends)
            way = _ladder(start, end, graph) or []
            rest = sorted({near for word in way for near in graph[word]} - set(way))
            words = way + dice.sample(rest, min(others, len(rest)))
            dice.shuffle(words)
            return WordLadderInstance(start=start, end=end, words=tuple(words), shortest=shortest)

    def prompt(self, instance: WordLadderInstance) -> str:
        """The two words and the list."""
        asked = " in as few steps as possible" if instance.shortest else ""
        return (
            f"Transform {instance.start} to {instance.end}{asked} changing one letter at a time, using only these "
            f"words: {list(instance.words)}. Comma separated, from {instance.start} to {instance.end}, in "
            "<answer></answer>."
        )

    def read(self, answer: str, instance: WordLadderInstance) -> list[str]:
        """The words of the ladder."""
        return parse_moves(answer, _spellings(instance), places=True)

    def judge(self, answer: list[str], instance: WordLadderInstance) -> Finding:
        """Whether the ladder begins and ends as it should, one letter a step."""
        if answer[0] != instance.start:
            return Finding("broken-rule", f"it does not begin with {instance.start}")
        for place in range(1, len(answer)):
            if not are_near(answer[place - 1], answer[place]):
                return Finding("illegal-move", f"step {place} does not change exactly one letter")
        if answer[-1] != instance.end:
            return Finding("incomplete", f"it does not end with {instance.end}")
        if instance.shortest and len(answer) > len(_shortest(instance) or ()):
            return Finding("broken-rule", "fewer steps are possible")
        return VALID

    def solution(self, instance: WordLadderInstance) -> str | None:
        """A shortest ladder, found in breadth."""
        found = _shortest(instance)
        return None if found is None else ",".join(found)

    def count_solutions(self, instance: WordLadderInstance, limit: int = 2) -> int:
        """How many shortest ladders there are where one is asked for, up to `limit`; else there is no end of them."""
        if _shortest(instance) is None:
            return 0
        return min(limit, _count_shortest(instance)) if instance.shortest else limit

    def hardness(self, instance: WordLadderInstance) -> float | None:
        """How many steps a shortest ladder has."""
        found = _shortest(instance)
        return None if found is None else float(len(found) - 1)

    def surface_forms(self, instance: WordLadderInstance) -> Sequence[str]:
        """Commas, lines, arrows, JSON, capital letters; and a step to and fro."""
        found = _shortest(instance)
        if found is None:
            return ()
        forms = (
            ",".join(found), ", ".join(found).upper(), "\n".join(found), " -> ".join(found), " → ".join(found),
            "[" + ", ".join(f'"{word}"' for word in found) + "]",
            "\n".join(f"{place}. {word}" for place, word in enumerate(found, 1)),
        )  # fmt: skip
        return forms if instance.shortest else (*forms, ",".join([*found[:2], *found]))

    def near_misses(self, instance: WordLadderInstance) -> Sequence[str]:
        """Words missing, words that are none, no change, the other way round."""
        found = _shortest(instance)
        if found is None:
            return ()
        return (
            ",".join(found[:-1]), ",".join(found[1:]), ",".join([found[0], "z" * len(found[0]), *found[1:]]),
            ",".join([found[0], *found]), ",".join(reversed(found)), ",".join([found[0], *found[2:]]),
            str(len(found)), ",".join(found) + " or " + ",".join(found), "not " + ",".join(found),
        )  # fmt: skip


class WordLadderTasks(PuzzleTasks):
    """Ladders of 2 to 8 steps through words of three and four letters."""

    puzzle = WordLadder


# Letters, steps, other words in the list, and whether a shortest ladder is asked for.
_LEVELS = (
    (3, 2, 4, False), (3, 2, 8, False), (3, 3, 10, False), (3, 3, 14, False), (4, 3, 12, False), (4, 4, 16, False),
    (4, 4, 20, True), (4, 5, 24, True), (4, 6, 30, True), (4, 7, 36, True), (4, 8, 44, True),
)  # fmt: skip
_WORDS = {3: THREE_LETTERS, 4: FOUR_LETTERS}


def are_near(one: str, other: str) -> bool:
    """Whether two words differ in exactly one letter."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


@functools.lru_cache(maxsize=256)
def _spellings(instance: WordLadderInstance) -> Mapping[str, str]:
    return {word: word for word in (*instance.words, instance.start, instance.end)}


def _neighbours(words: Sequence[str]) -> dict[str, list[str]]:
    """The words of a list that are near each one."""
    buckets: dict[tuple[int, str], list[str]] = {}
    for word in dict.fromkeys(words):
        for place in range(len(word)):
            buckets.setdefault((place, word[:place] + word[place + 1 :]), []).append(word)
    near: dict[str, list[str]] = {word: [] for word in words}
    for bucket in buckets.values():
        for word in bucket:
            near[word] += [other for other in bucket if other != word]
    return near


@functools.cache
def _graph(letters: int) -> dict[str, list[str]]:
    return _neighbours(_WORDS[letters])


def _distances(start: str, graph: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """For each word that is reached: in how many steps."""
    found = {start: 0}
    queue = deque([start])
    while queue:
        word = queue.popleft()
        for other in graph[word]:
            if other not in found:
                found[other] = found[word] + 1
                queue.append(other)
    return found


def _changes(graph: Mapping[str, Sequence[str]], word: str) -> Iterator[tuple[str, str]]:
    return ((other, other) for other in graph[word])


def _ladder(start: str, end: str, graph: Mapping[str, Sequence[str]]) -> list[str] | None:
    """A shortest ladder, or None where there is none."""
    found = shortest_moves(start, functools.partial(_changes, graph), lambda word: word == end)
    return None if found is None else [start, *found]


def _graph_of(instance: WordLadderInstance) -> dict[str, list[str]]:
    return _neighbours([word for word in _spellings(instance) if len(word) == len(instance.start)])


@functools.lru_cache(maxsize=256)
def _shortest(instance: WordLadderInstance) -> list[str] | None:
    return _ladder(instance.start, instance.end, _graph_of(instance))


def _count_shortest(instance: WordLadderInstance) -> int:
    changes = functools.partial(_changes, _graph_of(instance))
    return count_shortest(instance.start, changes, lambda word: word == instance.end)
