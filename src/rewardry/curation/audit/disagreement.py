"""References that disagree with several verifiers, with labels, or with the solutions that are given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rewardry.curation.audit.questions import Finding, Question, Solution
from rewardry.text.answers import select_answer
from rewardry.types import Verdict

# So many solutions must vote before they can outvote a reference.
VOTERS = 3
_SHOWN = 60


def disagreeing(questions: Sequence[Question], live: Mapping[str, Any]) -> Iterator[Finding]:
    """What the verifiers say of the given solutions against what the set says.

    Args:
        questions: some questions; all their solutions are verified in one call a verifier.
        live: open verifiers by id.
    """
    solutions = [solution for question in questions for solution in question.solutions]
    if not solutions or not live:
        return
    samples = [solution.sample for solution in solutions]
    verdicts = {name: verifier.verify(samples) for name, verifier in live.items()}
    for name, found in verdicts.items():
        for solution, verdict in zip(solutions, found, strict=True):
            yield from _undecided(solution, name, verdict)
    judged = iter(range(len(solutions)))
    for question in questions:
        own = [
            (solution, _majority({name: found[place] for name, found in verdicts.items()}))
            for solution, place in zip(question.solutions, judged, strict=False)
        ]
        for solution, (right, said) in own:
            yield from _against(solution, right, said)
        yield from _outvoted(question, [(solution, right) for solution, (right, _) in own])


def _undecided(solution: Solution, name: str, verdict: Verdict) -> Iterator[Finding]:
    """The note that a verifier said nothing on a solution since it took too long, or failed."""
    said = " ".join(solution.sample.split().final_text.split())
    said = repr(said[:_SHOWN] + ("..." if len(said) > _SHOWN else ""))
    if verdict.status == "timeout":
        took = "" if verdict.seconds is None else f" after {verdict.seconds:.3g} s"
        yield Finding("timed-out", solution.row, f"{name} timed out{took} on {said}")
    elif verdict.status == "error":
        yield Finding("failed", solution.row, f"{name} failed ({verdict.reason}) on {said}")


def _majority(verdicts: Mapping[str, Verdict]) -> tuple[bool | None, str]:
    """What most of the verifiers that decide say, None for neither; and who says what."""
    votes = Counter(verdict.status == "correct" for verdict in verdicts.values() if verdict.decided)
    said = ", ".join(f"{name} {verdict.status} ({verdict.reason})" for name, verdict in verdicts.items())
    return (None if votes[True] == votes[False] else votes[True] > votes[False]), said


def _against(solution: Solution, right: bool | None, said: str) -> Iterator[Finding]:
    if solution.right is not None and right is not None and solution.right != right:
        yield Finding("accepts-wrong" if right else "rejects-solution", solution.row, said)


def _outvoted(question: Question, judged: Sequence[tuple[Solution, bool | None]]) -> Iterator[Finding]:
    """The finding that over half of the solutions, and more than say what the reference says, say something else."""
    votes: Counter[str] = Counter()
    agree = 0
    for solution, right in judged:
        if solution.right is False:  # known to be wrong
            continue
        if right:
            agree += 1
        elif right is False:
            answer = select_answer(solution.sample.split().final_text).answer
            votes.update([" ".join(answer.split())] if answer else [])
    voters = agree + sum(votes.values())
    if voters < VOTERS or not votes:
        return
    [(answer, most)] = votes.most_common(1)
    if 2 * most > voters:
        detail = f"{most} of {voters} solutions say {answer[:80]!r}, {agree} what the reference says"
        yield Finding("outvoted", question.row, detail)
