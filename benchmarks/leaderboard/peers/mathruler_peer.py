"""MathRuler as EasyR1 calls it: the last box of the completion, graded against the reference."""

from loop import run
from mathruler.grader import extract_boxed_content, grade_answer


def verdict(completion: str, reference: str) -> bool | None:
    """Grade the boxed answer; undecided where there is no box."""
    answer = extract_boxed_content(completion)
    return None if answer in (None, "None") else bool(grade_answer(answer, reference.strip("$")))


run(verdict)
