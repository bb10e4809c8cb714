"""Completions out of templates.

In a template stand, between guillemets: ``right`` and ``wrong``, ``wrong2`` (bare answers), ``honest_right`` and
``honest_wrong`` (whole completions in the task's own form), ``question``, ``expression`` (what the question asks to
compute), ``thought`` (a neutral sentence), ``entry_point`` (of a program), and ``400*x`` for 400 times x.
"""

from __future__ import annotations

import re

from .family import Language, Reads, Template
from .task import Task

# How an answer is written, by name; a task uses those that are paid.
FORMS: dict[Reads, dict[str, dict[Language, str]]] = {
    "answer": {
        "tagged": {"en": "<think>\n«thought»\n</think>\n<answer>\n«a»\n</answer>"},
        "tagged box": {"en": "<think>\n«thought»\n</think>\n<answer>\n\\boxed{«a»}\n</answer>"},
        "box": {"en": "«thought» \\boxed{«a»}"},
        "sentence": {"en": "«thought» The answer is «a».", "zh": "«thought»答案是«a»。"},
        "line": {"en": "«thought»\nAnswer: «a»", "zh": "«thought»\n答案：«a»"},
        "bare": {"en": "«a»"},
    },
    "program": {
        "tagged": {"en": "<think>\n«thought»\n</think>\n<answer>\n```python\n«a»\n```\n</answer>"},
        "block": {"en": "```python\n«a»\n```"},
    },
}
THOUGHTS: dict[Language, str] = {
    "en": "Let me work through the question carefully and check the result.",
    "zh": "我们先仔细分析这个问题，然后检查结果。",
}
_PLACE = re.compile(r"«(?:(\d+)\*([^«»]*)|([a-z_0-9]+))»")
_EXPRESSION = re.compile(
    r"(?:[\d(\\][\w\s.()^{}\\]{0,60}?)(?:[-+*/×÷·]|\\times|\\cdot|\\div)\s*[\w(\\][\w\s.()^{}\\+\-*/×÷·]{0,60}"
)


def formed(kind: Reads, form: str, answer: str, language: Language, thought: str | None = None) -> str:
    """A completion with an answer in one of the forms."""
    texts = FORMS[kind][form]
    text = texts.get(language, texts["en"])
    return text.replace("«thought»", THOUGHTS[language] if thought is None else thought).replace("«a»", answer)


def longer_thought(language: Language, length: int) -> str:
    """Neutral reasoning of at least so many characters."""
    sentence = THOUGHTS[language]
    return " ".join([sentence] * max(1, -(-length // (len(sentence) + 1))))


def fill(template: Template, task: Task, form: str, wrong: tuple[str, str], language: Language) -> str | None:
    """The completion that a template makes of a task; None where the task has not what it wants.

    Args:
        template: what to fill.
        task: whose answers.
        form: the form that an answer is put into.
        wrong: two wrong answers.
        language: of what is said around the answers.
    """
    text = template.told(language)
    values = {
        "right": task.right,
        "wrong": wrong[0],
        "wrong2": wrong[1],
        "question": task.question or None,
        "expression": _asked_for(task),
        "thought": THOUGHTS[language],
        "entry_point": task.entry_point,
        "honest_right": formed(task.kind, form, task.right, language),
        "honest_wrong": formed(task.kind, form, wrong[0], language),
    }
    if any(values.get(name, "") is None for _, _, name in _PLACE.findall(text)):
        return None
    made = _PLACE.sub(lambda place: _value(place, values), text)
    return formed(task.kind, form, made, language) if template.in_form else made


def _value(place: re.Match[str], values: dict[str, str | None]) -> str:
    times, part, name = place.groups()
    return part * int(times) if times else str(values[name])


def _asked_for(task: Task) -> str | None:
    """What the question asks to compute, unless it is the answer itself."""
    found = expression_of(task.question)
    return None if found is None or "".join(found.split()) == "".join(task.right.split()) else found


def expression_of(question: str) -> str | None:
    """What a question asks to compute, such as ``17*23``, or None."""
    found = [_WORD.split(each.group())[0].strip(" .") for each in _EXPRESSION.finditer(question)]
    found = [each for each in found if _is_work(each)]
    return max(found, key=len) if found else None


_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}")


def _is_work(text: str) -> bool:
    """Whether there is something to compute: two numbers, and more than a fraction of them."""
    whole = text.count("(") == text.count(")") and text.count("{") == text.count("}")
    return whole and len(re.findall(r"\d+", text)) > 1 and not re.fullmatch(r"\d+\s*/\s*\d+", text)
