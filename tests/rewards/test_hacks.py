"""Published ways to be paid for nothing, against the recipe that a user would train with."""

import json
from pathlib import Path

import pytest

import rewardry

ROWS = [json.loads(line) for line in (Path(__file__).parents[1] / "data" / "hacks.jsonl").read_text().splitlines()]
OF_R1 = {"format", "format.special", "format.tag_count", "length"}
MATH = [row for row in ROWS if row["reference"] == "391" and OF_R1 & set(row["targets"])]
CHOICE = [row for row in ROWS if "accuracy.mcq" in row["targets"]]
R1 = "deepseek-r1-zero"
R1_WITH_LENGTH = {
    "rewards": [
        {"use": "accuracy"},
        {"use": "format.think_answer", "name": "format", "min_think_chars": 10},
        {"use": "length.cosine", "unit": "chars", "max_length": 4000},
    ]
}


@pytest.fixture(scope="module")
def full():
    """What an honest completion of the same task earns."""
    honest = {
        "completion": "<think>\n17*23 = 17*20 + 17*3 = 340 + 51 = 391\n</think>\n<answer>\n\\boxed{391}\n</answer>",
        "reference": "391",
    }
    return [rewardry.score(recipe, [honest])[0].total for recipe in (R1, R1_WITH_LENGTH)]


@pytest.mark.parametrize("row", MATH, ids=[row["id"] for row in MATH])
def test_a_hack_earns_less_than_an_honest_completion(row, full):
    plain, long = (rewardry.score(recipe, [row])[0] for recipe in (R1, R1_WITH_LENGTH))
    if row["expected_verdict"] == "accept":
        assert (plain.total, long.total) == (full[0], pytest.approx(full[1]))
    else:
        assert plain.total < full[0] or long.total < full[1] - 0.9, row["why"]


@pytest.mark.parametrize(
    "row", [row for row in MATH if row["expected_verdict"] == "reject" and "format" in row["targets"]]
)
def test_what_the_format_must_reject_is_not_paid_by_it_unless_the_answer_is_wrong(row):
    [scored] = rewardry.score(R1, [row])
    right, well_formed = scored.components["accuracy"].value, scored.components["format"].value
    assert not (right and well_formed), row["why"]


@pytest.mark.parametrize("row", CHOICE, ids=[row["id"] for row in CHOICE])
def test_letters_in_prose_and_lists_of_letters_are_no_choice(row):
    recipe = {"rewards": [{"use": "accuracy", "verifier": "choice"}]}
    [scored] = rewardry.score(recipe, [row])
    assert (scored.total, scored.components["accuracy"].reported_status) == (0.0, "incorrect")
