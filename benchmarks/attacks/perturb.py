"""Metamorphic tests: rewrites that keep the value must keep the verdict, edits that change it must change it.

No label is needed: the right answer of a row, rewritten, is right, and edited, is wrong. Each rewrite is asked only
where it is valid, and the report says how often that was.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..findings import finding
from .edits import CHANGED
from .filling import formed
from .results import rate, shortened
from .rewrites import AROUND, KEPT, Rewrite
from .settling import asked
from .source import Tasks
from .target import Paid, Target
from .task import Task

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Case:
    """One answer, rewritten.

    Attributes:
        rewrite: how.
        task: whose answer.
        before: the completion that is paid.
        after: the completion that is asked for.
    """

    rewrite: Rewrite
    task: Task
    before: str
    after: str


def perturb(target: Target, tasks: Tasks) -> dict[str, Any]:
    """The content of ``perturb.json``: rewrite every right answer in every way that is valid, and ask."""
    started = time.perf_counter()
    answers = [task for task in tasks.tasks if task.kind == "answer"]
    rewrites = [rewrite for rewrite in (*KEPT, *CHANGED, *_around(target, answers)) if _is_for(rewrite, target.id)]
    cases = [case for rewrite in rewrites for case in _cases(rewrite, answers)]
    found = list(zip(cases, asked([(case.task, case.after) for case in cases], target), strict=True))
    broke = {True: [each for each in found if each[0].rewrite.keeps and not each[1].right]}
    broke[False] = [each for each in found if not each[0].rewrite.keeps and each[1].right]
    return finding(
        "perturb",
        attacked=target.told(),
        tasks=tasks.told(),
        invariance=_share([each for each in found if each[0].rewrite.keeps], broke[True]),
        sensitivity=_share([each for each in found if not each[0].rewrite.keeps], broke[False]),
        rewrites=[_of_rewrite(rewrite, found, broke[rewrite.keeps], len(answers)) for rewrite in rewrites],
        seconds=time.perf_counter() - started,
    )


def _is_for(rewrite: Rewrite, id_: str) -> bool:
    return not rewrite.only or any(
        id_ == only or (only.endswith(".") and id_.startswith(only)) for only in rewrite.only
    )


def _around(target: Target, tasks: Sequence[Task]) -> Iterator[Rewrite]:
    """The completions around an answer that the verifier knows: those that are paid for most tasks."""
    texts = [(task, form.replace("«a»", task.right)) for form in AROUND.values() for task in tasks]
    paid = asked(texts, target)
    for place, (name, form) in enumerate(AROUND.items()):
        of_form = paid[place * len(tasks) : (place + 1) * len(tasks)]
        if 2 * sum(each.right for each in of_form) > len(tasks):
            yield Rewrite(name, form.replace("«a»", "...").replace("\n", " "), True, _inserted(form))


def _inserted(form: str) -> Callable[[str], str]:
    return lambda answer: form.replace("«a»", answer)


def _cases(rewrite: Rewrite, tasks: Sequence[Task]) -> Iterator[Case]:
    whole = rewrite.name in AROUND
    for task in tasks:
        form = "box" if "box" in task.forms else task.forms[0]
        made = rewrite.make(task.right)
        if made is None or (rewrite.suits is not None and not rewrite.suits(task.question, task.right)):
            continue
        before = formed(task.kind, form, task.right, "en")
        yield Case(rewrite, task, before, made if whole else formed(task.kind, form, made, "en"))


def _share(found: Sequence[tuple[Case, Paid]], broke: Sequence[tuple[Case, Paid]]) -> dict[str, Any]:
    return {**rate(len(found) - len(broke), len(found)), "n": len(found), "broke": len(broke)}


def _of_rewrite(
    rewrite: Rewrite, found: Sequence[tuple[Case, Paid]], broke: Sequence[tuple[Case, Paid]], of: int
) -> dict[str, Any]:
    own = [each for each in found if each[0].rewrite is rewrite]
    wrong = [each for each in broke if each[0].rewrite is rewrite]
    return {
        "name": rewrite.name,
        "keeps": rewrite.keeps,
        "about": rewrite.about,
        "valid": len(own),
        "of": of,
        "n": len(own),
        "broke": len(wrong),
        "rate": rate(len(own) - len(wrong), len(own)),
        "rows": [_row(case, paid) for case, paid in wrong[:_SHOWN]],
    }


def _row(case: Case, paid: Paid) -> dict[str, Any]:
    return {
        "id": case.task.id,
        "before": shortened(case.before),
        "after": shortened(case.after),
        "reference": shortened(str(case.task.sample.reference)),
        "status": paid.status,
        "reason": paid.reason,
    }
