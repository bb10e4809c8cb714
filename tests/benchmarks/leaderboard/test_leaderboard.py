"""The leaderboard: who is asked about what, peers in processes of their own, and the page."""

import sys
from pathlib import Path

import pytest

from rewardry.benchmarks.leaderboard import asking
from rewardry.benchmarks.leaderboard.allowance import Allowance
from rewardry.benchmarks.leaderboard.environments import Installed, Peer
from rewardry.benchmarks.leaderboard.measuring import (
    OVER,
    Entrant,
    Missing,
    line_of,
    measured,
)
from rewardry.benchmarks.leaderboard.page import Board, page_of
from rewardry.benchmarks.leaderboard.results import Answers, Results
from rewardry.benchmarks.leaderboard.rows import Questions, is_attack
from rewardry.benchmarks.sets import find_sets

PEER = """
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, FOLDER)
from loop import run


def verdict(completion, reference):
    print("noise")
    if completion == "hangs":
        time.sleep(600)
    if completion == "dies":
        os._exit(3)
    if completion == "raises":
        raise RuntimeError
    return None if completion == "silent" else completion == reference


run(verdict)
"""


@pytest.fixture
def peer(tmp_path, monkeypatch):
    """A peer of our own, run by this Python."""
    (tmp_path / "peer.py").write_text(PEER.replace("FOLDER", repr(str(asking.FOLDER))))
    monkeypatch.setattr(asking, "FOLDER", tmp_path)
    return Installed(Peer("peer", "peer", "MIT", "peer.py", "verdict"), Path(sys.executable), "1.0")


def test_a_peer_that_hangs_or_dies_loses_that_row_alone(peer):
    rows = [
        {"completion": text, "reference": "4"} for text in ("4", "5", "silent", "raises", "dies", "4", "hangs", "4")
    ]
    found = [each["status"] for each in asking.answers_of(peer, rows, 5.0)]
    assert found == ["correct", "incorrect", "abstain", "error", "error", "correct", "timeout", "correct"]


def test_a_peer_that_does_not_start_says_why(peer, tmp_path):
    (tmp_path / "peer.py").write_text("import nothing_of_that_name\n")
    with pytest.raises(asking.PeerFailedError, match=r"peer does not start: .*nothing_of_that_name"):
        list(asking.answers_of(peer, [{"completion": "4", "reference": "4"}], 5.0))


RAW = """
import sys

print("ready", flush=True)
for line in sys.stdin:
    bad = '"bad"' in line or ALWAYS
    print(SAID if bad else '{"status": "correct", "seconds": 0.25}', flush=True)
"""


@pytest.fixture
def saying(peer, tmp_path):
    """A peer that says a line of our own where the completion is bad, or always."""

    def of(line, *, always=False):
        (tmp_path / "peer.py").write_text(RAW.replace("SAID", repr(line)).replace("ALWAYS", repr(always)))
        return peer

    return of


@pytest.mark.parametrize(
    "line",
    [
        "Segmentation fault",
        "",
        "[]",
        "3",
        "{}",
        '{"status": "correct"}',
        '{"seconds": 1}',
        '{"status": "correct", "seconds": "fast"}',
        '{"status": "correct", "seconds": NaN}',
        '{"status": ["correct"], "seconds": 1}',
        "[" * 5000,
        "\N{LATIN SMALL LETTER E WITH ACUTE}",
    ],
    ids=lambda line: line[:20] or "empty",
)
def test_a_line_that_is_no_answer_loses_that_row_alone(saying, line):
    rows = [{"completion": text, "reference": "4"} for text in ("4", "bad", "4")]
    found = [(each["status"], each["seconds"]) for each in asking.answers_of(saying(line), rows, 20.0)]
    assert found == [("correct", 0.25), ("error", None), ("correct", 0.25)]


def test_a_status_that_there_is_not_is_an_error(saying):
    [found] = asking.answers_of(
        saying('{"status": "right", "seconds": 0.5}'), [{"completion": "bad", "reference": "4"}], 20.0
    )
    assert found == {"status": "error", "seconds": 0.5}


def test_a_peer_whose_first_line_is_no_answer_is_asked_nothing(saying):
    """Its answer to the row that warms it up would be taken for that to the first one."""
    with pytest.raises(asking.PeerFailedError, match="peer does not answer a plain row"):
        list(asking.answers_of(saying("what?", always=True), [{"completion": "4", "reference": "4"}], 20.0))


@pytest.mark.parametrize(
    ("row", "attack"),
    [
        ({"kind": "attack"}, True),
        ({"domain": "math/adv_bomb"}, True),
        ({"meta": {"attack": "hedge"}}, True),
        ({"domain": "math/algebra", "meta": {"family": "sums"}}, False),
    ],
)
def test_attacks_are_known(row, attack):
    assert is_attack(row) is attack


@pytest.fixture
def sums(write):
    """Ten rows of sums, every second right, and an attack."""
    rows = [
        {
            "id": i,
            "completion": "4",
            "reference": "4" if i % 2 else "5",
            "label": i % 2,
            "domain": "math/sums",
            "group": i,
        }
        for i in range(10)
    ]
    rows.append({**rows[0], "id": "bomb", "domain": "math/adv_bomb"})
    [bench_set] = find_sets([write("sums.jsonl", rows)])
    return bench_set


def entrant(name, ask=None):
    return Entrant(name, "rewardry 1", False, ask)


def test_attacks_are_left_out_and_the_page_has_what_was_measured(sums):
    questions = Questions.of(sums, None)
    assert (len(questions.rows), questions.attacks, questions.is_math) == (10, 1, True)
    statuses = ["correct" if row.label else "incorrect" for row in questions.rows]
    statuses[statuses.index("correct")] = "timeout"
    ours = line_of(entrant("math"), questions, Answers(statuses, [0.002] * 10))
    none = line_of(entrant("choice"), questions, Answers(["abstain"] * 10, [0.001] * 10))
    board = Board("the command", 5.0, [(questions, [none, ours])], missing=[Missing("peer does not start: why")])
    board.dates = ("2026-01-02", "2026-01-03")
    page = page_of(board)
    assert "on 2026-01-02 to 2026-01-03" in page
    assert "10 rows, 5 of them right; 1 attacks left out" in page
    assert "| `math` | 10 | 0.900 [" in page
    assert "| 0.900 | 1, 0 | 2 [2, 2] | 500 |" in page
    assert "Without a verdict on any row: choice." in page
    assert "Left out: peer does not start: why." in page


def test_rows_are_a_sample_by_a_seed(sums):
    def drawn(most, seed):
        return [row.id for row in Questions.of(sums, most, seed).rows]

    assert drawn(4, 1) == drawn(4, 1) != drawn(4, 2)
    assert sorted(drawn(None, 1)) == sorted(drawn(50, 2))


def test_what_was_measured_is_not_measured_again_after_a_stop(sums, tmp_path):
    asked = []

    def ask(questions):
        asked.append(questions.name)
        yield from ({"status": "correct", "seconds": 0.001} for _ in questions.rows)

    def run(*names, resume, minutes=10.0, rows=None):
        entrants = [entrant(name, ask) for name in names]
        results = Results(tmp_path / "results", resume)
        return list(
            measured(Questions.of(sums, rows), entrants, 5.0, results, Allowance(minutes, 60.0), lambda text: None)
        )

    [first] = run("a", resume=False)
    over = run("a", "b", resume=True, minutes=0.0)
    assert over == [first, Missing(f"b on sums: {OVER}", over=True)]
    assert len(asked) == 1
    assert [line.rows for line in run("a", "b", resume=True)] == [10, 10]
    assert len(asked) == 2
    run("a", resume=True, rows=4)  # other rows are another question
    run("a", resume=False)
    assert len(asked) == 4


def test_an_entrant_is_cut_when_its_time_is_over():
    def answers(number):
        yield from ({"status": "correct"} for _ in range(number))

    assert len(list(Allowance(10.0, 0.0).cut(answers(50)))) == 1
    assert len(list(Allowance(10.0, 600.0).cut(answers(50)))) == 50
