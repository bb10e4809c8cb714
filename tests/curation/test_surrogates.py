"""Half of a surrogate pair, which JSON can hold and UTF-8 cannot, ends no command, whatever it writes."""

import pytest

HALF = "\ud800"


@pytest.fixture
def log(write, scored):
    rows = [scored(i, f"g{HALF}", i == 1, str(i), thought=f"So {HALF}.", domain=f"d{HALF}") for i in range(3)]
    for row in rows:
        row["components"][f"c{HALF}"] = {"value": 0.5, "status": "ok"}
        row["input"]["prompt"] += HALF
    return write("log.jsonl", *rows)


@pytest.mark.parametrize(
    "command",
    [
        ("stats", "--by", "domain", "--json"),
        ("stats", "--by", "domain"),
        ("stats", "--by", "domain", "--write", "out.jsonl"),
        ("select", "--r1", "--duplicates-in", "group"),
        ("select", "--correct", "--to", "sft"),
        ("select", "--correct", "--to", "dpo", "--form", "think_answer"),
    ],
    ids=" ".join,
)
def test_results(rewardry, log, command):
    code, _, err = rewardry(command[0], log, *command[1:])
    assert (code, err) == (0, "")


def test_the_page_of_figures(rewardry, log, tmp_path):
    pytest.importorskip("matplotlib")
    code, _, err = rewardry("stats", log, "--by", "domain", "--html", "page.html")
    assert (code, err) == (0, "")
    assert "<td>d?</td>" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_a_data_set_and_what_is_held_out_of_it(rewardry, write, read):
    rows = [
        {"prompt": f"What is 2 {HALF}?", "reference": answer, "solutions": [f"<answer>{HALF}</answer>"]}
        for answer in "AB"
    ]
    file = write("set.jsonl", *rows)
    options = ("-v", "text.exact", "--engine", "inline", "--against", file, "-o", "found.jsonl")
    assert rewardry("audit", file, *options)[0] == 1
    assert {row["kind"] for row in read("found.jsonl")} == {"rejects-solution", "conflict", "leaked"}


def test_the_page_of_a_watched_run(rewardry, write, tmp_path):
    pytest.importorskip("jinja2")
    file = write("steps.jsonl", *({"step": i, "reward": 1.0, f"rewards/x{HALF}/mean": 0.5} for i in range(12)))
    code, _, err = rewardry("watch", file, "--once", "--html", "run.html")
    assert (code, err) == (0, "")
    assert "rewards/x?/mean" in (tmp_path / "run.html").read_text(encoding="utf-8")


def test_tensorboards_files(rewardry, write):
    pytest.importorskip("tensorboard")
    file = write("steps.jsonl", {"step": 1, f"rewards/x{HALF}/mean": 0.5})
    assert rewardry("watch", file, "--once", "--tensorboard", "tb")[0] == 0
