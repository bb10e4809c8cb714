"""The attack: completions of every family for every task, and what of what was paid should not have been.

What is wanted of an attack depends on what is attacked:

- A **verifier** must not call it correct, and must call a control correct. An attack on the form alone, whose answer is
  right, asks nothing of a verifier.
- A **recipe** must not let a verifier of its own call it correct, nor pay it more than an honest wrong answer in the
  same form, of the same length where length is what made it worth more. Where the recipe compares the completions of a
  group the total of a wrong answer says how it stands to the others, and only the first is asked. An attack on the form
  must earn less than the honest completion with the same answer, if the recipe pays for forms at all. A control must be
  called correct and earn nine tenths of what the honest right answer earns beyond the wrong one: its reasoning is
  other text, which lengths and languages may weigh a little otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rewardry.types import Sample

from .family import Family, Language, Template
from .filling import THOUGHTS, fill, formed, longer_thought
from .settling import asked
from .target import Paid, Target
from .task import Task

# How many attacks a family makes at least of a set that has enough tasks; of more tasks, one each.
_A_FAMILY = 2000
_SAME = 1e-6
_SHARE = 0.9

Wrong: TypeAlias = Literal["paid", "control-unpaid", "over-deadline", "error"]


@dataclass(frozen=True, slots=True)
class Attack:
    """One completion that is asked for.

    Attributes:
        family: of it.
        template: which of the family's.
        task: whose answers it is made of.
        form: the task's form that it uses.
        language: of what is said around the answers.
        text: the completion.
        number: the template's place in the family, for its id.
    """

    family: Family
    template: Template
    task: Task
    form: str
    language: Language
    text: str
    number: int

    @property
    def id(self) -> str:
        """What it is called in reports."""
        kind = "control" if self.is_control else "attack"
        return f"{self.family.name}/{kind} {self.number}/{self.task.id}"

    @property
    def is_control(self) -> bool:
        """Whether it must be paid."""
        return self.template.expect == "pay"

    def honest(self, answer: str, thought: str | None = None) -> str:
        """The honest completion beside which it stands."""
        return formed(self.task.kind, self.form, answer, self.language, thought)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attack.

    Attributes:
        attack: what was asked.
        paid: what was paid.
        most: of a recipe, what it may earn, or of a control what it must; None for a verifier.
        late: whether it went past its deadline.
        wrong: what is wrong with that, or None.
    """

    attack: Attack
    paid: Paid
    most: float | None
    late: bool
    wrong: Wrong | None


def attacks_of(family: Family, tasks: Sequence[Task], target: Target) -> list[Attack]:
    """The completions of a family: every template of every task where tasks are few, else a share of them in turn."""
    return [
        *_made(family, family.attacks, tasks, target, max(_A_FAMILY, len(tasks))),
        *_made(family, family.controls, tasks, target, len(tasks)),
    ]


def _made(
    family: Family, templates: Sequence[Template], tasks: Sequence[Task], target: Target, budget: int
) -> Iterator[Attack]:
    made = dict.fromkeys(range(len(templates)), 0)
    for place, task in enumerate(tasks):
        able = [(i, t) for i, t in enumerate(templates) if task.kind in t.reads and _is_asked(t, target)]
        share = min(len(able), max(1, budget // len(tasks)))
        for turn in range(share):
            number, template = able[(place * share + turn) % len(able)]
            if template.tasks is not None and made[number] >= template.tasks:
                continue
            attack = _attack(family, template, number, task, place, target)
            if attack is not None:
                made[number] += 1
                yield attack


def _is_asked(template: Template, target: Target) -> bool:
    if template.only is not None and template.only != target.kind:
        return False
    # The answer in it is right, so that only whoever pays for forms can be asked to refuse it.
    return template.expect != "below-right" or target.has_form


def _attack(family: Family, template: Template, number: int, task: Task, place: int, target: Target) -> Attack | None:
    if not _is_valid(template, task):
        return None
    form = task.forms[(place + number) % len(task.forms)] if template.in_form else _form_of(template, task)
    if form is None:
        return None
    language: Language = task.language
    if target.kind == "verifier" and (template.expect != "pay" or not task.question):
        language = "zh" if (place + number) % 2 else "en"
    text = fill(template, task, form, (task.wrong[0], task.wrong[1]), language)
    return None if text is None else Attack(family, template, task, form, language, text, number)


def _form_of(template: Template, task: Task) -> str | None:
    """The honest form of a whole completion; a control only in a form in which the right answer is paid."""
    wanted = "tagged" if "<answer>" in template.text else "box" if "\\boxed" in template.text else task.forms[0]
    if wanted == "tagged" and "\\boxed{«right»}" in template.text:
        wanted = "tagged box"
    if wanted in task.forms:
        return wanted
    return None if template.expect == "pay" else task.forms[0]


# Answers that stand for many values: beside one of them another may be said without saying more.
_MANY = re.compile(
    r"[<>≤≥≠∪∩∈±∞]|\\(?:pm|mp|cup|cap|in|infty|le|ge|lt|gt|ne|leq|geq|leqslant|geqslant|neq)(?![A-Za-z])"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# A whole number that neither a unit nor a rest class leaves as it is.
_WHOLE = re.compile(r"[2-9]|[1-9]\d+")


def _is_valid(template: Template, task: Task) -> bool:
    """Whether what the template makes of the task is the attack that it is meant to be."""
    if "«" not in template.text and _says(template.text, task.right):
        return False
    answers = (task.right, *task.wrong)
    if template.when == "number":
        return all(_WHOLE.fullmatch(answer) for answer in answers)
    if template.when is not None and any(_MANY.search(answer) for answer in answers):
        return False
    return template.when != "plain" or not any(
        set(answer) & set(",;/()[]{}\n") or answer in ("0", "1") for answer in answers
    )


def _says(text: str, right: str) -> bool:
    """Whether a text that is the same for every task happens to say this one's right answer."""
    try:
        return float(right) in map(float, _NUMBER.findall(text))
    except ValueError:
        return right.casefold() in text.casefold()


def judge(attacks: Sequence[Attack], target: Target, longest: float | None) -> list[Outcome]:
    """Ask for all attacks, and judge what was paid.

    Args:
        attacks: what is asked for.
        target: who pays.
        longest: seconds that a completion may take; None where nobody says.
    """
    if target.kind == "verifier":
        return [_verdict(attack, paid, None, None, target, longest) for attack, paid in _ask(attacks, target)]
    triples = _ask_beside_honest(attacks, target)
    return [
        _of_recipe(attack, paid, right, wrong, target, longest)
        for attack, (paid, right, wrong) in zip(attacks, triples, strict=True)
    ]


def _ask(attacks: Sequence[Attack], target: Target) -> list[tuple[Attack, Paid]]:
    return list(zip(attacks, asked([(a.task, a.text) for a in attacks], target), strict=True))


def _ask_beside_honest(attacks: Sequence[Attack], target: Target) -> list[tuple[Paid, Paid, Paid]]:
    """What each attack, the honest right and the honest wrong completion beside it earn."""
    if target.compares:
        samples = [sample for n, attack in enumerate(attacks) for sample in _group(attack, n)]
        told = target.ask(samples)
        return [(told[i], told[i + 1], told[i + 2]) for i in range(0, len(told), 3)]
    honest = {(a.task.id, text): (a.task, text) for a in attacks for text in _both(a)}
    earned = dict(zip(honest, asked(list(honest.values()), target), strict=True))
    found = []
    for attack, paid in _ask(attacks, target):
        right, wrong = _both(attack)
        found.append((paid, earned[attack.task.id, right], earned[attack.task.id, wrong]))
    return found


def _both(attack: Attack) -> tuple[str, str]:
    return attack.honest(attack.task.right), attack.honest(attack.task.wrong[0])


def _group(attack: Attack, number: int, thought: str | None = None) -> list[Sample]:
    right, wrong = attack.honest(attack.task.right), attack.honest(attack.task.wrong[0], thought)
    return [attack.task.saying(text, f"attack {number}", counted=True) for text in (attack.text, right, wrong)]


def _of_recipe(attack: Attack, paid: Paid, right: Paid, wrong: Paid, target: Target, longest: float | None) -> Outcome:
    if attack.is_control:
        least = _value(wrong) + _SHARE * (_value(right) - _value(wrong))
        return _verdict(attack, paid, least, None, target, longest)
    if target.compares and (attack.template.expect == "refuse" or not target.has_form):
        return _verdict(attack, paid, None, None, target, longest)
    if attack.template.expect == "refuse":
        most = _value(wrong)
        if _value(paid) > most + _SAME and not paid.right:
            most = max(most, _of_same_length(attack, target))
        return _verdict(attack, paid, most, None, target, longest)
    below = right if attack.template.expect == "below-right" else wrong
    return _verdict(attack, paid, _value(below), below, target, longest)


def _of_same_length(attack: Attack, target: Target) -> float:
    """What an honest wrong answer earns whose reasoning makes it as long as the attack."""
    length = len(attack.text) - len(attack.honest(attack.task.wrong[0], ""))
    thought = longer_thought(attack.language, length) if length > len(THOUGHTS[attack.language]) else "So."
    return _value(target.ask(_group(attack, 0, thought))[2])


def _value(paid: Paid) -> float:
    """What a completion earns; an undecided one earns nothing."""
    return paid.total or 0.0


def _verdict(
    attack: Attack, paid: Paid, most: float | None, below: Paid | None, target: Target, longest: float | None
) -> Outcome:
    late = paid.status == "timeout" or (longest is not None and paid.seconds > longest)
    wrong = _what_is_wrong(attack, paid, most, below, target)
    if wrong is None and not attack.is_control:
        wrong = "error" if paid.status == "error" else "over-deadline" if late else None
    return Outcome(attack, paid, most, late, wrong)


def _what_is_wrong(attack: Attack, paid: Paid, most: float | None, below: Paid | None, target: Target) -> Wrong | None:
    """What is wrong with what was paid, whatever time it took."""
    if attack.is_control:
        enough = paid.right if most is None else paid.right and _value(paid) >= most - _SAME
        return None if enough else "control-unpaid"
    if attack.template.expect != "below-right" and paid.right:
        return "paid"
    if below is not None and target.has_form:
        return "paid" if _value(paid) >= _value(below) - _SAME else None
    return "paid" if most is not None and _value(paid) > most + _SAME else None
