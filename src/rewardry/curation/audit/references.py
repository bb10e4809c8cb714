"""References that are missing or cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rewardry.component import Verifier
from rewardry.curation.audit.questions import Finding, Question
from rewardry.engine.runtime import Runtime


def unreadable(questions: Sequence[Question], verifiers: Mapping[str, Verifier], runtime: Runtime) -> Iterator[Finding]:
    """The questions without a reference, and those whose reference a verifier cannot take, read or accept."""
    given = [question for question in questions if question.reference is not None]
    yield from (
        Finding("no-reference", question.row, "the row has no reference")
        for question in questions
        if question.reference is None
    )
    for name, verifier in verifiers.items():
        refused = [verifier.refusal(question.sample()) for question in given]
        readable = [question.sample() for question, why in zip(given, refused, strict=True) if why is None]
        others = iter(verifier.reference_problems(readable, runtime))
        for question, why in zip(given, refused, strict=True):
            problem = next(others) if why is None else why
            if problem is not None:
                yield Finding("unreadable", question.row, f"{name}: {problem}")
