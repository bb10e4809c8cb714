"""Key steps of a task that a person named: used, they pay; wrong theorems cost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import Field

from rewardry.component import Needs
from rewardry.testing.case import Case
from rewardry.text.units import units
from rewardry.types import Sample, Score, Verdict

from ..outcome import OutcomeReward
from ..reasoning import reasoning_of

_NO_STEPS = Score(None, "abstain", {"reason": "no-key-steps"})
_SENTENCE = re.compile(r"[.!?](?=\s|$)|[。！？；;\n]")
# Said before a step, within a few words, they say that it is not made.
_DENIALS = frozenset(
    word
    for line in """
    not no never cannot t without avoid instead fails fail wrong 不 没 無 无 未
    nicht kein keine ohne pas sans sin ne не без нельзя
    """.splitlines()
    for word in line.split()
)
_DENIED_WITHIN = 5


class KeySteps(OutcomeReward):
    """A right answer earns a share for each key step that its reasoning makes; wrong theorems cost, right or not.

    A column of the row names the steps of its task, each as a text or a list of texts that mean the same
    (``["discriminant", "判别式"]``); another names theorems that do not apply. The value is ``made / named``, 0 for a
    wrong answer, less `cost` for each wrong theorem that is used, not below -1. A step is made in a sentence that says
    `min_words` words more than its name and does not deny it, so that a list of names makes none. Our own rule, for the
    layered reward R = w1 * outcome + w2 * process + w3 * exploration.

    Attributes:
        verifier: who decides whether the answer is right.
        column: the column that names the key steps.
        wrong_column: the column that names wrong theorems; a row may lack it.
        cost: the cost of each wrong theorem.
        min_words: words that a sentence needs beside a step's name.
    """

    value_range: ClassVar[tuple[float, float] | None] = (-1.0, 1.0)

    column: str = "key_steps"
    wrong_column: str = "wrong_steps"
    cost: float = Field(0.5, ge=0, allow_inf_nan=False)
    min_words: int = Field(3, ge=0)

    def reads(self) -> Needs:
        """The completion and the two columns."""
        return Needs(frozenset({"completion", self.column, self.wrong_column}), optional=frozenset({self.wrong_column}))

    def of(self, sample: Sample, verdict: Verdict) -> Score:
        """The value of a sample."""
        named = _named(sample.meta, self.column)
        wrong = _named(sample.meta, self.wrong_column)
        if not named and not wrong:
            return _NO_STEPS
        sentences = [units(sentence) for sentence in _SENTENCE.split(reasoning_of(sample))]
        made = [forms[0] for forms in named if self._is_made(forms, sentences)]
        used = [forms[0] for forms in wrong if self._is_made(forms, sentences)]
        paid = len(made) / len(named) if named and verdict.status == "correct" else 0.0
        return Score(max(-1.0, paid - self.cost * len(used)), details={"made": made, "wrong": used})

    def _is_made(self, forms: Sequence[str], sentences: Sequence[Sequence[str]]) -> bool:
        phrases = [phrase for form in forms if (phrase := units(form))]
        return any(self._says(phrase, sentence) for phrase in phrases for sentence in sentences)

    def _says(self, phrase: Sequence[str], sentence: Sequence[str]) -> bool:
        """Whether a sentence makes a step, and says something of it."""
        if len(sentence) < len(phrase) + self.min_words:
            return False
        first, size = phrase[0], len(phrase)
        for at, word in enumerate(sentence):
            if word == first and list(sentence[at : at + size]) == list(phrase):
                before = sentence[max(0, at - _DENIED_WITHIN) : at]
                if not _DENIALS.intersection(before):
                    return True
        return False

    def examples(self) -> list[Case]:
        """One of two steps made; a list of names; and a theorem that does not apply."""
        meta = {self.column: [["discriminant", "判别式"], "quadratic formula"], self.wrong_column: ["Fermat"]}
        asked = ("How many real roots has x^2 = 2?", "2")
        good = "<think>The discriminant is 8, which is positive.</think>\n<answer>2</answer>"
        stuffed = "<think>Discriminant. Quadratic formula.</think>\n<answer>2</answer>"
        wrong = "<think>By the little theorem of Fermat there are two.</think>\n<answer>2</answer>"
        return [
            Case(good, 0.5, *asked, meta=meta),
            Case(stuffed, 0.0, *asked, meta=meta),
            Case(wrong, max(-1.0, -self.cost), *asked, meta=meta),
            Case(good, 0.0, "How many real roots has x^2 = -2?", "0", meta=meta),
        ]


def _named(meta: Mapping[str, Any], column: str) -> list[list[str]]:
    """The steps that a column names, each as the texts that mean it; anything else in it names nothing."""
    given = meta.get(column)
    if isinstance(given, str):
        given = [given]
    if not isinstance(given, (list, tuple)):
        return []
    forms = [[one] if isinstance(one, str) else one for one in given]
    found = [
        [text for text in form if isinstance(text, str) and units(text)]
        for form in forms
        if isinstance(form, (list, tuple))
    ]
    return [form for form in found if form]
