"""`rewardry stats`: figures that numpy and scipy give, too; columns, plots and a page."""

import json
import random

import numpy as np
import pytest
from scipy.stats import binomtest, hypergeom

from rewardry.curation.difficulty import Curriculum, Difficulty
from rewardry.curation.distribution import Correlations, Distribution
from rewardry.errors import ConfigError


@pytest.fixture
def rows(scored):
    """Ten questions of four completions; question i has i % 5 right ones."""
    return [
        scored(4 * i + j, f"q{i}", j < i % 5, answer="4" if j < i % 5 else str(j), domain=("easy", "hard")[i % 2])
        for i in range(10)
        for j in range(4)
    ]


def test_figures_are_those_of_scipy(rewardry, write, rows):
    write("in.jsonl", *rows)
    code, out, err = rewardry("stats", "in.jsonl", "--json", "--by", "domain")
    assert (code, err) == (0, "")
    found = json.loads(out)
    right = [i % 5 for i in range(10)]
    assert (found["rows"], found["questions"], found["completions"], found["undecided"]) == (40, 10, 40, 0)
    assert list(found["at"]) == ["1", "2", "4"]
    for k in (1, 2, 4):
        expected = np.mean([hypergeom.sf(0, 4, c, k) for c in right])
        assert found["at"][str(k)]["pass"]["value"] == pytest.approx(expected, abs=1e-12)
        assert found["at"][str(k)]["avg"]["value"] == pytest.approx(np.mean(right) / 4, abs=1e-12)
    interval = binomtest(8, 10).proportion_ci(method="wilson")
    assert found["at"]["4"]["pass"]["interval"] == pytest.approx([interval.low, interval.high], abs=1e-12)
    # Of four votes one right one wins against three different wrong ones in a quarter of the cases; first come, always.
    assert found["at"]["4"]["maj"]["value"] == pytest.approx(np.mean([0, 0.25, 1, 1, 1]))
    assert found["at"]["4"]["cons"]["value"] == pytest.approx(0.8)
    assert found["without_signal"] == pytest.approx(0.4)
    assert found["difficulty"] == {"solved": 2, "easy": 2, "medium": 2, "hard": 2, "unsolved": 2}
    assert found["by"]["domain"]["hard"]["questions"] == 5


def test_undecided_completions_do_not_count(rewardry, write, scored):
    write("in.jsonl", scored(0, "a", True), scored(1, "a", None), scored(2, "b", None))
    found = json.loads(rewardry("stats", "in.jsonl", "--json")[1])
    assert (found["undecided"], found["completions"], found["questions"]) == (2, 1, 2)
    assert found["at"]["1"]["pass"]["value"] == 1.0
    assert found["components"]["accuracy"]["statuses"] == {"abstain": 2, "correct": 1}


def test_difficulty_and_curriculum_are_written_back(rewardry, write, read, rows):
    write("in.jsonl", *rows)
    assert rewardry("stats", "in.jsonl", "--write", "out.jsonl", "--stages", "5")[0] == 0
    written = read("out.jsonl")
    first = {row["group"]: row for row in reversed(written)}
    assert [first[f"q{i}"]["pass_rate"] for i in range(5)] == [0, 0.25, 0.5, 0.75, 1]
    assert [first[f"q{i}"]["difficulty"] for i in range(5)] == ["unsolved", "hard", "medium", "easy", "solved"]
    assert [first[f"q{i}"]["curriculum"] for i in range(5)] == [5, 4, 3, 2, 1]
    columns = ("pass_rate", "difficulty", "curriculum")
    assert [{key: value for key, value in row.items() if key not in columns} for row in written] == rows
    assert rewardry("stats", "out.jsonl", "--write", "again.jsonl", "--stages", "5")[0] == 0
    assert read("again.jsonl") == written


def test_the_table_can_be_read(rewardry, write, rows):
    write("in.jsonl", *rows)
    code, out, err = rewardry("stats", "in.jsonl", "--k", "2", "--by", "domain")
    assert (code, err) == (0, "")
    assert "40 rows of 10 questions, 0 undecided" in out
    assert "Without signal, all completions worth the same: 40.0 % of 10 groups" in out
    assert [line.split()[:2] for line in out.splitlines() if line.startswith(("easy   ", "hard   "))]


def test_plots_are_png_and_the_page_escapes_what_rows_say(rewardry, write, rows, tmp_path):
    pytest.importorskip("matplotlib")
    evil = "<script>alert($x$)</script>"
    for row in rows:
        row["components"][evil] = {"value": 1.0, "status": "ok"}
        row["input"]["domain"] = f"{evil}\n"
    write("in.jsonl", *rows)
    code, _, err = rewardry("stats", "in.jsonl", "--by", "domain", "--plots", "plots", "--html", "page.html")
    assert (code, err) == (0, "")
    drawn = sorted((tmp_path / "plots").glob("*.png"))
    assert {"at-k.png", "difficulty.png", "length-words.png"} <= {file.name for file in drawn}
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in drawn)
    page = (tmp_path / "page.html").read_text()
    assert "<script" not in page
    assert "&lt;script&gt;alert($x$)" in page
    assert page.count("data:image/png;base64,") == len(drawn)


def test_writing_back_reads_a_file_twice(rewardry):
    code, _, err = rewardry("stats", "-", "--write", "out.jsonl")
    assert code == 2
    assert "--write reads the input twice" in err


def test_an_empty_file_has_figures_without_values(rewardry, write):
    write("in.jsonl")
    code, out, _ = rewardry("stats", "in.jsonl", "--json")
    assert (code, json.loads(out)["rows"], json.loads(out)["at"]) == (0, 0, {})


@pytest.mark.parametrize("shift", [0.0, 1e6])
def test_distributions_are_those_of_numpy(shift):
    chance = random.Random(0)
    values = [shift + chance.gauss(0, 3) for _ in range(5000)]
    whole, one, other = Distribution(), Distribution(), Distribution()
    whole.add(values)
    one.add(values[:1500])
    other.add(values[1500:])
    for found in (whole.summary(), one.merged(other).summary()):
        assert found["n"] == 5000
        assert found["mean"] == pytest.approx(np.mean(values), rel=1e-12)
        assert found["sd"] == pytest.approx(np.std(values, ddof=1), rel=1e-9)
        assert (found["min"], found["max"]) == (min(values), max(values))
    for share in (0.05, 0.5, 0.95):
        assert whole.quantile(share) == pytest.approx(np.quantile(values, share), rel=0.006, abs=0.02)


def test_of_no_values_and_of_one_only_what_is_defined_is_told():
    found = Distribution()
    assert found.summary() == {"n": 0, "mean": None, "sd": None, "min": None, "max": None, "quantiles": {}}
    found.add([0.25])
    assert found.summary() == {
        "n": 1, "mean": 0.25, "sd": None, "min": 0.25, "max": 0.25,
        "quantiles": dict.fromkeys(("0.05", "0.25", "0.5", "0.75", "0.95"), 0.25),
    }  # fmt: skip
    found.add([0.25] * 9)
    assert (found.summary()["sd"], found.summary()["n"]) == (0.0, 10)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_distribution_takes_no_more_memory_than_its_rounded_values(sign):
    found = Distribution()
    found.add([sign * (100_000.0 + i) for i in range(5_000)])
    assert len(found.counts) <= 6


def test_correlations_are_those_of_numpy_over_the_rows_that_have_both():
    chance = random.Random(0)
    found, other, xs, ys = Correlations(), Correlations(), [], []
    for part in (found, other):
        x = [1e5 + chance.random() for _ in range(1500)]
        y = [value + chance.random() if i % 7 else None for i, value in enumerate(x)]
        part.add({"x": x, "y": y, "constant": [2.0] * 1500})
        xs += [value for value, beside in zip(x, y, strict=True) if beside is not None]
        ys += [value for value in y if value is not None]
    found.merge(other.to_json())
    by_pair = {(pair["first"], pair["second"]): pair for pair in found.summary()}
    assert by_pair["x", "y"]["rows"] == len(xs)
    assert by_pair["x", "y"]["correlation"] == pytest.approx(np.corrcoef(xs, ys)[0, 1], abs=1e-9)
    assert by_pair["x", "constant"]["correlation"] is None


def test_stages_hold_about_as_many_questions_each():
    curriculum = Curriculum({(4, c): 25 for c in range(5)}, 5)
    assert [curriculum.of(c / 4) for c in (4, 3, 2, 1, 0)] == [1, 2, 3, 4, 5]
    assert Curriculum({(4, 2): 10}, 4).of(0.5) == 3
    assert curriculum.of(None) is None


def test_edges_that_are_none_are_refused():
    with pytest.raises(ConfigError, match="0 < HARD < EASY < 1"):
        Difficulty(0.5, 0.5)
