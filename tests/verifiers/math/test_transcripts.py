"""Completions as models write them, by what happens in them, with what a careful grader says of each."""

import collections
import json
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"
ROWS = [json.loads(line) for line in (DATA / "math_transcripts.jsonl").read_text(encoding="utf-8").splitlines()]


def test_there_are_many_classes_of_right_and_wrong_completions():
    counts = collections.Counter((row["kind"], row["label"]) for row in ROWS)
    kinds = {kind for kind, _ in counts}
    assert len(ROWS) >= 300
    assert len(kinds) >= 30
    assert all(counts[kind, 0] for kind in kinds)
    assert 0.3 <= sum(row["label"] for row in ROWS) / len(ROWS) <= 0.75


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['kind']}: {row['completion'][-60:]}")
def test_a_transcript_is_judged_as_a_careful_grader_would(verifies, row):
    verdict = verifies(row["completion"], row["reference"], row["prompt"])
    assert (verdict.status == "correct") == bool(row["label"]), verdict


# What published labels say otherwise, and why we keep to ours: completions of the same kinds, with our verdict.
DISAGREEMENTS = [
    # Graders that want a closing sentence or a box call a solution wrong that ends in its result. It is an answer.
    ("We combine like terms: $$17x - 2x + 4 - 9 = 15x - 5.$$", "15x - 5", "Simplify 17x - 2x + 4 - 9.", "correct"),
    (
        "Then $$\\frac{2}{\\sqrt8}=\\frac{2}{2\\sqrt2}=\\frac{1}{\\sqrt2}=\\frac{\\sqrt2}{2}.$$",
        "\\frac{\\sqrt{2}}{2}",
        "",
        "correct",
    ),
    # A letter is right whatever the work before it looks like; only the answer is judged.
    ("This is the equation of a circle, I think.\n\nThe correct answer is (B).", "\\text{(B)}", "", "correct"),
    # An angle in radians is the angle in degrees, unless `angles` is strict.
    ("The angle is $\\boxed{\\frac{\\pi}{4}}$.", "45^\\circ", "Find the angle in degrees.", "correct"),
    # A fraction in lowest terms is a value, and counts for a decimal; a product that is to be worked out is none.
    (
        "Final Answer: The final answer is $\\frac{7}{40}$. I hope it is correct.",
        "0.175",
        "Convert 7/40 to a decimal.",
        "correct",
    ),
    ("The answer is $\\boxed{17 \\times 23}$.", "391", "What is 17 * 23?", "incorrect"),
]


@pytest.mark.parametrize(("completion", "reference", "prompt", "status"), DISAGREEMENTS, ids=lambda text: text[-40:])
def test_where_published_labels_say_otherwise(verifies, completion, reference, prompt, status):
    assert verifies(completion, reference, prompt).status == status
