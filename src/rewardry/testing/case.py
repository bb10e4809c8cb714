"""Examples that an author gives for a component: completions, and what each should get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from rewardry.types import Messages, Sample

Expected: TypeAlias = Literal["correct", "incorrect", "abstain"] | float | None


@dataclass(frozen=True, slots=True)
class Case:
    """One example, as `Component.examples` returns them.

    Attributes:
        completion: what a model wrote.
        expected: the verdict's status, or the reward's value; None where the example is only to be scored.
        prompt, reference, completion_ids, group, finish_reason, meta: as in `rewardry.Sample`.
        answer: the bare right answer, from which wrong completions are made (negated, hedged, ...); by default the
            reference where it is a text or a number.
    """

    completion: str | Messages
    expected: Expected = None
    prompt: str | Messages = ""
    reference: Any = None
    answer: str | None = None
    completion_ids: Sequence[int] | None = None
    group: Any = None
    finish_reason: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def right_answer(self) -> str | None:
        """The bare right answer, where it is known."""
        if self.answer is not None:
            return self.answer
        if isinstance(self.reference, bool) or not isinstance(self.reference, (str, int, float)):
            return None
        return str(self.reference)

    def sample(self, completion: str | Messages | None = None) -> Sample:
        """The example as a sample, perhaps with another completion (and token ids of its length)."""
        text = self.completion if completion is None else completion
        ids = self.completion_ids
        if completion is not None and ids is not None:
            ids = list(range(len(completion) // 4 + 1))
        return Sample(
            completion=text,
            prompt=self.prompt,
            reference=self.reference,
            completion_ids=ids,
            group=self.group,
            finish_reason=self.finish_reason,
            meta=self.meta,
        )
