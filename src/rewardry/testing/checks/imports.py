"""Importing: a list of components, a recipe and a help text must not cost seconds or load a framework."""

from __future__ import annotations

from rewardry.testing.check import ALL, DefectError, check
from rewardry.testing.fresh import fresh_of
from rewardry.testing.trial import Trial

# Libraries that take a large part of a second, or the GPU, when they are imported.
HEAVY = frozenset(
    {
        *("anthropic", "cv2", "datasets", "docker", "jax", "keras", "matplotlib", "math_verify", "nltk"),
        *("numpy", "openai", "pandas", "ray", "scipy", "sentencepiece", "sentence_transformers", "sklearn", "spacy"),
        *("sqlglot", "sympy", "tensorflow", "tokenizers", "torch", "transformers", "trl", "vllm"),
    }
)
_MOST_SECONDS = 1.0


@check(*ALL)
def import_is_light(trial: Trial) -> str:
    """Components are imported to be listed, shown and configured, on machines without their libraries."""
    made = fresh_of(trial)
    if made.made is None:
        mend = "Its module must be importable by itself, without a caller"
        raise DefectError("imported its module and made it in a fresh process", made.error, mend)
    fresh = made.made
    did = f"imported its module and made it in a fresh process, which took {fresh['seconds']:.2f} s"
    came = f"loaded {', '.join(fresh['modules']) or 'nothing of others'}"
    heavy = sorted(HEAVY.intersection(fresh["modules"]))
    if heavy:
        raise DefectError(
            did, f"loaded {', '.join(heavy)}", f"Import {' and '.join(heavy)} in `open`, or in a function"
        )
    if fresh["cpu_seconds"] > _MOST_SECONDS:
        raise DefectError(
            did, f"{came}, with {fresh['cpu_seconds']:.1f} s of processor time", "Do in `open` what takes long"
        )
    return f"{fresh['seconds']:.2f} s, {came}"
