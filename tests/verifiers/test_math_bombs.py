"""Expressions that explode: every one of them ends within its deadline, and none of them is mistaken for right."""

import json
import os
from pathlib import Path

import pytest

import rewardry
from rewardry.engine.runtime import Runtime
from rewardry.types import Sample

pytest.importorskip("math_verify")

ROWS = [json.loads(line) for line in Path(__file__).parents[1].joinpath("data/bombs.jsonl").read_text().splitlines()]
EASY = {"completion": "\\boxed{42}", "reference": "42"}


def processes_with(mark):
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                found += [entry.name] if mark.encode() in (entry / "environ").read_bytes() else []
            except OSError:
                continue
    return found


@pytest.fixture(scope="module")
def defused():
    """The verdict of each bomb and, before and after each, of an ordinary row; and what still runs at the end."""
    rows = [row for bomb in ROWS for row in (EASY, bomb)] + [EASY]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REWARDRY_TEST_MARK", "defusing bombs")
        with Runtime(workers=2, timeout=1.0) as runtime:
            opened = runtime.open(rewardry.get("math-verify"))
            samples = [Sample(completion=row["completion"], reference=row["reference"]) for row in rows]
            verdicts = opened.verify(samples)
            again = opened.verify([Sample(**EASY)] * 10)
    return verdicts[1::2], verdicts[::2], again, processes_with("defusing bombs")


def test_there_are_bombs():
    assert len(ROWS) == 15
    assert {row["domain"] for row in ROWS} == {"math/adv_bomb"}


@pytest.mark.parametrize("place", range(len(ROWS)), ids=lambda place: ROWS[place]["id"])
def test_a_bomb_ends_within_its_deadline_and_is_not_right(defused, place):
    verdict, label = defused[0][place], ROWS[place]["label"]
    assert verdict.status in ("timeout", "incorrect", *(["correct"] if label else []))
    assert verdict.seconds < 10, "ten times the deadline"
    if verdict.status == "timeout":
        assert verdict.reason in ("deadline", "memory-limit")


def test_most_bombs_have_to_be_stopped(defused):
    assert sum(verdict.status == "timeout" for verdict in defused[0]) >= 8


def test_the_rows_between_the_bombs_are_right(defused):
    assert [verdict.status for verdict in defused[1]] == ["correct"] * (len(ROWS) + 1)
    assert [verdict.status for verdict in defused[2]] == ["correct"] * 10


def test_no_process_is_left(defused):
    assert defused[3] == []


def test_a_bomb_in_the_reference_is_stopped_too():
    with Runtime(workers=1, timeout=0.7) as runtime:
        opened = runtime.open(rewardry.get("math-verify"))
        verdicts = opened.verify([Sample(completion="\\boxed{5}", reference="9^{9^{9^{9}}}"), Sample(**EASY)])
    assert [verdict.status for verdict in verdicts] == ["timeout", "correct"]
