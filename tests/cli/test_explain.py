"""rewardry explain: one row, step by step."""

import pytest

ROW = {"id": "r1", "completion": "So \\boxed{\\frac{2}{4}}.", "reference": "\\frac12", "prompt": ""}


@pytest.fixture
def row(write):
    return write("in.jsonl", ROW, {"completion": "I could not find any way to solve this one.", "reference": "5"})


def test_each_step_from_the_answer_to_the_verdict_is_told(rewardry, row):
    done = rewardry("explain", "math", row, "--row", "r1")
    assert (done.code, done.err) == (0, "")
    steps = [line.split("  ")[0].strip() for line in done.out.splitlines()[2:]]
    assert steps[:2] == ["reference", "answer"]
    assert "rung: exact" in steps
    assert steps[-1] == "verdict"
    assert "correct (equal.exact)" in done.out
    assert "(1 / 2)" in done.out


def test_a_row_without_an_answer_says_so(rewardry, row):
    done = rewardry("explain", "math", row, "--row", "1", "--json")
    assert done.code == 0
    assert done.json["steps"][1] == {"step": "answer", "finding": "none: no-answer"}
    assert done.json["verdict"]["status"] == "incorrect"


def test_parameters_are_set_as_in_verify(rewardry, write):
    write("in.jsonl", {"completion": "\\boxed{2, 1}", "reference": "1, 2"})
    free = rewardry("explain", "math", "in.jsonl", "--row", "0", "--json").json
    strict = rewardry("explain", "math", "in.jsonl", "--row", "0", "--json", "--set", "order=strict").json
    assert (free["verdict"]["status"], strict["verdict"]["status"]) == ("correct", "incorrect")


def test_a_verifier_with_nothing_to_tell_gives_its_verdict(rewardry, row):
    done = rewardry("explain", "text.exact", row, "--row", "r1", "--json")
    assert [step["step"] for step in done.json["steps"]] == ["verdict"]


def test_an_unknown_row_is_refused(rewardry, row):
    done = rewardry("explain", "math", row, "--row", "r9")
    assert done.code == 2
    assert "no row with the id 'r9'" in done.err
    assert "counted from 0" in done.err
