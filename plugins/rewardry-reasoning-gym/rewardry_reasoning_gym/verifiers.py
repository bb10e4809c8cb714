"""A verifier for each task: the answer's form is read by rules of ours, and nothing of it is ever run."""

from __future__ import annotations

import functools
import types
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from rewardry.component import AnswerVerifier, Extraction, Needs, UnreadableReferenceError, needs
from rewardry.text.passages import SelectionPolicy, select_passage
from rewardry.types import Verdict

from .entries import from_json
from .tasks import TASKS, class_name, find_check

if TYPE_CHECKING:
    from rewardry.testing.case import Case

_LONGEST_UNMARKED = 4000
_LONGEST_SHOWN = 400


class TaskVerifier(AnswerVerifier):
    """Answers to one task of reasoning-gym. The reference is the entry: ``question``, ``answer``, ``metadata``.

    An answer is read as a whole into the task's form; what is not of that form, such as a negated or hedged answer, is
    wrong. Where several answers are right each of them is. It runs in a worker that can be killed.

    Attributes:
        select: which answer counts where the completion marks several: ``last_tag``, ``first_tag``, ``strict_single``.
    """

    task: ClassVar[str]
    runs = "worker"
    preload = ("reasoning_gym",)
    requires = ("reasoning_gym",)
    licence = "Apache-2.0"
    source = "github.com/open-thought/reasoning-gym at 0.1.25"

    select: SelectionPolicy = "last_tag"

    def needs(self) -> Needs:
        """The completion and the entry."""
        return needs("prompt", "reference", reference="object")

    def hint(self, reference: Any) -> None:
        """Nothing; a reference that is no entry of the task is refused here."""
        self._entry(reference)

    def extract(self, text: str, hint: Any) -> Extraction:
        """The marked answer, which may have several lines, or the whole text where it is short."""
        selected = select_passage(text, _LONGEST_UNMARKED, self.select)
        return Extraction(selected.answer, selected.reason)

    def check(self, answer: str, reference: Any, question: str) -> Verdict:
        """Whether the answer is one that the task takes for right."""
        reason = find_check(self.task)(answer, self._entry(reference))
        shown = answer[:_LONGEST_SHOWN]
        return (
            Verdict("incorrect", reason=reason, extracted=shown)
            if reason
            else Verdict("correct", reason="valid", extracted=shown)
        )

    def _entry(self, reference: Any) -> dict[str, Any]:
        """The entry with its tuples.

        Raises:
            UnreadableReferenceError: it is none, or one of another task.
        """
        entry = from_json(reference)
        if not isinstance(entry, Mapping) or "answer" not in entry or not isinstance(entry.get("metadata"), Mapping):
            raise UnreadableReferenceError(
                "the reference is no entry of reasoning-gym: an answer and metadata are wanted"
            )
        of = entry["metadata"].get("source_dataset", self.task)
        if of != self.task:
            raise UnreadableReferenceError(f"the reference is an entry of the task {of!r}, not of {self.task!r}")
        if entry["answer"] is not None and not isinstance(entry["answer"], str):
            raise UnreadableReferenceError(f"the entry's answer is {type(entry['answer']).__name__}, not a text")
        return {**entry, "metadata": {**entry["metadata"], "source_dataset": self.task}}

    def examples(self) -> list[Case]:
        """An entry's own answer, and answers that are none."""
        from rewardry.testing.case import Case

        from .generators import entry_of, solution_of

        entry = entry_of(self.task)
        right = solution_of(entry)
        question, reference = entry["question"], entry
        cases = [
            Case(f"<answer>{wrong}</answer>", "incorrect", question, reference) for wrong in ("", "nothing", "not so")
        ]
        if right is None:
            return cases
        return [
            Case(f"<think>Let me see.</think>\n<answer>{right}</answer>", "correct", question, reference),
            Case(f"<answer>\n{right}\n</answer>", "correct", question, reference),
            Case(f"<answer>not {right}</answer>", "incorrect", question, reference),
            *cases,
        ]


@functools.cache
def _made(task: str) -> type[TaskVerifier]:
    described = f"{TASKS[task].answer[:1].upper()}{TASKS[task].answer[1:]}: reasoning-gym's task {task}."
    body = {"task": task, "__module__": __name__, "__qualname__": class_name(task), "__doc__": described}
    made: type[TaskVerifier] = types.new_class(class_name(task), (TaskVerifier,), {}, lambda names: names.update(body))
    return made


_BY_CLASS = {class_name(task): task for task in TASKS}


def __getattr__(name: str) -> type[TaskVerifier]:
    if name not in _BY_CLASS:
        raise AttributeError(f"module {__name__} has no {name!r}")
    return _made(_BY_CLASS[name])
