"""`rewardry diff`: ranks inside groups, signs of advantages, components, and the page."""

import json
import random

import pytest

from rewardry.curation.comparing.changes import changes, standings, summary

A = """name: a
rewards:
  - {use: accuracy, verifier: choice}
  - {use: format.think_answer, name: format, weight: 0.5}
"""
B = A.replace("name: a", "name: b").replace("0.5", "3.0")
GATED = A.replace("name: a", "name: g").replace("weight: 0.5", "weight: 0.5, when: accuracy == correct")


def line(number, group, right, form, total=None):
    status = "correct" if right else "incorrect"
    answer = "<answer>A</answer>" if right else "<answer>B</answer>"
    text = f"<think>so</think>{answer}" if form else answer
    return {
        "id": f"r{number}",
        "group": group,
        "total": right + 0.5 * form if total is None else total,
        "components": {
            "accuracy": {"value": float(right), "status": status},
            "format": {"value": float(form), "status": "ok"},
        },
        "input": {"completion": text + "<script>alert(1)</script>", "reference": "A", "prompt": "<b>Which?</b>"},
    }


LINES = [line(0, "x", 1, 0), line(1, "x", 0, 1), line(2, "y", 1, 1), line(3, "y", 0, 0)]


@pytest.fixture
def files(tmp_path, write):
    for name, text in (("a.yaml", A), ("b.yaml", B), ("g.yaml", GATED)):
        (tmp_path / name).write_text(text)
    return write("log.jsonl", *LINES)


def test_standings_are_those_of_grpo():
    first, second, third, fourth = standings([1.0, 0.0, 1.0, None])
    assert (first.rank, second.rank, third.rank, fourth.rank) == (1.5, 3.0, 1.5, None)
    assert first.advantage == pytest.approx((1 - 2 / 3) / (3**-0.5 + 1e-4))
    assert (first.sign, second.sign, fourth.sign) == (1, -1, 0)
    assert all(one.sign == 0 for one in standings([0.1 + 0.2, 0.3]))


def test_ranks_and_turned_pairs_are_those_of_scipy():
    stats = pytest.importorskip("scipy.stats")
    chance = random.Random(0)
    for size in (1, 2, 9):
        before, after = [chance.random() for _ in range(size)], [chance.random() for _ in range(size)]
        tied = [round(3 * value) / 3 for value in before]
        assert [one.rank for one in standings(tied)] == list(stats.rankdata([-value for value in tied]))
        [found] = changes([tuple(range(size))], before, after)
        if size > 1:
            tau = stats.kendalltau(before, after).statistic
            assert found.turned / found.pairs == pytest.approx((1 - tau) / 2)


def test_a_group_of_which_nothing_is_decided_stands_nowhere():
    assert [(one.rank, one.advantage) for one in standings([None, None])] == [(None, 0.0)] * 2
    found = summary(changes([(0, 1)], [None, None], [1.0, 0.0]))
    assert (found["became_decided"], found["pairs_turned"], found["without_signal_before"]) == (2, None, 1)


def test_changes_are_counted_inside_groups():
    found = summary(changes([(0, 1), (2, 3)], [1.0, 0.0, 2.0, 1.0], [0.0, 1.0, 20.0, 10.0]))
    assert (found["moved"], found["flipped"], found["groups_changed"], found["pairs_turned"]) == (2, 2, 1, 0.5)


def test_weights_that_differ_are_put_together_from_the_log(rewardry, files):
    code, out, err = rewardry("diff", "a.yaml", "b.yaml", files, "--json")
    assert code == 0, err
    found = json.loads(out)
    assert found["totals"] == {"before": "from the log", "after": "from the log"}
    assert (found["rows"], found["moved"], found["flipped"], found["groups_changed"]) == (4, 2, 2, 1)
    assert [part["role"] for part in found["components"]["after"]] == [None, "dominating"]


def test_a_gate_is_put_together_and_dropping_one_needs_scoring(rewardry, files, write):
    found = json.loads(rewardry("diff", "a.yaml", "g.yaml", files, "--json")[1])
    assert found["totals"]["after"] == "from the log"
    assert found["components"]["after"][1]["varies"] == 0.5
    closed = [line(0, "x", 1, 0), line(1, "x", 0, 0, total=0.0)]
    code, out, err = rewardry("diff", "g.yaml", "a.yaml", write("g.jsonl", *closed), "--json")
    assert code == 0, err
    assert json.loads(out)["totals"]["before"] == "from the log"
    assert "behind another gate" in json.loads(out)["totals"]["after"]


def test_without_rows_nothing_can_be_scored_anew(rewardry, files, write):
    log = write("bare.jsonl", *({k: v for k, v in one.items() if k != "input"} | {"total": 7.0} for one in LINES))
    code, _, err = rewardry("diff", "a.yaml", "b.yaml", log)
    assert code == 2
    assert "score with --keep" in err


def test_a_row_that_cannot_be_scored_anew_is_named_with_its_line(rewardry, files, write):
    bad = {**LINES[3], "input": {**LINES[3]["input"], "completion_ids": "1 2 3"}}
    code, _, err = rewardry("diff", "a.yaml", "b.yaml", write("log.jsonl", *LINES[:3], bad), "--rescore")
    assert code == 2
    assert "log.jsonl:4: field 'completion_ids': a JSON array is wanted, not string" in err


def test_the_page_shows_texts_as_texts(rewardry, files, tmp_path):
    code, out, err = rewardry("diff", "a.yaml", "b.yaml", files, "--html", "d.html")
    assert code == 0, err
    assert "completions that change rank" in out
    page = (tmp_path / "d.html").read_text()
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;b&gt;Which?" in page
    assert page.count("<script>") == 1
    assert "default-src &#39;none&#39;" in page


def test_a_log_without_components_is_refused(rewardry, files, write):
    code, _, err = rewardry("diff", "a.yaml", "b.yaml", write("v.jsonl", {"id": 1, "status": "correct"}))
    assert code == 2
    assert "v.jsonl:1: field 'components'" in err
