"""The sets that come along: what they hold, that their makers still make them, and that verifiers agree with them."""

import gzip
import json
from collections import Counter
from fractions import Fraction
from importlib.resources import files

import pytest

import rewardry
from rewardry.benchmarks.sets import default_sets
from rewardry.benchmarks.sets.make import answers, mutants, program_tasks, programs, puzzles, running
from rewardry.benchmarks.sets.make.answer_types import decimal_text
from rewardry.benchmarks.sets.resolve import known_entries, named_set
from rewardry.errors import ConfigError

DATA = files("rewardry.benchmarks.sets") / "data"


def shipped(name):
    return [json.loads(line) for line in gzip.decompress((DATA / f"{name}.jsonl.gz").read_bytes()).splitlines()]


@pytest.mark.parametrize("name", ["math-answers-v1", "programs-v1", "puzzles-v1"])
def test_a_set_is_whole(name):
    rows = shipped(name)
    assert len({row["id"] for row in rows}) == len(rows) == known_entries()[name].rows
    assert {row["label"] for row in rows} == {0, 1}
    assert {row["licence"] for row in rows} == {"CC0-1.0"}
    groups = Counter((row["group"], row["label"]) for row in rows)
    assert all((group, 1) in groups for group, _ in groups)
    assert named_set(name).revision == "1"


def test_they_are_small():
    assert sum(len(file.read_bytes()) for file in DATA.iterdir()) < 200_000


@pytest.mark.parametrize("kind", ["fraction", "matrix", "choice"])
def test_answers_are_made_the_same_again(kind):
    made = list(answers.math_answers((kind,)))
    assert made == [row for row in shipped("math-answers-v1") if row["meta"]["type"] == kind]


@pytest.mark.parametrize("family", ["countdown", "maze", "sat"])
def test_puzzles_are_made_the_same_again(family):
    made = list(puzzles.puzzles((family,), 4))
    known = [row for row in shipped("puzzles-v1") if row["meta"]["family"] == family]
    assert json.loads(json.dumps(made)) == known[: len(made)]


def test_programs_are_made_the_same_again():
    [task] = [task for task in program_tasks.TASKS if task.name == "gcd"]
    made = list(programs.programs((task,)))
    assert json.loads(json.dumps(made)) == [row for row in shipped("programs-v1") if row["meta"]["task"] == "gcd"]


def test_every_type_and_family_has_its_rows():
    assert {row["meta"]["type"] for row in shipped("math-answers-v1")} == set(answers.TYPES)
    assert len(answers.TYPES) == 16
    assert {row["meta"]["family"] for row in shipped("puzzles-v1")} == set(puzzles.FAMILIES)
    assert {row["meta"]["mode"] for row in shipped("programs-v1")} == {"stdio", "function"}


def test_fractions_are_right_by_arithmetic():
    def value(form):
        whole = form.replace("\\dfrac", "\\frac").replace(" ", "")
        sign = -1 if "-" in whole else 1
        whole = whole.replace("-", "")
        if "\\frac" in whole:
            before, _, rest = whole.partition("\\frac")
            top, bottom = rest.strip("{}").split("}{")
            return sign * (int(before or 0) + Fraction(int(top), int(bottom)))
        return sign * Fraction(whole)

    for row in shipped("math-answers-v1"):
        if row["meta"]["type"] == "fraction":
            assert (value(row["meta"]["answer"]) == value(row["reference"])) == (row["label"] == 1), row["id"]


@pytest.mark.parametrize(("number", "text"), [("3/8", "0.375"), ("5", "5"), ("-7/2", "-3.5"), ("1/100", "0.01")])
def test_decimals_are_written_whole(number, text):
    sign = "-" if number.startswith("-") else ""
    assert sign + decimal_text(abs(Fraction(number))) == text


def test_labels_of_puzzles_hold():
    for row in shipped("puzzles-v1")[::5]:
        verdict = rewardry.verify("logic", row["completion"], row["reference"])
        assert verdict.status == ("correct" if row["label"] else "incorrect"), row["id"]


def test_a_mutant_differs_in_one_place():
    made = dict(mutants.mutants("def f(a, b):\n    return a + 2 if a < b and b else min(a, b)\n"))
    assert set(made.values()) == {
        f"{what}, line 2" for what in ("constant", "comparison", "operation", "and, or", "function")
    }
    assert any("a - 2" in text for text in made)


def test_programs_that_loop_or_fail_are_told_apart(monkeypatch):
    assert running.results("print(1 // 0)", "", [""]) == [["error", ""]]
    assert running.results("def f(a):\n    return 1 // a\n", "f", [[1], [0]]) == [
        ["ok", 1],
        ["error", "ZeroDivisionError"],
    ]
    monkeypatch.setattr(running, "LIMIT", 0.5)
    assert running.results("while True:\n    pass", "", [""]) is None


def test_a_task_whose_solutions_disagree_is_refused():
    task = program_tasks.Task("t", "", "f", "def f(a):\n    return a\n", "def f(a):\n    return -a\n", [[1]])
    with pytest.raises(ValueError, match="t: its two solutions disagree"):
        list(programs.programs((task,)))


@pytest.mark.parametrize(
    ("verifiers", "names"),
    [
        (["math"], ["math-answers-v1"]),
        (["logic"], ["puzzles-v1"]),
        (["code"], ["programs-v1"]),
        (["math", "text.exact"], ["math-answers-v1"]),
    ],
)
def test_the_default_is_what_fits(verifiers, names):
    assert [one.name for one in default_sets(rewardry.get(id_) for id_ in verifiers)] == names


def test_where_none_fits_that_is_said():
    with pytest.raises(ConfigError, match=r"none of the sets that come with rewardry .* name one with -d"):
        default_sets([rewardry.get("logic.sudoku")])
