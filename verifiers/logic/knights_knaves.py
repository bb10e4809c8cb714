"""Knights and knaves: who tells the truth and who lies, from what each says."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance
from rewardry.text.assignments import Reading, parse_assignment

from .statements import TELLS, as_statement, in_words, is_true, people_in, truth_table

_LARGEST_STATEMENT = 60


class KnightsKnavesInstance(Instance):
    """People, and what each says.

    Attributes:
        names: the people, 1 to 20.
        statements: what each says, in the order of the names: ``["telling-truth", i]`` and ``["lying", i]`` of person i
            from 0, ``["not", s]``, ``["and", s, ...]``, ``["or", s, ...]``, ``["->", s, t]``, ``["<=>", s, t]``.
        truth_word, lie_word: what a person is called who tells the truth, and one who lies.
    """

    puzzle: Literal["knights_knaves"] = "knights_knaves"
    names: tuple[str, ...] = Field(min_length=1, max_length=20)
    statements: tuple[Any, ...]
    truth_word: str = Field(default="knight", min_length=1, max_length=40)
    lie_word: str = Field(default="knave", min_length=1, max_length=40)

    @field_validator("statements", mode="before")
    @classmethod
    def _are_statements(cls, given: Any) -> tuple[Any, ...]:
        if not isinstance(given, Sequence) or isinstance(given, str):
            raise ValueError("a list of statements is wanted")
        return tuple(as_statement(one, _LARGEST_STATEMENT) for one in given)

    @model_validator(mode="after")
    def _fits(self) -> KnightsKnavesInstance:
        if len(self.statements) != len(self.names):
            raise ValueError(f"{len(self.statements)} statements of {len(self.names)} people")
        if len({name.casefold() for name in self.names}) < len(self.names):
            raise ValueError("two people have one name")
        if self.truth_word.casefold() == self.lie_word.casefold():
            raise ValueError("one word cannot be both for who tells the truth and for who lies")
        if any(person >= len(self.names) for one in self.statements for person in people_in(one)):
            raise ValueError("a statement is about a person that has no name")
        return self


_NAMES = ("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gia", "Hugo", "Ivy", "Jack", "Kim", "Leo", "Mia", "Noah", "Zoe")
# For each difficulty: people, and how deep a statement may be: 2 at least, for if everybody speaks of one person, the
# roles can all be exchanged.
_LEVELS = ((2, 2), (2, 3), (3, 2), (3, 3), (4, 2), (4, 3), (5, 2), (5, 3), (6, 3), (7, 3), (8, 3))
_SYNONYMS = (("truth-teller", "truth teller", "truthful", "骑士"), ("liar", "无赖", "骗子"))


class KnightsKnaves(Puzzle):
    """Who tells the truth: a role for each person, under which exactly the truthful say what is true.

    Read are sentences, pairs with colons, equals signs or arrows, JSON, tables, bullets, and lists by role.
    """

    family = "knights_knaves"
    instance_type = KnightsKnavesInstance

    def generate(self, seed: int, difficulty: int = 5) -> KnightsKnavesInstance:
        """People and statements with one solution, proved by a truth table."""
        dice = chance(self.family, seed, difficulty)
        people, depth = _LEVELS[difficulty]
        roles = [dice.random() < 0.5 for _ in range(people)]
        said = [_said_by(speaker, roles, depth, dice) for speaker in range(people)]
        tries = 0
        while truth_table(said).bit_count() != 1:
            tries += 1
            speaker = dice.randrange(people)
            said[speaker] = _said_by(speaker, roles, depth + tries // 200, dice)
        return KnightsKnavesInstance(names=tuple(dice.sample(_NAMES, people)), statements=tuple(said), unique=True)

    def prompt(self, instance: KnightsKnavesInstance) -> str:
        """What everybody says, and the form of the answer."""
        truth, lie, names = instance.truth_word, instance.lie_word, instance.names
        said = "\n".join(
            f'{name} says: "{in_words(statement, names, truth, lie)}."'
            for name, statement in zip(names, instance.statements, strict=True)
        )
        shown = ", ".join(f"{name} is a ..." for name in names)
        wanted = "Who is what? Give the solution" if instance.unique else "Find roles that agree with this. Give them"
        return (
            f"Everybody here is either a {truth}, who always tells the truth, or a {lie}, who always lies.\n{said}\n"
            f'{wanted} in <answer> tags, in the form "{shown}", with {truth} or {lie} for each.'
        )

    def read(self, answer: str, instance: KnightsKnavesInstance) -> tuple[bool, ...]:
        """For each person whether they tell the truth."""
        people = {" ".join(name.casefold().split()): i for i, name in enumerate(instance.names)}
        roles: dict[str, bool] = {}
        for word, truthful, synonyms in (
            (instance.truth_word, True, _SYNONYMS[0]),
            (instance.lie_word, False, _SYNONYMS[1]),
        ):
            plain = " ".join(word.casefold().split())
            roles |= dict.fromkeys((plain, f"{plain}s", *synonyms, *(f"{one}s" for one in synonyms)), truthful)
        answer = _LIES.sub(f"is a {instance.lie_word}", _TELLS_THE_TRUTH.sub(f"is a {instance.truth_word}", answer))
        found = parse_assignment(answer, Reading(_look_up(people), _look_up(roles)), grouped=True)
        missing = [name for i, name in enumerate(instance.names) if i not in found]
        if missing:
            raise UnreadableAnswerError("incomplete", f"{missing[0]} has no role")
        return tuple(found[i] for i in range(len(instance.names)))

    def judge(self, answer: tuple[bool, ...], instance: KnightsKnavesInstance) -> Finding:
        """Whether exactly the truthful say what is true."""
        fits = [is_true(said, answer) == role for said, role in zip(instance.statements, answer, strict=True)]
        if all(fits):
            return VALID
        speaker = instance.names[fits.index(False)]
        return Finding("broken-rule", f"what {speaker} says does not fit {speaker}'s role", sum(fits) / len(fits))

    def solution(self, instance: KnightsKnavesInstance) -> str | None:
        """The first line of the truth table that fits."""
        return ", ".join(f"{name} is a {word}" for name, word in self._roles(instance).items()) or None

    def count_solutions(self, instance: KnightsKnavesInstance, limit: int = 2) -> int:
        """By truth table."""
        return min(truth_table(instance.statements).bit_count(), limit)

    def hardness(self, instance: KnightsKnavesInstance) -> float:
        """People, and the parts of what they say."""
        return len(instance.names) + sum(len(list(people_in(one))) for one in instance.statements)

    def surface_forms(self, instance: KnightsKnavesInstance) -> Sequence[str]:
        """Sentences, bullets, pairs, JSON, a table."""
        roles = self._roles(instance)
        if not roles:
            return ()
        text = ", ".join(f"{name} is a {word}" for name, word in roles.items())
        return (
            text + ".",
            "\n".join(f"- **{name}**: {word.title()}" for name, word in roles.items()),
            "\n".join(f"({i}) {name} is the {word}" for i, (name, word) in enumerate(roles.items(), 1)),
            "; ".join(f"{name}: {word}" for name, word in reversed(roles.items())),
            ", ".join(f"{name.upper()}={word.upper()}" for name, word in roles.items()),
            json.dumps(roles),
            "| Name | Role |\n|---|---|\n" + "\n".join(f"| {name} | {word} |" for name, word in roles.items()),
        )

    def near_misses(self, instance: KnightsKnavesInstance) -> Sequence[str]:
        """Every role exchanged, a person too few, other names, denials, conditions, a person in both roles."""
        roles = self._roles(instance)
        if not roles:
            return ()
        both = (instance.truth_word, instance.lie_word)
        other = dict(zip(both, reversed(both), strict=True))
        text = ", ".join(f"{name} is a {word}" for name, word in roles.items())
        first, word = next(iter(roles.items()))
        return (
            ", ".join(f"{name} is a {other[word]}" for name, word in roles.items()),
            ", ".join(f"{name} is a {word}" for name, word in roles.items() if name != first) or "nobody",
            ", ".join(f"{name}a is a {word}" for name, word in roles.items()),
            ", ".join(f"{name} is not a {word}" for name, word in roles.items()),
            f"{text}. {first} is a {other[word]}.",
            f"It is false that {text}",
            f"If {first} is a {word}, then {text}",
            json.dumps(dict.fromkeys(roles, both)),
        )

    def _roles(self, instance: KnightsKnavesInstance) -> dict[str, str]:
        """What each person is called; empty where no roles fit."""
        table = truth_table(instance.statements)
        line = (table & -table).bit_length() - 1
        words = [instance.truth_word if line >> i & 1 else instance.lie_word for i in range(len(instance.names))]
        return dict(zip(instance.names, words, strict=True)) if table else {}


class KnightsKnavesTasks(PuzzleTasks):
    """Islands of 2 to 8 people.

    The column ``solution_text_format`` is the solution as Logic-RL's reward reads it, a line a person.
    """

    puzzle = KnightsKnaves

    def columns(self, puzzle: Puzzle, instance: Any) -> dict[str, Any]:
        """The solution's text, for the recipe ``logic-rl``."""
        said = (puzzle.solution(instance) or "").split(", ")
        return {"solution_text_format": "\n".join(f"({place}) {line}" for place, line in enumerate(said, 1))}


_TELLS_THE_TRUTH = re.compile(
    r"\b(?:(?:is|are)\s+)?(?:(?:always\s+)?(?:tells?|telling)\s+the\s+truth|never\s+(?:lies?|lying))\b", re.IGNORECASE
)
_LIES = re.compile(r"\b(?:(?:is|are)\s+)?(?:always\s+)?(?:lies?|lying)\b", re.IGNORECASE)


def _look_up(table: dict[str, Any]) -> Any:
    return lambda said: table.get(said) if isinstance(said, str) else None


def _said_by(speaker: int, roles: list[bool], depth: int, dice: random.Random) -> Any:
    """A random statement that is true if the speaker is truthful and false if not, not only about the speaker."""
    while True:
        statement = _random_statement(len(roles), depth, dice)
        if is_true(statement, roles) == roles[speaker] and set(people_in(statement)) != {speaker}:
            return statement


def _random_statement(people: int, depth: int, dice: random.Random) -> Any:
    if depth <= 1 or dice.random() < 0.2:
        return (dice.choice(TELLS), dice.randrange(people))
    operator = dice.choice(("and", "or", "->", "<=>", "not"))
    parts = 1 if operator == "not" else 2
    return (operator, *(_random_statement(people, depth - 1, dice) for _ in range(parts)))
