"""The format of ReAct: reasoning, then one action with its input, or a final answer."""

from __future__ import annotations

import re

from rewardry.testing.case import Case
from rewardry.text.spans import has_content, is_blank, says_something
from rewardry.types import Sample

from ..two_values import TwoValues
from .markup import is_markup

_ACTION = re.compile(r"^[ \t]{0,8}Action:(?P<name>[^\n]*)$", re.MULTILINE)
_INPUT = re.compile(r"^[ \t]{0,8}Action Input:", re.MULTILINE)
_FINAL = re.compile(r"^[ \t]{0,8}Final Answer:", re.MULTILINE)
_OBSERVATION = re.compile(r"^[ \t]{0,8}Observation:", re.MULTILINE)
_BAD = frozenset({f"{problem}_think" for problem in ("missing", "unopened", "unclosed", "duplicate", "empty")}) | {
    "text_before",
    "order",
}


class React(TwoValues):
    r"""The first of `values` for reasoning that is followed by one action and its input, else the second.

    ReAct (arXiv:2210.03629) as ms-swift asks for it: ``<think>...</think>``, then ``Action: NAME`` and ``Action Input:
    ...`` on lines of their own. Here the reasoning and the name say something, each line stands there once and in
    order, and the completion does not go on with an ``Observation:`` of its own making. A completion may end with
    ``Final Answer: ...`` instead.

    Attributes:
        values: what a good and a bad form are worth.
        allow_final: whether a final answer may stand in place of the action.
    """

    allow_final: bool = True

    def is_good(self, sample: Sample) -> bool:
        """Whether a completion has the form."""
        sections = sample.split()
        if sections.think is None or sections.problems & _BAD or is_markup(sections.text, sections.think):
            return False
        rest = sections.final_text
        return _acts(rest) or (self.allow_final and _ends(rest))

    def examples(self) -> list[Case]:
        """An action, and one that makes up what it observes."""
        good, bad = self.values
        text = '<think>I need the weather.</think>\nAction: weather\nAction Input: {"city": "Rome"}'
        return [Case(text, good), Case(text + "\nObservation: sunny", bad)]


def _acts(text: str) -> bool:
    """Whether a text is one action with its input, and nothing else."""
    actions, inputs = list(_ACTION.finditer(text)), list(_INPUT.finditer(text))
    if len(actions) != 1 or len(inputs) != 1 or _OBSERVATION.search(text) or _FINAL.search(text):
        return False
    action, given = actions[0], inputs[0]
    in_order = is_blank(text, 0, action.start()) and is_blank(text, action.end(), given.start())
    named = has_content(text, *action.span("name"))
    return in_order and named and action.end() <= given.start() and not is_blank(text, given.end())


def _ends(text: str) -> bool:
    """Whether a text is one final answer, and nothing before it."""
    finals = list(_FINAL.finditer(text))
    if len(finals) != 1 or _ACTION.search(text) or _INPUT.search(text) or _OBSERVATION.search(text):
        return False
    return is_blank(text, 0, finals[0].start()) and says_something(text, finals[0].end(), len(text))
