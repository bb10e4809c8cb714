"""What attacks found stands in the report, beside a run or alone."""

import json

import pytest


@pytest.fixture
def attacked(folder, finding_files):
    """A folder with the files of the three commands about attacks."""
    folder.joinpath("x").mkdir(exist_ok=True)
    for name in ("attack", "perturb", "price"):
        folder.joinpath("x", f"{name}.json").write_text(json.dumps(finding_files[name]))
    return "x"


def test_attacks_alone_make_a_report(attacked, bench, folder):
    code, out, err = bench("report", attacked, "--html", "--md", "-")
    assert code == 0, err
    assert "**math paid 3 of 60 attacks in 1 family.**" in out
    assert "| hedge (several answers) | 60 | 3 | 0.050 [0.020, 0.100] | 19 of 20 | 1 | 2 | 250 ms |" in out
    assert "The longest item took 250 ms: 2 past the deadline of 5 s. Left running: the process 'python'." in out
    assert "Left out: made for programs: forgery. 36 tasks (shipped: math), rewardry 1: rewardry bench ..." in out
    assert "| dfrac | the same | 40 of 60 | 40 | 4 | 0.900 [0.800, 0.950] |" in out
    assert "9 tokens that know nothing of the task earn 1 from math." in out
    page = folder.joinpath("x", "report.html").read_text()
    assert '<h1 id="verdict">math paid 3 of 60 attacks in 1 family.</h1>' in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 1 or 2" in page
    assert page.count("<script") == 1


def test_the_terminal_says_the_headlines(attacked, bench):
    _, out, _ = bench("report", attacked)
    assert out.splitlines()[0] == "Attacks: math paid 3 of 60 attacks in 1 family."
    assert "Rewrites: math keeps its verdict on 90.0 % of rewrites that change nothing" in out
    assert len(out.splitlines()) == 3


def test_what_choosing_is_worth_stands_in_every_form(bench, write, folder):
    asked = {"prompt": "2 + 2?", "reference": "4", "group": "a"}
    said = [("4", 1), ("5", 0), ("<answer>4</answer>", 1)]
    write("several.jsonl", [{**asked, "id": str(i), "completion": c, "label": y} for i, (c, y) in enumerate(said)])
    assert bench("bon", "-v", "text.exact", "-d", "several.jsonl", "-o", "x", "--engine", "inline")[0] == 0
    code, out, err = bench("report", "x", "--html", "--md", "-")
    assert code == 0, err
    assert "## Best of n" in out
    assert "### text.exact on several" in out
    assert "1 questions, 3 completions" in out
    assert "| by | n | questions | pass@n | majority | weighted majority | best-of-n |" in out
    assert "Best of n" in folder.joinpath("x", "report.html").read_text()
    assert "Best of n: What choosing among n completions is worth, by text.exact." in bench("report", "x")[1]


def test_they_stand_behind_the_sets_of_a_run(attacked, bench, write, rows):
    write("few.jsonl", rows[:6])
    assert bench("run", "-v", "text.exact", "-d", "few.jsonl", "-o", "x", "--engine", "inline")[0] == 0
    code, out, _ = bench("report", "x", "--json")
    assert code == 0
    found = json.loads(out)
    assert found["red_team"]["attack"]["total"]["paid"] == 3
    assert [each["set"] for each in found["sets"]] == ["few"]


def test_a_file_that_cannot_be_read_is_named(attacked, bench, folder):
    folder.joinpath("x", "attack.json").write_text("{")
    code, _, err = bench("report", "x")
    assert code == 2
    assert "attack.json: cannot be read: Expecting property name" in err
    assert "run `rewardry bench attack -o x` again" in err


def test_what_another_version_wrote_is_refused(attacked, bench, folder):
    folder.joinpath("x", "price.json").write_text(json.dumps({"schema": 1}))
    code, _, err = bench("report", "x")
    assert (code, "price.json: another version of rewardry wrote it; run `rewardry bench price -o x` again" in err) == (
        2,
        True,
    ), err
