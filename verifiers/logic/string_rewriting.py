"""String rewriting: what a text becomes when rules are applied until none does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance
from rewardry.text.signs import plain_signs

Text = Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z]*$")]

_MOST_STEPS = 500
_LONGEST_TEXT = 500


class StringRewritingInstance(Instance):
    """A text and rules.

    Attributes:
        text: from 1 to 60 letters.
        rules: from 1 to 20 pairs of a left and a right side. The first rule in order whose left side occurs is
            applied to its leftmost occurrence, until none occurs. That must come within 500 steps.
    """

    puzzle: Literal["string_rewriting"] = "string_rewriting"
    text: Text = Field(min_length=1)
    rules: tuple[tuple[Text, Text], ...] = Field(min_length=1, max_length=20)

    @model_validator(mode="after")
    def _ends(self) -> StringRewritingInstance:
        if not all(left for left, _ in self.rules):
            raise ValueError("the left side of a rule is empty")
        if rewrite(self.text, self.rules) is None:
            raise ValueError(f"the rules do not end within {_MOST_STEPS} steps and {_LONGEST_TEXT} letters")
        return self


class StringRewriting(Puzzle):
    """The one text that is left when no rule applies."""

    family = "string_rewriting"
    instance_type = StringRewritingInstance

    def generate(self, seed: int, difficulty: int = 5) -> StringRewritingInstance:
        """Rules by chance that end, and change the text in several steps."""
        dice = chance(self.family, seed, difficulty)
        length, alphabet, count, fewest = _LEVELS[difficulty]
        letters = "abcdef"[:alphabet]
        while True:
            text = "".join(dice.choices(letters, k=length))
            rules: list[tuple[str, str]] = []
            for _ in range(count):
                left = "".join(dice.choices(letters, k=2))
                right = "".join(dice.choices(letters, k=dice.choice((0, 1, 1, 2))))
                if right != left and left not in dict(rules):
                    rules.append((left, right))
            trace = rewrite(text, rules)
            if len(rules) == count and trace and trace[-1] and len(trace) > fewest:
                return StringRewritingInstance(text=text, rules=tuple(rules), unique=True)

    def prompt(self, instance: StringRewritingInstance) -> str:
        """The rules, the text and the order in which rules are applied."""
        rules = ", ".join(f"{left} -> {right or '(nothing)'}" for left, right in instance.rules)
        return (
            f"Rewrite the string {instance.text} with the rules {rules}. At each step take the first rule in this "
            "order whose left side occurs, and replace its leftmost occurrence; stop when no rule applies. Give the "
            "resulting string ('empty' if nothing is left) in <answer></answer>."
        )

    def read(self, answer: str, instance: StringRewritingInstance) -> str:
        """The text; white space, commas and quotes between letters are no part of it."""
        said = plain_signs(answer).strip().strip("\"'`").strip()
        if said.casefold() in _EMPTY:
            return ""
        parts = said.replace(",", " ").split()
        if len(parts) > 1 and any(len(part) > 1 for part in parts):
            raise UnreadableAnswerError("unreadable", "one string is wanted")
        letters = "".join(parts)
        known = set("".join((instance.text, *(right for _, right in instance.rules))))
        if not letters or set(letters) - known:
            raise UnreadableAnswerError("unreadable", "a string of the letters of the task is wanted")
        return letters

    def judge(self, answer: str, instance: StringRewritingInstance) -> Finding:
        """Whether it is the text that is left."""
        trace = rewrite(instance.text, instance.rules) or [instance.text]
        if answer == trace[-1]:
            return VALID
        if answer in trace:
            return Finding("incomplete", "a rule still applies")
        return Finding("wrong-value", "the rules lead to another string")

    def solution(self, instance: StringRewritingInstance) -> str | None:
        """The text that is left."""
        trace = rewrite(instance.text, instance.rules)
        return None if trace is None else trace[-1] or "empty"

    def count_solutions(self, instance: StringRewritingInstance, limit: int = 2) -> int:
        """One: each step is prescribed."""
        return 1

    def hardness(self, instance: StringRewritingInstance) -> float:
        """How many steps there are."""
        return float(len(rewrite(instance.text, instance.rules) or ()) - 1)

    def surface_forms(self, instance: StringRewritingInstance) -> Sequence[str]:
        """In quotes, in backticks, with spaces."""
        found = self.solution(instance) or ""
        if found == "empty":
            return ("empty", "ε", '""')
        return (found, f'"{found}"', f"`{found}`", " ".join(found), ", ".join(found), f"Result: {found}")

    def near_misses(self, instance: StringRewritingInstance) -> Sequence[str]:
        """The text before the last step, a letter more or less, the other way round, the count."""
        trace = rewrite(instance.text, instance.rules) or [instance.text]
        found = trace[-1]
        return (
            *trace[:-1][-2:], *([found[:-1]] if found[:-1] else []), found + instance.text[0], str(len(found)),
            *([found[::-1]] if found[::-1] != found else []), f"{found} or {found}", f"not {found}",
        )  # fmt: skip


class StringRewritingTasks(PuzzleTasks):
    """Texts of 4 to 24 letters and 2 to 8 rules."""

    puzzle = StringRewriting


# Letters of the text, of the alphabet, rules, and the fewest steps.
_LEVELS = (
    (4, 2, 2, 2), (5, 2, 2, 2), (6, 3, 3, 3), (7, 3, 3, 3), (8, 3, 3, 4), (10, 3, 4, 5),
    (12, 4, 5, 6), (14, 4, 5, 7), (16, 4, 6, 8), (20, 5, 7, 9), (24, 5, 8, 10),
)  # fmt: skip
_EMPTY = frozenset({"", "empty", "(empty)", "empty string", "the empty string", "ε", "λ", "(nothing)", "∅"})


def rewrite(text: str, rules: Sequence[tuple[str, str]]) -> list[str] | None:
    """The texts from the first to the one to which no rule applies; None where there are too many, or too long ones."""
    trace = [text]
    while len(trace) - 1 <= _MOST_STEPS and len(text) <= _LONGEST_TEXT:
        rule = next((rule for rule in rules if rule[0] in text), None)
        if rule is None:
            return trace
        text = text.replace(*rule, 1)
        trace.append(text)
    return None
