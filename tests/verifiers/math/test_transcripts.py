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
