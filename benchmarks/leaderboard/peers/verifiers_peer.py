"""The check of mathematical answers that verifiers exports for its environments: the last box against the reference."""

import verifiers.v1 as vf
from loop import run


def verdict(completion: str, reference: str) -> bool:
    """Whether the boxed answer is right; no box is wrong to it."""
    return bool(vf.verify_boxed_math_answer(completion, reference.strip("$")))


run(verdict)
