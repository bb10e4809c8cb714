"""Ten thousand mutated strings: no exception, no step past its guard, always a verdict."""

import json
import random
import time
from pathlib import Path

import pytest

from rewardry.types import Sample
from rewardry.verifiers.math.verifier import Math, OpenMath

DATA = Path(__file__).parents[2] / "data"
FAMILIES = [json.loads(line) for line in (DATA / "math_rows.jsonl").read_text(encoding="utf-8").splitlines()]
TEXTS = [text for family in FAMILIES for text in (family["reference"], *family["same"], *family["different"])]
PIECES = (
    *(
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "\\{",
        "\\}",
        "|",
        "\\",
        "\\\\",
        "$",
        "^",
        "_",
        "!",
        "%",
        "&",
        ",",
        ";",
        ":",
        "=",
        "<",
    ),
    *(
        "\\frac",
        "\\sqrt",
        "\\boxed{",
        "\\text{",
        "\\begin{pmatrix}",
        "\\end{pmatrix}",
        "\\pm",
        "\\cup",
        "\\in",
        "\\sum",
    ),
    *(
        "\\le",
        "\\overline{3}",
        "\\log_",
        "\\sin",
        "^{-1}",
        "^\\circ",
        "\\infty",
        "\\binom",
        "\\left",
        "\\right",
        "\\mid",
    ),
    *(
        "0",
        "1",
        "9" * 30,
        "1e9",
        "e",
        "i",
        "x",
        "π",
        "²",
        "½",
        "∞",
        "．",
        "\x00",
        "\u200b",
        "\n",
        " ",
        "or",
        "and",
        "\ud7ff",
    ),
    *("<answer>", "</answer>", "<think>", "####", "**", "Answer:", "答案是", "I hope it is correct", "final answer is"),
)
SETTINGS = Math(last_rung=False)
SECONDS = 5  # a guard against hanging; a row takes a millisecond


def mutated(rng):
    text = rng.choice(TEXTS)
    for _ in range(rng.randint(1, 6)):
        place = rng.randint(0, len(text))
        kind = rng.random()
        if kind < 0.45:
            text = text[:place] + rng.choice(PIECES) + text[place:]
        elif kind < 0.7:
            text = text[:place] + text[place + rng.randint(1, 4) :]
        elif kind < 0.85:
            text = text[:place] + rng.choice(TEXTS) + text[place:]
        else:
            end = rng.randint(place, len(text))
            text = text[:place] + text[place:end] * rng.randint(2, 6) + text[end:]
    return text[:3000]


def fuzz(count, seed):
    rng = random.Random(seed)
    opened = OpenMath(SETTINGS, None)
    slowest = 0.0, None
    for _ in range(count):
        reference = rng.choice(TEXTS) if rng.random() < 0.7 else mutated(rng)
        answer = mutated(rng)
        completion = answer if rng.random() < 0.3 else f"So \\boxed{{{answer}}}."
        start = time.process_time()
        verdict = opened.verify([Sample(completion=completion, reference=reference)])[0]
        slowest = max(slowest, (time.process_time() - start, (reference, completion)), key=lambda pair: pair[0])
        assert verdict.status in ("correct", "incorrect", "abstain"), (reference, completion)
        json.dumps(verdict.to_row())
    assert slowest[0] < SECONDS, slowest


def test_mutated_answers_and_references():
    fuzz(10_000, seed=5)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_many_mutated_answers_and_references(seed):
    fuzz(10_000, seed=100 + seed)
