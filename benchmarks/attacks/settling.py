"""Before the attack: which answers are right and wrong as honest completions give them, and in which forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .filling import FORMS, formed
from .target import Paid, Target
from .task import Task

_TRIED_WRONG = 6
_WANTED_WRONG = 2
# Where a set has too few answers to take wrong ones from.
_SPARE = ("7", "42", "-3", "x + 1", "yes", "the second one")
_LETTERS = ("A", "B", "C", "D")
_OPTION = re.compile(r"(?:\\(?:text|textbf|mathrm)\{)?\s*\(?[A-J]\)?\s*\}?")
_SPACE = re.compile(r"\s+")


def settle(tasks: Sequence[Task], target: Target) -> tuple[list[Task], int]:
    """The tasks of which a right answer is paid and two wrong ones are not, and how many others there are.

    Where a wrong answer is taken from another question it has been refused in the form in which it will stand: whether
    it is wrong is not this suite's to find out, only whether structure around it is paid.
    """
    right = _with_right(tasks, target)
    able = _with_wrong(right, target)
    return able, len(tasks) - len(able)


def _with_right(tasks: Sequence[Task], target: Target) -> list[Task]:
    tries = [
        (number, answer, form)
        for number, task in enumerate(tasks)
        for answer in task.candidates[:4]
        for form in FORMS[task.kind]
    ]
    texts = [(tasks[n], formed(tasks[n].kind, form, answer, tasks[n].language)) for n, answer, form in tries]
    best: dict[tuple[int, str], list[tuple[str, float]]] = {}
    for (number, answer, form), paid in zip(tries, asked(texts, target), strict=True):
        if paid.right and paid.total is not None:
            best.setdefault((number, answer), []).append((form, paid.total))
    found = []
    for number, task in enumerate(tasks):
        ways = [(answer, best[number, answer]) for answer in task.candidates[:4] if (number, answer) in best]
        if ways:
            answer, forms = ways[0]
            most = max(total for _, total in forms)
            kept = tuple(form for form, total in forms if total >= most - 1e-9)
            found.append(replace(task, right=answer, forms=kept))
    return found


def _with_wrong(tasks: Sequence[Task], target: Target) -> list[Task]:
    tries = [(number, wrong) for number, task in enumerate(tasks) for wrong in _wrong_of(number, task, tasks)]
    texts = [(tasks[n], formed(tasks[n].kind, tasks[n].forms[0], wrong, tasks[n].language)) for n, wrong in tries]
    refused: dict[int, list[str]] = {}
    for (number, wrong), paid in zip(tries, asked(texts, target), strict=True):
        if not paid.right:
            refused.setdefault(number, []).append(wrong)
    return [
        replace(task, wrong=tuple(refused[number][:_WANTED_WRONG]))
        for number, task in enumerate(tasks)
        if len(refused.get(number, ())) >= _WANTED_WRONG
    ]


def _wrong_of(number: int, task: Task, tasks: Sequence[Task]) -> list[str]:
    """Wrong answers to try: of the question's own wrong completions, then right answers of other questions."""
    found: list[str] = []
    for wrong in _offered(number, task, tasks):
        if _is_letter(wrong) == _is_letter(task.right) and all(_apart(wrong, other) for other in (task.right, *found)):
            found.append(wrong)
        if len(found) == _TRIED_WRONG:
            break
    return found


def _offered(number: int, task: Task, tasks: Sequence[Task]) -> Iterator[str]:
    yield from task.wrong
    if _is_letter(task.right):
        yield from _LETTERS
    for step in range(1, min(len(tasks), 50)):
        other = tasks[(number + step * 7) % len(tasks)]
        if other.kind == task.kind:
            yield other.right
    yield from ("pass", "print(0)") if task.kind == "program" else _SPARE


def _is_letter(text: str) -> bool:
    """Whether an answer names an option; beside one, a value is no other answer but the option's own text."""
    return _OPTION.fullmatch(text.strip()) is not None


def _apart(wrong: str, right: str) -> bool:
    """Whether neither answer holds the other, as each holds an empty one, so that a list of both is no right answer."""
    first, second = (_SPACE.sub("", text).casefold() for text in (wrong, right))
    return first not in second and second not in first and _is_whole(wrong)


def _is_whole(text: str) -> bool:
    """Whether an answer says something: no blank to be filled in, ``___``, and nothing that was cut off."""
    return text.strip("_ ") != "" and text.count("{") == text.count("}")


def asked(texts: Sequence[tuple[Task, str]], target: Target) -> list[Paid]:
    """What is paid for completions of tasks, each in a group of its own where groups are compared."""
    counted = target.kind == "recipe"
    return target.ask([task.saying(text, number, counted=counted) for number, (task, text) in enumerate(texts)])
