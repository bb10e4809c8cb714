"""The page, Markdown and JSON of a run: what each says, where it goes, and what cannot be written."""

import json
import re
import sys

import pytest


@pytest.fixture
def run(bench, write, rows):
    """A run of two verifiers, in the current folder."""
    write("capitals.jsonl", rows)
    assert (
        bench("run", "-v", "text.exact", "-v", "choice", "-d", "capitals.jsonl", "-o", "x", "--engine", "inline")[0]
        == 0
    )
    return "x"


def test_several_forms_are_written_at_once(run, bench, folder):
    code, out, err = bench("report", run, "--html", "--md", "--json")
    assert (code, out) == (0, "")
    assert re.findall(r"wrote (\S+) \(", err) == ["x/report.html", "x/report.md", "x/report.json"]
    page, markdown, content = (folder.joinpath("x", f"report.{kind}").read_text() for kind in ("html", "md", "json"))
    headline = "text.exact is more accurate than choice, by 47.5 points."
    assert json.loads(content)["sets"][0]["verdict"]["headline"] == headline
    assert f"<h1>{headline}</h1>" in page
    assert f"**{headline}**" in markdown


def test_one_form_is_printed_and_others_go_to_their_files(run, bench, folder):
    code, out, err = bench("report", run, "--html", "page.html", "--json", "--md", "note.md")
    assert code == 0
    assert json.loads(out)["sets"][0]["disagreements"]["rows"] == 40
    assert "page.html" in err
    assert folder.joinpath("note.md").read_text().startswith("# Benchmark")
    assert bench("report", run, "--md", "-")[1].startswith("# Benchmark")


def test_a_page_says_the_figures_of_the_json(run, bench, folder):
    bench("report", run, "--html", "--md", "--json")
    [found] = json.loads(folder.joinpath("x", "report.json").read_text())["sets"]
    page, markdown = (folder.joinpath("x", f"report.{kind}").read_text() for kind in ("html", "md"))
    for each in found["verifiers"]:
        for metric in each["metrics"].values():
            if metric["value"] is not None and metric["interval"]:
                low, high = metric["interval"]
                value, interval = f"{metric['value']:.3f}", f"[{low:.3f}, {high:.3f}]"
                assert f"<span>{value}</span> <small>{interval}</small>" in page
                assert f"| {value} {interval} |" in markdown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["report"], "which run? Name its folder first"),
        (["report", "--html", "x"], "--html x: that is a folder; name the run first: bench report x --html"),
        (["report", "x", "--html", "x"], "--html x: that is a folder; name a file"),
        (["report", "x", "--html", "no/where.html"], "there is no folder"),
        (["report", "x", "--md", "-", "--json", "-"], "--md and --json cannot both go to this terminal; name files"),
        (["report", "x", "--md", "a", "--json", "a"], "--md and --json cannot both go to a; name files"),
        (["report", "x", "--md", "a", "--json", "./a"], "--md and --json cannot both go to a; name files"),
        (["report", "nowhere", "--html", "a.html"], "no run of the benchmark can be read there"),
    ],
)
def test_what_cannot_be_written_is_said(run, bench, arguments, message):
    code, out, err = bench(*arguments)
    assert (code, out) == (2, "")
    assert message in err


def test_a_page_without_jinja_names_the_extra(run, bench, monkeypatch):
    monkeypatch.setitem(sys.modules, "jinja2", None)
    code, _, err = bench("report", run, "--html")
    assert code == 2
    assert "pip install 'rewardry[bench]'" in err
    assert bench("report", run, "--md")[0] == 0


def test_a_page_is_the_same_again(run, bench, folder):
    for name in ("a.html", "b.html"):
        bench("report", run, "--html", name)
    assert folder.joinpath("a.html").read_bytes() == folder.joinpath("b.html").read_bytes()


def test_a_column_of_many_values_does_not_fill_the_page(run, bench):
    _, out, _ = bench("report", run, "--md", "--slice", "id")
    assert "The 30 most frequent of 40 values." in out
    assert out.count("| text.exact | ") < 45


def test_markdown_takes_no_text_for_markup(hostile_run, bench):
    code, out, _ = bench("report", hostile_run, "--md", "--slice", "kind")
    assert code == 0
    assert "<script" not in out
    assert "\u202e" not in out
    assert "\N{MATHEMATICAL LEFT ANGLE BRACKET}U+202E\N{MATHEMATICAL RIGHT ANGLE BRACKET}" in out
    table = [line for line in out.splitlines() if line.startswith("| text.exact | ")]
    assert len({re.sub(r"\\.", "", line).count("|") for line in table if "few" in line}) == 1


def test_a_page_has_no_text_that_could_end_the_data(hostile_page):
    page = hostile_page.read_text(encoding="utf-8")
    [data] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert not set("<>&\u2028\u2029") & set(data)
    assert len(json.loads(data)["sets"]) == 2
    assert page.count("<script") == 3
    assert "\u202e" not in page.replace(data, "")
    assert "style=" not in page.replace(data, "")
