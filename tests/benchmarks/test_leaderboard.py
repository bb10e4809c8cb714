"""The leaderboard: who is asked about what, peers in processes of their own, and the page."""

import sys
from pathlib import Path

import pytest

from rewardry.benchmarks.leaderboard import asking
from rewardry.benchmarks.leaderboard.environments import Installed, Peer
from rewardry.benchmarks.leaderboard.measuring import line_of
from rewardry.benchmarks.leaderboard.page import Board, page_of
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


def test_attacks_are_left_out_and_the_page_has_what_was_measured(write):
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
    questions = Questions.of(bench_set, None)
    assert (len(questions.rows), questions.attacks, questions.is_math) == (10, 1, True)
    statuses = ["correct" if i % 2 else "incorrect" for i in range(9)] + ["timeout"]
    ours = line_of("math", "rewardry 1", False, questions, statuses, [0.002] * 10)
    none = line_of("choice", "rewardry 1", False, questions, ["abstain"] * 10, [0.001] * 10)
    page = page_of(Board("the command", 5.0, [(questions, [none, ours])], missing=["peer does not start: why"]))
    assert "10 rows, 5 of them right; 1 attacks left out" in page
    assert "| `math` | 0.900 [" in page
    assert "| 0.900 | 1, 0 | 2 | 500 |" in page
    assert "Without a verdict on any row: choice." in page
    assert "Left out: peer does not start: why." in page
