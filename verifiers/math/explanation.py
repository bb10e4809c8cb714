"""What ``rewardry explain`` and ``rewardry lint`` tell about one row."""

from __future__ import annotations

from typing import Any

from rewardry.types import Sample

from .comparison import Comparison
from .extraction import extract, final_text
from .ladder import compile_reference, decide
from .limits import OverLimitError, UndecidedError
from .policies import Policies
from .quantities import FormError
from .question import understand
from .reading import read
from .references import as_text
from .spelling import CLOSE, OPEN, ROW, spell
from .values import Opaque
from .vocabulary import words

_LONGEST = 300


def steps(sample: Sample, policies: Policies, strict: bool) -> list[tuple[str, str]]:
    """One answer down the ladder, as the name and the finding of each step."""
    found = extract(final_text(sample), strict)
    told = [("reference", _short(as_text(sample.reference)) if sample.reference is not None else "none")]
    if found.text is None:
        return [*told, ("answer", f"none: {found.reason}")]
    told.append(("answer", f"{_short(found.text)} (found by: {found.kind}, at {found.span.start})"))
    told += [("rival", f"{_short(rival)}, which must be equal") for rival in found.rivals]
    if sample.reference is None:
        return told
    reference = compile_reference(as_text(sample.reference))
    told += [("reference spelled", _visible(reference.spelled)), ("answer spelled", _visible(spell(found.text)))]
    told += [("reference read as", described(reference.value)), ("answer read as", _read(found.text))]
    told.append(("question asks for", ", ".join(understand(sample.question).findings()) or "nothing special"))
    finding = decide(reference, found.text, sample.question, policies, found.several)
    equal = {True: "equal", False: "not equal", None: "left to the last rung"}[finding.equal]
    told.append((f"rung: {finding.rung}", f"{equal} {finding.reason}".strip()))
    return told


def reference_problem(sample: Sample, policies: Policies) -> str | None:
    """Why a reference cannot be used, or None."""
    if not isinstance(sample.reference, (str, int, float)):
        return None
    reference = compile_reference(as_text(sample.reference))
    shown = _short(reference.text)
    if reference.problem:
        return f"{shown!r}: {reference.problem}"
    if isinstance(reference.value, Opaque):
        last = "only math-verify may read it" if reference.value.beyond else "it can only be compared as text"
        return f"{shown!r} cannot be read ({reference.value.why}); {last}"
    try:
        same = reference.value is not None and Comparison(understand(sample.question), policies).same(
            reference.value, reference.value
        )
    except (OverLimitError, UndecidedError, FormError):
        same = reference.simple is not None
    return None if same else f"{shown!r} is not equal to itself: no other spelling of it will be"


def described(value: Any) -> str:
    """A value as people write it: its type and what it holds."""
    if not hasattr(value, "_fields"):
        return str(value)
    parts = [f"{name}={_part(item)}" for name, item in value._asdict().items() if item not in (None, False, "", ())]
    return _short(f"{type(value).__name__.lower()}({', '.join(parts)})")


def _part(item: Any) -> str:
    if isinstance(item, tuple) and not hasattr(item, "_fields"):
        if item and isinstance(item[0], str) and item[0] in _OPERATIONS:
            return written(item)
        return "[" + ", ".join(_part(part) for part in item) + "]"
    return described(item)


_OPERATIONS = words("n v c + * / ^ root f log deg ! C sum prod call many")


def written(a: Any) -> str:
    """An expression in plain notation."""
    operation = a[0]
    if operation == "n" and max(abs(a[1].numerator), a[1].denominator) > 10**1000:
        return "a number of more than a thousand digits"
    if operation in ("n", "v", "c"):
        return str(a[1])
    if operation in ("+", "*"):
        return "(" + f" {operation} ".join(map(written, a[1])) + ")"
    if operation in ("/", "^"):
        return f"({written(a[1])} {operation} {written(a[2])})"
    inside = ", ".join(written(p) if isinstance(p, tuple) and p and isinstance(p[0], str) else str(p) for p in a[1:])
    return f"{operation}({inside})"


def _read(text: str) -> str:
    try:
        return described(read(text))
    except OverLimitError as error:
        return f"over a limit: {error}"


def _visible(text: str) -> str:
    return _short(text.replace(OPEN, "<").replace(CLOSE, ">").replace(ROW, "\\\\"))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " ..."
