"""The figures of the leaderboard: medians with their intervals, pace, coverage, and how they are written."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.leaderboard.environments import PEERS
from rewardry.benchmarks.leaderboard.measuring import Entrant, Line, Missing, line_of, median_interval
from rewardry.benchmarks.leaderboard.page import Board, page_of
from rewardry.benchmarks.leaderboard.results import Answers
from rewardry.benchmarks.leaderboard.rows import Questions
from rewardry.benchmarks.sets import LabelledRow
from rewardry.statistics.intervals import Interval, wilson


@pytest.mark.parametrize(
    ("n", "first", "last"),
    # Ranks of the sign test's interval, as its tables have them (Conover, Practical Nonparametric Statistics, A3).
    [
        *[(1, 1, 1), (5, 1, 5), (6, 1, 6), (8, 1, 8), (9, 2, 8), (10, 2, 9), (15, 4, 12), (20, 6, 15), (30, 10, 21)],
        *[(50, 18, 33), (100, 40, 61)],
    ],
)
def test_the_interval_of_a_median_is_the_sign_tests(n, first, last):
    values = [float(rank) for rank in range(1, n + 1)]
    random.Random(n).shuffle(values)
    assert median_interval(values) == (float(first), float(last))


@settings(max_examples=40)
@given(st.integers(6, 400))
def test_the_interval_of_a_median_covers_it_and_no_narrower_one_does(n):
    """The k-th and k-th last of n values miss their median where fewer than k of n fair coins fall one way."""
    low, high = median_interval([float(rank) for rank in range(1, n + 1)])
    k = int(low)
    assert high == n + 1 - k
    missed = 2 * sum(math.comb(n, i) for i in range(k)) / 2**n
    narrower = 2 * sum(math.comb(n, i) for i in range(k + 1)) / 2**n
    assert missed <= 0.05 < narrower


def entrant(name, peer=False):
    return Entrant(name, "rewardry 1", peer, None)


@pytest.fixture
def questions():
    """Ten rows of five questions, every second right."""
    rows = [LabelledRow(i, i % 2, f"q{i // 2}", {}) for i in range(10)]
    return Questions("sums", "d" * 64, rows, [], 0)


def test_the_figures_of_an_entrant_by_hand(questions):
    """Of five right rows 3 are paid, of five wrong ones 1; one of each is undecided, which is not paid."""
    said = ["correct", "correct", "incorrect", "correct", "timeout", "correct", "incorrect", "incorrect", "error"]
    found = line_of(entrant("math"), questions, Answers([*said, "abstain"], [0.001, 0.003, None, 0.002, None] * 2))
    assert found.outcomes == {"correct": 4, "incorrect": 3, "timeout": 1, "error": 1, "abstain": 1}
    assert (found.rows, found.coverage) == (10, 0.7)
    assert {name: value for name, (value, _) in found.figures.items()} == {"accuracy": 0.7, "recall": 0.6, "fpr": 0.2}
    assert found.figures["recall"][1] == wilson(3, 5)
    # Of six rows the time is known, 12 ms in all; nobody knows that the other four took none.
    assert found.seconds == (0.002, Interval(0.001, 0.003), pytest.approx(0.002))
    assert found.rows_per_second == pytest.approx(6 / 0.012)


def test_an_entrant_that_was_cut_is_measured_on_the_rows_that_it_was_asked(questions):
    found = line_of(entrant("slow"), questions, Answers(["incorrect", "correct"], [None, None]))
    assert (found.rows, found.figures["accuracy"][0], found.figures["fpr"][0]) == (2, 1.0, 0.0)
    assert (found.seconds, found.rows_per_second) == (None, None)


def written(questions, *lines, **more):
    return page_of(Board("the command", 5.0, [(questions, list(lines))], dates=("2026-01-02",) * 2, **more))


def row_of(page, name):
    [line] = [line for line in page.splitlines() if line.startswith(f"| {name} | ") and "rewardry 1" not in line]
    return [cell.strip() for cell in line.strip("|").split("|")]


def line(name, accuracy, peer=False, seconds=None, **outcomes):
    counts = {"correct": 5, "incorrect": 5, "abstain": 0, "timeout": 0, "error": 0, **outcomes}
    figures = dict.fromkeys(("accuracy", "recall", "fpr"), (accuracy, None))
    return Line(name, "rewardry 1", peer, figures, counts, seconds)


def test_the_most_accurate_stands_first_and_who_says_nothing_stands_below(questions):
    silent = {"correct": 0, "incorrect": 0, "abstain": 10}
    lines = [line("b", 0.5), line("silent", 0.5, **silent), line("a", 0.75), line("mute", 0.5, **silent)]
    page = written(questions, *lines)
    assert page.index("| `a` | 10 | 0.750 |") < page.index("| `b` | 10 | 0.500 |")
    assert "Without a verdict on any row: mute, silent." in page
    assert "| `mute` | 10" not in page


@pytest.mark.parametrize(
    ("seconds", "cell"),
    [
        ((0.0123, Interval(0.0099, 0.0201), 1.0), "12 [9.9, 20]"),
        ((0.000_04, Interval(0.000_01, 0.001), 1.0), "0.04 [0.01, 1]"),
        ((1.5, Interval(1.0, 12.0), 15.0), "1,500 [1,000, 12,000]"),
        (None, "-"),
    ],
)
def test_milliseconds_have_two_digits_that_say_something(questions, seconds, cell):
    assert row_of(written(questions, line("a", 0.5, seconds=seconds)), "`a`")[7] == cell


@pytest.mark.parametrize(("mean", "cell"), [(0.001, "1,000"), (0.4, "2"), (0.0, "-")])
def test_the_pace_is_what_the_mean_of_a_row_leaves_room_for(questions, mean, cell):
    found = line("a", 0.5, seconds=(0.1, Interval(0.1, 0.1), mean))
    assert row_of(written(questions, found), "`a`")[8] == cell


def test_undecided_rows_stand_beside(questions):
    cells = row_of(written(questions, line("a", None, correct=1, incorrect=2, abstain=2, timeout=4, error=1)), "`a`")
    assert cells == ["`a`", "10", "-", "-", "-", "0.300", "4, 1", "-", "-"]


def test_who_took_part_stands_once_with_the_licence_of_a_peer(questions):
    peer = PEERS[0]
    board = Board("c", 5.0, [(questions, [line("math", 0.5), line(peer.name, 0.4, peer=True)])] * 2)
    page = page_of(board)
    assert page.count("| `math` | rewardry 1 | | |") == 1
    assert f"| *{peer.name}* | rewardry 1 | {peer.licence} | {peer.call} |" in page
    assert f"| *{peer.name}* | 10 | 0.400 |" in page


def test_attacks_have_their_own_table(questions):
    total = {
        "attacks": 20,
        "paid": 1,
        "fpr": {"interval": [0.0089, 0.2361]},
        "controls": 7,
        "controls_paid": 6,
        "timeouts": 2,
        "over_deadline": 3,
        "worst_seconds": 1.234,
    }
    page = written(questions, line("a", 0.5), attacks=[("math", {"total": total})], attacked_rows=12)
    assert "| `math` | 20 | 1 | [0.0089, 0.2361] | 7 | 6 | 2 | 3 | 1.23 |" in page
    assert "`rewardry bench attack --rows 12` of each" in page
    assert "Attacks on our verifiers" not in written(questions, line("a", 0.5))


def test_the_page_says_what_was_not_measured(questions):
    page = written(questions, line("a", 0.5), missing=[Missing("b on sums: the time was over")])
    assert "Left out: b on sums: the time was over." in page
    assert "10 rows, 5 of them right. SHA-256 `dddddddddddddddd`." in page
    assert "on 2026-01-02;" in page
