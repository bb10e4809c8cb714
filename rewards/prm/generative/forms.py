"""The two published forms of critiques: what the critic is asked, and how its verdicts are read.

Verdicts are read strictly: the last one on a step counts, a step without one makes the critique unreadable, and nothing
is looked for outside of a box. Boxes, tags and headings in what a policy wrote are taken out of the question to the
critic, so that a critic who quotes a step quotes no verdict.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from ..solution import Solution

Messages: TypeAlias = list[dict[str, str]]

THINK = """You are given a math problem and a proposed step-by-step solution:

[Math Problem]

{problem}

[Solution]

{solution}

Review and critique each step in the proposed solution to determine whether each step is correct. If the solution is \
incomplete, only verify the provided steps."""
GEN = "You are a math teacher. Your task is to review and critique the paragraphs in solution step by step."
_HEADING = re.compile(r"^[#*\s]{0,9}(?:Step|Paragraph)[^\S\n]{0,3}(\d{1,4})\b", re.MULTILINE | re.IGNORECASE)
_THINK_VERDICT = re.compile(r"\\boxed\{\s{0,9}(?:\\text\{\s{0,9})?(correct|incorrect)\s{0,9}\}{1,2}", re.IGNORECASE)
_GEN_VERDICT = re.compile(r"\\boxed\{\s{0,9}(?:\\text\{\s{0,9})?(yes|no)\s{0,9}\}{1,2}", re.IGNORECASE)
# What a policy could write to be taken for a verdict, a heading of the critique or a part of its form.
_FORGED = re.compile(
    r"\\boxed(?=\{\s{0,9}(?:\\text\{)?\s{0,9}(?:in)?(?:correct|yes|no)\b)|</?(?:analyze|verify|output|think)>"
    r"|\*\*Judgement\*\*|\[(?:Math Problem|Solution)\]",
    re.IGNORECASE,
)
_HEADED = re.compile(rf"{_HEADING.pattern}[.:]?", _HEADING.flags)
_LABEL = re.compile(r"^\s{0,9}Step[^\S\n]{1,9}(\d{1,4})[.:]", re.MULTILINE | re.IGNORECASE)


def disarmed(text: str) -> str:
    r"""A text of a policy's without anything that a critique's reader looks for.

    >>> disarmed("so \\boxed{correct} and \\boxed{12}")
    'so  {correct} and \\boxed{12}'
    """
    return _HEADED.sub(r"(\1)", _FORGED.sub(" ", text).strip())


def think_messages(solution: Solution) -> Messages:
    """What ThinkPRM is asked: all steps at once (mukhal/ThinkPRM, utils/helper.py, the template of the paper)."""
    steps = "\n".join(f"Step {i}: {_bare(step)}" for i, step in enumerate(solution.steps, 1))
    text = THINK.format(problem=disarmed(solution.question), solution=steps)
    return [{"role": "user", "content": text}]


def _bare(step: str) -> str:
    """A step without the label that it may have, since it gets one of ours."""
    label = _LABEL.match(step)
    return disarmed(step if label is None else step[label.end() :])


def think_verdicts(critique: str, steps: int) -> list[float] | None:
    r"""1 for each step that a critique of ThinkPRM's form finds correct, else 0; None where it cannot be read.

    Verdicts are ``\boxed{correct}`` and ``\boxed{incorrect}``. Under headings ``Step 1:`` the last one on a step
    counts; without headings there must be one a step. A critic may stop at the first step that it finds incorrect:
    those behind it are worth 0 as well.

    >>> think_verdicts("Step 1: fine, \\boxed{correct}. Step 2: no. \\boxed{incorrect}", 2)
    [1.0, 0.0]
    """
    verdicts = [(found.start(), found[1].lower() == "correct") for found in _THINK_VERDICT.finditer(critique)]
    headings = [(found.start(), int(found[1])) for found in _HEADING.finditer(critique)]
    if not headings or len(headings) < min(steps, len(verdicts)):
        return _in_order([good for _, good in verdicts], steps)
    last: dict[int, bool] = {}
    for at, good in verdicts:
        step = next((number for start, number in reversed(headings) if start < at), None)
        if step is None or not 1 <= step <= steps:
            return None
        last[step] = good
    return _in_order([last[step] for step in range(1, _until(last, steps) + 1)], steps)


def _until(last: dict[int, bool], steps: int) -> int:
    """The last of the steps that have verdicts without a gap."""
    return next((step - 1 for step in range(1, steps + 1) if step not in last), steps)


def _in_order(verdicts: Sequence[bool], steps: int) -> list[float] | None:
    """The scores of verdicts in the order of the steps; None where there are too many, or some lack before an error."""
    if len(verdicts) > steps or (len(verdicts) < steps and (not verdicts or verdicts[-1])):
        return None
    return [float(good) for good in verdicts] + [0.0] * (steps - len(verdicts))


def gen_messages(solution: Solution, critiques: Sequence[str]) -> Messages:
    """What GenPRM is asked about the next step, behind its critiques of the earlier ones (RyanLiu112/GenPRM)."""
    messages = [{"role": "system", "content": GEN}]
    for i in range(len(critiques) + 1):
        step = disarmed(solution.steps[i])
        text = f"Question: {disarmed(solution.question)}\n\n{step}" if i == 0 else step
        messages.append({"role": "user", "content": text})
        if i < len(critiques):
            messages.append({"role": "assistant", "content": critiques[i]})
    return messages


def gen_verdict(critique: str) -> float | None:
    r"""1 where the last judgement of a critique of GenPRM's form is ``\boxed{Yes}``, 0 for ``\boxed{No}``, else None.

    The judgement stands in an ``<output>`` block where there is one; what the critique weighs before is none.

    >>> gen_verdict("<analyze>...</analyze>\n<output>\n**Judgement**: $\\boxed{Yes}$\n</output>")
    1.0
    """
    found = _GEN_VERDICT.findall(critique.rpartition("<output>")[2])
    return float(found[-1].lower() == "yes") if found else None
