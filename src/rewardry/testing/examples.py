"""Golden values: rows of the form ``{component, params, inputs, expected}`` run through the components they name.

A row gives the values that a published project's own function returned. Its `component` and `params.variant` name one
of our components; its inputs are a completion, or what a component computes from one (a length, a verdict), which feed
the pure function beneath the component.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rewardry.component import Component
from rewardry.types import Batch, Sample, Score, Verdict

# Parameters of a row that say what a project's component is, rather than how it is set.
_FACTS = {"variant", "unit", "clamp", "timeout_s"}


def _score(component: Any, inputs: Mapping[str, Any]) -> float:
    """What a reward gives a completion."""
    return float(component.score(Batch([Sample(completion=inputs["completion"])]))[0])


def _at_length(component: Any, inputs: Mapping[str, Any]) -> float:
    """What a length reward gives a length."""
    return float(component.value(inputs["length_tokens"]))


def _at_length_and_verdict(component: Any, inputs: Mapping[str, Any]) -> float | None:
    """What a length reward with a verdict gives a length; `correct` is null where the reference cannot be read."""
    length, correct = inputs["length"], inputs["correct"]
    if correct is None:
        undecided: Score = component.undecided(Verdict("abstain", reason="reference-unparseable"), length)
        return undecided.value
    return float(component.value(length, correct))


def _opened(component: Any, inputs: Mapping[str, Any]) -> float | None:
    """What a reward that opens by itself gives a text."""
    score: Score = component.open(None).score(Batch([Sample(completion=inputs["text"])]))[0]
    return score.value


def _passed_of(component: Any, inputs: Mapping[str, Any]) -> float:
    """What a reward of contests gives a number of tests passed."""
    return float(component.value(inputs["passed"], inputs["total"]))


def _tested(component: Any, inputs: Mapping[str, Any]) -> float | None:
    """What a reward of tests gives a program, which a sandbox runs."""
    from rewardry.engine.runtime import default_runtime

    tests = {name: [test[name[:-1]] for test in inputs["tests"]] for name in ("inputs", "outputs")}
    reference = {"mode": "stdio", "language": "python", "tests": tests}
    sample = Sample(completion=f"```python\n{inputs['code']}\n```", reference=reference)
    value: float | None = default_runtime().open(component).score(Batch([sample]))[0].value
    return value


Run = Callable[[Any, Mapping[str, Any]], float | None]
_TABLE: dict[tuple[str, str], tuple[str, Run]] = {
    ("code.codeforces", "open_r1"): ("code.weighted", _passed_of),
    ("code.unit_tests", "open_r1"): ("compat.open_r1.code.fraction", _tested),
    ("format.code", "open_r1"): ("compat.open_r1.format.code", _score),
    ("format.tag_count", "open_r1"): ("compat.open_r1.format.tag_count", _score),
    ("format.think", "trl"): ("compat.trl.format.think", _score),
    ("format.think_answer", "ms_swift"): ("compat.ms_swift.format.think_answer", _score),
    ("format.think_answer", "open_r1"): ("compat.open_r1.format.think_answer", _score),
    ("format.think_answer", "trl"): ("compat.trl.format.think", _score),
    ("language.consistency", "default"): ("language.consistency", _opened),
    ("length.cosine", "ms_swift"): ("compat.ms_swift.length.cosine", _at_length_and_verdict),
    ("length.cosine", "open_r1"): ("compat.open_r1.length.cosine", _at_length_and_verdict),
    ("length.cosine", "trl"): ("compat.trl.length.cosine", _at_length_and_verdict),
    ("length.soft_overlong", "ms_swift"): ("compat.ms_swift.length.soft_overlong", _at_length),
    ("length.soft_overlong", "open_r1"): ("compat.open_r1.length.soft_overlong", _at_length),
    ("length.soft_overlong", "trl"): ("compat.trl.length.soft_overlong", _at_length),
}


def run_example(row: Mapping[str, Any]) -> float | None:
    """The value that our component gives for a golden row.

    Args:
        row: ``component`` and ``params.variant`` name the component, the other ``params`` set it, ``inputs`` feed it.

    Returns:
        The value; None where the component cannot tell.

    Raises:
        LookupError: no component is known for the row.
    """
    name, variant = row["component"], row["params"].get("variant", "default")
    if (name, variant) not in _TABLE:
        raise LookupError(f"no component is known for {name!r} with variant {variant!r}")
    id_, run = _TABLE[name, variant]
    return run(_component(id_, row["params"]), row["inputs"])


def _component(id_: str, parameters: Mapping[str, Any]) -> Component:
    from rewardry.api import get

    return get(id_, **{key: value for key, value in parameters.items() if key not in _FACTS})
