"""Answers that are right and answers that nearly are, by the type of the reference."""

import collections
import json
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"
FAMILIES = [json.loads(line) for line in (DATA / "math_rows.jsonl").read_text(encoding="utf-8").splitlines()]
ROWS = [
    (family["kind"], family["reference"], answer, family["question"], right)
    for family in FAMILIES
    for right, answers in ((True, family["same"]), (False, family["different"]))
    for answer in answers
]
HANDMADE = [json.loads(line) for line in (DATA / "math_handmade.jsonl").read_text(encoding="utf-8").splitlines()]


def test_there_are_many_rows_of_each_type():
    counts = collections.Counter(kind for kind, *_ in ROWS)
    assert len(ROWS) >= 2000
    assert sum(right for *_, right in ROWS) <= 0.7 * len(ROWS), "near misses are as needed as right answers"
    assert len(counts) >= 70
    assert min(counts.values()) >= 3


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: f"{family['kind']}: {family['reference']}")
def test_rows_are_decided_without_the_last_rung(finds, family):
    wrong = [
        (answer, found)
        for right, answers in ((True, family["same"]), (False, family["different"]))
        for answer in answers
        if (found := finds(family["reference"], answer, family["question"])).equal is not right
    ]
    assert not wrong


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: f"{family['kind']}: {family['reference']}")
def test_a_box_within_a_sentence_changes_nothing(verifies, family):
    frame = "So we get the following.\n\n$$\\boxed{{{}}}$$\n\nThis is what was asked."
    wrong = [
        verdict
        for answer in family["same"]
        if (verdict := verifies(frame.format(answer), family["reference"], family["question"])).status != "correct"
    ]
    assert not wrong


def test_the_handmade_rows_reach_their_figures(verifies):
    counts = collections.Counter()
    for row in HANDMADE:
        if row["domain"].startswith("math/adv"):
            continue
        accepted = verifies(row["completion"], row["reference"], row["prompt"]).status == "correct"
        counts[bool(row["label"]), accepted] += 1
    right = counts[True, True] + counts[False, False]
    assert right / sum(counts.values()) >= 0.97
    assert counts[True, True] / (counts[True, True] + counts[False, True]) >= 0.985
    assert counts[True, True] / (counts[True, True] + counts[True, False]) >= 0.95


@pytest.mark.parametrize("row", [r for r in HANDMADE if r["domain"].startswith("math/adv")], ids=lambda row: row["id"])
def test_no_adversarial_row_is_accepted(verifies, row):
    verdict = verifies(row["completion"], row["reference"], row["prompt"])
    assert row["label"] or verdict.status != "correct", verdict


COMPLETIONS = [json.loads(line) for line in (DATA / "math_completions.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", COMPLETIONS, ids=lambda row: row["completion"][-40:])
def test_completions_as_models_write_them(verifies, row):
    verdict = verifies(row["completion"], row["reference"], row["prompt"])
    assert (verdict.status == "correct") == bool(row["label"]), verdict
