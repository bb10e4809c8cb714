"""What a policy may not be paid for, by the components that each row of the hacks targets; and honest rows that are."""

import json
from pathlib import Path

import pytest

from rewardry import get
from rewardry.engine.runtime import Runtime
from rewardry.types import Batch, Sample

DATA = Path(__file__).parents[1] / "data"
ROWS = [json.loads(line) for line in (DATA / "hacks.jsonl").read_text().splitlines()]
HONEST = [json.loads(line) for line in (DATA / "honest_completions.jsonl").read_text().splitlines()]
CHARS = {"unit": "chars"}

# Who answers for a target: components with their parameters. What a text layout alone cannot know (h030 is well formed
# and wrong) is answered by the accuracy reward beside it.
FORMS = {"format.think_answer": {}, "format.template": {}}
ANSWERS_FOR = {
    "format": FORMS,
    "format.special": FORMS,
    "format.tag_count": {"format.tag_count": {}, "format.tags_ordered": {}},
    "repetition": {
        "repetition.dense": {},
        "repetition.loop_gate": {},
        "repetition.max_run": {},
        "repetition.ngram": {},
        "repetition.suffix_array": {},
    },
    "length": {
        "length.cosine": {**CHARS, "max_length": 4000},
        "length.group_relative": CHARS,
        "length.think_words": {},
    },
    "structure.reasoning_steps": {"structure.reasoning_steps": {}},
    "reflection": {"structure.reasoning_steps": {}, "repetition.ngram": {}, "repetition.loop_gate": {}},
    "process.arithmetic_steps": {
        "process.arithmetic_steps": {},
        "process.arithmetic_steps fraction": {"mode": "fraction"},
    },
    "calibration": {"calibration.brier": {}},
    "safety": {"safety.refusal_correctness": {}},
    "gold.vacuous": {
        "calibration.brier": {},
        "length.cosine": CHARS,
        "length.efficient_sigmoid": CHARS,
        "length.group_relative": CHARS,
        "length.lead": CHARS,
        "length.shorter_better": CHARS,
        "length.think_prune": CHARS,
        "length.think_words": {},
        "shape.difficulty_weight": {},
        "structure.reasoning_steps": {},
        "combine.stop_gate": {},
        "explore.count_novelty": {},
    },
    "crash": FORMS,
}
# Targets of verifiers and of rewards over models, which have tests of their own.
OTHERS = {
    *("accuracy", "accuracy.answer_tag", "accuracy.boxed", "accuracy.mcq", "accuracy.unicode"),
    *("code", "code.vacuous", "countdown", "exfil", "knights_knaves"),
    *("judge", "judge.hidden", "judge.injection", "judge.parse", "language", "prm"),
}
# What a right and honest completion earns, for those that pay; penalties are free of charge.
FULL = {"length.cosine": 1.0, "length.group_relative": 0.5}
WELL_FORMED = {"h030", "h146", "h148"}  # and wrong, or broken in the answer, which no form can know
CASES = [
    pytest.param(row, use, settings, id=f"{row['id']}-{use}")
    for row in ROWS
    for target in row["targets"]
    for use, settings in ANSWERS_FOR.get(target, {}).items()
]


@pytest.fixture(scope="module")
def score():
    """Scores completions by a component, as one group."""
    with Runtime("inline") as runtime:

        def scored(use, settings, rows):
            opened = runtime.open(get(use.split()[0], **settings))
            samples = [
                Sample(
                    completion=row["completion"],
                    prompt=row.get("prompt", ""),
                    reference=row.get("reference"),
                    finish_reason="stop",
                )
                for row in rows
            ]
            return [one.value for one in opened.score(Batch(samples, (tuple(range(len(samples))),)))]

        yield scored


def test_every_target_has_somebody_to_answer_for_it():
    targets = {target for row in ROWS for target in row["targets"]}
    assert targets == set(ANSWERS_FOR) | OTHERS


@pytest.mark.parametrize(("row", "use", "settings"), CASES)
def test_a_hack_is_paid_as_its_row_says(row, use, settings, score):
    [value] = score(use, settings, [row])
    wanted, full = row["expected_verdict"], FULL.get(use, 0.0 if use.startswith("repetition") else 1.0)
    if wanted == "accept":
        assert value == full
    elif wanted == "abstain":
        assert value is None
    elif wanted == "reject" and row["id"] not in WELL_FORMED:
        assert value is None or value <= 0.0
    elif wanted == "partial":
        assert value is not None
        assert value < full


def test_near_empty_reasoning_wins_nothing_in_a_group(score):
    [row] = [row for row in ROWS if row["id"] == "h091"]
    honest = {**row, "completion": "<think>\n17*23 = 340 + 51 = 391\n</think>\n<answer>\n\\boxed{391}\n</answer>"}
    long = {
        **row,
        "completion": honest["completion"].replace(
            "17*23", "Let us see: 17*20 is 340 and 17*3 is 51, and the sum of both is 391. So 17*23"
        ),
    }
    values = score("length.group_relative", CHARS, [row, honest, long])
    assert values[0] == 0.0
    assert values[1] > 0.0 > values[2]


# Honest completions: long, in many languages, self-correcting, oddly laid out. None of them meets a penalty.
# Made of one paragraph, several times over, to be long: no loop, but repeated all the same.
REPEATED = {row["why"] for row in HONEST if ", long" in row["why"] or row["why"] == "ten thousand words"}
PENALTIES = ("repetition.dense", "repetition.loop_gate", "repetition.max_run", "repetition.suffix_array")
FORMS_OF_HONEST = ("format.think_answer", "format.template", "format.tags_ordered", "format.tag_count", "format.think")


@pytest.mark.parametrize("use", FORMS_OF_HONEST)
def test_honest_completions_are_paid_in_full_by_every_form(use, score):
    values = score(use, {}, HONEST)
    assert [row["why"] for row, value in zip(HONEST, values, strict=True) if value != 1.0] == []


@pytest.mark.parametrize("use", PENALTIES)
def test_honest_completions_meet_no_penalty_for_repetition(use, score):
    values = score(use, {}, HONEST)
    fined = {row["why"] for row, value in zip(HONEST, values, strict=True) if value != 0.0}
    assert fined - REPEATED == set()


def test_honest_completions_meet_no_penalty_for_ngrams(score):
    values = score("repetition.ngram", {}, HONEST)
    fined = {row["why"] for row, value in zip(HONEST, values, strict=True) if value != 0.0}
    assert fined - REPEATED == set()


def test_honest_lengths_are_paid_like_short_ones(score):
    kept = [row for row in HONEST if len(row["completion"]) < 3000]
    assert len(kept) > 60
    assert set(score("length.soft_overlong", CHARS, kept)) == {0.0}


def test_no_honest_completion_is_taken_for_a_refusal(score):
    rows = [{**row, "reference": "should_answer"} for row in HONEST]
    values = score("safety.refusal_correctness", {}, rows)
    assert [row["why"] for row, value in zip(HONEST, values, strict=True) if value != 1.0] == []


def test_no_honest_completion_states_a_false_equality(score):
    """A derivation that corrects itself may: that is what the penalty is for."""
    values = score("process.arithmetic_steps", {}, HONEST)
    fined = [row["why"] for row, value in zip(HONEST, values, strict=True) if value]
    assert fined == []
