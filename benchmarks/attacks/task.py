"""Tasks to attack: what is asked, right and wrong, found in labelled rows or in a verifier's examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from rewardry.component import Component
from rewardry.testing.case import Case
from rewardry.text.boxed import find_boxes
from rewardry.text.code_blocks import last_code
from rewardry.text.sections import split
from rewardry.types import CompletionError, Sample, prompt_text

from .family import Language, Reads
from .tokens import count

SHIPPED = Path(__file__).parent / "tasks"
# Characters that an answer has at most.
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Task:
    """One question.

    Attributes:
        id: of the row it was made of.
        sample: the row as a sample; its completion is replaced.
        candidates: texts that may be the bare right answer.
        wrong: bare wrong answers of this question.
        kind: whether an answer is a text or a program.
        right: the bare right answer that is paid; empty until that is known.
        forms: the forms in which it is paid.
    """

    id: str
    sample: Sample
    candidates: tuple[str, ...]
    wrong: tuple[str, ...] = ()
    kind: Reads = "answer"
    right: str = ""
    forms: tuple[str, ...] = field(default=())

    @property
    def question(self) -> str:
        """What is asked, as text."""
        return prompt_text(self.sample.prompt)

    @property
    def language(self) -> Language:
        """The language of the question."""
        return "zh" if any("\u4e00" <= char <= "\u9fff" for char in self.question) else "en"

    @property
    def entry_point(self) -> str:
        """The name of the function that a program must define."""
        reference = self.sample.reference
        return str(reference.get("entry_point", "solve")) if isinstance(reference, Mapping) else "solve"

    def saying(self, completion: str, group: Any = None, *, counted: bool = False) -> Sample:
        """The task with a completion, and with as many token ids as its length comes to where they are wanted."""
        ids = range(count(completion)) if counted else None
        return replace(self.sample, completion=completion, group=group, completion_ids=ids)


def tasks_of_samples(samples: Iterable[tuple[str, Sample, int | None]]) -> list[Task]:
    """A task for each question of some rows.

    Args:
        samples: the rows' ids, the samples, and their labels: 1 right, 0 wrong, None unknown.
    """
    found: dict[str, Task] = {}
    for id_, sample, label in samples:
        if isinstance(sample.reference, Mapping) and "instruction_id_list" in sample.reference:
            continue  # what must be kept to is no answer: very different texts are right
        key = repr((sample.prompt, sample.reference))
        task = found.get(key) or Task(id_, sample, _of_reference(sample.reference), kind=_kind(sample.reference))
        answers = () if label is None else _answers_in(sample, task.kind)
        if label == 1:
            task = replace(task, candidates=tuple(dict.fromkeys((*task.candidates, *answers))))
        elif label == 0:
            task = replace(task, wrong=(*task.wrong, *answers[:1]))
        found[key] = task
    return list(found.values())


def tasks_of_examples(component: Component) -> list[Task]:
    """The tasks of the examples that a component's author gave."""
    rows = []
    for position, case in enumerate(component.examples()):
        label = {"correct": 1, 1.0: 1, "incorrect": 0}.get(case.expected) if case.expected is not None else None
        rows.append((f"example {position}", case, label))
    tasks = tasks_of_samples((id_, case.sample(), label) for id_, case, label in rows)
    answers = {repr((case.prompt, case.reference)): case.answer for _, case, _ in rows if case.answer is not None}
    return [_with_answer(task, answers.get(repr((task.sample.prompt, task.sample.reference)))) for task in tasks]


def _with_answer(task: Task, answer: str | None) -> Task:
    return task if answer is None else replace(task, candidates=(answer, *task.candidates))


def shipped_tasks(id_: str) -> list[Task] | None:
    """The tasks that are shipped for a verifier, or None."""
    file = SHIPPED / f"{id_}.yaml"
    if "/" in id_ or not file.is_file():
        return None
    made = []
    for number, entry in enumerate(yaml.safe_load(file.read_text(encoding="utf-8"))):
        case = Case("", None, entry["prompt"], entry["reference"])
        right = str(entry.get("answer", entry["reference"]))
        wrong = tuple(map(str, entry.get("wrong", ())))
        made.append(Task(f"{id_} {number}", case.sample(), (right,), wrong, _kind(entry["reference"])))
    return made


def _of_reference(reference: Any) -> tuple[str, ...]:
    if isinstance(reference, bool) or not isinstance(reference, (str, int, float)):
        return ()
    text = str(reference).strip()
    boxes = [box.inner.of(text).strip() for box in find_boxes(text) if not box.depth]
    found = (text.strip("$").strip(), text, *(boxes if len(boxes) == 1 else ()))
    return tuple(dict.fromkeys(one for one in found if _is_bare(one) and "\n" not in one))


def _is_bare(text: str) -> bool:
    """Whether a text can be an answer and no more, which a template puts into a box or between tags."""
    return 0 < len(text) <= _LONGEST and "boxed{" not in text and "<answer>" not in text


def _kind(reference: Any) -> Reads:
    """A reference that holds tests is of a program."""
    if isinstance(reference, Mapping):
        return "program" if "tests" in reference else "answer"
    cases = reference if isinstance(reference, list) else ()
    return "program" if cases and all(isinstance(one, Mapping) and "output" in one for one in cases) else "answer"


def _answers_in(sample: Sample, kind: Reads) -> tuple[str, ...]:
    """Texts that may be the bare answer of a completion, the likeliest first."""
    try:
        text = sample.text
    except CompletionError:
        return ()
    parts = split(text)
    if kind == "program":
        code = last_code((parts.answer_text or parts.final_text).strip())
        return (code,) if code else ()
    answer = parts.answer_text.strip() if parts.answer_text is not None else ""
    inside = answer or parts.final_text
    boxes = [box.inner.of(inside).strip() for box in find_boxes(inside) if not box.depth]
    meta = sample.meta.get("answer")
    found = [*([meta] if isinstance(meta, str) else []), *boxes[-1:], answer, inside.strip()]
    return tuple(dict.fromkeys(text for text in found if _is_bare(text)))
