"""math-verify as its README calls it: the reference between dollar signs, the completion as it stands."""

from loop import run
from math_verify import parse, verify


def verdict(completion: str, reference: str) -> bool | None:
    """Parse both and compare; undecided where either is not parsed."""
    gold, answer = parse(reference if "$" in reference else f"${reference}$"), parse(completion)
    return bool(verify(gold, answer)) if gold and answer else None


run(verdict)
